//! Allocated memory with the face of a mapping: for Miri, which maps no files, and for tests.

#![allow(
    unsafe_code,
    reason = "allocates and frees by hand, as alignment must be a page's"
)]
#![cfg_attr(not(miri), allow(dead_code, reason = "all of it serves under Miri"))]

use core::alloc::Layout;
use core::num::NonZeroUsize;
use core::ptr::NonNull;
use std::alloc;
use std::os::fd::AsFd;

use rustix::io::Errno;

use super::access::{Access, Prefault};
use super::error::OsError;

/// What the kernel would align a mapping to.
const PAGE: usize = 4096;

/// An owned range of zeroed heap memory.
///
/// # Invariants
///
/// - **H1** `base` came from the global allocator for `layout`, and is freed by drop alone.
/// - **H2** Nothing in this module forms a reference into the range.
/// - **H3** `layout.size()` is not zero.
#[derive(Debug)]
pub(crate) struct Heap {
    base: NonNull<u8>,
    layout: Layout,
    access: Access,
}

// SAFETY: by H1 the memory belongs to the value and not to a thread, and by H2 the methods hand out
// addresses only.
unsafe impl Send for Heap {}
// SAFETY: as for `Send`; no method changes `self`.
unsafe impl Sync for Heap {}

impl Heap {
    /// As a mapping's, for code that names one: a fresh range that shares nothing with `_object`.
    pub(crate) fn new(
        _object: impl AsFd,
        len: NonZeroUsize,
        access: Access,
        _prefault: Prefault,
    ) -> Result<Self, OsError> {
        Ok(Self::zeroed(len, access))
    }

    /// Allocates `len` zero bytes.
    ///
    /// # Panics
    ///
    /// If `len` is over `isize::MAX` less a page.
    pub(crate) fn zeroed(len: NonZeroUsize, access: Access) -> Self {
        let layout = Layout::from_size_align(len.get(), PAGE).expect("a length that can exist");
        // SAFETY: the size of `layout` is `len`, which is not zero.
        let base = unsafe { alloc::alloc_zeroed(layout) };
        let Some(base) = NonNull::new(base) else {
            alloc::handle_alloc_error(layout)
        };
        // H1, H3: as just allocated.
        Self {
            base,
            layout,
            access,
        }
    }

    /// The first byte; valid for [`len`](Self::len) bytes while `self` lives.
    pub(crate) fn base(&self) -> NonNull<u8> {
        self.base
    }

    pub(crate) fn len(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.layout.size()).unwrap_or(NonZeroUsize::MIN)
    }

    /// Always: the heap is not shared with children.
    pub(crate) fn is_mapped_here(&self) -> bool {
        true
    }

    /// Nothing to ask for.
    pub(crate) fn lock(&self) -> Result<(), Errno> {
        Ok(())
    }

    /// Nothing to ask for.
    pub(crate) fn prefer_huge_pages(&self) {}

    pub(crate) fn access(&self) -> Access {
        self.access
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // SAFETY: by H1 `base` is allocated for `layout` and freed only here.
        unsafe { alloc::dealloc(self.base.as_ptr(), self.layout) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heap_is_aligned_zeroed_and_writable() {
        let heap = Heap::zeroed(NonZeroUsize::new(5000).unwrap(), Access::ReadWrite);
        // SAFETY: the offset is within the allocation.
        let last = unsafe { heap.base().add(heap.len().get() - 1) };

        // SAFETY: within the allocation, which is zeroed and nobody else's.
        assert_eq!(unsafe { last.read() }, 0);
        // SAFETY: as above.
        unsafe { last.write(7) };
        // SAFETY: as above.
        assert_eq!(unsafe { last.read() }, 7);

        assert_eq!(heap.base().addr().get() % PAGE, 0);
        assert_eq!((heap.len().get(), heap.access()), (5000, Access::ReadWrite));
    }
}
