//! Typed structs in POSIX shared memory.

#[cfg(not(all(
    target_os = "linux",
    target_pointer_width = "64",
    target_endian = "little"
)))]
compile_error!(
    "shm-typed runs on 64-bit little-endian Linux only: the object format is little-endian, and \
     8-byte relaxed loads from read-only pages are guaranteed on 64-bit targets only"
);

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[cfg(not(shm_typed_loom))]
mod error;
mod fault;
pub mod layout;
#[cfg(not(shm_typed_loom))]
mod os;
mod primitive;
pub mod schema;
#[cfg(not(shm_typed_loom))]
mod snapshot;
mod sync;

pub use layout::{Plain, Shared};
pub use schema::Schema;

#[cfg(not(shm_typed_loom))]
pub use {
    error::{Error, ErrorKind},
    snapshot::{
        Change, Compatible, OnDrop, ReadError, ReaderOptions, SharedBox, SharedRef, WriteGuard,
        WriterOptions, WriterState, WriterStatus, remove,
    },
};
