//! Threads that share one object, for ThreadSanitizer, AddressSanitizer and valgrind.
//!
//! ```text
//! threads ROUNDS      publishes ROUNDS values in each of several settings, under readers
//! ```
//!
//! A program of its own, since a test harness that is not instrumented reports itself. It ends with
//! an error if a value is torn, if versions go backwards, or if what the writer did before a publish
//! is not there for a reader of it; the last is left to ThreadSanitizer, which sees the plain accesses of
//! [`Trail`].
//!
//! Whether it sees anything was tried in a copy, with 800 rounds: `head` stored relaxed (W3 of
//! `sync/snapshot.rs`) gives 37 reports, the words of a copy stored by plain writes 42, and a stamp
//! that is not compared (R3) torn values; a writer that fills slots that are held gives 52 reports with 1000 rounds. A stamp that is not cleared (W1) is too rarely met to be
//! seen: that is for the models. A fence that is missing cannot be seen, since ThreadSanitizer knows
//! none.

#![allow(
    unsafe_code,
    reason = "plain accesses that only the order of the library keeps apart; trusts its own writers"
)]

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use shm_typed::{Change, OnDrop, SharedBox, SharedRef, TrustedRef};
use shm_typed_tests::{Name, checked};

fn main() {
    let rounds = std::env::args().nth(1).map(|n| n.parse::<usize>());
    let Some(Ok(rounds)) = rounds else {
        panic!("threads: how many rounds?");
    };

    // Two slots: each publish during a copy overtakes it.
    let torn = run::<1>("small", 2, rounds)
        + run::<9>("line", 8, rounds)
        + run::<64>("lapped", 2, rounds)
        + run::<600>("page", 2, rounds / 4)
        + pins::<16>("pins", rounds)
        + pins::<600>("pins-page", rounds / 4)
        + takeover(rounds / 4);

    assert_eq!(torn, 0, "torn or backwards");
    println!("rounds={rounds} torn=0");
}

/// What the writer notes in plain memory before it publishes: entry `v` for version `v`, written
/// once.
struct Trail(Box<[UnsafeCell<u64>]>);

// SAFETY: entry `v` is written before version `v` is published and never again, and it is read after
// version `v` was read. That the one happens before the other is the library's promise; to see it
// broken is what this is for.
unsafe impl Sync for Trail {}

impl Trail {
    fn new(entries: usize) -> Self {
        Self((0..=entries).map(|_| UnsafeCell::new(0)).collect())
    }

    fn entry(&self, version: u64) -> *mut u64 {
        let at = usize::try_from(version).expect("as many as rounds");
        self.0[at].get()
    }

    fn note(&self, version: u64) {
        // SAFETY: as for `Sync`: nobody reads it yet.
        unsafe { self.entry(version).write(version) };
    }

    fn is_noted(&self, version: u64) -> bool {
        // SAFETY: as for `Sync`: nobody writes it any more.
        unsafe { self.entry(version).read() == version }
    }
}

/// How the readers of one run know that it is over, and how they tell what they saw.
struct Shared {
    trail: Trail,
    over: AtomicBool,
    torn: AtomicU64,
}

impl Shared {
    /// Counts a value that is torn, older than `last`, or not of `version`.
    fn check<const N: usize>(&self, value: &[u64; N], last: &mut u64, version: Option<u64>) {
        let round = checked::round(value).unwrap_or(0);
        let whole = round != 0 && round >= *last && version.is_none_or(|version| version == round);
        // A value read without its version has that of its round.
        if !whole || !self.trail.is_noted(round) {
            self.torn.fetch_add(1, Relaxed);
        }
        *last = round;
    }
}

fn value<const N: usize>(round: u64) -> [u64; N] {
    let mut value = [0; N];
    checked::set(&mut value, round);
    value
}

/// One writer, readers that share a handle, readers with one of their own.
fn run<const N: usize>(tag: &str, slots: u8, rounds: usize) -> u64 {
    let name = Name::unique(&format!("threads-{tag}"));
    let shared = Arc::new(Shared {
        trail: Trail::new(3 * rounds + 1),
        over: AtomicBool::new(false),
        torn: AtomicU64::new(0),
    });
    shared.trail.note(1);
    let mut writer = SharedBox::options()
        .slots(slots)
        .create(&name, value::<N>(1))
        .expect("it can be made");
    let handle = Arc::new(SharedRef::<[u64; N]>::open(&name).expect("it is there"));

    let mut readers = Vec::new();
    for nth in 0..2 {
        let (handle, shared) = (Arc::clone(&handle), Arc::clone(&shared));
        readers.push(thread::spawn(move || read(&handle, &shared, nth)));
    }
    let (own, ours) = (name.to_string(), Arc::clone(&shared));
    readers.push(thread::spawn(move || reopen::<N>(&own, &ours)));
    let (clone, ours) = (SharedRef::clone(&handle), Arc::clone(&shared));
    readers.push(thread::spawn(move || wait(&clone, &ours)));

    let mut version = 1;
    for round in 0..rounds {
        let mut next = || {
            version += 1;
            shared.trail.note(version);
            version
        };
        writer.publish(&value(next()));
        let round_of = next();
        writer.update(|words| checked::set(words, round_of));
        checked::set(&mut *writer.write(), next());
        if round % 64 == 0 {
            thread::yield_now();
        }
    }
    assert_eq!(writer.version(), version);
    assert_eq!(checked::round(&*writer), Some(version));
    shared.over.store(true, Relaxed);
    drop(writer);
    finish(readers);
    assert!(handle.is_closed());
    shared.torn.load(Relaxed)
}

