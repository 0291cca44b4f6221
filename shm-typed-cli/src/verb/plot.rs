//! `plot`: a picture of numbers over time.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use shm_typed::Schema;

use crate::clock::{Clock, Moment};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::Event;
use crate::hub::{Hub, Message};
use crate::lines::{columns, require_fields};
use crate::place::Place;
use crate::plot::{Series, chart, png};
use crate::recording::{Recording, What};
use crate::span::span;
use crate::which::Which;

/// Draw numbers over time, as they are now or were recorded
#[derive(Debug, clap::Args)]
pub(crate) struct Plot {
    /// The object's name; of one without, the path of a descriptor: `/proc/PID/fd/N`, `/dev/fd/N`. Or a recording, if it has
    /// a slash in it or ends in `.jsonl`
    name: Which,
    /// Fields: `speed`, `cylinders[2].pressure`; or `cylinders` for all numbers in it
    #[arg(required = true, value_name = "FIELD")]
    fields: Vec<String>,
    /// How long to watch the object, such as 10s
    #[arg(long = "for", value_name = "TIME", value_parser = span)]
    time: Option<Duration>,
    /// The picture: `.svg` or `.png`
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Draw counters as how fast they grow
    #[arg(long)]
    rate: bool,
    /// Take at most one value in this time; a two-thousandth of the whole time if nothing is said
    #[arg(long, value_name = "TIME", value_parser = span)]
    interval: Option<Duration>,
}

/// The most lines in a picture.
const MOST: usize = 64;

impl Plot {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let is_png = match self.out.extension().and_then(|end| end.to_str()) {
            Some("png") => true,
            Some("svg") => false,
            _ => return Err(usage("a picture's name ends in .svg or .png")),
        };
        let is_file = |name: &str| name.contains('/') || name.ends_with(".jsonl");
        let is_recording = !self.name.is_object(is_file);
        let (heading, series) = match (is_recording, self.time) {
            (true, None) => self.recorded()?,
            (false, Some(time)) => self.live(place, time, out)?,
            (true, Some(_)) => {
                return Err(usage("a recording has its own length: leave out --for"));
            }
            (false, None) => {
                return Err(usage(
                    "say how long the object is watched, such as --for 10s; a recording's name \
                     ends in .jsonl or has a slash in it",
                ));
            }
        };
        let into_rate = |one: Series| if self.rate { one.into_rate() } else { one };
        let mut series: Vec<Series> = series.into_iter().map(into_rate).collect();
        series.retain(|series| !series.is_empty());
        if series.is_empty() {
            return Err(Failure::new(
                Exit::Differs,
                "there was no number to draw in that time",
            ));
        }
        let svg = chart(&heading, &series);
        let bytes = if is_png { png(&svg)? } else { svg.into_bytes() };
        std::fs::write(&self.out, bytes).map_err(|error| Failure::about(&self.out, &error))?;
        Ok(Exit::Ok)
    }

    /// Watches the object for a while.
    fn live(
        &self,
        place: &Place,
        time: Duration,
        out: &mut dyn Write,
    ) -> Result<(String, Vec<Series>), Failure> {
        let object = self.name.open(&place.inspector())?;
        let schema = object.schema()?;
        let mut series = self.series(schema)?;
        let fingerprint = schema.fingerprint();
        let clock = Clock::start();
        let start = clock.now();
        let hub = Hub::new();
        hub.catch_signals()?;
        let interval = self.interval.unwrap_or(time / 2000);
        hub.follow(
            place,
            std::slice::from_ref(&self.name),
            Some(interval),
            |_, _| {
                let series = series.clone();
                move |event| match event {
                    Event::Opened(object) if object.schema()?.fingerprint() != fingerprint => {
                        Err(Failure::new(
                            Exit::Incompatible,
                            "the object was replaced by one of another layout",
                        ))
                    }
                    Event::Value(reading) => {
                        let values: Vec<_> =
                            series.iter().map(|series| series.read(reading)).collect();
                        Ok(Some((clock.now(), values)))
                    }
                    // What nobody writes any more is no line.
                    Event::Lost(_) => Ok(Some((clock.now(), vec![None; series.len()]))),
                    _ => Ok(None),
                }
            },
        )?;
        // From the first look at it, which a busy machine may let wait.
        let mut first: Option<(Instant, Duration)> = None;
        loop {
            let end = first.and_then(|(at, _)| at.checked_add(time));
            match hub.next(out, end)? {
                Some(Message::News((now, values))) => {
                    first.get_or_insert_with(|| (Instant::now(), now.since));
                    for (series, value) in series.iter_mut().zip(values) {
                        series.push(now.since.as_secs_f64(), value);
                    }
                }
                // What is there holds until the time is over.
                Some(Message::Ended | Message::Unread) => {}
                Some(Message::Failed(failure)) => return Err(failure),
                // What there is so far is a picture too.
                Some(Message::Signal(_)) | None => break,
            }
        }
        // A value holds until the next one, or the end.
        let over = first.map_or(time, |(_, since)| since.saturating_add(time));
        let last = clock.now().since.min(over).as_secs_f64();
        for series in &mut series {
            series.hold_until(last);
        }
        Ok((heading(self.name.text(), schema, &start), series))
    }

    /// Reads it from a recording: of the first object in it.
    fn recorded(&self) -> Result<(String, Vec<Series>), Failure> {
        let mut recording = Recording::open(Path::new(self.name.text()))?;
        let mut first: Option<(String, String, Vec<Series>)> = None;
        while let Some(entry) = recording.next()? {
            match (&mut first, &entry.what) {
                (None, What::Opened) => {
                    if let Some(schema) = recording.schema(&entry.name) {
                        let heading = format!("{}: {}, {}", entry.name, schema.name(), entry.time);
                        first = Some((entry.name, heading, self.series(schema)?));
                    }
                }
                (Some((name, _, series)), What::Value { value, .. }) if *name == entry.name => {
                    for series in series {
                        series.push(entry.since.as_secs_f64(), series.find(value));
                    }
                }
                (Some((name, _, series)), What::Lost(_)) if *name == entry.name => {
                    for series in series {
                        series.push(entry.since.as_secs_f64(), None);
                    }
                }
                _ => {}
            }
        }
        let (_, heading, series) =
            first.ok_or_else(|| Failure::new(Exit::Incompatible, "there is no object in it"))?;
        Ok((heading, series))
    }

    /// A series for each number in the fields.
    fn series(&self, schema: &Schema) -> Result<Vec<Series>, Failure> {
        require_fields(schema, &self.fields)?;
        let mut all = Vec::new();
        for path in &self.fields {
            let parts = columns(schema, std::slice::from_ref(path))?;
            let numbers: Vec<_> = parts
                .iter()
                .filter_map(|path| Series::of(schema, path))
                .collect();
            if numbers.is_empty() {
                return Err(Failure::new(
                    Exit::NotFound,
                    format!("there is no number at `{path}` in a `{}`", schema.name()),
                ));
            }
            all.extend(numbers);
        }
        if all.len() > MOST {
            return Err(usage(&format!(
                "that would be {} lines, and a picture has room for {MOST}",
                all.len()
            )));
        }
        Ok(all)
    }
}

fn heading(name: &str, schema: &Schema, start: &Moment) -> String {
    format!("{name}: {}, {}", schema.name(), start.wall)
}

fn usage(what: &str) -> Failure {
    Failure::new(Exit::Usage, what)
}
