//! Promise: any object can be looked into without its type, and whatever is in it gives a value, an
//! error or a finding.

use std::fs;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, PermissionsExt, symlink};
use std::time::Duration;

use rustix::fs::{SealFlags, fcntl_add_seals};
use shm_typed::inspect::{Class, Content, Discipline, Inspector, Object, Users};
use shm_typed::{
    Change, ErrorKind, FixedStr, FixedVec, Frozen, LiveBox, OnDrop, Schema, Shared, SharedBox,
    WriterState,
};
use shm_typed_tests::handover::{bytes_of, memory_file};
use shm_typed_tests::tally::Tally;
use shm_typed_tests::{Name, Peer, Watchdog};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(u8)]
enum Gear {
    Neutral,
    First,
    Reverse = 9,
}

#[derive(Clone, Copy, Shared)]
#[shared(checked)]
#[repr(C)]
struct Cylinder {
    #[shared(unit = "bar", range = 0..=16, invalid = -1)]
    pressure: i32,
    gear: Gear,
    lit: bool,
    _pad: [u8; 2],
}

/// Of everything.
#[derive(Clone, Copy, Shared)]
#[shared(checked)]
#[repr(C)]
struct Engine {
    /// Crankshaft speed.
    #[shared(unit = "rpm", kind = "gauge")]
    speed: f64,
    #[shared(kind = "counter")]
    faults: u64,
    wide: u128,
    deep: i128,
    cylinders: [Cylinder; 3],
    ratio: f32,
    letter: char,
    small: i8,
    #[shared(sensitive)]
    key: [u8; 3],
    label: FixedStr<16>,
    recent: FixedVec<u16, 4>,
    left: std::num::NonZeroU16,
    _pad: [u8; 2],
}

fn engine() -> Engine {
    let cylinder = |pressure, gear, lit| Cylinder {
        pressure,
        gear,
        lit,
        _pad: [0; 2],
    };
    Engine {
        speed: 3000.5,
        faults: u64::MAX,
        wide: u128::MAX,
        deep: i128::MIN,
        cylinders: [
            cylinder(-1, Gear::Neutral, false),
            cylinder(17, Gear::First, true),
            cylinder(8, Gear::Reverse, true),
        ],
        ratio: -0.5,
        letter: 'ü',
        small: -128,
        key: [1, 2, 3],
        label: "left".parse().unwrap(),
        recent: FixedVec::try_from_slice(&[7, 8]).unwrap(),
        left: 5.try_into().unwrap(),
        _pad: [0; 2],
    }
}

fn open(name: &Name) -> Object {
    Inspector::new().open(name).unwrap()
}

#[test]
fn every_sort_of_field_is_found_by_its_path_and_has_the_value_that_was_published() {
    let name = Name::unique("inspect-sorts");
    let _writer = SharedBox::create(&name, engine()).unwrap();
    let reading = open(&name).read().unwrap();
    let content = |path| reading.node(path).unwrap().content();

    assert_eq!(content("speed"), Content::F64(3000.5));
    assert_eq!(content("faults"), Content::UInt(u64::MAX.into()));
    assert_eq!(content("wide"), Content::UInt(u128::MAX));
    assert_eq!(content("deep"), Content::Int(i128::MIN));
    assert_eq!(content("ratio"), Content::F32(-0.5));
    assert_eq!(content("letter"), Content::Char('ü'));
    assert_eq!(content("small"), Content::Int(-128));
    assert_eq!(content("label"), Content::Text("left".into()));
    assert_eq!(content("recent[1]"), Content::UInt(8));
    assert_eq!(content("left"), Content::UInt(5));
    assert_eq!(content("cylinders[1].lit"), Content::Bool(true));
    let Content::Variant(gear) = content("cylinders[2].gear") else {
        panic!("it has a name");
    };
    assert_eq!((gear.name(), gear.value()), ("Reverse", 9));
    assert!(reading.node("key").unwrap().is_sensitive());

    for nothing in [
        "recent[2]",
        "cylinders[3]",
        "cylinders[+1]",
        "cylinders.x",
        "speed.x",
        "speed[0]",
        ".speed",
        "no",
        "[0]",
        "cylinders[",
    ] {
        assert!(reading.node(nothing).is_none(), "{nothing}");
    }
}

