//! Promise: `wait` returns when an object is as it was asked for, and says by its exit code if it is not.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::io::Read;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use shm_typed::{OnDrop, SharedBox};
use shm_typed_tests::{Watchdog, tally::Tally};

use kit::{Engine, Folder};

/// The writer that is killed; see `Folder::writer`.
#[test]
#[ignore = "a process of its own"]
fn hold() {
    kit::hold();
}

/// A command that goes on while the test does something.
struct Going(Child);

impl Going {
    fn start(folder: &Folder, args: &[&str]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
            .arg("--dir")
            .arg(folder.path())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        Self(child.unwrap())
    }

    /// Waits until it has an object of `folder` mapped.
    fn has_begun(&self, folder: &Folder) {
        let folder = folder.path().to_str().unwrap();
        let maps = format!("/proc/{}/maps", self.0.id());
        while !std::fs::read_to_string(&maps).is_ok_and(|maps| maps.contains(folder)) {
            std::thread::yield_now();
        }
    }

    /// Calls `change` until the command ends, since nobody knows when it has begun; its exit code and errors.
    fn end(mut self, mut change: impl FnMut()) -> (Option<i32>, String) {
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                let mut err = String::new();
                let stderr = self.0.stderr.as_mut().unwrap();
                stderr.read_to_string(&mut err).unwrap();
                return (status.code(), err);
            }
            change();
            std::thread::yield_now();
        }
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn it_ends_when_another_value_is_published() {
    let _watchdog = Watchdog::new("wait for a change", 60);
    let folder = Folder::new("cli-wait-change");
    let mut writer = folder.options().create("engine", Engine::new()).unwrap();

    let going = Going::start(&folder, &["wait", "engine"]);

    let ended = going.end(|| writer.update(|engine| engine.faults = 1));
    assert_eq!(ended, (Some(0), String::new()));
}

#[test]
fn it_ends_when_a_field_meets_its_condition_and_not_before() {
    let _watchdog = Watchdog::new("wait for a field", 60);
    let folder = Folder::new("cli-wait-field");
    let mut writer = folder.options().create("engine", Engine::new()).unwrap();

    let going = Going::start(
        &folder,
        &[
            "wait",
            "engine",
            "--field",
            "speed > 4000",
            "--field",
            "cylinders[1].gear = Reverse",
        ],
    );
    let mut round = 0;
    let ended = going.end(|| {
        round += 1;
        writer.update(|engine| {
            engine.speed = 4000.0 + f64::from(round % 2);
            if round > 100 {
                engine.cylinders[1].gear = kit::Gear::Reverse;
            }
        });
    });
    assert_eq!(ended, (Some(0), String::new()));
    assert!(round > 100, "{round}");
}

#[test]
fn conditions_are_asked_at_once_and_compare_each_sort_of_field() {
    let _watchdog = Watchdog::new("wait at once", 60);
    let folder = Folder::new("cli-wait-sorts");
    let _writer = folder.options().create("engine", Engine::new()).unwrap();
    let holds = |condition: &str| {
        let args = ["wait", "engine", "--timeout", "0", "--field", condition];
        folder.run(&args).code
    };

    for condition in [
        "speed = 3000.5",
        "faults == 18446744073709551615",
        "wide >= 340282366920938463463374607431768211455",
        "cylinders[0].pressure = none",
        "cylinders[1].pressure != none",
        "cylinders[1].lit = true",
        "cylinders[2].gear = Reverse",
        "cylinders[2].gear = 9",
        "cylinders[2].gear != First",
        "ratio = -0.1",
        "ratio < 0",
        "letter = ü",
        "recent[1] <= 8",
        "label >= \"left\"",
    ] {
        assert_eq!(holds(condition), Some(0), "{condition}");
    }
    for condition in [
        "speed > 3000.5",
        "faults < 1.5",
        "cylinders[0].pressure < 100",
        "recent[2] = 0",
        "letter = u",
        "label = left",
    ] {
        assert_eq!(holds(condition), Some(1), "{condition}");
    }
    for (condition, code) in [
        ("no = 1", 3),
        ("speed = fast", 2),
        ("speed", 2),
        ("cylinders = 1", 2),
        ("cylinders[0].gear = Fourth", 2),
        ("cylinders[0].gear > First", 2),
        ("key.more = 48879", 2),
    ] {
        assert_eq!(holds(condition), Some(code), "{condition}");
    }
}

