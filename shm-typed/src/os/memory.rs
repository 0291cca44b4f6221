//! Mapping an object, and holding its pages as was asked for.

use core::num::NonZeroUsize;
use std::os::fd::AsFd;

use rustix::io::Errno;
use rustix::process::{self, Resource};

use super::Mapping;
use super::access::{Access, Memory};
use super::error::{OsError, Refusal};

/// Maps the first `len` bytes of `object`, which are at least as many (not checked here), and holds
/// them as `memory` says.
pub(crate) fn map(
    object: impl AsFd,
    len: NonZeroUsize,
    access: Access,
    memory: Memory,
) -> Result<Mapping, OsError> {
    let mapping = Mapping::new(object, len, access, memory.prefault)?;
    if memory.huge {
        mapping.prefer_huge_pages();
    }
    if memory.lock {
        mapping.lock().map_err(|errno| refused(errno, len))?;
    }
    Ok(mapping)
}

/// The kernel tells a limit apart from other reasons by none of its numbers.
fn refused(errno: Errno, len: NonZeroUsize) -> OsError {
    match errno {
        Errno::PERM | Errno::NOMEM | Errno::AGAIN => Refusal::MemoryLock {
            limit: process::getrlimit(Resource::Memlock).current,
            needed: u64::try_from(len.get()).unwrap_or(u64::MAX),
        }
        .into(),
        errno => OsError::at("lock its pages in memory")(errno),
    }
}
