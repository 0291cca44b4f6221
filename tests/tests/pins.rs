//! Promise: a pinned value is a `&T` that stays as it is, whatever becomes of writers and other
//! readers; and pinning holds nobody up.

#![allow(
    unsafe_code,
    reason = "trusts the writers, which are those of these tests"
)]

use std::fs;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use shm_typed::inspect::Inspector;
use shm_typed::{
    Compatible, Error, ErrorKind, OnDrop, ReadError, Shared, SharedBox, SharedRef, TrustedRef,
    WriterOptions,
};
use shm_typed_tests::{Name, Peer, Watchdog, checked};

const PINNER: &str = env!("CARGO_BIN_EXE_pinner");
const PEER: &str = env!("CARGO_BIN_EXE_peer");
const CRASH: &str = env!("CARGO_BIN_EXE_crash");
const NOBODY: u32 = 65534;

type Value = [u64; 320];

fn value(round: u64) -> Value {
    let mut value = [0; 320];
    checked::set(&mut value, round);
    value
}

fn trust<T: Shared>(name: &str) -> Result<TrustedRef<T>, Error> {
    let reader = SharedRef::<T>::open(name)?;
    // SAFETY: these tests let no other program than those of this library write the object while a
    // value is looked at.
    unsafe { reader.trust_writer() }
}

fn options() -> WriterOptions<Value> {
    SharedBox::options()
}

/// Publishes the rounds that follow, so often that every free slot is filled many times.
fn go_round(writer: &mut SharedBox<Value>) {
    for _ in 0..2000 {
        writer.publish(&value(writer.version() + 1));
    }
}

fn table(name: &Name) -> String {
    format!("{}.readers", name.path().display())
}

/// A word of the reader table.
fn word(name: &Name, at: u64) -> u64 {
    let mut word = [0; 8];
    let table = fs::File::open(table(name)).unwrap();
    table.read_exact_at(&mut word, at).unwrap();
    u64::from_le_bytes(word)
}

const PINNING: u64 = 136;
const CELLS: u64 = 256;

/// A process that holds a value.
fn holder(name: &Name) -> Peer {
    let mut peer = Peer::start(PINNER, [name]);
    assert_eq!(tell(&mut peer, "open"), "done");
    peer
}

fn tell(peer: &mut Peer, line: &str) -> String {
    peer.say(line);
    peer.line()
}

// ---- one process -------------------------------------------------------------------------------

#[test]
fn a_pinned_value_stays_and_the_next_pin_is_of_the_latest() {
    let name = Name::unique("stays");
    let mut writer = options().create(&name, value(1)).unwrap();
    let mut reader = trust::<Value>(&name).unwrap();

    let pinned = reader.pin();
    assert!(pinned.is_latest());
    go_round(&mut writer);

    assert_eq!((pinned.version(), checked::round(&*pinned)), (1, Some(1)));
    assert!(!pinned.is_latest());
    drop(pinned);
    let pinned = reader.pin();
    assert_eq!(
        (pinned.version(), checked::round(&*pinned)),
        (2001, Some(2001))
    );
}

#[test]
fn a_pinned_value_counts_as_seen() {
    let name = Name::unique("seen");
    let mut writer = options().create(&name, value(1)).unwrap();
    let mut reader = trust::<Value>(&name).unwrap();
    assert!(reader.has_changed());

    drop(reader.pin());

    assert!(!reader.has_changed());
    writer.publish(&value(2));
    assert!(reader.has_changed());
}

