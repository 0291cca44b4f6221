//! The right to be the one writer of a name.
//!
//! It is a lock on a file of its own, `<name>.lock`, and not on the object: whoever may read a file
//! can hold a read lock on it and so keep an exclusive one away. Nobody but this user may open the
//! lock file, so nobody else can.
//!
//! The file is removed by its holder while it holds it. So a process may lock a file that has just
//! lost its name, and hold nothing that anybody else would ask for. It therefore looks, once it has
//! the lock, whether the name still leads to what it locked, and starts over if not.

use core::fmt;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::io;
use rustix::process;

use super::access::Access;
use super::create::{give_name, nameless, within_file_size_limit};
use super::directory::Directory;
use super::error::{OsError, OsErrorKind, Refusal};
use super::fork::Era;
use super::lock::{self, Byte};
use super::name::{FileName, ObjectName};
use super::open::{
    Identity, open_without_following, permissions, require_regular, stat_of, unlink_if_same,
};
use crate::sync::claim::{self, Attempt, LockFiles};

/// The byte of the lock file that is locked: behind the holder's number, and as far as the beacon.
const CLAIM: Byte = Byte::at(1 << 62);

/// How often to start over. Each time takes another process that let go at the very moment.
const ATTEMPTS: u32 = 64;

/// A held claim, which ends on drop or with the process.
///
/// A forked child's copy changes nothing. But the child shares the descriptor, and keeps the claim
/// held after its parent was killed, until it closes its copy, executes another program or ends.
#[derive(Debug)]
pub(crate) struct Claim {
    file: LockFile,
    place: Place,
    era: Era,
}

/// Why there is no claim.
#[derive(Debug)]
pub(crate) enum ClaimError {
    /// Somebody holds it. The process number is what that process calls itself, for people to read.
    Taken { pid: Option<u32> },
    /// It could not be tried.
    Os(OsError),
}

impl Claim {
    /// Claims `name` for as long as the value lives, or says who has it. Never waits.
    pub(crate) fn acquire(directory: &Directory, name: &ObjectName) -> Result<Self, ClaimError> {
        let place = Place {
            directory: directory.clone(),
            name: name.lock(),
        };
        for _ in 0..ATTEMPTS {
            match claim::attempt(&place)? {
                Attempt::Held(file) => {
                    return Ok(Self {
                        file,
                        place,
                        era: Era::now(),
                    });
                }
                Attempt::Taken(file) => {
                    return Err(ClaimError::Taken {
                        pid: signature(&file.descriptor),
                    });
                }
                Attempt::Again => {}
            }
        }
        Err(Refusal::UnsteadyLock.into())
    }

    /// Whether somebody was killed while he held it, so that more of his may be there than the lock
    /// file.
    pub(crate) fn is_inherited(&self) -> bool {
        !self.file.is_new
    }

    /// Whether it is this process that holds it, and not the one that forked it.
    fn is_held_here(&self) -> bool {
        self.era.is_now()
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // In a forked child the claim is still the parent's. Closing the descriptor leaves it so.
        if self.is_held_here() {
            claim::release(&self.place, &self.file);
        }
    }
}

/// Where the lock file of one name is.
#[derive(Debug)]
struct Place {
    directory: Directory,
    name: FileName,
}

/// An open lock file.
#[derive(Debug)]
struct LockFile {
    descriptor: OwnedFd,
    identity: Identity,
    /// Whether this process has made it.
    is_new: bool,
}

impl LockFiles for Place {
    type File = LockFile;
    type Error = OsError;

    fn find(&self) -> Result<Option<LockFile>, OsError> {
        let file = match open_without_following(&self.directory, &self.name, Access::ReadWrite) {
            Ok(file) => file,
            Err(error) if error.kind() == OsErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let stat = stat_of(&file)?;
        require_regular(&stat)?;
        if stat.st_uid != process::geteuid().as_raw() {
            return Err(Refusal::ForeignLock { uid: stat.st_uid }.into());
        }
        let mode = permissions(&stat);
        if mode & 0o177 != 0 {
            return Err(Refusal::LooseLock { mode }.into());
        }
        Ok(Some(LockFile {
            descriptor: file,
            identity: Identity::of(&stat),
            is_new: false,
        }))
    }

    fn make(&self) -> Result<LockFile, OsError> {
        let (file, stat) = nameless(&self.directory)?;
        // Nobody else can have opened it.
        if lock::try_exclusive(&file, CLAIM)? {
            Ok(LockFile {
                descriptor: file,
                identity: Identity::of(&stat),
                is_new: true,
            })
        } else {
            Err(Refusal::UnsteadyLock.into())
        }
    }

    fn try_lock(&self, file: &LockFile) -> Result<bool, OsError> {
        lock::try_exclusive(&file.descriptor, CLAIM)
    }

    fn is_named(&self, file: &LockFile) -> Result<bool, OsError> {
        match Identity::at(&self.directory, &self.name) {
            Ok(found) => Ok(found == file.identity),
            Err(error) if error.kind() == OsErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn give_name(&self, file: &LockFile) -> Result<bool, OsError> {
        match give_name(&file.descriptor, &self.directory, &self.name) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == OsErrorKind::Exists => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn take_name(&self, file: &LockFile) {
        // A failure leaves a file that the next writer locks instead.
        let _ = unlink_if_same(&self.directory, &self.name, file.identity);
    }

    fn unlock(&self, file: &LockFile) {
        // Not left to the descriptor's end, as a forked child may have a copy of it.
        let _ = lock::unlock(&file.descriptor, CLAIM);
    }

    fn sign(&self, file: &LockFile) {
        sign(&file.descriptor);
    }
}

impl AsFd for Claim {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.descriptor.as_fd()
    }
}

impl From<OsError> for ClaimError {
    fn from(error: OsError) -> Self {
        Self::Os(error)
    }
}

impl From<Refusal> for ClaimError {
    fn from(refusal: Refusal) -> Self {
        Self::Os(refusal.into())
    }
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken { pid: Some(pid) } => write!(f, "process {pid} is its writer"),
            Self::Taken { pid: None } => f.write_str("another process is its writer"),
            Self::Os(error) => write!(f, "its lock file: {error}"),
        }
    }
}

impl core::error::Error for ClaimError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Taken { .. } => None,
            Self::Os(error) => error.source(),
        }
    }
}

