//! Promise: on a terminal, `watch` is a screen that keeps up with its objects, sleeps when nothing moves,
//! and leaves the terminal as it was. These tests look at a real one, in tmux.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::fs;
use std::thread;
use std::time::Duration;

use shm_typed_tests::Watchdog;

use kit::motor::{Mode, Motor};
use kit::tmux::Tmux;
use kit::{Folder, hold as held};

const KEYS: &str = " q quit  space pause  / filter  ↑↓ scroll  tab next object";

/// The command line of a screen of `names`.
fn watch(folder: &Folder, names: &str) -> String {
    let program = env!("CARGO_BIN_EXE_shm-typed");
    format!(
        "exec {program} --dir {} watch {names}",
        folder.path().display()
    )
}

/// The same, by a shell that prints what is there before and after, and stays.
fn watch_in_shell(folder: &Folder, names: &str) -> String {
    let watch = watch(folder, names).replace("exec ", "");
    format!(
        "echo before; {watch}; echo code $?; stty -a | grep -ow -e '-*icanon' -e '-*echo'; exec cat"
    )
}

/// What a terminal shows to which everything was given back.
fn given_back(code: u8) -> String {
    format!("before\ncode {code}\nicanon\necho")
}

#[test]
fn a_screen_has_every_field_with_its_unit_its_rate_and_its_history() {
    let _watchdog = Watchdog::new("cli: screen", 120);
    let folder = Folder::new("cli-screen");
    let mut motor = folder.options().create("motor", Motor::new()).unwrap();
    let tmux = Tmux::run(70, 9, &watch(&folder, "motor"));
    let pid = std::process::id();

    tmux.shows(&format!(
        "motor  Motor  version 1  0/s  live, writer {pid}
  speed       3000.5 rpm               ▁
  faults           7             0/s
  mode           Off                   ▁
  label   \"left \\u{{1b}}[2J\"



{KEYS}"
    ));

    // It goes on when there is something new, and idle again the bars and the rate are as they were.
    motor.publish(&Motor {
        speed: -0.123_456_789,
        mode: Mode::On,
        label: "right".parse().unwrap(),
        ..Motor::new()
    });
    let screen = tmux.until("version 2, idle", |screen| {
        let faults = screen.lines().find(|line| line.contains("faults"));
        screen.contains("version 2  0/s") && faults.is_some_and(|line| line.contains(" 0/s"))
    });
    assert!(screen.contains("speed     -0.1234568 rpm"), "{screen}");
    assert!(screen.contains("mode              On"), "{screen}");
    assert!(screen.contains("label   \"right\""), "{screen}");

    // Up and down makes high bars and low ones, and a counter that counts has a rate.
    let mut turn = Motor::new();
    tmux.until("bars and a rate", |screen| {
        turn.speed = 100.0 - turn.speed;
        turn.faults += 10;
        motor.publish(&turn);
        let line = |name| {
            screen
                .lines()
                .find(|line| line.contains(name))
                .unwrap_or("")
        };
        let is_moving = line("speed").contains('▁') && line("speed").contains('█');
        is_moving && line("faults").contains("/s") && !line("faults").contains(" 0/s")
    });

    // What has changed stands out, and nothing else does.
    let (bold, yellow) = ("\u{1b}[1m", "38;5;3m");
    tmux.until("a bright speed and a plain label", |_| {
        turn.speed = 100.0 - turn.speed;
        motor.publish(&turn);
        let painted = tmux.painted();
        let line = |name| {
            painted
                .lines()
                .find(|line| line.contains(name))
                .unwrap_or("")
        };
        let is_bright = line("speed").contains(bold) && line("speed").contains(yellow);
        is_bright && !line("label").contains(bold)
    });
}

