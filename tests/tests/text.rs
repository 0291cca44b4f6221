//! Promise: text and lists lie inside a struct, take what fits and refuse the rest in words, and
//! whatever bytes another process writes are a value of theirs.

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::hash::{Hash, Hasher};
use std::os::unix::fs::FileExt;
use std::process::Command;

use bytemuck::{AnyBitPattern, Pod, Zeroable, bytes_of, pod_read_unaligned};
use proptest::prelude::*;
use shm_typed::layout::{Shape, TypeDescriptor};
use shm_typed::schema::{Aspect, layout_fingerprint, schema_fingerprint};
use shm_typed::{FixedStr, FixedVec, OnDrop, Plain, Schema, Shared, SharedBox, SharedRef, TooLong};
use shm_typed_tests::{Name, Watchdog};
use static_assertions::{assert_impl_all, assert_not_impl_any};

const PAGE: &str = include_str!("../../shm-typed/src/docs/format.md");

assert_impl_all!(FixedStr<0>: Shared, Plain, Pod, Zeroable, Send, Sync, Unpin);
assert_impl_all!(FixedStr<7>: Copy, Eq, Ord, Hash, Default);
assert_impl_all!(FixedVec<u64, 3>: Shared, Plain, AnyBitPattern, Zeroable, Send, Sync, Unpin);
assert_impl_all!(FixedVec<u64, 3>: Copy, Eq, Ord, Hash, Default);
// Whether there is padding hangs on the element, and nobody evaluates `DESCRIPTOR` for a `Pod`.
assert_not_impl_any!(FixedVec<u64, 3>: Pod);
assert_not_impl_any!(FixedVec<f64, 3>: Eq, Ord, Hash);
assert_impl_all!(TooLong: std::error::Error, Copy, Eq, Send, Sync);

#[derive(Clone, Copy, Debug, PartialEq, Default, Shared)]
#[repr(C)]
struct Stop {
    at: f64,
    id: u32,
    name: FixedStr<4>,
}

#[derive(Clone, Copy, Debug, PartialEq, Default, Shared)]
#[repr(C)]
struct Service {
    name: FixedStr<32>,
    loads: FixedVec<f64, 4>,
    hosts: FixedVec<FixedStr<8>, 2>,
    stops: FixedVec<Stop, 2>,
    flags: FixedVec<u8, 8>,
}

const SERVICE_JSON: &str = concat!(
    r#"{"format":1,"type":{"struct":"Service","size":192,"align":8,"fields":["#,
    r#"{"name":"name","offset":0,"type":{"text":32}},"#,
    r#"{"name":"loads","offset":40,"type":{"list":"f64","capacity":4}},"#,
    r#"{"name":"hosts","offset":80,"type":{"list":{"text":8},"capacity":2}},"#,
    r#"{"name":"stops","offset":120,"type":{"list":{"struct":"Stop","size":24,"align":8,"fields":["#,
    r#"{"name":"at","offset":0,"type":"f64"},{"name":"id","offset":8,"type":"u32"},"#,
    r#"{"name":"name","offset":12,"type":{"text":4}}]},"capacity":2}},"#,
    r#"{"name":"flags","offset":176,"type":{"list":"u8","capacity":8}}]}}"#,
);

