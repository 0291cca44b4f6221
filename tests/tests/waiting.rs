//! Promise: no wake is lost, across processes, whatever becomes of the one who waits; and a writer
//! for whom nobody waits makes no system call.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use shm_typed::{Change, OnDrop, SharedBox, SharedRef, WriterState};
use shm_typed_tests::{Name, Peer, Watchdog};

const WAITER: &str = env!("CARGO_BIN_EXE_waiter");

/// A process that answers each value it sees in `ask` by the same one in `answer`.
fn echo(ask: &Name, answer: &Name, how: &str) -> Peer {
    let mut peer = Peer::start(WAITER, ["echo", &**ask, &**answer, how]);
    assert_eq!(peer.line(), "ready");
    peer
}

/// Plays `rounds` rounds against an echo; both sides wait for each with no timeout. Returns how many
/// took so long that a sleeper must have looked by itself, for want of a wake.
fn ping_pong(rounds: u64, how: &str) -> u64 {
    let _watchdog = Watchdog::new("waiting, ping-pong", 120);
    let (ask, answer) = (Name::unique("ask"), Name::unique("answer"));
    let options = SharedBox::options().reader_table((how == "table").then_some(0o600));
    let mut asks = options.create(&ask, 0_u64).unwrap();
    let mut peer = echo(&ask, &answer, how);
    let answers = SharedRef::<u64>::open(&answer).unwrap();
    assert_eq!(answers.read(), 0);

    let mut slow = 0;
    for round in 1..=rounds {
        let began = Instant::now();
        asks.publish(&round);
        assert_eq!(answers.changed(Duration::MAX), Change::Published);
        assert_eq!(answers.read(), round);
        slow += u64::from(began.elapsed() > Duration::from_millis(240));
    }

    drop(asks);
    assert_eq!(answers.changed(Duration::MAX), Change::Closed);
    assert_eq!(peer.line(), format!("rounds={rounds} end=Closed"));
    assert!(peer.finish().success());
    slow
}

#[test]
fn no_wake_is_lost_in_twenty_thousand_rounds_of_ping_pong_between_two_processes() {
    let slow = ping_pong(20_000, "table");

    // None is lost; a machine under load may be slow by itself.
    assert!(
        slow < 10,
        "{slow} rounds waited for a look instead of a wake"
    );
}

#[test]
fn readers_that_have_no_table_learn_of_every_change_too() {
    ping_pong(100, "no-table");
}

#[test]
fn many_waiters_in_many_processes_all_see_the_last_value_of_every_round() {
    let _watchdog = Watchdog::new("waiting, many", 120);
    let name = Name::unique("many");
    let mut writer = SharedBox::create(&name, 0_u64).unwrap();
    let mut waiters: Vec<_> = (0..12)
        .map(|_| Peer::start(WAITER, ["report", &*name, "every"]))
        .collect();
    for waiter in &mut waiters {
        assert_eq!(waiter.line(), "ready");
    }

    for round in 1..=200_u64 {
        writer.publish(&round);
        for waiter in &mut waiters {
            assert_eq!(waiter.line(), format!("Published {round}"));
        }
    }

    drop(writer);
    for waiter in &mut waiters {
        assert_eq!(waiter.line(), "Closed 200");
    }
}

#[test]
fn a_waiter_that_is_killed_costs_the_writer_and_the_others_nothing() {
    let _watchdog = Watchdog::new("waiting, killed", 120);
    let name = Name::unique("killed-waiter");
    let mut writer = SharedBox::create(&name, 0_u64).unwrap();
    let mut steady = Peer::start(WAITER, ["report", &*name, "every"]);
    assert_eq!(steady.line(), "ready");

    for round in 1..=50_u64 {
        let mut victim = Peer::start(WAITER, ["report", &*name, "every"]);
        assert_eq!(victim.line(), "ready");
        while !name.is_awaited() {
            thread::yield_now();
        }
        victim.kill();
        writer.publish(&round);
        assert_eq!(steady.line(), format!("Published {round}"));
    }

    steady.kill();
    // Its mark, and then none: the table is as if nobody had ever waited.
    writer.publish(&100);
    writer.publish(&101);
    assert!(!name.is_awaited());
}

#[test]
fn a_waiter_that_is_stopped_holds_up_nobody_and_sees_the_last_value_when_it_goes_on() {
    let _watchdog = Watchdog::new("waiting, stopped", 120);
    let name = Name::unique("stopped-waiter");
    let mut writer = SharedBox::create(&name, 0_u64).unwrap();
    let mut waiters = [(); 2].map(|()| Peer::start(WAITER, ["report", &*name, "every"]));
    for waiter in &mut waiters {
        assert_eq!(waiter.line(), "ready");
    }
    let [stopped, steady] = &mut waiters;

    signal(stopped, rustix::process::Signal::STOP);
    for round in 1..=1000_u64 {
        writer.publish(&round);
        if round % 100 == 0 {
            while steady.line() != format!("Published {round}") {}
        }
    }
    signal(stopped, rustix::process::Signal::CONT);

    while stopped.line() != "Published 1000" {}
}

