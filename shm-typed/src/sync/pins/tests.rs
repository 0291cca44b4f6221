//! What is held is not filled: step by step on one thread, and in every interleaving under loom.

use super::super::snapshot::Publisher;
use super::super::waiting::Barrier;
use super::*;
use crate::primitive::AtomicU32;

/// An object of two-word values and its reader table.
struct Object {
    head: AtomicU64,
    event: AtomicU32,
    stamps: Vec<AtomicU64>,
    words: Vec<[AtomicU64; 2]>,
    /// Notices a fill that is not ordered after what a reader did in the slot.
    #[cfg(shm_typed_loom)]
    guards: Vec<loom::cell::UnsafeCell<()>>,
    pinning: AtomicU64,
    pins: Vec<AtomicU64>,
    barrier: Barrier,
}

impl Object {
    fn new(slots: u8, pins: u8) -> Self {
        Self {
            head: AtomicU64::new(0),
            event: AtomicU32::new(0),
            stamps: (0..slots).map(|_| AtomicU64::new(0)).collect(),
            words: (0..slots)
                .map(|_| [AtomicU64::new(0), AtomicU64::new(0)])
                .collect(),
            #[cfg(shm_typed_loom)]
            guards: (0..slots)
                .map(|_| loom::cell::UnsafeCell::new(()))
                .collect(),
            pinning: AtomicU64::new(0),
            pins: (0..pins).map(|_| AtomicU64::new(NONE)).collect(),
            barrier: Barrier::Here,
        }
    }

    /// One whose readers have begun before the writer goes on, so that it needs no barrier at Q1.
    #[cfg(shm_typed_loom)]
    fn begun(slots: u8, pins: u8) -> Self {
        let object = Self {
            barrier: Barrier::Remote,
            ..Self::new(slots, pins)
        };
        for cell in 0..pins {
            assert!(begin(&object, cell, || true));
        }
        object
    }

    fn fill(&self, slot: u8, value: u64) {
        let slot = usize::from(slot);
        #[cfg(shm_typed_loom)]
        self.guards[slot].with_mut(|_| ());
        for word in &self.words[slot] {
            word.store(value, Relaxed);
        }
    }

    fn take(&self, slot: u8) -> [u64; 2] {
        let [a, b] = &self.words[usize::from(slot)];
        [a.load(Relaxed), b.load(Relaxed)]
    }

    fn first(&self) -> Publisher {
        Publisher::first(self, |s| self.fill(s, 1))
    }

    /// Publishes as the writer of a table does; `is_owned` is the kernel's answer.
    fn publish(&self, writer: &mut Publisher, value: u64) {
        writer.publish(self, |s| self.fill(s, value));
        self.barrier.pass();
        self.reserve(writer);
    }

    fn reserve(&self, writer: &mut Publisher) {
        if let Some(held) = self.held(writer, |_| true) {
            writer.avoid(self, &held);
        }
    }

    /// What is held, as a writer sees it that has just begun to tidy.
    fn held(&self, writer: &Publisher, is_owned: impl Fn(u8) -> bool) -> Option<Held> {
        let round = &mut Round::default();
        held(self, writer.current(), self.slots(), round, is_owned)
    }

    /// The next cells' turns.
    fn tidy(
        &self,
        round: &mut Round,
        cells: u8,
        writer: &Publisher,
        is_owned: impl Fn(u8) -> bool,
    ) {
        for _ in 0..cells {
            let mark = self.pinning.load(Relaxed);
            round.tidy(self, mark, writer.current(), self.slots(), &is_owned);
        }
    }
}

impl Cells for Object {
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

impl PinCells for Object {
    fn pinning(&self) -> &AtomicU64 {
        &self.pinning
    }
    fn cell(&self, cell: u8) -> &AtomicU64 {
        &self.pins[usize::from(cell)]
    }
    fn cells(&self) -> u8 {
        self.pins.len().try_into().unwrap()
    }
}

#[cfg(not(shm_typed_loom))]
mod plain {
    use super::*;

    #[test]
    fn a_held_value_stays_while_the_writer_goes_round() {
        let object = Object::new(3, 1);
        let mut writer = object.first();
        assert!(begin(&object, 0, || true));

        let head = pin(&object, &object.pins[0]);
        for value in 2..50 {
            object.publish(&mut writer, value);
            assert_eq!(object.take(head.slot()), [1, 1]);
        }
        unpin(&object.pins[0]);
        let next = pin(&object, &object.pins[0]);

        assert_eq!((next.version(), object.take(next.slot())), (49, [49, 49]));
    }