#[test]
fn a_reader_that_pins_follows_a_writer_that_has_started_again() {
    let name = Name::unique("follows");
    // Room for one: a place that is not given back, or claimed twice, would show.
    let options = options().pinning_readers(1);
    let first = options.create(&name, value(1)).unwrap();
    let mut reader = trust::<Value>(&name).unwrap();
    // SAFETY: as in `trust`.
    unsafe { reader.reopen() }.unwrap();
    assert_eq!(checked::round(&*reader.pin()), Some(1));

    drop(first);
    // SAFETY: as in `trust`.
    let error = unsafe { reader.reopen() }.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(checked::round(&*reader.pin()), Some(1), "as it was");

    let mut second = options.create(&name, value(2)).unwrap();
    let taken = trust::<Value>(&name).unwrap();
    // SAFETY: as in `trust`.
    let error = unsafe { reader.reopen() }.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PinsTaken);
    assert_eq!(checked::round(&*reader.pin()), Some(1), "as it was");

    drop(taken);
    // SAFETY: as in `trust`.
    unsafe { reader.reopen() }.unwrap();
    let pinned = reader.pin();
    go_round(&mut second);
    assert_eq!(checked::round(&*pinned), Some(2), "it stays");
    drop(pinned);
    assert_eq!(checked::round(&*reader.pin()), checked::round(&*second));
    assert!(trust::<Value>(&name).is_err(), "it has the one place");
}

#[test]
fn readers_that_copy_get_whole_values_while_all_that_can_be_pinned_is() {
    let name = Name::unique("full");
    let mut writer = options().create(&name, value(1)).unwrap();
    let mut handles = vec![trust::<Value>(&name).unwrap()];
    while handles.len() < 6 {
        handles.push(handles[0].try_clone().unwrap());
    }
    let mut pinned = Vec::new();
    for handle in &mut handles {
        pinned.push(handle.pin());
        go_round(&mut writer);
    }
    let copies = SharedRef::<Value>::open(&name).unwrap();

    for round in writer.version() + 1..writer.version() + 100 {
        writer.publish(&value(round));
        assert_eq!(checked::round(&copies.read()), Some(round));
    }

    for (n, pinned) in (0..).zip(&pinned) {
        assert_eq!(checked::round(&**pinned), Some(1 + 2000 * n));
    }
}

#[test]
fn each_handle_takes_a_place_and_the_error_says_how_many_there_are() {
    let name = Name::unique("places");
    let _writer = options()
        .pinning_readers(2)
        .create(&name, value(1))
        .unwrap();
    let mut first = trust::<Value>(&name).unwrap();
    let second = first.try_clone().unwrap();
    let pinned = first.pin();

    let error = trust::<Value>(&name).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::PinsTaken);
    let text = error.to_string();
    assert!(
        text.contains("room for 2") && text.contains("pinning_readers(3)"),
        "{text}"
    );
    assert!(text.contains(&*name), "{text}");
    drop(second);
    let third = trust::<Value>(&name).unwrap();
    assert_eq!(third.try_clone().unwrap_err().kind(), ErrorKind::PinsTaken);
    assert_eq!(checked::round(&*pinned), Some(1));
}

#[test]
fn a_guard_that_is_forgotten_costs_its_slot_until_its_handle_ends() {
    let name = Name::unique("forgotten");
    let mut writer = options()
        .pinning_readers(1)
        .create(&name, value(1))
        .unwrap();
    let mut reader = trust::<Value>(&name).unwrap();
    std::mem::forget(reader.pin());
    go_round(&mut writer);

    let pinned = reader.pin();
    go_round(&mut writer);
    assert_eq!(checked::round(&*pinned), Some(2001));
    std::mem::forget(pinned);
    drop(reader);

    assert_eq!(word(&name, CELLS), 0);
    assert_eq!(trust::<Value>(&name).unwrap().pin().version(), 4001);
}

#[test]
fn a_guard_may_go_to_another_thread_and_end_there() {
    let name = Name::unique("thread");
    let mut writer = options().create(&name, value(1)).unwrap();
    let mut reader = trust::<Value>(&name).unwrap();
    let pinned = reader.pin();

    thread::scope(|scope| {
        let there = scope.spawn(move || checked::round(&*pinned));
        go_round(&mut writer);
        assert_eq!(there.join().unwrap(), Some(1));
    });

    assert_eq!(reader.pin().version(), 2001);
}

