//! Why a bounded read gave no value.

use core::fmt;

use crate::sync::snapshot::Miss;

/// Why [`SharedRef::try_read`](crate::SharedRef::try_read),
/// [`try_read_with`](crate::SharedRef::try_read_with) or [`try_fold`](crate::SharedRef::try_fold) gave
/// no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReadError {
    /// The writer published a whole lap of slots during every attempt: try again later, or create
    /// the object with more [slots](crate::WriterOptions::slots).
    Lapped,
    /// The object holds no complete value, which no writer of this library leaves behind.
    Corrupt,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lapped => {
                "the writer published faster than this reader could copy; create the object with \
                 more slots, or read again"
            }
            Self::Corrupt => {
                "the object holds no complete value: something that is not shm-typed wrote to it"
            }
        })
    }
}

impl core::error::Error for ReadError {}

impl From<Miss> for ReadError {
    fn from(miss: Miss) -> Self {
        match miss {
            Miss::Lapped => Self::Lapped,
            Miss::Corrupt => Self::Corrupt,
        }
    }
}
