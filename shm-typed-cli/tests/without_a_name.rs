//! Promise: verbs that open an object take the path of a descriptor for one that has no name, and the others say
//! that they do not.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::fs::{self, File};
use std::io::BufRead;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::process::{Command, Stdio};

use shm_typed::{Frozen, Schema, SharedBox};
use shm_typed_tests::{Peer, Watchdog};

use kit::Folder;
use kit::motor::{Mode, Motor};
use kit::running::{Running, timeless};

/// How others reach a descriptor of this process.
fn path(fd: BorrowedFd<'_>) -> String {
    format!("/proc/{}/fd/{}", std::process::id(), fd.as_raw_fd())
}

fn motor() -> (SharedBox<Motor>, String) {
    let motor = SharedBox::anonymous("motor", Motor::new()).unwrap();
    let path = path(motor.as_fd().unwrap());
    (motor, path)
}

#[test]
fn watch_follows_it_under_its_path_and_ends_with_its_writer() {
    let _watchdog = Watchdog::new("cli: watch a descriptor", 60);
    let folder = Folder::new("cli-fd-watch");
    let (mut motor, path) = motor();
    let pid = std::process::id();
    // Until an end of it is waited for, the writer lives: so nothing is missed.
    let mut watch = Running::start(&folder, &["watch", &path]);
    assert_eq!(watch.timeless(), format!("{path}\t-\t!live, writer {pid}"));
    assert!(
        watch
            .timeless()
            .starts_with(&format!("{path}\t1\tspeed=3000.5\t"))
    );

    motor.publish(&Motor {
        mode: Mode::On,
        ..Motor::new()
    });
    assert_eq!(watch.timeless(), format!("{path}\t2\tmode=1"));
    motor.publish(&Motor::new());
    drop(motor);

    let (code, rest) = watch.end();
    let mut rest: Vec<&str> = rest.lines().map(timeless).collect();
    // The end of the writer may be seen before its last value is read.
    rest.sort_unstable();
    assert_eq!(code, Some(0));
    assert_eq!(
        rest,
        [
            format!("{path}\t-\t!closed, writer {pid}"),
            format!("{path}\t3\tmode=0")
        ]
    );
}

#[test]
fn a_killed_writer_is_told_and_ends_what_follows_it() {
    let _watchdog = Watchdog::new("cli: descriptor of a killed writer", 60);
    let folder = Folder::new("cli-fd-killed");
    let this = std::env::current_exe().unwrap();
    let mut peer = Peer::start(this, ["--exact", "--ignored", "--nocapture", "hold"]);
    let path = loop {
        if let Some(path) = peer.line().strip_prefix("held ") {
            break path.to_owned();
        }
    };
    // A descriptor of it for the time after.
    let kept = File::open(&path).unwrap();
    let mut watch = Running::start(&folder, &["watch", &path]);
    let mut record = Running::start(&folder, &["record", &path]);
    let pid = peer.pid();
    assert_eq!(watch.timeless(), format!("{path}\t-\t!live, writer {pid}"));
    assert_eq!(watch.timeless(), format!("{path}\t1\tvalue=7"));
    for part in ["\"opened\"", "\"live\"", "\"value\":7"] {
        let line = record.line();
        assert!(line.contains(part), "{line}");
    }

    peer.kill();

    let (code, rest) = watch.end();
    assert_eq!(code, Some(0));
    assert_eq!(
        timeless(rest.trim_end()),
        format!("{path}\t-\t!dead (stale), writer {pid}")
    );
    let (code, rest) = record.end();
    assert_eq!(code, Some(0));
    for line in rest.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["name"], *path);
    }
    assert!(rest.lines().last().unwrap().contains("\"dead\""), "{rest}");
    let error = folder.run(&["wait", &self::path(kept.as_fd())]).refused(5);
    assert!(error.contains("nobody goes on with it"), "{error}");
    folder.run(&["wait", &path]).refused(3);
}

