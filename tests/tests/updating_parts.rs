//! Promise: a writer can change parts of a value at their price, and readers see whole values.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use proptest::prelude::*;
use shm_typed::{FixedStr, FixedVec, OnDrop, Shared, SharedBox, SharedRef, ViewMut, Viewed};
use shm_typed_tests::{Name, Watchdog};

/// Several chunks long, with a last one that is no whole number of words, and too large to be stored whole.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Rig {
    speed: f32,
    count: u32,
    bytes: [u8; 3001],
    label: FixedStr<23>,
    bays: [Bay; 40],
    recent: FixedVec<u16, 30>,
    pair: Both<u16>,
    #[shared(opaque)]
    ratio: half::f16,
    last: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Bay {
    level: u16,
    flags: [u8; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Both<T>(T, T);

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(u8)]
enum Mode {
    Idle = 1,
    Run = 7,
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
#[shared(checked)]
struct Plant {
    modes: [Mode; 2500],
    open: bool,
    seal: char_in::Word,
    total: [u32; 2],
}

mod char_in {
    use shm_typed::Shared;

    /// Private fields have private methods, so this one is replaced as a whole.
    #[derive(Clone, Copy, Debug, PartialEq, Shared)]
    #[repr(C)]
    #[shared(checked)]
    pub struct Word {
        flag: bool,
        more: [u8; 2],
    }

    impl Word {
        pub const fn new(flag: bool, more: [u8; 2]) -> Self {
            Self { flag, more }
        }
    }
}

const PLANT: Plant = Plant {
    modes: [Mode::Idle; 2500],
    open: false,
    seal: char_in::Word::new(false, [0; 2]),
    total: [0; 2],
};

#[test]
fn every_kind_of_field_is_changed_and_published_and_nothing_else() {
    let name = Name::unique("parts");
    let mut rig = SharedBox::<Rig>::create_with(&name, |r| r.count = 5).unwrap();
    let reader = SharedRef::<Rig>::open(&name).unwrap();
    let mut expected = reader.read();

    let result = rig.update_with(|mut r| {
        *r.speed() = 2.5;
        *r.count() += 1;
        *r.bytes().at(3000).unwrap() = 9;
        r.bytes().range(62..66).unwrap().fill(1);
        *r.label() = "bay".parse().unwrap();
        *r.bays().at(39).unwrap().level() = 77;
        *r.bays().at(0).unwrap() = Bay {
            level: 1,
            flags: [2; 4],
        };
        r.recent().push(4).unwrap();
        *r.pair()._1() = 8;
        *r.ratio() = half::f16::ONE;
        *r.last() = 3;
        assert!(r.bytes().at(3001).is_none());
        assert!(r.bytes().range(3000..3002).is_none());
        assert!(r.bytes().range(..).is_some());
        assert_eq!((r.speed, r.bays().len(), r.bytes()[3000]), (2.5, 40, 9));
        "done"
    });

    expected.speed = 2.5;
    expected.count = 6;
    expected.bytes[3000] = 9;
    expected.bytes[62..66].fill(1);
    expected.label = "bay".parse().unwrap();
    expected.bays[39].level = 77;
    expected.bays[0] = Bay {
        level: 1,
        flags: [2; 4],
    };
    expected.recent.push(4).unwrap();
    expected.pair.1 = 8;
    expected.ratio = half::f16::ONE;
    expected.last = 3;
    assert_eq!(result, "done");
    assert_eq!((*rig, rig.version()), (expected, 2));
    assert_eq!(reader.read(), expected);
}

#[test]
fn a_change_reaches_every_slot_in_its_turn() {
    let name = Name::unique("parts-slots");
    let mut rig = SharedBox::<[u64; 600]>::create_with(&name, |_| ()).unwrap();
    let reader = SharedRef::<[u64; 600]>::open(&name).unwrap();
    let mut expected = [0; 600];

    // A lap of slots and more, each publish with a change of its own.
    for turn in 0..40_usize {
        let at = turn * 37 % 600;
        rig.update_with(|mut v| *v.at(at).unwrap() = 1 + u64::try_from(turn).unwrap());
        expected[at] = 1 + u64::try_from(turn).unwrap();

        assert_eq!(reader.read(), expected, "turn {turn}");
    }
}

#[test]
fn only_what_was_lent_is_stored() {
    let name = Name::unique("parts-only");
    let mut rig = SharedBox::<[u64; 512]>::options()
        .slots(2)
        .create_with(&name, |_| ())
        .unwrap();
    for _ in 0..2 {
        rig.update_with(|_| ());
    }
    // Somebody spoils the last word of both slots: what is not stored stays as it was spoilt.
    let file = std::fs::File::options()
        .write(true)
        .read(true)
        .open(name.path())
        .unwrap();
    let reader = SharedRef::<[u64; 512]>::open(&name).unwrap();
    let marker = 0x0dd0_u64.to_le_bytes();
    let len = file.metadata().unwrap().len();
    let mut bytes = vec![0; usize::try_from(len).unwrap()];
    use std::os::unix::fs::FileExt as _;
    file.read_exact_at(&mut bytes, 0).unwrap();
    // Two slots at the end of the object, of the same stride.
    rig.update_with(|mut v| *v.at(511).unwrap() = 0x5eed_5eed_5eed);
    rig.update_with(|mut v| *v.at(511).unwrap() = 0x5eed_5eed_5eed);
    file.read_exact_at(&mut bytes, 0).unwrap();
    let places: Vec<usize> = bytes
        .chunks_exact(8)
        .enumerate()
        .filter(|(_, word)| **word == 0x5eed_5eed_5eed_u64.to_le_bytes())
        .map(|(index, _)| index * 8)
        .collect();
    assert_eq!(places.len(), 2, "one in each slot");
    for place in &places {
        file.write_all_at(&marker, u64::try_from(place - 8 * 200).unwrap())
            .unwrap();
    }

    rig.update_with(|mut v| *v.at(0).unwrap() = 1);

    let seen = reader.read();
    assert_eq!(
        (seen[0], seen[311], seen[511]),
        (1, 0x0dd0, 0x5eed_5eed_5eed)
    );
    assert_eq!(rig[311], 0, "the writer's own is not touched");
    rig.update(|v| v[0] = 2);
    assert_eq!(reader.read()[311], 0, "a whole publish stores all");
}

#[test]
fn elements_that_are_iterated_over_are_published() {
    let name = Name::unique("parts-iter");
    let mut table = SharedBox::create(&name, [[0_u16; 3]; 500]).unwrap();
    let reader = SharedRef::<[[u16; 3]; 500]>::open(&name).unwrap();

    table.update_with(|rows| {
        for mut row in rows {
            *row.at(1).unwrap() = 4;
        }
    });
    table.update_with(|mut rows| {
        let mut iter = rows.iter_mut();
        *iter.next_back().unwrap().at(0).unwrap() = 5;
        *iter.nth(150).unwrap().at(2).unwrap() = 6;
        assert_eq!(iter.len(), 348);
    });

    let seen = reader.read();
    assert!(seen.iter().all(|row| row[1] == 4));
    assert_eq!(
        (seen[499], seen[150], seen[151]),
        ([5, 4, 0], [0, 4, 6], [0, 4, 0])
    );
    assert_eq!(seen, *table);
}

#[test]
fn a_change_that_panics_is_not_published_and_the_value_is_as_before() {
    let _watchdog = Watchdog::new("parts-panic", 60);
    let name = Name::unique("parts-panic");
    let mut rig = SharedBox::create(&name, [1_u64; 300]).unwrap();
    let reader = SharedRef::<[u64; 300]>::open(&name).unwrap();
    for turn in 2..30_u64 {
        rig.update_with(|mut v| *v.at(7).unwrap() = turn);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            rig.update_with(|mut v| {
                v.range(..).unwrap().fill(99);
                panic!("in mid-change");
            })
        }));

        assert!(panicked.is_err());
        assert_eq!((rig[7], rig[8], rig.version()), (turn, 1, turn));
        assert_eq!(reader.read(), *rig);
    }
}

