//! Promise: a new object takes the name of an old one in one step, readers can tell what became of
//! theirs, and nobody removes what is another's.

use std::fs;
use std::thread;
use std::time::Duration;

use shm_typed::{
    Change, Error, ErrorKind, OnDrop, SharedBox, SharedRef, WriterOptions, WriterState,
};
use shm_typed_tests::evidence::Evidence;
use shm_typed_tests::{Name, Peer, Watchdog};

const PEER: &str = env!("CARGO_BIN_EXE_peer");

fn keep<T>() -> WriterOptions<T>
where
    T: shm_typed::Plain,
{
    SharedBox::options().on_drop(OnDrop::Keep)
}

fn state(reader: &SharedRef<u64>) -> WriterState {
    reader.writer().unwrap().state()
}

// ---- replace -----------------------------------------------------------------------------------

#[test]
fn readers_of_the_old_object_get_its_last_value_and_then_are_told() {
    let name = Name::unique("told");
    let mut old = keep().create(&name, 1_u64).unwrap();
    let reader = SharedRef::<u64>::open(&name).unwrap();
    assert_eq!(reader.read(), 1);
    old.publish(&2);
    drop(old);

    let new = SharedBox::replace(&name, 10_u64).unwrap();

    assert_eq!(reader.changed(Duration::MAX), Change::Published);
    assert_eq!(reader.read(), 2);
    assert_eq!(reader.changed(Duration::MAX), Change::Superseded);
    assert_eq!(reader.changed(Duration::ZERO), Change::Superseded, "still");
    assert_eq!(state(&reader), WriterState::Superseded);
    assert!(!reader.writer().unwrap().is_alive(), "of the old object");
    assert_eq!((reader.read(), *new), (2, 10));
}

#[test]
fn a_reader_that_sleeps_is_told_too() {
    let _watchdog = Watchdog::new("replacing", 60);
    let name = Name::unique("asleep");
    drop(keep().create(&name, 1_u64).unwrap());
    // Closed already, so that only a taken-over object lets a reader sleep.
    let mut first = Peer::start(PEER, ["take", &name]);
    assert_eq!(first.line(), "ready 1 at version 1");
    let reader = SharedRef::<u64>::open(&name).unwrap();
    while reader.read() != 2 {
        thread::yield_now();
    }
    let asleep = thread::spawn(move || reader.changed(Duration::MAX));
    first.kill();

    let _new = SharedBox::replace(&name, 10_u64).unwrap();

    assert_eq!(asleep.join().unwrap(), Change::Superseded);
}

#[test]
fn reopen_follows_the_name_and_has_read_nothing_yet() {
    let name = Name::unique("follow");
    drop(keep().create(&name, 1_u64).unwrap());
    let mut reader = SharedRef::<u64>::open(&name).unwrap();
    let clone = reader.clone();
    assert_eq!(reader.read(), 1);
    let _new = SharedBox::replace(&name, 10_u64).unwrap();

    reader.reopen().unwrap();

    assert!(reader.has_changed());
    assert_eq!((reader.read(), reader.version()), (10, 1));
    assert_eq!(state(&reader), WriterState::Live);
    assert_eq!(clone.read(), 1, "a clone stays where it is");
}

