//! Making an object that nobody sees before it is complete.
//!
//! The file is made without a name, sized, filled and locked; a name is the last thing it gets.

use core::num::NonZeroUsize;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use rustix::fs::{self, AtFlags, CWD, FallocateFlags, Mode, OFlags, Stat};
use rustix::io::{self, Errno};
use rustix::process::{self, Resource};

use super::directory::Directory;
use super::error::{OsError, Refusal};
use super::name::{FileName, ObjectName};
#[cfg(test)]
use super::open::Identity;
use super::open::{Object, permissions, stat_of};
use crate::fault;

/// A complete, zeroed, nameless object of mode 0600. Dropped without a link, it is gone.
#[derive(Debug)]
pub(crate) struct Draft {
    object: Object,
    /// Its permission bits, which nobody else can change before it has a name.
    mode: u32,
}

impl Draft {
    /// Makes a file of `len` zero bytes, all of whose pages are reserved.
    pub(crate) fn new(directory: &Directory, len: NonZeroUsize) -> Result<Self, OsError> {
        let (file, stat) = nameless(directory)?;
        let len = u64::try_from(len.get()).unwrap_or(u64::MAX);
        reserve(&file, len)?;
        Ok(Self {
            object: Object::sized(file, &stat, len),
            mode: PRIVATE,
        })
    }

    /// Sets the permission bits to exactly `mode`, whatever the umask. Others may read at most.
    pub(crate) fn set_mode(&mut self, mode: u32) -> Result<(), OsError> {
        self.set_mode_within(mode, 0o644)
    }

    /// Sets the permission bits of a live object or a reader table, which others may write too.
    pub(crate) fn set_joint_mode(&mut self, mode: u32) -> Result<(), OsError> {
        self.set_mode_within(mode, 0o666)
    }

    fn set_mode_within(&mut self, mode: u32, most: u32) -> Result<(), OsError> {
        if mode & !most != 0 || mode & 0o600 != 0o600 {
            return Err(Refusal::UnusableMode { mode, most }.into());
        }
        if mode != self.mode {
            set_permissions(&self.object, mode)?;
            self.mode = mode;
        }
        Ok(())
    }

    /// Gives it a name, which must be free: a taken one is
    /// [`OsErrorKind::Exists`](super::OsErrorKind::Exists) and left as it is.
    pub(crate) fn link(&self, directory: &Directory, name: &FileName) -> Result<(), OsError> {
        give_name(&self.object, directory, name)
    }

    /// Gives it a name in one step, whether that was free or not. What had the name loses it, and
    /// lives on for those who have it open.
    ///
    /// The caller holds the [`Claim`](super::Claim) of the name: a leftover of a writer that was
    /// killed in here is removed first, and nobody else may be at work.
    pub(crate) fn link_replacing(
        &self,
        directory: &Directory,
        name: &FileName,
    ) -> Result<(), OsError> {
        let successor = name.successor();
        match fs::unlinkat(directory, successor.as_str(), AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(errno) => return Err(OsError::at("remove its unfinished successor")(errno)),
        }
        give_name(&self.object, directory, &successor)?;
        fault::point("successor.named");
        let renamed = fs::renameat(directory, successor.as_str(), directory, name.as_str())
            .map_err(OsError::at("take over its name"));
        if renamed.is_err() {
            // The first failure is the one to report.
            let _ = super::unlink_if_same(directory, &successor, self.object.identity());
        }
        renamed
    }

    /// Writes `bytes` at `offset`, within the length.
    pub(crate) fn write_at(&self, bytes: &[u8], offset: u64) -> Result<(), OsError> {
        write_at(&self.object, bytes, offset)
    }

    #[cfg(test)]
    pub(crate) fn identity(&self) -> Identity {
        self.object.identity()
    }

    /// The object, once it has its name.
    pub(crate) fn into_object(self) -> Object {
        self.object
    }
}

impl AsFd for Draft {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.object.as_fd()
    }
}