#[test]
fn a_checked_value_is_changed_in_parts_and_put_back_after_a_panic() {
    let name = Name::unique("parts-checked");
    let mut plant = SharedBox::create(&name, PLANT).unwrap();
    let reader = SharedRef::<Plant>::open(&name).unwrap();
    let mut expected = PLANT;
    for turn in 0..40_usize {
        plant.update_with(|mut p| {
            *p.modes().at(turn * 7).unwrap() = Mode::Run;
            *p.open() = turn % 2 == 1;
            *p.seal() = char_in::Word::new(true, [u8::try_from(turn).unwrap(), 0]);
            *p.total().at(1).unwrap() += 1;
        });
        expected.modes[turn * 7] = Mode::Run;
        expected.open = turn % 2 == 1;
        expected.seal = char_in::Word::new(true, [u8::try_from(turn).unwrap(), 0]);
        expected.total[1] += 1;
        assert_eq!((reader.try_read(), *plant), (Ok(expected), expected));

        if turn % 3 == 0 {
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                plant.update_with(|mut p| {
                    p.modes().range(..).unwrap().fill(Mode::Run);
                    panic!("in mid-change");
                })
            }));
            assert!(panicked.is_err());
            assert_eq!((reader.try_read(), *plant), (Ok(expected), expected));
        }
        if turn % 5 == 0 {
            plant.update(|p| p.total[0] += 1);
            expected.total[0] += 1;
        }
    }
}

