//! Text that is put together line by line.

use std::fmt::{self, Write};

/// Lines, each indented as far as its block.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    /// Adds a line, indented by four blanks for each block that is open.
    pub(super) fn line(&mut self, line: fmt::Arguments<'_>) {
        for _ in 0..self.depth {
            self.text.push_str("    ");
        }
        // Writing to a `String` cannot fail.
        let _ = self.text.write_fmt(line);
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// Adds an empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Adds text as it is.
    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds what `block` writes, one step further to the right.
    pub(super) fn indented(&mut self, block: impl FnOnce(&mut Self)) {
        self.depth += 1;
        block(self);
        self.depth -= 1;
    }

    /// All of it.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Adds a formatted line.
macro_rules! line {
    ($lines:expr, $($format:tt)*) => { $lines.line(format_args!($($format)*)) };
}
pub(super) use line;
