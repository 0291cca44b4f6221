//! Sleeping until the next publish, and waking nobody who does not sleep.
//!
//! # State
//!
//! `event`, a futex word in the object, changes with every publish, after `head` did. `waiting` says
//! whether somebody may be asleep: 0, or the newest version that a reader which lay down wants to
//! see the end of. The readers write it, so it lies in an object of theirs.
//!
//! # Steps
//!
//! Reader, having seen version `v` and, before that, the event `e`:
//!
//! - **S1** `waiting = max(waiting, v)` (Relaxed).
//! - **S2** barrier; `head` (Relaxed). Not `v` any more: done.
//! - **S3** sleep while the event is `e`; the kernel compares and lies down in one step.
//!
//! Writer, after it has stored `head` and `event` of version `v`:
//!
//! - **K1** barrier; `waiting` (Relaxed). 0: done.
//! - **K2** wake all.
//! - **K3** unless it was `v`, compare-exchange what K1 saw to 0.
//!
//! The barriers are full fences, or none on the writer's side and one on the reader's that makes
//! the kernel run a fence on every processor where a writer runs (`membarrier`).
//!
//! # Why no wake is lost
//!
//! - *The reader sleeps, the writer did not look.* Store S1 and load S2 against the store of `head`
//!   and load K1, a full fence between each pair: one of the two sees the other's store.
//! - *The writer wakes before the reader lies down.* The event had changed before, so S3 returns.
//! - *The writer erases the mark of a reader that sleeps on the present `v`.* K3 leaves `v`, and if
//!   K1 saw an older one and the mark `v` came later, K3's comparison fails. No older mark can
//!   overwrite `v`, since S1 takes the maximum. (A plain store there loses wakes: two readers, one
//!   slow. The model finds it.)
//! - *A reader is killed.* Its mark costs the writer a wake of nobody, twice at most, and is gone. (A
//!   count would stay up for ever.)
//! - *The writer is killed* before K2: nobody is woken, and the mark stays. A sleeper looks again
//!   after a bounded time of its own; the next publish finds the mark.
//! - *A hostile reader* writes any number: a mark above `v` hides the others once, until they look
//!   again by themselves; that is all.

use core::sync::atomic::compiler_fence;

use crate::fault;
use crate::primitive::{
    AtomicU64,
    Ordering::{Relaxed, SeqCst},
    fence,
};

/// Whether the writer runs the barrier of K1 (and Q1 of [`pins`](super::pins)) itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Barrier {
    /// It does: a full fence with every publish.
    Here,
    /// It leaves that to whoever waits, who makes the kernel run one on the writer's processors.
    Remote,
}

impl Barrier {
    /// The barrier of K1 and Q1, behind the stores of `head` and `event`.
    #[inline(always)]
    pub(crate) fn pass(self) {
        match self {
            Self::Here => fence(SeqCst), // K1: against S2
            // K1: the processor's order is forced from outside when somebody waits or pins; the
            // compiler's has to be kept here.
            Self::Remote => compiler_fence(SeqCst),
        }
    }
}

/// S1 to S3: returns when `version` may no longer be the current one.
///
/// `remote` fences every processor on which a writer runs, for the writer that does not do it.
/// `is_over` looks at `head` again. `sleep` is the kernel's: it returns at once if the event is not
/// what it was before `version` was read, when it is woken, or early for reasons of its own.
/// `None` if there was no need to sleep.
pub(crate) fn wait<R>(
    waiting: &AtomicU64,
    version: u64,
    remote: impl FnOnce(),
    is_over: impl FnOnce() -> bool,
    sleep: impl FnOnce() -> R,
) -> Option<R> {
    waiting.fetch_max(version, Relaxed); // S1
    fault::point("wait.marked");
    remote();
    fence(SeqCst); // S2: against K1
    if is_over() {
        return None;
    }
    Some(sleep()) // S3
}

/// K1 behind its barrier: whether anybody may be asleep.
#[inline(always)]
pub(crate) fn may_sleep(waiting: &AtomicU64) -> bool {
    waiting.load(Relaxed) != 0
}

/// K1 to K3 behind the barrier of K1: wakes whoever sleeps on a version before `version`, which
/// this writer just published.
#[inline(always)]
pub(crate) fn wake(waiting: &AtomicU64, version: u64, wake: impl FnOnce()) {
    let seen = waiting.load(Relaxed);
    if seen != 0 {
        wake_all(waiting, version, seen, wake);
    }
}

/// K2 and K3.
#[cold]
fn wake_all(waiting: &AtomicU64, version: u64, seen: u64, wake: impl FnOnce()) {
    fault::point("wake.before");
    wake();
    fault::point("wake.after");
    if seen != version {
        // Relaxed: the mark carries nothing but itself. A failure leaves a newer mark in place.
        let _ = waiting.compare_exchange(seen, 0, Relaxed, Relaxed);
        fault::point("wake.erased");
    }
}

#[cfg(test)]
mod tests;
