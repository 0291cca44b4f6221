//! Text from an object, made harmless for a terminal.

use core::fmt::{self, Write};

/// Shows text with every character that does not print as `\n`, `\u{1b}` and so on.
///
/// Quotes and backslashes stay as they are, so that escaping twice is escaping once.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in self.0.split_inclusive(STAY) {
            let (text, stays) = match piece.strip_suffix(STAY) {
                Some(text) => (text, piece.chars().next_back()),
                None => (piece, None),
            };
            write!(f, "{}", text.escape_debug())?;
            if let Some(stays) = stays {
                f.write_char(stays)?;
            }
        }
        Ok(())
    }
}

/// What `escape_debug` would escape although it prints.
const STAY: [char; 3] = ['\'', '"', '\\'];

/// Quotes at most 64 characters of text that may be hostile, for a message.
pub(super) fn quoted(text: &str) -> String {
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(64).collect();
    let more = if chars.next().is_some() { "…" } else { "" };
    format!("`{}{more}`", Escaped(&start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_print_is_spelled_out() {
        let hostile = "a\u{1b}[2J\n\u{202e}b\u{7f}";

        assert_eq!(Escaped(hostile).to_string(), r"a\u{1b}[2J\n\u{202e}b\u{7f}");
    }

    #[test]
    fn what_prints_stays() {
        let text = r#"don't "quote" a\b, °C µs ü 速度"#;

        assert_eq!(Escaped(text).to_string(), text);
    }

    #[test]
    fn escaping_twice_is_escaping_once() {
        let once = Escaped("\u{0}'\n\"\\\u{301}").to_string();

        assert_eq!(Escaped(&once).to_string(), once);
    }

    #[test]
    fn a_long_quotation_is_cut() {
        assert_eq!(quoted(&"x".repeat(1000)).chars().count(), 67);
    }
}
