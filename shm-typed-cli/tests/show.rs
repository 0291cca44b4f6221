//! Promise: `show` and `schema` print any object's value and layout, as text, as JSON, for scripts.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::fs::{self, File};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use shm_typed::{Frozen, LiveBox, OnDrop, Schema, Shared, SharedBox, SharedRef};
use shm_typed_tests::Watchdog;

use kit::{Engine, Folder};

#[test]
fn a_value_is_shown_with_units_names_and_its_parts() {
    let folder = Folder::new("cli-show");
    let _writer = folder.options().create("engine", Engine::new()).unwrap();

    let text = folder.run(&["show", "engine"]).text();

    let pid = std::process::id();
    assert_eq!(
        text,
        format!(
            r#"engine: Engine, 144 B, version 1, writer {pid} live
  speed         3000.5 rpm
  faults        18446744073709551615
  wide          340282366920938463463374607431768211455
  cylinders     [Cylinder; 3]
    [0]         Cylinder
      pressure  none
      gear      Neutral
      lit       false
      _pad      [0, 0]
    [1]         Cylinder
      pressure  17 bar
      gear      First
      lit       true
      _pad      [0, 0]
    [2]         Cylinder
      pressure  8 bar
      gear      Reverse
      lit       true
      _pad      [0, 0]
  ratio         -0.1
  letter        'ü'
  samples       [0, 1, 4, 9, 16, 25, 36, 49, … 4 more] ms
  key           (hidden)
  label         "left \u{{1b}}[2J"
  recent        [7, 8]
"#
        )
    );
}

#[test]
#[allow(unsafe_code, reason = "a pin asks for trust in the writer")]
fn who_pins_values_is_told_by_every_verb_that_looks_at_health() {
    let folder = Folder::new("cli-pins");
    let options = folder.options().pinning_readers(3);
    let _writer = options.create("engine", 7_u64).unwrap();
    let options = SharedRef::<u64>::options().directory(folder.path());
    let reader = || {
        let reader = options.open("engine").unwrap();
        // SAFETY: only this test opens the object, and only by this library.
        unsafe { reader.trust_writer() }.unwrap()
    };
    let (mut first, mut second) = (reader(), reader());
    drop(second.pin());
    let _held = first.pin();

    let said = "pins: 2 of 3 places have a reader, 1 value held\n";
    let shown = folder.run(&["show", "engine"]).text();
    assert!(shown.ends_with(&format!("\n{said}  value  7\n")), "{shown}");
    let verified = folder.run(&["verify", "engine"]).text();
    assert_eq!(verified, format!("engine: ok\nengine: {said}"));
    let pins = serde_json::json!({"places": 3, "owned": 2, "holding": 1});
    assert_eq!(
        folder.run(&["show", "engine", "--json"]).json()["pins"],
        pins
    );
    let verified = folder.run(&["verify", "engine", "--json"]).json();
    assert_eq!(verified["objects"][0]["pins"], pins);
    let exported = folder.run(&["export", "engine"]).text();
    for sample in [
        "places{object=\"engine\"} 3",
        "readers{object=\"engine\"} 2",
    ] {
        assert!(
            exported.contains(&format!("shm_object_pin_{sample}\n")),
            "{exported}"
        );
    }
    assert!(
        exported.contains("shm_object_pinned_values{object=\"engine\"} 1\n"),
        "{exported}"
    );
}

