//! Promise: `ls` tells what there is and what is stale, whatever files lie beside it; `rm` removes what
//! no writer is left of and nothing else.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Command;

use shm_typed::{LiveBox, OnDrop};
use shm_typed_tests::Watchdog;

use kit::{Engine, Folder};

/// A user who owns nothing.
const NOBODY: u32 = 65534;

#[test]
fn files_that_this_user_may_not_read_are_counted() {
    let _watchdog = Watchdog::new("cli: ls of another user", 60);
    let folder = Folder::new("cli-ls-unreadable");
    for name in ["one", "two"] {
        fs::write(folder.path().join(name), "").unwrap();
        let nobody = fs::Permissions::from_mode(0o000);
        fs::set_permissions(folder.path().join(name), nobody).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_shm-typed"));
    command.args(["ls", "--dir"]).arg(folder.path());
    if rustix::process::geteuid().is_root() {
        // Whom no permission keeps from reading.
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return println!("skipped: another user cannot run the command: {error}"),
    };
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text.lines().last(),
        Some("2 more files are not readable by this user")
    );
}

#[test]
fn a_listing_tells_the_living_from_the_dead() {
    let _watchdog = Watchdog::new("cli: ls", 60);
    let folder = Folder::new("cli-ls");
    let options = folder.options().publish_time(true);
    let _engine = options.create("engine", Engine::new()).unwrap();
    let mut dead = folder.writer("dead");
    dead.kill();
    let kept = folder.options().on_drop(OnDrop::Keep);
    drop(kept.create("kept", [1_u8; 2000]).unwrap());
    let options = LiveBox::options().directory(folder.path());
    let _counter = options.create("counter", 0_u32).unwrap();

    let text = folder.run(&["ls", "--sample", "0"]).text();

    let (pid, dead) = (std::process::id(), dead.pid());
    // One column, whatever the number of digits.
    let words: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let (dead, pid) = (dead.to_string(), pid.to_string());
    assert_eq!(
        words[0],
        [
            "NAME", "TYPE", "SIZE", "VERSION", "RATE", "WRITER", "STATE", "READERS", "AGE"
        ]
    );
    assert_eq!(
        words[1],
        [
            "counter",
            "u32",
            "4",
            "B",
            "-",
            "-",
            "1",
            "processes",
            "cells",
            "0",
            "-"
        ]
    );
    assert_eq!(
        words[2],
        [
            "dead", "u64", "8", "B", "1", "-", &dead, "dead", "(stale)", "0", "-"
        ]
    );
    assert_eq!(
        words[3][..9],
        ["engine", "Engine", "144", "B", "1", "-", &pid, "live", "0"]
    );
    assert_eq!(words[3].len(), 11, "an age and its unit");
    assert_eq!(
        words[4],
        [
            "kept", "[u8;", "2000]", "1.9", "KiB", "1", "-", &pid, "closed", "0", "-"
        ]
    );
    assert_eq!(words.len(), 5);
}

#[test]
fn json_of_a_listing_has_facts_and_faults() {
    let folder = Folder::new("cli-ls-json");
    let mut writer = folder
        .options()
        .mode(0o640)
        .create("engine", Engine::new())
        .unwrap();
    writer.publish(&Engine::new());
    fs::write(folder.path().join("broken"), b"SHMTYPED").unwrap();
    fs::write(folder.path().join("foreign"), b"something else").unwrap();

    let json = folder.run(&["ls", "--json", "--sample", "1"]).json();

    assert_eq!(json["shm-typed"], 1);
    let [broken, engine] = json["objects"].as_array().unwrap().as_slice() else {
        panic!("{json}");
    };
    assert_eq!(broken["name"], "broken");
    assert_eq!(broken["error"]["code"], 4);
    assert!(
        broken["error"]["message"]
            .as_str()
            .unwrap()
            .contains("8 bytes long")
    );
    for (member, value) in [
        ("name", serde_json::json!("engine")),
        ("type", "Engine".into()),
        ("discipline", "snapshot".into()),
        ("value_size", 144.into()),
        ("slots", 8.into()),
        ("mode", "0640".into()),
        ("generation", 1.into()),
        ("version", 2.into()),
        ("rate", 0.0.into()),
        ("stale", false.into()),
        ("readers", serde_json::json!([])),
        ("writers", serde_json::json!([std::process::id()])),
        ("awaited", false.into()),
        (
            "pins",
            serde_json::json!({"places": 6, "owned": 0, "holding": 0}),
        ),
    ] {
        assert_eq!(engine[member], value, "{member}");
    }
    assert_eq!(engine["writer"]["state"], "live");
    assert_eq!(json["leftovers"], serde_json::json!([]));
}

#[test]
fn a_publishing_writer_has_a_rate() {
    let folder = Folder::new("cli-ls-rate");
    let mut writer = folder.options().create("engine", 0_u64).unwrap();
    let done = std::sync::atomic::AtomicBool::new(false);

    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                writer.publish(&1);
            }
        });
        let json = folder.run(&["ls", "--json", "engine"]);
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(json.json()["objects"][0]["rate"].as_f64().unwrap() > 0.0);
    });
}

#[test]
fn more_objects_are_listed_than_may_be_open_at_once() {
    let folder = Folder::new("cli-many");
    let first = folder.options().on_drop(OnDrop::Keep);
    drop(first.create("0", 1_u8).unwrap());
    for n in 1..60 {
        fs::copy(folder.path().join("0"), folder.path().join(n.to_string())).unwrap();
    }

    let limited = std::process::Command::new("sh")
        .args([
            "-c",
            r#"ulimit -n 24; exec "$0" --dir "$1" ls --json --sample 1"#,
        ])
        .args([env!("CARGO_BIN_EXE_shm-typed").as_ref(), folder.path()])
        .output()
        .unwrap();

    let json: serde_json::Value = serde_json::from_slice(&limited.stdout).unwrap();
    let objects = json["objects"].as_array().unwrap();
    assert_eq!(objects.len(), 60);
    for object in objects {
        assert_eq!(object["version"], 1, "{object}");
        assert_eq!(object["rate"], 0.0, "{object}");
    }
}

