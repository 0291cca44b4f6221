//! The public error, and the only place where the errors of the lower layers are joined.

use core::fmt;
use std::path::Path;

use crate::layout::InvalidValue;
use crate::layout::header::{DISCIPLINE_LIVE, DISCIPLINE_SNAPSHOT, FORMAT_MAJOR, HeaderFault};
use crate::layout::table::MAX_CELLS;
use crate::os::{ClaimError, Directory, NameError, OsError, OsErrorKind, Refusal};
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
    /// As the caller spelled it.
    name: Box<str>,
    /// Where the name was looked for; `None` if that is no question.
    directory: Option<Box<Path>>,
    cause: Cause,
}

/// What was to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Create,
    Open,
    /// For writing.
    TakeOver,
    /// For reading, of a live object.
    OpenLive,
    /// For writing, of a live object.
    Join,
    Replace,
    Remove,
    /// Without a name.
    CreateAnonymous,
    /// A descriptor that was handed over. The name is its label.
    Receive,
    /// The object's value, by who does not know its type.
    Read,
    /// The objects of a directory, which stands in the place of the name.
    List,
    Pin,
}

impl Action {
    /// What to do where the kernel does not permit it.
    const fn permission(self) -> &'static str {
        match self {
            Self::Open | Self::OpenLive | Self::Read => {
                "ask its owner for read permission (`mode(0o640)` or `mode(0o644)` when it is created)"
            }
            Self::List => "run as a user who may list it",
            Self::Create => {
                "run as a user who may write that directory, or choose another with `directory`"
            }
            Self::Join => {
                "ask its owner for write permission (`mode(0o660)`), or only read it, with `LiveRef`"
            }
            Self::Pin => {
                "ask its owner for write permission to it (`reader_table(Some(0o660))`), or copy \
                 the value, with `read`"
            }
            Self::TakeOver | Self::Replace | Self::Remove => {
                "only its owner may do that; run as that user"
            }
            Self::CreateAnonymous => {
                "let this process call `memfd_create`, and open what it made below /proc, or create \
                 an object with a name"
            }
            Self::Receive => {
                "ask for a descriptor that is open for reading, as `SharedBox::as_fd` is"
            }
        }
    }

    /// What to do about an object that is spoilt.
    const fn anew(self) -> &'static str {
        match self {
            Self::Receive => "ask whoever sent it for another",
            Self::CreateAnonymous => "try again",
            _ => "remove it with `shm_typed::remove`, and let its writer create it again",
        }
    }
}

/// A coarse reason, stable enough to match on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no object of that name, or no such directory; or an anonymous object was asked for
    /// what follows its name.
    NotFound,
    /// There is one already; it was left as it is.
    AlreadyExists,
    /// The kernel does not permit it.
    PermissionDenied,
    /// The name cannot be an object's; the error's text has one that can.
    InvalidName,
    /// A setting is out of its range: a mode, a number of slots, a directory that is not on a tmpfs.
    InvalidOption,
    /// The object's values are of another layout ([`Error::diff`] tells how), or it is an object of
    /// another sort: live cells and no snapshots, or the reverse.
    LayoutMismatch,
    /// What has that name, or was handed over, was not made by this library: another file, a directory, a link.
    NotAnObject,
    /// The object was made by a newer version of this library, in a format unknown to this one.
    NewerFormat,
    /// The object is shorter than it says.
    Truncated,
    /// The object contradicts itself.
    Corrupt,
    /// The writer published a whole lap of slots during every attempt to copy the value: try again,
    /// or create the object with more [slots](crate::WriterOptions::slots).
    Lapped,
    /// What the last writer left is no value of a checked type; [`Error::invalid_value`] tells which
    /// field.
    InvalidValue,
    /// Somebody who is not trusted owns the object or may write it; or a descriptor that was handed
    /// over lacks a seal.
    Untrusted,
    /// The object has a live writer; [`Error::writer_pid`] tells which.
    WriterTaken,
    /// As many readers as can pin its values do; the error's text says how many.
    PinsTaken,
    /// Its values cannot be pinned: it was created so, or has been replaced.
    NotPinnable,
    /// It has lost its reader table while readers pinned its values, so no writer can know which
    /// slots it may fill.
    PinsLost,
    /// The file system, the memory or a limit of this process leaves no room.
    NoSpace,
    /// Another answer of the kernel; [`Error::raw_os_error`] has its number.
    Os,
}