#[test]
fn a_value_of_64_mib_is_looked_at_where_it_is() {
    type Large = [u64; 8 << 20];
    let name = Name::unique("large");
    let writer = SharedBox::<Large>::options()
        .slots(3)
        .pinning_readers(1)
        .create_with(&name, |value| value[(8 << 20) - 1] = 7);
    let _writer = match writer {
        Err(error) if error.kind() == ErrorKind::NoSpace => return println!("skipped: {error}"),
        writer => writer.unwrap(),
    };
    let mut reader = trust::<Large>(&name).unwrap();

    assert_eq!(reader.pin()[(8 << 20) - 1], 7);
}

#[test]
fn a_tool_sees_who_pins_and_no_numbers_in_the_table_harm_it() {
    let _watchdog = Watchdog::new("pins: tool", 60);
    let name = Name::unique("tool");
    let _writer = options()
        .pinning_readers(3)
        .create(&name, value(1))
        .unwrap();
    let object = Inspector::new().open(&name).unwrap();
    let look = || {
        let pins = object.pins().unwrap();
        (pins.places(), pins.owned(), pins.holding())
    };
    assert_eq!(object.facts().unwrap().pin_places(), 3);
    assert_eq!(look(), (3, Some(0), 0));

    let mut dead = holder(&name);
    let mut reader = trust::<Value>(&name).unwrap();
    assert_eq!(look(), (3, Some(2), 0));
    assert_eq!(tell(&mut dead, "pin"), "1");
    let pinned = reader.pin();
    assert_eq!(look(), (3, Some(2), 2));
    dead.kill();
    assert_eq!(
        look(),
        (3, Some(1), 2),
        "its place is left by who was killed"
    );
    drop(pinned);
    assert_eq!(look(), (3, Some(1), 1));

    let scribe = fs::OpenOptions::new()
        .write(true)
        .open(table(&name))
        .unwrap();
    scribe.write_all_at(&[0xff; 4096 - 64], 64).unwrap();
    assert_eq!(look(), (3, Some(1), 3));
    scribe.set_len(CELLS + 64).unwrap();
    assert_eq!(object.pins(), None, "it is shorter than it says");
    scribe.set_len(4096).unwrap();
    scribe.write_all_at(&[0xff; 4], 12).unwrap();
    assert_eq!(object.pins(), None, "it says to have other places");
}

// ---- settings ----------------------------------------------------------------------------------

/// How many readers can pin values of `N` bytes, if nobody says how many.
fn places<const N: usize>() -> usize {
    let name = Name::unique(&format!("places-{N}"));
    let _writer = SharedBox::create(&name, [0_u8; N]).unwrap();
    let readers: Vec<_> = std::iter::from_fn(|| trust::<[u8; N]>(&name).ok()).collect();
    readers.len()
}

#[test]
fn by_default_six_readers_pin_values_of_up_to_4_kib_and_two_larger_ones() {
    assert_eq!((places::<64>(), places::<4096>()), (6, 6));
    assert_eq!((places::<4097>(), places::<8192>()), (2, 2));
}

#[test]
fn as_many_readers_pin_as_were_asked_for() {
    for (readers, slots) in [(1, 8), (6, 8), (7, 9), (61, 63), (253, 255)] {
        let name = Name::unique("many");
        let mut writer = options()
            .pinning_readers(readers)
            .create(&name, value(1))
            .unwrap();
        let mut header = [0; 256];
        let object = fs::File::open(name.path()).unwrap();
        object.read_exact_at(&mut header, 0).unwrap();
        assert_eq!((header[36], header[184]), (slots, readers));

        let mut handles: Vec<_> = (0..readers)
            .map(|_| trust::<Value>(&name).unwrap())
            .collect();
        assert_eq!(
            trust::<Value>(&name).unwrap_err().kind(),
            ErrorKind::PinsTaken
        );
        let mut pinned = Vec::new();
        for handle in &mut handles {
            pinned.push(handle.pin());
            writer.publish(&value(writer.version() + 1));
        }
        go_round(&mut writer);
        for (version, pinned) in (1..).zip(&pinned) {
            assert_eq!(checked::round(&**pinned), Some(version));
        }
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let refused: [(WriterOptions<Value>, &str); 4] = [
        (
            options().slots(4).pinning_readers(3),
            "two above `pinning_readers`",
        ),
        (options().pinning_readers(254), "pinning_readers(253)"),
        (
            options().pinning_readers(1).reader_table(None),
            "reader_table",
        ),
        (options().slots(2).pinning_readers(1), "two besides"),
    ];
    for (options, advice) in refused {
        let name = Name::unique("refused");

        let error = options.create(&name, value(1)).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::InvalidOption, "{error}");
        assert!(error.to_string().contains(advice), "{error}");
        assert!(!name.exists() && !name.has_companions());
    }
}

