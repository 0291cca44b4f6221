//! How much of the room is used: a number that a peer may have set to anything.

/// Bytes of length in front of the contents.
pub(crate) const LENGTH_BYTES: usize = size_of::<Length>();

/// A length as its bytes, little-endian; see the module above for why it is no `u64`.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Length([u8; 8]);

impl Length {
    pub(super) const ZERO: Self = Self([0; 8]);

    /// The length, or `capacity` if it is more than that.
    #[inline]
    pub(super) const fn within(self, capacity: usize) -> usize {
        let len = usize::from_le_bytes(self.0);
        if len < capacity { len } else { capacity }
    }

    #[inline]
    pub(super) const fn set(&mut self, len: usize) {
        self.0 = len.to_le_bytes();
    }
}