#[test]
fn what_the_author_said_of_a_field_is_known_of_each_element() {
    let name = Name::unique("inspect-notes");
    let _writer = SharedBox::create(&name, engine()).unwrap();
    let reading = open(&name).read().unwrap();
    let [none, above, within] = [0, 1, 2].map(|cylinder| {
        let node = reading
            .node(&format!("cylinders[{cylinder}].pressure"))
            .unwrap();
        assert_eq!(node.unit(), "bar");
        (node.is_none(), node.is_out_of_range())
    });

    assert_eq!(
        (none, above, within),
        ((true, false), (false, true), (false, false))
    );
    assert_eq!(reading.node("speed").unwrap().help(), "Crankshaft speed.");
    assert_eq!(
        reading.node("recent[1]").unwrap().field().unwrap().name(),
        "recent"
    );
}

#[test]
fn leaves_are_in_order_of_offset_and_long_arrays_stay_folded() {
    let name = Name::unique("inspect-leaves");
    let _writer = SharedBox::create(&name, engine()).unwrap();
    let reading = open(&name).read().unwrap();

    let folded: Vec<String> = reading.root().leaves(2).map(|(path, _)| path).collect();
    assert_eq!(
        folded[..5],
        ["speed", "faults", "wide", "deep", "cylinders"]
    );
    let all: Vec<_> = reading.root().leaves(usize::MAX).collect();

    assert!(all.is_sorted_by_key(|(_, node)| node.offset()));
    assert_eq!(all[4].0, "cylinders[0].pressure");
    for (path, node) in all {
        assert_eq!(reading.node(&path).as_ref(), Some(&node), "{path}");
        let located = reading.schema().field(&path).unwrap();
        assert_eq!(
            (located.offset(), located.ty()),
            (node.offset(), node.ty()),
            "{path}"
        );
    }
}

#[test]
fn a_large_array_is_looked_into_without_being_listed() {
    let name = Name::unique("inspect-large");
    let _writer =
        SharedBox::create_with(&name, |words: &mut [u32; 1 << 18]| words[200_000] = 9).unwrap();
    let reading = open(&name).read().unwrap();

    let Content::Elements(mut elements) = reading.root().content() else {
        panic!("it is an array");
    };
    assert_eq!(elements.len(), 1 << 18);
    assert_eq!(elements.get(200_000).unwrap().content(), Content::UInt(9));
    assert_eq!(elements.nth(199_999).unwrap().content(), Content::UInt(0));
    assert_eq!(elements.next().unwrap().content(), Content::UInt(9));
    assert_eq!(reading.root().leaves(8).count(), 1);
}

#[test]
fn every_reading_of_a_value_that_changes_is_one_that_was_published() {
    let _watchdog = Watchdog::new("inspect: torn", 120);
    let name = Name::unique("inspect-torn");
    let mut peer = Peer::start(env!("CARGO_BIN_EXE_peer"), ["write", &name, "1024"]);
    assert_eq!(peer.line(), "ready");
    let object = open(&name);

    let mut reading = object.read().unwrap();
    let mut last = reading.version();
    // The writer may begin late.
    let mut rounds = 0;
    while rounds < 3000 || last == 1 {
        rounds += 1;
        if let Err(error) = object.read_into(&mut reading) {
            assert_eq!(error.kind(), ErrorKind::Lapped);
            continue;
        }
        let words: Vec<u64> = reading
            .bytes()
            .chunks_exact(8)
            .map(|word| u64::from_le_bytes(word.try_into().unwrap()))
            .collect();
        let round = shm_typed_tests::checked::round(&words);
        assert_eq!(
            round,
            Some(reading.version()),
            "whole, and the version's own"
        );
        assert!(reading.version() >= last && reading.is_consistent());
        last = reading.version();
    }
}