#[test]
fn an_object_without_a_name_is_shown_by_a_descriptor_of_whoever_has_it() {
    let folder = Folder::new("cli-anonymous");
    let writer = SharedBox::anonymous("engine", 7_u64).unwrap();
    let process = std::process::id();
    let path = |fd: BorrowedFd<'_>| format!("/proc/{process}/fd/{}", fd.as_raw_fd());
    let shared = path(writer.as_fd().unwrap());
    let frozen = Frozen::new("table", &8_u16).unwrap();

    let shown = folder.run(&["show", &shared]).text();
    assert_eq!(
        shown,
        format!("engine: u64, 8 B, version 1, writer {process} live\n  value  7\n")
    );
    assert_eq!(
        folder.run(&["show", &path(frozen.as_fd()), "--raw"]).text(),
        "\t8\n"
    );
    let json = folder.run(&["show", &shared, "--json"]).json();
    assert_eq!(
        (&json["name"], &json["value"]),
        (&"engine".into(), &7.into())
    );
    assert_eq!(
        folder.run(&["verify", &shared]).text(),
        format!("{shared}: ok\n")
    );

    // What its owner could shorten, what is no file, and what is not there.
    let named = folder.options().create("named", 1_u8).unwrap();
    let file = File::open(folder.path().join("named")).unwrap();
    let error = folder.run(&["show", &path(file.as_fd())]).refused(6);
    let start = format!("error: `{}`: ", path(file.as_fd()));
    assert!(
        error.starts_with(&start) && error.contains("F_SEAL_SHRINK"),
        "{error}"
    );
    assert!(!error.contains("--any-owner"), "it is of no use: {error}");
    let done = folder.run(&["verify", &path(file.as_fd())]);
    assert_eq!(done.code, Some(6), "{done:?}");
    drop(named);
    let (pipe, _other) = std::io::pipe().unwrap();
    folder.run(&["show", &path(pipe.as_fd())]).refused(4);
    folder
        .run(&["show", &format!("/proc/{process}/fd/999999")])
        .refused(3);
}

#[test]
fn fields_are_shown_by_their_paths_in_the_order_asked_for() {
    let folder = Folder::new("cli-fields");
    let _writer = folder.options().create("engine", Engine::new()).unwrap();

    let text = folder
        .run(&["show", "engine", "ratio", "cylinders[1]", "samples[3]"])
        .text();
    assert_eq!(
        text,
        "  ratio         -0.1
  cylinders[1]  Cylinder
    pressure    17 bar
    gear        First
    lit         true
    _pad        [0, 0]
  samples[3]    9 ms
"
    );
    let all = folder.run(&["show", "engine", "samples", "--all"]).text();
    assert_eq!(
        all,
        "  samples  [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121] ms\n"
    );

    let raw = folder
        .run(&[
            "show",
            "engine",
            "--raw",
            "speed",
            "cylinders[2].gear",
            "cylinders[0].pressure",
        ])
        .text();
    assert_eq!(raw, "3000.5\n9\n-1\n");
    let raw = folder.run(&["show", "engine", "--raw"]).text();
    assert!(
        raw.contains("\ncylinders[2].lit\t1\n") && raw.contains("\nsamples[11]\t121\n"),
        "{raw}"
    );
}

#[test]
fn what_is_declared_sensitive_is_hidden_with_all_its_parts() {
    let folder = Folder::new("cli-sensitive");
    let _writer = folder.options().create("engine", Engine::new()).unwrap();

    for args in [
        &["show", "engine", "--all"][..],
        &["show", "engine", "--json"],
        &["show", "engine", "--raw"],
        &[
            "show",
            "engine",
            "key.more",
            "key.bytes[0]",
            "key.bytes",
            "key",
        ],
        &[
            "show",
            "engine",
            "--json",
            "key.more",
            "key.bytes[0]",
            "key.bytes",
            "key",
        ],
        &[
            "show",
            "engine",
            "--raw",
            "key.more",
            "key.bytes[0]",
            "key.bytes",
            "key",
        ],
    ] {
        let text = folder.run(args).text();
        // Whole numbers: the digits of an instance may be any.
        let mut numbers = text.split(|c: char| !c.is_alphanumeric());
        assert!(
            !numbers.any(|number| ["222", "48879"].contains(&number)),
            "{args:?}: {text}"
        );
    }
    let text = folder.run(&["show", "engine", "key.more"]).text();
    assert_eq!(text, "  key.more  (hidden)\n");
}

