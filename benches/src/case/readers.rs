//! `readers`: one to eight processes that read the same value, which nobody writes meanwhile.
//!
//! They share the processors of the run evenly. A mechanism in which readers write (a lock, a count)
//! gets slower with each of them.

use std::io::BufRead;
use std::thread::sleep;
use std::time::Duration;

use super::{size_name, sized};
use crate::arguments::Plan;
use crate::contender::{Contender, Read, Role, Visitor, Way, Write, everybody};
use crate::measure::Spread;
use crate::peer::{self, Peer};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{Outcome, cpu, name, payload};

/// How many there are.
pub const COUNTS: [usize; 4] = [1, 2, 4, 8];

/// What they read.
pub const SIZE: usize = 64;

const N: usize = SIZE / 8;

/// From the order until the start, so that all of them have it.
const BEFORE: Duration = Duration::from_millis(5);

/// Reads between two looks at the clock.
const BETWEEN: u64 = 256;

/// `readers/64B/4`.
pub fn case(count: usize) -> String {
    format!("readers/{}/{count}", size_name(SIZE))
}

/// Runs the wanted ones, in rounds.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    let mut rounds = Rounds {
        plan,
        seen: Vec::new(),
    };
    for _ in 0..plan.effort.pick(1, 3) {
        everybody::<N>(&mut rounds)?;
    }
    rounds.report(results);
    Ok(())
}

struct Rounds<'a> {
    plan: &'a Plan,
    /// Contender, number of readers, reads per second of all, torn values.
    seen: Vec<(&'static str, usize, f64, u64)>,
}

impl Visitor<N> for Rounds<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        let has_value = C::WAY == Way::Value && C::READS && C::ONLY.is_none();
        if !has_value || C::ROLE == Role::Limit {
            return Ok(());
        }
        for count in COUNTS {
            let name = format!("{}/{}", case(count), C::NAME);
            if self.plan.wants(&name) {
                let _watchdog = Watchdog::over(&name);
                let time = Duration::from_millis(self.plan.effort.pick(5, 200));
                let seen = rate_of::<N, C>(count, time)?;
                if C::ROLE == Role::Ours && seen.torn > 0 {
                    return Err(format!("{name}: {} torn values", seen.torn).into());
                }
                self.seen.push((C::NAME, count, seen.per_s, seen.torn));
            }
        }
        Ok(())
    }
}

/// What all readers together did.
pub struct Seen {
    pub per_s: f64,
    pub torn: u64,
}

/// Starts `count` readers of one value of `C`, and lets them read for `time`.
pub fn rate_of<const N: usize, C: Contender<N>>(count: usize, time: Duration) -> Outcome<Seen> {
    let object = name::unique();
    let mut writer = C::create(&object)?;
    writer.publish(&payload::of(1));
    let words = (N * 8).to_string();
    let start = |place| Peer::start_on(cpu::place(place), &["read", C::NAME, &words, &object]);
    let mut readers = (0..count)
        .map(|n| start(n % cpu::all()))
        .collect::<Outcome<Vec<Peer>>>()?;
    let from = cpu::monotonic_ns() + BEFORE.as_nanos() as u64;
    let until = from + time.as_nanos() as u64;
    for reader in &mut readers {
        reader.tell(&format!("{from} {until}"))?;
    }
    let (mut reads, mut torn) = (0, 0);
    for reader in &mut readers {
        let line = reader.line()?;
        let (its_reads, its_torn) = line.split_once(' ').ok_or("a reader died")?;
        reads += its_reads.parse::<u64>()?;
        torn += its_torn.parse::<u64>()?;
    }
    Ok(Seen {
        per_s: reads as f64 / time.as_secs_f64(),
        torn,
    })
}

/// In the child: reads from one point in time to another, which it is told, and prints how often.
pub fn read(contender: &str, bytes: &str, name: &str) -> Outcome<()> {
    let bytes: usize = bytes.parse()?;
    sized!(bytes, read_sized(contender, name))
}

fn read_sized<const N: usize>(contender: &str, name: &str) -> Outcome<()> {
    everybody::<N>(&mut Reading { contender, name })
}

struct Reading<'a> {
    contender: &'a str,
    name: &'a str,
}

impl<const N: usize> Visitor<N> for Reading<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        if C::NAME != self.contender {
            return Ok(());
        }
        let mut reader = C::open(self.name)?;
        let mut look = || reader.look(|value| payload::round(value));
        look();
        peer::ready();
        let mut order = String::new();
        std::io::stdin().lock().read_line(&mut order)?;
        let (from, until) = order.trim_end().split_once(' ').ok_or("no order")?;
        let (from, until) = (from.parse::<u64>()?, until.parse::<u64>()?);
        sleep(Duration::from_nanos(
            from.saturating_sub(cpu::monotonic_ns()),
        ));
        let (mut reads, mut torn) = (0, 0_u64);
        while cpu::monotonic_ns() < until {
            for _ in 0..BETWEEN {
                torn += u64::from(look() != Some(1));
            }
            reads += BETWEEN;
        }
        println!("{reads} {torn}");
        Ok(())
    }
}

impl Rounds<'_> {
    fn report(self, results: &mut Results) {
        for count in COUNTS {
            let mut names: Vec<&'static str> = Vec::new();
            for (who, of, ..) in &self.seen {
                if *of == count && !names.contains(who) {
                    names.push(who);
                }
            }
            for who in names {
                let all = || self.seen.iter().filter(|s| s.0 == who && s.1 == count);
                let reads = Spread::of(all().map(|s| s.2).collect());
                results.add(&case(count), who, "reads", "1/s", reads);
                let torn: u64 = all().map(|s| s.3).sum();
                results.add_one(&case(count), who, "torn", "values", torn as f64);
            }
        }
    }
}