    #[test]
    fn as_many_values_are_held_as_there_are_cells() {
        for cells in [1, 2, 6, 253] {
            let object = Object::new(cells + 2, cells);
            let mut writer = object.first();
            let held: Vec<Head> = (0..cells)
                .map(|cell| {
                    begin(&object, cell, || true);
                    let head = pin(&object, &object.pins[usize::from(cell)]);
                    let version = writer.current().version() + 1;
                    object.publish(&mut writer, version);
                    head
                })
                .collect();

            for value in 1000..2000 {
                writer.publish(&object, |slot| {
                    assert!(held.iter().all(|h| h.slot() != slot), "{slot} is held");
                    object.fill(slot, value);
                });
                object.reserve(&mut writer);
            }

            for (version, head) in (1..).zip(held) {
                assert_eq!(head.version(), version);
                assert_eq!(object.take(head.slot()), [version; 2]);
            }
        }
    }

    #[test]
    fn nobody_pinning_leaves_the_order_of_slots_alone() {
        let object = Object::new(4, 2);
        let mut writer = object.first();

        for value in 2..20 {
            object.publish(&mut writer, value);
            assert!(object.held(&writer, |_| true).is_none());
            assert_eq!(u64::from(writer.current().slot()), (value - 1) % 4);
        }
    }

    #[test]
    fn a_reader_that_asks_is_given_the_current_value() {
        let object = Object::new(3, 1);
        let mut writer = object.first();
        begin(&object, 0, || true);
        object.pins[0].store(PENDING, Relaxed);

        object.publish(&mut writer, 2);

        assert_eq!(object.pins[0].load(Relaxed), writer.current().word());
    }

    #[test]
    fn a_new_writer_fills_nothing_that_is_held() {
        let object = Object::new(3, 1);
        let mut old = object.first();
        begin(&object, 0, || true);
        let head = pin(&object, &object.pins[0]);
        object.publish(&mut old, 2);

        let mut new = Publisher::resume(&object).unwrap();
        object.reserve(&mut new);
        for value in 3..20 {
            object.publish(&mut new, value);
        }

        assert_eq!(object.take(head.slot()), [1, 1]);
    }

    #[test]
    fn words_that_no_reader_of_ours_stores_hold_nothing_or_one_slot() {
        for evil in [0, 1, 3, 255, 256 | 3, 1 << 8 | 255, u64::MAX - 1, 1 << 63] {
            let object = Object::new(4, 2);
            let mut writer = object.first();
            for mark in [1, 2, 3, 255, u64::MAX] {
                object.pinning.store(mark, Relaxed);
                for cell in &object.pins {
                    cell.store(evil, Relaxed);
                }
                for _ in 0..10 {
                    let current = writer.current();
                    let value = current.version() + 1;
                    writer.publish(&object, |slot| {
                        assert_ne!(slot, current.slot(), "{evil:#x}");
                        object.fill(slot, value);
                    });
                    object.reserve(&mut writer);
                }
            }
        }
    }

    #[test]
    fn pins_of_a_head_that_is_none_are_in_bounds() {
        let object = Object::new(3, 1);
        object.first();
        begin(&object, 0, || true);
        for evil in [0, 1, 3, 255, 1 << 8 | 3, u64::MAX] {
            object.head.store(evil, Relaxed);

            assert_eq!(pin(&object, &object.pins[0]), Head::new(0, 0), "{evil:#x}");
        }
    }

    #[test]
    fn what_a_dead_reader_held_comes_back() {
        let object = Object::new(4, 2);
        let mut writer = object.first();
        begin(&object, 0, || true);
        begin(&object, 1, || true);
        let dead = pin(&object, &object.pins[0]);
        object.publish(&mut writer, 2);
        let alive = pin(&object, &object.pins[1]);
        object.publish(&mut writer, 3);
        let mark = object.pinning.load(Relaxed);

        object.tidy(&mut Round::default(), 2, &writer, |cell| cell == 1);

        let held = scan(&object, mark, writer.current(), 4);
        assert!(!held.contains(dead.slot()) && held.contains(alive.slot()));
        assert_eq!(object.pinning.load(Relaxed), mark, "one reader pins");

        object.tidy(&mut Round::default(), 2, &writer, |_| false);

        object.reserve(&mut writer);
        assert_eq!(object.pinning.load(Relaxed), mark & !COUNT);
        assert!(object.held(&writer, |_| true).is_none());
    }

