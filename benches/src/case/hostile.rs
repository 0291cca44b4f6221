//! `hostile`: how long the slowest publishes take while readers that have a value lent are stopped,
//! are killed, and write nonsense into the table in which they say so.
//!
//! The writer has a processor for itself, and times every publish. The readers are on the other one,
//! and the same readers do the same to an object that it does not write: what the machine does to a
//! writer beside all of this, whatever the object, is seen apart from what the mechanism does.

use std::fs::OpenOptions;
use std::io::BufRead;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use super::{size_name, sized};
use crate::arguments::Plan;
use crate::contender::{Contender, Read, Role, Visitor, Write, everybody, mmap_sync, ours, pinned};
use crate::measure::{Spread, Times};
use crate::peer::{self, Peer};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{Outcome, cpu, name, payload};

/// What is written.
pub const SIZE: usize = 64;

const N: usize = SIZE / 8;

/// The beginning of the names of its cases.
pub const CASE: &str = "hostile";

/// Where the words of a reader table are: who waits, which cells are
/// in use, and the first of the cells, in which a reader says what it has been lent.
const WAITING: u64 = 128;
const PINNING: u64 = 136;
const FIRST_CELL: u64 = 256;

/// The metrics, in the order of the report.
pub const METRICS: [&str; 5] = ["p50", "p99", "p99.9", "p99.99", "max"];

/// What goes on beside the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Nothing.
    Nobody,
    /// Readers of another object.
    Elsewhere,
    /// Readers of the object that it writes.
    Here,
}

impl Beside {
    pub const ALL: [Self; 3] = [Self::Nobody, Self::Elsewhere, Self::Here];

    /// Where the readers are, in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Elsewhere => "elsewhere",
            Self::Here => "here",
        }
    }

    /// `hostile/64B/here`.
    pub fn case(self) -> String {
        format!("{CASE}/{}/{}", size_name(SIZE), self.name())
    }
}

/// Runs the wanted ones, in rounds.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    of::<ours::ReadInto, pinned::Pin>(plan, results)?;
    of::<mmap_sync::Raw, mmap_sync::Typed>(plan, results)
}

/// Of the writers of `W` and the readers of `R`, which has the value lent.
fn of<W: Contender<N>, R: Contender<N>>(plan: &Plan, results: &mut Results) -> Outcome<()> {
    let wanted = |beside: &Beside| plan.wants(&format!("{}/{}", beside.case(), R::NAME));
    let wanted: Vec<_> = Beside::ALL.into_iter().filter(wanted).collect();
    let mut seen = vec![Vec::new(); wanted.len()];
    for _ in 0..plan.effort.pick(1, 7) {
        for (beside, seen) in wanted.iter().zip(&mut seen) {
            let _watchdog = Watchdog::over(&format!("{}/{}", beside.case(), R::NAME));
            seen.push(publishes::<W, R>(*beside, plan.effort.pick(20, 400))?);
        }
    }
    for (beside, seen) in wanted.iter().zip(seen) {
        for (at, metric) in METRICS.into_iter().enumerate() {
            let spread = Spread::of(seen.iter().map(|times: &[f64; 5]| times[at]).collect());
            results.add(&beside.case(), R::NAME, metric, "ns", spread);
        }
    }
    Ok(())
}

/// The metrics of one writer's publishes in `ms` milliseconds.
fn publishes<W: Contender<N>, R: Contender<N>>(beside: Beside, ms: u64) -> Outcome<[f64; 5]> {
    let (here, elsewhere) = (name::unique(), name::unique());
    let mut writer = Peer::start(&["timed", W::NAME, &SIZE.to_string(), &here])?;
    let mut other = W::create(&elsewhere)?;
    other.publish(&payload::of(1));
    let times = match beside {
        Beside::Nobody => timed(&mut writer, ms),
        Beside::Elsewhere => beside_hostile::<R>(&mut writer, &elsewhere, ms),
        Beside::Here => beside_hostile::<R>(&mut writer, &here, ms),
    }?;
    // After its readers, which it would complain of.
    drop(writer);
    name::remove(&here);
    name::remove(&elsewhere);
    Ok(times)
}

/// Lets the writer write.
fn timed(writer: &mut Peer, ms: u64) -> Outcome<[f64; 5]> {
    writer.tell(&ms.to_string())?;
    let line = writer.line()?;
    let numbers: Result<Vec<f64>, _> = line.split(' ').map(str::parse).collect();
    let metrics = <[f64; 5]>::try_from(numbers?);
    metrics.map_err(|_| format!("the writer died: {line:?}").into())
}

