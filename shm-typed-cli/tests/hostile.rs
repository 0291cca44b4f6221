//! Promise: whatever is in an object, each verb prints a value, a finding or an error, and never panics; and a
//! reader of the output that goes away ends it quietly.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};

use shm_typed_tests::Watchdog;

use kit::{Engine, Folder};

const VERBS: &[&[&str]] = &[
    &["verify", "engine"],
    &["verify"],
    &["export"],
    &["export", "engine", "--json"],
    &[
        "wait",
        "engine",
        "--timeout",
        "0",
        "--field",
        "cylinders[1].gear = Reverse",
    ],
    &["wait", "engine", "--timeout", "0", "--json"],
    &["diff", "engine", "other"],
    &["diff", "other", "engine", "--values", "--json"],
    &["schema", "engine", "--check", "other"],
    &["doctor", "--json"],
];

#[test]
fn every_verb_survives_every_byte_that_is_wrong() {
    let _watchdog = Watchdog::new("hostile objects", 300);
    let folder = Folder::new("cli-hostile");
    let _other = folder.options().create("other", Engine::new()).unwrap();
    let whole = fs::read(folder.path().join("other")).unwrap();
    let path = folder.path().join("engine");
    fs::write(&path, &whole).unwrap();
    let file = OpenOptions::new().write(true).open(&path).unwrap();

    // A byte of each word of the header and the state, and some of the schema.
    let places = (0..440).step_by(8).chain((512..1200).step_by(67));
    for (round, place) in places.enumerate() {
        for byte in [0xff, 0x01] {
            file.write_all_at(&whole, 0).unwrap();
            file.write_all_at(&[byte], place).unwrap();
            // All at once would take long, and each has its turn often.
            for args in VERBS.iter().skip(round % 3).step_by(3) {
                let done = folder.run(args);
                assert!(
                    done.code.is_some_and(|code| code <= 61),
                    "byte {place}, {args:?}: {done:?}"
                );
                assert!(
                    !done.err.contains("panicked"),
                    "{place}, {args:?}: {done:?}"
                );
                let text = [done.out, done.err].concat();
                let harmless = text.chars().all(|c| c == '\n' || !c.is_control());
                assert!(harmless, "byte {place}, {args:?}: {text:?}");
            }
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_a_quiet_end() {
    let _watchdog = Watchdog::new("a reader that goes away", 60);
    let folder = Folder::new("cli-pipe");
    // More than fits into a pipe.
    let _wide = folder.options().create("wide", [7_u8; 100_000]).unwrap();
    let _other = folder.options().create("other", [8_u8; 100_000]).unwrap();

    for args in [
        &["export", "--most", "100000"][..],
        &["export", "--most", "100000", "--json"],
        &["diff", "wide", "other"],
        &["completions", "bash"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
            .arg("--dir")
            .arg(folder.path())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::with_capacity(16, child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap_or_default();
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}
