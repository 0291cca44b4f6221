//! The value of a live object whose type this program does not know.

#![allow(
    unsafe_code,
    reason = "forms references to atomic numbers of a mapping"
)]

use core::num::NonZeroUsize;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::Relaxed};

use crate::error::Cause;
use crate::layout::header::HeaderFault;
use crate::layout::live::LiveGeometry;
use crate::os::{Access, Mapping, Object, Prefault};

/// A mapped live or bare object.
///
/// # Invariants
///
/// - **N1** `value .. value + size` is mapped readable while `mapping` lives, and `value` is aligned to
///   a page.
/// - **N2** No reference into the mapping is formed but to atomic numbers, for the time of one load.
#[derive(Debug)]
pub(crate) struct LiveWords {
    value: NonNull<u8>,
    size: usize,
    _mapping: Mapping,
}

// SAFETY: the address leads into a mapping that belongs to the value and not to a thread, and is used
// for loads of atomic numbers only (N2).
unsafe impl Send for LiveWords {}
// SAFETY: as for `Send`; no method changes `self`.
unsafe impl Sync for LiveWords {}

/// The numbers of one width, one after another.
macro_rules! load_all {
    ($self:ident, $at:ident, $into:ident, $atomic:ty) => {
        for (index, number) in $into.chunks_exact_mut(size_of::<$atomic>()).enumerate() {
            let at = $at + index * size_of::<$atomic>();
            // SAFETY: `load` has compared the end of the last number with the value's size (N1).
            let cell = unsafe { $self.value.add(at) }.cast::<$atomic>();
            // SAFETY: mapped as above while `self` is borrowed, and aligned: `value` is on a page (N1)
            // and `load` has checked `at`. The bytes of an atomic may change under a shared reference.
            let bits = unsafe { cell.as_ref() }.load(Relaxed);
            number.copy_from_slice(&bits.to_le_bytes());
        }
    };
}

impl LiveWords {
    /// Maps `object`, for which `geometry` was checked or planned.
    pub(crate) fn map(object: &Object, geometry: &LiveGeometry) -> Result<Self, Cause> {
        let fault = |what| Cause::Header(HeaderFault::Inconsistent { what });
        let len = NonZeroUsize::new(geometry.object_len).ok_or(fault("object length"))?;
        let end = geometry.value_offset.checked_add(geometry.value_size);
        // The checks on which N1 stands, whatever the caller did.
        if end.is_none_or(|end| end > geometry.object_len)
            || u64::try_from(geometry.object_len).is_ok_and(|len| len > object.len())
            || !geometry.value_offset.is_multiple_of(4096)
        {
            return Err(fault("value offset"));
        }
        let mapping = Mapping::new(object, len, Access::Read, Prefault::No)?;
        // SAFETY: the offset is at most the mapping's length, as just checked.
        let value = unsafe { mapping.base().add(geometry.value_offset) };
        Ok(Self {
            value,
            size: geometry.value_size,
            _mapping: mapping,
        })
    }

    /// Loads numbers of `width` bytes, from `at` on and as many as `into` has room for, each by
    /// itself. Those that are not aligned or have no atomic of their width are loaded byte by byte.
    ///
    /// Without effect on what would lie beyond the value.
    pub(crate) fn load(&self, at: usize, width: usize, into: &mut [u8]) {
        if at.checked_add(into.len()).is_none_or(|end| end > self.size) {
            return;
        }
        match width {
            2 if at.is_multiple_of(2) => load_all!(self, at, into, AtomicU16),
            4 if at.is_multiple_of(4) => load_all!(self, at, into, AtomicU32),
            8 if at.is_multiple_of(8) => load_all!(self, at, into, AtomicU64),
            _ => load_all!(self, at, into, AtomicU8),
        }
    }
}