    #[test]
    fn a_mark_that_was_raised_meanwhile_stays() {
        for raised_before in [1, 2] {
            let object = Object::new(4, 2);
            let writer = object.first();
            begin(&object, 1, || true);
            let round = &mut Round::default();

            object.tidy(round, raised_before, &writer, |_| {
                begin(&object, 0, || true);
                false
            });
            let raised = object.pinning.load(Relaxed);
            object.tidy(round, 2 - raised_before, &writer, |_| false);

            assert_eq!(object.pinning.load(Relaxed), raised);
            object.tidy(round, 2, &writer, |_| false);
            assert_eq!(object.pinning.load(Relaxed), raised & !COUNT);
        }
    }

    #[test]
    fn the_mark_stays_while_any_cell_is_owned() {
        for owned in 0..3 {
            let object = Object::new(5, 3);
            let writer = object.first();
            begin(&object, 2, || true);
            let mark = object.pinning.load(Relaxed);
            let round = &mut Round::default();

            object.tidy(round, 3, &writer, |cell| cell == owned);
            assert_eq!(object.pinning.load(Relaxed), mark);

            object.tidy(round, 3, &writer, |_| false);
            assert_eq!(object.pinning.load(Relaxed), mark & !COUNT);
        }
    }

    #[test]
    fn a_mark_of_cells_that_there_are_not_is_lowered() {
        let object = Object::new(3, 0);
        let writer = object.first();
        object.pinning.store(u64::MAX, Relaxed);

        object.tidy(&mut Round::default(), 1, &writer, |_| unreachable!());

        assert_eq!(object.pinning.load(Relaxed), !COUNT);
    }

    #[test]
    fn the_writer_asks_of_one_cell_once_in_a_while() {
        let object = Object::new(4, 2);
        begin(&object, 1, || true);
        let round = &mut Round::default();

        let asked = core::cell::RefCell::new(Vec::new());
        for version in 1..=5 * TIDY {
            let ask = |cell| {
                asked.borrow_mut().push((version / TIDY, cell));
                version < 4 * TIDY
            };
            assert!(held(&object, Head::new(version, 0), 4, round, ask).is_some());
        }

        assert_eq!(asked.take(), [(1, 0), (2, 1), (3, 0), (4, 1), (5, 0)]);
    }
}

#[cfg(shm_typed_loom)]
mod model {
    use super::*;
    use crate::sync::snapshot::{Miss, attempt};
    use loom::sync::{Arc, Mutex};
    use loom::thread;

    /// Pins once, looks twice, lets go; the version.
    fn look(object: &Object, cell: u8, last: u64) -> u64 {
        let version = hold(object, object.cell(cell), last, pin);
        unpin(object.cell(cell));
        version
    }

    /// Pins and looks twice.
    fn hold<'o>(
        object: &'o Object,
        cell: &'o AtomicU64,
        last: u64,
        pin: impl FnOnce(&'o Object, &'o AtomicU64) -> Head,
    ) -> u64 {
        let head = pin(object, cell);
        for _ in 0..2 {
            object.guards[usize::from(head.slot())].with(|_| ());
            assert_eq!(object.take(head.slot()), [head.version(); 2], "torn");
        }
        assert!(head.version() >= last.max(1), "backwards");
        head.version()
    }

    /// Readers that pin `pins` times each under `publishes` publishes.
    fn model(readers: u8, pins: usize, publishes: u64) {
        loom::model(move || {
            let object = Arc::new(Object::begun(readers + 2, readers));
            let mut writer = object.first();
            let threads: Vec<_> = (0..readers)
                .map(|cell| {
                    let object = Arc::clone(&object);
                    thread::spawn(move || {
                        let mut last = 0;
                        for _ in 0..pins {
                            last = look(&object, cell, last);
                        }
                    })
                })
                .collect();

            for value in 2..2 + publishes {
                object.publish(&mut writer, value);
            }

            for thread in threads {
                thread.join().unwrap();
            }
        });
    }

    #[test]
    fn loom_one_reader_pins_twice_under_three_publishes() {
        model(1, 2, 3);
    }

    #[test]
    fn loom_two_readers_pin() {
        model(2, 1, 2);
    }

    /// Readers that are always helped.
    #[test]
    fn loom_one_reader_asks_under_three_publishes() {
        loom::model(|| {
            let object = Arc::new(Object::begun(3, 1));
            let mut writer = object.first();
            let reader = {
                let object = Arc::clone(&object);
                thread::spawn(move || {
                    let last = hold(&object, object.cell(0), 0, ask);
                    unpin(object.cell(0));
                    hold(&object, object.cell(0), last, ask);
                })
            };

            for value in 2..5 {
                object.publish(&mut writer, value);
            }

            reader.join().unwrap();
        });
    }

