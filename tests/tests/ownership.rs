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
fn open_or_create_with_does_either_and_makes_a_value_only_where_there_is_none() {
    type Table = [u64; 1 << 21]; // 16 MiB: more than the stack of a test has
    let name = Name::unique("either-with");
    let keep = SharedBox::<Table>::options().on_drop(OnDrop::Keep);
    let mut made = 0;

    let mut first = keep
        .open_or_create_with(&name, |table| {
            made += 1;
            table[9] = 81;
        })
        .unwrap();
    first.update_with(|mut table| *table.at(7).unwrap() = 49);
    drop(first);
    let second = keep.open_or_create_with(&name, |_| made += 1).unwrap();

    assert_eq!((second[7], second[9], second.version()), (49, 81, 2));
    let taken = keep.open_or_create_with(&name, |_| made += 1).unwrap_err();
    assert_eq!(taken.kind(), ErrorKind::WriterTaken);
    assert_eq!(made, 1);
}

#[test]
fn of_many_that_open_or_create_with_one_makes_the_value_that_counts() {
    let _watchdog = Watchdog::new("ownership", 60);
    for _ in 0..50 {
        let name = Name::unique("race-with");
        let writers: Vec<_> = std::thread::scope(|scope| {
            let start = |number| {
                let name = &name;
                scope.spawn(move || {
                    SharedBox::<u64>::open_or_create_with(name, |value| *value = number)
                })
            };
            let threads: Vec<_> = (1..=4).map(start).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });

        let (writing, refused): (Vec<_>, Vec<_>) = writers.into_iter().partition(Result::is_ok);
        assert_eq!(writing.len(), 1);
        for error in refused {
            assert_eq!(error.unwrap_err().kind(), ErrorKind::WriterTaken);
        }
        let value = SharedRef::<u64>::open(&name).unwrap().read();
        assert!((1..=4).contains(&value), "{value}");
    }
}

#[test]
fn replace_from_takes_the_value_on_the_heap_for_its_own() {
    let name = Name::unique("replace-from");
    drop(
        SharedBox::options()
            .on_drop(OnDrop::Keep)
            .create(&name, 1_u32)
            .unwrap(),
    );

    let large: Box<[u64; 1 << 21]> = vec![7; 1 << 21].try_into().unwrap();
    let new = SharedBox::replace_from(&name, large).unwrap();

    assert_eq!((new[99], new.generation(), new.version()), (7, 2, 1));
    let reader = SharedRef::<[u64; 1 << 21]>::open(&name).unwrap();
    assert_eq!(reader.read_with(|table| table.at(99)), Some(7));
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