#[test]
fn an_object_made_without_places_says_so() {
    for options in [
        options().pinning_readers(0),
        options().reader_table(None),
        options().slots(2),
    ] {
        let name = Name::unique("none");
        let _writer = options.create(&name, value(1)).unwrap();

        let error = trust::<Value>(&name).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::NotPinnable);
        assert!(error.to_string().contains("pinning_readers(1)"), "{error}");
    }
}

// ---- types -------------------------------------------------------------------------------------

#[test]
fn a_field_that_is_no_value_is_named_and_nothing_is_pinned() {
    let name = Name::unique("invalid");
    let mut writer = SharedBox::options()
        .slots(3)
        .create(&name, [true; 64])
        .unwrap();
    let mut reader = trust::<[bool; 64]>(&name).unwrap();
    assert_eq!(*reader.try_pin().unwrap(), [true; 64]);
    // The value of slot 0 follows its stamp.
    let mut header = [0; 256];
    let object = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(name.path())
        .unwrap();
    object.read_exact_at(&mut header, 0).unwrap();
    let number = |at: usize, len: usize| {
        let mut number = [0; 8];
        number[..len].copy_from_slice(&header[at..at + len]);
        u64::from_le_bytes(number)
    };
    object
        .write_all_at(&[7], number(64, 8) + number(44, 4) + 5)
        .unwrap();

    let error = reader.try_pin().unwrap_err();

    assert!(matches!(error, ReadError::Invalid(_)), "{error}");
    assert!(error.to_string().contains("[5]"), "{error}");
    assert_eq!(word(&name, CELLS), 0, "nothing is pinned");
    writer.publish(&[false; 64]);
    assert_eq!(*reader.try_pin().unwrap(), [false; 64]);
}

#[test]
fn a_reader_with_an_older_struct_pins_the_beginning_of_a_newer_one() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Engine {
        speed: f64,
        faults: u64,
    }
    mod old {
        #[derive(Clone, Copy, shm_typed::Shared)]
        #[repr(C)]
        pub(super) struct Engine {
            pub(super) speed: f64,
        }
    }
    let name = Name::unique("prefix");
    let _writer = SharedBox::create(
        &name,
        Engine {
            speed: 3000.0,
            faults: 2,
        },
    )
    .unwrap();
    let reader = SharedRef::<old::Engine>::options()
        .compatible(Compatible::Prefix)
        .open(&name)
        .unwrap();

    // SAFETY: as `trust`.
    let mut reader = unsafe { reader.trust_writer() }.unwrap();

    assert_eq!(reader.pin().speed, 3000.0);
}

// ---- other processes ---------------------------------------------------------------------------

#[test]
fn no_pinned_value_is_torn_under_a_writer_that_never_pauses() {
    let _watchdog = Watchdog::new("pins: never torn", 120);
    let name = Name::unique("flat-out");
    let mut writer = Peer::start(CRASH, [&*name]);
    assert_eq!(tell(&mut writer, "create 1"), "done");
    let mut readers = [(); 3].map(|()| holder(&name));
    for reader in &mut readers {
        assert_eq!(tell(reader, "flat out"), "done");
    }

    assert_eq!(tell(&mut writer, "publishes 300000"), "done");

    for mut reader in readers {
        reader.end_of_input();
        let line = reader.line();
        assert!(line.ends_with(" torn=0 backwards=0"), "{line}");
        assert!(!line.starts_with("pins=0 "), "{line}");
    }
}

