//! The protocol, step by step on one thread, and in every interleaving under loom.

use super::*;
use crate::primitive::{AtomicU32, AtomicU64};

/// An object of `N` slots of two words, each its own atomic.
struct Words {
    head: AtomicU64,
    event: AtomicU32,
    stamps: Vec<AtomicU64>,
    words: Vec<[AtomicU64; 2]>,
}

impl Words {
    fn new(slots: u8) -> Self {
        Self {
            head: AtomicU64::new(0),
            event: AtomicU32::new(0),
            stamps: (0..slots).map(|_| AtomicU64::new(0)).collect(),
            words: (0..slots)
                .map(|_| [AtomicU64::new(0), AtomicU64::new(0)])
                .collect(),
        }
    }

    fn fill(&self, slot: u8, value: u64) {
        for word in &self.words[usize::from(slot)] {
            word.store(value, Relaxed);
        }
    }

    fn take(&self, slot: u8) -> [u64; 2] {
        let [a, b] = &self.words[usize::from(slot)];
        [a.load(Relaxed), b.load(Relaxed)]
    }
}

impl Cells for Words {
    fn head(&self) -> &AtomicU64 {
        &self.head
    }
    fn event(&self) -> &AtomicU32 {
        &self.event
    }
    fn stamp(&self, slot: u8) -> &AtomicU64 {
        &self.stamps[usize::from(slot)]
    }
    fn slots(&self) -> u8 {
        self.stamps.len().try_into().unwrap()
    }
}

#[cfg(not(shm_typed_loom))]
mod plain {
    use super::*;

    #[test]
    fn a_reader_gets_the_last_published_value_and_its_version() {
        let cells = Words::new(3);
        let mut writer = Publisher::first(&cells, |s| cells.fill(s, 10));
        for value in 11..20 {
            writer.publish(&cells, |s| cells.fill(s, value));
        }

        let (head, value) = read(&cells, |s| cells.take(s)).unwrap();

        assert_eq!((head.version(), value), (10, [19, 19]));
    }

    #[test]
    fn an_unfinished_fill_leaves_the_last_value_in_place() {
        let cells = Words::new(2);
        let mut writer = Publisher::first(&cells, |s| cells.fill(s, 1));
        writer.publish(&cells, |s| {
            cells.fill(s, 2);
            let (head, value) = read(&cells, |s| cells.take(s)).unwrap();
            assert_eq!((head.version(), value), (1, [1, 1]), "killed in mid-fill");
        });
    }

    #[test]
    fn a_new_writer_goes_on_at_the_next_version() {
        let cells = Words::new(4);
        let mut old = Publisher::first(&cells, |s| cells.fill(s, 1));
        old.publish(&cells, |s| cells.fill(s, 2));
        // Killed after W1 of the third publish:
        cells.stamp(2).store(0, Relaxed);

        let mut new = Publisher::resume(&cells).unwrap();
        new.publish(&cells, |s| cells.fill(s, 3));

        let (head, value) = read(&cells, |s| cells.take(s)).unwrap();
        assert_eq!((head.version(), value), (3, [3, 3]));
    }

    #[test]
    fn a_lap_during_the_copy_is_noticed() {
        let cells = Words::new(2);
        let mut writer = Publisher::first(&cells, |s| cells.fill(s, 1));

        let missed = attempt(&cells, |_| {
            writer.publish(&cells, |s| cells.fill(s, 2));
            writer.publish(&cells, |s| cells.fill(s, 3));
        });

        assert_eq!(missed, Err(Miss::Lapped));
    }

    #[test]
    fn a_head_that_no_writer_leaves_is_corrupt_and_not_a_hang() {
        let cells = Words::new(2);
        Publisher::first(&cells, |s| cells.fill(s, 1));
        for evil in [0, 1, 2, 255, 1 << 8 | 1, 2 << 8, 7 << 8 | 2, u64::MAX] {
            cells.head.store(evil, Relaxed);

            assert_eq!(read(&cells, |_| ()), Err(Miss::Corrupt), "{evil:#x}");
            assert!(Publisher::resume(&cells).is_err(), "{evil:#x}");
        }
    }

    #[test]
    fn versions_start_again_at_one_and_never_at_zero() {
        let cells = Words::new(2);
        let mut writer = Publisher::first(&cells, |s| cells.fill(s, 1));
        writer.current = Head::new(u64::MAX >> 8, writer.current.slot());

        writer.publish(&cells, |s| cells.fill(s, 2));

        assert_eq!(read(&cells, |s| cells.take(s)).unwrap().0.version(), 1);
    }

