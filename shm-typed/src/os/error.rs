//! Why the kernel, or a rule of this layer, said no.
//!
//! Knows no object's name: the layer above adds it. `Display` is one lower-case clause that
//! completes "cannot open `engine`: …".

use core::fmt;
use std::io;

use rustix::io::Errno;

use super::anonymous::Sealing;

/// A call that failed, or an answer that was not accepted.
#[derive(Debug)]
pub(crate) enum OsError {
    /// The kernel refused a call.
    Call {
        /// What was attempted, to complete "could not …".
        step: &'static str,
        /// The kernel's answer, with its number.
        source: io::Error,
    },
    /// The kernel answered, and the answer breaks a rule.
    Refused(Refusal),
}

/// The rule that was broken, with the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The name leads to something that is no regular file.
    NotAnObject(FileKind),
    /// Somebody else made it.
    ForeignOwner { uid: u32, expected: u32 },
    /// Somebody else may write it.
    ForeignWritable { mode: u32 },
    /// A second name leads to it, under which a second writer could claim it.
    HardLinked,
    /// A lock file that others may open, and so lock.
    LooseLock { mode: u32 },
    /// A lock file that is somebody else's.
    ForeignLock { uid: u32 },
    /// The lock file's name never led to the file that was locked.
    UnsteadyLock,
    /// Permission bits that an object may not have.
    UnusableMode { mode: u32, most: u32 },
    /// The directory of shared objects is not there, or is none.
    NoDirectory,
    /// The file system keeps its pages elsewhere than in memory.
    NotTmpfs,
    /// A descriptor that was handed over, without the seals that its receiver relies on.
    Unsealed {
        wanted: Sealing,
        /// It can be shortened.
        shrinks: bool,
        /// It can be written by more processes than it should.
        writable: bool,
    },
    /// A descriptor that was handed over, of a file of which a page is not there.
    Hole { at: u64, needed: u64 },
    /// A descriptor that was handed over, of a file in reserved huge pages.
    HugePages,
    /// `/proc` is not there, by way of which a memory file is opened anew.
    NoProc,
    /// The process may not keep so much in memory (`RLIMIT_MEMLOCK`).
    MemoryLock { limit: Option<u64>, needed: u64 },
    /// Fewer bytes than were asked for.
    Short { len: u64, needed: u64 },
    /// The process may not make a file as long as that (`RLIMIT_FSIZE`).
    FileSizeLimit { limit: u64, needed: u64 },
    /// The file system is full.
    NoSpace { needed: u64 },
}

/// What a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Directory,
    Symlink,
    Fifo,
    Socket,
    Device,
    Unknown,
}

/// The reasons that callers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OsErrorKind {
    /// No such name.
    NotFound,
    /// The name is taken.
    Exists,
    /// The kernel forbids it.
    Permission,
    /// No room for the pages, or for one more descriptor or mapping.
    NoSpace,
    /// A rule of this layer forbids it.
    Refused,
    /// Anything else that the kernel may say.
    Other,
}

impl OsError {
    /// The error of `step`, for `map_err`.
    pub(crate) fn at(step: &'static str) -> impl Fn(Errno) -> Self {
        move |errno| Self::Call {
            step,
            source: errno.into(),
        }
    }

    pub(crate) fn kind(&self) -> OsErrorKind {
        match self {
            Self::Call { source, .. } => match Errno::from_io_error(source) {
                Some(Errno::NOENT) => OsErrorKind::NotFound,
                Some(Errno::EXIST) => OsErrorKind::Exists,
                Some(Errno::ACCESS | Errno::PERM | Errno::ROFS) => OsErrorKind::Permission,
                Some(Errno::NOSPC | Errno::DQUOT | Errno::MFILE | Errno::NFILE | Errno::NOMEM) => {
                    OsErrorKind::NoSpace
                }
                _ => OsErrorKind::Other,
            },
            Self::Refused(Refusal::NoSpace { .. }) => OsErrorKind::NoSpace,
            Self::Refused(_) => OsErrorKind::Refused,
        }
    }

    /// Whether nobody knows better what happened than the kernel's own words.
    fn is_puzzling(&self) -> bool {
        self.kind() == OsErrorKind::Other
    }

    /// The broken rule, if the kernel was not the one to refuse.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Call { .. } => None,
            Self::Refused(refusal) => Some(*refusal),
        }
    }
}

