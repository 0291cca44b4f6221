//! The directory that objects live in.

use std::ffi::{OsStr, OsString};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

use rustix::fs::{self, CWD, Dir, FsWord, Mode, OFlags};
use rustix::io::Errno;

use super::error::{OsError, Refusal};

/// An open directory on a file system that keeps its pages in memory.
///
/// Held open, so that all steps of one operation act on the same directory even if its path comes
/// to lead elsewhere. Clones share the descriptor.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    descriptor: Arc<OwnedFd>,
}

impl Directory {
    /// Where POSIX shared memory is on Linux.
    pub(crate) const DEFAULT: &str = "/dev/shm";

    /// `/dev/shm`.
    pub(crate) fn open_default() -> Result<Self, OsError> {
        Self::open(Self::DEFAULT)
    }

    /// `path`, or `/dev/shm` if nobody asked for another.
    pub(crate) fn open_or_default(path: Option<&Path>) -> Result<Self, OsError> {
        path.map_or_else(Self::open_default, Self::open)
    }

    /// Opens `path`, which may be a link: some systems have `/dev/shm` lead to `/run/shm`.
    pub(crate) fn open(path: impl AsRef<Path>) -> Result<Self, OsError> {
        let path = path.as_ref();
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let descriptor =
            fs::openat(CWD, path, flags, Mode::empty()).map_err(|errno| match errno {
                Errno::NOENT | Errno::NOTDIR => Refusal::NoDirectory.into(),
                errno => OsError::at("open the directory of shared objects")(errno),
            })?;
        require_memory_backed(&descriptor)?;
        Ok(Self {
            descriptor: Arc::new(descriptor),
        })
    }

    /// The names of everything in it, in order of their bytes.
    ///
    /// What is made or removed meanwhile may be among them or not.
    pub(crate) fn names(&self) -> Result<Vec<OsString>, OsError> {
        let failed = OsError::at("list the directory of shared objects");
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let listed = fs::openat(&self.descriptor, ".", flags, Mode::empty()).map_err(&failed)?;
        let mut names = Vec::new();
        for entry in Dir::new(listed).map_err(&failed)? {
            let entry = entry.map_err(&failed)?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                names.push(OsStr::from_bytes(name).to_owned());
            }
        }
        names.sort();
        Ok(names)
    }
}

impl AsFd for Directory {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

/// Refuses what lies on a file system that writes pages back to a device: publishing would stall
/// on its writeback, and a full disk would show as SIGBUS.
pub(super) fn require_memory_backed(file: impl AsFd) -> Result<(), OsError> {
    const TMPFS: FsWord = 0x0102_1994;

    let kind = fs::fstatfs(file)
        .map_err(OsError::at("ask for its file system"))?
        .f_type;
    if kind == TMPFS {
        Ok(())
    } else {
        Err(Refusal::NotTmpfs.into())
    }
}
