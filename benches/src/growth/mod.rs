//! `growth`: how the costs grow with size, readers, fields and objects, beside the lines that theory
//! predicts.

mod fields;
mod fit;
mod objects;
mod page;
mod plot;
mod readers;
mod size;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::machine::{self, Machine};
use crate::measure::{Bench, Effort, interleaved};
use crate::{Outcome, cpu, name};
use fit::{Line, Theory};

/// The first argument.
pub const COMMAND: &str = "growth";

/// What a number is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Nanoseconds,
    PerSecond,
    Bytes,
}

/// One cost, against one measure of growth.
#[derive(Debug, Serialize)]
pub struct Series {
    pub what: &'static str,
    pub theory: Theory,
    /// Measure of growth, cost.
    pub points: Vec<(f64, f64)>,
    /// The line of that theory that is nearest to the points.
    pub line: Line,
}

impl Series {
    fn new(what: &'static str, theory: Theory, points: Vec<(f64, f64)>) -> Self {
        let line = Line::through(theory, &points);
        Self {
            what,
            theory,
            points,
            line,
        }
    }
}

/// Costs that share their axes.
#[derive(Debug, Serialize)]
pub struct Panel {
    pub title: &'static str,
    /// What grows.
    pub axis: &'static str,
    /// `B`, or nothing.
    pub axis_unit: &'static str,
    pub unit: Unit,
    /// Why the lines are what they are.
    pub why: &'static str,
    pub series: Vec<Series>,
}

/// Everything that is known after a run; the form of `growth.json`.
#[derive(Serialize)]
struct Growth {
    format: u32,
    quick: bool,
    machine: Machine,
    load_after: String,
    panels: Vec<Panel>,
}

/// Measures, and writes `growth.md`, `growth.json` and `growth.svg`.
pub fn run(mut words: impl Iterator<Item = String>) -> Outcome<()> {
    let mut effort = Effort::Full;
    let mut out = Path::new(env!("CARGO_MANIFEST_DIR")).join("results");
    while let Some(word) = words.next() {
        match word.as_str() {
            "--quick" => effort = Effort::Quick,
            "--out" => out = PathBuf::from(words.next().ok_or("--out needs a value")?),
            _ => return Err(format!("unknown argument {word}; see src/main.rs").into()),
        }
    }
    let _sweeper = name::Sweeper::new();
    let machine = Machine::look();
    cpu::pin(cpu::READER);
    let mut panels = size::panels(effort)?;
    panels.extend(readers::panels(effort)?);
    panels.extend(fields::panels(effort)?);
    panels.extend(objects::panels(effort)?);
    let growth = Growth {
        format: 1,
        quick: effort == Effort::Quick,
        machine,
        load_after: machine::load(),
        panels,
    };
    fs::create_dir_all(&out)?;
    let page = page::write(&growth);
    print!("{page}");
    fs::write(out.join("growth.md"), page)?;
    fs::write(out.join("growth.svg"), plot::draw(&growth))?;
    let json = serde_json::to_string_pretty(&growth)? + "\n";
    fs::write(out.join("growth.json"), json)?;
    println!("written to {}", out.display());
    Ok(())
}

/// The medians of `benches`, which take turns.
fn medians(effort: Effort, benches: &mut [Bench]) -> Outcome<Vec<f64>> {
    let spreads = interleaved(effort, benches)?;
    Ok(spreads.into_iter().map(|spread| spread.median).collect())
}
