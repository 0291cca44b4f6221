//! Promise: the crash table in `docs/failure.md`. A process is killed at each step that has a name,
//! and the survivors find what the table says.
//!
//! ```text
//! RUSTFLAGS="--cfg shm_typed_faults" CARGO_TARGET_DIR=target/faults \
//!     cargo test -p shm-typed-tests --test crash_at_each_step
//! ```
#![cfg(shm_typed_faults)]
#![allow(
    unsafe_code,
    reason = "trusts the writers, which are those of these tests"
)]

use std::os::unix::process::ExitStatusExt;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use shm_typed::{Change, ErrorKind, Pinned, SharedBox, SharedRef, TrustedRef, WriterState};
use shm_typed_tests::{Name, Peer, Watchdog, checked};

const CRASH: &str = env!("CARGO_BIN_EXE_crash");
const SIGKILL: i32 = 9;

/// Large enough that its parts are stored by themselves.
type Value = [u64; 320];

/// The object and all its companions.
const ALL: &[&str] = &["", ".lock", ".readers"];

/// A helper that is armed to die at a step.
struct Scene {
    name: Name,
    victim: Peer,
    watchdog: Watchdog,
}

/// What it leaves, and who was there all along.
struct Wreck {
    name: Name,
    /// Mapped before the crash, if there was something to map.
    reader: Option<SharedRef<Value>>,
    /// Asleep before the crash.
    waiter: Option<JoinHandle<Change>>,
    _watchdog: Watchdog,
}

impl Scene {
    /// A victim that dies at `step`; nothing else is there.
    fn at(step: &'static str) -> Self {
        let name = Name::unique("crash");
        let fault = format!("SHM_TYPED_FAULT={step}");
        let victim = Peer::start("env", [&fault, CRASH, &name]);
        let watchdog = Watchdog::new(step, 60);
        Self {
            name,
            victim,
            watchdog,
        }
    }

    /// As `at`, with an object of version 2 and round 2 whose writer was killed.
    fn behind_a_dead_writer(step: &'static str) -> Self {
        let scene = Self::at(step);
        let mut first = Peer::start(CRASH, [&scene.name]);
        for line in ["create 1", "publish 2"] {
            first.say(line);
            assert_eq!(first.line(), "done");
        }
        first.kill();
        scene
    }

    /// Survives `line`.
    fn after(mut self, line: &str) -> Self {
        self.victim.say(line);
        assert_eq!(self.victim.line(), "done", "{line}");
        self
    }

    /// Dies in `line`, while a reader is mapped and another one asleep if there is an object.
    fn dies_in(mut self, line: &str) -> Wreck {
        let reader = SharedRef::<Value>::open(&self.name).ok();
        // Without a table nobody can see that it sleeps.
        let may_wait = self.name.files().contains(&".readers".to_owned());
        let waiter = reader.as_ref().filter(|_| may_wait).map(|reader| {
            let _ = reader.read();
            let reader = reader.clone();
            thread::spawn(move || reader.changed(Duration::MAX))
        });
        while waiter.is_some() && !self.name.is_awaited() {
            thread::yield_now();
        }

        self.victim.say(line);

        assert_eq!(self.victim.line(), "", "it survived its step in {line}");
        let status = self.victim.finish();
        assert_eq!(status.signal(), Some(SIGKILL), "{status}");
        Wreck {
            name: self.name,
            reader,
            waiter,
            _watchdog: self.watchdog,
        }
    }
}

impl Wreck {
    fn reader(&self) -> &SharedRef<Value> {
        self.reader.as_ref().unwrap()
    }

    fn waiter(&mut self) -> Change {
        self.waiter.take().unwrap().join().unwrap()
    }

    /// These files are left, and no others.
    fn leaves(self, files: &[&str]) -> Self {
        assert_eq!(self.name.files(), files);
        self
    }

    /// The reader that was there all along reads `version`, whole, and sees the writer in `state`.
    fn shows(self, version: u64, state: WriterState) -> Self {
        assert_eq!(read(self.reader()), (version, version));
        assert_eq!(self.reader().writer().unwrap().state(), state);
        self
    }

