//! The one thing that can go wrong with bounded text and lists.

use core::fmt;

/// More than what fits into a [`FixedStr`](super::FixedStr) or [`FixedVec`](super::FixedVec).
///
/// What was to be changed is as it was before. `Display` says by how much it is too long, and the
/// repair.
///
/// ```
/// use shm_typed::FixedStr;
///
/// let error = FixedStr::<8>::try_from("engine room").unwrap_err();
///
/// assert_eq!((error.len(), error.capacity(), error.excess()), (11, 8, 3));
/// assert_eq!(
///     error.to_string(),
///     "the text has 11 bytes, 3 more than the 8 that fit: shorten it, or make it a `FixedStr<11>`",
/// );
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TooLong {
    what: What,
    capacity: usize,
    len: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Text,
    List,
}

#[expect(
    clippy::len_without_is_empty,
    reason = "what is too long is never empty"
)]
impl TooLong {
    /// A text of `len` bytes, of which only `capacity` fit.
    #[cold]
    pub(super) const fn text(capacity: usize, len: usize) -> Self {
        let what = What::Text;
        Self {
            what,
            capacity,
            len,
        }
    }

    /// A list of `len` elements, of which only `capacity` fit.
    #[cold]
    pub(super) const fn list(capacity: usize, len: usize) -> Self {
        let what = What::List;
        Self {
            what,
            capacity,
            len,
        }
    }

    /// How many bytes or elements fit.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.capacity
    }

    /// How many there were to be, all together.
    ///
    /// Of an iterator that was not run to its end: as many as it had at least.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// How many are too many.
    #[must_use]
    pub const fn excess(&self) -> usize {
        self.len.saturating_sub(self.capacity)
    }
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (len, capacity, excess) = (self.len, self.capacity, self.excess());
        match self.what {
            What::Text => write!(
                f,
                "the text has {len} bytes, {excess} more than the {capacity} that fit: shorten it, \
                 or make it a `FixedStr<{len}>`"
            ),
            What::List => write!(
                f,
                "the list has {len} elements, {excess} more than the {capacity} that fit: leave \
                 some out, or make it a `FixedVec<_, {len}>`"
            ),
        }
    }
}

impl fmt::Debug for TooLong {
    /// What `unwrap` and a `?` in `main` show: the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for TooLong {}
