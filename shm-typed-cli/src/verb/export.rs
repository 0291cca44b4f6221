//! `export`: objects as metrics, once.

use std::io::Write;

use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::metrics::{self, Families};
use crate::place::Place;
use crate::report::Fault;
use crate::which;

/// Print the values and the health of objects as OpenMetrics
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// Only these objects
    #[arg(value_name = "NAME", value_parser = which::name)]
    names: Vec<String>,
    /// As OpenMetrics 1.0, which it is anyway
    #[arg(long, conflicts_with = "json")]
    openmetrics: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    options: metrics::Options,
}

impl Export {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let gathered = metrics::gather(&place.inspector(), &self.names, &self.options)?;
        if self.json {
            let document = Document {
                shape: json::SHAPE,
                families: List(&gathered.families),
                errors: gathered.failures.iter().map(Fault::from).collect(),
            };
            json::write(out, &document)?;
        } else {
            out.write_all(metrics::write(&gathered.families).as_bytes())?;
            gathered.failures.iter().for_each(crate::report);
        }
        // Of all objects, the broken ones are news among others. One that was asked for has to be there.
        Ok(match gathered.failures.first() {
            Some(failure) if !self.names.is_empty() => failure.exit(),
            _ => Exit::Ok,
        })
    }
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "shm-typed")]
    shape: u32,
    families: List<'a>,
    errors: Vec<Fault>,
}

struct List<'a>(&'a Families);

impl Serialize for List<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}