/// Removes what a process that was killed within [`Draft::link_replacing`] has left: successors of the
/// object and of its table. The caller holds the [`Claim`](super::Claim) of the name.
pub(crate) fn sweep(directory: &Directory, name: &ObjectName) {
    for file in [name.object().successor(), name.readers().successor()] {
        // There is none, or somebody has put there what is not ours to remove.
        let _ = fs::unlinkat(directory, file.as_str(), AtFlags::empty());
    }
}

/// The permission bits of what only this user may open.
const PRIVATE: u32 = 0o600;

/// A file without a name, open for both, that only this user may open; and what it is.
pub(super) fn nameless(directory: &Directory) -> Result<(OwnedFd, Stat), OsError> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let mode = Mode::from_raw_mode(PRIVATE);
    let file = fs::openat(directory, ".", flags, mode).map_err(OsError::at(
        "make a file in the directory of shared objects",
    ))?;
    let stat = stat_of(&file)?;
    // The umask may have taken even the owner's bits.
    if permissions(&stat) != PRIVATE {
        set_permissions(&file, PRIVATE)?;
    }
    Ok((file, stat))
}

/// Links `file` under a free name.
pub(super) fn give_name(
    file: impl AsFd,
    directory: &Directory,
    name: &FileName,
) -> Result<(), OsError> {
    let file = file.as_fd();
    let linked = match fs::linkat(file, "", directory, name.as_str(), AtFlags::EMPTY_PATH) {
        // Before Linux 6.10 it wants CAP_DAC_READ_SEARCH. The way by /proc takes twice the time.
        Err(Errno::NOENT) => {
            let by_proc = format!("/proc/self/fd/{}", file.as_raw_fd());
            let follow = AtFlags::SYMLINK_FOLLOW;
            fs::linkat(CWD, by_proc, directory, name.as_str(), follow)
        }
        other => other,
    };
    linked.map_err(OsError::at("give it its name"))
}

pub(super) fn set_permissions(file: impl AsFd, mode: u32) -> Result<(), OsError> {
    fs::fchmod(file, Mode::from_raw_mode(mode)).map_err(OsError::at("set its permissions"))
}

/// Writes `bytes` at `offset`, all of them.
pub(super) fn write_at(file: impl AsFd, bytes: &[u8], offset: u64) -> Result<(), OsError> {
    let mut at = offset;
    let mut rest = bytes;
    while !rest.is_empty() {
        match io::pwrite(&file, rest, at) {
            Ok(written) => {
                at = at.saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
                rest = rest.get(written..).unwrap_or_default();
            }
            Err(Errno::INTR) => {}
            Err(errno) => return Err(OsError::at("write its first bytes")(errno)),
        }
    }
    Ok(())
}

/// Whether this process may make a file of `len` bytes. Trying it would raise SIGXFSZ, which ends
/// the process. (Another thread that lowers the limit right now is not caught.)
pub(super) fn within_file_size_limit(len: u64) -> Result<(), Refusal> {
    match process::getrlimit(Resource::Fsize).current {
        Some(limit) if limit < len => Err(Refusal::FileSizeLimit { limit, needed: len }),
        _ => Ok(()),
    }
}

/// Sizes `file` to `len` and reserves each page, so that no later access finds the memory full.
///
/// Goes in steps, since a signal undoes the call it interrupts: under a profiler's timer one call
/// for a large object might never finish.
pub(super) fn reserve(file: impl AsFd, len: u64) -> Result<(), OsError> {
    const LARGEST: u64 = 4 << 20;
    const SMALLEST: u64 = 64 << 10;

    within_file_size_limit(len)?;
    let mut step = LARGEST;
    let mut at = 0;
    while at < len {
        let part = step.min(len - at);
        match fs::fallocate(&file, FallocateFlags::empty(), at, part) {
            Ok(()) => at += part,
            Err(Errno::INTR) => step = SMALLEST.max(step / 2),
            Err(Errno::NOSPC) => return Err(Refusal::NoSpace { needed: len }.into()),
            Err(errno) => return Err(OsError::at("reserve its pages")(errno)),
        }
    }
    Ok(())
}