#[test]
fn what_a_leaked_guard_has_changed_goes_out_whole() {
    let name = Name::unique("parts-leak");
    let mut rig = SharedBox::create(&name, [0_u64; 300]).unwrap();
    let reader = SharedRef::<[u64; 300]>::open(&name).unwrap();
    for turn in 1..12_u64 {
        rig.update_with(|mut v| *v.at(0).unwrap() = turn);
    }

    let mut guard = rig.write();
    guard.fill(5);
    core::mem::forget(guard);
    rig.update_with(|mut v| *v.at(0).unwrap() = 6);

    let mut expected = [5; 300];
    expected[0] = 6;
    assert_eq!((reader.read(), *rig), (expected, expected));
}

#[test]
fn what_a_leaked_guard_has_changed_of_a_checked_value_is_put_back_by_a_panic() {
    let name = Name::unique("parts-leak-checked");
    let mut plant = SharedBox::create(&name, PLANT).unwrap();
    let reader = SharedRef::<Plant>::open(&name).unwrap();
    plant.update_with(|mut p| *p.open() = true);
    let expected = *plant;

    let mut guard = plant.write();
    guard.modes.fill(Mode::Run);
    core::mem::forget(guard);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        plant.update_with(|mut p| {
            *p.open() = false;
            panic!("in mid-change");
        })
    }));

    assert!(panicked.is_err());
    assert_eq!((reader.try_read(), *plant), (Ok(expected), expected));
}

#[test]
fn a_new_writer_goes_on_from_what_was_published_in_parts() {
    let name = Name::unique("parts-takeover");
    let keep = || SharedBox::options().on_drop(OnDrop::Keep);
    let mut first = keep().create(&name, [0_u64; 300]).unwrap();
    let reader = SharedRef::<[u64; 300]>::open(&name).unwrap();
    first.update_with(|mut v| *v.at(3).unwrap() = 1);
    drop(first);

    let mut second = SharedBox::<[u64; 300]>::open(&name).unwrap();
    second.update_with(|mut v| *v.at(4).unwrap() = 2);

    let seen = reader.read();
    assert_eq!((seen[3], seen[4], second.version()), (1, 2, 3));
}

#[test]
fn a_small_value_is_changed_by_the_same_methods() {
    let name = Name::unique("parts-small");
    let mut small = SharedBox::create(&name, [Both(1_u64, 5); 4]).unwrap();
    let reader = SharedRef::<[Both<u64>; 4]>::open(&name).unwrap();
    let mut expected = [Both(1, 5); 4];
    for turn in 1..20_u64 {
        small.update_with(|mut v| *v.at(2).unwrap()._1() = turn);
        expected[2].1 = turn;
        assert_eq!((reader.read(), *small), (expected, expected));

        let panicked = catch_unwind(AssertUnwindSafe(|| {
            small.update_with(|mut v| {
                v.range(..).unwrap().fill(Both(99, 99));
                panic!("in mid-change");
            })
        }));
        assert!(panicked.is_err());
        assert_eq!((reader.read(), *small), (expected, expected));

        expected[0].0 = turn;
        small.publish(&expected);
        small.write()[3].0 += 1;
        expected[3].0 += 1;
        assert_eq!((reader.read(), *small), (expected, expected));
    }
}

/// A rule of the values: every element is the first or one less, so a mixture of two shows.
fn is_whole(value: &[u64; 1000]) -> bool {
    let now = value[0];
    let at = usize::try_from(now % 999).unwrap() + 1;
    value[at] == now
}

