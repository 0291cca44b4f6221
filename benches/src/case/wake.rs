//! `wake`: from before a value is published until a process that slept for it has it in hand; and
//! `nobody`: publishing when nobody sleeps.

#![allow(unsafe_code, reason = "a bare futex in shared memory")]

use std::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::thread::sleep;
use std::time::Duration;

use rustix::thread::futex;
use shm_typed::{Change, SharedBox, SharedRef};

use crate::arguments::Plan;
use crate::contender::bare::Mapping;
use crate::contender::{Contender, Read, Write, ours, pipe, socket};
use crate::measure::{Bench, Percentiles, Spread, interleaved, timed};
use crate::peer::{self, Peer};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{Outcome, cpu, name, payload};

/// The limit's name.
pub const BARE: &str = "bare futex";

/// The name of the cases.
pub const WAKE: &str = "wake/64B";
pub const NOBODY: &str = "nobody/64B";

const N: usize = 8;

/// Long enough for a reader to fall asleep again.
const PAUSE: Duration = Duration::from_micros(200);

/// Tells the other process that it was the last one.
const STOP: u64 = 0;

/// The side that publishes a time, in the first word of a value.
trait Wake {
    fn wake(&mut self, stamp: u64);
}

/// The side that sleeps until there is a new value, and returns its first word.
trait Wait {
    fn wait(&mut self) -> Outcome<u64>;
}

/// Runs the wanted ones.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    wake(plan, results)?;
    nobody(plan, results)
}

fn wake(plan: &Plan, results: &mut Results) -> Outcome<()> {
    let mut all = Vec::new();
    for contender in [BARE, ours::NAME, socket_name(), pipe_name()] {
        if plan.wants(&format!("{WAKE}/{contender}")) {
            let name = name::unique();
            let waker = waker(contender, &name)?;
            let peer = Peer::start(&["wait", contender, &name])?;
            all.push((contender, waker, peer, Vec::new()));
        }
    }
    let _watchdog = Watchdog::over(WAKE);
    let (batches, wakes) = plan.effort.pick((1, 20), (11, 200));
    for _ in 0..batches {
        for (_, waker, peer, batches) in &mut all {
            for _ in 0..wakes {
                sleep(PAUSE);
                waker.wake(cpu::monotonic_ns());
            }
            sleep(PAUSE);
            waker.wake(STOP);
            batches.push(latencies(&peer.line()?)?);
        }
    }
    for (contender, _, _, batches) in all {
        for at in 0..4 {
            let (metric, _) = Percentiles::of(batches[0].clone()).named()[at];
            let of = |batch: &Vec<f64>| Percentiles::of(batch.clone()).named()[at].1;
            let spread = Spread::of(batches.iter().map(of).collect());
            match metric {
                "max" => results.add_one(WAKE, contender, metric, "ns", spread.highest),
                // Too few in a batch to have one.
                "p99.9" => {
                    let all = Percentiles::of(batches.concat()).at(0.999);
                    results.add_one(WAKE, contender, metric, "ns", all);
                }
                _ => results.add(WAKE, contender, metric, "ns", spread),
            }
        }
    }
    Ok(())
}

fn latencies(line: &str) -> Outcome<Vec<f64>> {
    let all = line
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<Vec<f64>, _>>()?;
    if all.is_empty() {
        return Err("the process that sleeps has died".into());
    }
    Ok(all)
}

/// In the child: sleeps for values, and prints each batch of latencies.
pub fn wait(contender: &str, name: &str) -> Outcome<()> {
    let mut waiter: Box<dyn Wait> = if contender == BARE {
        Box::new(FutexWaiter(Mapping::open(name, FUTEX_LEN)?, 0))
    } else if contender == ours::NAME {
        let reader = SharedRef::open(name)?;
        let _ = reader.read(); // so that the next value is news
        Box::new(ChangedWaiter(reader))
    } else if contender == socket_name() {
        Box::new(QueueReader(<socket::UnixSocket as Contender<N>>::open(
            name,
        )?))
    } else {
        Box::new(QueueReader(<pipe::Pipe as Contender<N>>::open(name)?))
    };
    peer::ready();
    loop {
        let mut latencies = Vec::new();
        loop {
            let stamp = waiter.wait()?;
            if stamp == STOP {
                break;
            }
            latencies.push(cpu::monotonic_ns().saturating_sub(stamp).to_string());
        }
        println!("{}", latencies.join(" "));
    }
}

