//! `ls`: the objects of a directory.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;

use shm_typed::WriterStatus;
use shm_typed::inspect::{Inspector, Listing, Object, Users, UsersOf};

use crate::escape::Escaped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::place::Place;
use crate::render::{self, Table};
use crate::report::{self, Fault, Writer};

/// List objects: type, size, version, rate, writer, readers, age of the value
#[derive(Debug, clap::Args)]
pub(crate) struct Ls {
    /// Only these names
    #[arg(value_name = "NAME")]
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

/// What is known of an object.
struct Facts {
    object: Object,
    ty: String,
    version: Option<u64>,
    rate: Option<f64>,
    writer: Option<WriterStatus>,
    users: UsersOf,
}

fn gather(inspector: &Inspector, names: Vec<String>, sample: Duration) -> Vec<Line> {
    let users = Users::look();
    let opened = names.into_iter().map(|name| {
        let object = inspector.open(&name).map_err(Failure::from);
        (name, object)
    });
    let opened: Vec<_> = opened.collect();
    let versions = |(_, object): &(String, Result<Object, Failure>)| {
        object
            .as_ref()
            .ok()
            .and_then(|object| object.version().ok()?)
    };
    let before: Vec<_> = opened.iter().map(versions).collect();
    let start = Instant::now();
    if !sample.is_zero() && before.iter().any(Option::is_some) {
        thread::sleep(sample);
    }
    let after: Vec<_> = opened.iter().map(versions).collect();
    let span = start.elapsed().as_secs_f64();
    let rates = before.into_iter().zip(after).map(|(before, after)| {
        let publishes = u32::try_from(after?.checked_sub(before?)?).unwrap_or(u32::MAX);
        (!sample.is_zero()).then(|| f64::from(publishes) / span)
    });
    opened
        .into_iter()
        .zip(rates)
        .map(|((name, object), rate)| Line {
            name,
            what: object.and_then(|object| facts(object, rate, &users)),
        })
        .collect()
}

fn facts(object: Object, rate: Option<f64>, users: &Users) -> Result<Facts, Failure> {
    Ok(Facts {
        ty: object.schema()?.name(),
        version: object.version()?,
        rate,
        writer: object.writer()?,
        users: users.of(&object),
        object,
    })
}

fn table(found: &[Line]) -> Table {
    let headings = [
        "NAME", "TYPE", "SIZE", "VERSION", "RATE", "WRITER", "STATE", "READERS", "AGE",
    ];
    let mut table = Table::new(&headings);
    for Line { name, what } in found {
        let name = Escaped(name).to_string();
        let facts = match what {
            Ok(facts) => facts,
            Err(failure) => {
                table.push(vec![name, format!("error: {}", Escaped(failure.message()))]);
                continue;
            }
        };
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let size = facts.object.facts().map(|facts| facts.value_size());
        let writers = || Some(facts.users.writers().len()).filter(|writers| *writers > 0);
        table.push(vec![
            name,
            facts.ty.clone(),
            or_dash(size.map(render::bytes)),
            or_dash(facts.version.map(|version| version.to_string())),
            or_dash(facts.rate.map(render::rate)),
            match facts.writer {
                Some(writer) => or_dash(writer.pid().map(|pid| pid.to_string())),
                // Any number may write a live object.
                None => or_dash(writers().map(|writers| format!("{writers} processes"))),
            },
            match facts.writer.map(|writer| writer.state()) {
                Some(state) if report::is_stale(state) => {
                    format!("{} (stale)", report::state(state))
                }
                Some(state) => report::state(state).to_owned(),
                None => "cells".to_owned(),
            },
            facts.users.readers().len().to_string(),
            or_dash(
                facts
                    .writer
                    .and_then(|writer| writer.value_age())
                    .map(render::duration),
            ),
        ]);
    }
    table
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
    Object(Box<Whole<'a>>),
    Broken { name: &'a str, error: Fault },
}

#[derive(Serialize)]
struct Whole<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    ty: &'a str,
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
    readers: &'a [u32],
    writers: &'a [u32],
    awaited: Option<bool>,
}

fn document<'a>(found: &'a [Line], listing: &'a Listing) -> Document<'a> {
    let objects = found.iter().map(|Line { name, what }| match what {
        Ok(facts) => Described::Object(Box::new(whole(name, facts))),
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

fn whole<'a>(name: &'a str, facts: &'a Facts) -> Whole<'a> {
    let object = &facts.object;
    let header = object.facts();
    Whole {
        name,
        ty: &facts.ty,
        discipline: object.discipline().as_str(),
        value_size: header.map(|header| header.value_size()),
        file_size: object.file_len(),
        slots: header.map(|header| header.slots()),
        mode: format!("{:04o}", object.mode()),
        owner: object.owner(),
        generation: header.map(|header| header.generation()),
        instance: report::instance(object),
        version: facts.version,
        rate: facts.rate,
        stale: facts
            .writer
            .is_some_and(|writer| report::is_stale(writer.state())),
        writer: facts.writer.map(Writer::from),
        readers: facts.users.readers(),
        writers: facts.users.writers(),
        awaited: object.is_awaited(),
    }
}
