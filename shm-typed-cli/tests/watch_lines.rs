//! Promise: where there is no terminal, `watch` prints a line per change, which scripts can rely on.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::os::unix::fs::FileExt;

use shm_typed::{LiveBox, OnDrop, SharedBox};
use shm_typed_tests::Watchdog;

use kit::motor::{Mode, Motor};
use kit::running::Running;
use kit::{Folder, hold as held};

/// Where the word is that says which slot is the current one (`docs/format`).
const HEAD: u64 = 256;

#[test]
fn each_line_has_what_has_changed() {
    let _watchdog = Watchdog::new("cli: watch lines", 60);
    let folder = Folder::new("cli-watch");
    let mut motor = folder.options().create("motor", Motor::new()).unwrap();
    let mut watch = Running::start(&folder, &["watch", "motor", "--count", "4"]);
    let pid = std::process::id();

    assert_eq!(watch.timeless(), format!("motor\t-\t!live, writer {pid}"));
    let pad = "_pad[0]=0\t_pad[1]=0\t_pad[2]=0\t_pad[3]=0\t_pad[4]=0\t_pad[5]=0\t_pad[6]=0";
    assert_eq!(
        watch.timeless(),
        format!("motor\t1\tspeed=3000.5\tfaults=7\tmode=0\t{pad}\tlabel=left \\u{{1b}}[2J")
    );
    motor.publish(&Motor {
        speed: 2999.0,
        mode: Mode::On,
        ..Motor::new()
    });
    assert_eq!(watch.timeless(), "motor\t2\tspeed=2999\tmode=1");
    motor.publish(&Motor {
        speed: 2999.0,
        mode: Mode::On,
        label: "a\tb".parse().unwrap(),
        ..Motor::new()
    });
    assert_eq!(watch.timeless(), "motor\t3\tlabel=a\\tb");
    motor.publish(&Motor::new());
    assert_eq!(
        watch.timeless(),
        "motor\t4\tspeed=3000.5\tmode=0\tlabel=left \\u{1b}[2J"
    );
    assert_eq!(watch.end(), (Some(0), String::new()), "--count is over");
}

#[test]
fn a_killed_writer_is_told_and_so_is_the_next_one() {
    let _watchdog = Watchdog::new("cli: watch, killed", 60);
    let folder = Folder::new("cli-watch-killed");
    let mut peer = folder.writer("seven");
    let pid = peer.pid();
    let mut watch = Running::start(&folder, &["watch", "seven"]);
    assert_eq!(watch.timeless(), format!("seven\t-\t!live, writer {pid}"));
    assert_eq!(watch.timeless(), "seven\t1\tvalue=7");

    peer.kill();
    assert_eq!(
        watch.timeless(),
        format!("seven\t-\t!dead (stale), writer {pid}")
    );

    let me = std::process::id();
    let mut next = folder.options::<u64>().open("seven").unwrap();
    next.publish(&8);
    // Which of the two is seen first is left open.
    let mut lines = [watch.timeless(), watch.timeless()];
    lines.sort();
    assert_eq!(
        lines,
        [
            format!("seven\t-\t!live, writer {me}"),
            "seven\t2\tvalue=8".to_owned()
        ]
    );

    // Another object takes the name: with other values, and its whole value is told.
    drop(next);
    assert_eq!(watch.timeless(), format!("seven\t-\t!closed, writer {me}"));
    let _other = folder.options().create("seven", [1_u16, 2]).unwrap();
    loop {
        // In between the name may be seen to be gone.
        let line = watch.timeless();
        if line == "seven\t1\t[0]=1\t[1]=2" {
            break;
        }
        assert!(line.starts_with("seven\t-\t!"), "{line}");
    }
}

#[test]
fn json_lines_carry_the_schema_and_then_values() {
    let _watchdog = Watchdog::new("cli: watch json", 60);
    let folder = Folder::new("cli-watch-json");
    let _motor = folder.options().create("motor", Motor::new()).unwrap();

    let text = folder
        .run(&["watch", "motor", "--json", "--count", "1"])
        .text();

    assert!(!text.contains('\u{1b}'));
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let [opened, writer, value] = &lines[..] else {
        panic!("{text}");
    };
    assert_eq!(opened["opened"]["type"], "Motor");
    let schema = opened["opened"]["schema"].to_string();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let own = shm_typed::Schema::of::<Motor>().to_json();
    assert_eq!(
        schema,
        serde_json::from_str::<serde_json::Value>(&own).unwrap()
    );
    assert_eq!(writer["writer"]["state"], "live");
    assert_eq!(value["version"], 1);
    assert_eq!(value["value"]["mode"], "Off");
    assert_eq!(value["value"]["label"], "left \u{1b}[2J");
    assert!(
        lines
            .iter()
            .all(|line| line["shm-typed"] == 1 && line["name"] == "motor")
    );
}

