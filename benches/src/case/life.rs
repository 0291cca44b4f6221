//! `create`, until the first value is published, and `open`, until it is read.
//!
//! The value is of 64 bytes. Closing and removing is not in the time.

use std::time::{Duration, Instant};

use crate::Outcome;
use crate::arguments::Plan;
use crate::contender::memcpy::Memcpy;
use crate::contender::{Contender, Read, Visitor, Way, Write, bare, everybody};
use crate::measure::{Bench, interleaved};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{name, payload};

const N: usize = 8;

/// Runs the wanted ones.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    for case in ["create", "open"] {
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
    Ok(())
}

struct Benches<'a> {
    case: &'a str,
    plan: &'a Plan,
    made: Vec<Bench>,
}

impl Visitor<N> for Benches<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        let is_object = C::WAY == Way::Value && C::NAME != <Memcpy as Contender<N>>::NAME;
        let both = C::READS && C::WRITES;
        if is_object && both && self.plan.wants(&format!("{}/{}", self.case, C::NAME)) {
            self.made.push(match self.case {
                "create" => create::<C>(),
                _ => open::<C>()?,
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