    /// A new reader reads `version`; a new writer goes on from it; everybody sees what it does; and
    /// it leaves nothing.
    fn then_taken_over_at(mut self, version: u64) {
        let new = SharedRef::<Value>::open(&self.name).unwrap();
        assert_eq!(read(&new), (version, version));

        let mut writer = SharedBox::<Value>::open(&self.name).unwrap();
        assert_eq!(
            (writer.version(), checked::round(&*writer)),
            (version, Some(version))
        );
        assert_eq!(new.writer().unwrap().state(), WriterState::Live);
        writer.publish(&value(version + 1));

        if self.waiter.is_some() {
            assert_eq!(read(self.reader()), (version + 1, version + 1));
            assert_eq!(self.waiter(), Change::Published);
        }
        assert_eq!(new.changed(Duration::MAX), Change::Published);
        assert_eq!(read(&new), (version + 1, version + 1));
        drop(writer);
        assert_eq!(new.changed(Duration::MAX), Change::Closed);
        assert_eq!(self.name.files(), [""; 0]);
    }

    /// Nothing has the name: readers and take-overs are told so, and a new writer begins at 1 and
    /// leaves nothing.
    fn then_created_anew(self) {
        let error = SharedRef::<Value>::open(&self.name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        let error = SharedBox::<Value>::open(&self.name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);

        let mut writer = SharedBox::create(&self.name, value(1)).unwrap();

        let new = SharedRef::<Value>::open(&self.name).unwrap();
        assert_eq!(read(&new), (1, 1));
        writer.publish(&value(2));
        assert_eq!(new.changed(Duration::MAX), Change::Published);
        assert_eq!(read(&new), (2, 2));
        drop(writer);
        assert_eq!(new.changed(Duration::MAX), Change::Closed);
        assert_eq!(self.name.files(), [""; 0]);
    }

    /// The old object has its name still: a new reader reads it, and a new `replace` is as good as
    /// the first would have been.
    fn then_replaced_again(mut self) {
        assert_eq!(read(&SharedRef::open(&self.name).unwrap()), (2, 2));

        let writer = SharedBox::replace(&self.name, value(1)).unwrap();

        assert_eq!((writer.version(), writer.generation()), (1, 2));
        assert_eq!(self.waiter(), Change::Superseded);
        assert_eq!(read(self.reader()), (2, 2));
        let mut reader = self.reader.take().unwrap();
        reader.reopen().unwrap();
        assert_eq!(read(&reader), (1, 1));
        drop(writer);
        assert_eq!(self.name.files(), [""; 0]);
    }

    /// The waiter is told `change` without anybody's help.
    fn tells_the_waiter(mut self, change: Change) -> Self {
        assert_eq!(self.waiter(), change);
        self
    }

    /// The reader of the old object follows the name to the new one.
    fn then_followed(mut self) -> Self {
        let reader = self.reader.as_mut().unwrap();
        reader.reopen().unwrap();
        assert_eq!((reader.generation(), read(reader)), (2, (1, 1)));
        self
    }
}

/// The version and the round of the current value, which must be whole.
fn read(reader: &SharedRef<Value>) -> (u64, u64) {
    let mut value = [0; 320];
    let version = reader.read_into(&mut value);
    (version, checked::round(&value).expect("a whole value"))
}

fn value(round: u64) -> Value {
    let mut value = [0; 320];
    checked::set(&mut value, round);
    value
}

// --- create -------------------------------------------------------------------------------------

/// Nothing is there yet but, from some step on, the lock file and the table.
fn create(step: &'static str, files: &[&str]) {
    let wreck = Scene::at(step).dies_in("create 1");

    wreck.leaves(files).then_created_anew();
}

#[test]
fn create_claim_made() {
    create("claim.made", &[]);
}

#[test]
fn create_claim_named() {
    create("claim.named", &[".lock"]);
}

#[test]
fn create_claimed() {
    create("create.claimed", &[".lock"]);
}

#[test]
fn create_sized() {
    create("create.sized", &[".lock"]);
}

#[test]
fn create_front() {
    create("create.front", &[".lock"]);
}

#[test]
fn create_first_value() {
    create("publish.half:1", &[".lock"]);
}

#[test]
fn create_filled() {
    create("create.filled", &[".lock"]);
}

#[test]
fn create_lit() {
    create("create.lit", &[".lock"]);
}

#[test]
fn create_table_unfinished() {
    // What a writer leaves that is killed right behind its table.
    let scene = Scene::at("successor.named:1");
    std::fs::write(format!("/dev/shm/{}.readers", &*scene.name), b"stale").unwrap();

    let wreck = scene.dies_in("create 1");

    wreck
        .leaves(&[".lock", ".readers", ".readers.new"])
        .then_created_anew();
}

#[test]
fn create_table() {
    create("create.table", &[".lock", ".readers"]);
}

#[test]
fn create_named() {
    let wreck = Scene::at("create.named").dies_in("create 1");

    wreck.leaves(ALL).then_taken_over_at(1);
}

// --- take over ----------------------------------------------------------------------------------

/// The object stays as the first writer left it.
fn take_over(step: &'static str) {
    let wreck = Scene::behind_a_dead_writer(step).dies_in("open");

    wreck
        .leaves(ALL)
        .shows(2, WriterState::Dead)
        .then_taken_over_at(2);
}

#[test]
fn takeover_claim_opened() {
    take_over("claim.opened");
}

#[test]
fn takeover_claim_locked() {
    take_over("claim.locked");
}

#[test]
fn takeover_claim_signed() {
    take_over("claim.signed");
}

#[test]
fn takeover_claimed() {
    take_over("takeover.claimed");
}

#[test]
fn takeover_resumed() {
    take_over("takeover.resumed");
}

#[test]
fn takeover_lit() {
    take_over("takeover.lit");
}

#[test]
fn takeover_table() {
    take_over("takeover.table");
}

#[test]
fn takeover_begun() {
    take_over("takeover.begun");
}

/// The table was lost: a reader that has it open looks for itself, and the next writer makes one.
#[test]
fn takeover_table_made_anew() {
    let scene = Scene::behind_a_dead_writer("takeover.table");
    let table = format!("/dev/shm/{}.readers", &*scene.name);
    std::fs::remove_file(table).unwrap();
    // Readers do not find a table, so nobody is seen to wait.
    let mut scene = scene;
    scene.victim.say("open");
    assert_eq!(scene.victim.line(), "");
    assert_eq!(scene.victim.finish().signal(), Some(SIGKILL));
    let reader = SharedRef::open(&scene.name).ok();
    let wreck = Wreck {
        name: scene.name,
        reader,
        waiter: None,
        _watchdog: scene.watchdog,
    };

    wreck
        .leaves(ALL)
        .shows(2, WriterState::Dead)
        .then_taken_over_at(2);
}

// --- publish ------------------------------------------------------------------------------------

/// `version` is the last one that is complete.
fn publish(step: &'static str, version: u64) {
    let wreck = Scene::at(step).after("create 1").dies_in("publish 2");

    wreck
        .leaves(ALL)
        .shows(version, WriterState::Dead)
        .then_taken_over_at(version);
}

#[test]
fn publish_begun() {
    publish("publish.begun:2", 1);
}

#[test]
fn publish_zeroed() {
    publish("publish.zeroed:2", 1);
}

#[test]
fn publish_half() {
    publish("publish.half:2", 1);
}

#[test]
fn publish_filled() {
    publish("publish.filled:2", 1);
}

#[test]
fn publish_stamped() {
    publish("publish.stamped:2", 1);
}

#[test]
fn publish_head() {
    publish("publish.head:2", 2);
}

#[test]
fn publish_event() {
    publish("publish.event:2", 2);
}

/// A waiter sleeps on and is not woken: it looks by itself.
#[test]
fn publish_wake_before() {
    let wreck = Scene::at("wake.before")
        .after("create 1")
        .dies_in("publish 2");

    wreck
        .tells_the_waiter(Change::Published)
        .leaves(ALL)
        .shows(2, WriterState::Dead)
        .then_taken_over_at(2);
}

#[test]
fn publish_wake_after() {
    publish("wake.after", 2);
}

#[test]
fn publish_wake_erased() {
    publish("wake.erased", 2);
}

/// A writer that changes parts dies when some of them are stored.
#[test]
fn parts_half() {
    Scene::at("publish.half:3")
        .after("create 1")
        .after("parts 2")
        .dies_in("parts 3")
        .leaves(ALL)
        .shows(2, WriterState::Dead)
        .then_taken_over_at(2);
}

/// A new writer dies in its first publish as well, in the slot that the dead one was filling.
#[test]
fn publish_half_twice_in_a_row() {
    let wreck = Scene::at("publish.half:2")
        .after("create 1")
        .dies_in("publish 2");
    let fault = "SHM_TYPED_FAULT=publish.filled";
    let mut second = Peer::start("env", [fault, CRASH, &wreck.name]);
    second.say("open");
    assert_eq!(second.line(), "done");
    second.say("publish 2");
    assert_eq!(second.line(), "");
    assert_eq!(second.finish().signal(), Some(SIGKILL));

    wreck
        .leaves(ALL)
        .shows(1, WriterState::Dead)
        .then_taken_over_at(1);
}

// --- replace ------------------------------------------------------------------------------------

/// The old object is as it was.
fn replace(step: &'static str, files: &[&str]) {
    let wreck = Scene::behind_a_dead_writer(step).dies_in("replace 1");

    wreck
        .leaves(files)
        .shows(2, WriterState::Dead)
        .then_replaced_again();

    // And somebody who knows nothing of a replacement takes the old one over.
    let wreck = Scene::behind_a_dead_writer(step).dies_in("replace 1");

    wreck.then_taken_over_at(2);
}

#[test]
fn replace_claimed() {
    replace("replace.claimed", ALL);
}

#[test]
fn replace_opened() {
    replace("replace.opened", ALL);
}

#[test]
fn replace_lit() {
    replace("create.lit", ALL);
}

#[test]
fn replace_table_unfinished() {
    replace(
        "successor.named:1",
        &["", ".lock", ".readers", ".readers.new"],
    );
}

#[test]
fn replace_table() {
    replace("create.table", ALL);
}

#[test]
fn replace_unfinished() {
    replace("successor.named:2", &["", ".lock", ".new", ".readers"]);
}

/// The new object is there; `change` is what the old one's waiter is told, and `state` what its
/// readers see.
fn replaced(step: &'static str, change: Change, state: WriterState) {
    let wreck = Scene::behind_a_dead_writer(step).dies_in("replace 1");

    wreck
        .leaves(ALL)
        .shows(2, state)
        .tells_the_waiter(change)
        .then_followed()
        .then_taken_over_at(1);
}

#[test]
fn replace_named() {
    replaced("create.named", Change::Orphaned, WriterState::Orphaned);
}

#[test]
fn replace_end_begun() {
    replaced("end.begun", Change::Orphaned, WriterState::Orphaned);
}

#[test]
fn replace_end_marked() {
    replaced("end.marked", Change::Superseded, WriterState::Superseded);
}

#[test]
fn replace_end_event() {
    replaced("end.event", Change::Superseded, WriterState::Superseded);
}

#[test]
fn replace_end_woken() {
    replaced("end.woken", Change::Superseded, WriterState::Superseded);
}

// --- close --------------------------------------------------------------------------------------

fn close(step: &'static str) -> Wreck {
    Scene::at(step).after("create 1").dies_in("drop")
}

/// It has not said goodbye.
#[test]
fn close_end_begun() {
    close("end.begun")
        .leaves(ALL)
        .shows(1, WriterState::Dead)
        .then_taken_over_at(1);
}

/// It has said goodbye, and its object is there for the next.
fn close_in_words(step: &'static str) {
    close(step)
        .leaves(ALL)
        .shows(1, WriterState::Closed)
        .tells_the_waiter(Change::Closed)
        .then_taken_over_at(1);
}

#[test]
fn close_end_marked() {
    close_in_words("end.marked");
}

#[test]
fn close_end_event() {
    close_in_words("end.event");
}

#[test]
fn close_end_woken() {
    close_in_words("end.woken");
}

/// Its object is gone, and `files` are not yet.
fn close_in_deed(step: &'static str, files: &[&str]) {
    close(step)
        .leaves(files)
        .shows(1, WriterState::Closed)
        .tells_the_waiter(Change::Closed)
        .then_created_anew();
}

#[test]
fn close_unlinked() {
    close_in_deed("close.unlinked", &[".lock", ".readers"]);
}

#[test]
fn close_table() {
    close_in_deed("close.table", &[".lock"]);
}

#[test]
fn close_dark() {
    close_in_deed("close.dark", &[".lock"]);
}

#[test]
fn close_claim_unlinked() {
    close_in_deed("claim.unlinked", &[]);
}

#[test]
fn close_claim_unlocked() {
    close_in_deed("claim.unlocked", &[]);
}

// --- remove -------------------------------------------------------------------------------------

#[test]
fn remove_claimed() {
    Scene::behind_a_dead_writer("remove.claimed")
        .dies_in("remove")
        .leaves(ALL)
        .shows(2, WriterState::Dead)
        .then_taken_over_at(2);
}

fn remove(step: &'static str, files: &[&str]) {
    Scene::behind_a_dead_writer(step)
        .dies_in("remove")
        .leaves(files)
        .shows(2, WriterState::Orphaned)
        .tells_the_waiter(Change::Orphaned)
        .then_created_anew();
}

#[test]
fn remove_unlinked() {
    remove("remove.unlinked", &[".lock", ".readers"]);
}

#[test]
fn remove_table() {
    remove("remove.table", &[".lock"]);
}

// --- wait ---------------------------------------------------------------------------------------

/// A reader dies that has said it would sleep: the writer and the other readers notice nothing.
#[test]
fn wait_marked() {
    let mut scene = Scene::at("wait.marked");
    let mut writer = SharedBox::create(&scene.name, value(1)).unwrap();
    scene.victim.say("wait");
    assert_eq!(scene.victim.line(), "");
    assert_eq!(scene.victim.finish().signal(), Some(SIGKILL));
    assert!(scene.name.is_awaited(), "its mark is left");
    let reader = SharedRef::<Value>::open(&scene.name).unwrap();
    assert_eq!(read(&reader), (1, 1));

    writer.publish(&value(2));

    assert!(!scene.name.is_awaited(), "a publish removes it");
    assert_eq!(reader.changed(Duration::MAX), Change::Published);
    assert_eq!(read(&reader), (2, 2));
    drop(writer);
    assert_eq!(scene.name.files(), [""; 0]);
}

// --- pin ----------------------------------------------------------------------------------------

fn trust(name: &str) -> TrustedRef<Value> {
    let reader = SharedRef::<Value>::open(name).unwrap();
    // SAFETY: these tests let no other program than those of this library write the object.
    unsafe { reader.trust_writer() }.unwrap()
}

/// What is pinned is of `version`, whole.
fn assert_pinned(pinned: &Pinned<'_, Value>, version: u64) {
    assert_eq!(
        (pinned.version(), checked::round(&**pinned)),
        (version, Some(version))
    );
}

/// A reader dies in `line` after it did all that is in `before`, beside another that holds a value:
/// that one and the writer notice nothing, and its place is free.
fn pin(step: &'static str, before: &[&str], line: &str) {
    let mut scene = Scene::at(step);
    let mut writer = SharedBox::options()
        .pinning_readers(2)
        .create(&scene.name, value(1))
        .unwrap();
    let mut other = trust(&scene.name);
    let pinned = other.pin();
    for line in before {
        scene = scene.after(line);
    }

    scene.victim.say(line);
    let line = thread::spawn(move || {
        (
            scene.victim.line(),
            scene.victim,
            scene.name,
            scene.watchdog,
        )
    });
    while !line.is_finished() {
        writer.publish(&value(writer.version() + 1));
    }

    let (line, victim, name, _watchdog) = line.join().unwrap();
    assert_eq!(line, "", "it survived its step");
    assert_eq!(victim.finish().signal(), Some(SIGKILL));
    let mut next = trust(&name);
    drop(next.pin());
    for _ in 0..1000 {
        writer.publish(&value(writer.version() + 1));
    }
    assert_pinned(&pinned, 1);
    assert_pinned(&next.pin(), writer.version());
    drop((pinned, writer));
    assert_eq!(name.files(), [""; 0]);
}

#[test]
fn pin_announced() {
    pin("pin.announced", &[], "trust");
}

#[test]
fn pin_owned() {
    pin("pin.owned", &[], "trust");
}

#[test]
fn pin_cleared() {
    pin("pin.cleared", &[], "trust");
}

#[test]
fn pin_marked() {
    pin("pin.marked", &[], "trust");
}

#[test]
fn pin_stored() {
    pin("pin.stored", &["trust"], "pin");
}

#[test]
fn pin_asked() {
    pin("pin.asked", &["trust"], "pins");
}

#[test]
fn pin_answered() {
    pin("pin.answered", &["trust"], "pins");
}

#[test]
fn pin_dropped() {
    pin("pin.dropped", &["trust"], "pin");
}

#[test]
fn pin_disowned() {
    pin("pin.disowned", &["trust", "pin"], "untrust");
}

/// A writer that looks for pins dies behind a publish; the next one leaves alone what is pinned.
#[test]
fn scan_begun() {
    let scene = Scene::at("scan.begun").after("create 1");
    let mut reader = trust(&scene.name);
    let pinned = reader.pin();

    let wreck = scene.dies_in("publish 2");

    let wreck = wreck.leaves(ALL).shows(2, WriterState::Dead);
    go_on(&wreck.name, 2);
    assert_pinned(&pinned, 1);
}

#[test]
fn scan_answered() {
    let scene = Scene::at("scan.answered").after("create 1");
    let mut reader = trust(&scene.name);
    let pinned = reader.pin();
    // Another reader asks.
    let _other = trust(&scene.name);
    let table = format!("/dev/shm/{}.readers", &*scene.name);
    let table = std::fs::OpenOptions::new().write(true).open(table).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&table, &[0xff; 8], 256 + 64).unwrap();

