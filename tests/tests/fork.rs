//! Promise: a forked child of a writer is no second writer and can undo nothing of its parent's; a
//! forked child of a reader can read.

use std::thread;

use shm_typed::{ErrorKind, SharedBox, SharedRef, WriterState};
use shm_typed_tests::{Name, Peer, Watchdog};

const FORKER: &str = env!("CARGO_BIN_EXE_forker");
const PROBE: &str = env!("CARGO_BIN_EXE_probe");

#[test]
fn a_child_of_a_writer_maps_nothing_and_its_drop_undoes_nothing() {
    let _watchdog = Watchdog::new("fork: writer", 60);
    let name = Name::unique("child");
    let mut writer = Peer::start(FORKER, ["writer", &name]);

    assert_eq!(writer.line(), "parent maps 2", "the object and its table");
    assert_eq!(writer.line(), "child maps 0");
    assert_eq!(writer.line(), "child dropped");
    assert_eq!(writer.line(), "child exit 0");
    assert_eq!(writer.line(), "parent published version 2");

    let reader = SharedRef::<u64>::open(&name).unwrap();
    assert_eq!(reader.read(), 2, "not unlinked");
    assert!(!reader.is_closed());
    let status = reader.writer().unwrap();
    assert_eq!(status.state(), WriterState::Live, "the beacon is lit");
    assert_eq!(status.pid(), Some(writer.pid()));
    let error = SharedBox::<u64>::open(&name).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WriterTaken, "the claim is held");
    assert_eq!(error.writer_pid(), Some(writer.pid()));
    assert!(writer.finish().success());
    assert!(!name.exists() && !name.has_companions());
}

#[test]
fn a_childs_drop_does_not_end_an_anonymous_object_and_what_is_frozen_is_there() {
    let _watchdog = Watchdog::new("fork: nameless", 60);
    let mut writer = Peer::start(FORKER, ["nameless"]);

    assert_eq!(writer.line(), "child borrows [1, 2]");
    assert_eq!(writer.line(), "child read 1");
    assert_eq!(writer.line(), "child exit 0");
    assert_eq!(writer.line(), "closed false");
    assert_eq!(writer.line(), "state Live");
    assert_eq!(writer.line(), "parent read 2");
    assert!(writer.finish().success());
}

#[test]
fn a_child_that_publishes_panics_and_harms_nothing() {
    let _watchdog = Watchdog::new("fork: scribe", 60);
    let name = Name::unique("scribe");
    let mut writer = Peer::start(FORKER, ["scribe", &name]);

    let ended = writer.line();

    assert_eq!(ended, "child exit 101");
    assert_eq!(writer.line(), "parent published version 2");
    assert_eq!(SharedRef::<u64>::open(&name).unwrap().read(), 2);
}

#[test]
fn a_child_of_a_reader_reads_and_waits() {
    let _watchdog = Watchdog::new("fork: reader", 60);
    let name = Name::unique("reading");
    let mut writer = SharedBox::create(&name, 1_u64).unwrap();
    let mut reader = Peer::start(FORKER, ["reader", &name]);
    assert_eq!(reader.line(), "parent maps 2", "the object and its table");

    assert_eq!(reader.line(), "child maps 1", "the object");
    assert_eq!(reader.line(), "child read 1");
    writer.publish(&2);
    reader.say("go on");

    assert_eq!(reader.line(), "child read 2 Published Ok(Live)");
    assert_eq!(reader.line(), "child exit 0");
    assert_eq!(reader.line(), "parent read 2");
    assert!(reader.finish().success());
}

#[test]
fn a_forked_child_that_executes_a_program_holds_nothing() {
    let _watchdog = Watchdog::new("fork: exec", 60);
    let name = Name::unique("executed");
    let mut parent = Peer::start(FORKER, ["exec", &name, PROBE]);
    let parents = parent.line();
    let (count, childs) = (parents.rsplit(' ').next().unwrap(), parent.line());
    assert_ne!(count, "0", "{parents}");
    assert_eq!(childs, format!("child descriptors {count}"));

    let executed = parent.line();

    assert_eq!(executed, "descriptors=0 mappings=0");
    assert_eq!(parent.line(), "child exit 0");
    assert!(parent.finish().success());
}

/// The child shares its parent's open descriptors, and with them its locks: the kernel lets go of a
/// lock when the last copy of the descriptor is closed. So a child that neither ends nor executes
/// another program keeps the name claimed, and readers see a writer that lives. Nothing is lost by
/// it but the takeover, until the child has ended.
#[test]
fn a_child_that_outlives_a_killed_writer_keeps_the_claim_until_it_ends() {
    let _watchdog = Watchdog::new("fork: outlive", 60);
    let name = Name::unique("outlived");
    let mut writer = Peer::start(FORKER, ["outlive", &name]);
    assert!(writer.line().starts_with("ready "));
    let reader = SharedRef::<u64>::open(&name).unwrap();
    let killed = writer.pid();

    writer.kill();

    let error = SharedBox::<u64>::open(&name).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WriterTaken);
    assert_eq!(error.writer_pid(), Some(killed), "it says who began");
    assert_eq!(reader.writer().unwrap().state(), WriterState::Live);
    assert_eq!(reader.read(), 1);

    writer.say("end");

    let next = loop {
        match SharedBox::<u64>::open(&name) {
            Ok(next) => break next,
            Err(error) => assert_eq!(error.kind(), ErrorKind::WriterTaken),
        }
        thread::yield_now();
    };
    assert_eq!((*next, next.version()), (1, 1));
    assert_eq!(reader.writer().unwrap().pid(), Some(std::process::id()));
}

#[test]
fn a_child_counts_on_in_a_live_object_and_removes_nothing() {
    let _watchdog = Watchdog::new("fork: live", 60);
    let name = Name::unique("live-child");
    let mut parent = Peer::start(FORKER, ["live", &name]);

    assert_eq!(parent.line(), "child exit 0");
    assert_eq!(parent.line(), "parent counts 111");
    assert_eq!(parent.line(), "removed false");
    assert!(parent.finish().success());
    assert!(!name.exists(), "its maker removes it");
}
