//! Sleeping on a word that another process changes.
//!
//! Uses the shared form on both sides: with the private flag on either, the other process's wake
//! would be lost. Waiting writes nothing, and works on a mapping that is read-only.

use core::sync::atomic::AtomicU32;
use core::time::Duration;

use rustix::io::Errno;
use rustix::thread::futex::{self, Flags};
use rustix::time::Timespec;

use super::error::OsError;

/// Why a wait ended. None of them says that the word has changed: look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    /// Somebody woke us, or nobody did: the kernel may wake for no reason.
    Woken,
    /// The word was not the expected one, so there was no sleep.
    Unequal,
    /// The time is over.
    TimedOut,
    /// A signal handler ran.
    Interrupted,
}

/// Sleeps while `word` is `expected`, until woken or for `timeout`; without one, for ever.
pub(crate) fn wait(
    word: &AtomicU32,
    expected: u32,
    timeout: Option<Duration>,
) -> Result<Wait, OsError> {
    let timeout = timeout.map(|timeout| {
        // Longer than the kernel counts is as good as its longest.
        Timespec::try_from(timeout).unwrap_or(Timespec {
            tv_sec: i64::MAX,
            tv_nsec: 0,
        })
    });
    match futex::wait(word, Flags::empty(), expected, timeout.as_ref()) {
        Ok(()) => Ok(Wait::Woken),
        Err(Errno::AGAIN) => Ok(Wait::Unequal),
        Err(Errno::TIMEDOUT) => Ok(Wait::TimedOut),
        Err(Errno::INTR) => Ok(Wait::Interrupted),
        Err(errno) => Err(OsError::at("wait for a change")(errno)),
    }
}

/// Wakes everybody who sleeps on `word`, in any process; how many they were.
pub(crate) fn wake_all(word: &AtomicU32) -> Result<usize, OsError> {
    futex::wake(word, Flags::empty(), i32::MAX.unsigned_abs())
        .map_err(OsError::at("wake the waiters"))
}
