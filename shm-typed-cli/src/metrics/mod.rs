//! Objects as OpenMetrics: values by their schemas, and the health of each object.

mod family;
mod health;
mod name;
mod text;
mod unit;
mod values;

use shm_typed::inspect::Inspector;
use shm_typed::{ErrorKind, WriterState};

use crate::failure::Failure;
pub(crate) use family::Families;
pub(crate) use name::prefix;
pub(crate) use text::write;

/// How objects become metrics.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// What the names of all metrics begin with
    #[arg(long, default_value = "shm", value_parser = prefix)]
    prefix: String,
    /// Also the values of objects whose writer is dead or has ended
    #[arg(long)]
    keep_stale: bool,
    /// Metrics of one object at most; the rest is left out, and counted
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    most: usize,
}

/// The metrics of some objects, and which of them could not be read.
#[derive(Debug)]
pub(crate) struct Gathered {
    pub(crate) families: Families,
    pub(crate) failures: Vec<Failure>,
}

/// The metrics of the objects `names`, or of all.
pub(crate) fn gather(
    inspector: &Inspector,
    names: &[String],
    options: &Options,
) -> Result<Gathered, Failure> {
    let listed: Vec<String> = if names.is_empty() {
        let listing = inspector.list()?;
        listing.objects().iter().map(|entry| entry.name()).collect()
    } else {
        // A series that comes twice is none that can be read.
        let mut once: Vec<String> = Vec::new();
        for name in names {
            let name = name.strip_prefix('/').unwrap_or(name);
            if !once.iter().any(|known| known == name) {
                once.push(name.to_owned());
            }
        }
        once
    };
    let mut families = Families::new(&options.prefix);
    health::declare(&mut families);
    let mut failures = Vec::new();
    for name in &listed {
        match add(inspector, name, options, &mut families) {
            // It was there when the directory was listed.
            Err(error) if error.kind() == ErrorKind::NotFound && names.is_empty() => {}
            Err(error) => {
                let failure = Failure::from(error);
                health::broken(&mut families, name, failure.exit());
                failures.push(failure);
            }
            Ok(()) => {}
        }
    }
    Ok(Gathered { families, failures })
}

fn add(
    inspector: &Inspector,
    name: &str,
    options: &Options,
    families: &mut Families,
) -> Result<(), shm_typed::Error> {
    let object = inspector.open(name)?;
    let writer = object.writer()?;
    // Of objects without one writer nobody knows; that it can be read is all there is to say.
    let is_up = writer
        .is_none_or(|writer| matches!(writer.state(), WriterState::Live | WriterState::Stalled));
    let reading = object.read()?;
    health::add(families, &object, writer, is_up, &reading);
    if is_up || options.keep_stale {
        let left_out = values::add(families, &object, &reading, options.most);
        health::left_out(families, name, left_out);
    }
    Ok(())
}
