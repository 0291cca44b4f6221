//! Keeping an eye on one object: its values, its writer, and whatever takes its name.

use std::ops::ControlFlow;
use std::thread;
use std::time::{Duration, Instant};

use shm_typed::inspect::{Discipline, Inspector, Object, Reading};
use shm_typed::{Change, ErrorKind, WriterState, WriterStatus};

use crate::failure::Failure;
use crate::which::Which;

/// What is seen of an object.
pub(crate) enum Event<'a> {
    /// It was opened: at first, or because another object has taken the name.
    Opened(&'a Object),
    /// A value that was not seen before.
    Value(&'a Reading),
    /// Its writer is another one, or in another state.
    Writer(WriterStatus),
    /// There is nothing to be read under the name for the time being, and why.
    Lost(&'a Failure),
}

/// What is told; it says whether to go on.
pub(crate) type Tell<'a> = dyn FnMut(Event<'_>) -> ControlFlow<()> + 'a;

/// How often the kernel is asked about the writer, and the directory about a name that is gone. A
/// killed writer says nothing, so this is how late its end is seen.
const LOOK: Duration = Duration::from_millis(250);

/// How often live objects are read, if nothing else is asked for.
///
/// There is nothing to sleep on: a change of a live number is one atomic operation on that number, by any
/// process, and stores no version and no event beside it, which would be most of its price. A futex on the numbers
/// themselves would need each writer to wake. So they are compared with what they were.
const POLL: Duration = Duration::from_millis(100);

/// Follows the object that `which` leads to.
#[derive(Clone, Debug)]
pub(crate) struct Follow {
    pub(crate) inspector: Inspector,
    pub(crate) which: Which,
    /// The least time between two values; values in between are passed over.
    pub(crate) interval: Option<Duration>,
}

impl Follow {
    /// Tells of `object`, and then of every object that takes its name, until told to stop; of one without a name
    /// until its writer has ended, since nobody can go on with it.
    pub(crate) fn run(&self, mut object: Object, tell: &mut Tell<'_>) {
        loop {
            if self.stay(&object, tell).is_break() || object.is_anonymous() {
                return;
            }
            // Whatever is wrong with an object, it is not opened in a busy loop.
            thread::sleep(LOOK / 5);
            object = match self.open_again(tell) {
                ControlFlow::Continue(object) => object,
                ControlFlow::Break(()) => return,
            };
        }
    }

    /// Until there is something under the name again.
    fn open_again(&self, tell: &mut Tell<'_>) -> ControlFlow<(), Object> {
        let mut told = None;
        loop {
            let failure = match self.which.open(&self.inspector) {
                Ok(object) => return ControlFlow::Continue(object),
                Err(failure) => failure,
            };
            if told.as_deref() != Some(failure.message()) {
                tell(Event::Lost(&failure))?;
                told = Some(failure.message().to_owned());
            }
            thread::sleep(LOOK);
        }
    }

    /// Tells of one object until another one is to be opened.
    fn stay(&self, object: &Object, tell: &mut Tell<'_>) -> ControlFlow<()> {
        tell(Event::Opened(object))?;
        let mut writer = Writer::new();
        writer.look(object, tell)?;
        let Some(mut reading) = Self::read(object, None, tell)? else {
            return ControlFlow::Continue(());
        };
        loop {
            let read = Instant::now();
            tell(Event::Value(&reading))?;
            let is_there = match object.discipline() {
                Discipline::Snapshot => Self::until_published(object, &mut writer, tell)?,
                _ => self.until_different(object, &mut reading)?,
            };
            if !is_there {
                return ControlFlow::Continue(());
            }
            if object.discipline() == Discipline::Snapshot {
                if let Some(interval) = self.interval {
                    thread::sleep(interval.saturating_sub(read.elapsed()));
                }
                reading = match Self::read(object, Some(reading), tell)? {
                    Some(reading) => reading,
                    None => return ControlFlow::Continue(()),
                };
            }
            writer.look_again(object, tell)?;
        }
    }

    /// The current value, in the memory of `old`. While it cannot be read this is told once, and tried again
    /// now and then; `None` if the object is gone meanwhile.
    fn read(
        object: &Object,
        mut old: Option<Reading>,
        tell: &mut Tell<'_>,
    ) -> ControlFlow<(), Option<Reading>> {
        let mut is_told = false;
        loop {
            let read = match old.take() {
                Some(mut reading) => object.read_into(&mut reading).map(|()| reading),
                None => object.read(),
            };
            match read {
                Ok(reading) => return ControlFlow::Continue(Some(reading)),
                // A writer without a pause: the next attempt may be luckier.
                Err(error) if error.kind() == ErrorKind::Lapped => {
                    thread::sleep(Duration::from_millis(1));
                    continue;
                }
                Err(error) if !is_told => tell(Event::Lost(&error.into()))?,
                Err(_) => {}
            }
            is_told = true;
            thread::sleep(LOOK);
            let is_there = object.is_anonymous() || object.is_linked().unwrap_or(false);
            if !is_there {
                return ControlFlow::Continue(None);
            }
        }
    }

    /// Sleeps until there is another value; `false` if there will be none.
    fn until_published(
        object: &Object,
        writer: &mut Writer,
        tell: &mut Tell<'_>,
    ) -> ControlFlow<(), bool> {
        loop {
            match object.changed(LOOK) {
                Ok(Change::Published) => return ControlFlow::Continue(true),
                Ok(_) if object.is_anonymous() => {
                    let is_alive = writer.look(object, tell)?;
                    if !is_alive {
                        // What it published last may have come between.
                        let last = object.changed(Duration::ZERO);
                        return ControlFlow::Continue(matches!(last, Ok(Change::Published)));
                    }
                }
                Ok(Change::TimedOut | Change::Closed) => {
                    writer.look(object, tell)?;
                }
                _ => {
                    writer.look(object, tell)?;
                    return ControlFlow::Continue(false);
                }
            }
        }
    }

    /// Reads now and then until something differs; `false` if the object is no longer the one of the
    /// name.
    fn until_different(&self, object: &Object, reading: &mut Reading) -> ControlFlow<(), bool> {
        let before = reading.bytes().to_vec();
        let mut linked = Instant::now();
        loop {
            thread::sleep(self.interval.unwrap_or(POLL).max(Duration::from_millis(1)));
            let is_read = object.read_into(reading).is_ok();
            if is_read && reading.bytes() != before {
                return ControlFlow::Continue(true);
            }
            if linked.elapsed() >= LOOK {
                linked = Instant::now();
                if !is_read || !object.is_linked().unwrap_or(false) {
                    return ControlFlow::Continue(false);
                }
            }
        }
    }
}

/// What was told of the writer.
struct Writer {
    told: Option<(WriterState, Option<u32>)>,
    asked: Instant,
}

impl Writer {
    fn new() -> Self {
        Self {
            told: None,
            asked: Instant::now(),
        }
    }

    /// Asks, and tells what is new. Whether it lives; so it does for all that is known, if that cannot be said.
    fn look(&mut self, object: &Object, tell: &mut Tell<'_>) -> ControlFlow<(), bool> {
        self.asked = Instant::now();
        // A kernel that does not answer now may do so the next time.
        let Ok(Some(status)) = object.writer() else {
            return ControlFlow::Continue(true);
        };
        let now = Some((status.state(), status.pid()));
        if self.told != now {
            self.told = now;
            tell(Event::Writer(status))?;
        }
        ControlFlow::Continue(status.is_alive())
    }

    /// The same, if it was not asked a moment ago.
    fn look_again(&mut self, object: &Object, tell: &mut Tell<'_>) -> ControlFlow<()> {
        if self.asked.elapsed() < LOOK {
            return ControlFlow::Continue(());
        }
        self.look(object, tell)?;
        ControlFlow::Continue(())
    }
}
