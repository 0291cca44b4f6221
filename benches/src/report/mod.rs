//! What a run leaves: tables for people, a list for programs, a chart.

mod chart;
pub mod format;
mod losses;
mod markdown;
pub mod svg;
pub mod table;

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::Outcome;
use crate::arguments::Plan;
use crate::machine::{self, Machine};
use crate::measure::Effort;
use crate::result::{Measurement, Results};

/// Everything that is known after a run.
pub struct Report {
    machine: Machine,
    load_after: String,
    is_quick: bool,
    only: Option<String>,
    results: Results,
}

/// The form of `latest.json`.
#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    quick: bool,
    only: &'a Option<String>,
    machine: &'a Machine,
    load_after: &'a str,
    failures: &'a [String],
    notes: &'a [String],
    measurements: &'a [Measurement],
}

impl Report {
    pub fn new(machine: Machine, plan: &Plan, results: Results) -> Self {
        Self {
            machine,
            load_after: machine::load(),
            is_quick: plan.effort == Effort::Quick,
            only: plan.only.clone(),
            results,
        }
    }

    pub fn markdown(&self) -> String {
        markdown::page(self)
    }

    /// Writes `latest.md`, `latest.json` and `latest.svg` into `directory`.
    pub fn write(&self, directory: &Path) -> Outcome<()> {
        fs::create_dir_all(directory)?;
        let document = Document {
            format: 1,
            quick: self.is_quick,
            only: &self.only,
            machine: &self.machine,
            load_after: &self.load_after,
            failures: &self.results.failures,
            notes: &self.results.notes,
            measurements: &self.results.all,
        };
        let json = serde_json::to_string_pretty(&document)? + "\n";
        fs::write(directory.join("latest.json"), json)?;
        fs::write(directory.join("latest.md"), self.markdown())?;
        fs::write(directory.join("latest.svg"), chart::draw(self))?;
        println!("written to {}", directory.display());
        Ok(())
    }

    /// An error if this library did what it promises not to do.
    pub fn verdict(&self) -> Outcome<()> {
        if self.results.failures.is_empty() {
            Ok(())
        } else {
            Err(self.results.failures.join("; ").into())
        }
    }
}