#[test]
fn a_reopen_that_fails_leaves_the_reader_as_it_was() {
    let name = Name::unique("refused");
    drop(keep().create(&name, 1_u64).unwrap());
    let mut reader = SharedRef::<u64>::open(&name).unwrap();
    let new = SharedBox::replace(&name, [1_u64, 2]).unwrap();

    let error = reader.reopen().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
    assert_eq!((reader.read(), reader.generation()), (1, 1));

    drop(new);
    assert_eq!(reader.reopen().unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(reader.read(), 1);
}

#[test]
fn generations_count_the_objects_that_had_the_name() {
    let name = Name::unique("generations");
    let mut reader = {
        let first = keep().create(&name, 1_u64).unwrap();
        assert_eq!(first.generation(), 1);
        SharedRef::<u64>::open(&name).unwrap()
    };

    for generation in 2..6 {
        let new = keep().replace(&name, generation).unwrap();
        assert_eq!(new.generation(), generation);
        assert_eq!(reader.generation(), generation - 1);
        drop(new);
        // Taking over is no new generation.
        assert_eq!(keep::<u64>().open(&name).unwrap().generation(), generation);

        reader.reopen().unwrap();

        assert_eq!(
            (reader.read(), reader.generation()),
            (generation, generation)
        );
        assert_eq!(reader.writer().unwrap().generation(), generation);
    }
}

#[test]
fn replace_creates_where_nothing_is() {
    let name = Name::unique("nothing");

    let new = SharedBox::replace(&name, 1_u64).unwrap();

    assert_eq!((*new, new.version(), new.generation()), (1, 1, 1));
}

#[test]
fn replace_refuses_while_a_writer_lives() {
    let _watchdog = Watchdog::new("replacing", 60);
    let name = Name::unique("lives");
    let mut writer = Peer::start(PEER, ["hold", &name]);
    assert_eq!(writer.line(), "ready 1 at version 1");
    let reader = SharedRef::<u64>::open(&name).unwrap();

    let error = SharedBox::replace(&name, 9_u64).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::WriterTaken);
    assert_eq!(error.writer_pid(), Some(writer.pid()));
    assert_eq!(state(&reader), WriterState::Live);
    writer.kill();
    assert_eq!(*SharedBox::replace(&name, 9_u64).unwrap(), 9);
}

#[test]
fn replace_takes_any_layout_of_ours_and_leaves_anything_else_alone() {
    let name = Name::unique("foreign");
    fs::write(name.path(), "somebody else's").unwrap();
    let before = Evidence::of(name.path());

    let error = SharedBox::replace(&name, 9_u64).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::NotAnObject);
    assert_eq!(Evidence::of(name.path()), before);
    assert!(!name.has_companions());
}

/// A call that takes a name.
type Call = fn(&str) -> Result<(), Error>;

#[test]
fn a_lock_file_removed_by_hand_does_not_let_a_second_writer_in() {
    let _watchdog = Watchdog::new("replacing", 60);
    let name = Name::unique("unlocked");
    let mut writer = Peer::start(PEER, ["hold", &name]);
    assert_eq!(writer.line(), "ready 1 at version 1");
    fs::remove_file(format!("{}.lock", name.path().display())).unwrap();

    let calls: [Call; 3] = [
        |name| SharedBox::<u64>::open(name).map(drop),
        |name| SharedBox::replace(name, 9_u64).map(drop),
        shm_typed::remove,
    ];

    for call in calls {
        assert_eq!(call(&name).unwrap_err().kind(), ErrorKind::WriterTaken);
        assert!(name.exists());
    }
    let reader = SharedRef::<u64>::open(&name).unwrap();
    assert_eq!(state(&reader), WriterState::Live);
}

// ---- what became of the writer -----------------------------------------------------------------

#[test]
fn a_writer_is_live_then_dead_then_live_again_and_then_closed() {
    let _watchdog = Watchdog::new("replacing", 60);
    let name = Name::unique("states");
    let mut first = Peer::start(PEER, ["hold", &name]);
    assert_eq!(first.line(), "ready 1 at version 1");
    let reader = SharedRef::<u64>::open(&name).unwrap();
    let status = reader.writer().unwrap();
    assert_eq!(
        (status.state(), status.is_alive()),
        (WriterState::Live, true)
    );
    assert_eq!(status.pid(), Some(first.pid()));
    assert!(status.since().is_some());
    assert_eq!(status.value_age(), None, "this writer keeps no time");

    first.kill();
    let status = reader.writer().unwrap();
    assert_eq!(
        (status.state(), status.is_alive()),
        (WriterState::Dead, false)
    );
    assert_eq!(status.pid(), Some(first.pid()), "who it was");

    let mut second = Peer::start(PEER, ["take", &name]);
    assert!(second.line().starts_with("ready"));
    let status = reader.writer().unwrap();
    assert_eq!(status.state(), WriterState::Live);
    assert_eq!(status.pid(), Some(second.pid()));

    assert!(second.finish().success());
    let status = reader.writer().unwrap();
    assert_eq!(
        (status.state(), status.is_alive()),
        (WriterState::Closed, false)
    );
}

