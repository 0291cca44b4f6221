//! `schema`: how an object's values are laid out.

use std::io::Write;

use clap::ValueEnum;

use super::check::check;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::generate::{Language, generate};
use crate::json;
use crate::place::Place;
use crate::source::Source;
use crate::which::{self, Which};

/// Show how an object's values are laid out, or write a reader of them in another language
#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    #[arg(help = which::HELP)]
    name: Which,
    /// As what
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Compare with what `--format json` printed once, and fail on what is no growth at the end: a gate
    /// for a build. NAME may then be such a file, too
    #[arg(long, value_name = "OLD.json", conflicts_with = "format")]
    check: Option<String>,
    /// With `--check`: print one JSON document
    #[arg(long, requires = "check")]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One line per field
    Text,
    /// The canonical JSON
    Json,
    /// A C and C++ header: the struct, and functions that read the object
    C,
    /// A Python module: classes, and one that reads the object
    Python,
    /// The Rust struct, with its derive
    Rust,
}

impl Schema {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        if let Some(old) = &self.check {
            return self.check(old, place, out);
        }
        let object = self.name.open(&place.inspector())?;
        let language = match self.format {
            // Escapes what a terminal would obey.
            Format::Text => {
                writeln!(out, "{}", object.schema()?)?;
                return Ok(Exit::Ok);
            }
            Format::Json => {
                json::write_text(out, &object.schema()?.to_json())?;
                return Ok(Exit::Ok);
            }
            Format::C => Language::C,
            Format::Python => Language::Python,
            Format::Rust => Language::Rust,
        };
        out.write_all(generate(&object, &self.name, language)?.as_bytes())?;
        Ok(Exit::Ok)
    }

    fn check(&self, old: &str, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let inspector = place.inspector();
        let (old, new) = (
            Source::open(&Which::from(old), &inspector)?,
            Source::open(&self.name, &inspector)?,
        );
        match (old.schema()?, new.schema()?) {
            (Some(old), Some(new)) => check(old, new, self.json, out),
            _ => Err(Failure::new(
                Exit::Usage,
                "what `show --json` printed has no layout; use what `schema --format json` prints",
            )),
        }
    }
}