#[test]
fn readers_never_see_half_of_a_change() {
    let _watchdog = Watchdog::new("parts-torn", 120);
    let name = Name::unique("parts-torn");
    let mut rig = SharedBox::<[u64; 1000]>::options()
        .slots(3)
        .create_with(&name, |_| ())
        .unwrap();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let reader = SharedRef::<[u64; 1000]>::open(&name).unwrap();
                let mut last = 0;
                while !stop.load(Relaxed) {
                    let value = reader.read();
                    assert!(is_whole(&value), "torn at {}", value[0]);
                    assert!(value[0] >= last);
                    last = value[0];
                }
            });
        }
        for turn in 1..100_000_u64 {
            rig.update_with(|mut v| {
                *v.at(usize::try_from(turn % 999).unwrap() + 1).unwrap() = turn;
                *v.at(0).unwrap() = turn;
            });
        }
        stop.store(true, Relaxed);
    });
}

/// Generic code, and a name for the type.
fn bump(mut both: ViewMut<'_, Both<u16>>) {
    *both._0() += 1;
    *both._1() = both.0;
}

#[test]
fn the_view_of_a_struct_can_be_named_and_passed_on() {
    let name = Name::unique("parts-named");
    let mut both = SharedBox::create(&name, Both(1_u16, 5)).unwrap();

    both.update_with(bump);

    assert_eq!(*both, Both(2, 2));
}

/// What is done to a value, and to a plain one beside it.
#[derive(Clone, Debug)]
enum Step {
    Parts(Vec<(usize, usize, u8)>),
    Stage(Vec<(usize, usize, u8)>, End),
    Whole(usize, u8),
    Publish(u8),
    Panic(usize),
    Leak(usize, u8),
}

/// How a staged change ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Publish,
    Drop,
    Leak,
}

fn step(len: usize) -> impl Strategy<Value = Step> {
    let part = (0..len, 1..200_usize, any::<u8>());
    let end = prop_oneof![
        3 => Just(End::Publish),
        2 => Just(End::Drop),
        1 => Just(End::Leak),
    ];
    prop_oneof![
        8 => proptest::collection::vec(part.clone(), 0..5).prop_map(Step::Parts),
        4 => (proptest::collection::vec(part, 0..5), end).prop_map(|(parts, end)| Step::Stage(parts, end)),
        1 => (0..len, any::<u8>()).prop_map(|(at, to)| Step::Whole(at, to)),
        1 => any::<u8>().prop_map(Step::Publish),
        1 => (0..len).prop_map(Step::Panic),
        1 => (0..len, any::<u8>()).prop_map(|(at, to)| Step::Leak(at, to)),
    ]
}

const LEN: usize = 70_003;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_sequence_of_changes_is_that_of_a_plain_value(
        steps in proptest::collection::vec(step(LEN), 1..40),
        slots in 2_u8..6,
    ) {
        let _watchdog = Watchdog::new("parts-sequence", 60);
        let name = Name::unique("parts-sequence");
        let mut shared = SharedBox::<[u8; LEN]>::options()
            .slots(slots)
            .create_with(&name, |_| ())
            .unwrap();
        let reader = SharedRef::<[u8; LEN]>::open(&name).unwrap();
        // What was published, and what the writer has.
        let mut published = vec![0_u8; LEN];
        let mut own = published.clone();
        for step in steps {
            match step {
                Step::Parts(parts) => {
                    shared.update_with(|mut v| {
                        for (at, len, to) in &parts {
                            let end = (at + len).min(LEN);
                            v.range(*at..end).unwrap().fill(*to);
                            own[*at..end].fill(*to);
                        }
                    });
                    published.clone_from(&own);
                }
                Step::Stage(parts, end) => {
                    let mut staged = shared.stage();
                    for (at, len, to) in &parts {
                        let end = (at + len).min(LEN);
                        staged.view().range(*at..end).unwrap().fill(*to);
                        own[*at..end].fill(*to);
                    }
                    prop_assert!(*staged == own[..]);
                    match end {
                        End::Publish => {
                            staged.publish();
                            published.clone_from(&own);
                        }
                        // What was leaked before is part of the change that is undone.
                        End::Drop if !parts.is_empty() => {
                            drop(staged);
                            own.clone_from(&published);
                        }
                        End::Drop => drop(staged),
                        End::Leak => core::mem::forget(staged),
                    }
                }
                Step::Whole(at, to) => {
                    shared.update(|v| v[at] = to);
                    own[at] = to;
                    published.clone_from(&own);
                }
                Step::Publish(to) => {
                    shared.publish(&[to; LEN]);
                    own.fill(to);
                    published.clone_from(&own);
                }
                Step::Panic(at) => {
                    let panicked = catch_unwind(AssertUnwindSafe(|| shared.update_with(|mut v| {
                        *v.at(at).unwrap() ^= 0xff;
                        std::panic::resume_unwind(Box::new(()));
                    })));
                    prop_assert!(panicked.is_err());
                    own.clone_from(&published);
                }
                Step::Leak(at, to) => {
                    let mut guard = shared.write();
                    guard[at] = to;
                    core::mem::forget(guard);
                    own[at] = to;
                }
            }
            prop_assert!(*reader.read_boxed() == published[..]);
            prop_assert!(*shared == own[..]);
        }
    }
}

