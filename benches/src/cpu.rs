//! Processors: a place for each process, and a clock that costs little.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Where this process runs, which reads.
pub const READER: usize = 0;
/// Where the other process runs, which writes.
pub const WRITER: usize = 1;

/// The processors that this run was given.
fn places() -> Vec<usize> {
    let all = sched_getaffinity(None).expect("the kernel knows where this thread may run");
    (0..CpuSet::MAX_CPU)
        .filter(|cpu| all.is_set(*cpu))
        .collect()
}

/// Asked for once, before this thread narrows its own choice.
fn known() -> &'static [usize] {
    static PLACES: OnceLock<Vec<usize>> = OnceLock::new();
    PLACES.get_or_init(places)
}

/// Where `role` runs, for the child, whose own choice is narrowed by its parent's.
pub fn place(role: usize) -> usize {
    let places = known();
    places.get(role).or(places.last()).copied().unwrap_or(0)
}

/// How many processors there are in all, at least one.
pub fn all() -> usize {
    known().len().max(1)
}

/// How many processors a run has for its two processes.
pub fn count() -> usize {
    if place(READER) == place(WRITER) { 1 } else { 2 }
}

/// Keeps this thread where `role` belongs.
pub fn pin(role: usize) {
    pin_to(place(role));
}

/// Keeps this thread on processor `cpu`.
pub fn pin_to(cpu: usize) {
    let mut set = CpuSet::new();
    set.set(cpu);
    sched_setaffinity(None, &set).expect("a thread may choose among its processors");
}

/// A point in time, in ticks.
#[inline(always)]
pub fn ticks() -> u64 {
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "reads the time-stamp counter")]
    // SAFETY: every x86-64 processor that runs Linux has it.
    unsafe {
        std::arch::x86_64::__rdtscp(&mut 0)
    }
    #[cfg(not(target_arch = "x86_64"))]
    monotonic_ns()
}

/// How many ticks there are in a nanosecond.
pub fn ticks_per_ns() -> f64 {
    static RATE: OnceLock<f64> = OnceLock::new();
    *RATE.get_or_init(|| {
        let (from, start) = (Instant::now(), ticks());
        while from.elapsed() < Duration::from_millis(20) {}
        (ticks() - start) as f64 / from.elapsed().as_nanos() as f64
    })
}

/// The clock that processes share.
pub fn monotonic_ns() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}