#[test]
fn the_writer_its_death_and_its_readers_are_seen() {
    let _watchdog = Watchdog::new("inspect: writer", 60);
    let name = Name::unique("inspect-writer");
    let mut peer = Peer::start(env!("CARGO_BIN_EXE_peer"), ["hold", &name]);
    peer.line();
    let object = open(&name);

    let status = object.writer().unwrap().unwrap();
    assert_eq!(
        (status.state(), status.pid()),
        (WriterState::Live, Some(peer.pid()))
    );
    assert_eq!(Users::look().of(&object).writers(), [peer.pid()]);
    let refused = Inspector::new().remove(&name).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::WriterTaken);

    peer.kill();
    assert_eq!(object.writer().unwrap().unwrap().state(), WriterState::Dead);
    assert!(Users::look().of(&object).writers().is_empty());
    assert!(object.is_linked().unwrap());
    Inspector::new().remove(&name).unwrap();
    assert!(!object.is_linked().unwrap());
    assert_eq!(
        object.writer().unwrap().unwrap().state(),
        WriterState::Orphaned
    );
}

#[test]
fn a_publish_and_an_end_wake_whoever_waits() {
    let _watchdog = Watchdog::new("inspect: changed", 60);
    let name = Name::unique("inspect-changed");
    let mut writer = SharedBox::create(&name, 1_u64).unwrap();
    let object = open(&name);
    assert_eq!(object.changed(Duration::MAX).unwrap(), Change::Published);
    object.read().unwrap();
    assert_eq!(object.is_awaited(), Some(false));

    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            assert_eq!(object.changed(Duration::MAX).unwrap(), Change::Published);
            assert_eq!(object.read().unwrap().version(), 2);
            object.changed(Duration::MAX).unwrap()
        });
        while object.is_awaited() != Some(true) {
            std::thread::yield_now();
        }
        writer.publish(&2);
        drop(writer);
        assert_eq!(waiter.join().unwrap(), Change::Closed);
    });
}

#[test]
fn live_objects_are_read_number_by_number_and_bare_ones_by_a_schema_from_outside() {
    let name = Name::unique("inspect-live");
    let options = LiveBox::<Tally>::options().on_drop(OnDrop::Unlink);
    let tally = options.create(&name, Tally::ZERO).unwrap();
    tally.each[3].add(7);
    tally.small[5].add(9);
    tally.halves.store(0.5);
    let object = open(&name);

    assert_eq!(object.discipline(), Discipline::Live);
    let reading = object.read().unwrap();
    let content = |path| reading.node(path).unwrap().content();
    assert_eq!(content("each[3]"), Content::UInt(7));
    assert_eq!(content("small[5]"), Content::UInt(9));
    assert_eq!(content("halves"), Content::F64(0.5));
    assert_eq!(content("most"), Content::Int(i32::MIN.into()));
    assert!(!reading.is_consistent());
    assert_eq!(object.version().unwrap(), None);
    assert!(object.writer().unwrap().is_none());
    let refused = object.changed(Duration::ZERO).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidOption);

    let bare = Name::unique("inspect-bare");
    let options = LiveBox::<Tally>::options().bare(true);
    let tally = options.create(&bare, Tally::ZERO).unwrap();
    tally.sum.add(3);
    let refused = Inspector::new().open(&bare).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotAnObject);
    let object = Inspector::new()
        .open_bare(&bare, Schema::of::<Tally>())
        .unwrap();
    assert_eq!(
        object.read().unwrap().node("sum").unwrap().content(),
        Content::UInt(3)
    );
    let refused = Inspector::new()
        .open_bare(&bare, Schema::of::<u8>())
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::LayoutMismatch);
}