fn service() -> Service {
    Service {
        name: "pump".parse().unwrap(),
        loads: FixedVec::try_from_slice(&[0.5, 1.5]).unwrap(),
        hosts: FixedVec::try_from_slice(&["a".parse().unwrap()]).unwrap(),
        stops: FixedVec::new(),
        flags: FixedVec::try_from_slice(&[1, 2, 3]).unwrap(),
    }
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The text whose length and bytes another program wrote.
fn raw<const N: usize>(len: u64, bytes: &[u8; N]) -> FixedStr<N> {
    pod_read_unaligned(&[&len.to_le_bytes()[..], bytes].concat())
}

// ---- layout ------------------------------------------------------------------------------------

#[test]
fn what_unwrap_shows_of_too_much_is_the_text() {
    let text = "engine room".parse::<FixedStr<8>>().unwrap_err();
    let list = FixedVec::<u8, 2>::try_from([1, 2, 3].as_slice()).unwrap_err();

    assert_eq!(format!("{text:?}"), text.to_string());
    assert_eq!(format!("{list:?}"), list.to_string());
}

#[test]
fn a_literal_is_the_text_that_parsing_gives() {
    const REGION: FixedStr<6> = FixedStr::literal("eu-1");
    const WHOLE: FixedStr<4> = FixedStr::literal("eu-1");
    const NONE: FixedStr<0> = FixedStr::literal("");

    assert_eq!(
        bytes_of(&REGION),
        bytes_of(&"eu-1".parse::<FixedStr<6>>().unwrap())
    );
    assert_eq!((WHOLE.as_str(), NONE.as_str()), (Ok("eu-1"), Ok("")));
}

#[test]
fn a_literal_that_does_not_fit_panics_as_parsing_fails() {
    let text = "eu-central-1";

    let error = text.parse::<FixedStr<8>>().unwrap_err();
    let panic = std::panic::catch_unwind(|| FixedStr::<8>::literal(text)).unwrap_err();

    assert_eq!(panic.downcast_ref::<String>(), Some(&error.to_string()));
}

#[test]
fn text_of_any_capacity_has_no_padding_and_8_bytes_more_than_its_capacity() {
    macro_rules! check {
        ($($n:literal)*) => {$(
            assert_eq!(size_of::<FixedStr<$n>>(), 8 + $n);
            assert_eq!(align_of::<FixedStr<$n>>(), 1);
            let ty = FixedStr::<$n>::DESCRIPTOR;
            assert_eq!((ty.size(), ty.align()), (8 + $n, 1));
            assert_eq!(ty.shape(), &Shape::Text { capacity: $n });
        )*};
    }
    check!(0 1 2 3 4 5 6 7 8 9 31 32 255 256 4093 65536 1000003 4294967297);
}

#[test]
fn a_list_has_no_padding_and_8_bytes_more_than_its_elements() {
    fn check<T: Shared, const N: usize>() {
        let ty: &TypeDescriptor = FixedVec::<T, N>::DESCRIPTOR;
        assert_eq!(ty.size(), 8 + N * size_of::<T>());
        assert_eq!(ty.size(), size_of::<FixedVec<T, N>>());
        assert_eq!(ty.align(), align_of::<T>());
        let element = T::DESCRIPTOR;
        let capacity = N;
        assert_eq!(ty.shape(), &Shape::List { element, capacity });
    }
    fn check_all<T: Shared>() {
        check::<T, 0>();
        check::<T, 1>();
        check::<T, 2>();
        check::<T, 3>();
        check::<T, 5>();
        check::<T, 8>();
        check::<T, 1001>();
    }

    check_all::<u8>();
    check_all::<i16>();
    check_all::<f32>();
    check_all::<u64>();
    check_all::<f64>();
    check_all::<[u8; 3]>();
    check_all::<[u64; 0]>();
    check_all::<FixedStr<5>>();
    check_all::<FixedVec<u16, 3>>();
    check_all::<Stop>();
}

#[test]
fn a_struct_that_holds_them_is_plain_old_data_with_each_byte_where_it_belongs() {
    assert_impl_all!(Service: Pod);

    let service = service();
    let bytes = bytes_of(&service);

    assert_eq!(bytes[..16], *b"\x04\0\0\0\0\0\0\0pump\0\0\0\0");
    assert!(bytes[16..40].iter().all(|byte| *byte == 0));
    assert_eq!(bytes[40..48], 2_u64.to_le_bytes());
    assert_eq!(bytes[48..56], 0.5_f64.to_le_bytes());
    assert_eq!(bytes[80..97], *b"\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0a");
    assert_eq!(
        bytes[176..],
        [3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0]
    );
}

#[test]
fn they_may_stand_in_a_struct_with_parameters() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Log<T, const LINES: usize, const WIDTH: usize> {
        newest: T,
        lines: FixedVec<FixedStr<WIDTH>, LINES>,
        values: FixedVec<T, LINES>,
    }

    assert_eq!(Log::<u64, 2, 8>::DESCRIPTOR.size(), 8 + 40 + 24);
}

// ---- text --------------------------------------------------------------------------------------

#[test]
fn text_takes_what_fits_and_no_more() {
    for text in ["", "a", "engine", "°°°°", "12345678"] {
        let fixed = FixedStr::<8>::try_from(text).unwrap();

        assert_eq!(fixed.as_str(), Ok(text));
        assert_eq!(fixed, *text);
        assert_eq!(text, fixed);
        assert_eq!(text.parse(), Ok(fixed));
        assert_eq!(FixedStr::try_from_bytes(text.as_bytes()), Ok(fixed));
        assert_eq!(
            (fixed.len(), fixed.is_empty()),
            (text.len(), text.is_empty())
        );
        assert_eq!((fixed.capacity(), fixed.as_bytes()), (8, text.as_bytes()));
    }
    for text in ["123456789", "°°°°°", "x".repeat(1000).as_str()] {
        let error = FixedStr::<8>::try_from(text).unwrap_err();

        assert_eq!((error.capacity(), error.len()), (8, text.len()));
        assert_eq!(error.excess(), text.len() - 8);
    }
}

#[test]
fn text_without_room_is_empty() {
    let mut nothing = FixedStr::<0>::new();

    assert_eq!(nothing.push_str(""), Ok(()));
    assert_eq!(nothing.push('a').map_err(|error| error.excess()), Err(1));
    nothing.truncate(3);
    assert_eq!((nothing.as_str(), nothing.len()), (Ok(""), 0));
}

#[test]
fn too_long_a_text_is_an_error_that_says_by_how_much_and_the_repair() {
    let mut name = FixedStr::<8>::try_from("engine").unwrap();
    let before = name;

    let error = name.push_str(" room").unwrap_err();

    assert_eq!(
        error.to_string(),
        "the text has 11 bytes, 3 more than the 8 that fit: shorten it, or make it a `FixedStr<11>`"
    );
    assert_eq!(bytes_of(&name), bytes_of(&before));
    assert!(name.push('€').is_err());
    assert_eq!(bytes_of(&name), bytes_of(&before));
}

