//! Objects without a name, whose readers the kernel itself keeps from writing.
//!
//! Their descriptor is handed on over a socket. Once sealed, nobody can change their length, and
//! nobody can write but through the mapping that the writer already has: not through its
//! descriptor, not through one opened anew by way of `/proc`, whoever's process it is.

use core::num::NonZeroUsize;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use rustix::fs::{self, CWD, MemfdFlags, Mode, OFlags, SealFlags};
use rustix::io::Errno;

use super::create::{reserve, set_permissions};
use super::error::{OsError, Refusal};
use super::name::ObjectName;
use super::open::{Object, require_regular, stat_of};

/// A zeroed anonymous object that is not sealed yet: its writer maps it first.
#[derive(Debug)]
pub(crate) struct Anonymous {
    file: OwnedFd,
}

impl Anonymous {
    /// Makes an object of `len` zero bytes, all of whose pages are reserved. The label is for
    /// people who look at `/proc/PID/maps`; any number of objects may have the same.
    pub(crate) fn new(label: &ObjectName, len: NonZeroUsize) -> Result<Self, OsError> {
        let file = create(label)?;
        // It is born with all permissions, so that another user who was handed a read-only
        // descriptor could open it for writing.
        set_permissions(&file, 0o400)?;
        reserve(&file, u64::try_from(len.get()).unwrap_or(u64::MAX))?;
        Ok(Self { file })
    }

    /// Fixes length and writer for ever.
    pub(crate) fn seal(self) -> Result<Object, OsError> {
        fs::fcntl_add_seals(&self.file, demanded() | SealFlags::GROW | SealFlags::SEAL)
            .map_err(OsError::at("seal it"))?;
        Object::made(self.file)
    }
}

impl AsFd for Anonymous {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl Object {
    /// A read-only descriptor to hand on. It is opened anew, as a duplicate would share the
    /// writer's locks and so not see its [`Beacon`](super::beacon::Beacon).
    pub(crate) fn for_readers(&self) -> Result<OwnedFd, OsError> {
        let path = format!("/proc/self/fd/{}", self.as_fd().as_raw_fd());
        fs::openat(CWD, path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())
            .map_err(OsError::at("open it for its readers"))
    }

    /// Takes a descriptor that somebody handed over. Accepts what nobody can shorten and only the
    /// writer can write, whoever made it.
    pub(crate) fn received(file: OwnedFd) -> Result<Self, OsError> {
        require_regular(&stat_of(&file)?)?;
        let seals = match fs::fcntl_get_seals(&file) {
            Ok(seals) => seals,
            // Its file system knows no seals.
            Err(Errno::INVAL) => SealFlags::empty(),
            Err(errno) => return Err(OsError::at("ask for its seals")(errno)),
        };
        let unwritable = seals | SealFlags::FUTURE_WRITE;
        let seals = if seals.contains(SealFlags::WRITE) {
            unwritable
        } else {
            seals
        };
        if !seals.contains(demanded()) {
            return Err(Refusal::Unsealed.into());
        }
        Self::made(file)
    }
}

/// What a reader relies on.
fn demanded() -> SealFlags {
    SealFlags::SHRINK | SealFlags::FUTURE_WRITE
}

fn create(label: &ObjectName) -> Result<OwnedFd, OsError> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    // Some systems demand that it can never be executed; older kernels do not know the flag.
    match fs::memfd_create(label.as_str(), flags | MemfdFlags::NOEXEC_SEAL) {
        Err(Errno::INVAL) => fs::memfd_create(label.as_str(), flags),
        other => other,
    }
    .map_err(OsError::at("make an anonymous object"))
}
