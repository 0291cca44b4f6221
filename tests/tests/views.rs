//! Promise: a reader can read parts of a value, at their price, and they are of one value.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use shm_typed::view::ArrayView;
use shm_typed::{FixedStr, FixedVec, ReadError, Shared, SharedBox, SharedRef, View, Viewed};
use shm_typed_tests::{Name, Peer, Watchdog};

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// Fields of every width, none of them at a word's start but the first.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Narrow {
    long: u64,
    byte: u8,
    signed: i8,
    half: u16,
    float: f32,
    bytes: [u8; 3],
    last: u8,
    odd: [u16; 3],
    pad: [u8; 6],
    wide: i128,
}

/// Parts that begin in one word and end in another.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Straddling {
    first: u32,
    by_fours: [Fours; 3],
    end: u16,
    by_twos: Twos,
    #[shared(opaque)]
    pair: [half::f16; 5],
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Fours {
    a: u32,
    b: i32,
    c: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Twos(u16, [Ones; 3], u16);

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Ones([u8; 2], u8, i8);

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Pair<T, U> {
    first: T,
    second: [U; 2],
}

/// Two numbers that belong together, far apart.
#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Balance {
    plus: u64,
    between: [u64; 500],
    minus: u64,
}

fn balance(n: u64) -> Balance {
    Balance {
        plus: n,
        between: [n; 500],
        minus: n,
    }
}

fn narrow() -> Narrow {
    Narrow {
        long: u64::MAX - 1,
        byte: 0xab,
        signed: -3,
        half: 0xcdef,
        float: -1.5,
        bytes: [1, 2, 3],
        last: 0xfe,
        odd: [10, 20, 30],
        pad: [9; 6],
        wide: i128::MIN + 5,
    }
}

/// An object with `value` and a reader of it.
fn shared<T: shm_typed::Plain>(tag: &str, value: T) -> (Name, SharedBox<T>, SharedRef<T>) {
    let name = Name::unique(tag);
    // As few slots as there can be, so that two publishes are a lap.
    let writer = SharedBox::options().slots(2).create(&name, value).unwrap();
    let reader = SharedRef::open(&name).unwrap();
    (name, writer, reader)
}

#[test]
fn narrow_fields_are_what_they_are_at_any_place_in_a_word() {
    let (_name, _writer, reader) = shared("narrow", narrow());

    let seen = reader.read_with(|v| Narrow {
        long: v.long(),
        byte: v.byte(),
        signed: v.signed(),
        half: v.half(),
        float: v.float(),
        bytes: v.bytes().to_array().unwrap(),
        last: v.last(),
        odd: v.odd().to_array().unwrap(),
        pad: v.pad().to_array().unwrap(),
        wide: v.wide(),
    });

    assert_eq!(seen, narrow());
    assert_eq!(reader.read_with(|v| v.odd().at(2)), Some(30));
    let whole: Narrow = reader.read_with(|v| v.into());
    assert_eq!(whole, narrow());
}

#[test]
fn parts_that_straddle_words_are_whole() {
    let fours = |n: i8| Fours {
        a: u32::MAX - n.unsigned_abs() as u32,
        b: -i32::from(n),
        c: f32::from(n) + 0.25,
    };
    let ones = |n| Ones([n, n + 1], n + 2, -3);
    let value = Straddling {
        first: 1,
        by_fours: [fours(1), fours(2), fours(3)],
        end: 0xfffe,
        by_twos: Twos(5, [ones(10), ones(20), ones(30)], 6),
        pair: [1.5, 2.5, 3.5, 4.5, -5.5].map(half::f16::from_f32),
    };
    let (_name, _writer, reader) = shared("straddle", value);

    let seen = reader.read_with(|v| Straddling {
        first: v.first(),
        by_fours: v.by_fours().to_array().unwrap(),
        end: v.end(),
        by_twos: v.by_twos().into(),
        pair: v.pair(),
    });
    let in_parts = reader.read_with(|v| {
        let fours = v.by_fours().at(1)?;
        let ones = v.by_twos()._1().at(2)?;
        Some((fours.a(), fours.b(), fours.c(), ones._0().at(1)?, ones._2()))
    });

    assert_eq!(seen, value);
    assert_eq!(in_parts, Some((u32::MAX - 2, -2, 2.25, 31, -3)));
}

