//! `wait`: sleeps until an object is as a script needs it.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use shm_typed::inspect::{Inspector, Object, Reading};
use shm_typed::{Change, WriterState};

use crate::condition::Condition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::place::Place;
use crate::report;
use crate::span::span;
use crate::which::{self, Which};

/// Wait until an object changes, a field meets a condition, or the writer's state is another
///
/// Without a condition: until another value is published than there is now. With several: until all hold at once.
/// Exits with 0 then, with 1 if the time is over before, and with 5 if the object ends and nobody goes on with
/// it, unless `--exists` is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Wait {
    #[arg(help = which::HELP)]
    name: Which,
    /// Until this holds: `speed > 100`, `gear = Reverse`, `label != "left"`, `pressure = none`
    #[arg(long, value_name = "CONDITION")]
    field: Vec<Condition>,
    /// Until the writer's state is this, or one of these
    #[arg(long, value_name = "STATE", value_parser = state(), value_delimiter = ',')]
    writer: Vec<WriterState>,
    /// Also while there is no such object: until there is one
    #[arg(long)]
    exists: bool,
    /// For how long at most: 500ms, 10s, 2m; for ever if not given
    #[arg(long, value_name = "TIME", value_parser = span)]
    timeout: Option<Duration>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// A writer's state, by its word.
fn state() -> impl TypedValueParser<Value = WriterState> {
    PossibleValuesParser::new(report::STATES.map(report::state)).try_map(|word| {
        let mut states = report::STATES.into_iter();
        states
            .find(|state| report::state(*state) == word)
            .ok_or("no such state")
    })
}

/// Where nobody wakes: names that are not there, writers' states, numbers that change one by one.
const STEP: Duration = Duration::from_millis(10);
/// The longest sleep before the name and the writer are looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// Between two looks at a value that changes all the time.
const REST: Duration = Duration::from_millis(1);

impl Wait {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let mut waiting = Waiting {
            asked: self,
            inspector: place.inspector(),
            deadline: self
                .timeout
                .and_then(|time| Instant::now().checked_add(time)),
            object: None,
            first: None,
        };
        let met = waiting.run()?;
        if self.json {
            json::write(out, &waiting.document(met.is_ok())?)?;
        }
        match met {
            Ok(()) => Ok(Exit::Ok),
            Err(_) if self.json => Ok(Exit::Differs),
            Err(why) => Err(Failure::new(Exit::Differs, why)),
        }
    }

    /// Whether a change is waited for, and nothing else.
    fn is_for_change(&self) -> bool {
        self.field.is_empty() && self.writer.is_empty() && !self.exists
    }
}

struct Waiting<'a> {
    asked: &'a Wait,
    inspector: Inspector,
    deadline: Option<Instant>,
    /// The object that had the name last.
    object: Option<Object>,
    /// What there was in the beginning.
    first: Option<First>,
}

/// A value by which another is told.
#[derive(Debug, PartialEq, Eq)]
enum First {
    Version([u8; 16], u64),
    /// Of numbers that change one by one.
    Bytes(Vec<u8>),
}

/// What to do next.
enum Step {
    Met,
    /// Look again when something happens.
    Sleep,
    /// The object is none any more that goes on: what the name leads to is another, or nothing.
    Gone,
    /// It has no name, and nobody can go on with it.
    Ended,
}