#[test]
fn wait_sleeps_until_it_changes_or_cannot_any_more() {
    let _watchdog = Watchdog::new("cli: wait for a descriptor", 60);
    let folder = Folder::new("cli-fd-wait");
    let (mut motor, path) = motor();
    folder
        .run(&["wait", &path, "--field", "speed > 3000"])
        .text();
    folder.run(&["wait", &path, "--writer", "live"]).text();
    folder.run(&["wait", &path, "--timeout", "1ms"]).refused(1);
    let waiting = Running::start(&folder, &["wait", &path, "--field", "speed < 1", "--json"]);
    motor.publish(&Motor {
        speed: 0.5,
        ..Motor::new()
    });
    let (code, out) = waiting.end();
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &document["name"]), (Some(0), &path.clone().into()));

    // Nobody can ever publish one.
    let frozen = Frozen::new("table", &8_u16).unwrap();
    folder
        .run(&["wait", &self::path(frozen.as_fd())])
        .refused(5);
    folder
        .run(&["wait", &self::path(frozen.as_fd()), "--field", "= 8"])
        .text();
    folder
        .run(&["wait", &self::path(frozen.as_fd()), "--field", "= 9"])
        .refused(5);
}

#[test]
fn layouts_and_values_are_compared_by_descriptors() {
    let folder = Folder::new("cli-fd-diff");
    let (a, there) = motor();
    let (_b, other) = motor();
    let here = path(a.as_fd().unwrap());
    assert_eq!(here, there);
    let named = folder.options().create(
        "motor",
        Motor {
            mode: Mode::On,
            ..Motor::new()
        },
    );
    let _named = named.unwrap();

    assert_eq!(
        folder.run(&["schema", &here]).text(),
        format!("{}\n", Schema::of::<Motor>())
    );
    let json = folder.run(&["schema", &here, "--format", "json"]).text();
    assert_eq!(
        Schema::from_json(json.as_bytes()).unwrap(),
        Schema::of::<Motor>()
    );
    let header = folder.run(&["schema", &here, "--format", "c"]).text();
    assert!(
        header.contains(&format!("`shm-typed schema {here} --format c`")),
        "{header}"
    );

    assert_eq!(folder.run(&["diff", &here, &other]).text(), "");
    let done = folder.run(&["diff", &here, "motor"]);
    assert_eq!(
        (done.code, done.out.as_str()),
        (Some(1), "mode: Off here, On there\n")
    );

    // A descriptor of a file is that file, as a shell passes it.
    let file = folder.path().join("old.json");
    fs::write(&file, json).unwrap();
    for args in [
        ["diff", &here, "/dev/fd/0"],
        ["schema", &here, "--check=/dev/fd/0"],
    ] {
        let done = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
            .args(args)
            .stdin(File::open(&file).unwrap())
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    }
    let mut piped = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
        .args(["diff", &here, "/dev/fd/0"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let shown = folder.run(&["show", &here, "--json"]).text();
    std::io::Write::write_all(&mut piped.stdin.take().unwrap(), shown.as_bytes()).unwrap();
    assert!(piped.wait().unwrap().success());
    let object = folder.path().join("motor");
    let error = folder
        .run(&["diff", &here, object.to_str().unwrap()])
        .refused(4);
    assert!(error.contains("by its name and no path"), "{error}");
    let error = folder.run(&["diff", "-", "-"]).refused(2);
    assert!(error.contains("both are the standard input"), "{error}");
}

#[test]
fn plot_draws_it_and_asks_how_long() {
    let _watchdog = Watchdog::new("cli: plot a descriptor", 60);
    let folder = Folder::new("cli-fd-plot");
    let (_motor, path) = motor();
    let picture = folder.path().join("motor.svg");
    let picture = picture.to_str().unwrap();
    folder
        .run(&["plot", &path, "speed", "--for", "20ms", "--out", picture])
        .text();
    assert!(fs::read_to_string(picture).unwrap().contains(&path));
    let error = folder
        .run(&["plot", &path, "speed", "--out", picture])
        .refused(2);
    assert!(error.contains("--for 10s"), "{error}");
}

#[test]
fn verbs_that_go_by_names_say_so() {
    let folder = Folder::new("cli-fd-names");
    let (_motor, path) = motor();
    for verb in ["ls", "rm", "export", "serve"] {
        let error = folder.run(&[verb, &path]).refused(2);
        assert!(error.contains("this verb goes by names"), "{verb}: {error}");
    }
    for verb in [
        "show", "schema", "watch", "record", "wait", "verify", "plot",
    ] {
        let help = folder.run(&[verb, "--help"]).text();
        assert!(help.contains("/proc/PID/fd/N"), "{verb}: {help}");
    }
}

/// The writer that a test kills.
#[test]
#[ignore = "a process of its own, which tests start"]
fn hold() {
    let writer = SharedBox::anonymous("seven", 7_u64).unwrap();
    println!("\nheld {}", path(writer.as_fd().unwrap()));
    // Until it is killed, or the test is gone.
    assert!(std::io::stdin().lock().lines().next().is_none());
}