#[test]
fn text_is_cut_between_characters_only() {
    let text = FixedStr::<10>::try_from("a°€😀").unwrap();
    let cut = |len| {
        let mut text = text;
        text.truncate(len);
        text.as_str().unwrap().to_owned()
    };

    let cuts: Vec<_> = (0..=11).map(cut).collect();

    let whole = "a°€😀";
    assert_eq!(
        cuts,
        [
            "", "a", "a", "a°", "a°", "a°", "a°€", "a°€", "a°€", "a°€", whole, whole
        ]
    );
}

#[test]
fn equal_texts_have_equal_bytes_however_they_came_about() {
    let mut long = FixedStr::<16>::try_from("a long text").unwrap();
    long.truncate(4);
    long.clear();
    long.push('o').unwrap();
    long.push_str("n").unwrap();
    let mut written = FixedStr::<16>::default();
    for char in ['o', 'n'] {
        write!(written, "{char}").unwrap();
    }

    let parsed: FixedStr<16> = "on".parse().unwrap();

    assert_eq!(bytes_of(&long), bytes_of(&parsed));
    assert_eq!(bytes_of(&written), bytes_of(&parsed));
    assert_eq!(bytes_of(&FixedStr::<3>::new()), [0; 11]);
}

#[test]
fn text_is_compared_by_its_content() {
    let one = raw(2, b"onXY");
    let other = raw(2, b"on\0\0");

    assert_eq!(one, other);
    assert_eq!(hash(&one), hash(&other));
    assert!(raw(1, b"b\0") > raw(2, b"az"));
    assert!(raw(1, b"az") < raw(2, b"az"));
    assert_ne!(raw(1, b"on"), raw(2, b"on"));
}

#[test]
fn a_length_beyond_the_room_counts_as_the_room() {
    for len in [4, 5, 255, 256, 1 << 32, u64::MAX / 2, u64::MAX] {
        let mut text = raw(len, b"abcd");

        assert_eq!((text.len(), text.as_str()), (4, Ok("abcd")));
        assert_eq!(text, "abcd");
        assert_eq!(
            (text, hash(&text)),
            (raw(4, b"abcd"), hash(&raw(4, b"abcd")))
        );
        assert_eq!(text.push('e').map_err(|error| error.len()), Err(5));
        text.truncate(9);
        assert_eq!(bytes_of(&text), bytes_of(&raw(4, b"abcd")));
    }
}

#[test]
fn bytes_that_are_no_utf8_are_an_error_or_lossy_by_choice() {
    let bad = raw(5, b"a\xffb\xf0\x9f");

    assert_eq!(bad.as_str().map_err(|error| error.valid_up_to()), Err(1));
    assert_eq!(bad.to_string_lossy(), "a\u{fffd}b\u{fffd}");
    assert_eq!(format!("{bad}"), "a\u{fffd}b\u{fffd}");
    assert_eq!(format!("{bad:?}"), "\"a\u{fffd}b\u{fffd}\"");
    assert_eq!(bad.as_bytes(), b"a\xffb\xf0\x9f");
}

#[test]
fn bytes_that_are_no_utf8_lose_no_more_than_a_character_would() {
    let cut = |mut text: FixedStr<6>, len| {
        text.truncate(len);
        text.as_bytes().to_vec()
    };

    let tails = raw(6, b"\x80\x80\x80\x80\x80\x80");
    assert_eq!(cut(tails, 5), [0x80; 5]);
    assert_eq!(cut(tails, 2), [0x80; 2]);
    assert!(cut(tails, 0).is_empty());
    assert_eq!(cut(raw(6, b"ab\x80\x80\x80\x80"), 4), *b"a");
    assert_eq!(cut(raw(6, b"ab\x80\x80\x80\x80"), 5), *b"ab\x80\x80\x80");
}