#[test]
fn foreign_and_hostile_files_are_told_harmlessly_or_left_out() {
    let folder = Folder::new("cli-hostile");
    let _engine = folder.options().create("engine", 1_u8).unwrap();
    let path = |name: &str| folder.path().join(name);
    // A name that would clear the screen, in a file that begins as an object does.
    fs::write(path("a\u{1b}[2J\u{202e}"), b"SHMTYPED").unwrap();
    fs::write(path("other"), b"PK").unwrap();
    fs::create_dir(path("folder")).unwrap();
    symlink(path("engine"), path("link")).unwrap();
    let mut bytes = fs::read(path("engine")).unwrap();
    bytes[512..520].fill(0xff);
    fs::write(path("no-schema"), &bytes).unwrap();
    bytes[48..56].fill(0xff);
    fs::write(path("no-size"), &bytes).unwrap();
    fs::write(path("loose"), fs::read(path("engine")).unwrap()).unwrap();
    fs::set_permissions(path("loose"), fs::Permissions::from_mode(0o666)).unwrap();

    let done = folder.run(&["ls", "--sample", "0"]);
    let text = done.text();

    assert!(
        !text.contains(|c: char| c != '\n' && (c.is_control() || c == '\u{202e}')),
        "{text:?}"
    );
    let starts: Vec<&str> = text
        .lines()
        .map(|line| line.split("  ").next().unwrap())
        .collect();
    assert_eq!(
        starts,
        [
            "NAME",
            r"a\u{1b}[2J\u{202e}",
            "engine",
            "loose",
            "no-schema",
            "no-size"
        ]
    );
    assert_eq!(text.matches("error: ").count(), 4);
    // Each by itself has the exit code of its fault.
    for (name, code) in [
        ("loose", 6),
        ("no-schema", 4),
        ("no-size", 4),
        ("other", 4),
        ("link", 4),
        ("gone", 3),
    ] {
        let error = folder.run(&["show", name]).refused(code);
        assert!(error.starts_with("error: cannot "), "{error}");
    }
    let shown = folder.run(&["show", "loose", "--any-owner"]).text();
    assert!(shown.ends_with("  value  1\n"), "{shown}");
}

#[test]
fn rm_refuses_while_a_writer_lives_unless_forced() {
    let _watchdog = Watchdog::new("cli: rm", 60);
    let folder = Folder::new("cli-rm");
    let mut peer = folder.writer("engine");
    let has = |name: &str| folder.path().join(name).exists();

    let error = folder.run(&["rm", "engine"]).refused(5);
    let pid = peer.pid();
    assert!(
        error.contains(&format!("process {pid} is its writer")),
        "{error}"
    );
    assert!(has("engine"));
    peer.kill();
    assert_eq!(folder.run(&["rm", "engine"]).text(), "");
    assert!(!has("engine") && !has("engine.lock") && !has("engine.readers"));
    folder.run(&["rm", "engine"]).refused(3);

    let _writer = folder.options().create("engine", 1_u8).unwrap();
    assert_eq!(folder.run(&["rm", "engine", "--force"]).text(), "");
    assert!(!has("engine"));

    fs::write(folder.path().join("other"), b"PK").unwrap();
    folder.run(&["rm", "other", "--force"]).refused(4);
    assert!(has("other"));
}

#[test]
fn stale_objects_and_leftovers_are_removed_and_nothing_else() {
    let _watchdog = Watchdog::new("cli: rm --stale", 60);
    let folder = Folder::new("cli-stale");
    let _live = folder.options().create("live", 1_u8).unwrap();
    drop(
        folder
            .options()
            .on_drop(OnDrop::Keep)
            .create("kept", 1_u8)
            .unwrap(),
    );
    for name in ["dead", "gone"] {
        folder.writer(name).kill();
    }
    fs::remove_file(folder.path().join("gone")).unwrap();
    fs::write(folder.path().join("other.lock"), b"not ours").unwrap();

    let listed = folder.run(&["ls", "--sample", "0"]).text();
    assert!(
        listed.ends_with("gone  left by a killed process; `rm --stale` removes it\n"),
        "{listed}"
    );
    assert_eq!(
        folder.run(&["rm", "--stale", "--dry-run"]).text(),
        "dead\ngone\n"
    );
    assert_eq!(folder.run(&["rm", "--stale"]).text(), "dead\ngone\n");

    assert_eq!(folder.run(&["rm", "--stale"]).text(), "");
    let mut left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(
        left,
        [
            "kept",
            "kept.readers",
            "live",
            "live.lock",
            "live.readers",
            "other.lock"
        ]
    );
}

#[test]
fn usage_is_told_on_stderr_and_help_is_not_an_error() {
    let folder = Folder::new("cli-usage");

    folder.run(&["rm"]).refused(2);
    folder.run(&["no-such-verb"]).refused(2);
    folder.run(&["show", "a", "--json", "--raw"]).refused(2);
    let help = folder.run(&["--help"]).text();
    assert!(help.contains("Exit codes: 0 ok"), "{help}");
}

/// The writer that a test kills.
#[test]
#[ignore = "a process of its own, which tests start"]
fn hold() {
    kit::hold();
}
