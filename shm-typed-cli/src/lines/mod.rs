//! What is seen of an object as lines: for people and scripts, as JSON, as CSV.

mod csv;
mod json;
mod plain;

use shm_typed::Schema;

pub(crate) use csv::{Csv, columns};
pub(crate) use json::Json;
pub(crate) use plain::{FOLD, Plain, state};

use crate::clock::Moment;
use crate::failure::Failure;
use crate::follow::Event;
use crate::nowhere::nowhere;

/// Turns what is seen of one object into lines.
pub(crate) trait Format: Send {
    /// The line for `event`, with its end; nothing if it is not told.
    fn line(&mut self, event: &Event<'_>, now: Moment) -> Result<Option<String>, Failure>;
}

/// A line, and whether it is one of a value.
pub(crate) struct Told {
    pub(crate) line: String,
    pub(crate) is_value: bool,
}

/// Checks that each of `fields` is in values of `schema`.
pub(crate) fn require_fields(schema: &Schema, fields: &[String]) -> Result<(), Failure> {
    match fields.iter().find(|path| schema.field(path).is_none()) {
        None => Ok(()),
        Some(path) => Err(nowhere(schema, path)),
    }
}
