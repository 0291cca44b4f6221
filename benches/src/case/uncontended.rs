//! `read`, `sum`, `field`, `fields`, `write`, `update`: one thread that does both, so that nothing is in the way.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;
use std::time::Duration;

use super::{size_name, sized};
use crate::arguments::Plan;
use crate::contender::{Contender, Read, Visitor, Way, Write, everybody, sum};
use crate::job::Job;
use crate::measure::{Bench, interleaved, timed};
use crate::result::Results;
use crate::watchdog::Watchdog;
use crate::{Outcome, name, payload};

/// The sizes of the columns.
pub const SIZES: [usize; 5] = [8, 64, 1024, 65_536, 1_048_576];

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
            (_, Way::Messages) => false, // one that nobody receives blocks the next
            (Job::Field | Job::Fields, Way::Value) => C::READS,
            (Job::Write | Job::Update, Way::Value) => C::WRITES,
        };
        let takes_part = match C::ONLY {
            Some(only) => only.contains(&self.job),
            None => takes_part,
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
    /// Of `values[0]`, to be changed.
    own: Box<[u64; N]>,
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
            own: values[0].clone(),
            values,
        })
    }

    fn run(&mut self, job: Job, turns: u64) -> Outcome<Duration> {
        let Self {
            writer,
            reader,
            values,
            own,
            ..
        } = self;
        let middle = N as u64 / 2;
        let at = [0, middle as usize];
        let (mut last, mut last_two) = (0, [0; 2]);
        let time = match (job, C::WAY) {
            (Job::Read, Way::Value) => timed(turns, |_| {
                reader.look(|value| {
                    black_box(value);
                })
            }),
            (Job::Sum, Way::Value) => timed(turns, |_| last = black_box(reader.sum())),
            (Job::Field, _) => timed(turns, |_| {
                last = black_box(reader.field(black_box(at[1])));
            }),
            (Job::Fields, _) => timed(turns, |_| {
                last_two = black_box(reader.fields(black_box(at)));
            }),
            (Job::Update, _) => timed(turns, |n| {
                writer.update(own, black_box(at[1]), black_box(n));
            }),
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
        if job == Job::Update {
            let mut expected = values[0].clone();
            expected[at[1]] = turns - 1;
            return match reader.look(|value| *value == *expected) {
                true => Ok(time),
                false => Err(format!("{}: not the value that was changed", C::NAME).into()),
            };
        }
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
                Job::Fields => last_two == at.map(|index| payload::word(expected, index as u64)),
                Job::Read | Job::Write | Job::Update => true,
            };
        if right {
            Ok(time)
        } else {
            Err(format!("{} {job:?}: not the value that was written", C::NAME).into())
        }
    }
}