#[test]
fn large_values_are_not_torn_either() {
    let _watchdog = Watchdog::new("pins: large", 120);
    let name = Name::unique("large");
    let mut writer = Peer::start(PEER, ["write", &*name, "8192"]);
    assert_eq!(writer.line(), "ready");
    let mut reader = trust::<[u64; 8192]>(&name).unwrap();

    let mut last = 0;
    for _ in 0..2000 {
        let pinned = reader.pin();
        let round = checked::round(&pinned[..]);
        assert_eq!(round, Some(pinned.version()), "torn");
        assert!(pinned.version() >= last, "backwards");
        last = pinned.version();
        assert_eq!(checked::round(&pinned[..]), round, "it has changed");
    }

    assert!(writer.finish().success());
}

#[test]
fn a_killed_readers_place_is_free_and_its_slot_comes_back() {
    let _watchdog = Watchdog::new("pins: killed", 60);
    let name = Name::unique("killed");
    let mut writer = options()
        .pinning_readers(2)
        .create(&name, value(1))
        .unwrap();
    let mut dead = holder(&name);
    assert_eq!(tell(&mut dead, "pin"), "1");
    let mut alive = holder(&name);
    assert_eq!(tell(&mut alive, "pin"), "1");
    writer.publish(&value(2));
    assert_eq!(
        trust::<Value>(&name).unwrap_err().kind(),
        ErrorKind::PinsTaken
    );

    dead.kill();

    // What it held is held until somebody has its place, or the writer tidies.
    assert_ne!(word(&name, CELLS), 0);
    for round in 3..=1 << 16 {
        writer.publish(&value(round));
    }
    assert_eq!(word(&name, CELLS), 0, "tidied");
    assert_ne!(word(&name, CELLS + 64), 0, "held by who lives");
    let mut next = trust::<Value>(&name).unwrap();
    assert_eq!(next.pin().version(), 1 << 16);
    assert_eq!(tell(&mut alive, "round"), "1");
    drop(next);
    alive.kill();
    for round in 1..=1 << 16 {
        writer.publish(&value((1 << 16) + round));
    }
    assert_eq!(word(&name, PINNING) & 0xff, 0, "nobody is looked for");
}

#[test]
fn a_stopped_reader_keeps_its_value_and_the_writer_goes_on() {
    let _watchdog = Watchdog::new("pins: stopped", 60);
    let name = Name::unique("stopped");
    let mut writer = options()
        .pinning_readers(1)
        .create(&name, value(1))
        .unwrap();
    let mut reader = holder(&name);
    assert_eq!(tell(&mut reader, "pin"), "1");
    let pid = Pid::from_raw(reader.pid().cast_signed()).unwrap();
    kill_process(pid, Signal::STOP).unwrap();

    for round in 2..100_000 {
        writer.publish(&value(round));
    }

    let error = trust::<Value>(&name).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PinsTaken);
    kill_process(pid, Signal::CONT).unwrap();
    assert_eq!(tell(&mut reader, "round"), "1");
    assert_eq!(tell(&mut reader, "latest"), "false");
    assert_eq!(tell(&mut reader, "drop"), "done");
    assert_eq!(tell(&mut reader, "pin"), "99999");
}

#[test]
fn a_table_that_is_scribbled_on_stops_no_writer_and_spoils_no_copy() {
    let _watchdog = Watchdog::new("pins: scribbled", 60);
    let name = Name::unique("scribbled");
    let mut writer = options().create(&name, value(1)).unwrap();
    let copies = SharedRef::<Value>::open(&name).unwrap();
    let mut handle = trust::<Value>(&name).unwrap();
    let scribe = fs::OpenOptions::new()
        .write(true)
        .open(table(&name))
        .unwrap();
    let words = [0, 1, 7, 255, 256, 0x1_07, 0x1_ff, u64::MAX - 1, u64::MAX];
    let places: Vec<u64> = (0..6).map(|n| CELLS + 64 * n).chain([PINNING]).collect();

    let mut round = 1;
    for (n, evil) in words.iter().cycle().take(words.len() * 63).enumerate() {
        let at = places[n % places.len()];
        scribe.write_all_at(&evil.to_le_bytes(), at).unwrap();
        for _ in 0..9 {
            round += 1;
            writer.publish(&value(round));
            assert_eq!(checked::round(&copies.read()), Some(round));
        }
        // Nobody promises what it holds, but it is in bounds.
        let _ = handle.pin().version();
    }
}