impl Waiting<'_> {
    /// Waits; why it was in vain, if the time is over.
    fn run(&mut self) -> Result<Result<(), String>, Failure> {
        loop {
            if self.object.is_none() {
                self.open()?;
            }
            let step = match &self.object {
                None => Step::Sleep,
                Some(object) => look(self.asked, object, &mut self.first)?,
            };
            match step {
                Step::Met => return Ok(Ok(())),
                Step::Sleep if self.left() == Some(Duration::ZERO) => {
                    return Ok(Err(self.missed()));
                }
                Step::Sleep => self.sleep()?,
                Step::Gone => self.object = None,
                Step::Ended => return Err(self.ended()),
            }
        }
    }

    /// Opens what the name leads to, if it may.
    fn open(&mut self) -> Result<(), Failure> {
        match self.asked.name.open(&self.inspector) {
            Ok(object) => self.object = Some(object),
            Err(failure) if failure.exit() != Exit::NotFound => return Err(failure),
            Err(_) if self.asked.exists => {}
            // It was there.
            Err(_) if self.first.is_some() => return Err(self.ended()),
            Err(failure) => {
                return Err(failure.with_hint("`--exists` waits until there is one"));
            }
        }
        Ok(())
    }

    fn ended(&self) -> Failure {
        let name = &self.asked.name;
        let why = format!("`{name}` has ended, and nobody goes on with it");
        Failure::new(Exit::Stale, why)
    }

    /// How much time is left; `None` for any.
    fn left(&self) -> Option<Duration> {
        let deadline = self.deadline?;
        Some(deadline.saturating_duration_since(Instant::now()))
    }

    /// Sleeps until something may have happened.
    fn sleep(&self) -> Result<(), Failure> {
        let left = self.left().unwrap_or(Duration::MAX);
        let is_snapshot = |object: &&Object| matches!(object.version(), Ok(Some(_)));
        match self.object.as_ref().filter(is_snapshot) {
            // A state changes without a publish, and a publish tells nothing of it.
            Some(object) if self.asked.writer.is_empty() => {
                let change = object.changed(left.min(LOOK_AGAIN))?;
                if change == Change::Published && !self.asked.field.is_empty() {
                    thread::sleep(left.min(REST));
                }
            }
            _ => thread::sleep(left.min(STEP)),
        }
        Ok(())
    }

    /// What was waited for in vain.
    fn missed(&self) -> String {
        let name = &self.asked.name;
        let time = self.asked.timeout.unwrap_or_default();
        let is = match &self.object {
            None => "there is none".to_owned(),
            Some(object) => told(self.asked, object),
        };
        format!("`{name}` was not so within {time:?}: {is}")
    }

    fn document(&self, met: bool) -> Result<Document<'_>, Failure> {
        let object = self.object.as_ref();
        let version = object.map(Object::version).transpose()?.flatten();
        let writer = object.map(Object::writer).transpose()?.flatten();
        Ok(Document {
            shape: json::SHAPE,
            name: self.asked.name.text(),
            met,
            exists: object.is_some(),
            version,
            writer: writer.map(report::Writer::from),
        })
    }
}

/// Looks whether all that is asked holds.
fn look(asked: &Wait, object: &Object, first: &mut Option<First>) -> Result<Step, Failure> {
    // Who asks for one of these states wants to know it of this object.
    let writer = object.writer()?;
    let state = writer.map(|writer| writer.state());
    let is_state = match state {
        _ if asked.writer.is_empty() => true,
        Some(state) => asked.writer.contains(&state),
        None => {
            let why = format!(
                "`{}` has no one writer whose state could be told",
                object.name()
            );
            return Err(Failure::new(Exit::Usage, why));
        }
    };
    let holds = if asked.is_for_change() {
        let now = seen(object, &object.read()?);
        match first {
            Some(first) => *first != now,
            None => {
                *first = Some(now);
                false
            }
        }
    } else if asked.field.is_empty() {
        true
    } else {
        let reading = object.read()?;
        all_hold(&asked.field, &reading)?
    };
    if is_state && holds {
        return Ok(Step::Met);
    }
    if first.is_none() {
        // It was there, whatever becomes of it.
        *first = Some(First::Bytes(Vec::new()));
    }
    if object.is_anonymous() {
        // What it published last was looked at after it had ended.
        let has_ended = writer.is_some_and(|writer| !writer.is_alive());
        return Ok(if has_ended { Step::Ended } else { Step::Sleep });
    }
    // A closed one may be kept, to be gone on with; one whose name leads elsewhere is not.
    Ok(if object.is_linked()? {
        Step::Sleep
    } else {
        Step::Gone
    })
}

fn all_hold(conditions: &[Condition], reading: &Reading) -> Result<bool, Failure> {
    for condition in conditions {
        if !condition.check(reading.schema())?.holds(reading)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn seen(object: &Object, reading: &Reading) -> First {
    match object.facts() {
        Some(facts) if reading.is_consistent() => {
            First::Version(facts.instance(), reading.version())
        }
        _ => First::Bytes(reading.bytes().to_vec()),
    }
}

/// How the object is, in the terms of what was asked.
fn told(asked: &Wait, object: &Object) -> String {
    let mut is = Vec::new();
    if !asked.field.is_empty()
        && let Ok(reading) = object.read()
    {
        is.extend(asked.field.iter().map(|condition| condition.told(&reading)));
    }
    if let Ok(Some(writer)) = object.writer() {
        is.push(format!("its writer is {}", report::state(writer.state())));
    }
    if is.is_empty() {
        is.push("nothing was changed".to_owned());
    }
    is.join(", ")
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "shm-typed")]
    shape: u32,
    name: &'a str,
    met: bool,
    exists: bool,
    version: Option<u64>,
    writer: Option<report::Writer>,
}