#[test]
fn an_idle_screen_is_not_drawn_and_costs_next_to_nothing() {
    let _watchdog = Watchdog::new("cli: idle screen", 120);
    let folder = Folder::new("cli-idle");
    let mut motor = folder.options().create("motor", Motor::new()).unwrap();
    let tmux = Tmux::run(70, 9, &watch(&folder, "motor"));
    tmux.until("idle", |screen| screen.contains("version 1  0/s"));
    let pid = tmux.pid();
    // Until its last fading is over: a span in which nothing was written.
    let span = Duration::from_secs(1);
    let mut before = writes(pid);
    loop {
        thread::sleep(span);
        let now = writes(pid);
        if now == before {
            break;
        }
        before = now;
    }

    let ticks = cpu_ticks(pid);
    thread::sleep(span * 3);
    assert_eq!(writes(pid), before, "nothing is drawn");
    let ticks = cpu_ticks(pid) - ticks;
    // Of 300: the kernel counts in hundredths of a second.
    assert!(
        ticks <= 15,
        "{ticks} ticks of the processor in three idle seconds"
    );

    motor.publish(&Motor::new());
    tmux.until("version 2", |screen| screen.contains("version 2"));
    assert!(writes(pid) > before, "what was counted are drawings");
}

/// How often a process has written anything.
fn writes(pid: u32) -> u64 {
    let io = fs::read_to_string(format!("/proc/{pid}/io")).unwrap();
    let count = io.lines().find_map(|line| line.strip_prefix("syscw: "));
    count.unwrap().parse().unwrap()
}

/// How long a process has run.
fn cpu_ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // Behind the name, which may have blanks in it, from the third field on.
    let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
    let user_and_system = fields.skip(11).take(2);
    user_and_system
        .map(|ticks| ticks.parse::<u64>().unwrap())
        .sum()
}

#[test]
fn a_screen_pauses_and_filters() {
    let _watchdog = Watchdog::new("cli: keys", 120);
    let folder = Folder::new("cli-keys");
    let mut motor = folder.options().create("motor", Motor::new()).unwrap();
    let tmux = Tmux::run(70, 9, &watch(&folder, "motor"));
    tmux.until("there", |screen| screen.contains("version 1"));

    tmux.press(&["Space"]);
    tmux.until("paused", |screen| screen.contains("PAUSED"));
    motor.publish(&Motor::new());
    tmux.press(&["/", "S", "P", "E"]);
    let screen = tmux.until("filtered", |screen| screen.ends_with("/SPE_"));
    assert!(
        screen.contains("speed") && !screen.contains("faults"),
        "{screen}"
    );
    assert!(screen.contains("version 1"), "it is paused: {screen}");
    tmux.press(&["Enter", "Space"]);
    let screen = tmux.until("going on", |screen| screen.contains("version 2"));
    assert!(
        screen.contains("only /SPE") && !screen.contains("faults"),
        "{screen}"
    );
    tmux.press(&["Escape"]);
    tmux.until("unfiltered", |screen| screen.contains("faults"));
    tmux.press(&["/", "x", "q", "Escape"]);
    tmux.until("there after all", |screen| {
        screen.contains("faults") && screen.ends_with(KEYS)
    });
}

#[test]
fn a_screen_outlives_a_killed_writer_and_greets_the_next_one() {
    let _watchdog = Watchdog::new("cli: screen, killed", 120);
    let folder = Folder::new("cli-screen-killed");
    let mut peer = folder.writer("seven");
    let tmux = Tmux::run(80, 5, &watch(&folder, "seven"));
    let pid = peer.pid();
    tmux.until("alive", |screen| {
        screen.contains(&format!("live, writer {pid}"))
    });

    peer.kill();
    let dead = format!("dead (stale), writer {pid}");
    let screen = tmux.until("dead", |screen| screen.contains(&dead));
    assert!(
        screen.contains("value           7"),
        "its last value stays: {screen}"
    );

    let me = std::process::id();
    let mut next = folder.options::<u64>().open("seven").unwrap();
    next.publish(&8);
    tmux.until("back", |screen| {
        screen.contains(&format!("live, writer {me}")) && screen.contains("value           8")
    });
    drop(next);
    tmux.until("closed", |screen| screen.contains("closed"));
    let _other = folder.options().create("seven", [1_u16, 2]).unwrap();
    let screen = tmux.until("replaced", |screen| screen.contains("[1]"));
    assert!(screen.contains("seven  [u16; 2]  version 1"), "{screen}");
}