#[test]
fn when_the_time_is_over_it_says_how_things_are() {
    let folder = Folder::new("cli-wait-timeout");
    let _writer = folder.options().create("engine", Engine::new()).unwrap();

    let args = [
        "wait",
        "engine",
        "--timeout",
        "20ms",
        "--field",
        "speed > 4000",
    ];
    let error = folder.run(&args).refused(1);
    assert_eq!(
        error,
        "error: `engine` was not so within 20ms: `speed` is 3000.5 rpm, its writer is live\n"
    );

    let args = ["wait", "engine", "--timeout", "0", "--json"];
    let done = folder.run(&args);
    assert_eq!((done.code, done.err.as_str()), (Some(1), ""));
    let document: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(document["met"], json!(false));
    assert_eq!(document["version"], json!(1));
    assert_eq!(document["writer"]["state"], json!("live"));
}

#[test]
fn a_writer_that_is_killed_or_ends_is_noticed() {
    let _watchdog = Watchdog::new("wait for a writer", 60);
    let folder = Folder::new("cli-wait-writer");
    let mut peer = folder.writer("held");
    folder.run(&["wait", "held", "--writer", "live"]).text();

    let going = Going::start(&folder, &["wait", "held", "--writer", "dead,closed"]);
    peer.kill();
    assert_eq!(going.end(|| ()), (Some(0), String::new()));

    let going = Going::start(&folder, &["wait", "held", "--writer", "closed"]);
    let open = || {
        let options = SharedBox::<u64>::options().directory(folder.path());
        drop(options.on_drop(OnDrop::Keep).open("held").unwrap());
    };
    assert_eq!(going.end(open), (Some(0), String::new()));
}

#[test]
fn an_object_that_is_not_there_is_an_error_or_waited_for() {
    let _watchdog = Watchdog::new("wait for an object", 60);
    let folder = Folder::new("cli-wait-exists");

    folder.run(&["wait", "engine"]).refused(3);
    folder
        .run(&["wait", "engine", "--exists", "--timeout", "1ms"])
        .refused(1);

    let going = Going::start(&folder, &["wait", "engine", "--exists"]);
    let mut writer = None;
    let ended = going.end(|| {
        writer.get_or_insert_with(|| folder.options().create("engine", Engine::new()).unwrap());
    });
    assert_eq!(ended, (Some(0), String::new()));
}

#[test]
fn an_object_that_ends_meanwhile_is_told() {
    let _watchdog = Watchdog::new("wait for the end", 60);
    let folder = Folder::new("cli-wait-end");
    let mut writer = Some(folder.options().create("engine", Engine::new()).unwrap());
    let going = Going::start(&folder, &["wait", "engine", "--field", "speed > 4000"]);
    going.has_begun(&folder);

    let (code, error) = going.end(|| drop(writer.take()));

    assert_eq!(code, Some(5), "{error}");
    assert_eq!(
        error,
        "error: `engine` has ended, and nobody goes on with it\n"
    );
}

#[test]
fn it_goes_on_with_the_object_that_takes_the_name() {
    let _watchdog = Watchdog::new("wait over a successor", 60);
    let folder = Folder::new("cli-wait-replace");
    let options = || folder.options().on_drop(OnDrop::Keep);
    let engine = |speed| Engine {
        speed,
        ..Engine::new()
    };
    drop(options().create("engine", engine(1.0)).unwrap());
    let going = Going::start(&folder, &["wait", "engine", "--field", "speed > 4000"]);
    going.has_begun(&folder);

    drop(options().replace("engine", engine(2.0)).unwrap());
    drop(options().replace("engine", engine(5000.0)).unwrap());
    assert_eq!(going.end(|| ()), (Some(0), String::new()));

    let going = Going::start(&folder, &["wait", "engine"]);
    going.has_begun(&folder);
    drop(options().replace("engine", engine(5000.0)).unwrap());
    assert_eq!(going.end(|| ()), (Some(0), String::new()));
}

#[test]
fn numbers_that_change_one_by_one_are_looked_at() {
    let _watchdog = Watchdog::new("wait for cells", 60);
    let folder = Folder::new("cli-wait-live");
    let options = shm_typed::LiveBox::options().directory(folder.path());
    let cells = options.create("tally", Tally::ZERO).unwrap();

    let going = Going::start(&folder, &["wait", "tally", "--field", "sum >= 1000"]);
    let ended = going.end(|| {
        cells.sum.add(1);
    });
    assert_eq!(ended, (Some(0), String::new()));
    folder
        .run(&["wait", "tally", "--writer", "dead"])
        .refused(2);
}