fn finish(threads: Vec<JoinHandle<()>>) {
    for thread in threads {
        thread.join().expect("no thread panics");
    }
}

/// Reads in every way, until it is over.
fn read<const N: usize>(reader: &SharedRef<[u64; N]>, shared: &Shared, nth: usize) {
    let mut words = [0; N];
    let mut last = 0;
    while !shared.over.load(Relaxed) {
        shared.check(&reader.read(), &mut last, None);
        let version = reader.read_into(&mut words);
        shared.check(&words, &mut last, Some(version));
        if let Ok(words) = reader.try_read() {
            shared.check(&words, &mut last, None);
        }
        shared.check(&reader.read_boxed(), &mut last, None);
        let _ = (reader.version(), reader.has_changed());
        if nth == 1 {
            let _ = reader.writer();
        }
    }
}

/// Opens it again and again.
fn reopen<const N: usize>(name: &str, shared: &Shared) {
    let mut last = 0;
    while !shared.over.load(Relaxed) {
        let Ok(reader) = SharedRef::<[u64; N]>::open(name) else {
            return; // The writer has just removed it.
        };
        for _ in 0..20 {
            shared.check(&reader.read(), &mut last, None);
        }
    }
}

/// Reads what is new, and waits for more.
fn wait<const N: usize>(reader: &SharedRef<[u64; N]>, shared: &Shared) {
    let mut last = 0;
    while let Change::Published | Change::TimedOut = reader.changed(Duration::from_millis(50)) {
        shared.check(&reader.read(), &mut last, None);
    }
}

/// One writer, readers that look at values where they are, and one that comes and goes.
fn pins<const N: usize>(tag: &str, rounds: usize) -> u64 {
    let name = Name::unique(&format!("threads-{tag}"));
    let shared = Arc::new(Shared {
        trail: Trail::new(rounds + 1),
        over: AtomicBool::new(false),
        torn: AtomicU64::new(0),
    });
    shared.trail.note(1);
    // As few slots as there can be: each is filled again as soon as it is let go.
    let mut writer = SharedBox::options()
        .slots(5)
        .pinning_readers(3)
        .create(&name, value::<N>(1))
        .expect("it can be made");
    let mut readers = Vec::new();
    for _ in 0..2 {
        let (mut reader, shared) = (trust::<N>(&name), Arc::clone(&shared));
        readers.push(thread::spawn(move || pin(&mut reader, &shared)));
    }
    let (own, ours) = (name.to_string(), Arc::clone(&shared));
    readers.push(thread::spawn(move || {
        let mut last = 0;
        while !ours.over.load(Relaxed) {
            look(&mut trust::<N>(&own), &ours, &mut last);
        }
    }));

    for version in (2..).take(rounds) {
        shared.trail.note(version);
        writer.publish(&value(version));
        if version % 16 == 0 {
            thread::yield_now();
        }
    }
    shared.over.store(true, Relaxed);
    finish(readers);
    shared.torn.load(Relaxed)
}

fn trust<const N: usize>(name: &str) -> TrustedRef<[u64; N]> {
    let reader = SharedRef::<[u64; N]>::open(name).expect("it is there");
    // SAFETY: only the writers of this program write the object.
    unsafe { reader.trust_writer() }.expect("there is a place")
}

/// Pins until it is over.
fn pin<const N: usize>(reader: &mut TrustedRef<[u64; N]>, shared: &Shared) {
    let mut last = 0;
    while !shared.over.load(Relaxed) {
        look(reader, shared, &mut last);
    }
}

/// Pins a value and looks at it twice, by plain loads: a slot that is filled meanwhile is a race.
fn look<const N: usize>(reader: &mut TrustedRef<[u64; N]>, shared: &Shared, last: &mut u64) {
    let value = reader.pin();
    shared.check(&value, last, Some(value.version()));
    thread::yield_now();
    shared.check(&value, last, Some(value.version()));
}

/// Writers one after the other, under a reader that stays.
fn takeover(rounds: usize) -> u64 {
    const WRITERS: usize = 8;
    let name = Name::unique("threads-takeover");
    let each = rounds / WRITERS;
    let shared = Arc::new(Shared {
        trail: Trail::new(WRITERS * each + 1),
        over: AtomicBool::new(false),
        torn: AtomicU64::new(0),
    });
    shared.trail.note(1);
    let keep = SharedBox::options().on_drop(OnDrop::Keep);
    let first = keep.create(&name, value::<16>(1)).expect("it can be made");
    let mut readers = Vec::new();
    for nth in 0..2 {
        let reader = SharedRef::<[u64; 16]>::open(&name).expect("it is there");
        let shared = Arc::clone(&shared);
        readers.push(thread::spawn(move || read(&reader, &shared, nth)));
    }
    let (mut pinning, ours) = (trust::<16>(&name), Arc::clone(&shared));
    readers.push(thread::spawn(move || pin(&mut pinning, &ours)));
    // After the readers have come, so that in ThreadSanitizer's build they share its mapping, and
    // later writers theirs.
    drop(first);
    for _ in 0..WRITERS {
        let (name, shared) = (name.to_string(), Arc::clone(&shared));
        let writer = thread::spawn(move || {
            let keep = SharedBox::<[u64; 16]>::options().on_drop(OnDrop::Keep);
            let mut writer = keep.open(&name).expect("no other writer is there");
            for _ in 0..each {
                let version = writer.version() + 1;
                shared.trail.note(version);
                writer.publish(&value(version));
            }
        });
        finish(vec![writer]);
    }
    shared.over.store(true, Relaxed);
    finish(readers);
    shared.torn.load(Relaxed)
}