#[test]
fn a_listing_has_objects_and_leftovers_and_nothing_of_others() {
    let _watchdog = Watchdog::new("inspect: listing", 60);
    let name = Name::unique("inspect-list");
    let _writer = SharedBox::create(&name, 1_u8).unwrap();
    let hostile = Name::unique("inspect-list-\u{1b}[2J");
    fs::write(hostile.path(), b"SHMTYPED").unwrap();
    let foreign = Name::unique("inspect-list-foreign");
    fs::write(foreign.path(), b"SHMTYPEX").unwrap();
    let link = Name::unique("inspect-list-link");
    symlink(name.path(), link.path()).unwrap();
    let killed = Name::unique("inspect-list-killed");
    let mut peer = Peer::start(env!("CARGO_BIN_EXE_peer"), ["hold", &killed]);
    peer.line();
    peer.kill();
    fs::remove_file(killed.path()).unwrap();
    // A lock of some other program.
    let other = Name::unique("inspect-list-other");
    fs::write(format!("/dev/shm/{}.lock", &*other), b"").unwrap();

    let listing = Inspector::new().list().unwrap();
    let objects: Vec<String> = listing.objects().iter().map(|entry| entry.name()).collect();
    let has = |name: &Name| objects.iter().any(|object| *object == **name);

    assert!(has(&name) && has(&hostile));
    assert!(!has(&foreign) && !has(&link) && !has(&killed));
    let refused = Inspector::new().open(&hostile).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidName);
    let left = |name: &Name| listing.leftovers().iter().any(|left| *left == **name);
    assert!(left(&killed) && !left(&other) && !left(&name));

    assert!(Inspector::new().remove_leftovers(&killed).unwrap());
    assert!(!killed.has_companions());
    assert!(
        !Inspector::new()
            .remove_leftovers(&name)
            .is_ok_and(|gone| gone)
    );
    assert!(name.exists() && name.has_companions());
}

/// A writer that was killed is one that the object may have got back by the time it is removed.
#[test]
fn only_what_is_dead_when_it_is_removed_is_removed_as_stale() {
    let _watchdog = Watchdog::new("inspect: stale", 60);
    let inspector = Inspector::new();
    let name = Name::unique("inspect-stale");
    let killed = || {
        let mut peer = Peer::start(env!("CARGO_BIN_EXE_peer"), ["hold", &name]);
        peer.line();
        assert!(!inspector.remove_stale(&name).unwrap(), "its writer lives");
        peer.kill();
        let state = open(&name).writer().unwrap().unwrap().state();
        assert_eq!(state, WriterState::Dead);
    };
    let keep = || SharedBox::<u64>::options().on_drop(OnDrop::Keep);

    // Each time somebody has seen it dead, and then this:
    killed();
    drop(keep().open(&name).unwrap());
    assert!(!inspector.remove_stale(&name).unwrap(), "taken over");
    shm_typed::remove(&name).unwrap();
    killed();
    drop(keep().replace(&name, 5).unwrap());
    assert!(!inspector.remove_stale(&name).unwrap(), "replaced");
    assert_eq!(open(&name).version().unwrap(), Some(1));
    shm_typed::remove(&name).unwrap();
    killed();
    fs::write(name.path(), b"something else").unwrap();
    inspector.remove_stale(&name).unwrap_err();
    assert!(name.exists());
    fs::remove_file(name.path()).unwrap();
    assert_eq!(
        inspector.remove_stale(&name).unwrap_err().kind(),
        ErrorKind::NotFound
    );

    killed();
    assert!(inspector.remove_stale(&name).unwrap(), "dead it is");
    assert!(!name.exists() && !name.has_companions());
    // Nobody's death makes a live object stale.
    drop(LiveBox::open_or_create(&name, 0_u32).unwrap());
    assert!(!inspector.remove_stale(&name).unwrap());
    assert!(name.exists());
}

#[test]
fn a_name_that_is_no_utf_8_leads_to_no_other_object() {
    let folder = Name::unique("inspect-bytes");
    fs::create_dir(folder.path()).unwrap();
    let keep = SharedBox::<u8>::options().directory(folder.path());
    let _writer = keep.create("a\u{fffd}", 7).unwrap();
    let bytes = std::ffi::OsStr::from_bytes(b"a\xff");
    fs::write(folder.path().join(bytes), b"SHMTYPED").unwrap();
    let inspector = Inspector::new().directory(folder.path());

    let listing = inspector.list().unwrap();
    let opened: Vec<_> = listing
        .objects()
        .iter()
        .map(|entry| inspector.open(&entry.name()).is_ok())
        .collect();
    fs::remove_file(folder.path().join(bytes)).unwrap();

    assert_eq!(opened, [true, false]);
}

