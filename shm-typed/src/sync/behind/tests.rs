//! What is marked is covered; and every sequence of changes, beside copies that are compared whole.

use super::*;

/// The bytes that are within one of the parts.
fn covered(behind: &Behind, set: usize) -> Vec<bool> {
    let mut bytes = vec![false; behind.len];
    for part in behind.parts(set) {
        assert!(part.start < part.end && part.start.is_multiple_of(64));
        bytes[part].fill(true);
    }
    bytes
}

fn known(len: usize, sets: usize) -> Behind {
    let mut behind = Behind::new(len, sets);
    behind.begin(1);
    for set in 0..sets {
        behind.caught_up(set);
    }
    behind.published(1);
    behind
}

#[test]
fn nothing_is_known_at_first_or_of_another_version_or_once_forgotten() {
    for len in [1, 64, 65, 4096, (1 << 18) + 1, 1 << 20] {
        let mut behind = Behind::new(len, 2);
        assert!(covered(&behind, 1).iter().all(|b| *b), "{len}");

        behind = known(len, 2);
        behind.begin(1);
        assert_eq!(behind.parts(1).count(), 0, "{len}");
        behind.published(2);

        behind.begin(3);
        assert!(covered(&behind, 0).iter().all(|b| *b), "another version");
        behind = known(len, 2);
        behind.forget();
        behind.begin(1);
        assert!(covered(&behind, 1).iter().all(|b| *b), "forgotten");
        behind = known(len, 2);
        behind.begin(1);
        behind.begin(1);
        assert!(covered(&behind, 1).iter().all(|b| *b), "not published");
    }
}

#[test]
fn no_value_has_more_than_so_many_chunks_and_none_is_left_out() {
    for len in [0, 1, 63, 64, 65, 1 << 18, (1 << 18) + 1, 1 << 20, 1 << 30] {
        let behind = Behind::new(len, 1);
        assert!(behind.chunks <= MAX_CHUNKS, "{len}");
        assert!(behind.chunks << behind.shift >= len, "{len}");
    }
}

#[test]
fn what_was_marked_is_covered_in_every_set_until_that_set_has_caught_up() {
    let len = (1 << 19) + 40;
    let base = 0x1000;
    for (at, size) in [
        (0, 1),
        (0, len),
        (len - 1, 1),
        (127, 2),
        (128 * 63, 128 * 2),
        (5000, 70_000),
    ] {
        let mut behind = known(len, 3);
        behind.begin(1);
        behind.changes(base).mark(base + at, size);
        behind.note();

        for set in 0..3 {
            let bytes = covered(&behind, set);
            assert!(bytes[at..at + size].iter().all(|b| *b), "{at} {size}");
            let spare = bytes.iter().filter(|b| **b).count() - size;
            assert!(spare < 2 << behind.shift, "{at} {size}: {spare} more");
        }
        behind.caught_up(1);
        assert_eq!(behind.parts(1).count(), 0);
        assert_ne!(behind.parts(2).count(), 0);
    }
}

#[test]
fn marks_outside_of_the_value_lead_nowhere() {
    let mut behind = known(200, 1);
    behind.begin(1);
    let changes = behind.changes(0x1000);
    for (at, len) in [
        (0, 1),
        (0x0fff, 1),
        (0x1140, 8),
        (usize::MAX, 9),
        (0x1_0000, 1 << 40),
    ] {
        changes.mark(at, len);
    }
    changes.mark(0x1000, 0);
    behind.note();

    for part in behind.parts(0) {
        assert!(part.start < part.end && part.end <= 200, "outside");
    }
}

/// Three words of chunks, and a last chunk that is no whole one.
const LEN: usize = 64 * 130 + 5;
const SLOTS: usize = 2;
/// The set of the copy that a writer goes back to.
const SPARE: usize = SLOTS;