/// What the layers below say.
#[derive(Debug)]
pub(crate) enum Cause {
    /// The name breaks a rule.
    Name(NameError),
    /// A setting breaks a rule: which, and what it may be.
    Option(&'static str),
    /// The kernel, or a rule about files.
    Os(OsError),
    /// The same, of a file that belongs to the object.
    Companion {
        what: &'static str,
        suffix: &'static str,
        error: OsError,
    },
    /// The header is not one, or not one of ours.
    Header(HeaderFault),
    /// The values are of another layout.
    Layout(Box<Diff>),
    /// The schema text is not one.
    Schema(DecodeError),
    /// A bare object of another size.
    Size { len: u64, needed: usize },
    /// A contradiction.
    Corrupt(&'static str),
    /// No attempt to copy the value gave one.
    Lapped,
    /// A value larger than the caller has room for.
    Limit { bytes: usize, most: usize },
    /// A field of what the last writer left is no value of its type.
    Invalid(Box<InvalidValue>),
    /// It has no name that could be followed.
    Nameless,
    /// It exists.
    Exists,
    /// It has a writer.
    Taken { pid: Option<u32> },
    /// All pin cells are owned.
    PinsTaken { cells: u8 },
    /// It has no pin cells, or they cannot be used: why, and what to do.
    NotPinnable(&'static str),
    /// Its reader table is lost, and values may be pinned in it.
    PinsLost,
    /// The heap has no room for a private copy.
    Memory { bytes: usize },
    /// A value of this size makes an object too large for any file.
    TooLarge { bytes: usize },
}

impl Error {
    /// The error of `action` on the object that the caller called `name`.
    #[cold]
    pub(crate) fn new(action: Action, name: &str, cause: Cause) -> Self {
        Self(Box::new(Inner {
            action,
            name: name.into(),
            directory: None,
            cause,
        }))
    }

    /// The same, of a name that was looked for in `directory`.
    pub(crate) fn within(mut self, directory: Option<&Path>) -> Self {
        self.0.directory = Some(directory.unwrap_or(Directory::DEFAULT.as_ref()).into());
        self
    }

    /// The reason, to match on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &self.0.cause {
            Cause::Name(_) => ErrorKind::InvalidName,
            Cause::Option(_) => ErrorKind::InvalidOption,
            Cause::Os(error) | Cause::Companion { error, .. } => os_kind(error),
            Cause::Header(fault) => match fault {
                HeaderFault::NotOurs => ErrorKind::NotAnObject,
                HeaderFault::Format { .. } | HeaderFault::Required { .. } => ErrorKind::NewerFormat,
                HeaderFault::Discipline { .. } => ErrorKind::LayoutMismatch,
                HeaderFault::Truncated { .. } => ErrorKind::Truncated,
                HeaderFault::Inconsistent { .. } => ErrorKind::Corrupt,
            },
            Cause::Layout(_) | Cause::Size { .. } => ErrorKind::LayoutMismatch,
            Cause::Schema(_) | Cause::Corrupt(_) => ErrorKind::Corrupt,
            Cause::Invalid(_) => ErrorKind::InvalidValue,
            Cause::Lapped => ErrorKind::Lapped,
            Cause::Limit { .. } => ErrorKind::NoSpace,
            Cause::Nameless => ErrorKind::NotFound,
            Cause::Exists => ErrorKind::AlreadyExists,
            Cause::Taken { .. } => ErrorKind::WriterTaken,
            Cause::PinsTaken { .. } => ErrorKind::PinsTaken,
            Cause::NotPinnable(_) => ErrorKind::NotPinnable,
            Cause::PinsLost => ErrorKind::PinsLost,
            Cause::Memory { .. } | Cause::TooLarge { .. } => ErrorKind::NoSpace,
        }
    }

    /// The object's name, as the caller spelled it; of a descriptor that was handed over, its label.
    #[must_use]
    pub fn object(&self) -> &str {
        &self.0.name
    }

    /// The pid of the live writer, if that is why, as that process calls itself. In another PID
    /// namespace the number means nothing.
    #[must_use]
    pub fn writer_pid(&self) -> Option<u32> {
        match self.0.cause {
            Cause::Taken { pid } => pid,
            _ => None,
        }
    }

    /// What differs between the layout that this program was built with ("here") and the object's
    /// ("there"), if that is why.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-diff-{}", std::process::id());
    ///
    /// let _writer = SharedBox::create(name, 1.5_f64)?;
    /// let error = SharedRef::<u64>::open(name).unwrap_err();
    /// let diff = error.diff().expect("the layouts differ");
    /// assert_eq!(diff.to_string(), "type is u64 here, f64 in the object");
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[must_use]
    pub fn diff(&self) -> Option<&Diff> {
        match &self.0.cause {
            Cause::Layout(diff) => Some(diff),
            _ => None,
        }
    }

    /// The field whose bits are no value of its type, if that is why.
    #[must_use]
    pub fn invalid_value(&self) -> Option<&InvalidValue> {
        match &self.0.cause {
            Cause::Invalid(invalid) => Some(invalid),
            _ => None,
        }
    }

    /// The text without what could not be done, and to which object.
    pub(crate) fn reason(&self) -> String {
        struct Reason<'a>(&'a Inner);
        impl fmt::Display for Reason<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                reason(f, self.0)
            }
        }
        Reason(&self.0).to_string()
    }

    /// The kernel's error number, if the kernel said no.
    #[must_use]
    pub fn raw_os_error(&self) -> Option<i32> {
        match &self.0.cause {
            Cause::Os(OsError::Call { source, .. })
            | Cause::Companion {
                error: OsError::Call { source, .. },
                ..
            } => source.raw_os_error(),
            _ => None,
        }
    }
}

