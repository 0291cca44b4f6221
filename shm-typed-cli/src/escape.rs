//! Text from objects, made harmless for a terminal.
//!
//! A name or a help text is whatever its author wrote: an escape sequence in it could clear the
//! screen or type into the shell, a bidi override could make a line read as another.

use std::fmt::{self, Write};

/// Shows text with every character that does not print as `\n`, `\u{1b}` and so on.
///
/// Quotes and backslashes stay as they are, so that escaping twice is escaping once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if matches!(c, '\'' | '"' | '\\') {
                f.write_char(c)?;
            } else {
                // Controls, format characters such as bidi overrides, lone marks, odd blanks.
                write!(f, "{}", c.escape_debug())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_overrides_are_spelled_out() {
        let hostile = "a\u{1b}]0;x\u{7}\r\n\u{202e}b\u{9b}2J";

        assert_eq!(
            Escaped(hostile).to_string(),
            r"a\u{1b}]0;x\u{7}\r\n\u{202e}b\u{9b}2J"
        );
    }

    #[test]
    fn what_prints_stays_and_escaping_twice_is_escaping_once() {
        let text = r#"don't "quote" a\b, °C µs 速度"#;

        assert_eq!(Escaped(text).to_string(), text);
    }
}
