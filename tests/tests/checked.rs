//! Promise: a checked value is found whole and every field of it checked before it exists, and
//! whatever a peer writes gives an error that names the field.

use std::cell::{Cell, RefCell};
use std::fs::OpenOptions;
use std::num::{NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU128};
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use bytemuck::CheckedBitPattern;
use shm_typed::layout::{Scalar, Shape, TypeDescriptor};
use shm_typed::schema::{Aspect, Schema, layout_fingerprint, schema_fingerprint};
use shm_typed::{
    Change, ErrorKind, FixedStr, FixedVec, InvalidValue, OnDrop, ReadError, Shared, SharedBox,
    SharedRef, View,
};
use shm_typed_tests::{Name, Watchdog};

/// What a cylinder does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(u8)]
enum State {
    /// Nothing.
    Off,
    On,
    Fault = 4,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(C)]
#[shared(checked)]
struct Cylinder {
    knocks: NonZeroU16,
    state: State,
    valves: [bool; 2],
    _pad: [u8; 3],
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
#[shared(checked)]
struct Engine {
    speed: f64,
    cylinders: [Cylinder; 3],
    letter: char,
    gear: Gear,
    running: bool,
    _pad: [u8; 1],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Shared)]
#[repr(i16)]
enum Gear {
    First = 1,
    Reverse = -1,
    Neutral,
}

const CYLINDER: Cylinder = Cylinder {
    knocks: NonZeroU16::MIN,
    state: State::Off,
    valves: [false, true],
    _pad: [0; 3],
};

const ENGINE: Engine = Engine {
    speed: 3000.0,
    cylinders: [CYLINDER; 3],
    letter: 'é',
    gear: Gear::Neutral,
    running: true,
    _pad: [0],
};

/// Writes into the current value as something else would that may write the file.
fn spoil(name: &Name, at: u64, bytes: &[u8]) {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(name.path())
        .unwrap();
    let number = |at: u64, len: usize| {
        let mut bytes = [0; 8];
        file.read_exact_at(&mut bytes[..len], at).unwrap();
        u64::from_le_bytes(bytes)
    };
    let (value, stride, slots) = (number(44, 4), number(56, 8), number(64, 8));
    let slot = number(256, 1);
    file.write_all_at(bytes, slots + slot * stride + value + at)
        .unwrap();
}

/// What a reader says of a value that was spoilt.
#[track_caller]
fn invalid<T: Shared>(reader: &SharedRef<T>) -> InvalidValue {
    match reader.try_read() {
        Err(ReadError::Invalid(invalid)) => invalid,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("a value"),
    }
}

#[test]
fn checked_values_arrive_as_they_were_sent() {
    let name = Name::unique("checked");
    let mut writer = SharedBox::create(&name, ENGINE).unwrap();
    let reader = SharedRef::<Engine>::open(&name).unwrap();
    assert_eq!(reader.try_read(), Ok(ENGINE));

    let fault = Engine {
        letter: '\u{10ffff}',
        gear: Gear::Reverse,
        ..ENGINE
    };
    writer.publish(&fault);
    assert_eq!((*writer, reader.try_read()), (fault, Ok(fault)));

    writer.update(|e| e.cylinders[1].state = State::Fault);
    writer.write().running = false;
    let mut now = ENGINE;
    assert_eq!(reader.try_read_into(&mut now), Ok(4));
    assert_eq!(now.cylinders[1].state, State::Fault);
    assert!(!now.running);
    assert_eq!(*reader.try_read_boxed().unwrap(), *writer);
}

#[test]
fn a_type_that_is_not_checked_is_read_by_the_same_calls() {
    let name = Name::unique("plain");
    let _writer = SharedBox::create(&name, [1_u64, 2, 3]).unwrap();
    let reader = SharedRef::<[u64; 3]>::open(&name).unwrap();

    let mut value = [0; 3];
    assert_eq!(reader.try_read_into(&mut value), Ok(1));
    assert_eq!(value, [1, 2, 3]);
    assert_eq!(*reader.try_read_boxed().unwrap(), [1, 2, 3]);
}

