//! Opening what is there, without trusting it.
//!
//! The directory is open to everybody, so a name may lead to anything. It is opened in a way that
//! cannot create, follow, block or take a terminal, and then asked what it is.

use std::ffi::OsStr;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{self, AtFlags, FileType, Mode, OFlags, Stat};
use rustix::io::{self, Errno};
use rustix::process;

use super::access::Access;
use super::directory::{Directory, require_memory_backed};
use super::error::{FileKind, OsError, Refusal};
use super::name::FileName;

/// An open file that passed the checks: regular, in memory, of an accepted owner, and not to be
/// written by strangers.
#[derive(Debug)]
pub(crate) struct Object {
    file: OwnedFd,
    identity: Identity,
    len: u64,
    mode: u32,
    owner: u32,
}

/// Which file it is, whatever its name.
///
/// The kernel gives the number to no other file while somebody has this one open or mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    device: u64,
    inode: u64,
}

/// Whose objects are accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Owners {
    /// This process's user, and root.
    #[default]
    Trusted,
    /// Those, and these users.
    Also(Vec<u32>),
    /// Whoever took the name first. For tools that only look.
    Any,
}

/// Which write permissions are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writers {
    /// The owner's.
    Owner,
    /// Anybody's.
    Anybody,
    /// The owner's, and those of these bits.
    And(u32),
}

impl Object {
    /// Opens an object that its owner alone may write.
    ///
    /// An access control list that lets others write shows as a group write bit, and is refused
    /// like one.
    pub(crate) fn open(
        directory: &Directory,
        name: &FileName,
        access: Access,
        owners: &Owners,
    ) -> Result<Self, OsError> {
        Self::open_checked(directory, name, access, owners, Writers::Owner)
    }

    /// Opens a reader table, which readers of other users may write.
    ///
    /// Whoever may write it may also shorten it: see [`Mapping`](super::Mapping) for what that
    /// means.
    pub(crate) fn open_table(
        directory: &Directory,
        name: &FileName,
        owners: &Owners,
    ) -> Result<Self, OsError> {
        Self::open_checked(directory, name, Access::ReadWrite, owners, Writers::Anybody)
    }

    /// Opens an object that users other than its owner may write, as far as the bits of `others`
    /// allow it.
    ///
    /// Whoever may write it may also shorten it: see [`Mapping`](super::Mapping) for what that
    /// means.
    pub(crate) fn open_joint(
        directory: &Directory,
        name: &FileName,
        access: Access,
        owners: &Owners,
        others: u32,
    ) -> Result<Self, OsError> {
        Self::open_checked(directory, name, access, owners, Writers::And(others))
    }

    /// Opens what may be a stranger's and may be anything, for reading by [`read_at`](Self::read_at):
    /// a regular file in memory. Before it is mapped, ask [`require_trust`](Self::require_trust).
    pub(crate) fn open_untrusted(directory: &Directory, name: &FileName) -> Result<Self, OsError> {
        Self::open_checked(
            directory,
            name,
            Access::Read,
            &Owners::Any,
            Writers::Anybody,
        )
    }

    /// Refuses it if somebody other than `owners`, and others as far as the bits of `others` do not
    /// allow it, could have written it when it was opened.
    pub(crate) fn require_trust(&self, owners: &Owners, others: u32) -> Result<(), OsError> {
        require_trust(self.owner, self.mode, owners, others)
    }

    /// The same open file once more.
    pub(crate) fn try_clone(&self) -> Result<Self, OsError> {
        let file = self.file.try_clone().map_err(|source| OsError::Call {
            step: "duplicate its descriptor",
            source,
        })?;
        Ok(Self { file, ..*self })
    }

    /// Reserves its pages, which a program that only set the length has not done: a touch could
    /// then find the memory full. It was opened for writing.
    pub(crate) fn reserve(&self) -> Result<(), OsError> {
        super::create::reserve(&self.file, self.len)
    }