#[test]
fn text_shows_as_str_does_and_debug_escapes_what_a_terminal_would_obey() {
    let text = FixedStr::<16>::try_from("\u{1b}[2J\n\"é\"").unwrap();

    assert_eq!(format!("{text}"), "\u{1b}[2J\n\"é\"");
    assert_eq!(format!("{text:?}"), r#""\u{1b}[2J\n\"é\"""#);
    assert_eq!(
        format!("[{:>5}|{:<5.2}]", raw(2, b"ab"), raw(3, b"abc")),
        "[   ab|ab   ]"
    );
}

// ---- lists -------------------------------------------------------------------------------------

#[test]
fn a_list_takes_what_fits_and_no_more() {
    let mut list = FixedVec::<u32, 3>::new();
    assert!(list.is_empty() && list.pop().is_none());

    list.push(7).unwrap();
    list.try_extend_from_slice(&[8, 9]).unwrap();
    let error = list.push(10).unwrap_err();

    assert_eq!((error.capacity(), error.len(), error.excess()), (3, 4, 1));
    assert_eq!(
        error.to_string(),
        "the list has 4 elements, 1 more than the 3 that fit: leave some out, or make it a \
         `FixedVec<_, 4>`"
    );
    assert_eq!(list, [7, 8, 9]);
    assert_eq!((list.len(), list.capacity(), list[1]), (3, 3, 8));
    assert_eq!(FixedVec::try_from(&[7, 8, 9][..]), Ok(list));
    assert!(FixedVec::<u32, 3>::try_from(&[1, 2, 3, 4][..]).is_err());
}

#[test]
fn a_list_is_a_slice_and_can_be_walked() {
    let mut list = FixedVec::<i16, 5>::try_from_slice(&[3, 1, 2]).unwrap();

    list.sort();
    list[0] = 10;
    for item in &mut list {
        *item += 1;
    }

    assert_eq!(list.iter().copied().collect::<Vec<_>>(), [11, 3, 4]);
    assert_eq!(list.into_iter().sum::<i16>(), 18);
    assert_eq!((&list).into_iter().len(), 3);
    assert_eq!((list.first(), list.contains(&4)), (Some(&11), true));
    assert_eq!(format!("{list:?}"), "[11, 3, 4]");
}

#[test]
fn an_iterator_that_is_too_long_appends_nothing() {
    let mut list = FixedVec::<u8, 4>::try_from_slice(&[1]).unwrap();
    let before: Vec<u8> = raw_bytes(&list);

    let known = list.try_extend(0..10).unwrap_err();
    let endless = list.try_extend(std::iter::repeat(1)).unwrap_err();
    let unknown = list.try_extend((0..10).filter(|_| true)).unwrap_err();

    assert_eq!(
        (known.len(), endless.len(), unknown.len()),
        (11, usize::MAX, 5)
    );
    assert_eq!(raw_bytes(&list), before);
    list.try_extend([2, 3, 4]).unwrap();
    assert_eq!(list, [1, 2, 3, 4]);
}

/// The bytes of a list of `u8`, by way of a struct without parameters.
fn raw_bytes(list: &FixedVec<u8, 4>) -> Vec<u8> {
    #[derive(Clone, Copy, Shared)]
    #[repr(transparent)]
    struct Bytes(FixedVec<u8, 4>);

    bytes_of(&Bytes(*list)).to_vec()
}

/// The list whose length and elements another program wrote.
fn raw_list(len: u64, items: [u8; 4]) -> FixedVec<u8, 4> {
    pod_read_unaligned(&[&len.to_le_bytes()[..], &items].concat())
}

#[test]
fn what_lies_behind_the_last_element_is_zero() {
    let mut list = FixedVec::<u8, 4>::try_from_slice(&[1, 2, 3, 4]).unwrap();

    list.pop();
    assert_eq!(raw_bytes(&list)[8..], [1, 2, 3, 0]);
    list.truncate(1);
    assert_eq!(raw_bytes(&list), [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    list.truncate(2);
    assert_eq!(list, [1]);
    list.clear();
    assert_eq!(raw_bytes(&list), [0; 12]);
    let mut left = raw_list(1, [1, 2, 3, 4]);
    left.truncate(1);
    assert_eq!(raw_bytes(&left)[8..], [1, 0, 0, 0]);
}

#[test]
fn a_list_is_compared_by_its_content_and_its_length_never_exceeds_its_room() {
    let one = raw_list(2, [1, 2, 3, 4]);
    let other = raw_list(2, [1, 2, 0, 0]);
    assert_eq!((one, hash(&one)), (other, hash(&other)));
    assert!(raw_list(1, [2, 0, 0, 0]) > one && raw_list(1, [1, 0, 0, 0]) < one);

    for len in [4, 5, 256, 1 << 32, u64::MAX] {
        let mut list = raw_list(len, [1, 2, 3, 4]);

        assert_eq!((list.len(), &*list), (4, &[1, 2, 3, 4][..]));
        assert_eq!(
            (list, hash(&list)),
            (raw_list(4, [1, 2, 3, 4]), hash(&[1_u8, 2, 3, 4][..]))
        );
        assert!(list.push(5).is_err());
        assert_eq!(list.into_iter().count(), 4);
        assert_eq!((list.pop(), list.len()), (Some(4), 3));
    }
}

// ---- shared memory -----------------------------------------------------------------------------

#[test]
fn they_cross_from_writer_to_reader() {
    let name = Name::unique("text");
    let mut writer = SharedBox::create(&name, service()).unwrap();
    let reader = SharedRef::<Service>::open(&name).unwrap();

    writer.update(|service| {
        service.name.clear();
        write!(service.name, "pump {}", 2).unwrap();
        service.loads.push(2.5).unwrap();
    });

    let now = reader.read();
    assert_eq!(now.name, "pump 2");
    assert_eq!(now.loads, [0.5, 1.5, 2.5]);
    assert_eq!(now, *writer);
}

#[test]
fn whatever_another_process_writes_over_a_live_slot_is_a_value() {
    const PATTERNS: [[u8; 8]; 7] = [
        [0xff; 8],
        [0x80; 8],
        [0xc3; 8],
        [0, 0, 0, 0, 0, 0, 0, 0x80],
        [33, 0, 0, 0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0, 0, 0],
        [0x1b, b'[', b'2', b'J', 0, 0xf0, 0x9f, 0x98],
    ];
    let name = Name::unique("text-hostile");
    let _writer = SharedBox::options()
        .slots(2)
        .create(&name, service())
        .unwrap();
    let reader = SharedRef::<Service>::open(&name).unwrap();
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(name.path())
        .unwrap();
    let word = |at: u64, len: usize| {
        let mut bytes = [0; 8];
        file.read_exact_at(&mut bytes[..len], at).unwrap();
        u64::from_le_bytes(bytes)
    };
    let value = word(64, 8) + (word(256, 8) & 0xff) * word(56, 8) + word(44, 4);

    for at in (0..192).step_by(8) {
        for pattern in PATTERNS {
            let before = word(value + at, 8).to_le_bytes();
            file.write_all_at(&pattern, value + at).unwrap();

            use_all(reader.read());

            if at % 3 == 0 {
                file.write_all_at(&before, value + at).unwrap();
            }
        }
    }
}

/// Calls everything that looks at the contents.
fn use_all(mut service: Service) {
    let copy = service;
    assert!(service.name.len() <= 32 && service.loads.len() <= 4 && service.hosts.len() <= 2);
    assert_eq!(
        service.name.as_str().is_ok(),
        !service.name.to_string_lossy().contains('\u{fffd}')
    );
    assert!(!format!("{service:?}").contains(|char: char| char.is_control()));
    assert_eq!(
        (service.name, hash(&service.name)),
        (copy.name, hash(&copy.name))
    );
    assert_eq!(service.name.to_string(), service.name.to_string_lossy());
    for host in &service.hosts {
        assert!(host.len() <= 8 && host.to_string().chars().count() <= 8);
    }
    for stop in service.stops.iter_mut() {
        stop.name.truncate(1);
        assert!(stop.name.len() <= 1);
    }
    for len in (0..=33).rev() {
        service.name.truncate(len);
        let _ = service.name.push('€');
        let _ = service.loads.push(1.0);
        let _ = service.flags.pop();
    }
    service.name.clear();
    service.loads.clear();
    assert!(service.name.is_empty() && service.loads.is_empty() && service.flags.is_empty());
}

// ---- schema ------------------------------------------------------------------------------------

#[test]
fn the_schema_names_capacities_and_reads_back() {
    let schema = Schema::of::<Service>();

    assert_eq!(schema.to_json(), SERVICE_JSON);
    assert_eq!(Schema::from_json(SERVICE_JSON.as_bytes()).unwrap(), schema);
    assert_eq!(
        schema.to_string(),
        "Service: 192 bytes, align 8
       0  FixedStr<32>              name
      40  FixedVec<f64, 4>          loads
      80  FixedVec<FixedStr<8>, 2>  hosts
     120  FixedVec<Stop, 2>         stops
     128  f64                         at
     136  u32                         id
     140  FixedStr<4>                 name
     176  FixedVec<u8, 8>           flags"
    );
}

/// The golden values were computed by the Python on the page of the schema's fingerprints.
#[test]
fn the_fingerprints_have_not_moved() {
    const LAYOUT: &str = "6fbc5a330e003a46a8bef5c9c2e23115";
    let golden = [
        (
            Schema::of::<FixedStr<32>>(),
            "5e563130f205622af0d9f7f0816c1f5b",
        ),
        (
            Schema::of::<FixedVec<f64, 4>>(),
            "54fb9788491508351b099d89a6523344",
        ),
        (Schema::of::<Service>(), LAYOUT),
    ];

    for (schema, layout) in golden {
        assert_eq!(schema.layout_fingerprint().to_string(), layout);
    }
    let constant = const {
        (
            layout_fingerprint(Service::DESCRIPTOR),
            schema_fingerprint(Service::DESCRIPTOR),
        )
    };
    assert_eq!(constant.0.to_string(), LAYOUT);
    assert_eq!(constant.1, Schema::of::<Service>().fingerprint());
}

#[test]
fn capacity_and_element_are_in_the_fingerprint() {
    let all = [
        Schema::of::<FixedStr<8>>(),
        Schema::of::<FixedStr<9>>(),
        Schema::of::<FixedVec<u8, 8>>(),
        Schema::of::<FixedVec<u8, 9>>(),
        Schema::of::<FixedVec<i8, 8>>(),
        Schema::of::<FixedVec<FixedStr<8>, 1>>(),
        Schema::of::<[u8; 16]>(),
    ];

    for (index, one) in all.iter().enumerate() {
        for other in &all[..index] {
            assert_ne!(one.layout_fingerprint(), other.layout_fingerprint());
            assert_ne!(one.fingerprint(), other.fingerprint());
            assert!(
                one.diff(other)
                    .first()
                    .is_some_and(|first| first.is_layout())
            );
        }
    }
}

#[test]
fn a_path_leads_to_an_element_of_a_list() {
    let schema = Schema::of::<Service>();
    let place = |path: &str| {
        let place = schema.field(path)?;
        Some((place.offset(), place.ty().to_string()))
    };

    assert_eq!(place("name"), Some((0, "FixedStr<32>".to_owned())));
    assert_eq!(place("loads[0]"), Some((48, "f64".to_owned())));
    assert_eq!(place("loads[3]"), Some((72, "f64".to_owned())));
    assert_eq!(place("hosts[1]"), Some((104, "FixedStr<8>".to_owned())));
    assert_eq!(place("stops[1].id"), Some((160, "u32".to_owned())));
    for path in ["loads[4]", "loads[-1]", "name[0]", "loads.0", "stops.id"] {
        assert_eq!(place(path), None, "{path}");
    }
}

#[test]
fn another_capacity_is_said_in_words() {
    let said = |from: &str, to: &str| {
        assert!(SERVICE_JSON.contains(from));
        let there = Schema::from_json(SERVICE_JSON.replacen(from, to, 1).as_bytes()).unwrap();
        let diff = Schema::of::<Service>().diff(&there);
        let first = diff.first().unwrap();
        assert!(first.is_layout() && !diff.is_append());
        (first.aspect(), first.to_string())
    };

    assert_eq!(
        said(r#"{"text":32}"#, r#"{"text":24}"#),
        (
            Aspect::Length,
            "field `name` is FixedStr<32> at offset 0 here, FixedStr<24> at offset 0 in the object"
                .to_owned()
        )
    );
    assert_eq!(
        said(r#""f64","capacity":4"#, r#""f64","capacity":3"#),
        (
            Aspect::Length,
            "field `loads` is FixedVec<f64, 4> at offset 40 here, FixedVec<f64, 3> at offset 40 in \
             the object"
                .to_owned()
        )
    );
    assert_eq!(said(r#""list":"f64""#, r#""list":"u64""#).0, Aspect::Type);
    assert_eq!(said(r#"{"text":8}"#, r#"{"text":7}"#).0, Aspect::Length);
    assert_eq!(
        said(r#""type":{"text":4}"#, r#""type":"u32""#).1,
        "field `stops[].name` is FixedStr<4> at offset 12 here, u32 at offset 12 in the object"
    );
}

#[test]
fn another_capacity_is_no_typed_open() {
    let name = Name::unique("text-capacity");
    let _writer = SharedBox::create(&name, FixedStr::<16>::new()).unwrap();

    let error = SharedRef::<FixedStr<24>>::open(&name).unwrap_err();

    let words = error.to_string();
    assert!(
        words.contains("type is FixedStr<24> here, FixedStr<16> in the object"),
        "{words}"
    );
}

#[test]
fn a_hostile_schema_of_text_and_lists_is_refused() {
    let refused = |ty: &str| {
        let json = format!(r#"{{"format":1,"type":{ty}}}"#);
        Schema::from_json(json.as_bytes()).unwrap_err().to_string()
    };
    let whole = "must be a whole number, not negative, that is not too large";

    let cases = [
        (
            r#"{"text":-1}"#,
            format!("schema: `text` {whole} (byte 27)"),
        ),
        (
            r#"{"text":"8"}"#,
            format!("schema: `text` {whole} (byte 27)"),
        ),
        (
            r#"{"text":18446744073709551615}"#,
            "schema: the text is larger than 2^40 bytes (byte 27)".to_owned(),
        ),
        (
            r#"{"list":"u8"}"#,
            "schema: `capacity` is missing (byte 19)".to_owned(),
        ),
        (
            r#"{"list":"u64","capacity":2305843009213693952}"#,
            "schema: the list is larger than 2^40 bytes (byte 44)".to_owned(),
        ),
        (
            r#"{"list":"u8","capacity":18446744073709551615}"#,
            "schema: the list is larger than 2^40 bytes (byte 43)".to_owned(),
        ),
        (
            r#"{"list":"u128","capacity":1}"#,
            "schema field `[]`: the elements of a list are aligned to at most 8 (byte 27)"
                .to_owned(),
        ),
        (
            r#"{"text":8,"list":"u8","capacity":1}"#,
            "schema: a type is one of `array`, `text`, `list`, `struct`, `opaque`, `enum` (byte 19)"
                .to_owned(),
        ),
    ];

    for (ty, words) in cases {
        assert_eq!(refused(ty), words);
    }
    let deep = "{\"list\":".repeat(40) + "\"u8\"" + &",\"capacity\":1}".repeat(40);
    assert!(refused(&deep).contains("nested more than 32 deep"));
}

// ---- other languages ---------------------------------------------------------------------------

/// What the page has in its code block of this `language`.
fn block(language: &str) -> &'static str {
    let (_, after) = PAGE.split_once(&format!("```{language}\n")).unwrap();
    after.split_once("```").unwrap().0
}

#[test]
fn the_python_of_the_page_reads_a_live_object() {
    let _watchdog = Watchdog::new("python reads text", 120);
    let name = Name::unique("text-python");
    let mut writer = SharedBox::options()
        .slots(2)
        .create(&name, service())
        .unwrap();
    writer.update(|service| service.name = "pümp".parse().unwrap());
    let program = format!(
        "{}\nimport sys\nobject = open(sys.argv[1], 'rb').read()\n\
         u = lambda at, n: int.from_bytes(object[at : at + n], 'little')\n\
         at = u(64, 8) + (u(256, 8) & 255) * u(56, 8) + u(44, 4)\n\
         value = object[at : at + u(48, 8)]\n\
         print(ascii(text(value, 0, 32)), floats(value, 40, 4))",
        block("python")
    );

    let python = Command::new("python3")
        .arg("-c")
        .arg(program)
        .arg(name.path())
        .output();
    let Ok(python) = python else {
        return; // no Python on this machine
    };

    assert_eq!(String::from_utf8_lossy(&python.stderr), "");
    assert_eq!(
        String::from_utf8_lossy(&python.stdout),
        "'p\\xfcmp' (0.5, 1.5)\n"
    );
}

#[test]
fn the_c_of_the_page_reads_a_live_object() {
    let _watchdog = Watchdog::new("C reads text", 120);
    let name = Name::unique("text-c");
    let writer = SharedBox::options()
        .slots(2)
        .on_drop(OnDrop::Keep)
        .create(&name, service());
    drop(writer.unwrap());
    let program = format!(
        "#include <stdint.h>\n#include <stdio.h>\n#include <string.h>\n{}\n\
         struct service {{ struct name name; struct loads loads; }};\n\
         _Static_assert(sizeof(struct service) == 80, \"no padding\");\n\
         int main(int argc, char **argv) {{\n\
           static unsigned char object[1 << 16];\n\
           struct service s;\n\
           uint64_t head, slots, stride; uint32_t at;\n\
           FILE *file = fopen(argv[argc - 1], \"rb\");\n\
           if (!file || fread(object, 1, sizeof object, file) < 4096) return 1;\n\
           memcpy(&at, object + 44, 4); memcpy(&stride, object + 56, 8);\n\
           memcpy(&slots, object + 64, 8); memcpy(&head, object + 256, 8);\n\
           memcpy(&s, object + slots + (head & 255) * stride + at, sizeof s);\n\
           printf(\"%.*s\", (int)length(s.name.len, 32), s.name.bytes);\n\
           for (size_t i = 0; i < length(s.loads.len, 4); i++) printf(\" %.1f\", s.loads.items[i]);\n\
           return 0; }}\n",
        block("C")
    );
    let folder = std::env::temp_dir().join(format!("{}.d", &*name));
    std::fs::create_dir(&folder).unwrap();
    let (source, binary) = (folder.join("text.c"), folder.join("text"));
    std::fs::write(&source, program).unwrap();

    let cc = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-o"])
        .args([&binary, &source])
        .output()
        .expect("there is a C compiler");
    let run = Command::new(&binary).arg(name.path()).output();
    std::fs::remove_dir_all(&folder).unwrap();

    assert_eq!(String::from_utf8_lossy(&cc.stderr), "");
    assert_eq!(
        String::from_utf8_lossy(&run.unwrap().stdout),
        "pump 0.5 1.5"
    );
}

// ---- serde -------------------------------------------------------------------------------------

#[test]
fn with_serde_text_is_a_string_and_a_list_a_sequence() {
    let text = FixedStr::<8>::try_from("pümp").unwrap();
    let list = FixedVec::<u16, 3>::try_from_slice(&[1, 2]).unwrap();

    let json = serde_json::to_string(&(text, list)).unwrap();

    assert_eq!(json, r#"["pümp",[1,2]]"#);
    assert_eq!(
        serde_json::from_str::<(FixedStr<8>, FixedVec<u16, 3>)>(&json).unwrap(),
        (text, list)
    );
    assert_eq!(
        serde_json::from_str::<FixedStr<2>>(r#""\u00e9""#).unwrap(),
        "é"
    );
    assert_eq!(
        serde_json::from_str::<FixedVec<u16, 2>>("[1,2]").unwrap(),
        [1, 2]
    );
    assert_eq!(serde_json::from_str::<FixedVec<u16, 0>>("[]").unwrap(), []);
}

#[test]
fn with_serde_too_long_an_input_is_an_error_that_says_by_how_much() {
    let text = serde_json::from_str::<FixedStr<3>>(r#""pümp""#).unwrap_err();
    let list = serde_json::from_str::<FixedVec<u16, 2>>("[1,2,3,4,5]").unwrap_err();
    let none = serde_json::from_str::<FixedVec<u16, 0>>("[1]").unwrap_err();
    let other = serde_json::from_str::<FixedStr<3>>("[1]").unwrap_err();

    assert!(
        text.to_string()
            .starts_with("the text has 5 bytes, 2 more than the 3 that fit"),
        "{text}"
    );
    assert!(
        list.to_string()
            .starts_with("the list has 5 elements, 3 more than the 2 that fit"),
        "{list}"
    );
    assert!(
        none.to_string()
            .starts_with("the list has 1 elements, 1 more than the 0"),
        "{none}"
    );
    assert!(
        other
            .to_string()
            .contains("expected a string of at most 3 bytes"),
        "{other}"
    );
}

#[test]
fn with_serde_text_that_is_no_utf8_is_an_error() {
    let error = serde_json::to_string(&raw(1, b"\xff")).unwrap_err();

    assert!(error.to_string().contains("invalid utf-8"), "{error}");
}

// ---- models ------------------------------------------------------------------------------------

#[derive(Clone, Debug)]
enum TextStep {
    PushStr(String),
    Push(char),
    Truncate(usize),
    Clear,
}

fn text_step() -> impl Strategy<Value = TextStep> {
    prop_oneof![
        3 => "[a°€😀]{0,5}".prop_map(TextStep::PushStr),
        3 => any::<char>().prop_map(TextStep::Push),
        3 => (0_usize..20).prop_map(TextStep::Truncate),
        1 => Just(TextStep::Clear),
    ]
}

#[derive(Clone, Debug)]
enum ListStep {
    Push(u16),
    Pop,
    Extend(Vec<u16>),
    Chain(Vec<u16>),
    Truncate(usize),
    Clear,
}

fn list_step() -> impl Strategy<Value = ListStep> {
    let some = || proptest::collection::vec(any::<u16>(), 0..5);
    prop_oneof![
        4 => any::<u16>().prop_map(ListStep::Push),
        2 => Just(ListStep::Pop),
        2 => some().prop_map(ListStep::Extend),
        2 => some().prop_map(ListStep::Chain),
        2 => (0_usize..12).prop_map(ListStep::Truncate),
        1 => Just(ListStep::Clear),
    ]
}

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn text_behaves_as_a_string_that_cannot_grow(steps in proptest::collection::vec(text_step(), 0..20)) {
        let (mut text, mut model) = (FixedStr::<13>::new(), String::new());
        for step in steps {
            let piece = match step {
                TextStep::PushStr(piece) => piece,
                TextStep::Push(char) => char.into(),
                TextStep::Truncate(len) => {
                    text.truncate(len);
                    model.truncate(model.floor_char_boundary(len));
                    continue;
                }
                TextStep::Clear => {
                    text.clear();
                    model.clear();
                    continue;
                }
            };
            let fits = model.len() + piece.len() <= 13;
            let said = text.push_str(&piece).map_err(|error| error.len());
            prop_assert_eq!(said, if fits { Ok(()) } else { Err(model.len() + piece.len()) });
            if fits {
                model.push_str(&piece);
            }
            prop_assert_eq!(text.as_str(), Ok(&*model));
        }
        prop_assert_eq!(text.to_string(), &*model);
        prop_assert_eq!(format!("{text:?}"), format!("{model:?}"));
        let again = FixedStr::<13>::try_from(&*model).unwrap();
        prop_assert_eq!(bytes_of(&text), bytes_of(&again));
    }

    #[test]
    fn texts_compare_as_strings(one in "[a-c°]{0,4}", other in "[a-c°]{0,4}") {
        let a = FixedStr::<9>::try_from(&*one).unwrap();
        let b = FixedStr::<9>::try_from(&*other).unwrap();

        prop_assert_eq!(a.cmp(&b), one.cmp(&other));
        prop_assert_eq!(a == b, one == other);
        prop_assert_eq!(a == *other, one == other);
        prop_assert!(a != b || hash(&a) == hash(&b));
    }

    #[test]
    fn any_bytes_are_a_text(bytes in any::<[u8; 17]>(), small in any::<bool>(), len in 0_usize..12) {
        let mut bytes = bytes;
        if small {
            bytes[1..8].fill(0);
        }
        let mut text: FixedStr<9> = pod_read_unaligned(&bytes);

        prop_assert_eq!(text.as_str().ok(), str::from_utf8(text.as_bytes()).ok());
        prop_assert_eq!(text.to_string(), String::from_utf8_lossy(text.as_bytes()));
        let before = text.as_bytes().to_vec();
        text.truncate(len);
        prop_assert!(text.len() <= len && before.starts_with(text.as_bytes()));
        prop_assert!(text.len() + 3 >= before.len().min(len));
        prop_assert!(bytes_of(&text)[8 + text.len()..].iter().all(|byte| *byte == 0));
    }

    #[test]
    fn a_list_behaves_as_a_vec_that_cannot_grow(steps in proptest::collection::vec(list_step(), 0..20)) {
        let (mut list, mut model) = (FixedVec::<u16, 7>::new(), Vec::new());
        for step in steps {
            let (said, more) = match step {
                ListStep::Push(item) => (list.push(item), vec![item]),
                ListStep::Extend(items) => (list.try_extend_from_slice(&items), items),
                ListStep::Chain(items) => (list.try_extend(items.iter().copied()), items),
                ListStep::Pop => {
                    prop_assert_eq!(list.pop(), model.pop());
                    continue;
                }
                ListStep::Truncate(len) => {
                    list.truncate(len);
                    model.truncate(len);
                    continue;
                }
                ListStep::Clear => {
                    list.clear();
                    model.clear();
                    continue;
                }
            };
            let len = model.len() + more.len();
            prop_assert_eq!(said.map_err(|error| error.len()), if len <= 7 { Ok(()) } else { Err(len) });
            if len <= 7 {
                model.extend(more);
            }
            prop_assert_eq!(&*list, &*model);
        }
        prop_assert_eq!(list.into_iter().collect::<Vec<_>>(), &*model);
        let again = FixedVec::<u16, 7>::try_from_slice(&model).unwrap();
        prop_assert_eq!((hash(&list), list), (hash(&again), again));
    }
}
