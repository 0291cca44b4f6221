//! Sentences put together while the user's crate compiles, for a `panic!` to show.

/// Text in a fixed buffer; what does not fit is cut off at a whole piece.
pub(crate) struct Words {
    bytes: [u8; CAPACITY],
    len: usize,
}

const CAPACITY: usize = 1024;

#[expect(
    clippy::indexing_slicing,
    reason = "const code has no fallible indexing, and each index is below a length just compared"
)]
impl Words {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            len: 0,
        }
    }

    /// Appends a piece of text.
    pub(crate) const fn text(mut self, piece: &str) -> Self {
        let piece = piece.as_bytes();
        if piece.len() > CAPACITY - self.len {
            return self;
        }
        let mut at = 0;
        while at < piece.len() {
            self.bytes[self.len] = piece[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    /// Appends a number in decimal.
    pub(crate) const fn number(self, number: usize) -> Self {
        let rest = if number >= 10 {
            self.number(number / 10)
        } else {
            self
        };
        rest.text(match number % 10 {
            0 => "0",
            1 => "1",
            2 => "2",
            3 => "3",
            4 => "4",
            5 => "5",
            6 => "6",
            7 => "7",
            8 => "8",
            _ => "9",
        })
    }

    /// All of it.
    pub(crate) const fn as_str(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.len);
        match core::str::from_utf8(written) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_each_other() {
        let words = Words::new()
            .text("has ")
            .number(1024)
            .text(" bytes")
            .number(0);

        assert_eq!(words.as_str(), "has 1024 bytes0");
    }

    #[test]
    fn a_piece_that_does_not_fit_is_left_out() {
        let long = "x".repeat(CAPACITY);

        let words = Words::new().text("a").text(&long).text("b");

        assert_eq!(words.as_str(), "ab");
    }
}