#[test]
fn a_field_that_is_not_there_is_told_with_those_that_are() {
    let folder = Folder::new("cli-no-field");
    let _writer = folder.options().create("engine", Engine::new()).unwrap();

    let error = folder.run(&["show", "engine", "sped"]).refused(3);
    assert_eq!(
        error,
        "error: `sped` leads to nothing in a `Engine`: it has speed, faults, wide, cylinders, ratio, \
         letter, samples, key, label, recent\n"
    );
    let error = folder.run(&["show", "engine", "recent[2]"]).refused(3);
    assert!(
        error.contains("that place of the list is not used"),
        "{error}"
    );
    let error = folder.run(&["show", "motor"]).refused(3);
    assert!(
        error.starts_with("error: cannot open the shared object `motor`: "),
        "{error}"
    );
    let error = folder.run(&["show", "a/b"]).refused(2);
    assert!(error.contains("write `a.b`"), "{error}");
}

#[test]
fn json_has_every_value_under_its_name() {
    let folder = Folder::new("cli-json");
    let _writer = folder.options().create("engine", Engine::new()).unwrap();

    let mut json = folder.run(&["show", "engine", "--json"]).json();

    let instance = json["instance"].take();
    assert_eq!(instance.as_str().unwrap().len(), 32);
    let since = json["writer"]["since_seconds"].take();
    assert!(since.as_f64().unwrap() >= 0.0);
    let cylinder = |pressure: Option<i32>, gear, lit| serde_json::json!({"pressure": pressure, "gear": gear, "lit": lit, "_pad": [0, 0]});
    assert_eq!(
        json,
        serde_json::json!({
            "shm-typed": 1, "name": "engine", "type": "Engine", "discipline": "snapshot",
            "generation": 1, "instance": null, "version": 1, "consistent": true,
            "writer": {
                "state": "live", "alive": true, "pid": std::process::id(),
                "since_seconds": null, "value_age_seconds": null,
            },
            "pins": {"places": 6, "owned": 0, "holding": 0},
            "value": {
                "speed": 3000.5, "faults": u64::MAX, "wide": u128::MAX.to_string(),
                "cylinders": [
                    cylinder(None, "Neutral", false),
                    cylinder(Some(17), "First", true),
                    cylinder(Some(8), "Reverse", true),
                ],
                "ratio": -0.1, "letter": "ü",
                "samples": [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121],
                "key": null, "label": "left \u{1b}[2J", "recent": [7, 8],
            },
        })
    );
    let some = folder
        .run(&["show", "engine", "--json", "samples[2]", "recent"])
        .json();
    assert_eq!(
        some["fields"],
        serde_json::json!({"samples[2]": 4, "recent": [7, 8]})
    );
    assert!(some.get("value").is_none());
}

#[test]
fn a_value_is_shown_after_its_writer_was_killed_and_live_cells_without_a_writer() {
    let _watchdog = Watchdog::new("cli: dead", 60);
    let folder = Folder::new("cli-dead");
    let mut peer = folder.writer("seven");
    let pid = peer.pid();
    assert_eq!(
        folder.run(&["show", "seven"]).text(),
        format!("seven: u64, 8 B, version 1, writer {pid} live\n  value  7\n")
    );
    peer.kill();
    assert_eq!(
        folder.run(&["show", "seven"]).text(),
        format!("seven: u64, 8 B, version 1, writer {pid} dead (stale)\n  value  7\n")
    );

    let options = LiveBox::options()
        .directory(folder.path())
        .on_drop(OnDrop::Unlink);
    let counter = options.create("counter", [0_u32; 2]).unwrap();
    counter[1].add(5);
    assert_eq!(
        folder.run(&["show", "counter"]).text(),
        "counter: [u32; 2], 8 B, live cells: each number by itself\n  value  [0, 5]\n"
    );
}

#[test]
fn errors_hint_at_what_else_may_be_asked_for() {
    let folder = Folder::new("cli-hints");
    let _writer = folder.options().create("loose", 1_u8).unwrap();
    let path = folder.path().join("loose");
    fs::set_permissions(path, fs::Permissions::from_mode(0o666)).unwrap();
    fs::write(folder.path().join("notes"), [7; 16]).unwrap();

    let hint = |args: &[&str], code| {
        let error = folder.run(args).refused(code);
        let hint = error.lines().last().unwrap_or_default();
        hint.strip_prefix("hint: ").unwrap_or("none").to_owned()
    };
    assert!(hint(&["show", "loose"], 6).starts_with("`--any-owner` reads it all the same"));
    assert!(hint(&["show", "notes"], 4).starts_with("`--as SCHEMA.json` shows a bare object"));
    assert_eq!(
        hint(&["wait", "gone"], 3),
        "`--exists` waits until there is one"
    );
    assert!(!hint(&["show", "gone"], 3).contains("--exists"));
}

