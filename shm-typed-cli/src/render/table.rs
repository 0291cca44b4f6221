//! Columns.

use std::io::{self, Write};

/// Lines of cells, aligned by column. Cells are harmless for a terminal already.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    lines: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub(crate) fn new(headings: &[&str]) -> Self {
        Self {
            lines: vec![headings.iter().map(|text| (*text).to_owned()).collect()],
        }
    }

    /// Adds a line; one with fewer cells than there are columns may run over them.
    pub(crate) fn push(&mut self, line: Vec<String>) {
        self.lines.push(line);
    }

    /// Writes it, without blanks at the ends of lines.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.lines.first().map_or(0, Vec::len);
        let whole = || self.lines.iter().filter(|line| line.len() == columns);
        let mut widths = vec![0; columns];
        for line in whole() {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = cell.chars().count().max(*width);
            }
        }
        for line in &self.lines {
            let mut text = String::new();
            for (width, cell) in widths.iter().zip(line) {
                let pad = width.saturating_sub(cell.chars().count()) + 2;
                text.push_str(&format!("{cell}{:pad$}", ""));
            }
            writeln!(out, "{}", text.trim_end())?;
        }
        Ok(())
    }
}