// What that does to the time of a publish is measured by the benches: case `hostile`.
#[test]
fn readers_that_die_stop_and_scribble_change_no_pinned_value_and_every_slot_comes_back() {
    let _watchdog = Watchdog::new("pins: hostile", 120);
    let name = Name::unique("hostile");
    let mut writer = options()
        .slots(6)
        .pinning_readers(4)
        .create(&name, value(1))
        .unwrap();
    let mut honest = trust::<Value>(&name).unwrap();
    // Its cell, the second, is scribbled on, and the mark, but never so that it says too little: each cell
    // names one slot at most, and so nobody else loses what is pinned.
    let scribbled = honest.try_clone().unwrap();
    let mut stopped = holder(&name);
    let of_stopped = tell(&mut stopped, "pin");
    let pid = Pid::from_raw(stopped.pid().cast_signed()).unwrap();
    kill_process(pid, Signal::STOP).unwrap();
    let pinned = honest.pin();
    let of_pinned = pinned.version();
    let scribe = fs::OpenOptions::new()
        .write(true)
        .open(table(&name))
        .unwrap();

    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut killed = 0;
            while !over.load(Relaxed) || killed < 3 {
                let mut dead = holder(&name);
                tell(&mut dead, "pin");
                dead.kill();
                killed += 1;
            }
        });
        scope.spawn(|| {
            let mut scribbles = 0_u64;
            while !over.load(Relaxed) || scribbles < 1000 {
                // The slots in turn, words that name none, requests; and a mark that says too much.
                let evil = match scribbles % 9 {
                    slot @ 0..6 => (scribbles + 1) << 8 | slot,
                    6 => u64::MAX,
                    7 => u64::MAX - 1,
                    _ => 0x1_ff,
                };
                scribe
                    .write_all_at(&evil.to_le_bytes(), CELLS + 64)
                    .unwrap();
                let mark = scribbles << 8 | 0xff;
                scribe.write_all_at(&mark.to_le_bytes(), PINNING).unwrap();
                scribbles += 1;
            }
        });
        for _ in 0..50 {
            go_round(&mut writer);
        }
        over.store(true, Relaxed);
    });
    go_round(&mut writer);

    assert_eq!(checked::round(&*pinned), Some(of_pinned));
    kill_process(pid, Signal::CONT).unwrap();
    assert_eq!(tell(&mut stopped, "round"), of_stopped);
    drop(pinned);
    drop((honest, scribbled));
    stopped.kill();
    // Each place can be had, and what was left in it is gone.
    let mut handles: Vec<_> = (0..4).map(|_| trust::<Value>(&name).unwrap()).collect();
    assert_eq!([0, 64, 128, 192].map(|at| word(&name, CELLS + at)), [0; 4]);
    let mut all = Vec::new();
    for handle in &mut handles {
        all.push((writer.version(), handle.pin()));
        writer.publish(&value(writer.version() + 1));
    }
    go_round(&mut writer);
    for (version, pinned) in &all {
        assert_eq!(checked::round(&**pinned), Some(*version));
    }
}

#[test]
fn a_new_writer_leaves_alone_what_is_pinned() {
    let _watchdog = Watchdog::new("pins: take over", 60);
    let name = Name::unique("taken-over");
    let mut first = Peer::start(CRASH, [&*name]);
    assert_eq!(tell(&mut first, "create 1"), "done");
    let mut here = trust::<Value>(&name).unwrap();
    let here = here.pin();
    let mut there = holder(&name);
    assert_eq!(tell(&mut first, "publish 2"), "done");
    assert_eq!(tell(&mut there, "pin"), "2");
    first.kill();

    let mut second = options()
        .on_drop(OnDrop::Keep)
        .reader_table(None)
        .open(&name)
        .unwrap();
    go_round(&mut second);
    drop(second);
    let mut third = options().open(&name).unwrap();
    go_round(&mut third);

    assert_eq!((here.version(), checked::round(&*here)), (1, Some(1)));
    assert_eq!(tell(&mut there, "round"), "2");
    drop(here);
    assert_eq!(tell(&mut there, "drop"), "done");
    assert_eq!(tell(&mut there, "pin"), "4002");
}

