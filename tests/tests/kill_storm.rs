//! Promise: kills at random instants tear nothing, lose nothing and leave nobody stuck.

use std::process::Command;

use shm_typed_tests::Watchdog;

const STORM: &str = env!("CARGO_BIN_EXE_killstorm");

/// Runs a storm; the beginning of its line, and whether it found nothing.
fn storm(args: &[&str]) -> (String, bool) {
    let output = Command::new(STORM).args(args).output().unwrap();
    let line = String::from_utf8(output.stdout).unwrap();
    eprint!("{line}");
    (line, output.status.success())
}

fn count(line: &str, what: &str) -> u64 {
    let (_, number) = line.split_once(&format!("{what}=")).unwrap();
    let number = number.split([' ', ';']).next().unwrap();
    number.parse().unwrap()
}

#[test]
fn three_hundred_kills_tear_nothing_lose_nothing_and_leave_nobody_stuck() {
    let _watchdog = Watchdog::new("kill_storm", 300);

    let (line, fine) = storm(&["--kills", "300"]);

    assert!(
        line.starts_with("kills=300 torn=0 stuck=0 lost=0 seed="),
        "{line}"
    );
    assert!(fine);
    for what in [
        "writers",
        "readers",
        "waiters",
        "pinners",
        "births",
        "publishes",
        "reads",
        "changes",
        "pins",
    ] {
        assert!(count(&line, what) > 0, "no {what}: {line}");
    }
}

/// Without this, a storm that looks at nothing would be as green.
#[test]
fn a_storm_sees_planted_faults() {
    let _watchdog = Watchdog::new("kill_storm, planted", 300);
    for (plant, sees) in [
        ("torn", "torn"),
        ("idle", "stuck"),
        ("early", "lost"),
        ("stale", "lost"),
        ("loose", "torn"),
    ] {
        let (line, fine) = storm(&["--kills", "60", "--plant", plant]);

        assert!(count(&line, sees) > 0, "{plant}: {line}");
        assert!(!fine, "{plant}");
    }
}