    fn open_checked(
        directory: &Directory,
        name: &FileName,
        access: Access,
        owners: &Owners,
        writers: Writers,
    ) -> Result<Self, OsError> {
        let file = open_without_following(directory, name, access)?;
        let stat = stat_of(&file)?;
        require_regular(&stat)?;
        let others = match writers {
            Writers::Owner => 0,
            Writers::Anybody => 0o022,
            Writers::And(bits) => bits,
        };
        require_trust(stat.st_uid, permissions(&stat), owners, others)?;
        if access != Access::Read && stat.st_nlink > 1 {
            return Err(Refusal::HardLinked.into());
        }
        require_memory_backed(&file)?;
        Ok(Self::describe(file, &stat))
    }

    /// Takes a file that this process has just made.
    pub(super) fn made(file: OwnedFd) -> Result<Self, OsError> {
        let stat = stat_of(&file)?;
        Ok(Self::describe(file, &stat))
    }

    /// Takes a file that this process has just made, of which `stat` is known, and given a length.
    pub(super) fn sized(file: OwnedFd, stat: &Stat, len: u64) -> Self {
        Self {
            len,
            ..Self::describe(file, stat)
        }
    }

    fn describe(file: OwnedFd, stat: &Stat) -> Self {
        Self {
            file,
            identity: Identity::of(stat),
            // The kernel reports no negative lengths.
            len: u64::try_from(stat.st_size).unwrap_or(0),
            mode: permissions(stat),
            owner: stat.st_uid,
        }
    }

    /// The length when it was opened.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// The permission bits when it was opened.
    pub(crate) fn mode(&self) -> u32 {
        self.mode
    }

    /// The user who made it.
    pub(crate) fn owner(&self) -> u32 {
        self.owner
    }

    pub(crate) fn identity(&self) -> Identity {
        self.identity
    }

    /// Whether a name still leads to it: false once it was removed or replaced.
    pub(crate) fn is_linked(&self) -> Result<bool, OsError> {
        Ok(stat_of(&self.file)?.st_nlink > 0)
    }

    /// Fills `buffer` from `offset`, by a copy that the kernel makes: a file that was shortened
    /// gives [`Refusal::Short`] here, where a mapping would raise SIGBUS.
    pub(crate) fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), OsError> {
        let needed = offset.saturating_add(u64::try_from(buffer.len()).unwrap_or(u64::MAX));
        let mut at = offset;
        let mut rest = buffer;
        while !rest.is_empty() {
            let read = match io::pread(&self.file, &mut *rest, at) {
                Ok(0) => return Err(Refusal::Short { len: at, needed }.into()),
                Ok(read) => read,
                Err(Errno::INTR) => continue,
                Err(errno) => return Err(OsError::at("read it")(errno)),
            };
            at = at.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
            rest = rest.get_mut(read..).unwrap_or_default();
        }
        Ok(())
    }
}

impl AsFd for Object {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl Identity {
    pub(super) fn of(stat: &Stat) -> Self {
        Self {
            device: stat.st_dev,
            inode: stat.st_ino,
        }
    }

    /// The device as its major and minor number, and the number of the file on it.
    pub(crate) fn numbers(self) -> (u32, u32, u64) {
        (fs::major(self.device), fs::minor(self.device), self.inode)
    }

    /// Of whatever `name` leads to now, without following it.
    pub(crate) fn at(directory: &Directory, name: &FileName) -> Result<Self, OsError> {
        fs::statat(directory, name.as_str(), AtFlags::SYMLINK_NOFOLLOW)
            .map(|stat| Self::of(&stat))
            .map_err(OsError::at("look at it"))
    }
}

impl Owners {
    /// Accepts the user `uid` as well.
    pub(crate) fn also(&mut self, uid: u32) {
        match self {
            Self::Trusted => *self = Self::Also(vec![uid]),
            Self::Also(uids) => uids.push(uid),
            Self::Any => {}
        }
    }