fn os_kind(error: &OsError) -> ErrorKind {
    match error.kind() {
        OsErrorKind::NotFound => ErrorKind::NotFound,
        OsErrorKind::Exists => ErrorKind::AlreadyExists,
        OsErrorKind::Permission => ErrorKind::PermissionDenied,
        OsErrorKind::NoSpace => ErrorKind::NoSpace,
        OsErrorKind::Other => ErrorKind::Os,
        OsErrorKind::Refused => match error.refusal() {
            Some(Refusal::NotAnObject(_) | Refusal::HugePages) => ErrorKind::NotAnObject,
            Some(
                Refusal::ForeignOwner { .. }
                | Refusal::ForeignWritable { .. }
                | Refusal::HardLinked
                | Refusal::LooseLock { .. }
                | Refusal::ForeignLock { .. }
                | Refusal::Unsealed { .. }
                | Refusal::Hole { .. }
                | Refusal::UnsteadyLock,
            ) => ErrorKind::Untrusted,
            Some(Refusal::NoDirectory) => ErrorKind::NotFound,
            Some(Refusal::UnusableMode { .. } | Refusal::NotTmpfs) => ErrorKind::InvalidOption,
            Some(Refusal::Short { .. }) => ErrorKind::Truncated,
            Some(
                Refusal::FileSizeLimit { .. }
                | Refusal::NoSpace { .. }
                | Refusal::MemoryLock { .. },
            ) => ErrorKind::NoSpace,
            Some(Refusal::NoProc) | None => ErrorKind::Os,
        },
    }
}

impl From<ClaimError> for Cause {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Taken { pid } => Self::Taken { pid },
            ClaimError::Os(error) => Self::Companion {
                what: "lock file",
                suffix: ".lock",
                error,
            },
        }
    }
}

impl Cause {
    /// What became of the reader table.
    pub(crate) fn table(error: OsError) -> Self {
        Self::Companion {
            what: "reader table",
            suffix: ".readers",
            error,
        }
    }
}