/// Lets the writer write beside hostile readers of `object`.
fn beside_hostile<R: Contender<N>>(writer: &mut Peer, object: &str, ms: u64) -> Outcome<[f64; 5]> {
    let reader = |what| {
        let size = SIZE.to_string();
        Peer::start_on(cpu::place(cpu::READER), &[what, R::NAME, &size, object])
    };
    // The cells of the table are taken in turn; that of the first is scribbled on.
    let victim = reader("hold")?;
    let stopped = reader("hold")?;
    stopped.halt()?;
    let pins = reader("spin")?;
    // A rival's table is not known here.
    let scribbler = match R::ROLE {
        Role::Ours => Some(Peer::start_on(
            cpu::place(cpu::READER),
            &["scribble", object],
        )?),
        _ => None,
    };
    let over = AtomicBool::new(false);
    let times = thread::scope(|scope| {
        let killer = scope.spawn(|| -> Result<u32, String> {
            // Its children die with the thread that started them: in here.
            let mut killed = 0;
            while !over.load(Relaxed) {
                let mut dead = reader("hold").map_err(|error| error.to_string())?;
                dead.kill();
                killed += 1;
            }
            Ok(killed)
        });
        let times = timed(writer, ms);
        over.store(true, Relaxed);
        let killed = killer.join().map_err(|_| "the killer panicked")??;
        if killed == 0 {
            return Err("nobody was killed meanwhile".into());
        }
        times
    });
    drop((victim, stopped, pins, scribbler));
    times
}

/// In the child: publishes for as long as it is told, and prints how long the publishes took.
pub fn write(contender: &str, bytes: &str, name: &str) -> Outcome<()> {
    let bytes: usize = bytes.parse()?;
    sized!(bytes, write_sized(contender, name))
}

fn write_sized<const N: usize>(contender: &str, name: &str) -> Outcome<()> {
    everybody::<N>(&mut Writing { contender, name })
}

struct Writing<'a> {
    contender: &'a str,
    name: &'a str,
}

impl<const N: usize> Visitor<N> for Writing<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        if C::NAME != self.contender {
            return Ok(());
        }
        let values = [1, 2, 3, 4].map(payload::of::<N>);
        let mut writer = C::create(self.name)?;
        writer.publish(&values[0]);
        let mut times = Times::new();
        peer::ready();
        for line in std::io::stdin().lock().lines() {
            let time = Duration::from_millis(line?.parse()?);
            let (start, mut values) = (Instant::now(), values.iter().cycle());
            // Looked at each time, since a rival's publish may take a second.
            while start.elapsed() < time {
                let value = values.next().ok_or("no values")?;
                let before = cpu::ticks();
                writer.publish(value);
                times.add(cpu::ticks() - before);
            }
            let metrics = [0.5, 0.99, 0.999, 0.9999, 1.0].map(|part| times.at(part).to_string());
            println!("{}", metrics.join(" "));
        }
        Ok(())
    }
}

/// In the child: has a value lent, and keeps it (`hold`) or has the next one lent at once (`spin`).
pub fn read(what: &str, contender: &str, bytes: &str, name: &str) -> Outcome<()> {
    let bytes: usize = bytes.parse()?;
    let holds = what == "hold";
    sized!(bytes, read_sized(contender, name, holds))
}

fn read_sized<const N: usize>(contender: &str, name: &str, holds: bool) -> Outcome<()> {
    let mut reading = Reading {
        contender,
        name,
        holds,
    };
    everybody::<N>(&mut reading)
}

struct Reading<'a> {
    contender: &'a str,
    name: &'a str,
    holds: bool,
}

impl<const N: usize> Visitor<N> for Reading<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        if C::NAME != self.contender {
            return Ok(());
        }
        let mut reader = C::open(self.name)?;
        let mut torn = 0_u64;
        if !self.holds {
            peer::ready();
        }
        loop {
            reader.look(|value| {
                torn += u64::from(payload::round(value).is_none());
                if self.holds {
                    peer::ready();
                    loop {
                        thread::park();
                    }
                }
            });
            std::hint::black_box(torn);
        }
    }
}

/// In the child: writes nonsense into the reader table of `object`: what its first reader has been lent,
/// that all cells are in use, and that somebody waits.
pub fn scribble(object: &str) -> Outcome<()> {
    let path = format!("{}/{object}.readers", name::DIRECTORY);
    let table = OpenOptions::new().write(true).open(path)?;
    let put = |at, word: u64| table.write_all_at(&word.to_le_bytes(), at);
    peer::ready();
    for n in 0_u64.. {
        // A slot of an old version, one that there is not, or a request for the current one.
        let lent = match n % 10 {
            slot @ 0..8 => (n + 1) << 8 | slot,
            8 => 0x1_ff,
            _ => u64::MAX,
        };
        put(FIRST_CELL, lent)?;
        put(PINNING, n << 8 | 0xff)?;
        put(WAITING, n % 2 * u64::MAX)?;
    }
    Ok(())
}