#[test]
fn a_drop_wakes_all_waiters_and_tells_them_that_it_is_closed() {
    let _watchdog = Watchdog::new("waiting, drop", 60);
    for keep in [OnDrop::Keep, OnDrop::Unlink] {
        let name = Name::unique("drop");
        let writer = SharedBox::options()
            .on_drop(keep)
            .create(&name, 7_u64)
            .unwrap();
        let mut waiters = [(); 3].map(|()| Peer::start(WAITER, ["report", &*name, "every"]));
        for waiter in &mut waiters {
            assert_eq!(waiter.line(), "ready");
        }
        while !name.is_awaited() {
            thread::yield_now();
        }

        drop(writer);

        for waiter in &mut waiters {
            assert_eq!(waiter.line(), "Closed 7");
        }
    }
}

#[test]
fn the_first_publish_after_a_takeover_wakes_who_waited_through_the_crash() {
    let _watchdog = Watchdog::new("waiting, take-over", 60);
    let name = Name::unique("crossing");
    for _ in 0..20 {
        let mut first = Peer::start(WAITER, ["own", &*name]);
        assert_eq!(first.line(), "ready");
        let mut waiter = Peer::start(WAITER, ["report", &*name, "every"]);
        assert_eq!(waiter.line(), "ready");
        while !name.is_awaited() {
            thread::yield_now();
        }
        first.kill();
        let reader = SharedRef::<u64>::open(&name).unwrap();
        assert_eq!(reader.writer().unwrap().state(), WriterState::Dead);

        let mut second = SharedBox::<u64>::open(&name).unwrap();
        second.publish(&77);

        assert_eq!(waiter.line(), "Published 77");
        drop(second);
        assert_eq!(waiter.line(), "Closed 77");
    }
}

#[test]
fn a_forked_child_of_a_reader_can_still_wait_and_read() {
    let _watchdog = Watchdog::new("waiting, fork", 60);
    let name = Name::unique("forked-waiter");
    let mut writer = SharedBox::create(&name, 0_u64).unwrap();
    let mut family = Peer::start(WAITER, ["fork", &*name]);
    // One line of the parent and one of the child, in either order.
    let mut born = [family.line(), family.line()];
    born.sort();
    assert_eq!(born, ["child ready", "parent ready"]);

    writer.publish(&1);

    let mut told = [family.line(), family.line()];
    told.sort();
    assert_eq!(told, ["child Published 1", "parent Published 1"]);
    drop(writer);
    let mut told = [family.line(), family.line()];
    told.sort();
    assert_eq!(told, ["child Closed 1", "parent Closed 1"]);
}

/// The calls that `waiter VERB` makes for so many turns, all kinds together and those of waking;
/// `None` without strace.
fn calls(verb: &str, name: &Name, turns: u64) -> Option<(u64, u64)> {
    let number = turns.to_string();
    let args = ["-c", "-f", "-U", "calls,name", WAITER, verb];
    let output = Command::new("strace")
        .args(args)
        .args([&**name, &number])
        .output();
    let table = match output {
        Ok(output) if output.status.success() => String::from_utf8(output.stderr).unwrap(),
        other => {
            eprintln!("skipped: no strace here that may trace ({other:?})");
            return None;
        }
    };
    let rows = table.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let calls: u64 = words.next()?.parse().ok()?;
        Some((calls, words.next()?.to_owned()))
    });
    let (mut all, mut waking) = (0, 0);
    for (calls, call) in rows.filter(|(_, call)| call != "total") {
        all += calls;
        if call == "futex" || call == "membarrier" {
            waking += calls;
        }
    }
    assert!(all > 20, "{table}");
    Some((all, waking))
}

#[test]
fn a_hundred_thousand_publishes_for_nobody_make_no_system_call() {
    let _watchdog = Watchdog::new("waiting, strace", 120);
    let name = Name::unique("calls");

    let (Some(few), Some(many)) = (calls("publish", &name, 1), calls("publish", &name, 100_001))
    else {
        return;
    };

    assert_eq!(few.1, many.1, "of futex and membarrier");
    // A few of the runtime's own may differ; not one in a thousand publishes.
    assert!(many.0.abs_diff(few.0) < 100, "{few:?} {many:?}");
}

#[test]
fn a_hundred_thousand_reads_of_each_kind_make_no_system_call() {
    let _watchdog = Watchdog::new("waiting, strace of reads", 120);
    let name = Name::unique("read-calls");

    let (Some(few), Some(many)) = (calls("read", &name, 1), calls("read", &name, 100_001)) else {
        return;
    };

    assert_eq!(few.1, many.1, "of futex and membarrier");
    assert!(many.0.abs_diff(few.0) < 100, "{few:?} {many:?}");
}

fn signal(peer: &Peer, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(peer.pid().try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, signal).unwrap();
}
