//! The bytes that a fingerprint is made of, one record at a time, in const context.

use xxhash_rust::const_xxh3::xxh3_128;

use super::Fingerprint;
use crate::layout::Number;

/// A record under construction: words of 8 bytes and hashes of 16, one after the other.
///
/// The largest record, a field in a schema fingerprint, has 200 bytes.
pub(super) struct Record {
    bytes: [u8; 200],
    len: usize,
}

impl Record {
    /// A record of the kind `tag`.
    pub(super) const fn new(tag: usize) -> Self {
        Self {
            bytes: [0; 200],
            len: 0,
        }
        .word(tag)
    }

    /// Adds a number: 8 bytes, little-endian.
    pub(super) const fn word(self, word: usize) -> Self {
        self.bytes(word.to_le_bytes())
    }

    /// Adds a number: 8 bytes, little-endian.
    pub(super) const fn word32(self, word: u32) -> Self {
        self.bytes(word.to_le_bytes()).bytes([0; 4])
    }

    /// Adds a number: 16 bytes, two's complement, little-endian.
    pub(super) const fn wide(self, word: i128) -> Self {
        self.bytes(word.to_le_bytes())
    }

    /// Adds the fingerprint of a part.
    pub(super) const fn part(self, part: Fingerprint) -> Self {
        self.bytes(part.to_bytes())
    }

    /// Adds a text as the hash of its UTF-8 bytes.
    pub(super) const fn text(self, text: &str) -> Self {
        self.part(text_hash(text))
    }

    /// Adds a number that may be absent: a word that says which, then 16 bytes.
    pub(super) const fn number(self, number: Option<Number>) -> Self {
        match number {
            None => self.word(0).bytes([0; 16]),
            Some(Number::Int(int)) => self.word(1).bytes(int.to_le_bytes()),
            Some(Number::Float(float)) => {
                // There are many NaNs, and one way to write them.
                let bits = if float.is_nan() {
                    0x7ff8_0000_0000_0000
                } else {
                    float.to_bits()
                };
                self.word(2).bytes(bits.to_le_bytes()).bytes([0; 8])
            }
        }
    }

    /// The hash of the record.
    pub(super) const fn finish(self) -> Fingerprint {
        hash(self.bytes.split_at(self.len).0)
    }

    /// Copies byte by byte: each call of a slice method counts as a step of const evaluation, and
    /// there are dozens of them inside `copy_from_slice`.
    #[expect(
        clippy::indexing_slicing,
        reason = "no record is longer than the array"
    )]
    const fn bytes<const N: usize>(mut self, bytes: [u8; N]) -> Self {
        let mut index = 0;
        while index < N {
            self.bytes[self.len + index] = bytes[index];
            index += 1;
        }
        self.len += N;
        self
    }
}

/// What stands for a text.
pub(super) const fn text_hash(text: &str) -> Fingerprint {
    // Most texts are empty, and const evaluation counts its steps.
    if text.is_empty() {
        const { hash(b"") }
    } else {
        hash(text.as_bytes())
    }
}

const fn hash(bytes: &[u8]) -> Fingerprint {
    Fingerprint::from_bytes(xxh3_128(bytes).to_be_bytes())
}
