//! Steps that have a name, so that a test can kill the process at one of them.
//!
//! Compiled to nothing, unless the crate is built with `--cfg shm_typed_faults`. Then the environment
//! variable `SHM_TYPED_FAULT=STEP[:N]` makes the process kill itself with SIGKILL when it passes the
//! step for the `N`-th time (1 without a number): no destructor runs and nothing is flushed, as
//! when somebody else kills it there.
//!
//! The names are those of the crash table in `docs/failure.md`, which says what everybody finds
//! afterwards. A leaf beside [`primitive`](crate::primitive): every layer may call it, and it imports
//! none.

/// Passes the step `step`.
#[cfg(any(not(shm_typed_faults), shm_typed_loom))]
#[inline(always)]
pub(crate) fn point(_step: &str) {}

/// Passes the step `step`, and does not return if it is the one to die at.
#[cfg(all(shm_typed_faults, not(shm_typed_loom)))]
pub(crate) fn point(step: &str) {
    use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
    use rustix::process::{Signal, getpid, kill_process};
    use std::sync::OnceLock;

    static PLAN: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static PASSED: AtomicU64 = AtomicU64::new(0);

    let plan = PLAN.get_or_init(|| {
        let text = std::env::var("SHM_TYPED_FAULT").ok()?;
        Some(match text.split_once(':') {
            Some((step, n)) => (step.to_owned(), n.parse().ok()?),
            None => (text, 1),
        })
    });
    let Some((fatal, n)) = plan else { return };
    // Relaxed: it counts, and orders nothing.
    if step == fatal && PASSED.fetch_add(1, Relaxed) + 1 == *n {
        let _ = kill_process(getpid(), Signal::KILL);
    }
}