    #[test]
    fn a_part_that_held_counts_and_a_later_part_of_a_lapped_slot_does_not() {
        let cells = Words::new(2);
        let mut writer = Publisher::first(&cells, |s| cells.fill(s, 1));
        let look = look(&cells).unwrap();

        assert_eq!(cells.take(look.slot()), [1, 1]);
        assert_eq!(look.held(), Ok(()));
        writer.publish(&cells, |s| cells.fill(s, 2));
        assert_eq!(look.held(), Ok(()), "another slot");
        writer.publish(&cells, |s| cells.fill(s, 3));

        assert_eq!(look.held(), Err(Miss::Lapped));
    }

    #[test]
    fn the_current_slot_is_never_filled() {
        for slots in [2, 3, 8, 255] {
            let cells = Words::new(slots);
            let mut writer = Publisher::first(&cells, |s| cells.fill(s, 1));
            for value in 0..600 {
                let current = writer.current().slot();
                writer.publish(&cells, |s| {
                    assert!(s != current && s < slots);
                    cells.fill(s, value);
                });
            }
        }
    }
}

#[cfg(shm_typed_loom)]
mod model {
    use super::*;
    use crate::sync::behind::Behind;
    use loom::sync::Arc;
    use loom::thread;

    /// One writer publishes `values` more values; readers must see each whole, and never an older
    /// one after a newer one.
    fn model(slots: u8, readers: usize, reads: usize, values: u64) {
        loom::model(move || {
            let cells = Arc::new(Words::new(slots));
            let mut writer = Publisher::first(&*cells, |s| cells.fill(s, 1));
            let threads: Vec<_> = (0..readers)
                .map(|_| {
                    let cells = Arc::clone(&cells);
                    thread::spawn(move || {
                        let mut last = 0;
                        for _ in 0..reads {
                            match attempt(&*cells, |s| cells.take(s)) {
                                Ok((head, value)) => {
                                    assert_eq!(value, [head.version(); 2], "torn");
                                    assert!(head.version() >= last, "backwards");
                                    last = head.version();
                                }
                                Err(miss) => assert_eq!(miss, Miss::Lapped, "called corrupt"),
                            }
                        }
                    })
                })
                .collect();

            for value in 2..2 + values {
                writer.publish(&*cells, |s| cells.fill(s, value));
            }

            for thread in threads {
                thread.join().unwrap();
            }
        });
    }

    /// A reader that loads one of the two words: what it gets is of the version that it names.
    fn views(slots: u8, word: usize, values: u64) {
        loom::model(move || {
            let cells = Arc::new(Words::new(slots));
            let mut writer = Publisher::first(&*cells, |s| cells.fill(s, 1));
            let reader = {
                let cells = Arc::clone(&cells);
                thread::spawn(move || {
                    match attempt(&*cells, |s| cells.words[usize::from(s)][word].load(Relaxed)) {
                        Ok((head, value)) => assert_eq!(value, head.version(), "of another fill"),
                        Err(miss) => assert_eq!(miss, Miss::Lapped, "called corrupt"),
                    }
                })
            };

            for value in 2..2 + values {
                writer.publish(&*cells, |s| cells.fill(s, value));
            }

            reader.join().unwrap();
        });
    }

    /// A reader that takes the two words one after the other, and uses each as soon as it held.
    fn folds(slots: u8, values: u64) {
        loom::model(move || {
            let cells = Arc::new(Words::new(slots));
            let mut writer = Publisher::first(&*cells, |s| cells.fill(s, 1));
            let reader = {
                let cells = Arc::clone(&cells);
                thread::spawn(move || {
                    let look = look(&*cells).unwrap();
                    for word in 0..2 {
                        let value = cells.words[usize::from(look.slot())][word].load(Relaxed);
                        match look.held() {
                            Ok(()) => assert_eq!(value, look.head().version(), "mixed"),
                            Err(miss) => {
                                assert_eq!(miss, Miss::Lapped, "called corrupt");
                                break;
                            }
                        }
                    }
                })
            };

            for value in 2..2 + values {
                writer.publish(&*cells, |s| cells.fill(s, value));
            }

            reader.join().unwrap();
        });
    }