#[test]
fn type_parameters_have_views_too() {
    fn second<T: Viewed + shm_typed::Plain>(
        pair: View<'_, Pair<T, Fours>>,
    ) -> (View<'_, T>, Option<i32>) {
        (pair.first(), pair.second().at(1).map(|fours| fours.b()))
    }
    let fours = Fours {
        a: 1,
        b: -7,
        c: 0.5,
    };
    let value = Pair {
        first: [1_u16, 2],
        second: [fours; 2],
    };
    let (_name, _writer, reader) = shared("generic", value);

    let seen = reader.read_with(|v| {
        let (first, b) = second(v);
        (first.at(1), b)
    });

    assert_eq!(seen, (Some(2), Some(-7)));
}

#[test]
fn arrays_are_bounds_checked_and_say_how_long_they_are() {
    let (_name, _writer, reader) = shared("bounds", [[1_u8, 2, 3], [4, 5, 6]]);

    reader.read_with(|rows| {
        assert_eq!((rows.len(), rows.is_empty()), (2, false));
        assert!(rows.at(2).is_none() && rows.at(usize::MAX).is_none());
        assert_eq!(rows.iter().len(), 2);
        assert_eq!(rows.skip(1).at(0).and_then(|row| row.at(2)), Some(6));
        assert_eq!(rows.into_iter().flatten().map(u32::from).sum::<u32>(), 21);
    });
}

#[test]
fn texts_are_copied_and_lists_are_as_long_as_they_say() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Route {
        name: FixedStr<13>,
        pad: [u8; 3],
        stops: FixedVec<u32, 6>,
    }

    let mut value = Route {
        name: "north".try_into().unwrap(),
        pad: [0; 3],
        stops: FixedVec::new(),
    };
    value.stops.try_extend([4, 17, 25]).unwrap();
    let (name, writer, reader) = shared("fixed", value);

    assert_eq!(reader.read_with(|v| v.name()), "north");
    assert_eq!(
        reader.read_with(|v| (v.stops().len(), v.stops().at(2))),
        (3, Some(25))
    );
    assert_eq!(reader.read_with(|v| v.stops().at(3)), None);
    let sum = |sum: u32, chunk: &[u32]| sum + chunk.iter().sum::<u32>();
    assert_eq!(reader.fold(|v| v.stops(), 0, sum), 46);

    // A length that no list has: the slots start on the first page behind the header and schema.
    let bytes = std::fs::read(name.path()).unwrap();
    let text = bytes.windows(5).rposition(|five| five == b"north").unwrap();
    let object = File::options().write(true).open(name.path()).unwrap();
    object.write_all_at(&[0xff; 8], text as u64 + 16).unwrap();
    assert_eq!(reader.read_with(|v| v.stops().len()), 6);
    drop(writer);
}

#[test]
fn a_struct_without_bytes_and_an_array_without_elements_have_views() {
    let (_name, _writer, reader) = shared("empty", ([0_u64; 0], 0).0);

    assert!(reader.read_with(|v| v.is_empty() && v.at(0).is_none()));
    assert_eq!(reader.fold(|v| *v, 5, |_, _: &[u64]| unreachable!()), 5);
}

#[test]
fn what_was_looked_at_was_seen() {
    let (_name, mut writer, reader) = shared("seen", balance(1));
    assert!(reader.has_changed());

    reader.read_with(|v| v.plus());
    assert!(!reader.has_changed());
    writer.publish(&balance(2));
    assert!(reader.has_changed());
    assert_eq!(reader.try_read_with(|v| v.plus()), Ok(2));
    assert!(!reader.has_changed());
    writer.publish(&balance(3));
    reader.fold(|v| v.between(), (), |(), _| ());
    assert!(!reader.has_changed());
}

