//! `replay`: shows a recording.

use std::collections::HashMap;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::escape::Escaped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::hub::{Hub, Message};
use crate::json;
use crate::lines::{FOLD, Plain};
use crate::recording::{Entry, Recording, What};
use crate::screen::{self, News, Seen, Told};

/// Show a recording as `watch` would have shown the objects; nothing is published
#[derive(Debug, clap::Args)]
pub(crate) struct Replay {
    /// A file of JSON lines, from `record` or `watch --json`
    file: PathBuf,
    /// How many times as fast as it was; 0 for as fast as it can be read
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// Print lines even on a terminal
    #[arg(long)]
    lines: bool,
    /// Print the documents of the recording, each at its time
    #[arg(long)]
    json: bool,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text
        .parse()
        .ok()
        .filter(|speed: &f64| speed.is_finite() && *speed >= 0.0);
    speed.ok_or_else(|| "write a number that is not negative".to_owned())
}

impl Replay {
    pub(crate) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        let pace = Pace::new(self.speed);
        if self.lines || self.json || !std::io::stdout().is_terminal() {
            self.print(pace, out)
        } else {
            self.show(pace)
        }
    }

    fn print(&self, mut pace: Pace, out: &mut dyn Write) -> Result<Exit, Failure> {
        let mut recording = Recording::open(&self.file)?;
        let mut objects: HashMap<String, Plain> = HashMap::new();
        while let Some(Entry {
            name,
            since,
            time,
            what,
        }) = recording.next()?
        {
            let wait = pace.until(since);
            if !wait.is_zero() {
                out.flush()?;
                thread::sleep(wait);
            }
            if self.json {
                json::write_text(out, recording.text())?;
                continue;
            }
            let plain = objects
                .entry(name.clone())
                .or_insert_with(|| Plain::new(&name));
            let time = Escaped(&time);
            let line = match what {
                What::Opened => {
                    plain.start_again();
                    None
                }
                What::Value { version, value } => {
                    plain.value(time, version, recording.cells(&name, &value, FOLD))
                }
                What::Writer(state) => Some(plain.remark(time, &state)),
                What::Lost(why) => Some(plain.remark(time, &format!("lost: {why}"))),
            };
            out.write_all(line.unwrap_or_default().as_bytes())?;
        }
        Ok(Exit::Ok)
    }

    fn show(&self, mut pace: Pace) -> Result<Exit, Failure> {
        // Its names, and whether it can be read, before there is a screen.
        let mut names: Vec<String> = Vec::new();
        let mut whole = Recording::open(&self.file)?;
        while let Some(entry) = whole.next()? {
            if !names.contains(&entry.name) {
                names.push(entry.name);
            }
        }
        let mut recording = Recording::open(&self.file)?;
        let hub = Hub::new();
        let clock = Clock::start();
        let known = names.clone();
        hub.spawn(move |sender| {
            let tell = |index, seen| {
                let at = clock.now().since;
                sender
                    .send(Message::News(Told::News(News { index, at, seen })))
                    .is_ok()
            };
            loop {
                let entry = match recording.next() {
                    Ok(Some(entry)) => entry,
                    Ok(None) => break,
                    Err(failure) => {
                        let _ = sender.send(Message::Failed(failure));
                        return;
                    }
                };
                thread::sleep(pace.until(entry.since));
                let name = &entry.name;
                let seen = match entry.what {
                    What::Opened => Seen::Opened(
                        recording
                            .schema(name)
                            .map_or_else(String::new, |it| it.name()),
                    ),
                    What::Value { version, value } => Seen::Value {
                        version,
                        cells: recording.cells(name, &value, screen::FOLD),
                    },
                    What::Writer(state) => Seen::Standing(state),
                    What::Lost(why) => Seen::Standing(format!("lost: {why}")),
                };
                let index = known.iter().position(|known| known == name).unwrap_or(0);
                if !tell(index, seen) {
                    return;
                }
            }
            for index in 0..known.len() {
                tell(index, Seen::Standing("end of the recording".to_owned()));
            }
        })?;
        screen::run(&hub, &names, clock)
    }
}

/// When lines are due.
struct Pace {
    speed: f64,
    start: Instant,
    /// The time of the first line, where the recording starts.
    first: Option<Duration>,
}

impl Pace {
    fn new(speed: f64) -> Self {
        Self {
            speed,
            start: Instant::now(),
            first: None,
        }
    }

    /// How long to wait for what was seen at `since`.
    fn until(&mut self, since: Duration) -> Duration {
        let first = *self.first.get_or_insert(since);
        let seconds = since.saturating_sub(first).as_secs_f64() / self.speed;
        // At speed 0 it is no number, or none that a wait can have.
        let due = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        due.saturating_sub(self.start.elapsed())
    }
}
