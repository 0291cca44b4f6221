//! The atomics of `core`, or loom's under `--cfg shm_typed_loom`, under one name.
//!
//! The lowest leaf: every layer may import it, and it imports none.

#[cfg(not(shm_typed_loom))]
pub(crate) use core::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};

#[cfg(shm_typed_loom)]
pub(crate) use loom::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};