#[test]
fn invalid_bits_are_named_by_path_with_what_they_may_be() {
    let name = Name::unique("named");
    let mut writer = SharedBox::create(&name, ENGINE).unwrap();
    let reader = SharedRef::<Engine>::open(&name).unwrap();
    let cases: [(u64, &[u8], &str, u64, &str); 8] = [
        (
            8 + 2 * 8 + 2,
            &[2],
            "cylinders[2].state",
            2,
            "field `cylinders[2].state` holds 2 (0x02), and a `State` is 0 (Off), 1 (On) or 4 (Fault)",
        ),
        (
            8 + 8 + 3,
            &[0, 0xFF],
            "cylinders[1].valves[1]",
            255,
            "element `cylinders[1].valves[1]` holds 255 (0xff), and a `bool` is 0 (false) or 1 (true)",
        ),
        (
            8,
            &[0, 0],
            "cylinders[0].knocks",
            0,
            "field `cylinders[0].knocks` holds 0, and a `NonZeroU16` is any number but 0",
        ),
        (
            32,
            &[0, 0xD8, 0, 0],
            "letter",
            0xD800,
            "field `letter` holds 0x0000d800, and a `char` is 0 to 0x10ffff, but not 0xd800 to 0xdfff",
        ),
        (
            32,
            &[0, 0, 0x11, 0],
            "letter",
            0x11_0000,
            "field `letter` holds 0x00110000, and a `char` is 0 to 0x10ffff, but not 0xd800 to 0xdfff",
        ),
        (
            36,
            &[0xFE, 0xFF],
            "gear",
            0xFFFE,
            "field `gear` holds -2 (0xfffe), and a `Gear` is -1 (Reverse), 0 (Neutral) or 1 (First)",
        ),
        (
            36,
            &[2, 0],
            "gear",
            2,
            "field `gear` holds 2 (0x0002), and a `Gear` is -1 (Reverse), 0 (Neutral) or 1 (First)",
        ),
        (
            38,
            &[2],
            "running",
            2,
            "field `running` holds 2 (0x02), and a `bool` is 0 (false) or 1 (true)",
        ),
    ];

    for (at, bytes, path, bits, words) in cases {
        writer.publish(&ENGINE);
        assert_eq!(reader.try_read(), Ok(ENGINE));
        spoil(&name, at, bytes);

        let found = invalid(&reader);
        assert_eq!((&*found.path(), found.bits()), (path, bits));
        assert_eq!(found.to_string(), words);
        let place = Schema::of::<Engine>();
        let place = place.field(path).expect("a path that the schema knows");
        assert_eq!(place.offset(), found.offset());
        assert_eq!(place.ty().size(), found.ty().size());

        let mut old = ENGINE;
        assert!(matches!(
            reader.try_read_into(&mut old),
            Err(ReadError::Invalid(same)) if same == found
        ));
        assert_eq!(old, ENGINE, "without a new value the old one stays");
        assert!(reader.try_read_boxed().is_err());
        let mut error = ReadError::Invalid(found).to_string();
        error.truncate(error.rfind(';').unwrap());
        assert_eq!(error, format!("the object holds no valid value: {words}"));
        let shown = format!("{:?}", ReadError::Invalid(found));
        assert_eq!(shown, format!("Invalid({words})"), "by `unwrap`");
    }
}

#[test]
fn every_value_of_a_byte_is_right_or_an_error() {
    let name = Name::unique("bytes");
    let _writer = SharedBox::create(&name, (ENGINE.running, State::On).1).unwrap();
    let reader = SharedRef::<State>::open(&name).unwrap();

    for byte in 0..=u8::MAX {
        spoil(&name, 0, &[byte]);
        let expected = match byte {
            0 => Some(State::Off),
            1 => Some(State::On),
            4 => Some(State::Fault),
            _ => None,
        };
        assert_eq!(reader.try_read().ok(), expected, "{byte}");
        assert_eq!(State::is_valid_bit_pattern(&byte), expected.is_some());
    }
    spoil(&name, 0, &[9]);
    assert_eq!(
        invalid(&reader).to_string(),
        "the value is 9 (0x09), and a `State` is 0 (Off), 1 (On) or 4 (Fault)"
    );
    assert_eq!(invalid(&reader).path(), "");
}

#[test]
fn an_enum_may_span_every_number_of_its_width() {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
    #[repr(i64)]
    enum Ends {
        Lowest = i64::MIN,
        Highest = i64::MAX,
    }
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
    #[repr(u64)]
    enum Unsigned {
        Lowest = 0,
        Highest = u64::MAX,
    }

    let name = Name::unique("ends");
    let mut writer = SharedBox::create(&name, Ends::Lowest).unwrap();
    let reader = SharedRef::<Ends>::open(&name).unwrap();
    assert_eq!(reader.try_read(), Ok(Ends::Lowest));
    writer.publish(&Ends::Highest);
    assert_eq!(reader.try_read(), Ok(Ends::Highest));

    let unsigned = |number: u64| bytemuck::checked::try_cast::<u64, Unsigned>(number);
    assert_eq!(unsigned(0), Ok(Unsigned::Lowest));
    assert_eq!(unsigned(u64::MAX), Ok(Unsigned::Highest));
    assert!(unsigned(1).is_err());
}

#[test]
fn an_invalid_value_counts_as_read() {
    let name = Name::unique("seen");
    let mut writer = SharedBox::create(&name, true).unwrap();
    let reader = SharedRef::<bool>::open(&name).unwrap();
    spoil(&name, 0, &[3]);

    assert_eq!(reader.changed(Duration::ZERO), Change::Published);
    assert_eq!(invalid(&reader).bits(), 3);
    assert_eq!(reader.changed(Duration::ZERO), Change::TimedOut);

    writer.publish(&false);
    assert_eq!(reader.changed(Duration::ZERO), Change::Published);
    assert_eq!(reader.try_read(), Ok(false));
}

