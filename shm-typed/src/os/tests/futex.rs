//! Sleeping on a word that another process owns.

#![allow(unsafe_code, reason = "makes a reference to a word in mapped memory")]

use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;

use super::super::*;
use super::kit::*;
use crate::os::futex::{Wait, wait, wake_all};

/// The word at the start of `mapping`.
fn word(mapping: &Mapping) -> &AtomicU32 {
    assert!(mapping.len().get() >= 4);
    // SAFETY: a page-aligned address of four mapped bytes or more, live as long as `mapping`, that
    // every process accesses as an atomic of this size; through a read-only mapping only by the
    // kernel and by relaxed loads.
    unsafe { AtomicU32::from_ptr(mapping.base().as_ptr().cast()) }
}

fn map(object: &Object, access: Access) -> Mapping {
    Mapping::new(object, NonZeroUsize::new(4).unwrap(), access, Prefault::No).unwrap()
}

#[test]
fn a_reader_sleeps_on_a_read_only_mapping_and_another_process_wakes_it() {
    let it = TestName::new("futex");
    let writer = map(&it.create(&[0; 4]), Access::ReadWrite);
    let mut reader = Helper::start("sleeps_on_a_read_only_word", &it);
    reader.expect("about to sleep");

    // The word stays as it is, so that nothing but a wake can end the sleep.
    while wake_all(word(&writer)).unwrap() == 0 {
        assert!(reader.is_running(), "it ended before it was woken");
        std::thread::yield_now();
    }

    reader.expect("woken");
    word(&writer).store(1, Ordering::Relaxed);
    reader.say("changed");
    reader.finish();
}

pub(super) fn sleeps_on_a_read_only_word(it: &TestName) {
    let reader = map(&it.open(Access::Read).unwrap(), Access::Read);

    say("about to sleep");
    assert_eq!(wait(word(&reader), 0, None).unwrap(), Wait::Woken);
    say("woken");

    assert_eq!(hear(), "changed");
    assert_eq!(word(&reader).load(Ordering::Relaxed), 1);
    assert_eq!(wait(word(&reader), 0, None).unwrap(), Wait::Unequal);
    // A reader may also wake others.
    assert_eq!(wake_all(word(&reader)).unwrap(), 0);
}

#[test]
fn a_wait_ends_with_its_time() {
    let word = AtomicU32::new(5);

    for timeout in [Duration::ZERO, Duration::from_millis(1)] {
        // The kernel may wake for no reason.
        while wait(&word, 5, Some(timeout)).unwrap() != Wait::TimedOut {}
    }
}

#[test]
fn an_unequal_word_does_not_sleep_whatever_the_time() {
    let word = AtomicU32::new(5);

    for timeout in [None, Some(Duration::ZERO), Some(Duration::MAX)] {
        assert_eq!(wait(&word, 4, timeout).unwrap(), Wait::Unequal);
    }
}