    /// A writer that stores only the words in which the slot is behind: those of this change, and of
    /// the changes since the slot was filled. Word 0 is the version, and word 1 the last even one.
    fn parts(slots: u8, readers: usize, values: u64) {
        loom::model(move || {
            let cells = Arc::new(Words::new(slots));
            let mut behind = Behind::new(128, slots.into());
            let mut own = [1, 0];
            let mut writer = Publisher::first(&*cells, |s| {
                for (word, value) in cells.words[usize::from(s)].iter().zip(own) {
                    word.store(value, Relaxed);
                }
            });
            let threads: Vec<_> = (0..readers)
                .map(|_| {
                    let cells = Arc::clone(&cells);
                    thread::spawn(move || match attempt(&*cells, |s| cells.take(s)) {
                        Ok((head, value)) => {
                            let version = head.version();
                            assert_eq!(value, [version, version & !1], "mixed");
                        }
                        Err(miss) => assert_eq!(miss, Miss::Lapped, "called corrupt"),
                    })
                })
                .collect();

            for value in 2..2 + values {
                behind.begin(writer.current().version());
                let changes = behind.changes(0);
                own[0] = value;
                changes.mark(0, 8);
                if value % 2 == 0 {
                    own[1] = value;
                    changes.mark(64, 8);
                }
                behind.note();
                writer.publish(&*cells, |s| {
                    let slot = usize::from(s);
                    for part in behind.parts(slot) {
                        // A chunk has one word here.
                        for chunk in part.start / 64..part.end / 64 {
                            cells.words[slot][chunk].store(own[chunk], Relaxed);
                        }
                    }
                    behind.caught_up(slot);
                });
                behind.published(writer.current().version());
            }

            for thread in threads {
                thread.join().unwrap();
            }
            let (_, value) = attempt(&*cells, |s| cells.take(s)).unwrap();
            assert_eq!(value, own, "lost");
        });
    }

    #[test]
    fn loom_changes_by_parts() {
        parts(2, 1, 4);
        parts(3, 1, 4);
        parts(2, 2, 2);
    }

    #[test]
    fn loom_one_of_two_words() {
        views(2, 0, 2);
        views(2, 1, 3);
        views(3, 1, 3);
    }

    #[test]
    fn loom_chunk_by_chunk() {
        folds(2, 3);
        folds(3, 3);
    }

    #[test]
    fn loom_one_reader_two_slots_two_publishes() {
        model(2, 1, 1, 2);
    }

    #[test]
    fn loom_one_reader_two_reads_three_publishes() {
        model(2, 1, 2, 3);
    }

    #[test]
    fn loom_two_readers() {
        model(2, 2, 1, 2);
    }

    #[test]
    fn loom_three_slots() {
        model(3, 1, 1, 3);
    }

    /// The first writer dies within a publish, after `words` words of it; the second starts from
    /// `head`, fills the same slot and goes on, while a reader looks. (Whoever takes over has seen
    /// the death, so both are one thread here.)
    fn take_over(words: usize) {
        loom::model(move || {
            let cells = Arc::new(Words::new(2));
            let mut first = Publisher::first(&*cells, |s| cells.fill(s, 1));
            let reader = {
                let cells = Arc::clone(&cells);
                thread::spawn(move || {
                    let mut last = 0;
                    for _ in 0..2 {
                        match attempt(&*cells, |s| cells.take(s)) {
                            Ok((head, value)) => {
                                assert_eq!(value, [head.version(); 2], "torn");
                                assert!(head.version() >= last, "backwards");
                                last = head.version();
                            }
                            Err(miss) => assert_eq!(miss, Miss::Lapped, "called corrupt"),
                        }
                    }
                })
            };

            first.publish(&*cells, |s| cells.fill(s, 2));
            let dying = 0; // the slot of version 1
            cells.stamp(dying).store(0, Release);
            fence(Release);
            for word in cells.words[usize::from(dying)].iter().take(words) {
                word.store(666, Relaxed);
            }
            let mut second = Publisher::resume(&*cells).expect("the last complete value");
            assert_eq!(second.current().version(), 2);
            second.publish(&*cells, |s| cells.fill(s, 3));

            reader.join().unwrap();
            let (head, value) = attempt(&*cells, |s| cells.take(s)).unwrap();
            assert_eq!((head.version(), value), (3, [3, 3]), "lost");
        });
    }

    /// What a waiter relies on that looks at the event first. (The model of waiting cannot show it:
    /// loom never runs another thread between a store and the fence behind it.)
    #[test]
    fn loom_whoever_sees_the_event_sees_the_head() {
        loom::model(|| {
            let cells = Arc::new(Words::new(2));
            let mut writer = Publisher::first(&*cells, |_| ());
            let reader = {
                let cells = Arc::clone(&cells);
                thread::spawn(move || {
                    let seen = cells.event.load(Acquire);
                    assert!(event(head(&*cells).version()) >= seen, "backwards");
                })
            };

            writer.publish(&*cells, |_| ());

            reader.join().unwrap();
        });
    }

    #[test]
    fn loom_take_over_after_the_stamp_was_zeroed() {
        take_over(0);
    }

    #[test]
    fn loom_take_over_after_half_a_fill() {
        take_over(1);
    }
}