impl From<Refusal> for OsError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl fmt::Display for OsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call { step, source } => {
                write!(f, "could not {step}")?;
                match Errno::from_io_error(source) {
                    Some(Errno::MFILE) => f.write_str(
                        ": this process has no descriptor left; raise the limit (`ulimit -n`, \
                         `LimitNOFILE=`), or close some",
                    ),
                    Some(Errno::NFILE) => f.write_str(
                        ": the system has no open file left; raise its limit (`fs.file-max`)",
                    ),
                    Some(Errno::NOMEM) => f.write_str(
                        ": no memory is left, or no more of it may be mapped (`ulimit -v`, \
                         `vm.max_map_count`)",
                    ),
                    Some(Errno::ROFS) => f.write_str(": its file system is mounted read-only"),
                    _ if self.is_puzzling() => write!(f, ": {source}"),
                    _ => Ok(()),
                }
            }
            Self::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl core::error::Error for OsError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            // Its words are in the text already.
            Self::Call { .. } if self.is_puzzling() => None,
            Self::Call { source, .. } => Some(source),
            Self::Refused(_) => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject(kind) => write!(
                f,
                "it is {kind}, not a shared memory object, and was left as it is: choose another \
                 name, or remove it by hand"
            ),
            Self::ForeignOwner { uid, expected } => write!(
                f,
                "it belongs to uid {uid}, expected uid {expected}: accept that owner, or remove it"
            ),
            Self::ForeignWritable { mode } => write!(
                f,
                "its mode {mode:04o} lets others write it: take their write permission away \
                 (`chmod go-w`)"
            ),
            Self::HardLinked => f.write_str(
                "more than one name leads to it: remove the other names before writing to it",
            ),
            Self::LooseLock { mode } => write!(
                f,
                "its mode {mode:04o} lets others hold the lock: remove it while no writer runs"
            ),
            Self::ForeignLock { uid } => write!(
                f,
                "it belongs to uid {uid}, who alone can claim the name: remove it while no writer \
                 runs"
            ),
            Self::UnsteadyLock => {
                f.write_str("it was replaced each time it had been locked: try again")
            }
            Self::UnusableMode { mode, most } => write!(
                f,
                "mode {mode:#o} does not suit it: 0o600 is the least and {most:#o} the most, in octal"
            ),
            Self::NoDirectory => f.write_str(
                "the directory of shared objects is not there: make it, on a tmpfs, or name \
                 another with `directory`",
            ),
            Self::NotTmpfs => f.write_str(
                "its file system is not in memory: choose a directory on a tmpfs, such as /dev/shm",
            ),
            Self::Unsealed {
                wanted,
                shrinks,
                writable,
            } => unsealed(f, *wanted, *shrinks, *writable),
            Self::Hole { at, needed } => write!(
                f,
                "it has a hole at byte {at} of the {needed} that are used, where a touch can find no \
                 memory left, which ends this process by SIGBUS; take one that was written in \
                 whole, as `SharedBox::anonymous` and `Frozen` make"
            ),
            Self::HugePages => f.write_str(
                "it lies on hugetlbfs, where a touch can find no page left: take one of ordinary \
                 pages, as `SharedBox::anonymous` and `Frozen` make",
            ),
            Self::NoProc => f.write_str(
                "it is opened for its readers by way of /proc, which is not there: mount it",
            ),
            Self::MemoryLock { limit, needed } => {
                write!(f, "its {needed} bytes cannot be locked in memory")?;
                if let Some(limit) = limit {
                    write!(f, ": this process may lock {limit} bytes in all")?;
                }
                f.write_str(
                    "; raise the limit (`ulimit -l`, `LimitMEMLOCK=`), or leave out `lock_memory`",
                )
            }
            Self::Short { len, needed } => {
                write!(
                    f,
                    "it is {len} bytes long, and at least {needed} are needed: remove it, and let \
                     its writer create it again"
                )
            }
            Self::FileSizeLimit { limit, needed } => write!(
                f,
                "it needs {needed} bytes, and this process may make files of {limit} bytes at \
                 most: raise the limit (`ulimit -f`)"
            ),
            Self::NoSpace { needed } => write!(
                f,
                "it needs {needed} bytes, and the file system has no room for them: remove what is \
                 not needed there, or enlarge it (containers often give /dev/shm 64 MiB)"
            ),
        }
    }
}

/// What is missing, what it might lead to, and where to get one that has it.
fn unsealed(
    f: &mut fmt::Formatter<'_>,
    wanted: Sealing,
    shrinks: bool,
    writable: bool,
) -> fmt::Result {
    if shrinks {
        f.write_str(
            "it lacks the seal F_SEAL_SHRINK, so somebody might shorten it, which ends whoever has \
             it mapped by SIGBUS",
        )?;
    }
    if shrinks && writable {
        f.write_str("; and ")?;
    }
    if writable {
        f.write_str(match wanted {
            Sealing::OneWriter => {
                "it lacks the seal F_SEAL_FUTURE_WRITE, so others than its writer might write it"
            }
            Sealing::Constant => {
                "it lacks the seal F_SEAL_WRITE, so somebody might change it while it is borrowed"
            }
        })?;
    }
    f.write_str(match wanted {
        Sealing::OneWriter => "; take the `as_fd` of a `SharedBox::anonymous`",
        Sealing::Constant => {
            "; take the descriptor of a `Frozen`, or read this one with `SharedRef::from_fd`"
        }
    })
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Directory => "a directory",
            Self::Symlink => "a symbolic link",
            Self::Fifo => "a FIFO",
            Self::Socket => "a socket",
            Self::Device => "a device",
            Self::Unknown => "a file of unknown kind",
        })
    }
}