#[test]
fn a_writer_that_does_not_publish_in_its_period_is_stalled_until_it_does() {
    let _watchdog = Watchdog::new("replacing", 60);
    let name = Name::unique("stalled");
    let mut writer = SharedBox::options()
        .period(Duration::from_millis(2))
        .create(&name, 1_u64)
        .unwrap();
    let reader = SharedRef::<u64>::open(&name).unwrap();

    while state(&reader) != WriterState::Stalled {
        assert_eq!(state_or_stalled(&reader), WriterState::Live);
        thread::yield_now();
    }

    let status = reader.writer().unwrap();
    assert!(status.is_alive());
    assert!(status.value_age().unwrap() > Duration::from_millis(2));
    // It is live again for a moment, which this loop is bound to meet.
    loop {
        writer.publish(&2);
        if state(&reader) == WriterState::Live {
            break;
        }
    }
}

/// The state, where a writer that has stalled meanwhile counts as live.
fn state_or_stalled(reader: &SharedRef<u64>) -> WriterState {
    match state(reader) {
        WriterState::Stalled => WriterState::Live,
        state => state,
    }
}

#[test]
fn a_writer_without_a_period_never_stalls_and_tells_the_age_if_asked_to() {
    let name = Name::unique("age");
    let mut writer = SharedBox::options()
        .publish_time(true)
        .create(&name, 1_u64)
        .unwrap();
    let reader = SharedRef::<u64>::open(&name).unwrap();
    let age = || reader.writer().unwrap().value_age().unwrap();
    let first = age();
    while age() <= first + Duration::from_millis(1) {
        thread::yield_now();
    }
    assert_eq!(state(&reader), WriterState::Live);

    let since = reader.writer().unwrap().since().unwrap();
    writer.publish(&2);

    assert!(age() < reader.writer().unwrap().since().unwrap());
    assert!(reader.writer().unwrap().since().unwrap() >= since);
}

#[test]
fn an_object_whose_name_was_removed_by_hand_is_orphaned_and_still_read() {
    let _watchdog = Watchdog::new("replacing", 60);
    let name = Name::unique("orphaned");
    let mut writer = SharedBox::create(&name, 1_u64).unwrap();
    let mut reader = SharedRef::<u64>::open(&name).unwrap();

    fs::remove_file(name.path()).unwrap();

    let status = reader.writer().unwrap();
    assert_eq!(status.state(), WriterState::Orphaned);
    assert!(status.is_alive(), "its writer knows nothing of it");
    writer.publish(&2);
    assert_eq!(reader.read(), 2);
    assert_eq!(reader.reopen().unwrap_err().kind(), ErrorKind::NotFound);
    drop(writer);
    assert_eq!(state(&reader), WriterState::Closed);
    assert!(!name.has_companions());
}

// ---- the end of an object ----------------------------------------------------------------------

#[test]
fn a_drop_never_removes_a_successor() {
    let name = Name::unique("successor");
    let old = SharedBox::create(&name, 1_u64).unwrap();
    // The name and the lock were removed by hand, so a second writer could take the name.
    fs::remove_file(name.path()).unwrap();
    fs::remove_file(format!("{}.lock", name.path().display())).unwrap();
    let mut new = SharedBox::create(&name, 2_u64).unwrap();
    let reader = SharedRef::<u64>::open(&name).unwrap();
    let before = fs::symlink_metadata(name.path()).unwrap();

    drop(old);

    use std::os::unix::fs::MetadataExt;
    assert_eq!(
        fs::symlink_metadata(name.path()).unwrap().ino(),
        before.ino()
    );
    assert!(
        name.has_companions(),
        "its lock and its table are the new one's"
    );
    assert_eq!(
        SharedBox::<u64>::open(&name).unwrap_err().kind(),
        ErrorKind::WriterTaken
    );
    new.publish(&3);
    assert_eq!((reader.read(), state(&reader)), (3, WriterState::Live));
    drop(new);
    assert!(!name.exists() && !name.has_companions());
}

