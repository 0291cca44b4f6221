//! Source text in other languages, from a schema: pure functions of what an object says of itself.
//!
//! A schema is as hostile as its author. What it says goes into the text in three ways only: as a
//! name, which [`names`] makes an identifier; as a comment or a text, which [`words`] keeps within its line;
//! and as a number.

mod c;
mod catalog;
mod lines;
mod names;
mod python;
mod rust;
#[cfg(test)]
mod tests;
mod words;

use shm_typed::Schema;
use shm_typed::inspect::{Discipline, Object};

use crate::exit::Exit;
use crate::failure::Failure;

/// What readers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// A header for C11 and C++17: the struct, and functions that read the object.
    C,
    /// A module for Python 3.9 and later: classes, and one that reads the object.
    Python,
    /// The Rust struct, with its derive.
    Rust,
}

/// The text for `object` in `language`.
pub(crate) fn generate(object: &Object, language: Language) -> Result<String, Failure> {
    let schema = object.schema()?;
    let is_true = object
        .facts()
        .is_none_or(|facts| facts.layout_fingerprint() == schema.layout_fingerprint());
    if !is_true {
        // A reader made from it would be refused, or read something else.
        return Err(Failure::new(
            Exit::Incompatible,
            format!(
                "the schema of `{}` is not that of its values: `shm-typed verify` says more",
                object.name()
            ),
        ));
    }
    Ok(write(schema, object.discipline(), object.name(), language))
}

fn write(schema: &Schema, discipline: Discipline, object: &str, language: Language) -> String {
    let changes = match discipline {
        Discipline::Snapshot => Changes::Whole,
        _ => Changes::InPlace,
    };
    match language {
        Language::C => c::header(schema, changes, object),
        Language::Python => python::module(schema, changes, object),
        Language::Rust => rust::source(schema, changes, object),
    }
}

/// How values change, which decides how they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Changes {
    /// As a whole, published by one writer.
    Whole,
    /// Number by number, each by itself.
    InPlace,
}