#[test]
fn the_owner_never_looks_at_spoilt_bytes() {
    let name = Name::unique("owner");
    let mut writer = SharedBox::create(&name, ENGINE).unwrap();
    let reader = SharedRef::<Engine>::open(&name).unwrap();

    spoil(&name, 0, &[0xFF; 40]);
    assert_eq!(*writer, ENGINE);
    writer.publish(&ENGINE);
    spoil(&name, 0, &[0xFF; 40]);
    assert_eq!(*writer, ENGINE, "after a publish");
    assert_eq!(*writer.write(), ENGINE, "in a guard");

    writer.update(|e| e.speed = 1.0);
    assert_eq!(
        reader.try_read(),
        Ok(Engine {
            speed: 1.0,
            ..ENGINE
        })
    );
}

#[test]
fn a_panic_goes_back_to_what_was_published_although_it_was_spoilt() {
    let name = Name::unique("panic");
    let mut writer = SharedBox::create(&name, ENGINE).unwrap();
    let reader = SharedRef::<Engine>::open(&name).unwrap();

    for round in 0..3 {
        spoil(&name, 0, &[0xFF; 40]);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            writer.update(|e| {
                e.speed = 7.0;
                e.running = false;
                panic!("half way");
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(
            *writer,
            Engine {
                speed: 3000.0 + f64::from(round),
                ..ENGINE
            }
        );

        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let mut guard = writer.write();
            guard.letter = 'x';
            panic!("half way");
        }));
        assert!(panicked.is_err());
        writer.update(|e| e.speed += 1.0);
        let now = Engine {
            speed: 3001.0 + f64::from(round),
            ..ENGINE
        };
        assert_eq!((*writer, reader.try_read()), (now, Ok(now)));
    }
}