/// What the holder writes into the lock file: its number, always the same length, so that a
/// successor's covers it.
pub(crate) const SIGNATURE_LEN: usize = 11;

/// Writes this process's number, if that is possible. Nothing depends on it.
fn sign(file: impl AsFd) {
    let text = format!("{:<10}\n", process::getpid().as_raw_nonzero());
    debug_assert_eq!(text.len(), SIGNATURE_LEN);
    // Over the limit, the attempt itself would end the process.
    if within_file_size_limit(u64::try_from(SIGNATURE_LEN).unwrap_or(u64::MAX)).is_ok() {
        // A full file system is no reason not to take over what exists.
        let _ = io::pwrite(file, text.as_bytes(), 0);
    }
}

/// Whether a lock file of ours could begin so: with a number, and blanks behind it.
pub(crate) fn is_signature(text: [u8; SIGNATURE_LEN]) -> bool {
    let Some((b'\n', number)) = text.split_last() else {
        return false;
    };
    let number = number.trim_ascii_end();
    !number.is_empty() && number.iter().all(u8::is_ascii_digit)
}

/// Reads the holder's number, if there is one.
fn signature(file: impl AsFd) -> Option<u32> {
    let mut text = [0; SIGNATURE_LEN];
    let len = io::pread(file, &mut text, 0).ok()?;
    str::from_utf8(text.get(..len)?)
        .ok()?
        .trim_end()
        .parse()
        .ok()
}

#[cfg(test)]
#[cfg(not(miri))]
mod tests {
    use super::super::tests::kit::TestName;
    use super::*;

    fn place(it: &TestName) -> Place {
        Place {
            directory: it.directory.clone(),
            name: it.name.lock(),
        }
    }

    #[test]
    fn a_lock_file_is_told_from_other_files_by_its_signature() {
        assert!(is_signature(*b"4711      \n"));
        assert!(is_signature(*b"1234567890\n"));
        for other in [
            b"          \n",
            b"4711       ",
            b"47 11     \n",
            b"4711     x\n",
            b"[package]\nn",
        ] {
            assert!(!is_signature(*other), "{other:?}");
        }
    }

    #[test]
    fn a_file_that_lost_its_name_can_be_locked_and_is_seen_to_be_nameless() {
        let it = TestName::new("lost");
        let place = place(&it);
        let holder = it.claim().unwrap();
        let [late, later] = [(), ()].map(|()| place.find().unwrap().unwrap());

        // The name is free again.
        drop(holder);
        assert!(place.try_lock(&late).unwrap());
        assert!(!place.is_named(&late).unwrap());
        drop(late);

        // The name leads to another's lock.
        let next = it.claim().unwrap();
        assert!(place.try_lock(&later).unwrap());
        assert!(!place.is_named(&later).unwrap());
        drop(next);
    }

    #[test]
    fn a_lock_file_made_second_gets_no_name_and_takes_none_away() {
        let it = TestName::new("second-made");
        let place = place(&it);
        let [first, second] = [(), ()].map(|()| place.make().unwrap());

        assert!(place.give_name(&first).unwrap());
        assert!(!place.give_name(&second).unwrap());
        place.take_name(&second);
        assert!(place.is_named(&first).unwrap());
        place.take_name(&first);
    }

    #[test]
    fn a_claim_ends_with_its_value_and_not_with_the_last_copy_of_its_descriptor() {
        let it = TestName::new("copied");
        let claim = it.claim().unwrap();
        // As a forked child would have it.
        let _copy = claim.file.descriptor.try_clone().unwrap();
        let other =
            open_without_following(&it.directory, &it.name.lock(), Access::ReadWrite).unwrap();
        assert!(!lock::try_exclusive(&other, CLAIM).unwrap());

        drop(claim);

        assert!(lock::try_exclusive(&other, CLAIM).unwrap());
    }
}