#[test]
fn what_cannot_be_written_is_named() {
    let folder = Folder::new("cli-full");
    let _writer = folder.options().create("seven", 7_u64).unwrap();
    let error = folder
        .run(&["record", "seven", "--count", "1", "--out", "/dev/full"])
        .refused(1);
    assert!(
        error.starts_with("error: cannot write `/dev/full`: "),
        "{error}"
    );
    let output = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
        .args(["schema", "seven", "--dir"])
        .arg(folder.path())
        .stdout(File::create("/dev/full").unwrap())
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.starts_with("error: cannot write the output: "),
        "{error}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_unit_of_one_is_that_of_a_count_and_not_shown() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Counts {
        #[shared(unit = "1", kind = "counter")]
        faults: u32,
        #[shared(unit = "ms")]
        time: u32,
    }
    let folder = Folder::new("cli-unit");
    let counts = Counts { faults: 3, time: 4 };
    let _writer = folder.options().create("counts", counts).unwrap();
    let text = folder.run(&["show", "counts", "faults", "time"]).text();
    assert_eq!(text, "  faults  3\n  time    4 ms\n");
}

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct Numbers {
    count: u64,
    parts: [u32; 2],
}

#[test]
fn a_bare_object_is_shown_by_a_layout_from_elsewhere() {
    let folder = Folder::new("cli-bare");
    let create = |name, bare| {
        let options = LiveBox::options().directory(folder.path());
        let numbers = Numbers {
            count: 7,
            parts: [1, 2],
        };
        options.bare(bare).create(name, numbers).unwrap()
    };
    let _both = (create("bare", true), create("other", false));
    let layout = folder.path().join("numbers.json");
    fs::write(&layout, Schema::of::<Numbers>().to_json()).unwrap();

    folder.run(&["show", "bare"]).refused(4);
    for layout in [layout.to_str().unwrap(), "other"] {
        assert_eq!(
            folder.run(&["show", "bare", "--as", layout]).text(),
            "bare: Numbers, 16 B, live cells: each number by itself\n  count  7\n  parts  [1, 2]\n"
        );
    }
    assert_eq!(
        folder
            .run(&["show", "bare", "--as", "other", "--raw", "parts[1]"])
            .text(),
        "2\n"
    );

    // What has a layout is not read by another, and nothing is by one of another length.
    folder.run(&["show", "other", "--as", "other"]).refused(4);
    fs::write(&layout, Schema::of::<u64>().to_json()).unwrap();
    let error = folder
        .run(&["show", "bare", "--as", layout.to_str().unwrap()])
        .refused(4);
    assert!(error.contains("16"), "{error}");
    folder
        .run(&["show", "bare", "--as", "gone.json"])
        .refused(3);
    folder
        .run(&["show", "/dev/fd/0", "--as", "other"])
        .refused(2);
}

#[test]
fn a_schema_is_printed_as_lines_and_as_the_json_that_reads_back() {
    let folder = Folder::new("cli-schema");
    let _writer = folder.options().create("engine", Engine::new()).unwrap();

    let text = folder.run(&["schema", "engine"]).text();
    assert_eq!(text, format!("{}\n", Schema::of::<Engine>()));
    let json = folder.run(&["schema", "engine", "--format", "json"]).text();
    assert_eq!(
        Schema::from_json(json.as_bytes()).unwrap(),
        Schema::of::<Engine>()
    );
    folder
        .run(&["schema", "engine", "--format", "x"])
        .refused(2);
}

/// The writer that a test kills.
#[test]
#[ignore = "a process of its own, which tests start"]
fn hold() {
    kit::hold();
}
