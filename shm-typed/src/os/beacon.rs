//! The sign by which readers see that a writer lives, and the one by which a writer sees that
//! readers pin.
//!
//! The first is a lock on a byte of the object itself, far behind its last one, held by the writer's
//! descriptor. It proves life and excludes nobody: that is what the [`Claim`](super::Claim) is for, on
//! a file that readers cannot open. Taken before the object has its name, it cannot be forestalled.
//!
//! The second is a read lock on the next byte, held by each reader that ever began to pin. It outlives
//! the table in which readers say what they pin: a new writer that finds no table asks for it.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use super::error::OsError;
use super::fork::Era;
use super::lock::{self, Byte};
use super::open::Object;
use crate::fault;

/// The byte that is locked: 2^62. Part of the object format, as readers of any language ask for it.
pub(crate) const BEACON: Byte = Byte::at(1 << 62);

/// The byte on which readers that may pin hold a read lock. Part of the object format too.
const PINS: Byte = Byte::at((1 << 62) + 1);

/// A lit beacon, which goes out on drop or with the process.
///
/// A forked child's copy does not put it out. But the child shares the descriptor, and keeps the
/// beacon lit after its parent was killed, until it closes its copy, executes another program or
/// ends.
#[derive(Debug)]
pub(crate) struct Beacon {
    object: OwnedFd,
    era: Era,
}

/// What became of the attempt to light it.
#[derive(Debug)]
pub(crate) enum Light {
    /// It is lit.
    Lit(Beacon),
    /// Another writer's is.
    WriterLives,
    /// Somebody who may read the object holds a read lock on the byte. That is of no use to anyone
    /// honest, and cannot happen to an object that has no name yet; this writer may write, but
    /// readers will not see that it lives.
    Obstructed,
}

impl Beacon {
    /// Lights the beacon of an object that is open for writing.
    pub(crate) fn light(object: impl AsFd) -> Result<Light, OsError> {
        let object = object
            .as_fd()
            .try_clone_to_owned()
            .map_err(|source| OsError::Call {
                step: "duplicate its descriptor",
                source,
            })?;
        if lock::try_exclusive(&object, BEACON)? {
            Ok(Light::Lit(Self {
                object,
                era: Era::now(),
            }))
        } else if lock::is_held_exclusively(&object, BEACON)? {
            Ok(Light::WriterLives)
        } else {
            Ok(Light::Obstructed)
        }
    }
}

impl Drop for Beacon {
    fn drop(&mut self) {
        // Unlocking in a forked child would put the parent's out. Closing does not.
        if self.era.is_now() {
            // A failure leaves the lock to be freed with the last descriptor.
            let _ = lock::unlock(&self.object, BEACON);
            fault::point("close.dark");
        }
    }
}

impl AsFd for Beacon {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.object.as_fd()
    }
}

/// Whether a writer of `object` lives, be it in this process or another.
///
/// `object` was opened for this question's sake: the writer's own descriptor, and copies of it, do
/// not see its lock.
pub(crate) fn writer_lives(object: &Object) -> Result<bool, OsError> {
    lock::is_held_exclusively(object, BEACON)
}

/// Says that a reader may pin values of `object` from now on, until the description of its descriptor
/// is closed; false if somebody who may write the object keeps it from saying so.
pub(crate) fn announce_pins(object: &Object) -> Result<bool, OsError> {
    lock::try_shared(object, PINS)
}

/// Whether a reader that lives may have pinned values of `object`: true if anybody who may read it
/// holds that byte.
pub(crate) fn may_be_pinned(object: &Object) -> Result<bool, OsError> {
    lock::is_held(object, PINS)
}