#[test]
fn removal_by_force_takes_the_name_from_a_writer_that_lives() {
    let name = Name::unique("inspect-force");
    let mut writer = SharedBox::create(&name, 1_u8).unwrap();
    let object = open(&name);

    Inspector::new().remove_by_force(&name).unwrap();

    assert!(!name.exists());
    writer.publish(&2);
    assert_eq!(object.read().unwrap().root().content(), Content::UInt(2));
    let refused = SharedBox::create(&name, 3_u8).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::WriterTaken);
}

#[test]
fn another_directory_is_looked_into_and_removed_from() {
    let folder = Name::unique("inspect-folder");
    fs::create_dir(folder.path()).unwrap();
    let options = SharedBox::<u8>::options()
        .directory(folder.path())
        .on_drop(OnDrop::Keep);
    drop(options.create("engine", 7).unwrap());
    let inspector = Inspector::new().directory(folder.path());

    let listing = inspector.list().unwrap();
    assert_eq!(listing.objects()[0].name(), "engine");
    assert_eq!(
        inspector
            .open("engine")
            .unwrap()
            .read()
            .unwrap()
            .root()
            .content(),
        Content::UInt(7)
    );
    inspector.remove("engine").unwrap();
    assert!(inspector.list().unwrap().objects().is_empty());
    assert_eq!(
        inspector.remove("engine").unwrap_err().kind(),
        ErrorKind::NotFound
    );
    let nowhere = inspector
        .directory(folder.path().join("no"))
        .list()
        .unwrap_err();
    assert_eq!(nowhere.kind(), ErrorKind::NotFound);
}

/// The file of an object that is kept, to be spoilt.
fn spoilt(name: &Name, bytes: &[u8], at: u64) {
    let options = SharedBox::<Engine>::options().on_drop(OnDrop::Keep);
    drop(options.create(name, engine()).unwrap());
    let file = fs::OpenOptions::new()
        .write(true)
        .open(name.path())
        .unwrap();
    file.write_at(bytes, at).unwrap();
}

#[test]
fn each_class_of_fault_is_found_and_named() {
    // Offsets in the header, as the format page has them.
    for (class, bytes, at) in [
        (Class::Format, &b"X"[..], 0),
        (Class::Format, &[9], 8),
        (Class::Bounds, &[0xff; 8], 48),
        (Class::Bounds, &[1], 200),
        (Class::Schema, b"!", 512),
        (Class::Fingerprint, &[1, 2], 88),
        (Class::Fingerprint, &[1, 2], 104),
        (Class::State, &[9], 384),
        (Class::State, &[0xff], 256),
    ] {
        let name = Name::unique("inspect-fault");
        spoilt(&name, bytes, at);

        let findings = Inspector::new().verify(&name).unwrap();

        let classes: Vec<Class> = findings.iter().map(|finding| finding.class()).collect();
        assert_eq!(classes, [class], "{at}: {findings:?}");
        assert!(!findings[0].text().is_empty());
    }

    let name = Name::unique("inspect-whole");
    spoilt(&name, &[], 0);
    assert_eq!(Inspector::new().verify(&name).unwrap(), []);
    fs::set_permissions(name.path(), fs::Permissions::from_mode(0o622)).unwrap();
    let findings = Inspector::new().any_owner().verify(&name).unwrap();
    let classes: Vec<Class> = findings.iter().map(|finding| finding.class()).collect();
    assert_eq!(classes, [Class::Permissions]);
}