#[test]
fn a_leaked_guard_is_undone_by_a_panic_and_overtaken_by_a_publish() {
    let name = Name::unique("leak");
    let mut writer = SharedBox::create(&name, [State::Off; 2]).unwrap();
    let mut guard = writer.write();
    guard[0] = State::On;
    std::mem::forget(guard);

    let panicked = catch_unwind(AssertUnwindSafe(|| {
        writer.update(|v| {
            v[1] = State::On;
            panic!("half way");
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(*writer, [State::Off; 2], "what was published last");

    let mut guard = writer.write();
    guard[0] = State::On;
    std::mem::forget(guard);
    writer.publish(&[State::Fault; 2]);
    assert_eq!(*writer, [State::Fault; 2]);
}

#[test]
fn what_a_dead_writer_left_is_checked_by_the_next() {
    let name = Name::unique("left");
    let keep = || SharedBox::<Engine>::options().on_drop(OnDrop::Keep);
    drop(keep().create(&name, ENGINE).unwrap());

    let writer = keep().open(&name).unwrap();
    assert_eq!(*writer, ENGINE);
    drop(writer);

    spoil(&name, 38, &[7]);
    for open in [keep().open(&name), keep().open_or_create(&name, ENGINE)] {
        let error = open.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert_eq!(
            error.invalid_value().map(InvalidValue::path).as_deref(),
            Some("running")
        );
        assert_eq!(
            error.to_string(),
            format!(
                "cannot open the shared object `{}`: what its last writer left is no valid value: \
                 field `running` holds 7 (0x07), and a `bool` is 0 (false) or 1 (true); put a new \
                 object in its place with `replace`, or remove it",
                &*name
            )
        );
    }

    let writer = SharedBox::replace(&name, ENGINE).unwrap();
    assert_eq!((writer.generation(), *writer), (2, ENGINE));
}

#[test]
fn a_large_checked_value_needs_no_stack() {
    const LEN: usize = 8 << 20;
    let name = Name::unique("large");
    let small_stack = std::thread::Builder::new().stack_size(64 << 10);
    let thread = small_stack.spawn(move || {
        let mut writer = SharedBox::<[bool; LEN]>::options()
            .slots(2)
            .create_with(&name, |v| v[LEN - 1] = true)
            .unwrap();
        let reader = SharedRef::<[bool; LEN]>::open(&name).unwrap();
        writer.update(|v| v[0] = true);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            writer.update(|v| {
                v[1] = true;
                panic!("half way");
            })
        }));
        assert!(panicked.is_err());

        let mut value = reader.try_read_boxed().unwrap();
        assert_eq!([value[0], value[1], value[LEN - 1]], [true, false, true]);
        value[2] = true;
        writer.publish(&value);
        assert_eq!(reader.try_read_into(&mut value), Ok(3));
        assert!(writer[2]);

        spoil(&name, 12_345, &[2]);
        let error = reader.try_read_into(&mut value).unwrap_err();
        assert!(error.to_string().contains("`[12345]`"), "{error}");
        assert!(value[2]);

        let list: Box<[NonZeroU128]> = vec![NonZeroU128::MAX; LEN / 16].into();
        let list: Box<[NonZeroU128; LEN / 16]> = list.try_into().unwrap();
        drop(writer);
        let writer = SharedBox::create_from(&name, list).unwrap();
        assert_eq!(writer[9], NonZeroU128::MAX);
        let reader = SharedRef::<[NonZeroU128; LEN / 16]>::open(&name).unwrap();
        spoil(&name, 160, &[0; 16]);
        let error = reader.try_read_boxed().unwrap_err();
        assert!(error.to_string().contains("`[10]`"), "{error}");
    });
    thread.unwrap().join().unwrap();
}

/// A type without a value of zeros, in `N` copies; by their number it is read in one way or another.
#[track_caller]
fn is_read_whole_or_refused<const N: usize>() {
    let name = Name::unique("checked-many");
    let mut writer = SharedBox::create(&name, [ENGINE; N]).unwrap();
    let reader = SharedRef::<[Engine; N]>::open(&name).unwrap();
    let last = N - 1;
    let mut kept = [ENGINE; N];
    kept[last].letter = 'k';
    let before = kept;

    assert!(reader.try_read() == Ok([ENGINE; N]));

    spoil(&name, (last * size_of::<Engine>()) as u64 + 16, &[0, 0]);
    assert_eq!(
        invalid(&reader).path(),
        format!("[{last}].cylinders[1].knocks")
    );
    let refused = reader.try_read_into(&mut kept);
    assert!(matches!(refused, Err(ReadError::Invalid(_))));
    assert!(kept == before, "it is as it was");

    let file = OpenOptions::new().write(true).open(name.path()).unwrap();
    file.write_all_at(&[255], 256).unwrap(); // no such slot
    assert!(reader.try_read() == Err(ReadError::Corrupt));
    assert!(reader.try_read_into(&mut kept) == Err(ReadError::Corrupt));
    assert!(kept == before, "it is as it was");

    let mut new = [ENGINE; N];
    new[last].gear = Gear::Reverse;
    writer.publish(&new);
    assert!(reader.try_read() == Ok(new));
    assert_eq!(reader.try_read_into(&mut kept), Ok(2));
    assert!(kept == new);
}

#[test]
fn a_checked_value_of_any_size_is_read_whole_or_refused_and_named() {
    is_read_whole_or_refused::<1>(); // 40 bytes
    is_read_whole_or_refused::<4>();
    is_read_whole_or_refused::<100>();
    is_read_whole_or_refused::<200>();
}

#[test]
fn bytemuck_checks_derived_types_too() {
    let mut bytes = *<&[u8; 40]>::try_from(bytemuck::bytes_of(&ENGINE)).unwrap();
    let whole: Engine = bytemuck::checked::pod_read_unaligned(&bytes);
    assert_eq!(whole, ENGINE);

    bytes[38] = 2;
    assert!(bytemuck::checked::try_pod_read_unaligned::<Engine>(&bytes).is_err());
    assert_eq!(
        bytemuck::checked::try_from_bytes::<Gear>(&[0xFF, 0xFF]),
        Ok(&Gear::Reverse)
    );
    assert!(bytemuck::checked::try_cast::<i16, Gear>(2).is_err());
}

#[test]
fn zeros_are_a_value_where_they_are_one_of_every_field() {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
    #[repr(C)]
    #[shared(checked)]
    struct Flags {
        gear: Gear,
        set: [bool; 2],
    }
    #[derive(Clone, Copy, Shared)]
    #[repr(i32)]
    enum Never {
        One = 1,
    }
    static_assertions::assert_impl_all!(Flags: bytemuck::Zeroable, bytemuck::NoUninit);
    static_assertions::assert_impl_all!(State: bytemuck::Zeroable, bytemuck::NoUninit);
    static_assertions::assert_not_impl_any!(Engine: bytemuck::Zeroable, bytemuck::AnyBitPattern);
    static_assertions::assert_not_impl_any!(Never: bytemuck::Zeroable, bytemuck::AnyBitPattern);

    let name = Name::unique("zeros");
    let writer = SharedBox::<Flags>::create_with(&name, |v| v.set[1] = true).unwrap();
    assert_eq!(writer.set, [false, true]);
    assert_eq!(writer.gear, Gear::Neutral);
    let _ = Never::One;
}

#[test]
fn checked_structs_may_have_parameters() {
    #[derive(Clone, Copy, Debug, PartialEq, Shared)]
    #[repr(C)]
    #[shared(checked)]
    struct List<T, const N: usize> {
        items: [T; N],
        len: NonZeroU8,
        last: T,
    }
    #[derive(Clone, Copy, Debug, PartialEq, Shared)]
    #[repr(C)]
    #[shared(checked)]
    struct Both<T> {
        one: T,
        more: [T; 2],
    }
    let list = List {
        items: [State::On; 2],
        len: NonZeroU8::MIN,
        last: State::Fault,
    };
    let name = Name::unique("generic");
    let _writer = SharedBox::create(&name, list).unwrap();
    let reader = SharedRef::<List<State, 2>>::open(&name).unwrap();
    assert_eq!(reader.try_read(), Ok(list));

    spoil(&name, 1, &[3]);
    assert_eq!(invalid(&reader).path(), "items[1]");
    let both = Both {
        one: true,
        more: [false, true],
    };
    assert_eq!(bytemuck::bytes_of(&both), [1, 0, 1]);
    assert!(bytemuck::checked::try_pod_read_unaligned::<Both<bool>>(&[1, 0, 2]).is_err());
    assert!(bytemuck::checked::try_pod_read_unaligned::<List<u8, 2>>(&[1, 2, 3, 4]).is_ok());
}

#[test]
fn a_checked_struct_of_plain_fields_has_no_invalid_bits() {
    #[derive(Clone, Copy, Debug, PartialEq, Shared)]
    #[repr(C)]
    #[shared(checked)]
    struct Numbers {
        a: u32,
        b: f32,
    }
    assert!(!Numbers::DESCRIPTOR.is_checked());
    assert!(Engine::DESCRIPTOR.is_checked());

    let name = Name::unique("numbers");
    let mut writer = SharedBox::create(&name, Numbers { a: 1, b: 2.0 }).unwrap();
    writer.publish(&Numbers { a: 2, b: 3.0 });
    assert_eq!(writer.a, 2);
    assert_eq!(
        SharedRef::<Numbers>::open(&name).unwrap().try_read(),
        Ok(*writer)
    );
}

const OUTSIDE: u64 = 1 << 63;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(u64)]
#[shared(name = "wide", version = 3)]
enum Wide {
    Last = u64::MAX,
    /// In the
    ///   middle.
    #[shared(rename = "middle")]
    Middle = OUTSIDE,
    r#One = 1,
    Two,
}

#[test]
fn enums_are_described_in_order_of_value() {
    let Shape::Enum(wide) = Wide::DESCRIPTOR.shape() else {
        panic!("an enum")
    };
    assert_eq!(
        (wide.name(), wide.version(), wide.repr()),
        ("wide", 3, Scalar::U64)
    );
    let variants: Vec<_> = wide
        .variants()
        .iter()
        .map(|v| (v.name(), v.value(), v.help()))
        .collect();
    let expected = [
        ("One", 1, ""),
        ("Two", 2, ""),
        ("middle", 1 << 63, "In the\nmiddle."),
        ("Last", i128::from(u64::MAX), ""),
    ];
    assert_eq!(variants, expected);
    assert_eq!(wide.variant(2).map(|v| v.name()), Some("Two"));

    for value in [1, 2, OUTSIDE, u64::MAX] {
        assert!(Wide::is_valid_bit_pattern(&value));
        assert!(value == u64::MAX || value == 1 || !Wide::is_valid_bit_pattern(&(value + 1)));
    }
    assert!(!Wide::is_valid_bit_pattern(&0));
}

#[test]
fn the_names_of_many_variants_are_cut_short() {
    #[derive(Clone, Copy, Shared)]
    #[repr(u8)]
    enum Ten {
        A,
        B,
        C,
        D,
        E,
        F,
        G,
        H,
        I,
        J,
    }
    let name = Name::unique("ten");
    let _writer = SharedBox::create(&name, Ten::J).unwrap();
    let reader = SharedRef::<Ten>::open(&name).unwrap();
    spoil(&name, 0, &[10]);

    assert_eq!(
        invalid(&reader).to_string(),
        "the value is 10 (0x0a), and a `Ten` is 0 (A), 1 (B), 2 (C), 3 (D), 4 (E), 5 (F), 6 (G), \
         7 (H) or one of 2 more"
    );
}

#[test]
fn schemas_of_checked_types_are_json_text_and_fingerprints() {
    let schema = Schema::of::<Engine>();
    let json = schema.to_json();
    assert!(json.contains(
        r#"{"name":"state","offset":2,"type":{"enum":"State","repr":"u8","help":"What a cylinder does.","variants":[{"name":"Off","value":0,"help":"Nothing."},{"name":"On","value":1},{"name":"Fault","value":4}]}}"#
    ), "{json}");
    assert_eq!(Schema::from_json(json.as_bytes()).unwrap(), schema);
    assert_eq!(
        schema.to_string(),
        "Engine: 40 bytes, align 8
       0  f64            speed
       8  [Cylinder; 3]  cylinders
       8  NonZeroU16       knocks
      10  State            state  0 Off, 1 On, 4 Fault
      11  [bool; 2]        valves
      13  [u8; 3]          _pad
      32  char           letter
      36  Gear           gear  -1 Reverse, 0 Neutral, 1 First
      38  bool           running
      39  [u8; 1]        _pad"
    );
    assert_eq!(
        Schema::of::<Wide>().to_string(),
        "wide: 8 bytes, align 8, version 3, 1 One, 2 Two, 9223372036854775808 middle, \
         18446744073709551615 Last"
    );
    assert_eq!(
        layout_fingerprint(Engine::DESCRIPTOR),
        schema.layout_fingerprint()
    );
    assert_eq!(schema_fingerprint(Engine::DESCRIPTOR), schema.fingerprint());
}

#[test]
fn fingerprints_of_checked_types_stay() {
    let golden = |ty: &TypeDescriptor| {
        (
            layout_fingerprint(ty).to_string(),
            schema_fingerprint(ty).to_string(),
        )
    };
    let both = |layout: &str, schema: &str| (layout.to_owned(), schema.to_owned());

    assert_eq!(
        golden(bool::DESCRIPTOR),
        both(
            "b7f84d9053ee1f05311472274f40f081",
            "b7f84d9053ee1f05311472274f40f081"
        )
    );
    assert_eq!(
        golden(char::DESCRIPTOR),
        both(
            "04d547061cbf9f62c296b98172d49e8f",
            "04d547061cbf9f62c296b98172d49e8f"
        )
    );
    assert_eq!(
        golden(NonZeroU32::DESCRIPTOR),
        both(
            "5db2b2526698b3c78bceee62ec39e9b9",
            "5db2b2526698b3c78bceee62ec39e9b9"
        )
    );
    assert_eq!(
        golden(State::DESCRIPTOR),
        both(
            "d2769c5bb1e5c6457fe17e9d645ff550",
            "03c3a99288d4c5af40a68a950b059721"
        )
    );
    assert_eq!(
        golden(Engine::DESCRIPTOR),
        both(
            "6935e2c2fcae64a35ab41dcb26426cdd",
            "75f7a3ea6315a14dc86ddda3d6791525"
        )
    );
}

#[test]
fn values_of_an_enum_are_layout_and_their_names_are_not() {
    mod other {
        use shm_typed::Shared;
        #[derive(Clone, Copy, Shared)]
        #[repr(u8)]
        pub enum State {
            Off,
            Broken = 4,
            On = 1,
        }
    }
    mod more {
        use shm_typed::Shared;
        #[derive(Clone, Copy, Shared)]
        #[repr(u8)]
        pub enum State {
            Off,
            On,
            Fault = 5,
            Idle = 7,
        }
    }
    mod wide {
        use shm_typed::Shared;
        #[derive(Clone, Copy, Shared)]
        #[repr(u16)]
        #[shared(name = "State")]
        pub enum Status {
            Off,
        }
    }
    let here = Schema::of::<State>();

    let renamed = here.diff(&Schema::of::<other::State>());
    assert_eq!(
        renamed.to_string(),
        "type has `Fault = 4` here, `Broken = 4` in the object"
    );
    assert_eq!(renamed.first().unwrap().aspect(), Aspect::ValueName);
    assert_eq!(
        layout_fingerprint(State::DESCRIPTOR),
        layout_fingerprint(other::State::DESCRIPTOR)
    );
    assert_ne!(
        schema_fingerprint(State::DESCRIPTOR),
        schema_fingerprint(other::State::DESCRIPTOR)
    );

    let more = here.diff(&Schema::of::<more::State>());
    assert_eq!(
        more.to_string(),
        "type has `Fault = 4` here, `Fault = 5` in the object\n\
         type has no such value here, `Idle = 7` in the object"
    );
    assert!(
        more.iter()
            .all(|d| d.aspect() == Aspect::Value && d.is_layout())
    );
    assert!(!more.is_append());

    assert_eq!(
        here.diff(&Schema::of::<wide::Status>()).to_string(),
        "type is State (an enum of `u8`) here, State (an enum of `u16`) in the object"
    );
    assert_eq!(
        here.diff(&Schema::of::<bool>()).to_string(),
        "type is State here, bool in the object"
    );
}

#[test]
fn a_writer_with_other_values_is_refused() {
    #[derive(Clone, Copy, Shared)]
    #[repr(u8)]
    #[shared(name = "State")]
    enum Newer {
        Off,
        On,
        Fault = 4,
        Idle,
    }
    let name = Name::unique("newer");
    let _writer = SharedBox::create(&name, Newer::Idle).unwrap();

    let error = SharedRef::<State>::open(&name).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
    assert!(
        error
            .to_string()
            .contains("type has no such value here, `Idle = 5` in the object"),
        "{error}"
    );
    let _ = (Newer::Off, Newer::On, Newer::Fault);
}

#[test]
fn numbers_that_are_not_zero_come_in_every_width() {
    let name = Name::unique("nonzero");
    let low = NonZeroI64::MIN;
    let _writer = SharedBox::create(&name, [low; 2]).unwrap();
    let reader = SharedRef::<[NonZeroI64; 2]>::open(&name).unwrap();
    assert_eq!(reader.try_read(), Ok([low; 2]));

    spoil(&name, 8, &[0; 8]);
    assert_eq!(
        invalid(&reader).to_string(),
        "element `[1]` holds 0, and a `NonZeroI64` is any number but 0"
    );
}

#[test]
fn a_read_error_is_small() {
    const { assert!(size_of::<ReadError>() <= 40) };
}

/// A service with a name, and lists of checked types.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
#[shared(checked)]
struct Service {
    name: FixedStr<8>,
    states: FixedVec<State, 3>,
    doors: [FixedVec<bool, 2>; 2],
    _pad: [u8; 1],
}

fn service() -> Service {
    Service {
        name: "orders".parse().unwrap(),
        states: FixedVec::try_from_slice(&[State::On, State::Fault]).unwrap(),
        doors: [FixedVec::new(), FixedVec::try_from_slice(&[true]).unwrap()],
        _pad: [0],
    }
}

#[test]
fn lists_of_checked_types_are_checked_to_their_capacity() {
    const STATES: u64 = 16;
    const DOORS: u64 = STATES + 11;
    let name = Name::unique("lists");
    let mut writer = SharedBox::create(&name, service()).unwrap();
    let reader = SharedRef::<Service>::open(&name).unwrap();
    assert_eq!(reader.try_read(), Ok(service()));
    assert!(<FixedVec<State, 3>>::DESCRIPTOR.is_checked());
    assert!(!<FixedVec<u8, 3>>::DESCRIPTOR.is_checked());
    assert!(!FixedStr::<8>::DESCRIPTOR.is_checked());

    let cases = [
        (STATES + 8, "states[0]"),
        (STATES + 8 + 2, "states[2]"), // behind the length
        (DOORS + 8, "doors[0][0]"),
        (DOORS + 10 + 8 + 1, "doors[1][1]"),
    ];
    for (at, path) in cases {
        spoil(&name, at, &[2]);
        let invalid = invalid(&reader);
        assert_eq!((invalid.path().as_str(), invalid.bits()), (path, 2));
        assert_eq!(u64::try_from(invalid.offset()), Ok(at));
        writer.publish(&service());
    }
}

#[test]
fn any_length_and_any_text_in_a_checked_struct_are_values() {
    let name = Name::unique("lengths");
    let _writer = SharedBox::create(&name, service()).unwrap();
    let reader = SharedRef::<Service>::open(&name).unwrap();

    spoil(&name, 0, &[0xff; 16]);
    spoil(&name, 16, &[0xff; 8]);

    let found = reader.try_read().unwrap();
    assert_eq!(found.states, [State::On, State::Fault, State::Off]);
    assert_eq!(found.doors, service().doors);
}

#[test]
fn a_view_checks_the_field_that_is_asked_for_and_no_other() {
    fn gear(engine: View<'_, Engine>) -> Result<Gear, InvalidValue> {
        engine.gear()
    }
    let name = Name::unique("views");
    let _writer = SharedBox::create(&name, ENGINE).unwrap();
    let reader = SharedRef::<Engine>::open(&name).unwrap();

    spoil(&name, 8 + 2, &[7]); // `cylinders[0].state`

    assert_eq!(reader.read_with(|v| v.speed()), 3000.0);
    assert_eq!(reader.read_with(gear), Ok(Gear::Neutral));
    assert_eq!(reader.read_with(|v| v.letter()), Ok('é'));
    assert_eq!(reader.read_with(|v| v.running()), Ok(true));
    let other = reader.read_with(|v| v.cylinders().at(1).map(|c| (c.state(), c.knocks())));
    assert_eq!(other, Some((Ok(State::Off), Ok(NonZeroU16::MIN))));
    assert_eq!(invalid(&reader).path(), "cylinders[0].state");
}

#[test]
fn what_a_view_finds_invalid_is_named_by_its_path_in_the_whole_value() {
    let name = Name::unique("view-path");
    let _writer = SharedBox::create(&name, ENGINE).unwrap();
    let reader = SharedRef::<Engine>::open(&name).unwrap();
    spoil(&name, 8 + 2 * 8 + 2, &[7, 1, 9]); // `cylinders[2].state`, `.valves[1]`

    let state = reader.read_with(|v| v.cylinders().at(2)?.state().err());
    let state = state.unwrap();
    assert_eq!(
        (state.path().as_str(), state.bits(), state.offset()),
        ("cylinders[2].state", 7, 26)
    );
    assert_eq!(state, invalid(&reader), "as `try_read` says it");

    let valves = reader.read_with(|v| {
        let valves = v.cylinders().at(2)?.valves();
        Some((valves.at(0)?, valves.iter().find_map(Result::err)))
    });
    let (first, bad) = valves.unwrap();
    assert_eq!(first, Ok(true));
    assert_eq!(bad.unwrap().path(), "cylinders[2].valves[1]");

    // `?` within the closure, and behind it.
    let through = |reader: &SharedRef<Engine>| -> Result<State, ReadError> {
        let all = |v: View<'_, Engine>| v.cylinders().iter().map(|c| c.state()).next_back();
        Ok(reader.try_read_with(all)?.unwrap_or(Ok(State::Off))?)
    };
    assert_eq!(through(&reader), Err(ReadError::Invalid(state)));
}

#[test]
fn a_view_of_a_checked_struct_becomes_one_after_a_check_of_all_of_it() {
    let name = Name::unique("view-whole");
    let _writer = SharedBox::create(&name, ENGINE).unwrap();
    let reader = SharedRef::<Engine>::open(&name).unwrap();
    spoil(&name, 8 + 8 + 3, &[2]); // `cylinders[1].valves[0]`

    let whole = |at: usize| reader.read_with(|v| v.cylinders().at(at).map(Cylinder::try_from));
    assert_eq!(whole(0), Some(Ok(CYLINDER)));
    let Some(Err(second)) = whole(1) else {
        panic!("a value")
    };
    assert_eq!(second.path(), "cylinders[1].valves[0]");

    let valves = |at: usize| {
        reader.read_with(|v| v.cylinders().at(at).and_then(|c| c.valves().try_to_array()))
    };
    assert_eq!(valves(2), Some(Ok([false, true])));
    assert_eq!(valves(1), Some(Err(second)));
    let all = reader.read_with(|v| v.cylinders().skip(2).try_to_array::<1>());
    assert_eq!(all, Some(Ok([CYLINDER])));
    let wrong = reader.read_with(|v| v.cylinders().try_to_array::<2>().is_none());
    assert!(wrong);
}

#[test]
fn lists_of_checked_types_are_seen_in_parts() {
    let name = Name::unique("view-lists");
    let _writer = SharedBox::create(&name, service()).unwrap();
    let reader = SharedRef::<Service>::open(&name).unwrap();
    spoil(&name, 16 + 8 + 1, &[3]); // `states[1]`

    let states = reader.read_with(|v| {
        let states = v.states();
        (states.len(), states.at(0), states.at(1), states.at(2))
    });
    let (2, Some(Ok(State::On)), Some(Err(bad)), None) = states else {
        panic!("{states:?}")
    };
    assert_eq!((bad.path().as_str(), bad.bits()), ("states[1]", 3));
    let door = reader.read_with(|v| v.doors().at(1)?.at(0));
    assert_eq!(door, Some(Ok(true)));
}

#[test]
fn a_view_of_a_single_checked_value_is_that_value_or_what_is_wrong() {
    let name = Name::unique("view-single");
    let _writer = SharedBox::create(&name, State::On).unwrap();
    let reader = SharedRef::<State>::open(&name).unwrap();
    assert_eq!(reader.read_with(|v| v), Ok(State::On));

    spoil(&name, 0, &[3]);
    let bad = reader.read_with(|v| v).unwrap_err();
    assert_eq!(
        bad.to_string(),
        "the value is 3 (0x03), and a `State` is 0 (Off), 1 (On) or 4 (Fault)"
    );
}

#[test]
fn invalid_bits_in_a_run_that_does_not_count_are_not_reported() {
    let name = Name::unique("view-lapped");
    let writer = SharedBox::options()
        .slots(2)
        .create(&name, State::On)
        .unwrap();
    let writer = RefCell::new(writer);
    let reader = SharedRef::<State>::open(&name).unwrap();
    let runs = Cell::new(0);

    let seen = reader.try_read_with(|v| {
        if runs.replace(runs.get() + 1) > 0 {
            return v;
        }
        // A lap: another value is in the slot, and something else spoils it while it is looked at.
        let mut writer = writer.borrow_mut();
        writer.publish(&State::Off);
        writer.publish(&State::Off);
        spoil(&name, 0, &[3]);
        let torn = reader.read_with(|v| v);
        assert!(torn.is_err());
        writer.publish(&State::Fault);
        torn
    });
    assert_eq!(seen, Ok(Ok(State::Fault)));
    assert_eq!(runs.get(), 2);
}

#[test]
fn halves_of_two_values_are_never_reported_as_invalid() {
    let _watchdog = Watchdog::new("halves_of_two_values", 120);
    const HALVES: [NonZeroU128; 2] = [
        NonZeroU128::new(1).unwrap(),
        NonZeroU128::new(1 << 64).unwrap(),
    ]; // the upper half of one and the lower half of the other are 0
    let name = Name::unique("view-halves");
    let mut writer = SharedBox::options()
        .slots(2)
        .create(&name, HALVES[0])
        .unwrap();
    let reader = SharedRef::<NonZeroU128>::open(&name).unwrap();
    let done = AtomicBool::new(false);

    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0.. {
                writer.publish(&HALVES[round % 2]);
                if done.load(Relaxed) {
                    break;
                }
            }
        });
        let seen: Vec<_> = (0..50_000).map(|_| reader.read_with(|v| v)).collect();
        done.store(true, Relaxed);
        for seen in seen {
            assert!(HALVES.contains(&seen.unwrap()));
        }
    });
}

#[test]
fn a_view_of_a_generic_checked_struct_follows_its_argument() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    #[shared(checked)]
    struct Both<T> {
        one: T,
        more: [T; 2],
    }
    let name = Name::unique("generic-view");
    let value = Both {
        one: 1_u32,
        more: [2, 3],
    };
    let _writer = SharedBox::create(&name, value).unwrap();
    let reader = SharedRef::<Both<u32>>::open(&name).unwrap();

    let seen = reader.read_with(|v| (v.one(), v.more().at(1)));

    assert_eq!(seen, (1, Some(3)));
    assert_eq!(
        reader.fold(
            |v| v.more(),
            0,
            |sum, chunk| sum + chunk.iter().sum::<u32>()
        ),
        5
    );
}
