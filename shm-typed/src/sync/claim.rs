//! The right to be the one writer of a name, by a lock on a file that comes and goes.
//!
//! # Steps
//!
//! To claim:
//!
//! - **C1** find the file that the name leads to. None: C4.
//! - **C2** try to lock it. Locked by somebody: taken.
//! - **C3** see whether the name still leads to it. Yes: held. No: start over, letting the lock go.
//! - **C4** make a file without a name, locked from the start; give it the name. Done: held. Somebody
//!   was quicker: start over.
//!
//! To release:
//!
//! - **D1** take the name away from the file, while it is locked.
//! - **D2** unlock it.
//!
//! # Why there is one holder
//!
//! Whoever holds has locked the file that the name leads to: C3 saw so while it had the lock, C4 made
//! it so. The name leads there until the holder's own D1, since only a holder takes names away. So a
//! second holder would have to lock the same file, which the kernel refuses. A process that locks a
//! file which has lost its name (C1 came before D1) sees that in C3. The kernel unlocks the files of a
//! process that is killed; their names stay, and C1 finds them.

use crate::fault;

/// The files of one name, as the kernel keeps them. Each call is one step.
pub(crate) trait LockFiles {
    /// An open file. Dropping it lets its lock go.
    type File;
    /// Why the kernel did not do it.
    type Error;

    /// The file that the name leads to.
    fn find(&self) -> Result<Option<Self::File>, Self::Error>;
    /// A new file without a name, which this caller has locked.
    fn make(&self) -> Result<Self::File, Self::Error>;
    /// Whether the lock could be had.
    fn try_lock(&self, file: &Self::File) -> Result<bool, Self::Error>;
    /// Whether the name leads to `file`.
    fn is_named(&self, file: &Self::File) -> Result<bool, Self::Error>;
    /// Gives the name to `file`; whether it was free.
    fn give_name(&self, file: &Self::File) -> Result<bool, Self::Error>;
    /// Takes the name away from `file`.
    fn take_name(&self, file: &Self::File);
    /// Lets the lock go.
    fn unlock(&self, file: &Self::File);
    /// Writes into `file` who holds it, for people.
    fn sign(&self, file: &Self::File);
}

/// What became of an attempt to claim.
#[derive(Debug)]
pub(crate) enum Attempt<F> {
    /// It is held.
    Held(F),
    /// Somebody has it.
    Taken(F),
    /// The name changed hands meanwhile: start over.
    Again,
}

/// C1 to C4, once.
pub(crate) fn attempt<L: LockFiles>(files: &L) -> Result<Attempt<L::File>, L::Error> {
    match files.find()? {
        Some(file) => {
            fault::point("claim.opened");
            if !files.try_lock(&file)? {
                return Ok(Attempt::Taken(file)); // C2
            }
            fault::point("claim.locked");
            if !files.is_named(&file)? {
                return Ok(Attempt::Again); // C3
            }
            files.sign(&file);
            fault::point("claim.signed");
            Ok(Attempt::Held(file))
        }
        None => {
            let file = files.make()?; // C4
            files.sign(&file);
            fault::point("claim.made");
            if !files.give_name(&file)? {
                return Ok(Attempt::Again);
            }
            fault::point("claim.named");
            Ok(Attempt::Held(file))
        }
    }
}

/// D1 and D2.
pub(crate) fn release<L: LockFiles>(files: &L, file: &L::File) {
    files.take_name(file);
    fault::point("claim.unlinked");
    files.unlock(file);
    fault::point("claim.unlocked");
}

#[cfg(all(test, shm_typed_loom))]
mod tests;