#[test]
fn bits_that_are_no_value_are_told_by_path() {
    let name = Name::unique("inspect-bits");
    spoilt(&name, &[], 0);
    let object = open(&name);
    let facts = object.facts().unwrap();
    let value = facts.slots_offset() + u64::from(facts.value_offset());
    let place = object
        .schema()
        .unwrap()
        .field("cylinders[1].gear")
        .unwrap()
        .offset();
    let file = fs::OpenOptions::new()
        .write(true)
        .open(name.path())
        .unwrap();
    file.write_at(&[77, 3], value + u64::try_from(place).unwrap())
        .unwrap();

    let reading = object.read().unwrap();
    let Content::Invalid(gear) = reading.node("cylinders[1].gear").unwrap().content() else {
        panic!("77 is no gear");
    };
    assert_eq!(gear.bits(), 77);
    assert_eq!(
        gear.to_string(),
        "holds 77 (0x4d), and a `Gear` has 3 other values"
    );

    let findings = Inspector::new().verify(&name).unwrap();
    let texts: Vec<&str> = findings.iter().map(|finding| finding.text()).collect();
    assert_eq!(
        texts,
        [
            "`cylinders[1].gear` holds 77 (0x4d), and a `Gear` has 3 other values",
            "`cylinders[1].lit` holds 3 (0x03), and a bool is 0 or 1",
        ]
    );
}

#[test]
fn a_value_beyond_the_limit_is_refused_before_memory_is_asked_for() {
    let name = Name::unique("inspect-limit");
    let _writer = SharedBox::create(&name, [0_u8; 100]).unwrap();

    let object = Inspector::new().max_value(99).open(&name).unwrap();

    let refused = object.read().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NoSpace);
    assert!(refused.to_string().contains("`max_value`"), "{refused}");
}

