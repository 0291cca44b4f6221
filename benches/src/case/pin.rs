//! `pin`: the value lent where it is, and given back; of contenders that lend nothing, a copy.
//!
//! Up to 64 MiB, which nobody wants to copy.

use std::hint::black_box;

use super::size_name;
use crate::arguments::Plan;
use crate::contender::{Contender, Read, Write, iceoryx2, memcpy, mmap_sync, ours, pinned};
use crate::measure::{Bench, interleaved, timed};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{Outcome, name, payload};

/// The sizes of the columns.
pub const SIZES: [usize; 4] = [64, 65_536, 1_048_576, 67_108_864];

/// `pin/64MiB`.
pub fn case(size: usize) -> String {
    format!("pin/{}", size_name(size))
}

/// Runs the wanted ones.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    of_size::<8>(plan, results)?;
    of_size::<8192>(plan, results)?;
    of_size::<131_072>(plan, results)?;
    of_size::<8_388_608>(plan, results)
}

fn of_size<const N: usize>(plan: &Plan, results: &mut Results) -> Outcome<()> {
    let case = case(N * 8);
    let _watchdog = Watchdog::over(&case);
    let mut benches = Vec::new();
    let mut add = |name: &str, make: fn() -> Outcome<Bench>| -> Outcome<()> {
        if plan.wants(&format!("{case}/{name}")) {
            benches.push(make()?);
        }
        Ok(())
    };
    add(
        <memcpy::Memcpy as Contender<N>>::NAME,
        bench::<N, memcpy::Memcpy>,
    )?;
    add(<pinned::Pin as Contender<N>>::NAME, bench::<N, pinned::Pin>)?;
    add(ours::NAME, bench::<N, ours::ReadInto>)?;
    add(
        <iceoryx2::Blackboard as Contender<N>>::NAME,
        bench::<N, iceoryx2::Blackboard>,
    )?;
    add(
        <mmap_sync::Typed as Contender<N>>::NAME,
        bench::<N, mmap_sync::Typed>,
    )?;
    let spreads = interleaved(plan.effort, &mut benches)?;
    for (bench, spread) in benches.iter().zip(spreads) {
        results.add(&case, bench.contender, "time", "ns", spread);
    }
    Ok(())
}

/// Writes a value, and then has it lent; in the end it is looked at whole.
fn bench<const N: usize, C: Contender<N>>() -> Outcome<Bench> {
    let name = name::unique();
    let mut writer = C::create(&name)?;
    writer.publish(&payload::of(1));
    let mut reader = C::open(&name)?;
    let run = move |turns| {
        let _ = &writer;
        let time = timed(turns, |_| reader.look(|value| _ = black_box(value)));
        match reader.look(|value| payload::round(value)) {
            Some(1) => Ok(time),
            _ => Err(format!("{}: not the value that was written", C::NAME).into()),
        }
    };
    Ok(Bench {
        contender: C::NAME,
        run: Box::new(run),
    })
}