    let wreck = scene.dies_in("publish 2");

    let wreck = wreck.leaves(ALL).shows(2, WriterState::Dead);
    go_on(&wreck.name, 2);
    assert_pinned(&pinned, 1);
}

#[test]
fn tidy_cell() {
    let scene = Scene::at("tidy.cell").after("create 1");
    let mut reader = trust(&scene.name);
    let pinned = reader.pin();

    let wreck = scene.dies_in("publishes 8191");

    let wreck = wreck.leaves(ALL).shows(8192, WriterState::Dead);
    go_on(&wreck.name, 8192);
    assert_pinned(&pinned, 1);
}

#[test]
fn tidy_mark() {
    let scene = Scene::at("tidy.mark").after("create 1");
    drop(trust(&scene.name));

    let wreck = scene.dies_in("publishes 8191");

    let wreck = wreck.leaves(ALL).shows(8192, WriterState::Dead);
    let mut reader = trust(&wreck.name);
    let pinned = reader.pin();
    go_on(&wreck.name, 8192);
    assert_pinned(&pinned, 8192);
}

/// A new writer goes on from `version`, and fills all that it may.
fn go_on(name: &str, version: u64) {
    let mut writer = SharedBox::<Value>::open(name).unwrap();
    assert_eq!(writer.version(), version);
    for _ in 0..1000 {
        writer.publish(&value(writer.version() + 1));
    }
}

