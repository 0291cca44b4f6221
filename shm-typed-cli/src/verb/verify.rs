//! `verify`: what is wrong with an object.

use std::io::Write;

use serde::Serialize;

use shm_typed::inspect::{Finding, Inspector};

use crate::escape::Escaped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::place::Place;
use crate::report::{Fault, Pins};
use crate::which::{self, Which};

/// Look for faults: header, bounds, schema, fingerprints, permissions, state, values
///
/// Exit codes: 0 if nothing is wrong, else that of the first fault that is found: 41 format, 42 bounds,
/// 43 schema, 44 fingerprint, 45 state, 46 value, 61 permissions, 11 not looked at further; and those
/// of every verb if it could not be looked at
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    #[arg(value_name = "NAME", help = format!("{}; all of the directory if none is named", which::HELP_OF_SEVERAL))]
    names: Vec<Which>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let inspector = place.inspector();
        let names = if self.names.is_empty() {
            let listing = inspector.list()?;
            let names = listing.objects().iter().map(|entry| entry.name());
            names.map(Which::Name).collect()
        } else {
            self.names.clone()
        };
        let looked: Vec<_> = names
            .into_iter()
            .map(|which| Looked::at(which, &inspector))
            .collect();
        if self.json {
            let objects = looked.iter().map(Described::from).collect();
            let shape = json::SHAPE;
            json::write(out, &Document { shape, objects })?;
        } else {
            looked.iter().try_for_each(|looked| looked.write(out))?;
        }
        Ok(looked
            .iter()
            .map(Looked::exit)
            .find(|exit| *exit != Exit::Ok)
            .unwrap_or(Exit::Ok))
    }
}

/// What was found at a name.
struct Looked {
    which: Which,
    found: Result<Vec<Finding>, Failure>,
    /// No fault: who pins is told beside them.
    pins: Option<Pins>,
}

impl Looked {
    fn at(which: Which, inspector: &Inspector) -> Self {
        let found = which.verify(inspector);
        let pins = match found {
            Ok(_) => which
                .open(inspector)
                .ok()
                .and_then(|object| Pins::of(&object)),
            Err(_) => None,
        };
        Self { which, found, pins }
    }

    /// By the first fault.
    fn exit(&self) -> Exit {
        match &self.found {
            Ok(findings) => findings
                .first()
                .map_or(Exit::Ok, |finding| Exit::Fault(finding.class())),
            Err(failure) => failure.exit(),
        }
    }

    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let name = Escaped(self.which.text());
        match &self.found {
            Ok(findings) if findings.is_empty() => writeln!(out, "{name}: ok")?,
            Ok(findings) => {
                for finding in findings {
                    let class = finding.class().as_str();
                    writeln!(out, "{name}: {class}: {}", Escaped(finding.text()))?;
                }
            }
            Err(failure) => writeln!(out, "{name}: error: {}", Escaped(failure.message()))?,
        }
        if let Some(pins) = self.pins.and_then(Pins::told) {
            writeln!(out, "{name}: {pins}")?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "shm-typed")]
    shape: u32,
    objects: Vec<Described<'a>>,
}

#[derive(Serialize)]
struct Described<'a> {
    name: &'a str,
    /// As the process would exit for this object alone.
    code: u8,
    findings: Vec<Told<'a>>,
    pins: Option<Pins>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Fault>,
}

#[derive(Serialize)]
struct Told<'a> {
    class: &'static str,
    text: &'a str,
}

impl<'a> From<&'a Looked> for Described<'a> {
    fn from(looked: &'a Looked) -> Self {
        let findings = looked.found.iter().flatten().map(|finding| Told {
            class: finding.class().as_str(),
            text: finding.text(),
        });
        Self {
            name: looked.which.text(),
            code: looked.exit().code(),
            findings: findings.collect(),
            pins: looked.pins,
            error: looked.found.as_ref().err().map(Fault::from),
        }
    }
}