#[test]
fn a_run_that_was_lapped_does_not_count() {
    let (_name, writer, reader) = shared("lapped", balance(1));
    let (writer, runs) = (RefCell::new(writer), Cell::new(0));

    let seen = reader.read_with(|v| {
        runs.set(runs.get() + 1);
        let plus = v.plus();
        if runs.get() == 1 {
            writer.borrow_mut().publish(&balance(2));
            writer.borrow_mut().publish(&balance(3));
            assert_ne!(plus, v.minus(), "the slot was filled anew");
        }
        (plus, v.minus())
    });

    assert_eq!((seen, runs.get()), ((3, 3), 2));
}

#[test]
fn a_panic_over_words_that_do_not_belong_together_is_dropped() {
    let (_name, writer, reader) = shared("torn-panic", balance(1));
    let (writer, runs) = (RefCell::new(writer), Cell::new(0));
    let look = |v: View<'_, Balance>| {
        runs.set(runs.get() + 1);
        let plus = v.plus();
        if runs.get() % 2 == 1 {
            let next = plus + 1;
            writer.borrow_mut().publish(&balance(next));
            writer.borrow_mut().publish(&balance(next + 1));
        }
        assert_eq!(plus, v.minus(), "meant to be printed: the panic is dropped");
        plus
    };

    assert_eq!(reader.read_with(look), 3);
    assert_eq!(reader.try_read_with(look), Ok(5));
    assert_eq!(runs.get(), 4);
}

#[test]
fn a_panic_over_a_whole_value_goes_to_the_caller() {
    let (_name, _writer, reader) = shared("whole-panic", balance(1));

    let caught = catch_unwind(AssertUnwindSafe(|| {
        reader.read_with(|v| assert_eq!(v.plus(), 2, "meant to be printed"))
    }));

    let message = caught.unwrap_err();
    let message = message.downcast_ref::<String>().unwrap();
    assert!(message.contains("meant to be printed"), "{message}");
    assert_eq!(reader.read().minus, 1);
}

#[test]
fn a_bounded_look_gives_up_on_a_writer_that_laps_it_every_time() {
    let (_name, writer, reader) = shared("bound", balance(1));
    let (writer, runs) = (RefCell::new(writer), Cell::new(0_u64));
    let lap = || {
        runs.set(runs.get() + 1);
        writer.borrow_mut().publish(&balance(runs.get()));
        writer.borrow_mut().publish(&balance(runs.get()));
    };

    let looked = reader.try_read_with(|v| {
        lap();
        v.plus()
    });
    assert_eq!((looked, runs.get()), (Err(ReadError::Lapped), 1000));

    let folded = reader.try_fold(
        |v| {
            lap();
            v.between()
        },
        0,
        |_, _| unreachable!(),
    );
    assert_eq!((folded, runs.get()), (Err(ReadError::Lapped), 2000));
    assert!(reader.has_changed());
}

#[test]
fn a_fold_that_is_lapped_starts_again_from_the_beginning() {
    let name = Name::unique("refold");
    let mut writer = SharedBox::<[u64; 3000]>::options()
        .slots(2)
        .create_with(&name, |value| value.fill(1))
        .unwrap();
    let reader = SharedRef::<[u64; 3000]>::open(&name).unwrap();
    writer.publish(&[2; 3000]);
    let (writer, chunks) = (RefCell::new(writer), Cell::new(0));

    let folded = reader.fold(
        |v| *v,
        (0_u64, 0_usize, Vec::new()),
        |(sum, len, mut lengths), chunk| {
            chunks.set(chunks.get() + 1);
            if chunks.get() == 4 {
                writer.borrow_mut().publish(&[3; 3000]);
                writer.borrow_mut().publish(&[4; 3000]);
            }
            assert!(chunk.iter().all(|word| *word == chunk[0]), "torn");
            lengths.push(chunk.len());
            (sum + chunk.iter().sum::<u64>(), len + chunk.len(), lengths)
        },
    );

    let (sum, len, lengths) = folded;
    assert_eq!(
        (sum, len),
        (12_000, 3000),
        "of one value, each element once"
    );
    assert_eq!(lengths[0], 256, "2 KiB");
    assert_eq!(chunks.get(), 4 + lengths.len());
}

