//! The public error, and the only place where the errors of the lower layers are joined.

use core::fmt;

use crate::layout::header::{FORMAT_MAJOR, HeaderFault};
use crate::os::{ClaimError, NameError, OsError, Refusal};
use crate::schema::{DecodeError, Diff};

/// Why an object could not be created, opened or removed.
///
/// Its text is one line that says what could not be done, to which object, why, and what to do
/// about it. A program asks [`kind`](Self::kind); the cause below, if there is one, is in
/// [`source`](core::error::Error::source).
///
/// ```
/// use shm_typed::{ErrorKind, SharedRef};
///
/// let error = SharedRef::<u64>::open("/dev/shm/test").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidName);
/// assert!(error.to_string().contains("write `test`"));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    action: Action,
    name: Box<str>,
    cause: Cause,
}

/// What was to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Create,
    Open,
    Remove,
}

/// A coarse reason, stable enough to match on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no object of that name.
    NotFound,
    /// There is one already; it was left as it is.
    AlreadyExists,
    /// The kernel does not permit it.
    PermissionDenied,
    /// The name cannot be an object's.
    InvalidName,
    /// A setting is out of its range.
    InvalidOption,
    /// The object's values are of another layout; [`Error::diff`] tells how.
    LayoutMismatch,
    /// What has that name was not made by this library.
    NotAnObject,
    /// The object was made by a newer version of this library, in a format unknown to this one.
    NewerFormat,
    /// The object is shorter than it says.
    Truncated,
    /// The object contradicts itself.
    Corrupt,
    /// Somebody who is not trusted owns the object or may write it.
    Untrusted,
    /// The object has a live writer; [`Error::writer_pid`] tells which.
    WriterTaken,
    /// The file system or a limit of this process leaves no room.
    NoSpace,
    /// Another answer of the kernel; [`Error::raw_os_error`] has its number.
    Os,
}

/// What the layers below say.
#[derive(Debug)]
pub(crate) enum Cause {
    Name(NameError),
    Option(&'static str),
    Os(OsError),
    Header(HeaderFault),
    Layout(Box<Diff>),
    Schema(DecodeError),
    Corrupt(&'static str),
    Exists,
    Taken { pid: Option<u32> },
    Memory { bytes: usize },
}
