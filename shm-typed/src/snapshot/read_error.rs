//! Why a bounded read gave no value.

use core::fmt;

use crate::layout::InvalidValue;
use crate::sync::snapshot::Miss;

/// Why [`SharedRef::try_read`](crate::SharedRef::try_read),
/// [`try_read_with`](crate::SharedRef::try_read_with) or [`try_fold`](crate::SharedRef::try_fold) gave
/// no value.
///
/// Small, `Copy` and made without allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReadError {
    /// The writer published a whole lap of slots during every attempt: try again later, or create
    /// the object with more [slots](crate::WriterOptions::slots).
    Lapped,
    /// The object holds no complete value, which no writer of this library leaves behind.
    Corrupt,
    /// The object holds a complete value in which a field of a checked type has bits that are none
    /// of its values: the field by path, its bits, and what they may be.
    Invalid(InvalidValue),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::Lapped => {
                "the writer published faster than this reader could copy; create the object with \
                 more slots, or read again"
            }
            Self::Corrupt => {
                "the object holds no complete value: something that is not shm-typed wrote to it"
            }
            Self::Invalid(invalid) => {
                return write!(
                    f,
                    "the object holds no valid value: {invalid}; something that is not shm-typed \
                     wrote to it"
                );
            }
        };
        f.write_str(words)
    }
}

impl core::error::Error for ReadError {}

impl From<InvalidValue> for ReadError {
    fn from(invalid: InvalidValue) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<Miss> for ReadError {
    fn from(miss: Miss) -> Self {
        match miss {
            Miss::Lapped => Self::Lapped,
            Miss::Corrupt => Self::Corrupt,
        }
    }
}