#[test]
fn folds_go_through_elements_of_any_size_at_any_place() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Arrays {
        at_four: u32,
        twelves: [Fours; 1001],
        bytes: [u8; 5008],
        large: [[u64; 512]; 3],
        lines: [Line; 70],
    }

    #[derive(Clone, Copy, Shared)]
    #[repr(C, align(128))]
    struct Line([u64; 16]);

    let name = Name::unique("folds");
    let writer = SharedBox::<Arrays>::create_with(&name, |v| {
        for (n, fours) in (0..).zip(&mut v.twelves) {
            *fours = Fours {
                a: n,
                b: -1,
                c: 0.5,
            };
        }
        for (n, byte) in (0..).zip(&mut v.bytes) {
            *byte = u8::try_from(n % 251).unwrap();
        }
        for (n, word) in (0..).zip(v.large.as_flattened_mut()) {
            *word = n;
        }
        for (n, line) in (0..).zip(&mut v.lines) {
            line.0 = [n; 16];
        }
    });
    let writer = writer.unwrap();
    let reader = SharedRef::<Arrays>::open(&name).unwrap();

    /// Everything, put together again.
    fn all<E: Copy>(mut all: Vec<E>, chunk: &[E]) -> Vec<E> {
        assert!(!chunk.is_empty() && size_of_val(chunk) <= size_of::<E>().max(2048));
        all.extend_from_slice(chunk);
        all
    }
    assert_eq!(reader.fold(|v| v.twelves(), vec![], all), writer.twelves);
    assert_eq!(reader.fold(|v| v.bytes(), vec![], all), writer.bytes);
    assert_eq!(reader.fold(|v| v.large(), vec![], all), writer.large);
    let lines = reader.fold(|v| v.lines(), vec![], all);
    assert!(
        lines
            .iter()
            .map(|line| line.0)
            .eq(writer.lines.map(|line| line.0))
    );
    let some = reader.fold(|v| v.bytes().skip(3).take(2999), vec![], all);
    assert_eq!(some, writer.bytes[3..3002]);
    assert_eq!(
        reader.try_fold(|v| v.bytes().skip(9000), 1, |_, _| 2),
        Ok(1)
    );
}

#[test]
fn an_object_of_other_bytes_gives_bits_and_the_bounded_calls_say_so() {
    let (name, writer, reader) = shared("corrupt", balance(1));
    // The slot number of `head`, which is at 256 in the object, is not there.
    let object = File::options().write(true).open(name.path()).unwrap();
    object.write_all_at(&[77], 256).unwrap();

    let (plus, minus) = reader.read_with(|v| (v.plus(), v.minus()));
    assert_eq!((plus, minus), (1, 1), "what is in the first slot");
    assert_eq!(reader.try_read_with(|v| v.plus()), Err(ReadError::Corrupt));
    let sum = |sum: u64, chunk: &[u64]| sum + chunk.iter().sum::<u64>();
    assert_eq!(reader.fold(|v| v.between(), 0, sum), 500);
    assert_eq!(
        reader.try_fold(|v| v.between(), 0, sum),
        Err(ReadError::Corrupt)
    );
    assert!(reader.has_changed(), "no value was read");
    drop(writer);
}