    /// A reader goes from one value to the next: when its cell shows the next, it is done with the
    /// first.
    fn goes_on(next: fn(&Object, &AtomicU64) -> Head) {
        loom::model(move || {
            let object = Arc::new(Object::begun(3, 1));
            let mut writer = object.first();
            let head = pin(&*object, object.cell(0));
            object.publish(&mut writer, 2);
            let reader = {
                let object = Arc::clone(&object);
                thread::spawn(move || {
                    let last = hold(&object, object.cell(0), 1, |_, _| head);
                    unpin(object.cell(0));
                    hold(&object, object.cell(0), last, next);
                })
            };
            thread::yield_now();

            for value in 3..5 {
                object.publish(&mut writer, value);
            }

            reader.join().unwrap();
        });
    }

    #[test]
    fn loom_a_reader_goes_on() {
        goes_on(pin);
    }

    #[test]
    fn loom_a_reader_goes_on_and_asks() {
        goes_on(ask);
    }

    /// A reader that begins while the writer publishes: its mark, and its first pin.
    #[test]
    fn loom_a_reader_begins_under_two_publishes() {
        loom::model(|| {
            let object = Arc::new(Object::new(3, 1));
            let mut writer = object.first();
            let reader = {
                let object = Arc::clone(&object);
                thread::spawn(move || {
                    begin(&*object, 0, || true);
                    look(&object, 0, 0);
                })
            };

            for value in 2..5 {
                object.publish(&mut writer, value);
            }

            reader.join().unwrap();
        });
    }

    /// What readers came to hold is there yet.
    fn assert_held(object: &Object, held: &[Head]) {
        for head in held {
            assert_eq!(object.take(head.slot()), [head.version(); 2], "torn");
        }
    }

    /// Two readers that begin, the one with the higher cell first or last: the mark covers both.
    #[test]
    fn loom_two_readers_begin() {
        loom::model(|| {
            let object = Arc::new(Object::new(4, 2));
            let mut writer = object.first();
            let begin = |cell| {
                let object = Arc::clone(&object);
                thread::spawn(move || {
                    begin(&*object, cell, || true);
                    pin(&*object, object.cell(cell))
                })
            };
            let first = begin(1);
            object.publish(&mut writer, 2);
            let second = begin(0);
            let held = [first, second].map(|thread| thread.join().unwrap());

            for value in 3..8 {
                object.publish(&mut writer, value);
            }

            assert_held(&object, &held);
        });
    }

    /// A copy reader beside one that pins: each gets whole values.
    #[test]
    fn loom_a_copy_reader_beside_one_that_pins() {
        loom::model(|| {
            let object = Arc::new(Object::begun(3, 1));
            let mut writer = object.first();
            let pins = {
                let object = Arc::clone(&object);
                thread::spawn(move || look(&object, 0, 0))
            };
            let copies = {
                let object = Arc::clone(&object);
                thread::spawn(move || match attempt(&*object, |s| object.take(s)) {
                    Ok((head, value)) => assert_eq!(value, [head.version(); 2], "torn"),
                    Err(miss) => assert_eq!(miss, Miss::Lapped, "called corrupt"),
                })
            };

            for value in 2..4 {
                object.publish(&mut writer, value);
            }

            pins.join().unwrap();
            copies.join().unwrap();
        });
    }

    /// A writer is killed, and the next goes on while a reader holds a value.
    #[test]
    fn loom_take_over_under_a_reader_that_pins() {
        loom::model(|| {
            let object = Arc::new(Object::begun(3, 1));
            let mut first = object.first();
            let reader = {
                let object = Arc::clone(&object);
                thread::spawn(move || look(&object, 0, 0))
            };

            // Killed right behind W3: it has looked at no cell.
            first.publish(&*object, |s| object.fill(s, 2));
            let mut second = Publisher::resume(&*object).expect("the last complete value");
            object.reserve(&mut second);
            for value in 3..5 {
                object.publish(&mut second, value);
            }

            reader.join().unwrap();
        });
    }

    /// A reader is killed while it holds a value, and its cell gets a new owner, who knows of the
    /// death as the kernel's locks tell it. (So both are one thread here.)
    #[test]
    fn loom_a_killed_readers_cell_gets_a_new_owner() {
        loom::model(|| {
            let object = Arc::new(Object::begun(3, 1));
            let mut writer = object.first();
            let readers = {
                let object = Arc::clone(&object);
                thread::spawn(move || {
                    let last = hold(&object, object.cell(0), 0, pin);
                    begin(&*object, 0, || true);
                    hold(&object, object.cell(0), last, pin);
                })
            };

            for value in 2..5 {
                object.publish(&mut writer, value);
            }

            readers.join().unwrap();
        });
    }