#[test]
fn an_object_that_strangers_may_write_is_described_and_not_mapped() {
    let name = Name::unique("inspect-stranger");
    spoilt(&name, &[], 0);
    fs::set_permissions(name.path(), fs::Permissions::from_mode(0o666)).unwrap();

    let object = open(&name);
    assert_eq!(object.schema().unwrap().name(), "Engine");
    assert_eq!(object.mode(), 0o666);
    assert_eq!(object.read().unwrap_err().kind(), ErrorKind::Untrusted);

    let object = Inspector::new().any_owner().open(&name).unwrap();
    assert_eq!(
        object.read().unwrap().node("small").unwrap().content(),
        Content::Int(-128)
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn any_edits_of_an_object_give_values_errors_and_findings(
        flags in proptest::sample::select(vec![
            0, shm_typed_tests::fuzz::RICH, shm_typed_tests::fuzz::LIVE, shm_typed_tests::fuzz::BYTES,
        ]),
        edits in proptest::collection::vec(
            (0_u16..4400, proptest::sample::select(vec![1_u8, 2, 4, 8]), proptest::prelude::any::<u64>()),
            0..4,
        ),
    ) {
        let mut input = vec![flags];
        for (offset, len, value) in edits {
            input.extend(offset.to_le_bytes());
            input.push(len);
            input.extend(value.to_le_bytes());
        }
        shm_typed_tests::fuzz::inspect(&input);
    }
}

// ---- without a name ----------------------------------------------------------------------------

/// What a receiver asks for.
const ENOUGH: SealFlags = SealFlags::SHRINK.union(SealFlags::FUTURE_WRITE);

fn handed<T: Shared>(writer: &SharedBox<T>) -> OwnedFd {
    writer.as_fd().unwrap().try_clone_to_owned().unwrap()
}

#[test]
fn an_object_without_a_name_is_looked_into_by_its_descriptor() {
    let _watchdog = Watchdog::new("inspect: anonymous", 60);
    // Something else has that name, and nothing of it is taken for the object's.
    let name = Name::unique("inspect-anonymous");
    let _other = SharedBox::create(&name, 9_u8).unwrap();
    let mut writer = SharedBox::anonymous(&name, engine()).unwrap();
    let inspector = Inspector::new();

    let object = inspector.open_fd(handed(&writer)).unwrap();
    assert_eq!((object.name(), object.is_anonymous()), (&*name, true));
    assert!(!object.is_linked().unwrap());
    assert!(object.pins().is_none() && object.is_awaited().is_none());
    assert_eq!(object.schema().unwrap(), &Schema::of::<Engine>());
    let node = |object: &Object| format!("{:?}", object.read().unwrap().root().content());
    let before = node(&object);
    assert!(inspector.verify_fd(handed(&writer)).unwrap().is_empty());

    let mut value = engine();
    value.speed += 1.0;
    writer.publish(&value);
    assert_ne!(node(&object), before);
    assert_eq!(object.version().unwrap(), Some(2));
    let state = || object.writer().unwrap().unwrap().state();
    assert_eq!(state(), WriterState::Live);
    drop(writer);
    assert_eq!(state(), WriterState::Closed);

    let frozen = Frozen::new("table", &7_u16).unwrap();
    let frozen = frozen.as_fd().try_clone_to_owned().unwrap();
    let object = inspector.open_fd(frozen).unwrap();
    assert_eq!(object.read().unwrap().root().content(), Content::UInt(7));
}

#[test]
fn what_somebody_could_shorten_or_has_holes_is_not_mapped() {
    let inspector = Inspector::new();
    let writer = SharedBox::anonymous("engine", [7_u64; 4096]).unwrap();
    let bytes = bytes_of(handed(&writer));
    let refused = |file: &OwnedFd| {
        let [opened, verified] = [(), ()].map(|()| file.try_clone().unwrap());
        let error = inspector.open_fd(opened).unwrap_err();
        let again = inspector.verify_fd(verified).unwrap_err();
        assert_eq!(error.to_string(), again.to_string());
        assert_eq!(error.object(), "hostile", "its label");
        error.kind()
    };
    for seals in [
        SealFlags::empty(),
        SealFlags::SHRINK,
        SealFlags::FUTURE_WRITE,
    ] {
        assert_eq!(refused(&memory_file(&bytes, seals)), ErrorKind::Untrusted);
    }

    // A named object is none of these, whoever asks by which way.
    let name = Name::unique("inspect-named");
    let _named = SharedBox::create(&name, 1_u8).unwrap();
    let file = fs::File::open(name.path()).unwrap();
    assert_eq!(
        inspector.open_fd(file).unwrap_err().kind(),
        ErrorKind::Untrusted
    );

    let (front, rest) = bytes.split_at(4096 + (32 << 10));
    let file = fs::File::from(memory_file(front, SealFlags::empty()));
    let behind = u64::try_from(front.len()).unwrap() + 4096;
    file.write_all_at(&rest[4096..], behind).unwrap();
    fcntl_add_seals(&file, ENOUGH).unwrap();
    let object = inspector.open_fd(file.try_clone().unwrap()).unwrap();
    let error = object.read().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Untrusted);
    assert!(
        error.to_string().contains("a hole at byte 36864"),
        "{error}"
    );
    let findings = inspector.verify_fd(file).unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].class(), Class::Unread, "{findings:?}");
}

#[test]
fn whatever_is_in_a_sealed_file_gives_a_value_or_an_error() {
    let inspector = Inspector::new();
    let writer = SharedBox::anonymous("engine", engine()).unwrap();
    let bytes = bytes_of(handed(&writer));
    let (mut taken, mut refused) = (0, 0);
    for at in 0..bytes.len().min(1024) {
        for with in [0, 1, 0xff] {
            let mut bytes = bytes.clone();
            bytes[at] = with;
            let file = memory_file(&bytes, ENOUGH);
            let findings = inspector.verify_fd(file.try_clone().unwrap()).unwrap();
            let read = inspector.open_fd(file).and_then(|object| {
                object.writer()?;
                object.read()
            });
            match read {
                Ok(_) => taken += 1,
                Err(error) => {
                    refused += 1;
                    assert!(!error.to_string().contains("shm_typed::remove"), "{error}");
                    assert!(!findings.is_empty(), "{error}");
                }
            }
        }
    }
    assert!(taken > 100 && refused > 100, "{taken} {refused}");
}
