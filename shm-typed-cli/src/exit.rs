//! What the exit code says.

use std::process::ExitCode;

use shm_typed::ErrorKind;
use shm_typed::inspect::Class;

/// The codes, for `--help`.
pub(crate) const HELP: &str = "\
Exit codes: 0 ok, 1 differs or condition false, 2 usage, 3 not found, 4 incompatible or corrupt, \
5 dead or stale, 6 permission; of `verify`, one for each class of fault: see its help";

/// The exit codes, which scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done, and nothing to object to.
    Ok,
    /// Two things differ, or a condition does not hold. Also what the system did not let happen for
    /// another reason than those below.
    Differs,
    /// The command line says something that cannot be done.
    Usage,
    /// There is no such object, field or directory.
    NotFound,
    /// It is not an object, or one that this version cannot read.
    Incompatible,
    /// Its writer is dead, or another one is in the way.
    Stale,
    /// The kernel, or the rules about whom to trust, do not permit it.
    Permission,
    /// `verify` found this.
    Fault(Class),
}

impl Exit {
    /// The number of the code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Differs => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Incompatible => 4,
            Self::Stale => 5,
            Self::Permission => 6,
            Self::Fault(class) => fault(class),
        }
    }
}

/// The code of a class of fault: ten times the one that other verbs have for it, and one digit more.
fn fault(class: Class) -> u8 {
    match class {
        Class::Format => 41,
        Class::Bounds => 42,
        Class::Schema => 43,
        Class::Fingerprint => 44,
        Class::State => 45,
        Class::Value => 46,
        Class::Permissions => 61,
        // It could not be looked at further, or is of a class that is newer than this.
        _ => 11,
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl From<ErrorKind> for Exit {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::PermissionDenied | ErrorKind::Untrusted => Self::Permission,
            ErrorKind::WriterTaken => Self::Stale,
            ErrorKind::InvalidName | ErrorKind::InvalidOption => Self::Usage,
            _ => Self::Incompatible,
        }
    }
}
