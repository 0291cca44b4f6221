//! `doctor`: what about this host will bite.

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use crate::doctor::{Finding, Level, Root, examine};
use crate::escape::Escaped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::place::Place;

/// Say what about this host will bite, and what to do about it
///
/// Exits with 1 if there is a problem; notes are none.
#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Look at /etc, /proc, /run and /sys below this directory
    #[arg(long, value_name = "DIRECTORY", default_value = "/")]
    root: PathBuf,
}

impl Doctor {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let findings = examine(place, &Root::new(&self.root));
        let has_problem = findings
            .iter()
            .any(|finding| finding.level == Level::Problem);
        if self.json {
            let shape = json::SHAPE;
            json::write(out, &Document { shape, findings })?;
        } else {
            findings
                .iter()
                .try_for_each(|finding| write(finding, out))?;
        }
        Ok(if has_problem { Exit::Differs } else { Exit::Ok })
    }
}

fn write(finding: &Finding, out: &mut dyn Write) -> Result<(), Failure> {
    let level = finding.level.as_str();
    writeln!(
        out,
        "{level:7}  {}: {}",
        finding.check,
        Escaped(&finding.what)
    )?;
    if let Some(advice) = finding.advice {
        writeln!(out, "         do: {advice}")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Document {
    #[serde(rename = "shm-typed")]
    shape: u32,
    findings: Vec<Finding>,
}
