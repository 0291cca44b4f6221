//! `crash`: what is left when the writer is killed (`kill -9`) while it writes values of 1 MiB.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::arguments::Plan;
use crate::contender::{Read, Role, TakeOver, Write, iceoryx2, mmap_sync, ours};
use crate::measure::Spread;
use crate::peer::Peer;
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{Outcome, name, payload};

/// The name of the case.
pub const CASE: &str = "crash/1MiB";

const N: usize = 131_072;

/// How long a new writer tries to get in.
const PATIENCE: Duration = Duration::from_millis(500);

/// The round of the value that a new writer writes: beyond those of the old one.
const NEW: u64 = 1 << 40;

/// The counts, in the order of the report.
pub const COUNTS: [(&str, &str); 4] = [
    ("reader", "the reader still gets a whole value"),
    ("newcomer", "a new reader gets one"),
    ("takeover", "a new writer gets in"),
    ("goes on", "the old reader sees its value"),
];

/// Runs the wanted ones.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    one::<ours::ReadInto>(plan, results)?;
    one::<iceoryx2::Blackboard>(plan, results)?;
    one::<mmap_sync::Typed>(plan, results)
}

fn one<C: TakeOver<N>>(plan: &Plan, results: &mut Results) -> Outcome<()> {
    let case = format!("{CASE}/{}", C::NAME);
    if !plan.wants(&case) {
        return Ok(());
    }
    let kills = plan.effort.pick(2, 50);
    let (mut counts, mut times, mut refused) = ([0_u32; 4], Vec::new(), None);
    for kill in 0..kills {
        let _watchdog = Watchdog::over(&case);
        // Spread over more than one write, and the same for every contender.
        let after = Duration::from_micros(500 + kill * 97 % 1009);
        let seen = kill_once::<C>(after)?;
        for (count, good) in counts.iter_mut().zip(seen.good) {
            *count += u32::from(good);
        }
        times.extend(seen.takeover.map(|time| time.as_nanos() as f64));
        refused = refused.or(seen.refused);
    }
    results.add_one(CASE, C::NAME, "kills", "tries", kills as f64);
    for ((metric, _), count) in COUNTS.iter().zip(counts) {
        results.add_one(CASE, C::NAME, metric, "tries", count.into());
    }
    if !times.is_empty() {
        results.add(CASE, C::NAME, "takeover time", "ns", Spread::of(times));
    }
    if let Some(error) = refused {
        let note = format!("{CASE}: a new writer of {} is refused: {error}", C::NAME);
        results.notes.push(note);
    }
    if C::ROLE == Role::Ours && counts.iter().any(|count| u64::from(*count) != kills) {
        results
            .failures
            .push(format!("{CASE}: {counts:?} of {kills}"));
    }
    Ok(())
}

/// What one kill left.
struct Seen {
    /// In the order of [`COUNTS`].
    good: [bool; 4],
    /// How long the new writer took to get in and to publish.
    takeover: Option<Duration>,
    /// Or else why it did not.
    refused: Option<String>,
}

fn kill_once<C: TakeOver<N>>(after: Duration) -> Outcome<Seen> {
    let name = name::unique();
    let mut writer = Peer::start(&["write", C::NAME, &(N * 8).to_string(), &name])?;
    let mut reader = C::open(&name)?;
    reader.look(|value| payload::round(value));
    sleep(after);
    writer.kill();

    let is_whole = |reader: &mut C::Reader| reader.look(|value| payload::round(value)).is_some();
    let reads = is_whole(&mut reader);
    let newcomer = C::open(&name).is_ok_and(|mut reader| is_whole(&mut reader));

    let start = Instant::now();
    let new = loop {
        match C::take_over(&name) {
            Ok(writer) => break Ok(writer),
            Err(_) if start.elapsed() < PATIENCE => sleep(Duration::from_millis(10)),
            Err(error) => break Err(error.to_string()),
        }
    };
    let (mut goes_on, mut takeover) = (false, None);
    let took_over = new.is_ok();
    let refused = new.as_ref().err().cloned();
    if let Ok(mut new) = new {
        new.publish(&payload::of(NEW));
        takeover = Some(start.elapsed());
        goes_on = reader.look(|value| payload::round(value)) == Some(NEW);
    }
    drop(reader);
    name::remove(&name);
    Ok(Seen {
        good: [reads, newcomer, took_over, goes_on],
        takeover,
        refused,
    })
}