#[test]
fn several_objects_and_live_cells_are_watched_together() {
    let _watchdog = Watchdog::new("cli: watch several", 60);
    let folder = Folder::new("cli-watch-several");
    let mut motor = folder.options().create("one", 1_u64).unwrap();
    let options = LiveBox::options()
        .directory(folder.path())
        .on_drop(OnDrop::Unlink);
    let cells = options.create("cells", [0_u32; 2]).unwrap();
    let mut watch = Running::start(&folder, &["watch", "one", "cells", "--interval", "10ms"]);
    let mut first = [watch.timeless(), watch.timeless(), watch.timeless()];
    first.sort();
    assert_eq!(first[0], "cells\t-\t[0]=0\t[1]=0");
    assert_eq!(first[2], "one\t1\tvalue=1");

    cells[1].add(5);
    assert_eq!(watch.timeless(), "cells\t-\t[1]=5");
    motor.publish(&2);
    assert_eq!(watch.timeless(), "one\t2\tvalue=2");
}

#[test]
fn what_cannot_be_watched_is_said_before_anything_else() {
    let folder = Folder::new("cli-watch-refused");
    let _one: SharedBox<u64> = folder.options().create("one", 1).unwrap();
    std::fs::write(folder.path().join("junk"), [7; 5000]).unwrap();

    folder
        .run(&["watch", "one", "two", "--count", "1"])
        .refused(3);
    folder.run(&["watch", "junk", "--count", "1"]).refused(4);
    folder.run(&["watch"]).refused(2);
    folder
        .run(&["watch", "one", "--interval", "fast"])
        .refused(2);
}

#[test]
fn a_reader_that_has_seen_enough_is_an_end_also_if_nothing_changes() {
    let _watchdog = Watchdog::new("cli: watch, pipe, still", 60);
    let folder = Folder::new("cli-watch-still");
    let _writer = folder.options().create("count", 0_u64).unwrap();
    for args in [
        ["watch", "count", "--lines"],
        ["watch", "count", "--json"],
        ["record", "count", "--json"],
    ] {
        let mut running = Running::start(&folder, &args);
        running.line();
        assert_eq!(running.end_unread(), Some(0), "{args:?}");
    }
}

#[test]
fn a_reader_of_the_lines_that_has_seen_enough_is_a_quiet_end() {
    let _watchdog = Watchdog::new("cli: watch, pipe", 60);
    let folder = Folder::new("cli-watch-pipe");
    let mut writer = folder.options().create("count", 0_u64).unwrap();
    let mut watch = Running::start(&folder, &["watch", "count"]);
    watch.line();
    watch.leave();
    let mut n = 0;
    let code = loop {
        n += 1;
        writer.publish(&n);
        if let Some(code) = watch.ended() {
            break code;
        }
    };
    assert_eq!(code, Some(0));
}

#[test]
fn a_value_that_is_spoilt_later_is_told_once_and_read_again_when_it_is_whole() {
    let _watchdog = Watchdog::new("cli: watch, spoilt", 60);
    let folder = Folder::new("cli-watch-spoilt");
    let mut writer = folder.options().create("count", 1_u64).unwrap();
    let mut watch = Running::start(&folder, &["watch", "count"]);
    assert!(watch.timeless().contains("!live"));
    assert_eq!(watch.timeless(), "count\t1\tvalue=1");
    // A writer gone mad names a slot that is not there.
    let file = std::fs::File::options()
        .write(true)
        .open(folder.path().join("count"))
        .unwrap();
    file.write_all_at(&u64::MAX.to_le_bytes(), HEAD).unwrap();
    let spoilt = watch.timeless();
    assert!(spoilt.starts_with("count\t-\t!lost: "), "{spoilt}");

    file.write_all_at(&(1_u64 << 8).to_le_bytes(), HEAD)
        .unwrap();
    writer.publish(&2);
    assert_eq!(watch.timeless(), "count\t2\tvalue=2");
}

/// The writer that a test kills.
#[test]
#[ignore = "a process of its own, which tests start"]
fn hold() {
    held();
}
