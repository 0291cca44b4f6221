//! `create`, until the first value is published, and `open`, until it is read.
//!
//! `create in a new process` is the first one of a process, which has more to do.
//!
//! The value is of 64 bytes. Closing and removing is not in the time, but in that of `close a writer` and
//! `close a reader`.

use std::time::{Duration, Instant};

use crate::Outcome;
use crate::arguments::Plan;
use crate::contender::memcpy::Memcpy;
use crate::contender::{Contender, Read, Visitor, Way, Write, bare, everybody};
use crate::measure::{Bench, Spread, interleaved};
use crate::peer::{self, Peer};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{name, payload};

const N: usize = 8;

const CASES: [&str; 4] = ["create", "open", CLOSE[0], CLOSE[1]];

/// The handle is dropped; with the writer's goes the name.
pub const CLOSE: [&str; 2] = ["close a writer", "close a reader"];

/// Runs the wanted ones.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    for case in CASES {
        let _watchdog = Watchdog::over(case);
        let mut benches = Benches {
            case,
            plan,
            made: Vec::new(),
        };
        Visitor::<N>::visit::<bare::Calls>(&mut benches)?;
        everybody::<N>(&mut benches)?;
        let mut made = benches.made;
        let spreads = interleaved(plan.effort, &mut made)?;
        for (bench, spread) in made.iter().zip(spreads) {
            results.add(case, bench.contender, "time", "ns", spread);
        }
    }
    let _watchdog = Watchdog::over(FIRST);
    let mut firsts = Firsts {
        plan,
        seen: Vec::new(),
    };
    Visitor::<N>::visit::<bare::Calls>(&mut firsts)?;
    everybody::<N>(&mut firsts)?;
    for (contender, times) in firsts.seen {
        results.add(FIRST, contender, "time", "ns", Spread::of(times));
    }
    Ok(())
}

/// The name of the case that a child is for.
pub const FIRST: &str = "create in a new process";

/// Whether it has objects, that are created and opened.
fn has_objects<C: Contender<N>>() -> bool {
    let is_memcpy = C::NAME == <Memcpy as Contender<N>>::NAME;
    C::WAY == Way::Value && C::READS && C::WRITES && C::ONLY.is_none() && !is_memcpy
}

/// Starts processes, each of which creates one object.
struct Firsts<'a> {
    plan: &'a Plan,
    seen: Vec<(&'static str, Vec<f64>)>,
}

impl Visitor<N> for Firsts<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        if has_objects::<C>() && self.plan.wants(&format!("{FIRST}/{}", C::NAME)) {
            let mut times = Vec::new();
            for _ in 0..self.plan.effort.pick(1, 21) {
                let name = name::unique();
                let child = Peer::start(&["create", C::NAME, &name])?;
                times.push(child.stop()?.parse()?);
                name::remove(&name);
            }
            self.seen.push((C::NAME, times));
        }
        Ok(())
    }
}

/// In the child: creates the object `name`, and prints how many nanoseconds that took.
pub fn first(contender: &str, name: &str) -> Outcome<()> {
    let mut creating = Creating { contender, name };
    Visitor::<N>::visit::<bare::Calls>(&mut creating)?;
    everybody::<N>(&mut creating)
}

struct Creating<'a> {
    contender: &'a str,
    name: &'a str,
}

impl Visitor<N> for Creating<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        if C::NAME == self.contender {
            let value = payload::of::<N>(1);
            peer::ready();
            let start = Instant::now();
            let mut writer = C::create(self.name)?;
            writer.publish(&value);
            println!("{}", start.elapsed().as_nanos());
        }
        Ok(())
    }
}

struct Benches<'a> {
    case: &'a str,
    plan: &'a Plan,
    made: Vec<Bench>,
}

impl Visitor<N> for Benches<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        if has_objects::<C>() && self.plan.wants(&format!("{}/{}", self.case, C::NAME)) {
            self.made.push(match self.case {
                "create" => create::<C>(),
                "open" => open::<C>()?,
                case if case == CLOSE[0] => close_writer::<C>(),
                _ => close_reader::<C>()?,
            });
        }
        Ok(())
    }
}

fn create<C: Contender<N>>() -> Bench {
    let value = payload::of::<N>(1);
    let run = move |turns| {
        let mut time = Duration::ZERO;
        for _ in 0..turns {
            let name = name::unique();
            let start = Instant::now();
            let mut writer = C::create(&name)?;
            writer.publish(&value);
            time += start.elapsed();
            drop(writer);
            name::remove(&name);
        }
        Ok(time)
    };
    Bench {
        contender: C::NAME,
        run: Box::new(run),
    }
}

fn open<C: Contender<N>>() -> Outcome<Bench> {
    let name = name::unique();
    let mut writer = C::create(&name)?;
    writer.publish(&payload::of(1));
    let run = move |turns| {
        let _ = &writer;
        let mut time = Duration::ZERO;
        for _ in 0..turns {
            let start = Instant::now();
            let mut reader = C::open(&name)?;
            let round = reader.look(|value| payload::round(value));
            time += start.elapsed();
            if round != Some(1) {
                return Err(format!("{}: not the value that was written", C::NAME).into());
            }
        }
        Ok(time)
    };
    Ok(Bench {
        contender: C::NAME,
        run: Box::new(run),
    })
}

fn close_writer<C: Contender<N>>() -> Bench {
    let value = payload::of::<N>(1);
    let run = move |turns| {
        let mut time = Duration::ZERO;
        for _ in 0..turns {
            let name = name::unique();
            let mut writer = C::create(&name)?;
            writer.publish(&value);
            let start = Instant::now();
            drop(writer);
            time += start.elapsed();
            name::remove(&name);
        }
        Ok(time)
    };
    Bench {
        contender: C::NAME,
        run: Box::new(run),
    }
}

fn close_reader<C: Contender<N>>() -> Outcome<Bench> {
    let name = name::unique();
    let mut writer = C::create(&name)?;
    writer.publish(&payload::of(1));
    let run = move |turns| {
        let _ = &writer;
        let mut time = Duration::ZERO;
        for _ in 0..turns {
            let mut reader = C::open(&name)?;
            reader.look(|value| payload::round(value));
            let start = Instant::now();
            drop(reader);
            time += start.elapsed();
        }
        Ok(time)
    };
    Ok(Bench {
        contender: C::NAME,
        run: Box::new(run),
    })
}
