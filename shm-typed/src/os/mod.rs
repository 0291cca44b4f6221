//! Bytes and descriptors: everything that is asked of the kernel, and nothing of types or headers.
//!
//! # What the kernel promises, and this layer builds on
//!
//! - A file has no name until [`Draft::link`] gives it one, so nobody ever opens half an object.
//! - Pages reserved by `fallocate` are there: touching them cannot fail for want of space.
//! - A lock of an open file description ends when its last descriptor is closed, whatever ends the
//!   process; a stopped process keeps it. It is seen across PID namespaces.
//! - A mapping of a descriptor opened read-only can never become writable.
//! - A seal holds for everybody and for ever.
//! - `rename` swaps what a name leads to in one step.
//!
//! # What it does not promise
//!
//! - That a file keeps its length: whoever may write it may shorten it, and then a mapped access
//!   raises SIGBUS. `pread` returns fewer bytes instead, so untrusted headers are read with it.
//!   Hence no object is accepted that a stranger may write.
//! - That a name keeps leading to the same file. Where it matters, the file is compared by
//!   [`Identity`], under the [`Claim`] that all writers of that name respect. In a directory that
//!   everybody may write and that is not sticky, anybody may take a name away.
//! - That a process number means anything: it is shown to people and never decides.
//! - That a control group's memory limit turns into an error: it ends the process instead.

mod access;
mod anonymous;
pub(crate) mod beacon;
mod claim;
mod create;
mod directory;
mod error;
pub(crate) mod fork;
pub(crate) mod futex;
#[cfg(any(miri, test))]
mod heap;
pub(crate) mod lock;
pub(crate) mod mappers;
#[cfg(not(miri))]
mod mapping;
pub(crate) mod membarrier;
mod memory;
mod name;
#[cfg(shm_typed_tsan)]
mod one_address;
mod open;
pub(crate) mod process;
#[cfg(test)]
mod tests;

#[cfg(miri)]
pub(crate) use heap::Heap as Mapping;
#[cfg(not(any(miri, shm_typed_tsan)))]
pub(crate) use mapping::Mapping;
#[cfg(shm_typed_tsan)]
pub(crate) use one_address::OneAddress as Mapping;
pub(crate) use {
    access::{Access, Memory, Prefault},
    anonymous::{Anonymous, Sealing, label_of},
    claim::{Claim, ClaimError, SIGNATURE_LEN, is_signature},
    create::{Draft, sweep},
    directory::Directory,
    error::{OsError, OsErrorKind, Refusal},
    memory::map,
    name::{FileSort, NameError, ObjectName},
    open::{Identity, Object, Owners, peek, unlink_if_same},
};
#[cfg(test)]
pub(crate) use {error::FileKind, name::FileName};