    fn accept(&self, uid: u32) -> bool {
        let trusted = uid == 0 || uid == process::geteuid().as_raw();
        match self {
            Self::Trusted => trusted,
            Self::Also(others) => trusted || others.contains(&uid),
            Self::Any => true,
        }
    }
}

/// Refuses a file of `owner` and `mode` that others than those could have written.
fn require_trust(owner: u32, mode: u32, owners: &Owners, others: u32) -> Result<(), OsError> {
    if !owners.accept(owner) {
        return Err(foreign_owner(owner).into());
    }
    if mode & 0o022 & !others != 0 {
        return Err(Refusal::ForeignWritable { mode }.into());
    }
    Ok(())
}

/// Removes `name` if it still leads to the file `identity`; whether it did.
///
/// Between the look and the removal another process may put something else there, which is then
/// removed in its place: the kernel has no call for both. So the caller holds the
/// [`Claim`](super::Claim) of the name and an open descriptor of the file. Writers respect the
/// claim, and what is left to race are people and programs that change the directory by hand.
pub(crate) fn unlink_if_same(
    directory: &Directory,
    name: &FileName,
    identity: Identity,
) -> Result<bool, OsError> {
    match Identity::at(directory, name) {
        Ok(found) if found == identity => {}
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == super::OsErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    }
    match fs::unlinkat(directory, name.as_str(), AtFlags::empty()) {
        Ok(()) => Ok(true),
        Err(Errno::NOENT) => Ok(false),
        Err(errno) => Err(OsError::at("remove it")(errno)),
    }
}

/// Fills `first` with the first bytes of whatever `file` is, if it is a regular file that has as many;
/// whether it was.
///
/// `file` is a name from a listing, and need be none that an object could have.
pub(crate) fn peek(directory: &Directory, file: &OsStr, first: &mut [u8]) -> Result<bool, OsError> {
    let file = fs::openat(directory, file, flags(Access::Read), Mode::empty())
        .map_err(OsError::at("open it"))?;
    let stat = stat_of(&file)?;
    require_regular(&stat)?;
    let object = Object::describe(file, &stat);
    match object.read_at(first, 0) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.refusal(), Some(Refusal::Short { .. })) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Opens without creating, following, blocking or becoming a terminal's session leader.
pub(super) fn open_without_following(
    directory: &Directory,
    name: &FileName,
    access: Access,
) -> Result<OwnedFd, OsError> {
    loop {
        match fs::openat(directory, name.as_str(), flags(access), Mode::empty()) {
            Ok(file) => return Ok(file),
            Err(Errno::INTR) => {}
            Err(errno) => return Err(open_error(directory, name, errno)),
        }
    }
}

fn flags(access: Access) -> OFlags {
    let access = match access {
        Access::Read => OFlags::RDONLY,
        Access::ReadWrite | Access::Joint => OFlags::RDWR,
    };
    access | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY
}

/// The kernel says ELOOP, EISDIR or ENXIO: say what is there instead, if it is no regular file.
fn open_error(directory: &Directory, name: &FileName, errno: Errno) -> OsError {
    if errno != Errno::NOENT
        && let Ok(stat) = fs::statat(directory, name.as_str(), AtFlags::SYMLINK_NOFOLLOW)
        && let Err(refusal) = require_regular(&stat)
    {
        return refusal;
    }
    OsError::at("open it")(errno)
}

pub(super) fn stat_of(file: impl AsFd) -> Result<Stat, OsError> {
    fs::fstat(file).map_err(OsError::at("ask what it is"))
}

pub(super) fn require_regular(stat: &Stat) -> Result<(), OsError> {
    let kind = match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => return Ok(()),
        FileType::Directory => FileKind::Directory,
        FileType::Symlink => FileKind::Symlink,
        FileType::Fifo => FileKind::Fifo,
        FileType::Socket => FileKind::Socket,
        FileType::CharacterDevice | FileType::BlockDevice => FileKind::Device,
        FileType::Unknown => FileKind::Unknown,
    };
    Err(Refusal::NotAnObject(kind).into())
}

pub(super) fn permissions(stat: &Stat) -> u32 {
    stat.st_mode & 0o7777
}

fn foreign_owner(uid: u32) -> Refusal {
    Refusal::ForeignOwner {
        uid,
        expected: process::geteuid().as_raw(),
    }
}
