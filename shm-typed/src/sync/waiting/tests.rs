//! Nobody is woken who does not sleep, and nobody sleeps who should be awake.

use super::*;

#[cfg(not(shm_typed_loom))]
mod plain {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn nobody_waiting_costs_no_wake() {
        let waiting = AtomicU64::new(0);
        let woken = Cell::new(0);

        for version in 1..10 {
            Barrier::Here.pass();
            wake(&waiting, version, || woken.set(woken.get() + 1));
        }

        assert_eq!(woken.get(), 0);
    }

    #[test]
    fn a_killed_waiter_costs_one_wake() {
        let waiting = AtomicU64::new(0);
        let woken = Cell::new(0);
        let slept = wait(&waiting, 1, || (), || false, || "killed here");
        assert_eq!(slept, Some("killed here"));

        for version in 2..10 {
            Barrier::Here.pass();
            wake(&waiting, version, || woken.set(woken.get() + 1));
        }

        assert_eq!(woken.get(), 1);
    }

    #[test]
    fn a_version_that_is_over_is_not_slept_on() {
        let waiting = AtomicU64::new(0);

        let slept = wait(&waiting, 1, || (), || true, || ());

        assert_eq!(slept, None);
    }

    #[test]
    fn any_word_of_a_hostile_reader_costs_wakes_and_nothing_else() {
        for evil in [1, 5, u64::MAX, 1 << 63] {
            let waiting = AtomicU64::new(evil);
            let woken = Cell::new(0);

            for version in 5..9 {
                Barrier::Here.pass();
                wake(&waiting, version, || woken.set(woken.get() + 1));
            }

            assert!((1..=2).contains(&woken.get()), "{evil}: {}", woken.get());
        }
    }
}

#[cfg(shm_typed_loom)]
mod model {
    use super::*;
    use crate::primitive::AtomicU32;
    use crate::primitive::Ordering::{Acquire, Release};
    use crate::sync::snapshot::{Cells, Publisher, head};
    use loom::sync::{Arc, Condvar, Mutex};
    use loom::thread;

    /// A futex: compares and lies down under one lock, and is woken under the same.
    struct Futex {
        event: AtomicU32,
        waiting: AtomicU64,
        asleep: Mutex<()>,
        bell: Condvar,
    }

    impl Futex {
        fn sleep(&self, expected: u32) {
            let guard = self.asleep.lock().unwrap();
            if self.event.load(Acquire) == expected {
                drop(self.bell.wait(guard).unwrap());
            }
        }

        fn wake(&self) {
            let guard = self.asleep.lock().unwrap();
            self.bell.notify_all();
            drop(guard);
        }
    }

    /// Readers wait until they have seen the last of `events`; a lost wake leaves one asleep for
    /// ever, which loom reports as a deadlock.
    fn model(readers: usize, events: u32) {
        loom::model(move || {
            let futex = Arc::new(Futex {
                event: AtomicU32::new(1),
                waiting: AtomicU64::new(0),
                asleep: Mutex::new(()),
                bell: Condvar::new(),
            });
            let threads: Vec<_> = (0..readers)
                .map(|_| {
                    let futex = Arc::clone(&futex);
                    thread::spawn(move || {
                        loop {
                            let now = futex.event.load(Acquire);
                            if now == events {
                                return;
                            }
                            let is_over = || futex.event.load(Relaxed) != now;
                            let sleep = || futex.sleep(now);
                            wait(&futex.waiting, now.into(), || (), is_over, sleep);
                        }
                    })
                })
                .collect();

            for event in 2..=events {
                futex.event.store(event, Release);
                Barrier::Here.pass();
                wake(&futex.waiting, event.into(), || futex.wake());
            }

            for thread in threads {
                thread.join().unwrap();
            }
        });
    }

    #[test]
    fn loom_no_wake_is_lost_with_one_reader_and_three_publishes() {
        model(1, 4);
    }

    #[test]
    fn loom_no_wake_is_lost_with_two_readers() {
        model(2, 3);
    }

    /// An object without values: what the real publish does, for readers that wait for versions.
    struct Object {
        head: AtomicU64,
        stamps: [AtomicU64; 2],
        futex: Futex,
    }

    impl Cells for Object {
        fn head(&self) -> &AtomicU64 {
            &self.head
        }
        fn event(&self) -> &AtomicU32 {
            &self.futex.event
        }
        fn stamp(&self, slot: u8) -> &AtomicU64 {
            &self.stamps[usize::from(slot)]
        }
        fn slots(&self) -> u8 {
            2
        }
    }

    /// A reader that looks as `SharedRef::changed` does: at the event first, and then at the head.
    /// A head that could be older than the event would put it to sleep on the event of the version
    /// that it waits for.
    #[test]
    fn loom_no_wake_is_lost_between_head_and_event() {
        loom::model(|| {
            let object = Arc::new(Object {
                head: AtomicU64::new(0),
                stamps: [AtomicU64::new(0), AtomicU64::new(0)],
                futex: Futex {
                    event: AtomicU32::new(0),
                    waiting: AtomicU64::new(0),
                    asleep: Mutex::new(()),
                    bell: Condvar::new(),
                },
            });
            let mut writer = Publisher::first(&*object, |_| ());
            let reader = {
                let object = Arc::clone(&object);
                thread::spawn(move || {
                    let mut seen = 1;
                    while seen < 3 {
                        let event = object.futex.event.load(Acquire);
                        let version = head(&*object).version();
                        assert!(version >= seen, "backwards");
                        if version != seen {
                            seen = version;
                            continue;
                        }
                        let is_over = || head(&*object).version() != seen;
                        let sleep = || object.futex.sleep(event);
                        wait(&object.futex.waiting, version, || (), is_over, sleep);
                    }
                })
            };

            for version in 2..=3 {
                writer.publish(&*object, |_| ());
                let bell = || object.futex.wake();
                Barrier::Here.pass();
                wake(&object.futex.waiting, version, bell);
            }

            reader.join().unwrap();
        });
    }
}