impl From<OsError> for Cause {
    fn from(error: OsError) -> Self {
        Self::Os(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { action, name, .. } = &*self.0;
        let verb = match action {
            Action::Create | Action::CreateAnonymous => "create",
            Action::Open | Action::TakeOver | Action::OpenLive | Action::Join | Action::Receive => {
                "open"
            }
            Action::Replace => "replace",
            Action::Remove => "remove",
            Action::Read => "read",
            Action::List => "list",
            Action::Pin => "pin values of",
        };
        let what = match action {
            Action::Receive => "descriptor of an anonymous object",
            Action::CreateAnonymous => "anonymous object",
            Action::List => "shared objects of",
            _ => "shared object",
        };
        write!(f, "cannot {verb} the {what}")?;
        if *action != Action::Receive || !name.is_empty() {
            write!(f, " `{}`", name.escape_debug())?;
        }
        f.write_str(": ")?;
        reason(f, &self.0)
    }
}

/// Why, and what to do: what stands behind the name.
fn reason(f: &mut fmt::Formatter<'_>, inner: &Inner) -> fmt::Result {
    let Inner {
        action,
        name,
        directory,
        cause,
    } = inner;
    let action = *action;
    match cause {
        Cause::Name(error) => write!(f, "{error}"),
        Cause::Option(rule) => f.write_str(rule),
        Cause::Os(error) => match error.kind() {
            OsErrorKind::NotFound => not_found(f, action, directory.as_deref()),
            OsErrorKind::Permission => {
                write!(f, "{error}; {}", action.permission())
            }
            _ if action == Action::Receive => received(f, error),
            _ => match (error.refusal(), directory) {
                (Some(Refusal::ForeignOwner { uid, expected }), _) => {
                    foreign(f, action, uid, expected)
                }
                (Some(Refusal::NoDirectory), Some(directory)) => write!(
                    f,
                    "the directory `{}` is not there: make it, on a tmpfs, or name another with \
                         `directory`",
                    shown(directory)
                ),
                (Some(Refusal::NotTmpfs), Some(directory)) => write!(
                    f,
                    "`{}` is not on a file system in memory: choose a directory on a tmpfs, such as \
                         /dev/shm",
                    shown(directory)
                ),
                _ => write!(f, "{error}"),
            },
        },
        Cause::Companion {
            what,
            suffix,
            error,
        } => {
            let name = name.strip_prefix('/').unwrap_or(name);
            write!(f, "its {what} `{}{suffix}`: {error}", name.escape_debug())?;
            match error.kind() {
                OsErrorKind::Refused | OsErrorKind::NoSpace => Ok(()),
                OsErrorKind::Permission => write!(f, "; {}", action.permission()),
                _ => f.write_str("; remove that file while no writer runs"),
            }
        }
        Cause::Header(fault) => header(f, action, fault),
        Cause::Layout(diff) => layout(f, action, diff),
        Cause::Size { len, needed } => write!(
            f,
            "it is {len} bytes long, and as a bare object it has the {needed} bytes of its type \
                 and no others; build both programs with the same type, or open it without `bare` \
                 if it was created without"
        ),
        Cause::Schema(_) => write!(f, "its schema cannot be read; {}", action.anew()),
        Cause::Corrupt(what) => write!(f, "{what}; {}", action.anew()),
        Cause::Invalid(invalid) if action == Action::Receive => {
            write!(f, "its value is none: {invalid}; {}", action.anew())
        }
        Cause::Nameless => f.write_str(
            "it has no name that could lead to another; ask its writer for a new descriptor, and \
                 take that with `from_fd`",
        ),
        Cause::Invalid(invalid) => write!(
            f,
            "what its last writer left is no valid value: {invalid}; put a new object in its \
                 place with `replace`, or remove it"
        ),
        Cause::Lapped => f.write_str(
            "its writer published faster than its value could be copied; try again, or create it \
                 with more slots",
        ),
        Cause::Limit { bytes, most } => write!(
            f,
            "its values have {bytes} bytes, and this program reads {most} at most; allow more \
                 with `max_value`"
        ),
        Cause::Exists => f.write_str(
            "it exists already, and was left as it is; go on from it with `open` or \
                 `open_or_create`, or, if no process uses it, remove it with `shm_typed::remove`",
        ),
        Cause::Taken { pid } => {
            match pid {
                Some(pid) if *pid == std::process::id() => {
                    return write!(
                        f,
                        "process {pid} is its writer, and that is this one; share the handle \
                             that it has, or drop it first"
                    );
                }
                Some(pid) => write!(f, "process {pid} is its writer")?,
                None => f.write_str("another process is its writer")?,
            }
            f.write_str("; read it with `SharedRef`, or end that process first")
        }
        Cause::PinsTaken { cells } => write!(
            f,
            "it has room for {cells} pinning readers, and as many have it pinned; drop one, or \
                 create it anew with `pinning_readers({})` or more",
            cells.saturating_add(1).min(MAX_CELLS)
        ),
        Cause::NotPinnable(why) => f.write_str(why),
        Cause::PinsLost => f.write_str(
            "its reader table is lost, and readers may have pinned values of it that a writer \
                 would fill over; put a new object in its place with `replace`, or end those readers",
        ),
        Cause::Memory { bytes } => {
            write!(
                f,
                "this process has no {bytes} bytes of memory left for a private copy"
            )
        }
        Cause::TooLarge { bytes } => {
            write!(
                f,
                "values of {bytes} bytes do not fit an object; their size is at most 2^40"
            )
        }
    }
}

/// Where there is none, and what to do.
fn not_found(f: &mut fmt::Formatter<'_>, action: Action, directory: Option<&Path>) -> fmt::Result {
    f.write_str("there is none of that name")?;
    if let Some(directory) = directory {
        write!(f, " in `{}`", shown(directory))?;
    }
    f.write_str(match action {
        Action::Remove => ", so there is nothing to remove",
        _ => {
            "; start the program that creates it, or check the name (a writer that ends removes its \
             object, unless made with `OnDrop::Keep`)"
        }
    })
}

/// A path, with what does not print escaped.
fn shown(path: &Path) -> String {
    path.to_string_lossy().escape_debug().to_string()
}

/// Whose it is, and who may do with it what was asked for.
fn foreign(f: &mut fmt::Formatter<'_>, action: Action, uid: u32, expected: u32) -> fmt::Result {
    write!(f, "it belongs to uid {uid}, expected uid {expected}: ")?;
    match action {
        Action::TakeOver | Action::Replace | Action::Remove => f.write_str(action.permission()),
        _ => write!(f, "accept that owner, with `owner({uid})`, or remove it"),
    }
}

/// What is wrong with a descriptor that was handed over, and not with a name.
fn received(f: &mut fmt::Formatter<'_>, error: &OsError) -> fmt::Result {
    match error.refusal() {
        Some(Refusal::NotAnObject(kind)) => write!(
            f,
            "it is {kind}, not an object; take the `as_fd` of a `SharedBox::anonymous`"
        ),
        Some(Refusal::Short { len, needed }) => write!(
            f,
            "it is {len} bytes long, and at least {needed} are needed; {}",
            Action::Receive.anew()
        ),
        _ => write!(f, "{error}"),
    }
}

fn header(f: &mut fmt::Formatter<'_>, action: Action, fault: &HeaderFault) -> fmt::Result {
    match fault {
        HeaderFault::NotOurs if action == Action::Receive => f.write_str(
            "it was not made by shm-typed; take the `as_fd` of a `SharedBox::anonymous`",
        ),
        HeaderFault::NotOurs => f.write_str(
            "it was not made by shm-typed, and was left as it is; choose another name, or remove it \
             by hand",
        ),
        HeaderFault::Format { major } => write!(
            f,
            "it has format version {major}, and this program reads version {FORMAT_MAJOR}; build \
             both with the same version of shm-typed"
        ),
        HeaderFault::Required { unknown } => write!(
            f,
            "it needs capabilities that this program does not have ({unknown:#x}); build it with a \
             newer version of shm-typed"
        ),
        HeaderFault::Discipline {
            found: DISCIPLINE_SNAPSHOT,
        } => f.write_str(
            "its values are snapshots of one writer, not live cells; open it as that, with \
             `SharedBox` or `SharedRef`",
        ),
        HeaderFault::Discipline {
            found: DISCIPLINE_LIVE,
        } => f.write_str(
            "its numbers are live cells, not snapshots of one writer; open it as that, with \
             `LiveBox` or `LiveRef`",
        ),
        HeaderFault::Discipline { found } => write!(
            f,
            "it is neither snapshots nor live cells (discipline {found}); build this program with \
             a newer version of shm-typed"
        ),
        HeaderFault::Truncated { len, needed } => write!(
            f,
            "it is {len} bytes long, and its header promises {needed}; {}",
            action.anew()
        ),
        HeaderFault::Inconsistent { what } => write!(
            f,
            "its header contradicts itself ({what}); {}",
            action.anew()
        ),
    }
}

fn layout(f: &mut fmt::Formatter<'_>, action: Action, diff: &Diff) -> fmt::Result {
    f.write_str("its values are of another layout: ")?;
    match diff.layout_differences().next() {
        Some(first) => write!(f, "{first}")?,
        None => f.write_str("the fingerprints differ")?,
    }
    match diff.layout_differences().count() {
        0 | 1 => {}
        2 => f.write_str(", and one more difference")?,
        n => write!(f, ", and {} more differences", n - 1)?,
    }
    f.write_str("; build both programs with the same type")?;
    match action {
        Action::Open | Action::Receive if diff.is_append() => f.write_str(
            ", or, since it only has more fields, open it with `compatible(Compatible::Prefix)`",
        ),
        Action::TakeOver => f.write_str(", or put a new object in its place with `replace`"),
        Action::Join => {
            f.write_str(", or, if no process uses it any more, remove it with `shm_typed::remove`")
        }
        _ => Ok(()),
    }
}

impl fmt::Debug for Error {
    /// What `unwrap` and a `?` in `main` show: the text first, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} ({:?}", self.kind())?;
        if let Some(source) = core::error::Error::source(self) {
            write!(f, ": {source}")?;
        }
        f.write_str(")")
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.0.cause {
            // Its own text is part of ours; what is below it is not.
            Cause::Os(error) | Cause::Companion { error, .. } => error.source(),
            Cause::Schema(error) => Some(error),
            _ => None,
        }
    }
}
