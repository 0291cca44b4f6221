//! The atomics of `core`, or loom's under `--cfg shm_typed_loom`, under one name.
//!
//! The lowest leaf: every layer may import it, and it imports none.

#[cfg(not(shm_typed_loom))]
pub(crate) use core::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};

#[cfg(shm_typed_loom)]
pub(crate) use loom::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};

/// The ordering of a load that has an acquire fence behind it.
///
/// Relaxed: that is all that read-only pages guarantee, and the fence does the rest.
/// ThreadSanitizer knows no fences, so in its build the load itself acquires; read-only pages of
/// x86-64 bear that.
pub(crate) const BEFORE_FENCE: Ordering = if cfg!(shm_typed_tsan) {
    Ordering::Acquire
} else {
    Ordering::Relaxed
};
