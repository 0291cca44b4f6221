//! Why a schema could not be read.

use core::fmt;
use std::borrow::Cow;

use super::escape::Escaped;

/// Why bytes are not a schema: what is wrong, and where.
///
/// `Display` is one line that is safe to print, whatever the bytes hold:
/// ``schema field `faults`: offset 9 is not a multiple of the alignment 8 (byte 75)``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    byte: usize,
    path: Box<str>,
    message: Cow<'static, str>,
}

impl DecodeError {
    pub(super) fn new(byte: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            byte,
            path: Box::default(),
            message: message.into(),
        }
    }

    pub(super) fn in_field(self, path: &str) -> Self {
        Self {
            path: path.into(),
            ..self
        }
    }

    /// The byte of the JSON text at which it shows.
    #[must_use]
    pub fn byte_offset(&self) -> usize {
        self.byte
    }

    /// The field in question, `cylinders[].pressure`; `None` if it is not in one.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        (!self.path.is_empty()).then_some(&*self.path)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            byte,
            path,
            message,
        } = self;
        if path.is_empty() {
            write!(f, "schema: {message} (byte {byte})")
        } else {
            write!(
                f,
                "schema field `{}`: {message} (byte {byte})",
                Escaped(path)
            )
        }
    }
}

impl core::error::Error for DecodeError {}
