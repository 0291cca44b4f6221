//! Which side of a fork this process is on, at the price of a load.
//!
//! A word in a page that the kernel hands to each forked child full of zeros (`MADV_WIPEONFORK`). Who
//! looks at it sees a number that this process has chosen, or 0 right after a fork. A process number
//! would cost a system call, and a child may have its parent's in another PID namespace.

#![allow(
    unsafe_code,
    reason = "maps the one page, and refers to its first word"
)]

use core::ptr::{self, NonNull};
use core::sync::atomic::{
    AtomicPtr, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed},
};
use std::process;

use rustix::mm::{self, Advice, MapFlags, ProtFlags};

/// This process, as opposed to its parent and its children.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Era {
    /// The word of the page; where there is no such page, one that never has the number.
    word: &'static AtomicU64,
    /// The number that was in the page, or `NO_PAGE`.
    number: u64,
    /// What tells processes apart where there is no page.
    pid: u32,
}

/// In no page is this number: they are counted up from 1.
const NO_PAGE: u64 = u64::MAX;

impl Era {
    /// The present one.
    pub(crate) fn now() -> Self {
        static NONE: AtomicU64 = AtomicU64::new(0);

        match page() {
            Some(word) => Self {
                word,
                number: number(word),
                pid: 0,
            },
            None => Self {
                word: &NONE,
                number: NO_PAGE,
                pid: process::id(),
            },
        }
    }

    /// Whether it is still the one in which it was asked for: false in a forked child.
    #[inline(always)]
    pub(crate) fn is_now(self) -> bool {
        self.is_surely_now() || self.is_now_by_pid()
    }

    /// As [`is_now`](Self::is_now), without a call; where there is no page it does not know, and says no.
    #[inline(always)]
    pub(crate) fn is_surely_now(self) -> bool {
        // Relaxed: the word changes by a fork only, which copies everything.
        self.word.load(Relaxed) == self.number
    }

    #[cold]
    fn is_now_by_pid(self) -> bool {
        self.number == NO_PAGE && self.pid == process::id()
    }
}

/// The number in the page, chosen now if this is a new process.
fn number(word: &AtomicU64) -> u64 {
    // A child inherits it, so it chooses a number that none of its ancestors had.
    static LAST: AtomicU64 = AtomicU64::new(0);

    let found = word.load(Relaxed);
    if found != 0 {
        return found;
    }
    let chosen = LAST.fetch_add(1, Relaxed) + 1;
    match word.compare_exchange(0, chosen, Relaxed, Relaxed) {
        Ok(_) => chosen,
        Err(found) => found,
    }
}

const PAGE: usize = 4096;

/// The word; the page is made when it is first asked for, and stays.
fn page() -> Option<&'static AtomicU64> {
    // No lock, since a child forked while another thread held it would inherit it.
    static WORD: AtomicPtr<AtomicU64> = AtomicPtr::new(ptr::null_mut());

    // Acquire: pairs with the exchange below.
    let mut word = WORD.load(Acquire);
    if word.is_null() {
        let made = make()?;
        word = match WORD.compare_exchange(ptr::null_mut(), made.as_ptr(), AcqRel, Acquire) {
            Ok(_) => made.as_ptr(),
            Err(other) => {
                discard(made);
                other
            }
        };
    }
    // SAFETY: not null, so it is the first word of a page that `make` has mapped and that nobody
    // unmaps any more; aligned, and any bytes are an atomic.
    unsafe { word.as_ref() }
}

/// Maps a page of zeros that a child finds full of zeros again.
fn make() -> Option<NonNull<AtomicU64>> {
    if cfg!(miri) {
        // It knows no such advice, and no fork.
        return None;
    }
    let prot = ProtFlags::READ | ProtFlags::WRITE;
    // SAFETY: the hint is null, so the kernel picks a free range and replaces no mapping.
    let page = unsafe { mm::mmap_anonymous(ptr::null_mut(), PAGE, prot, MapFlags::PRIVATE) };
    let page = NonNull::new(page.ok()?)?;
    // SAFETY: the page was just mapped, and this advice changes nothing in this process.
    let advised = unsafe { mm::madvise(page.as_ptr(), PAGE, Advice::LinuxWipeOnFork) };
    let word = page.cast();
    if advised.is_err() {
        discard(word);
        return None;
    }
    Some(word)
}

/// Unmaps a page that nobody else has seen.
fn discard(word: NonNull<AtomicU64>) {
    #[expect(
        clippy::disallowed_methods,
        reason = "a page that is no object's and that nobody was given"
    )]
    // SAFETY: `make` has mapped this page, and nobody else knows of it.
    let unmapped = unsafe { mm::munmap(word.as_ptr().cast(), PAGE) };
    debug_assert!(unmapped.is_ok(), "munmap: {unmapped:?}");
}

#[cfg(test)]
#[cfg(not(miri))]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_era_until_a_fork() {
        let era = Era::now();

        assert!(era.is_now());
        assert!(Era::now().is_now());
    }

    #[test]
    fn where_there_is_no_page_it_is_the_process_that_counts() {
        static NONE: AtomicU64 = AtomicU64::new(0);
        let of = |pid| Era {
            word: &NONE,
            number: NO_PAGE,
            pid,
        };

        assert!(of(process::id()).is_now());
        assert!(!of(process::id() + 1).is_now());
    }

    #[test]
    fn a_wiped_page_is_another_era_and_gets_a_number_of_its_own() {
        static PAGE: AtomicU64 = AtomicU64::new(0);
        let before = number(&PAGE);
        PAGE.store(0, Relaxed);

        let era = Era {
            word: &PAGE,
            number: before,
            pid: process::id(),
        };
        assert!(!era.is_now());
        assert_ne!(number(&PAGE), before);
    }
}
