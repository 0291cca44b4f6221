//! Typed structs in POSIX shared memory.

#[cfg(not(all(target_os = "linux", target_pointer_width = "64", target_endian = "little")))]
compile_error!(
    "shm-typed runs on 64-bit little-endian Linux only: the object format is little-endian, and \
     8-byte relaxed loads from read-only pages are guaranteed on 64-bit targets only"
);

pub mod layout;
mod os;
mod primitive;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod schema;

pub use layout::{Plain, Shared};
