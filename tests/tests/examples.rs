//! Promise: every example runs as its head says, shows what it says, and leaves nothing behind.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use shm_typed_tests::Watchdog;

/// Keeps the tests of another checkout from running the same examples meanwhile: whoever looks for what one has left
/// behind goes by the names that all of them use.
fn alone() -> File {
    let directory = File::open("/dev/shm").expect("/dev/shm is there");
    directory.lock().expect("it can be locked");
    directory
}

/// Runs an example as the README tells to, and returns what it printed.
fn run(example: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    let output = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["run", "--quiet", "--example", example])
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{example}: {}\n{errors}",
        output.status
    );
    String::from_utf8(output.stdout).expect("text")
}

/// Whether something in `/dev/shm` begins with `prefix`.
fn is_left(prefix: &str) -> bool {
    std::fs::read_dir("/dev/shm")
        .expect("/dev/shm is there")
        .any(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .starts_with(prefix)
        })
}

#[test]
fn hello_says_why_the_tutorials_name_fails_and_then_reads_the_message() {
    let _alone = alone();
    let _watchdog = Watchdog::new("examples", 300);

    let shown = run("hello");

    assert!(shown.contains("write `test`"), "{shown}");
    assert!(
        shown.ends_with("Content in shared memory is: test\n"),
        "{shown}"
    );
    assert!(!is_left("test"));
}

#[test]
fn telemetry_is_read_by_two_processes_and_a_late_one() {
    let _alone = alone();
    let _watchdog = Watchdog::new("examples", 300);

    let shown = run("telemetry");

    for reader in ["dash", "logger", "late"] {
        let lines = |what: &str| {
            shown
                .lines()
                .filter(|l| l.starts_with(&format!("{reader}: ")) && l.contains(what))
                .count()
        };
        assert_eq!(lines("attached at version"), 1, "{shown}");
        assert!(lines("rpm, oil") >= 3, "{shown}");
        assert_eq!(lines("closed after 150 revolutions"), 1, "{shown}");
    }
    let late = shown
        .lines()
        .find_map(|l| l.strip_prefix("late: attached at version "));
    assert!(
        late.expect("it attached")
            .parse::<u32>()
            .expect("a version")
            > 1000,
        "{shown}"
    );
    assert!(
        shown.contains("engine: published 3001 values, all readers have ended"),
        "{shown}"
    );
    assert!(!is_left("engine-"));
}

#[test]
fn config_reaches_both_workers() {
    let _alone = alone();
    let _watchdog = Watchdog::new("examples", 300);

    let shown = run("config");

    for worker in ["worker 1", "worker 2"] {
        let seen: Vec<u32> = shown
            .lines()
            .filter_map(|l| {
                l.strip_prefix(worker)?
                    .strip_prefix(": ")?
                    .strip_suffix(" connections to orders, 250 ms")
            })
            .map(|n| n.parse().expect("a number"))
            .collect();
        // A worker on a busy machine may miss one in the middle, never the last.
        assert!(seen.is_sorted() && seen.last() == Some(&32), "{shown}");
        assert!(seen.iter().all(|n| [8, 16, 32].contains(n)), "{shown}");
        assert!(shown.contains(&format!("{worker}: draining")), "{shown}");
        assert!(
            shown.contains(&format!("{worker}: the control plane has ended")),
            "{shown}"
        );
    }
    assert!(!is_left("pool-config-"));
}

#[test]
fn upgrade_lets_old_and_new_readers_read_old_and_new_writers() {
    let _alone = alone();
    let _watchdog = Watchdog::new("examples", 300);

    let shown = run("upgrade");

    for line in [
        "reader v1: Engine { speed: 1000.0 }",
        "writer v2: generation 2",
        "reader v1: Engine { speed: 2000.0 }",
        "reader v2: Engine { speed: 2000.0, oil: 80.0 }",
        "reader v1: Engine { speed: 3000.0 }",
        "reader v2: Engine { speed: 3000.0, oil: 80.0 }",
        "reader v1: the engine's service has ended",
        "reader v2: the engine's service has ended",
    ] {
        assert_eq!(
            shown.lines().filter(|l| *l == line).count(),
            1,
            "{line}\n{shown}"
        );
    }
    assert!(!is_left("upgrade-"));
}

#[test]
fn counters_are_exact_whoever_bumps_them() {
    let _alone = alone();
    let _watchdog = Watchdog::new("examples", 300);

    let shown = run("counters");

    let ends = [
        "worker 0: 250000 requests",
        "worker 1: 250000 requests",
        "worker 2: 250000 requests",
        "worker 3: 250000 requests",
        "all: 1000000 requests, 125 s of work, largest answer 2503 bytes",
    ];
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines.ends_with(&ends), "{shown}");
    assert!(lines[0].starts_with("watch: "), "{shown}");
    assert!(!is_left("counters-"));
}

#[test]
fn handover_lets_a_stranger_read_and_nothing_else() {
    let _alone = alone();
    let _watchdog = Watchdog::new("examples", 300);

    let shown = run("handover");

    let lines: Vec<&str> = shown.lines().collect();
    let told = |line: &str| assert_eq!(lines.iter().filter(|l| **l == line).count(), 1, "{shown}");
    if rustix::process::geteuid().is_root() {
        told("reader: was root, and is nobody now");
    }
    for what in ["gauge", "limits"] {
        told(&format!(
            "reader: {what} cannot be opened for writing: Permission denied (os error 13)"
        ));
        told(&format!(
            "reader: {what} cannot be written: Bad file descriptor (os error 9)"
        ));
    }
    told("reader: at most 6000 rpm, strict: true");
    for speed in [0, 1000, 2000, 3000] {
        told(&format!("reader: {speed} rpm"));
    }
    told("reader: the writer has ended");
    told("writer: the reader has ended: exit status: 0");
}

#[test]
fn pins_shows_whole_models_to_both_servers() {
    let _alone = alone();
    let _watchdog = Watchdog::new("examples", 300);

    let shown = run("pins");

    if shown.contains("enlarge it") {
        return println!("skipped: {shown}");
    }
    assert_eq!(shown.matches("whole: true").count(), 10, "{shown}");
    assert!(shown.ends_with("went on all the while\n"), "{shown}");
    assert!(!is_left("shm-typed-example-pins"));
}
