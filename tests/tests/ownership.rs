//! Promise: one writer at a time, by the kernel's word; and what is there after it has gone.

use shm_typed::{ErrorKind, OnDrop, SharedBox, SharedRef};
use shm_typed_tests::{Name, Peer, Watchdog};

const PEER: &str = env!("CARGO_BIN_EXE_peer");

#[test]
fn a_second_writer_is_refused_and_told_who_is_the_first() {
    let _watchdog = Watchdog::new("ownership", 60);
    let name = Name::unique("second");
    let mut first = Peer::start(PEER, ["hold", &name]);
    assert_eq!(first.line(), "ready 1 at version 1");

    let error = SharedBox::<u64>::open(&name).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::WriterTaken);
    assert_eq!(error.writer_pid(), Some(first.pid()));
    assert!(
        error
            .to_string()
            .contains(&format!("process {} is its writer", first.pid()))
    );
}

#[test]
fn two_handles_in_one_process_exclude_each_other() {
    let name = Name::unique("same-process");
    let writer = SharedBox::create(&name, 1_u32).unwrap();

    let error = SharedBox::<u32>::open(&name).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::WriterTaken);
    drop(writer);
    assert!(!name.has_companions());
}

#[test]
fn a_killed_writer_leaves_its_last_value_and_the_next_goes_on_from_it() {
    let _watchdog = Watchdog::new("ownership", 60);
    let name = Name::unique("killed");
    let mut first = Peer::start(PEER, ["hold", &name]);
    assert_eq!(first.line(), "ready 1 at version 1");
    let reader = SharedRef::<u64>::open(&name).unwrap();
    while reader.read() != 2 {
        std::thread::yield_now();
    }

    first.kill();

    assert_eq!(reader.read(), 2, "readers notice nothing");
    assert!(!reader.is_closed(), "a killed writer says nothing");
    let mut second = Peer::start(PEER, ["take", &name]);
    assert_eq!(second.line(), "ready 2 at version 2");
    while reader.read() != 3 {
        std::thread::yield_now();
    }
    assert_eq!(reader.version(), 3);
}

#[test]
fn dropping_the_box_closes_and_removes_the_object_and_keeps_the_last_value_readable() {
    let name = Name::unique("dropped");
    let writer = SharedBox::create(&name, 5_i16).unwrap();
    let reader = SharedRef::<i16>::open(&name).unwrap();

    drop(writer);

    assert!(reader.is_closed());
    assert_eq!(reader.read(), 5);
    assert!(!name.exists());
    assert!(!name.has_companions());
    assert_eq!(
        SharedRef::<i16>::open(&name).unwrap_err().kind(),
        ErrorKind::NotFound
    );
}

#[test]
fn an_object_that_is_kept_is_taken_over_with_its_value() {
    let name = Name::unique("kept");
    let keep = SharedBox::options().on_drop(OnDrop::Keep);
    let mut writer = keep.create(&name, 5_u64).unwrap();
    writer.publish(&6);
    drop(writer);
    let reader = SharedRef::<u64>::open(&name).unwrap();
    assert!(reader.is_closed());

    let mut writer = keep.open(&name).unwrap();

    assert_eq!((*writer, writer.version()), (6, 2));
    assert!(!reader.is_closed(), "it has a writer again");
    writer.publish(&7);
    assert_eq!((reader.read(), reader.version()), (7, 3));
}

#[test]
fn open_or_create_does_either() {
    let name = Name::unique("either");
    let keep = SharedBox::options().on_drop(OnDrop::Keep);

    drop(keep.open_or_create(&name, 1_u64).unwrap());
    let second = keep.open_or_create(&name, 2_u64).unwrap();

    assert_eq!(*second, 1, "what was there stays");
}

#[test]
fn a_drop_leaves_alone_what_somebody_else_has_put_under_the_name() {
    let name = Name::unique("usurped");
    let writer = SharedBox::create(&name, 1_u64).unwrap();
    std::fs::remove_file(name.path()).unwrap();
    std::fs::write(name.path(), "somebody else's").unwrap();

    drop(writer);

    assert_eq!(
        std::fs::read_to_string(name.path()).unwrap(),
        "somebody else's"
    );
}

#[test]
fn remove_takes_what_a_killed_writer_left_and_nothing_that_lives() {
    let _watchdog = Watchdog::new("ownership", 60);
    let name = Name::unique("remove");
    let mut writer = Peer::start(PEER, ["hold", &name]);
    assert_eq!(writer.line(), "ready 1 at version 1");
    assert_eq!(
        shm_typed::remove(&name).unwrap_err().kind(),
        ErrorKind::WriterTaken
    );
    assert!(name.exists());

    writer.kill();

    shm_typed::remove(&name).unwrap();
    assert!(!name.exists());
    assert!(!name.has_companions());
}
