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
use rustix::process::{self, Pid};

use super::access::Access;
use super::create::{give_name, nameless, within_file_size_limit};
use super::directory::Directory;
use super::error::{OsError, OsErrorKind, Refusal};
use super::lock::{self, Byte};
use super::name::{FileName, ObjectName};
use super::open::{
    Identity, open_without_following, permissions, require_regular, stat_of, unlink_if_same,
};
use crate::fault;

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
    file: OwnedFd,
    identity: Identity,
    name: FileName,
    directory: Directory,
    owner: Pid,
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
        let name = name.lock();
        for _ in 0..ATTEMPTS {
            if let Some(claim) = Self::attempt(directory, &name)? {
                return Ok(claim);
            }
        }
        Err(Refusal::UnsteadyLock.into())
    }

    /// Whether it is this process that holds it, and not the one that forked it.
    pub(crate) fn is_held_here(&self) -> bool {
        self.owner == process::getpid()
    }

    /// One attempt; `None` if the name changed hands meanwhile.
    fn attempt(directory: &Directory, name: &FileName) -> Result<Option<Self>, ClaimError> {
        match open_without_following(directory, name, Access::ReadWrite) {
            Ok(file) => Self::take(file, directory, name),
            Err(error) if error.kind() == OsErrorKind::NotFound => Self::make(directory, name),
            Err(error) => Err(error.into()),
        }
    }

    /// Locks the lock file that is there.
    fn take(
        file: OwnedFd,
        directory: &Directory,
        name: &FileName,
    ) -> Result<Option<Self>, ClaimError> {
        let stat = stat_of(&file)?;
        require_regular(&stat)?;
        if stat.st_uid != process::geteuid().as_raw() {
            return Err(Refusal::ForeignLock { uid: stat.st_uid }.into());
        }
        if permissions(&stat) & 0o177 != 0 {
            return Err(Refusal::LooseLock {
                mode: permissions(&stat),
            }
            .into());
        }
        fault::point("claim.opened");
        if !lock::try_exclusive(&file, CLAIM)? {
            return Err(ClaimError::Taken {
                pid: signature(&file),
            });
        }
        fault::point("claim.locked");
        match Identity::at(directory, name) {
            Ok(found) if found == Identity::of(&stat) => {}
            // Its last holder removed it before we had the lock.
            Ok(_) => return Ok(None),
            Err(error) if error.kind() == OsErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        sign(&file);
        fault::point("claim.signed");
        Ok(Some(Self::hold(file, Identity::of(&stat), directory, name)))
    }

    /// Makes a lock file that is locked before it has its name.
    fn make(directory: &Directory, name: &FileName) -> Result<Option<Self>, ClaimError> {
        let file = nameless(directory)?;
        let identity = Identity::of(&stat_of(&file)?);
        // Nobody else can have opened it.
        if !lock::try_exclusive(&file, CLAIM)? {
            return Ok(None);
        }
        sign(&file);
        // Before the name exists, so that no failure leaves it behind.
        let claim = Self::hold(file, identity, directory, name);
        fault::point("claim.made");
        match give_name(&claim.file, directory, name) {
            Ok(()) => {
                fault::point("claim.named");
                Ok(Some(claim))
            }
            Err(error) if error.kind() == OsErrorKind::Exists => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn hold(file: OwnedFd, identity: Identity, directory: &Directory, name: &FileName) -> Self {
        Self {
            file,
            identity,
            name: name.clone(),
            directory: directory.clone(),
            owner: process::getpid(),
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // In a forked child the claim is still the parent's. Closing the descriptor leaves it so.
        if !self.is_held_here() {
            return;
        }
        // Removed while it is held: whoever locks it from now on finds its name gone. A failure
        // leaves a file that the next writer locks instead.
        let _ = unlink_if_same(&self.directory, &self.name, self.identity);
        fault::point("claim.unlinked");
        // Not left to the descriptor's end, as a forked child may have a copy of it.
        let _ = lock::unlock(&self.file, CLAIM);
        fault::point("claim.unlocked");
    }
}

impl AsFd for Claim {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
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
const SIGNATURE_LEN: usize = 11;

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

    #[test]
    fn a_lock_on_a_file_that_lost_its_name_is_no_claim() {
        let it = TestName::new("lost");
        let name = it.name.lock();
        let open = || open_without_following(&it.directory, &name, Access::ReadWrite).unwrap();
        let holder = it.claim().unwrap();
        let [late, later] = [open(), open()];

        // The name is free again.
        drop(holder);
        assert!(Claim::take(late, &it.directory, &name).unwrap().is_none());

        // The name leads to another's lock.
        let next = it.claim().unwrap();
        assert!(Claim::take(later, &it.directory, &name).unwrap().is_none());
        drop(next);
    }

    #[test]
    fn a_lock_file_made_second_is_no_claim() {
        let it = TestName::new("second-made");
        let name = it.name.lock();
        let first = Claim::make(&it.directory, &name).unwrap();

        assert!(first.is_some());
        assert!(Claim::make(&it.directory, &name).unwrap().is_none());
        // What the second removed on its way out was not the first's.
        assert!(matches!(it.claim(), Err(ClaimError::Taken { .. })));
    }

    #[test]
    fn a_claim_ends_with_its_value_and_not_with_the_last_copy_of_its_descriptor() {
        let it = TestName::new("copied");
        let claim = it.claim().unwrap();
        // As a forked child would have it.
        let _copy = claim.file.try_clone().unwrap();
        let other =
            open_without_following(&it.directory, &it.name.lock(), Access::ReadWrite).unwrap();
        assert!(!lock::try_exclusive(&other, CLAIM).unwrap());

        drop(claim);

        assert!(lock::try_exclusive(&other, CLAIM).unwrap());
    }
}
