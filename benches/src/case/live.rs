//! `add`: a counter raised by one thread, and by two at once, in one number, in two that share a cache
//! line, and in two with a line each.

use std::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use shm_typed::{CacheLine, Live, LiveBox, OnDrop, Shared};

use crate::arguments::Plan;
use crate::contender::ours;
use crate::measure::{Bench, interleaved, timed};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{Outcome, cpu, name};

/// The limit's name.
pub const BARE: &str = "AtomicU64::fetch_add";

/// Which counters the threads raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Alone,
    One,
    Neighbours,
    Lines,
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Alone, Self::One, Self::Neighbours, Self::Lines];

    /// The name of the case.
    pub fn case(self) -> &'static str {
        match self {
            Self::Alone => "add/1 thread",
            Self::One => "add/2 threads, one number",
            Self::Neighbours => "add/2 threads, neighbours",
            Self::Lines => "add/2 threads, a line each",
        }
    }
}

/// In shared memory.
#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C, align(64))]
struct Counters {
    near: [u64; 8],
    #[shared(cache_line)]
    first: CacheLine<u64>,
    #[shared(cache_line)]
    second: CacheLine<u64>,
}

/// The same in private memory.
#[derive(Default)]
#[repr(C, align(64))]
struct Bare {
    near: [AtomicU64; 8],
    first: Line,
    second: Line,
}

#[derive(Default)]
#[repr(C, align(64))]
struct Line(AtomicU64);

/// A counter.
trait Cell: Sync {
    fn add(&self);
    fn get(&self) -> u64;
}

impl Cell for AtomicU64 {
    #[inline(always)]
    fn add(&self) {
        self.fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        self.load(Relaxed)
    }
}

impl Cell for Live<u64> {
    #[inline(always)]
    fn add(&self) {
        Self::add(self, 1);
    }

    fn get(&self) -> u64 {
        self.load()
    }
}

/// Runs the wanted ones.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    for way in Way::ALL {
        let case = way.case();
        let _watchdog = Watchdog::over(case);
        let mut benches = Vec::new();
        if plan.wants(&format!("{case}/{BARE}")) {
            let counters = Box::new(Bare::default());
            benches.push(Bench {
                contender: BARE,
                run: Box::new(move |turns| {
                    let counters: &Bare = &counters; // whole, with its lines
                    let lines = [&counters.first.0, &counters.second.0];
                    add(way, [&counters.near[0], &counters.near[1]], lines, turns)
                }),
            });
        }
        if plan.wants(&format!("{case}/{}", ours::NAME)) {
            let zero = Counters {
                near: [0; 8],
                first: 0.into(),
                second: 0.into(),
            };
            let options = LiveBox::options().on_drop(OnDrop::Unlink);
            let counters = options.create(&name::unique(), zero)?;
            benches.push(Bench {
                contender: ours::NAME,
                run: Box::new(move |turns| {
                    let lines = [&*counters.first, &*counters.second];
                    add(way, [&counters.near[0], &counters.near[1]], lines, turns)
                }),
            });
        }
        let spreads = interleaved(plan.effort, &mut benches)?;
        for (bench, spread) in benches.iter().zip(spreads) {
            results.add(case, bench.contender, "time", "ns", spread);
        }
    }
    Ok(())
}

/// Raises the counters that `way` says `turns` times in each thread, and sees that no addend is lost.
fn add<C: Cell>(way: Way, near: [&C; 2], lines: [&C; 2], turns: u64) -> Outcome<Duration> {
    let cells = match way {
        Way::Alone | Way::One => [lines[0]; 2],
        Way::Neighbours => near,
        Way::Lines => lines,
    };
    let sum = || near[0].get() + near[1].get() + lines[0].get() + lines[1].get();
    let before = sum();
    let (time, threads) = match way {
        Way::Alone => (timed(turns, |_| black_box(cells[0]).add()), 1),
        _ => (two(cells, turns), 2),
    };
    match sum() - before == turns * threads {
        true => Ok(time),
        false => Err(format!("{}: an addend was lost", way.case()).into()),
    }
}

/// Two threads on two processors at once; how long the slower one took.
fn two<C: Cell>(cells: [&C; 2], turns: u64) -> Duration {
    let start = Barrier::new(2);
    let work = |role, cell: &C| {
        cpu::pin(role);
        start.wait();
        let from = Instant::now();
        for _ in 0..turns {
            black_box(cell).add();
        }
        from.elapsed()
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| work(cpu::WRITER, cells[1]));
        let time = work(cpu::READER, cells[0]);
        time.max(other.join().expect("adding does not panic"))
    })
}
