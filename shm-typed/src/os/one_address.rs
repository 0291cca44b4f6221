//! One mapping of each object in a process, for ThreadSanitizer.
//!
//! It knows memory by its address. Two mappings of one object are two memories to it: it sees
//! neither the races between them nor the order that an atomic access of one gives to an access of
//! the other. So in its build all handles of an object share the first mapping of it that is
//! writable, or that was made for reading while there is no such.

use core::num::NonZeroUsize;
use core::ptr::NonNull;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU32, Ordering::AcqRel};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use rustix::io::Errno;

use super::access::{Access, Prefault};
use super::error::OsError;
use super::mapping::Mapping;
use super::open::{Identity, stat_of};

/// A share of a mapping, with its face.
#[derive(Debug)]
pub(crate) struct OneAddress(Arc<Mapping>);

/// The mappings that were made, the newest last.
static MADE: Mutex<Vec<(Identity, Weak<Mapping>)>> = Mutex::new(Vec::new());

/// Tells ThreadSanitizer of the order that the lock gives: the slow path of a `Mutex` lies in the
/// standard library, which is not instrumented.
static ORDER: AtomicU32 = AtomicU32::new(0);

impl OneAddress {
    /// As [`Mapping::new`]; a mapping of the same bytes that allows the same is shared.
    pub(crate) fn new(
        object: impl AsFd,
        len: NonZeroUsize,
        access: Access,
        prefault: Prefault,
    ) -> Result<Self, OsError> {
        // The file has no other number while a mapping of it is there.
        let identity = Identity::of(&stat_of(&object)?);
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        ORDER.fetch_add(1, AcqRel);
        made.retain(|(_, mapping)| mapping.strong_count() > 0);
        let serves = |mapping: &Arc<Mapping>| {
            mapping.len() == len && (access == Access::Read || mapping.access() == access)
        };
        let found = made
            .iter()
            .filter(|(made_of, _)| *made_of == identity)
            .find_map(|(_, mapping)| mapping.upgrade().filter(serves));
        let mapping = match found {
            Some(mapping) => Ok(mapping),
            None => Mapping::new(object, len, access, prefault).map(Arc::new),
        };
        if let Ok(mapping) = &mapping {
            made.push((identity, Arc::downgrade(mapping)));
        }
        ORDER.fetch_add(1, AcqRel);
        mapping.map(Self)
    }

    pub(crate) fn base(&self) -> NonNull<u8> {
        self.0.base()
    }

    pub(crate) fn len(&self) -> NonZeroUsize {
        self.0.len()
    }

    pub(crate) fn lock(&self) -> Result<(), Errno> {
        self.0.lock()
    }

    pub(crate) fn prefer_huge_pages(&self) {
        self.0.prefer_huge_pages();
    }

    pub(crate) fn is_mapped_here(&self) -> bool {
        self.0.is_mapped_here()
    }
}
