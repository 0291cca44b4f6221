//! `hot`: reads while another process writes without a pause.
//!
//! Every value read is checked word by word, within the time that is measured; the limit, which has
//! no writer, shows what that and the clock cost.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::{size_name, sized};
use crate::arguments::Plan;
use crate::contender::{Contender, Read, Role, Visitor, Way, Write, everybody};
use crate::measure::{Percentiles, Spread};
use crate::peer::{self, Peer};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{Outcome, cpu, name, payload};

/// The sizes that are tried.
pub const SIZES: [usize; 2] = [64, 1024];

/// Values that are made before the start, so that nothing but `publish` is in the writer's loop.
const PREPARED: u64 = 64;

/// Latencies that are kept.
const MOST: usize = 2_000_000;

/// Reads between two looks at the clock.
const BETWEEN: usize = 64;

/// Runs the wanted ones, in rounds.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    for size in SIZES {
        sized!(size, of_size(plan, results))?;
    }
    Ok(())
}

fn of_size<const N: usize>(plan: &Plan, results: &mut Results) -> Outcome<()> {
    let case = format!("hot/{}", size_name(N * 8));
    let mut rounds = Rounds {
        case: &case,
        plan,
        seen: Vec::new(),
    };
    for _ in 0..plan.effort.pick(1, 3) {
        everybody::<N>(&mut rounds)?;
    }
    rounds.report(results);
    Ok(())
}

/// What the rounds have shown of each contender.
struct Rounds<'a> {
    case: &'a str,
    plan: &'a Plan,
    seen: Vec<(&'static str, Role, Seen)>,
}

/// What was seen of one contender in one round.
struct Seen {
    reads_per_s: f64,
    /// `None` for messages: as many as reads.
    writes_per_s: Option<f64>,
    latencies: [(&'static str, f64); 4],
    torn: u64,
}

impl<const N: usize> Visitor<N> for Rounds<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        let case = format!("{}/{}", self.case, C::NAME);
        if C::WRITES && C::ONLY.is_none() && self.plan.wants(&case) {
            let _watchdog = Watchdog::over(&case);
            let time = self.plan.effort.pick(20, 500);
            let seen = read_against_writer::<N, C>(Duration::from_millis(time))?;
            self.seen.push((C::NAME, C::ROLE, seen));
        }
        Ok(())
    }
}

fn read_against_writer<const N: usize, C: Contender<N>>(time: Duration) -> Outcome<Seen> {
    let name = name::unique();
    if C::ROLE == Role::Limit {
        let mut writer = C::create(&name)?;
        writer.publish(&payload::of(1));
        return Ok(observe(&mut C::open(&name)?, time));
    }
    let words = (N * 8).to_string();
    let writer = Peer::start(&["write", C::NAME, &words, &name])?;
    let mut reader = C::open(&name)?;
    let mut seen = observe(&mut reader, time);
    if C::WAY == Way::Value {
        let line = writer.stop()?;
        let (count, ns) = line.split_once(' ').ok_or("the writer died")?;
        seen.writes_per_s = Some(count.parse::<f64>()? * 1e9 / ns.parse::<f64>()?);
    } else {
        drop(writer); // before its reader goes, which it would complain of
    }
    Ok(seen)
}

/// Reads for `time` as fast as can be, and for `time` with a look at the clock for each.
fn observe<const N: usize>(reader: &mut impl Read<N>, time: Duration) -> Seen {
    let mut torn = 0;
    let mut check = || reader.look(|value| u64::from(payload::round(value).is_none()));
    let (start, mut reads) = (Instant::now(), 0_u64);
    while start.elapsed() < time {
        for _ in 0..BETWEEN {
            torn += check();
        }
        reads += BETWEEN as u64;
    }
    let reads_per_s = reads as f64 / start.elapsed().as_secs_f64();

    let mut latencies = Vec::with_capacity(MOST);
    let start = Instant::now();
    while start.elapsed() < time && latencies.len() + BETWEEN <= MOST {
        for _ in 0..BETWEEN {
            let before = cpu::ticks();
            torn += check();
            latencies.push((cpu::ticks() - before) as f64);
        }
    }
    let rate = cpu::ticks_per_ns();
    latencies.iter_mut().for_each(|ticks| *ticks /= rate);
    Seen {
        reads_per_s,
        writes_per_s: None,
        latencies: Percentiles::of(latencies).named(),
        torn,
    }
}

impl Rounds<'_> {
    /// Medians over the rounds; of torn values the sum, and of the longest the longest.
    fn report(self, results: &mut Results) {
        let mut names: Vec<(&'static str, Role)> = Vec::new();
        for (name, role, _) in &self.seen {
            if !names.contains(&(name, *role)) {
                names.push((name, *role));
            }
        }
        for (name, role) in names {
            let all = || self.seen.iter().filter(|s| s.0 == name).map(|s| &s.2);
            let case = self.case;
            let reads = Spread::of(all().map(|s| s.reads_per_s).collect());
            results.add(case, name, "reads", "1/s", reads);
            let writes: Vec<f64> = all().filter_map(|s| s.writes_per_s).collect();
            if !writes.is_empty() {
                results.add(case, name, "writes", "1/s", Spread::of(writes));
            }
            for at in 0..4 {
                let spread = Spread::of(all().map(|s| s.latencies[at].1).collect());
                match all().next().map_or("", |s| s.latencies[at].0) {
                    "max" => results.add_one(case, name, "max", "ns", spread.highest),
                    metric => results.add(case, name, metric, "ns", spread),
                }
            }
            let torn: u64 = all().map(|s| s.torn).sum();
            results.add_one(case, name, "torn", "values", torn as f64);
            if torn > 0 && role == Role::Ours {
                results
                    .failures
                    .push(format!("{case}: {torn} torn values of {name}"));
            }
        }
    }
}

/// In the child: writes until it is told to stop, then prints how often and for how many nanoseconds.
pub fn write(contender: &str, bytes: &str, name: &str, over: &AtomicBool) -> Outcome<()> {
    let bytes: usize = bytes.parse()?;
    sized!(bytes, write_sized(contender, name, over))
}

fn write_sized<const N: usize>(contender: &str, name: &str, over: &AtomicBool) -> Outcome<()> {
    let mut writing = Writing {
        contender,
        name,
        over,
    };
    everybody::<N>(&mut writing)
}

struct Writing<'a> {
    contender: &'a str,
    name: &'a str,
    over: &'a AtomicBool,
}

impl<const N: usize> Visitor<N> for Writing<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        if C::NAME != self.contender {
            return Ok(());
        }
        // At most a few values of the largest size.
        let prepared = PREPARED.min((1 << 22) / (N as u64 * 8));
        let values: Vec<_> = (1..=prepared).map(payload::of::<N>).collect();
        let mut writer = C::create(self.name)?;
        if C::WAY == Way::Value {
            writer.publish(&values[0]);
        }
        peer::ready();
        let (start, mut count) = (Instant::now(), 0_u64);
        'all: loop {
            for value in &values {
                if self.over.load(Relaxed) {
                    break 'all;
                }
                writer.publish(value);
                count += 1;
            }
        }
        println!("{count} {}", start.elapsed().as_nanos());
        Ok(())
    }
}
