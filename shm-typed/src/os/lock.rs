//! Locks on single bytes of a file, owned by an open file description.
//!
//! The kernel frees such a lock when the last descriptor of that description is closed, and so
//! when its holder dies. It belongs to neither process nor thread: two descriptions exclude each
//! other even within one thread, while a forked child shares its parent's lock and keeps it alive.
//! A classic `F_SETLK` lock would vanish as soon as the process closes *any* descriptor of the file.

#![allow(
    unsafe_code,
    reason = "the one foreign function that rustix does not wrap"
)]

use core::ffi::{c_int, c_short};
use std::os::fd::{AsFd, AsRawFd};

use rustix::io::Errno;

use super::error::OsError;

/// Which byte of a file is locked. It need not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Byte(i64);

impl Byte {
    /// The byte at `offset`.
    ///
    /// # Panics
    ///
    /// If `offset` is over `i64::MAX`, which no file offset is.
    pub(crate) const fn at(offset: u64) -> Self {
        assert!(offset >> 63 == 0, "a file offset fits an i64");
        Self(offset.cast_signed())
    }
}

/// Locks `byte` for this open file description alone; whether it was free (or ours).
///
/// Takes a descriptor open for writing. Any lock of another description stands in the way, also a
/// reader's: whoever may open the file for reading can hold one.
pub(crate) fn try_exclusive(file: impl AsFd, byte: Byte) -> Result<bool, OsError> {
    match apply(file, libc::F_OFD_SETLK, libc::F_WRLCK, byte) {
        Ok(_) => Ok(true),
        Err(Errno::AGAIN | Errno::ACCESS) => Ok(false),
        Err(errno) => Err(OsError::at("lock it")(errno)),
    }
}

/// Locks `byte` as a reader may, beside others; whether nobody has it alone.
///
/// Takes a descriptor open for reading.
pub(super) fn try_shared(file: impl AsFd, byte: Byte) -> Result<bool, OsError> {
    match apply(file, libc::F_OFD_SETLK, libc::F_RDLCK, byte) {
        Ok(_) => Ok(true),
        Err(Errno::AGAIN | Errno::ACCESS) => Ok(false),
        Err(errno) => Err(OsError::at("lock it")(errno)),
    }
}

/// Gives `byte` back, for every descriptor of this description and in every process.
pub(crate) fn unlock(file: impl AsFd, byte: Byte) -> Result<(), OsError> {
    apply(file, libc::F_OFD_SETLK, libc::F_UNLCK, byte)
        .map(drop)
        .map_err(OsError::at("unlock it"))
}

/// Whether another description holds `byte` exclusively.
///
/// Asks whether a *read* lock would be refused, which nobody can bring about who may only read the
/// file. Works with any descriptor, takes nothing, and does not see this description's own lock.
pub(crate) fn is_held_exclusively(file: impl AsFd, byte: Byte) -> Result<bool, OsError> {
    apply(file, libc::F_OFD_GETLK, libc::F_RDLCK, byte)
        .map(|found| found != short(libc::F_UNLCK))
        .map_err(OsError::at("ask for its lock"))
}

/// Whether another description holds `byte`, exclusively or not.
///
/// As [`is_held_exclusively`], and any reader of the file can bring it about.
pub(super) fn is_held(file: impl AsFd, byte: Byte) -> Result<bool, OsError> {
    apply(file, libc::F_OFD_GETLK, libc::F_WRLCK, byte)
        .map(|found| found != short(libc::F_UNLCK))
        .map_err(OsError::at("ask for its locks"))
}

/// Performs a lock command on one byte; the lock type that the kernel leaves in the request.
fn apply(file: impl AsFd, command: c_int, kind: c_int, byte: Byte) -> Result<c_short, Errno> {
    let file = file.as_fd();
    let mut request = libc::flock {
        l_type: short(kind),
        l_whence: short(libc::SEEK_SET),
        l_start: byte.0,
        l_len: 1,
        // The kernel demands zero here.
        l_pid: 0,
    };
    loop {
        #[expect(clippy::disallowed_methods, reason = "the one place that takes locks")]
        // SAFETY: `file` is open while borrowed, and for the `F_OFD` commands, the only ones that
        // this function is called with, the argument is a pointer to a `flock`, which lives and is
        // ours alone during the call.
        let answer = unsafe { libc::fcntl(file.as_raw_fd(), command, &raw mut request) };
        if answer != -1 {
            return Ok(request.l_type);
        }
        let error = std::io::Error::last_os_error();
        match Errno::from_io_error(&error) {
            Some(Errno::INTR) => {}
            Some(errno) => return Err(errno),
            None => return Err(Errno::IO),
        }
    }
}

/// The lock constants are declared wider than the fields that take them.
fn short(constant: c_int) -> c_short {
    c_short::try_from(constant).unwrap_or(c_short::MAX)
}