#[test]
fn a_writer_that_asks_for_no_reader_table_leaves_none_behind() {
    let name = Name::unique("tableless");
    drop(keep().create(&name, 1_u64).unwrap());
    assert!(name.has_companions(), "the table of the first");

    let without = SharedBox::<u64>::options().reader_table(None);
    drop(without.open(&name).unwrap());

    assert!(!name.exists());
    assert!(!name.has_companions());
}

#[test]
fn a_kept_object_is_closed_and_its_table_stays_for_the_next_writer() {
    let name = Name::unique("kept");
    let reader = {
        let _writer = keep().create(&name, 1_u64).unwrap();
        SharedRef::<u64>::open(&name).unwrap()
    };
    assert_eq!(state(&reader), WriterState::Closed);
    assert!(name.exists() && name.has_companions());

    drop(SharedBox::<u64>::open(&name).unwrap());

    assert!(!name.exists() && !name.has_companions());
}

#[test]
fn a_reader_is_told_when_a_writer_that_ended_has_started_again() {
    let _watchdog = Watchdog::new("replacing", 60);
    let name = Name::unique("restart");
    let first = SharedBox::create(&name, 1_u64).unwrap();
    let mut reader = SharedRef::<u64>::open(&name).unwrap();
    assert_eq!(reader.read(), 1);
    drop(first);
    assert_eq!(reader.changed(Duration::MAX), Change::Closed);
    assert_eq!(reader.reopen().unwrap_err().kind(), ErrorKind::NotFound);

    let second = SharedBox::create(&name, 2_u64).unwrap();

    assert_eq!(reader.changed(Duration::MAX), Change::Superseded);
    reader.reopen().unwrap();
    assert_eq!((reader.read(), *second), (2, 2));
}

#[test]
fn a_reader_that_looks_and_never_waits_is_told_of_it_too() {
    let name = Name::unique("glance");
    let first = SharedBox::create(&name, 1_u64).unwrap();
    let mut reader = SharedRef::<u64>::open(&name).unwrap();
    assert_eq!(reader.read(), 1);
    drop(first);
    assert_eq!(reader.changed(Duration::ZERO), Change::Closed);
    assert_eq!(reader.changed(Duration::ZERO), Change::TimedOut);

    let _second = SharedBox::create(&name, 2_u64).unwrap();

    assert_eq!(reader.changed(Duration::ZERO), Change::Superseded);
    assert_eq!(reader.changed(Duration::ZERO), Change::Superseded, "still");
    reader.reopen().unwrap();
    assert_eq!(reader.changed(Duration::ZERO), Change::Published);
    assert_eq!(reader.read(), 2);
    assert_eq!(reader.changed(Duration::ZERO), Change::TimedOut);
}

#[test]
fn a_reader_that_looks_is_told_of_the_last_value_and_the_end_before_the_successor() {
    let _watchdog = Watchdog::new("glance-race", 120);
    for round in 0..300 {
        let name = Name::unique(&format!("glance-race-{round}"));
        let mut first = SharedBox::create(&name, 1_u64).unwrap();
        let reader = SharedRef::<u64>::open(&name).unwrap();
        let writer = thread::spawn({
            let name = name.to_string();
            move || {
                first.publish(&2);
                drop(first);
                SharedBox::create(&name, 3_u64).unwrap()
            }
        });

        let (mut last, mut closed) = (0, false);
        loop {
            match reader.changed(Duration::ZERO) {
                Change::Published => last = reader.read(),
                Change::Closed => closed = true,
                Change::Superseded => break,
                _ => {}
            }
        }

        assert_eq!((last, closed), (2, true), "round {round}");
        drop(writer.join().unwrap());
    }
}
