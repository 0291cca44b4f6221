//! `ls`: the objects of a directory.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;

use shm_typed::inspect::{Inspector, Listing, Object, Users};

use crate::escape::Escaped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::place::Place;
use crate::render::{self, Table};
use crate::report::{self, Fault, Writer};
use crate::which;

/// List objects: type, size, version, rate, writer, readers, age of the value
#[derive(Debug, clap::Args)]
pub(crate) struct Ls {
    /// Only these names
    #[arg(value_name = "NAME", value_parser = which::name)]
    names: Vec<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// For how many milliseconds publishes are counted to tell the rate; 0 for no rate
    #[arg(long, value_name = "MS", default_value_t = 200)]
    sample: u64,
}

impl Ls {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let inspector = place.inspector();
        let listing = inspector.list()?;
        let names = if self.names.is_empty() {
            listing.objects().iter().map(|entry| entry.name()).collect()
        } else {
            self.names.clone()
        };
        let found = gather(&inspector, names, Duration::from_millis(self.sample));
        if self.json {
            json::write(out, &document(&found, &listing))?;
        } else {
            table(&found).write(out)?;
            for name in listing.leftovers().iter().filter(|_| self.names.is_empty()) {
                writeln!(
                    out,
                    "{}  left by a killed process; `rm --stale` removes it",
                    Escaped(name)
                )?;
            }
            let hidden = listing.unreadable().len();
            if hidden > 0 && self.names.is_empty() {
                let what = if hidden == 1 { "file is" } else { "files are" };
                writeln!(out, "{hidden} more {what} not readable by this user")?;
            }
        }
        // Of all objects, the broken ones are news among others. One that was asked for has to be there.
        let failed = found.iter().find_map(|line| line.what.as_ref().err());
        Ok(match failed {
            Some(failure) if !self.names.is_empty() => failure.exit(),
            _ => Exit::Ok,
        })
    }
}

/// What is known of one name.
struct Line {
    name: String,
    what: Result<Facts, Failure>,
}

/// Looks at one object after another, twice: there may be more of them than a process may open.
fn gather(inspector: &Inspector, names: Vec<String>, sample: Duration) -> Vec<Line> {
    let users = Users::look();
    let before: Vec<Option<Seen>> = if sample.is_zero() {
        names.iter().map(|_| None).collect()
    } else {
        names.iter().map(|name| Seen::of(inspector, name)).collect()
    };
    if before.iter().any(Option::is_some) {
        thread::sleep(sample);
    }
    names
        .into_iter()
        .zip(before)
        .map(|(name, before)| Line {
            what: facts(inspector, &name, before, &users),
            name,
        })
        .collect()
}

/// The version of an object, and when it had it.
struct Seen {
    instance: Option<String>,
    version: u64,
    at: Instant,
}

impl Seen {
    fn of(inspector: &Inspector, name: &str) -> Option<Self> {
        let object = inspector.open(name).ok()?;
        Some(Self {
            instance: report::instance(&object),
            version: object.version().ok()??,
            at: Instant::now(),
        })
    }

    /// Publishes per second since, if it is the same object still.
    fn rate(&self, object: &Object, version: u64) -> Option<f64> {
        let publishes = version.checked_sub(self.version)?;
        let publishes = u32::try_from(publishes).unwrap_or(u32::MAX);
        (report::instance(object) == self.instance)
            .then(|| f64::from(publishes) / self.at.elapsed().as_secs_f64())
    }
}

fn facts(
    inspector: &Inspector,
    name: &str,
    before: Option<Seen>,
    users: &Users,
) -> Result<Facts, Failure> {
    let object = inspector.open(name)?;
    let header = object.facts();
    let version = object.version()?;
    let writer = object.writer()?;
    let users = users.of(&object);
    Ok(Facts {
        ty: object.schema()?.name(),
        discipline: object.discipline().as_str(),
        value_size: header.map(|header| header.value_size()),
        file_size: object.file_len(),
        slots: header.map(|header| header.slots()),
        mode: format!("{:04o}", object.mode()),
        owner: object.owner(),
        generation: header.map(|header| header.generation()),
        instance: report::instance(&object),
        version,
        rate: before
            .zip(version)
            .and_then(|(before, version)| before.rate(&object, version)),
        stale: writer.is_some_and(|writer| report::is_stale(writer.state())),
        writer: writer.map(Writer::from),
        readers: users.readers().to_vec(),
        writers: users.writers().to_vec(),
        awaited: object.is_awaited(),
        pins: report::Pins::of(&object),
    })
}

fn table(found: &[Line]) -> Table {
    let headings = [
        "NAME", "TYPE", "SIZE", "VERSION", "RATE", "WRITER", "STATE", "READERS", "AGE",
    ];
    let mut table = Table::new(&headings);
    for Line { name, what } in found {
        let name = Escaped(name).to_string();
        table.push(match what {
            Ok(facts) => cells(name, facts),
            Err(failure) => vec![name, format!("error: {}", Escaped(failure.message()))],
        });
    }
    table
}

fn cells(name: String, facts: &Facts) -> Vec<String> {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let writer = facts.writer.as_ref();
    vec![
        name,
        facts.ty.clone(),
        or_dash(facts.value_size.map(render::bytes)),
        or_dash(facts.version.map(|version| version.to_string())),
        or_dash(facts.rate.map(render::rate)),
        match (writer, facts.writers.len()) {
            (Some(writer), _) => or_dash(writer.pid.map(|pid| pid.to_string())),
            // Any number may write a live object.
            (None, 0) => "-".to_owned(),
            (None, writers) => format!("{writers} processes"),
        },
        match writer {
            Some(writer) if facts.stale => format!("{} (stale)", writer.state),
            Some(writer) => writer.state.to_owned(),
            None => "cells".to_owned(),
        },
        facts.readers.len().to_string(),
        or_dash(
            writer
                .and_then(|writer| Duration::try_from_secs_f64(writer.value_age_seconds?).ok())
                .map(render::duration),
        ),
    ]
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "shm-typed")]
    shape: u32,
    objects: Vec<Described<'a>>,
    leftovers: &'a [String],
    unreadable: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Described<'a> {
    Object {
        name: &'a str,
        #[serde(flatten)]
        facts: &'a Facts,
    },
    Broken {
        name: &'a str,
        error: Fault,
    },
}

/// What is known of an object.
#[derive(Serialize)]
struct Facts {
    #[serde(rename = "type")]
    ty: String,
    discipline: &'static str,
    value_size: Option<u64>,
    file_size: u64,
    slots: Option<u32>,
    mode: String,
    owner: u32,
    generation: Option<u64>,
    instance: Option<String>,
    version: Option<u64>,
    rate: Option<f64>,
    stale: bool,
    writer: Option<Writer>,
    readers: Vec<u32>,
    writers: Vec<u32>,
    awaited: Option<bool>,
    pins: Option<report::Pins>,
}

fn document<'a>(found: &'a [Line], listing: &'a Listing) -> Document<'a> {
    let objects = found.iter().map(|Line { name, what }| match what {
        Ok(facts) => Described::Object { name, facts },
        Err(failure) => Described::Broken {
            name,
            error: failure.into(),
        },
    });
    Document {
        shape: json::SHAPE,
        objects: objects.collect(),
        leftovers: listing.leftovers(),
        unreadable: listing
            .unreadable()
            .iter()
            .map(|file| file.to_string_lossy().into_owned())
            .collect(),
    }
}
