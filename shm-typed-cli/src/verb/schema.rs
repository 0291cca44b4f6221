//! `schema`: how an object's values are laid out.

use std::io::Write;

use clap::ValueEnum;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::place::Place;

/// Show how an object's values are laid out
#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    /// The object's name
    name: String,
    /// As what
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One line per field
    Text,
    /// The canonical JSON
    Json,
}

impl Schema {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let object = place.inspector().open(&self.name)?;
        let schema = object.schema()?;
        match self.format {
            // Escapes what a terminal would obey.
            Format::Text => writeln!(out, "{schema}")?,
            Format::Json => json::write_text(out, &schema.to_json())?,
        }
        Ok(Exit::Ok)
    }
}
