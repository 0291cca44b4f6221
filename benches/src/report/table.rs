//! A Markdown table with its columns under each other.

/// Rows of cells; the first one is the head.
pub struct Table(Vec<Vec<String>>);

impl Table {
    pub fn new(head: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(vec![head.into_iter().map(Into::into).collect()])
    }

    /// `name` is set in bold if it is ours.
    pub fn row(&mut self, name: &str, is_ours: bool, cells: impl IntoIterator<Item = String>) {
        let name = if is_ours {
            format!("**{name}**")
        } else {
            name.to_owned()
        };
        self.0.push(std::iter::once(name).chain(cells).collect());
    }

    pub fn render(&self) -> String {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
        let width = |at| self.0.iter().map(|row| cell(row, at).chars().count()).max();
        let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
        let mut out = String::new();
        for (n, row) in self.0.iter().enumerate() {
            for (at, width) in widths.iter().enumerate() {
                let text = cell(row, at);
                out += &match at {
                    0 => format!("| {text:<width$} |"),
                    _ => format!(" {text:>width$} |"),
                };
            }
            out += "\n";
            if n == 0 {
                for (at, width) in widths.iter().enumerate() {
                    out += &match at {
                        0 => format!("| {} |", "-".repeat(*width)),
                        _ => format!(" {}: |", "-".repeat(width - 1)),
                    };
                }
                out += "\n";
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_under_each_other() {
        let mut table = Table::new(["who", "time"]);
        table.row("a", true, ["1 µs".to_owned()]);
        table.row("pipe", false, ["22 ns".to_owned()]);
        let expected =
            "| who   |  time |\n| ----- | ----: |\n| **a** |  1 µs |\n| pipe  | 22 ns |\n";
        assert_eq!(table.render(), expected);
    }
}
