//! One process's view of an object.
//!
//! Turns a descriptor and a length into an address range that stays mapped until drop. Knows
//! nothing of what the bytes mean or of who else touches them.

#![allow(unsafe_code, reason = "maps, advises on and unmaps memory")]

use core::ffi::{c_int, c_void};
use core::num::NonZeroUsize;
use core::ptr::{self, NonNull};
use std::os::fd::AsFd;

use rustix::io::Errno;
use rustix::mm::{self, Advice, MapFlags, ProtFlags};

use super::access::{Access, Prefault};
use super::error::OsError;
use super::fork::Era;

/// An owned `MAP_SHARED` range.
///
/// # Invariants
///
/// - **M1** `base` is page aligned, and `base..base + len` is one mapping that this value owns.
/// - **M2** In the process of `era` the range stays mapped, readable and (with
///   [`Access::ReadWrite`] or [`Access::Joint`]) writable, until drop.
/// - **M3** Nothing in this module forms a reference into the range: other processes may write any
///   byte of it at any time.
/// - **M4** A range of [`Access::ReadWrite`] is not inherited by forked children: there the same
///   addresses are unmapped, or belong to something else. Every other range is inherited, and M1
///   and M2 hold for the child's copy of this value.
///
/// # What it cannot promise
///
/// A mapping says nothing of the object's length. The caller maps no more than the length that
/// `fstat` gave, and only objects that nobody untrusted may shorten: an access past the end raises
/// SIGBUS.
#[derive(Debug)]
pub(crate) struct Mapping {
    base: NonNull<u8>,
    len: NonZeroUsize,
    access: Access,
    era: Era,
}

// SAFETY: M1 and M2 are facts about the process and not about a thread, and by M3 the methods hand
// out addresses only.
unsafe impl Send for Mapping {}
// SAFETY: as for `Send`; no method changes `self`.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps the first `len` bytes of `object`, which are at least as many (not checked here).
    pub(crate) fn new(
        object: impl AsFd,
        len: NonZeroUsize,
        access: Access,
        prefault: Prefault,
    ) -> Result<Self, OsError> {
        let prot = match access {
            Access::Read => ProtFlags::READ,
            Access::ReadWrite | Access::Joint => ProtFlags::READ | ProtFlags::WRITE,
        };
        let flags = match prefault {
            Prefault::No => MapFlags::SHARED,
            Prefault::Yes => MapFlags::SHARED | MapFlags::POPULATE,
        };
        #[expect(clippy::disallowed_methods, reason = "the one place that maps")]
        // SAFETY: the hint is null and `MAP_FIXED` is absent, so the kernel picks a free range and
        // replaces no mapping.
        let base = unsafe { mm::mmap(ptr::null_mut(), len.get(), prot, flags, object, 0) }
            .map_err(OsError::at("map it"))?;
        let base = NonNull::new(base.cast())
            .ok_or(Errno::NOMEM)
            .map_err(OsError::at("map it"))?;
        // M1, M2: `mmap` succeeded for these `len` bytes with this access.
        let mapping = Self {
            base,
            len,
            access,
            era: Era::now(),
        };
        if access == Access::ReadWrite {
            // A thread that forks right here leaks the range to a child that has no value of it.
            mapping.withhold_from_children()?;
        }
        Ok(mapping)
    }

    /// Asks the kernel to keep these pages in memory until the range is unmapped.
    pub(crate) fn lock(&self) -> Result<(), Errno> {
        // SAFETY: by M1 the range is a whole mapping of ours, whose bytes and access stay as they
        // are.
        unsafe { mm::mlock(self.address(), self.len.get()) }
    }

    /// Puts the range into huge pages, or leaves it for the kernel to do so later, as far as it
    /// likes to.
    pub(crate) fn prefer_huge_pages(&self) {
        // MADV_COLLAPSE (Linux 6.1), which not every libc names.
        const COLLAPSE: c_int = 25;

        // An advice: a kernel without huge pages does not know it.
        // SAFETY: by M1 the range is a whole mapping of ours, and this advice changes no byte of it.
        let _ = unsafe { mm::madvise(self.address(), self.len.get(), Advice::LinuxHugepage) };
        // The pages are there already, so it is they that have to be replaced.
        // SAFETY: as above: what the pages hold is copied, and seen by everybody as before.
        let _ = unsafe { libc::madvise(self.address(), self.len.get(), COLLAPSE) };
    }

    /// M4.
    fn withhold_from_children(&self) -> Result<(), OsError> {
        // SAFETY: by M1 the range is a whole mapping of ours, and this advice changes nothing in
        // this process.
        unsafe { mm::madvise(self.address(), self.len.get(), Advice::LinuxDontFork) }
            .map_err(OsError::at("withhold its mapping from forked children"))
    }

    /// The first mapped byte; valid for [`len`](Self::len) bytes while `self` lives, in the
    /// process that made it and, unless it is [`Access::ReadWrite`], in its forked children.
    #[inline(always)]
    pub(crate) fn base(&self) -> NonNull<u8> {
        self.base
    }

    #[inline(always)]
    pub(crate) fn len(&self) -> NonZeroUsize {
        self.len
    }

    #[cfg(any(test, shm_typed_tsan))]
    pub(crate) fn access(&self) -> Access {
        self.access
    }

    fn address(&self) -> *mut c_void {
        self.base.as_ptr().cast()
    }

    /// Whether the range is this process's, and not a parent's (M4).
    pub(crate) fn is_mapped_here(&self) -> bool {
        self.access != Access::ReadWrite || self.era.is_now()
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        if !self.is_mapped_here() {
            return;
        }
        #[expect(clippy::disallowed_methods, reason = "the one place that unmaps")]
        // SAFETY: by M1 the range is one mapping owned by `self`, by the check above it is mapped
        // in this process, and nobody uses it after drop since `base` says how long it is valid.
        let unmapped = unsafe { mm::munmap(self.address(), self.len.get()) };
        debug_assert!(unmapped.is_ok(), "munmap: {unmapped:?}");
    }
}
