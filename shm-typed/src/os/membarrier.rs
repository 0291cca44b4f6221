//! A full fence in every thread of every process that asked to have it.
//!
//! Lets the one who rarely acts pay for both sides: a writer registers once and then needs no fence
//! of its own, and a reader that begins to wait or to pin issues the barrier.
//!
//! Where the kernel or a sandbox does not offer it, both functions say so, and both sides fall back
//! to fences. Each side may find another answer than its peer, so the writer publishes in the
//! object whether it registered.

use rustix::thread::{self, MembarrierCommand};

/// Asks that this process takes part in the barriers of others; whether it does from now on.
pub(crate) fn register() -> bool {
    thread::membarrier(MembarrierCommand::RegisterGlobalExpedited).is_ok()
}

/// Makes every running thread of every registered process pass a full fence, and this one too;
/// whether that happened.
pub(crate) fn issue() -> bool {
    thread::membarrier(MembarrierCommand::GlobalExpedited).is_ok()
}

#[cfg(test)]
#[cfg(not(miri))]
mod tests {
    use super::*;

    #[test]
    fn whoever_may_register_may_issue() {
        if register() {
            assert!(issue());
        } else {
            eprintln!("skipped: no membarrier here");
        }
    }
}