#[test]
fn a_prefix_of_a_longer_value_has_a_view() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    #[shared(name = "Growing")]
    struct Short {
        a: u64,
        b: u32,
        c: u32,
    }

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    #[shared(name = "Growing")]
    struct Long {
        a: u64,
        b: u32,
        c: u32,
        d: [u64; 4],
    }

    let name = Name::unique("prefix");
    let value = Long {
        a: 1,
        b: 2,
        c: 3,
        d: [4; 4],
    };
    let _writer = SharedBox::create(&name, value).unwrap();
    let reader = SharedRef::<Short>::options()
        .compatible(shm_typed::Compatible::Prefix)
        .open(&name)
        .unwrap();

    assert_eq!(reader.read_with(|v| (v.a(), v.b(), v.c())), (1, 2, 3));
}

/// Two elements of a value are of one round, while another process publishes without a pause.
fn hunt<const N: usize>(looks: u64, folds: u64) {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let _watchdog = Watchdog::new("views", 300);
    let name = Name::unique(&format!("views-{N}"));
    let mut writer = Peer::start(PEER, ["write", &name, &N.to_string()]);
    assert_eq!(writer.line(), "ready");
    let reader = SharedRef::<[u64; N]>::open(&name).unwrap();
    let offset = |place: usize| STEP.wrapping_mul(place as u64);

    let mut last = 0;
    for look in 0..looks as usize {
        let place = look % N;
        let both = |v: ArrayView<'_, u64>| Some((v.at(0)?, v.at(place)?));
        let (round, word) = reader.read_with(both).unwrap();
        assert_eq!(word ^ offset(place), round, "torn between 0 and {place}");
        assert!(round >= last, "backwards");
        last = round;
    }
    for _ in 0..folds {
        let step = |(round, place): (Option<u64>, usize), chunk: &[u64]| {
            let round = round.unwrap_or(chunk[0]);
            for (word, place) in chunk.iter().zip(place..) {
                assert_eq!(word ^ offset(place), round, "mixed at {place}");
            }
            (Some(round), place + chunk.len())
        };
        // A fold that takes as long as a lap may go round for ever: this one may give up.
        if let Ok((round, places)) = reader.try_fold(|v| *v, (None, 0), step) {
            assert_eq!(places, N);
            assert!(round.unwrap() >= last, "backwards");
            last = round.unwrap();
        }
    }

    assert!(writer.finish().success());
}

#[test]
fn never_torn_across_two_fields_of_64_bytes() {
    hunt::<8>(1_000_000, 10_000);
}

#[test]
fn never_torn_across_two_fields_of_8_kib() {
    hunt::<1024>(300_000, 10_000);
}

#[test]
fn never_torn_across_two_fields_of_1_mib() {
    hunt::<131_072>(20_000, 100);
}

#[test]
fn narrow_fields_are_never_torn() {
    let _watchdog = Watchdog::new("narrow_fields_are_never_torn", 300);
    let value = |n: u8| Straddling {
        first: u32::from_le_bytes([n; 4]),
        by_fours: [Fours {
            a: u32::from_le_bytes([n; 4]),
            b: n.into(),
            c: n.into(),
        }; 3],
        end: u16::from_le_bytes([n; 2]),
        by_twos: Twos(n.into(), [Ones([n; 2], n, 0); 3], n.into()),
        pair: [half::f16::from_f32(n.into()); 5],
    };
    let (_name, mut writer, reader) = shared("narrow-race", value(0));
    let over = AtomicBool::new(false);

    thread::scope(|scope| {
        scope.spawn(|| {
            for n in (0..=255).cycle() {
                if over.load(Relaxed) {
                    break;
                }
                writer.publish(&value(n));
            }
        });
        for _ in 0..200_000 {
            let (n, seen) = reader.read_with(|v| {
                let n = v.by_twos()._1().at(2).map_or(0, |ones| ones._1());
                (n, Straddling::from(v))
            });
            assert_eq!(seen, value(n));
            let (c, end) = reader.read_with(|v| (v.by_fours().at(2).unwrap().c(), v.end()));
            assert_eq!(f32::from(end.to_le_bytes()[0]), c);
        }
        over.store(true, Relaxed);
    });
}