/// What a writer may do, with where it changes what.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A change by parts, which is published.
    Parts(&'static [(usize, usize)]),
    /// The same, given up in mid-change.
    Panic(&'static [(usize, usize)]),
    /// Another value, published as a whole.
    Whole,
    /// A change that nobody notes and nobody publishes.
    Leak,
}

const STEPS: [Step; 9] = [
    Step::Parts(&[]),
    Step::Parts(&[(0, 1)]),
    Step::Parts(&[(64 * 63 + 60, 70)]),
    Step::Parts(&[(64 * 10, 64 * 110)]),
    Step::Parts(&[(64 * 3, 1), (64 * 70, 1), (64 * 60, 64 * 6)]),
    Step::Parts(&[
        (64 * 5, 8),
        (64 * 5 + 8, 8),
        (64 * 7, 1),
        (64 * 66, 1),
        (LEN - 1, 1),
    ]),
    Step::Panic(&[(64 * 10, 64 * 110), (LEN - 1, 1)]),
    Step::Whole,
    Step::Leak,
];

/// A writer, its slots and the copy that it goes back to: what `SharedBox` does, with copies that are
/// compared whole.
struct Writer {
    behind: Behind,
    value: Vec<u8>,
    copies: [Vec<u8>; SLOTS + 1],
    /// Whether the value may have changed since the spare copy was made.
    changed: bool,
    version: u64,
    /// What the next change writes: nothing that was there before.
    next: u8,
    /// The copies of which every change was noted since they held the value.
    known: [bool; SLOTS + 1],
}

impl Writer {
    /// One that knows all of its slots.
    fn new() -> Self {
        let mut writer = Self {
            behind: Behind::new(LEN, SLOTS + 1),
            value: vec![0; LEN],
            copies: core::array::from_fn(|_| vec![0xff; LEN]),
            changed: false,
            version: 1,
            next: 1,
            known: [false; SLOTS + 1],
        };
        for _ in 0..SLOTS {
            writer.step(Step::Parts(&[]));
        }
        assert_eq!(writer.known, [true; SLOTS + 1]);
        writer
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Parts(parts) => {
                self.lend();
                self.change(parts);
                self.behind.note();
                self.catch_up(self.slot());
                self.version += 1;
                self.behind.published(self.version);
                self.changed = false;
            }
            Step::Panic(parts) => {
                self.lend();
                let published = self.copies[SPARE].clone();
                self.change(parts);
                self.value.swap_with_slice(&mut self.copies[SPARE]);
                assert!(self.value == published, "stale: what was published");
                self.changed = false;
                self.known = [false; SLOTS + 1];
            }
            Step::Whole => {
                self.fill();
                let slot = self.slot();
                self.copies[slot].copy_from_slice(&self.value);
                self.version += 1;
                self.changed = false;
            }
            Step::Leak => {
                self.save();
                self.behind.forget();
                self.fill();
            }
        }
    }

    fn slot(&self) -> usize {
        usize::try_from(self.version).unwrap() % SLOTS
    }

    fn lend(&mut self) {
        self.behind.begin(self.version);
        if !self.changed {
            self.catch_up(SPARE);
            self.changed = true;
        }
    }

    fn save(&mut self) {
        if !self.changed {
            self.copies[SPARE].copy_from_slice(&self.value);
            self.changed = true;
        }
    }

    fn change(&mut self, parts: &[(usize, usize)]) {
        let base = 0x10_0000;
        for (at, len) in parts {
            self.behind.changes(base).mark(base + at, *len);
            self.value[*at..at + len].fill(self.next);
        }
        self.next += 1;
    }

    /// Changes all of it, and tells nobody.
    fn fill(&mut self) {
        self.value.fill(self.next);
        self.next += 1;
        self.known = [false; SLOTS + 1];
    }

    /// Stores what the copy lacks, which is all that it lacks, and no more if all is known.
    fn catch_up(&mut self, set: usize) {
        for part in self.behind.parts(set) {
            assert!(
                part.start < part.end && part.end <= LEN,
                "outside: {part:?}"
            );
            let (from, to) = (&self.value[part.clone()], &mut self.copies[set][part]);
            for (from, to) in from.chunks(64).zip(to.chunks_mut(64)) {
                assert!(!self.known[set] || from != to, "spare: stored for nothing");
                to.copy_from_slice(from);
            }
        }
        assert!(self.value == self.copies[set], "stale: the copy {set}");
        self.behind.caught_up(set);
        self.known[set] = true;
    }
}

#[test]
fn a_copy_that_stores_its_parts_holds_the_value_whatever_came_before() {
    let mut sequences: Vec<Vec<Step>> = vec![Vec::new()];
    for _ in 0..4 {
        sequences = sequences
            .iter()
            .flat_map(|done| STEPS.map(|step| done.iter().copied().chain([step]).collect()))
            .collect();
    }
    for sequence in &sequences {
        let mut writer = Writer::new();
        // Two more, so that each slot is seen behind whatever came.
        for step in sequence.iter().chain(&STEPS[..2]) {
            writer.step(*step);
        }
    }
}

#[test]
fn a_value_of_more_bytes_than_chunks_reaches_its_copies_too() {
    let len = (1 << 20) + 40;
    let mut behind = Behind::new(len, 2);
    let mut value = vec![0_u8; len];
    let mut copies = [vec![0xff_u8; len], vec![0xff; len]];
    let changes = [
        (0, 1),
        (len - 1, 1),
        (300, 600),
        (256 * 64 - 1, 2),
        (1000, 1 << 19),
    ];
    for (turn, (at, size)) in (0_u8..40).zip(changes.iter().cycle()) {
        let (version, set) = (u64::from(turn) + 1, usize::from(turn % 2));
        behind.begin(version);
        value[*at..at + size].fill(turn);
        behind.changes(64).mark(64 + at, *size);
        behind.note();
        let mut stored = 0;
        for part in behind.parts(set) {
            stored += part.len();
            copies[set][part.clone()].copy_from_slice(&value[part]);
        }
        behind.caught_up(set);
        behind.published(version + 1);
        assert!(value == copies[set], "stale at {turn}");
        // Of this change, and of the one before, which went to the other copy.
        let before = changes[(usize::from(turn) + 4) % 5].1;
        assert!(turn < 2 || stored <= size + before + 4 * 256 * 2, "spare");
    }
}
