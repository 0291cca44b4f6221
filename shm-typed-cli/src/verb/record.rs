//! `record`: keeps what an object holds, value after value, in a file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::hub::{Hub, Message};
use crate::lines::{Csv, Format, Json, require_fields};
use crate::output::Output;
use crate::place::Place;
use crate::span::span;
use crate::which::{self, Which};

/// Record an object's values to a file
#[derive(Debug, clap::Args)]
pub(crate) struct Record {
    #[arg(help = which::HELP)]
    name: Which,
    /// Only these fields: `speed`, `cylinders[2].pressure`
    #[arg(value_name = "FIELD")]
    fields: Vec<String>,
    /// How long, such as 10s or 5min; until a signal ends it if nothing is said
    #[arg(long = "for", value_name = "TIME", value_parser = span)]
    time: Option<Duration>,
    /// The file, which is written anew: CSV if its name ends in `.csv`, else JSON lines; standard output if
    /// none is named
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Take at most one value in this time; every value that can be caught if nothing is said
    #[arg(long, value_name = "TIME", value_parser = span)]
    interval: Option<Duration>,
    /// End after so many values
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// Write JSON lines, whatever the file's name is
    #[arg(long)]
    json: bool,
}

impl Record {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        // Nothing of a file that is there goes away for an object that is not.
        require_fields(self.name.open(&place.inspector())?.schema()?, &self.fields)?;
        match &self.out {
            None => self.record(place, out),
            Some(path) => {
                let file = File::create(path).map_err(|error| Failure::about(path, &error))?;
                let name = format!("`{}`", path.display());
                let mut file = BufWriter::new(Output::new(file, name));
                let exit = self.record(place, &mut file)?;
                file.flush()?;
                Ok(exit)
            }
        }
    }

    fn record(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let clock = Clock::start();
        let is_csv = |path: &PathBuf| path.extension().is_some_and(|end| end == "csv");
        let hub = Hub::new();
        hub.catch_signals()?;
        let names = [self.name.clone()];
        hub.follow(place, &names, self.interval, |_, name| {
            let mut format: Box<dyn Format> = match &self.out {
                Some(path) if is_csv(path) && !self.json => Box::new(Csv::new(&self.fields)),
                _ => Box::new(Json::new(name, &self.fields)),
            };
            move |event| {
                let is_value = matches!(event, crate::follow::Event::Value(_));
                let line = format.line(&event, clock.now())?;
                Ok(line.map(|line| (line, is_value)))
            }
        })?;
        if self.out.is_none() {
            hub.watch_output()?;
        }
        let end = self.time.and_then(|time| Instant::now().checked_add(time));
        let mut left = self.count.unwrap_or(u64::MAX);
        while left > 0 {
            match hub.next(out, end)? {
                Some(Message::News((line, is_value))) => {
                    out.write_all(line.as_bytes())?;
                    left -= u64::from(is_value);
                }
                Some(Message::Failed(failure)) => return Err(failure),
                Some(Message::Ended | Message::Unread | Message::Signal(_)) | None => break,
            }
        }
        Ok(Exit::Ok)
    }
}