#[test]
fn a_screen_fits_any_terminal() {
    let _watchdog = Watchdog::new("cli: sizes", 120);
    let folder = Folder::new("cli-sizes");
    let mut motor = folder.options().create("motor", Motor::new()).unwrap();
    let _other = folder.options().create("other", [1_u64; 3]).unwrap();
    let tmux = Tmux::run(2, 2, &watch_in_shell(&folder, "motor other"));
    tmux.until("its first letters", |screen| screen == "mo\n 1");
    motor.publish(&Motor::new());

    tmux.resize(70, 6);
    let screen = tmux.until("larger", |screen| screen.contains("version 2"));
    assert!(
        screen.contains("1-5 of 10") && !screen.contains("other  "),
        "{screen}"
    );
    tmux.press(&["Tab"]);
    let screen = tmux.until("scrolled", |screen| screen.contains("6-10 of 10"));
    assert!(
        screen.contains("other  [u64; 3]") && screen.contains("[2]"),
        "{screen}"
    );
    tmux.press(&["Up"]);
    tmux.until("one up", |screen| screen.contains("5-9 of 10"));

    tmux.resize(2, 2);
    tmux.until("small again", |screen| {
        screen.lines().all(|line| line.chars().count() <= 2)
    });
    tmux.resize(200, 50);
    tmux.until("all of it", |screen| {
        screen.contains("[2]") && screen.contains("speed")
    });
    tmux.press(&["q"]);
    tmux.until("over", |screen| screen.contains("code 0"));
}

#[test]
fn a_terminal_that_can_do_nothing_gets_lines() {
    let _watchdog = Watchdog::new("cli: dumb", 120);
    let folder = Folder::new("cli-dumb");
    let _motor = folder.options().create("motor", Motor::new()).unwrap();
    let lines = watch(&folder, "motor").replace("exec ", "exec env TERM=dumb ");
    let tmux = Tmux::run(200, 9, &lines);
    let screen = tmux.until("a value", |screen| screen.contains("speed=3000.5"));
    assert!(screen.contains("!live, writer"), "{screen}");
}

#[test]
fn the_terminal_is_given_back_however_it_ends() {
    let _watchdog = Watchdog::new("cli: given back", 120);
    let folder = Folder::new("cli-given-back");
    let _motor = folder.options().create("motor", Motor::new()).unwrap();

    for (key, code) in [("q", 0), ("C-c", 0)] {
        let tmux = Tmux::run(70, 9, &watch_in_shell(&folder, "motor"));
        let screen = tmux.until("there", |screen| screen.contains("version 1"));
        assert!(!screen.contains("before"), "a screen of its own: {screen}");
        tmux.press(&[key]);
        tmux.shows(&given_back(code));
    }
    for (signal, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let tmux = Tmux::run(70, 9, &watch_in_shell(&folder, "motor"));
        tmux.until("there", |screen| screen.contains("version 1"));
        let shell = tmux.pid();
        let children = fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
        let kill = std::process::Command::new("kill")
            .args(["-s", signal, children.trim()])
            .status();
        assert!(kill.unwrap().success());
        // The shell says a word about it in between.
        let screen = tmux.until("given back", |screen| screen.ends_with("icanon\necho"));
        assert!(screen.starts_with("before\n"), "{screen}");
        assert!(
            screen.contains(&format!("\ncode {code}\n")),
            "{signal}: {screen}"
        );
        assert!(
            !screen.contains("version") && !screen.contains("-icanon"),
            "{screen}"
        );
    }
}

/// The writer that a test kills.
#[test]
#[ignore = "a process of its own, which tests start"]
fn hold() {
    held();
}
