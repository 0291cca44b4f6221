//! Times: interleaved batches, and their medians.

use std::time::{Duration, Instant};

use crate::{Outcome, cpu};

/// How thoroughly to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Once, to see that it works.
    Quick,
    Full,
}

impl Effort {
    /// One or the other.
    pub fn pick<T>(self, quick: T, full: T) -> T {
        match self {
            Self::Quick => quick,
            Self::Full => full,
        }
    }

    /// How many batches a median is of.
    fn batches(self) -> usize {
        self.pick(1, 51)
    }

    /// How long one batch takes: shorter than a turn of the scheduler, so that on a machine that is
    /// not quite quiet most batches are undisturbed.
    fn batch(self) -> Duration {
        self.pick(Duration::from_micros(50), Duration::from_millis(2))
    }
}

/// One contender in one case.
pub struct Bench {
    pub contender: &'static str,
    /// Does it so many times, checks the outcome, and says how long the first part took.
    pub run: Box<dyn FnMut(u64) -> Outcome<Duration>>,
}

/// The time of one turn in nanoseconds, over batches.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    pub median: f64,
    pub lowest: f64,
    pub highest: f64,
}

impl Spread {
    /// Of at least one sample.
    pub fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self {
            median: samples[samples.len() / 2],
            lowest: samples[0],
            highest: samples[samples.len() - 1],
        }
    }
}

/// Measures all `benches`, a batch of each in turn, so that what disturbs the machine for a while
/// disturbs all of them.
pub fn interleaved(effort: Effort, benches: &mut [Bench]) -> Outcome<Vec<Spread>> {
    let turns = benches
        .iter_mut()
        .map(|bench| {
            // Once for the pages that are touched for the first time.
            calibrate(effort, bench)?;
            calibrate(effort, bench)
        })
        .collect::<Outcome<Vec<u64>>>()?;
    let mut samples = vec![Vec::new(); benches.len()];
    for _ in 0..effort.batches() {
        for ((bench, turns), samples) in benches.iter_mut().zip(&turns).zip(&mut samples) {
            // What the others did meanwhile has taken large values out of the caches.
            (bench.run)((*turns).min(16))?;
            let time = (bench.run)(*turns)?;
            samples.push(time.as_nanos() as f64 / *turns as f64);
        }
    }
    Ok(samples.into_iter().map(Spread::of).collect())
}

/// How many turns fill a batch; at least one.
fn calibrate(effort: Effort, bench: &mut Bench) -> Outcome<u64> {
    let mut turns = 1;
    loop {
        let start = Instant::now();
        let time = (bench.run)(turns)?;
        // The part that is not timed may be the longer one.
        let all = start.elapsed();
        if time * 4 >= effort.batch() || all >= effort.batch() * 4 {
            let wanted = turns as f64 * effort.batch().as_secs_f64() / time.as_secs_f64().max(1e-9);
            let most = turns as f64 * 4.0 * effort.batch().as_secs_f64() / all.as_secs_f64();
            return Ok(wanted.min(most).max(1.0) as u64);
        }
        turns *= 4;
    }
}

/// Times `turns` turns.
#[inline(always)]
pub fn timed(turns: u64, mut turn: impl FnMut(u64)) -> Duration {
    let start = Instant::now();
    for n in 0..turns {
        turn(n);
    }
    start.elapsed()
}

/// How often each time was seen, so that many millions take little room and disturb nobody's cache.
pub struct Times {
    /// Of short ones, in ticks.
    short: Vec<u64>,
    /// The others.
    long: Vec<u64>,
}

impl Times {
    const SHORT: usize = 4096;

    pub fn new() -> Self {
        Self {
            short: vec![0; Self::SHORT],
            long: Vec::with_capacity(1 << 20),
        }
    }

    #[inline(always)]
    pub fn add(&mut self, ticks: u64) {
        match self.short.get_mut(ticks as usize) {
            Some(count) => *count += 1,
            None => self.long.push(ticks),
        }
    }

    /// The time in nanoseconds that `part` of all are not above; of at least one.
    pub fn at(&mut self, part: f64) -> f64 {
        self.long.sort_unstable();
        let all = self.short.iter().sum::<u64>() + self.long.len() as u64;
        let mut before = ((all - 1) as f64 * part) as u64;
        let is_there = |count: &u64| {
            let is_there = before < *count;
            before = before.saturating_sub(*count);
            is_there
        };
        let ticks = match self.short.iter().position(is_there) {
            Some(ticks) => ticks as u64,
            None => self.long[before as usize],
        };
        ticks as f64 / cpu::ticks_per_ns()
    }
}

/// What latencies tell: where they lie, and the longest.
pub struct Percentiles(Vec<f64>);

impl Percentiles {
    /// Of at least one latency, in nanoseconds.
    pub fn of(mut all: Vec<f64>) -> Self {
        all.sort_by(f64::total_cmp);
        Self(all)
    }

    /// The value that `part` of all are not above.
    pub fn at(&self, part: f64) -> f64 {
        self.0[((self.0.len() - 1) as f64 * part) as usize]
    }

    /// The ones that are reported, by name.
    pub fn named(&self) -> [(&'static str, f64); 4] {
        [
            ("p50", self.at(0.5)),
            ("p99", self.at(0.99)),
            ("p99.9", self.at(0.999)),
            ("max", self.at(1.0)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_in_order() {
        let mut times = Times::new();
        let seen = [9_000_000, 5, 7, 5_000_000, 5];
        seen.into_iter().for_each(|ticks| times.add(ticks));
        let found = [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| times.at(part) * cpu::ticks_per_ns());
        assert_eq!(found.map(f64::round), [5.0, 5.0, 7.0, 5e6, 9e6]);
    }
}