#[test]
fn what_is_pinned_in_a_replaced_object_stays() {
    let name = Name::unique("replaced");
    drop(
        options()
            .on_drop(OnDrop::Keep)
            .create(&name, value(1))
            .unwrap(),
    );
    let mut reader = trust::<Value>(&name).unwrap();
    let pinned = reader.pin();

    let mut writer = options().replace(&name, value(1)).unwrap();
    go_round(&mut writer);

    assert_eq!((pinned.version(), checked::round(&*pinned)), (1, Some(1)));
    drop(pinned);
    let error = reader.try_clone().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotPinnable);
    assert!(error.to_string().contains("reopen"), "{error}");
}

#[test]
fn a_writer_that_cannot_know_what_is_pinned_does_not_begin() {
    let name = Name::unique("lost");
    drop(
        options()
            .on_drop(OnDrop::Keep)
            .create(&name, value(1))
            .unwrap(),
    );
    let spoil: [fn(&str); 3] = [
        |table| fs::remove_file(table).unwrap(),
        |table| fs::write(table, vec![0; 4096]).unwrap(),
        |table| fs::write(table, [0; 64]).unwrap(),
    ];
    for spoil in spoil {
        let mut reader = trust::<Value>(&name).unwrap();
        // What it pins is not looked at any more: the table is changed by hand, against the contract.
        drop(reader.pin());
        spoil(&table(&name));

        for _ in 0..2 {
            let error = options().open(&name).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::PinsLost, "{error}");
            assert!(error.to_string().contains("replace"), "{error}");
        }
        assert_eq!(SharedRef::<Value>::open(&name).unwrap().version(), 1);

        drop(reader);
        drop(options().on_drop(OnDrop::Keep).open(&name).unwrap());
    }
    assert_eq!(trust::<Value>(&name).unwrap().pin().version(), 1);
    shm_typed::remove(&name).unwrap();
}

#[test]
fn a_reader_of_another_user_pins_if_the_table_lets_it() {
    let _watchdog = Watchdog::new("pins: another user", 60);
    if !rustix::process::geteuid().is_root() {
        return println!("skipped: needs root");
    }
    for (table_mode, opens) in [(0o600, false), (0o666, true)] {
        let name = Name::unique("stranger");
        let _writer = options()
            .mode(0o644)
            .reader_table(Some(table_mode))
            .create(&name, value(1))
            .unwrap();
        let mut command = Command::new(PINNER);
        command
            .arg(&name)
            .uid(NOBODY)
            .gid(NOBODY)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return println!("skipped: another user cannot run {PINNER}: {error}"),
        };
        use std::io::Write;
        child.stdin.take().unwrap().write_all(b"open\n").unwrap();
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        if opens {
            assert_eq!(text, "done\n");
        } else {
            assert!(text.starts_with("PermissionDenied: "), "{text}");
            assert!(text.contains("reader_table(Some(0o660))"), "{text}");
            assert!(text.contains(".readers"), "{text}");
        }
    }
    assert_eq!(
        fs::metadata("/dev/shm").unwrap().permissions().mode() & 7,
        7
    );
}

#[test]
fn a_forked_child_lets_go_of_nothing_and_gets_a_place_of_its_own() {
    let _watchdog = Watchdog::new("pins: fork", 60);
    let name = Name::unique("forked");
    let mut writer = options().create(&name, value(1)).unwrap();
    let mut parent = Peer::start(PINNER, [&*name]);
    assert_eq!(tell(&mut parent, "open"), "done");

    assert_eq!(
        tell(&mut parent, "fork"),
        "child panics=true copied=Some(1) own=Ok(1)"
    );

    assert_eq!(parent.line(), "child ended Some(0)");
    go_round(&mut writer);
    assert_eq!(tell(&mut parent, "round"), "Some(1) of version 1");
}
