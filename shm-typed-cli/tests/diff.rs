//! Promise: `diff` says where two objects differ, and `schema --check` lets only growth pass.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::fs;

use serde_json::json;
use shm_typed::{Schema, Shared};

use kit::{Engine, Folder};

mod before {
    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub(super) struct Tick {
        #[shared(unit = "ms")]
        pub(super) at: u64,
        pub(super) price: f64,
    }
}

mod grown {
    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub(super) struct Tick {
        #[shared(unit = "ms")]
        pub(super) at: u64,
        pub(super) price: f64,
        pub(super) volume: u64,
    }
}

mod moved {
    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub(super) struct Tick {
        pub(super) price: f64,
        #[shared(unit = "ms")]
        pub(super) at: u64,
    }
}

mod scaled {
    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub(super) struct Tick {
        #[shared(unit = "s")]
        pub(super) at: u64,
        pub(super) price: f64,
    }
}

/// Writes the schema of `T` to a file, and returns its path.
fn schema<T: Shared>(folder: &Folder, name: &str) -> String {
    let path = folder.path().join(format!("{name}.json"));
    fs::write(&path, Schema::of::<T>().to_json()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn values_that_differ_are_told_by_path_with_units() {
    let folder = Folder::new("cli-diff-values");
    let left = Engine::new();
    let mut right = left;
    right.speed = f64::NAN;
    right.cylinders[1].gear = kit::Gear::Reverse;
    right.key.more = 1;
    right.recent.push(9).unwrap();
    let _left = folder.options().create("left", left).unwrap();
    let _right = folder.options().create("right", right).unwrap();

    let done = folder.run(&["diff", "left", "right"]);
    assert_eq!((done.code, done.err.as_str()), (Some(1), ""));
    assert_eq!(
        done.out,
        "speed: 3000.5 rpm here, NaN rpm there
cylinders[1].gear: First here, Reverse there
recent[2]: nothing here, 9 there
"
    );
    assert_eq!(folder.run(&["diff", "left", "left"]).text(), "");

    let done = folder.run(&["diff", "left", "right", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(done.code, Some(1));
    assert_eq!(
        document,
        json!({
            "shm-typed": 1, "here": "left", "there": "right", "differ": true, "layout": [],
            "values": [
                {"path": "speed", "here": 3000.5, "there": null},
                {"path": "cylinders[1].gear", "here": "First", "there": "Reverse"},
                {"path": "recent[2]", "here": null, "there": 9},
            ]
        })
    );
}

#[test]
fn an_object_is_what_was_printed_of_it_until_it_changes() {
    let folder = Folder::new("cli-diff-dump");
    let mut writer = folder.options().create("engine", Engine::new()).unwrap();
    let dump = folder.path().join("dump.json");
    fs::write(&dump, folder.run(&["show", "engine", "--json"]).text()).unwrap();
    let dump = dump.to_str().unwrap();

    assert_eq!(folder.run(&["diff", "engine", dump]).text(), "");
    assert_eq!(folder.run(&["diff", dump, dump]).text(), "");
    writer.update(|engine| engine.ratio = 0.3);
    let done = folder.run(&["diff", dump, "engine"]);
    assert_eq!(
        (done.code, done.out.as_str()),
        (Some(1), "ratio: -0.1 here, 0.3 there\n")
    );
}

#[test]
fn layouts_that_differ_are_told_in_words_and_no_values_are_compared() {
    let folder = Folder::new("cli-diff-layout");
    let value = before::Tick { at: 1, price: 2.0 };
    let _before = folder.options().create("before", value).unwrap();
    let value = grown::Tick {
        at: 5,
        price: 2.0,
        volume: 3,
    };
    let _grown = folder.options().create("grown", value).unwrap();

    let done = folder.run(&["diff", "before", "grown"]);
    assert_eq!((done.code, done.err.as_str()), (Some(1), ""));
    assert_eq!(
        done.out,
        "field `volume` is not known here, u64 at offset 16 in the object
type is 16 bytes here, 24 bytes in the object
"
    );
    let done = folder.run(&["diff", "before", "grown", "--values"]);
    assert_eq!(
        done.out,
        "at: 1 ms here, 5 ms there\nvolume: nothing here, 3 there\n"
    );
    let file = schema::<before::Tick>(&folder, "old");
    assert_eq!(folder.run(&["diff", "before", &file]).text(), "");
}

#[test]
fn only_growth_at_the_end_passes_the_gate() {
    let folder = Folder::new("cli-check");
    let old = schema::<before::Tick>(&folder, "old");
    let value = grown::Tick {
        at: 1,
        price: 2.0,
        volume: 3,
    };
    let _grown = folder.options().create("tick", value).unwrap();

    assert_eq!(
        folder.run(&["schema", "tick", "--check", &old]).text(),
        "ok: field `volume` is not known here, u64 at offset 16 in the object
ok: type is 16 bytes here, 24 bytes in the object
"
    );
    assert_eq!(folder.run(&["schema", &old, "--check", &old]).text(), "");

    for (new, broken) in [
        (
            schema::<moved::Tick>(&folder, "moved"),
            "broken: field `at` is u64 at offset 0 here, u64 at offset 8 in the object",
        ),
        (
            schema::<scaled::Tick>(&folder, "scaled"),
            "broken: field `at` has unit `ms` here, unit `s` in the object",
        ),
    ] {
        let done = folder.run(&["schema", &new, "--check", &old]);
        assert_eq!((done.code, done.err.as_str()), (Some(1), ""));
        assert!(done.out.contains(broken), "{}", done.out);
    }
    // What was appended may not go away again.
    let done = folder.run(&["schema", &old, "--check", "tick", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((done.code, &document["ok"]), (Some(1), &json!(false)));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = Folder::new("cli-diff-wrong");
    let _engine = folder.options().create("engine", Engine::new()).unwrap();
    let wrong = folder.path().join("wrong.json");
    let wrong = wrong.to_str().unwrap();

    folder.run(&["diff", "engine", "gone"]).refused(3);
    folder.run(&["diff", "engine", wrong]).refused(3);
    for text in [
        "",
        "{}",
        "[1]",
        "{\"format\":9}",
        "{\"shm-typed\":7,\"value\":1}",
        "\u{1b}[2J",
    ] {
        fs::write(wrong, text).unwrap();
        let error = folder.run(&["diff", "engine", wrong]).refused(4);
        assert!(error.starts_with("error: "), "{text}: {error}");
    }
    folder
        .run(&["schema", "engine", "--check", "gone"])
        .refused(3);
}