/// A change that meets something wrong after its first half.
fn fails<T: Viewed>(
    owner: &mut SharedBox<T>,
    half: impl FnOnce(ViewMut<'_, T>),
) -> Result<(), std::num::ParseIntError> {
    let mut change = owner.stage();
    half(change.view());
    let _: u32 = "many".parse()?;
    change.publish();
    Ok(())
}

#[test]
fn a_staged_change_that_fails_half_way_leaves_nothing_of_itself() {
    let name = Name::unique("parts-stage");
    let mut rig = SharedBox::<Rig>::create_with(&name, |r| r.count = 5).unwrap();
    let reader = SharedRef::<Rig>::open(&name).unwrap();
    let mut expected = reader.read();

    for turn in 1..20 {
        let failed = fails(&mut rig, |mut r| {
            *r.last() = 99;
            r.bytes().range(..).unwrap().fill(9);
        });
        assert!(failed.is_err());
        assert_eq!((*rig, reader.read()), (expected, expected));
        assert_eq!(rig.version(), u64::from(turn));

        let mut change = rig.stage();
        *change.view().count() += 1;
        *change.view().bays().at(7).unwrap().level() = turn;
        assert_eq!(
            (change.count, reader.read()),
            (expected.count + 1, expected)
        );
        change.publish();
        expected.count += 1;
        expected.bays[7].level = turn;
        assert_eq!((*rig, reader.read()), (expected, expected));
    }
}

#[test]
fn a_failed_change_of_a_checked_or_a_small_value_leaves_nothing_of_itself() {
    let name = Name::unique("parts-stage-checked");
    let mut plant = SharedBox::create(&name, PLANT).unwrap();
    let mut expected = PLANT;
    for turn in 1..20_u8 {
        assert!(
            fails(&mut plant, |mut p| p
                .modes()
                .range(..)
                .unwrap()
                .fill(Mode::Run))
            .is_err()
        );
        assert_eq!(*plant, expected);
        let mut change = plant.stage();
        *change.view().modes().at(usize::from(turn) * 100).unwrap() = Mode::Run;
        *change.view().total().at(1).unwrap() = u32::from(turn);
        change.publish();
        expected.modes[usize::from(turn) * 100] = Mode::Run;
        expected.total[1] = u32::from(turn);
        let read = SharedRef::<Plant>::open(&name).unwrap().try_read().unwrap();
        assert_eq!((*plant, read), (expected, expected));
        assert_eq!(plant.version(), u64::from(turn) + 1);
    }

    let name = Name::unique("parts-stage-small");
    let mut both = SharedBox::create(&name, Both(1_u16, 2)).unwrap();
    assert!(fails(&mut both, |mut b| *b._0() = 9).is_err());
    assert_eq!((*both, both.version()), (Both(1, 2), 1));
    let mut change = both.stage();
    *change.view()._1() = 5;
    *change.view()._0() = 4;
    assert_eq!(*change, Both(4, 5));
    change.publish();
    let read = SharedRef::<Both<u16>>::open(&name).unwrap().read();
    assert_eq!((read, *both, both.version()), (Both(4, 5), Both(4, 5), 2));
}

#[test]
fn a_staged_change_is_undone_by_a_panic_and_published_without_a_change() {
    let name = Name::unique("parts-stage-panic");
    let mut table = SharedBox::<[u64; 600]>::create_with(&name, |_| ()).unwrap();
    let reader = SharedRef::<[u64; 600]>::open(&name).unwrap();

    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let mut change = table.stage();
        *change.view().at(3).unwrap() = 1;
        panic!("in mid-change");
    }));
    assert!(panicked.is_err());
    assert_eq!((table[3], table.version()), (0, 1));

    table.stage().publish();
    drop(table.stage());
    assert_eq!((reader.read(), table.version()), ([0; 600], 2));
}

#[test]
fn a_struct_of_nothing_is_published_all_the_same() {
    let name = Name::unique("parts-empty");
    let mut empty = SharedBox::create(&name, [Both(0_u16, 0); 0]).unwrap();

    empty.update_with(|mut v| assert!(v.at(0).is_none()));

    assert_eq!(empty.version(), 2);
}
