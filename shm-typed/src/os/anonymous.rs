//! Objects without a name, whose readers the kernel itself keeps from writing.
//!
//! Their descriptor is handed on over a socket. Once sealed, nobody can change their length, and
//! nobody can write but through the mapping that the writer already has: not through its
//! descriptor, not through one opened anew by way of `/proc`, whoever's process it is. A constant
//! object has no writer at all.

use core::num::NonZeroUsize;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use rustix::fs::{self, CWD, MemfdFlags, Mode, OFlags, SealFlags, SeekFrom};
use rustix::io::{self, Errno, FdFlags};

use super::create::{reserve, set_permissions, within_file_size_limit, write_at};
use super::directory::require_memory_backed;
use super::error::{OsError, Refusal};
use super::name::ObjectName;
use super::open::{Object, require_regular, stat_of};

/// A zeroed anonymous object that is not sealed yet.
#[derive(Debug)]
pub(crate) struct Anonymous {
    file: OwnedFd,
}

/// Who may write a sealed object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sealing {
    /// Whoever had it mapped for writing before it was sealed.
    OneWriter,
    /// Nobody, ever again.
    Constant,
}

impl Anonymous {
    /// Makes an object of `len` zero bytes, all of whose pages are reserved. The label is for
    /// people who look at `/proc/PID/maps`; any number of objects may have the same.
    pub(crate) fn new(label: &ObjectName, len: NonZeroUsize) -> Result<Self, OsError> {
        let file = create(label)?;
        reserve(&file, u64::try_from(len.get()).unwrap_or(u64::MAX))?;
        Ok(Self { file })
    }

    /// Makes an object of `len` zero bytes that has pages only where something is written.
    pub(crate) fn sparse(label: &ObjectName, len: NonZeroUsize) -> Result<Self, OsError> {
        let len = u64::try_from(len.get()).unwrap_or(u64::MAX);
        within_file_size_limit(len)?;
        let file = create(label)?;
        fs::ftruncate(&file, len).map_err(OsError::at("set its length"))?;
        Ok(Self { file })
    }

    /// Writes `bytes` at `offset`, within the length.
    pub(crate) fn write_at(&self, bytes: &[u8], offset: u64) -> Result<(), OsError> {
        write_at(&self.file, bytes, offset).map_err(|error| match error {
            // A memory file is full when there is no memory.
            OsError::Call { source, .. } if Errno::from_io_error(&source) == Some(Errno::NOSPC) => {
                let needed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                Refusal::NoSpace { needed }.into()
            }
            error => error,
        })
    }

    /// Fixes length and writers for ever.
    ///
    /// The kernel refuses [`Sealing::Constant`] while anybody has it mapped for writing, or a device
    /// has its pages.
    pub(crate) fn seal(self, sealing: Sealing) -> Result<Object, OsError> {
        let seals = demanded(sealing) | SealFlags::GROW | SealFlags::SEAL;
        fs::fcntl_add_seals(&self.file, seals).map_err(OsError::at("seal it"))?;
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
        fs::openat(CWD, path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).map_err(|errno| {
            match errno {
                Errno::NOENT => Refusal::NoProc.into(),
                errno => OsError::at("open it for its readers")(errno),
            }
        })
    }

    /// Takes a descriptor that somebody handed over. Accepts what nobody can shorten and that is
    /// sealed as `wanted` or tighter, whoever made it; tells how it is sealed.
    ///
    /// Seals are never taken away, so what was asked once holds for ever. Only memory files have
    /// any: no file system that a user may provide can answer in the kernel's place.
    pub(crate) fn received(file: OwnedFd, wanted: Sealing) -> Result<(Self, Sealing), OsError> {
        require_regular(&stat_of(&file)?)?;
        let seals = match fs::fcntl_get_seals(&file) {
            Ok(seals) => seals,
            // Its file system knows no seals.
            Err(Errno::INVAL) => SealFlags::empty(),
            Err(errno) => return Err(OsError::at("ask for its seals")(errno)),
        };
        let shrinks = !seals.contains(SealFlags::SHRINK);
        let writable = match wanted {
            Sealing::OneWriter => !seals.intersects(SealFlags::FUTURE_WRITE | SealFlags::WRITE),
            Sealing::Constant => !seals.contains(SealFlags::WRITE),
        };
        if shrinks || writable {
            return Err(Refusal::Unsealed {
                wanted,
                shrinks,
                writable,
            }
            .into());
        }
        // What has seals is in memory, be it in huge pages.
        require_memory_backed(&file).map_err(|error| match error {
            OsError::Refused(_) => Refusal::HugePages.into(),
            error => error,
        })?;
        io::fcntl_setfd(&file, FdFlags::CLOEXEC).map_err(OsError::at("close it on exec"))?;
        let sealing = if seals.contains(SealFlags::WRITE) {
            Sealing::Constant
        } else {
            Sealing::OneWriter
        };
        // Its length is asked for again, now that it cannot change any more.
        Ok((Self::made(file)?, sealing))
    }

    /// Refuses a sealed object of which a page below `len` is not there yet: its first touch could
    /// find no memory left, and raise SIGBUS. A page that is there stays: the seals that
    /// [`received`](Self::received) asks for forbid holes.
    pub(crate) fn require_pages(&self, len: usize) -> Result<(), OsError> {
        let needed = u64::try_from(len).unwrap_or(u64::MAX);
        // The descriptor's position is used by nobody.
        match fs::seek(self, SeekFrom::Hole(0)) {
            Ok(hole) if hole >= needed => Ok(()),
            Ok(at) => Err(Refusal::Hole { at, needed }.into()),
            // It has no bytes at all.
            Err(Errno::NXIO) => Err(Refusal::Hole { at: 0, needed }.into()),
            Err(errno) => Err(OsError::at("look for holes in it")(errno)),
        }
    }
}

/// The label that the maker of a memory file gave it, if that could be an object's name.
pub(crate) fn label_of(file: impl AsFd) -> Option<ObjectName> {
    let path = format!("/proc/self/fd/{}", file.as_fd().as_raw_fd());
    let target = std::fs::read_link(path).ok()?;
    let label = target.to_str()?.strip_prefix("/memfd:")?;
    ObjectName::new(label.strip_suffix(" (deleted)").unwrap_or(label)).ok()
}

/// What a receiver relies on.
fn demanded(sealing: Sealing) -> SealFlags {
    SealFlags::SHRINK
        | match sealing {
            Sealing::OneWriter => SealFlags::FUTURE_WRITE,
            Sealing::Constant => SealFlags::WRITE,
        }
}

/// A memory file of no length that nobody may open for writing.
fn create(label: &ObjectName) -> Result<OwnedFd, OsError> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    // Some systems demand that it can never be executed; older kernels do not know the flag.
    let file = match fs::memfd_create(label.as_str(), flags | MemfdFlags::NOEXEC_SEAL) {
        Err(Errno::INVAL) => fs::memfd_create(label.as_str(), flags),
        other => other,
    }
    .map_err(OsError::at("make an anonymous object"))?;
    // It is born with all permissions, so that another user who was handed a read-only descriptor
    // could open it for writing.
    set_permissions(&file, 0o400)?;
    Ok(file)
}