fn waker(contender: &str, name: &str) -> Outcome<Box<dyn Wake>> {
    Ok(if contender == BARE {
        Box::new(FutexWaker(Mapping::create(name, FUTEX_LEN)?))
    } else if contender == ours::NAME {
        Box::new(Publisher(SharedBox::create(name, [0; N])?))
    } else if contender == socket_name() {
        Box::new(QueueWriter(<socket::UnixSocket as Contender<N>>::create(
            name,
        )?))
    } else {
        Box::new(QueueWriter(<pipe::Pipe as Contender<N>>::create(name)?))
    })
}

fn socket_name() -> &'static str {
    <socket::UnixSocket as Contender<N>>::NAME
}

fn pipe_name() -> &'static str {
    <pipe::Pipe as Contender<N>>::NAME
}

/// `SharedBox::publish`.
struct Publisher(SharedBox<[u64; N]>);

impl Wake for Publisher {
    fn wake(&mut self, stamp: u64) {
        self.0.publish(&[stamp; N]);
    }
}

/// `SharedRef::changed` and `read`.
struct ChangedWaiter(SharedRef<[u64; N]>);

impl Wait for ChangedWaiter {
    fn wait(&mut self) -> Outcome<u64> {
        match self.0.changed(Duration::MAX) {
            Change::Published => Ok(self.0.read()[0]),
            other => Err(format!("{other:?} instead of a value").into()),
        }
    }
}

/// An event word and a value, eight bytes further.
const FUTEX_LEN: usize = 8 + N * 8;

/// The least that can wake somebody: eight relaxed stores, the event, `FUTEX_WAKE`.
struct FutexWaker(Mapping);

struct FutexWaiter(Mapping, u32);

/// The event and the first word of the value.
fn parts(mapping: &Mapping) -> (&AtomicU32, &[AtomicU64]) {
    let start = mapping.start();
    // SAFETY: `FUTEX_LEN` bytes from the start of a page, all of them accessed as atomics of these
    // sizes at these places only.
    let event = unsafe { &*start.cast::<AtomicU32>() };
    // SAFETY: within the same.
    let words = unsafe { start.add(8) };
    // SAFETY: as above.
    (event, unsafe {
        std::slice::from_raw_parts(words.cast(), N)
    })
}

impl Wake for FutexWaker {
    fn wake(&mut self, stamp: u64) {
        let (event, words) = parts(&self.0);
        for word in words {
            word.store(stamp, Relaxed);
        }
        event.fetch_add(1, Release);
        let _ = futex::wake(event, futex::Flags::empty(), u32::MAX >> 1);
    }
}

impl Wait for FutexWaiter {
    fn wait(&mut self) -> Outcome<u64> {
        let (event, words) = parts(&self.0);
        while event.load(Acquire) == self.1 {
            let _ = futex::wait(event, futex::Flags::empty(), self.1, None);
        }
        self.1 = event.load(Acquire);
        Ok(words[0].load(Relaxed))
    }
}

/// A message.
struct QueueWriter<W>(W);

struct QueueReader<R>(R);

impl<W: Write<N>> Wake for QueueWriter<W> {
    fn wake(&mut self, stamp: u64) {
        self.0.publish(&[stamp; N]);
    }
}

impl<R: Read<N>> Wait for QueueReader<R> {
    fn wait(&mut self) -> Outcome<u64> {
        Ok(self.0.look(|value| value[0]))
    }
}

/// What a publish costs that wakes nobody, because nobody sleeps.
fn nobody(plan: &Plan, results: &mut Results) -> Outcome<()> {
    let _watchdog = Watchdog::over(NOBODY);
    let mut benches = Vec::new();
    for contender in [BARE, ours::NAME] {
        if plan.wants(&format!("{NOBODY}/{contender}")) {
            let mut waker = waker(contender, &name::unique())?;
            benches.push(Bench {
                contender,
                run: Box::new(move |turns| Ok(timed(turns, |n| waker.wake(payload::word(n, 1))))),
            });
        }
    }
    let spreads = interleaved(plan.effort, &mut benches)?;
    for (bench, spread) in benches.iter().zip(spreads) {
        results.add(NOBODY, bench.contender, "time", "ns", spread);
    }
    Ok(())
}
