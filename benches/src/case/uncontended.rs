//! `read`, `sum`, `field`, `write`: one thread that does both, so that nothing is in the way.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;
use std::time::Duration;

use super::{size_name, sized};
use crate::arguments::Plan;
use crate::contender::{Contender, Read, Visitor, Way, Write, everybody};
use crate::measure::{Bench, interleaved, timed};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{Outcome, name, payload};

/// The sizes of the columns.
pub const SIZES: [usize; 5] = [8, 64, 1024, 65_536, 1_048_576];

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// The value in hand: in a buffer of the reader's, or borrowed where the contender lends.
    Read,
    /// The same, and every word used.
    Sum,
    /// One word of it.
    Field,
    /// Publish a value.
    Write,
}

impl Job {
    pub const ALL: [Self; 4] = [Self::Read, Self::Sum, Self::Field, Self::Write];

    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Sum => "sum",
            Self::Field => "field",
            Self::Write => "write",
        }
    }
}

/// Runs the wanted ones.
pub fn run(plan: &Plan, results: &mut Results) -> Outcome<()> {
    for size in SIZES {
        sized!(size, of_size(plan, results))?;
    }
    Ok(())
}

fn of_size<const N: usize>(plan: &Plan, results: &mut Results) -> Outcome<()> {
    for job in Job::ALL {
        let case = format!("{}/{}", job.name(), size_name(N * 8));
        let _watchdog = Watchdog::over(&case);
        let mut benches = Benches {
            case: &case,
            plan,
            job,
            made: Vec::new(),
        };
        everybody::<N>(&mut benches)?;
        let mut made = benches.made;
        let spreads = interleaved(plan.effort, &mut made)?;
        for (bench, spread) in made.iter().zip(spreads) {
            results.add(&case, bench.contender, "time", "ns", spread);
        }
    }
    Ok(())
}

/// Makes the benches of one job.
struct Benches<'a> {
    case: &'a str,
    plan: &'a Plan,
    job: Job,
    made: Vec<Bench>,
}

impl<const N: usize> Visitor<N> for Benches<'_> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()> {
        let takes_part = match (self.job, C::WAY) {
            (Job::Read | Job::Sum, _) => C::READS,
            (Job::Field, Way::Value) => C::READS,
            (Job::Write, Way::Value) => C::WRITES,
            // A message that nobody receives blocks the next; `read` sends and receives one.
            (Job::Field | Job::Write, Way::Messages) => false,
        };
        if takes_part && self.plan.wants(&format!("{}/{}", self.case, C::NAME)) {
            let pair = Rc::new(RefCell::new(Pair::<N, C>::new()?));
            let job = self.job;
            self.made.push(Bench {
                contender: C::NAME,
                run: Box::new(move |turns| pair.borrow_mut().run(job, turns)),
            });
        }
        Ok(())
    }
}

/// Both sides of one contender, and two values that take turns.
struct Pair<const N: usize, C: Contender<N>> {
    writer: C::Writer,
    reader: C::Reader,
    values: [Box<[u64; N]>; 2],
    sum: u64,
}

const ROUNDS: [u64; 2] = [0x5eed, 0xfeed];

impl<const N: usize, C: Contender<N>> Pair<N, C> {
    fn new() -> Outcome<Self> {
        let name = name::unique();
        let mut writer = C::create(&name)?;
        let values = ROUNDS.map(payload::of::<N>);
        if C::WAY == Way::Value {
            // Twice: some contenders have two places for a value, and both are to be touched.
            writer.publish(&values[1]);
            writer.publish(&values[0]);
        }
        Ok(Self {
            writer,
            reader: C::open(&name)?,
            sum: sum(&values[0]),
            values,
        })
    }

    fn run(&mut self, job: Job, turns: u64) -> Outcome<Duration> {
        let Self {
            writer,
            reader,
            values,
            ..
        } = self;
        let middle = N as u64 / 2;
        let mut last = 0;
        let time = match (job, C::WAY) {
            (Job::Read, Way::Value) => timed(turns, |_| {
                reader.look(|value| {
                    black_box(value);
                })
            }),
            (Job::Sum, Way::Value) => timed(turns, |_| last = black_box(reader.look(sum))),
            (Job::Field, _) => {
                let middle = middle as usize;
                timed(turns, |_| last = black_box(reader.field(black_box(middle))))
            }
            (Job::Write, _) => timed(turns, |n| {
                writer.publish(black_box(&values[usize::from(n % 2 == 1)]));
            }),
            (Job::Read, Way::Messages) => timed(turns, |_| {
                C::pass(writer, reader, black_box(&values[0]), |value| {
                    black_box(value);
                })
            }),
            (Job::Sum, Way::Messages) => timed(turns, |_| {
                last = black_box(C::pass(writer, reader, black_box(&values[0]), sum));
            }),
        };
        let round = match (job, C::WAY) {
            (_, Way::Value) => reader.look(|value| payload::round(value)),
            (_, Way::Messages) => {
                C::pass(writer, reader, &values[0], |value| payload::round(value))
            }
        };
        let expected = match job {
            Job::Write => ROUNDS[((turns - 1) % 2) as usize],
            _ => ROUNDS[0],
        };
        let right = round == Some(expected)
            && match job {
                Job::Sum => last == self.sum,
                Job::Field => last == payload::word(expected, middle),
                Job::Read | Job::Write => true,
            };
        if right {
            Ok(time)
        } else {
            Err(format!("{} {job:?}: not the value that was written", C::NAME).into())
        }
    }
}

#[inline(always)]
fn sum<const N: usize>(value: &[u64; N]) -> u64 {
    value.iter().fold(0, |sum, word| sum.wrapping_add(*word))
}