    /// What the kernel knows: who owns which cell.
    type Owners = Arc<Mutex<[bool; 2]>>;

    /// A writer that tidies each time.
    struct Tidy<'o> {
        object: &'o Object,
        owners: &'o Owners,
        writer: Publisher,
        round: Round,
    }

    impl<'o> Tidy<'o> {
        fn new(object: &'o Object, owners: &'o Owners, writer: Publisher) -> Self {
            let round = Round::default();
            Self {
                object,
                owners,
                writer,
                round,
            }
        }

        fn publish(&mut self, value: u64) {
            let object = self.object;
            self.writer.publish(object, |s| object.fill(s, value));
            object.barrier.pass();
            self.reserve();
        }

        fn reserve(&mut self) {
            let (object, current) = (self.object, self.writer.current());
            let mark = object.pinning.load(Relaxed);
            if mark & COUNT == 0 {
                return;
            }
            let is_owned = |cell| self.owners.lock().unwrap()[usize::from(cell)];
            let slots = object.slots();
            self.round.tidy(object, mark, current, slots, is_owned);
            self.writer
                .avoid(object, &scan(object, mark, current, slots));
        }
    }

    /// A reader comes, pins and goes while the writer tidies; another has its cell behind it.
    fn come_and_go(is_killed: bool) {
        loom::model(move || {
            let object = Arc::new(Object::new(3, 1));
            let owners = Owners::default();
            let writer = object.first();
            let reader = {
                let (object, owners) = (Arc::clone(&object), Arc::clone(&owners));
                thread::spawn(move || {
                    owners.lock().unwrap()[0] = true;
                    begin(&*object, 0, || true);
                    let last = hold(&object, object.cell(0), 0, pin);
                    if !is_killed {
                        unpin(object.cell(0));
                    }
                    owners.lock().unwrap()[0] = false;

                    owners.lock().unwrap()[0] = true;
                    begin(&*object, 0, || true);
                    hold(&object, object.cell(0), last, pin);
                })
            };

            let mut writer = Tidy::new(&object, &owners, writer);
            for value in 2..5 {
                writer.publish(value);
            }

            reader.join().unwrap();
        });
    }

    #[test]
    fn loom_the_writer_tidies_while_readers_come_and_go() {
        come_and_go(false);
    }

    #[test]
    fn loom_the_writer_tidies_while_readers_are_killed() {
        come_and_go(true);
    }

    /// A reader comes to own the first cell, and to hold a value in it.
    fn comes(object: &Arc<Object>, owners: &Owners) -> thread::JoinHandle<Head> {
        let (object, owners) = (Arc::clone(object), Arc::clone(owners));
        thread::spawn(move || {
            owners.lock().unwrap()[0] = true;
            begin(&*object, 0, || true);
            pin(&*object, object.cell(0))
        })
    }

    /// A killed reader has left its mark, and its cell holds the current value, or an older one; another
    /// comes to hold the same or the next just while the writer tidies.
    fn come_behind_a_killed_one(is_current: bool) {
        loom::model(move || {
            let object = Arc::new(Object::new(3, 1));
            let owners = Owners::default();
            let writer = object.first();
            begin(&*object, 0, || true);
            let dead = pin(&*object, object.cell(0));
            assert_eq!(dead, writer.current());
            let reader = comes(&object, &owners);

            let mut writer = Tidy::new(&object, &owners, writer);
            if is_current {
                writer.reserve();
            }
            writer.publish(2);
            let held = reader.join().unwrap();
            for value in 3..7 {
                writer.publish(value);
            }

            assert_held(&object, &[held]);
        });
    }

    #[test]
    fn loom_a_reader_comes_behind_a_killed_one_that_held_the_current_value() {
        come_behind_a_killed_one(true);
    }

    #[test]
    fn loom_a_reader_comes_behind_a_killed_one_that_held_an_older_value() {
        come_behind_a_killed_one(false);
    }

    /// The first cell's turn is over when a reader comes to it, and the second is nobody's any more.
    #[test]
    fn loom_a_reader_comes_to_a_cell_whose_turn_is_over() {
        loom::model(|| {
            let object = Arc::new(Object::new(4, 2));
            let owners = Owners::default();
            let writer = object.first();
            begin(&*object, 1, || true);
            let reader = comes(&object, &owners);

            let mut writer = Tidy::new(&object, &owners, writer);
            for value in 2..4 {
                writer.publish(value);
            }
            let held = reader.join().unwrap();
            for value in 4..9 {
                writer.publish(value);
            }

            assert_held(&object, &[held]);
        });
    }
}