#[test]
fn takeover_table_discarded() {
    let scene = Scene::behind_a_dead_writer("takeover.discarded");
    std::fs::remove_file(format!("/dev/shm/{}.readers", &*scene.name)).unwrap();

    let wreck = scene.dies_in("open");

    wreck
        .leaves(&["", ".lock"])
        .shows(2, WriterState::Dead)
        .then_taken_over_at(2);
}

// --- the table ----------------------------------------------------------------------------------

/// Every step in the source is one that some test above dies at, and every test above has its row in
/// the document, with its step.
#[test]
fn every_step_has_a_test_and_every_test_a_row() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../shm-typed/src");
    let tests = include_str!("crash_at_each_step.rs");
    let document = std::fs::read_to_string(format!("{root}/docs/failure.md")).unwrap();
    let mut steps = Vec::new();
    collect(root.as_ref(), &mut steps);
    assert!(steps.len() > 40, "{steps:?}");

    for step in &steps {
        assert!(
            [format!("\"{step}\""), format!("\"{step}:")]
                .iter()
                .any(|quoted| tests.contains(quoted)),
            "no test dies at {step}"
        );
        assert!(
            document.contains(&format!("| `{step}` |")),
            "no row for {step}"
        );
    }
    let names = tests.split("#[test]\nfn ").skip(1);
    for name in names.filter_map(|text| text.split('(').next()) {
        assert!(
            name.starts_with("every_step") || document.contains(&format!("`{name}`")),
            "no row names {name}"
        );
    }
}

/// The steps that the library's source names.
fn collect(folder: &std::path::Path, steps: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, steps);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let calls = text.split("fault::point(\"").skip(1);
            steps.extend(calls.filter_map(|call| Some(call.split_once('"')?.0.to_owned())));
        }
    }
}
