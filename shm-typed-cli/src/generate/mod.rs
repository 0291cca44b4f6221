//! Source text in other languages, from a schema: pure functions of what an object says of itself.
//!
//! A schema is as hostile as its author, and so is the name of an object. What they say goes into the text in four
//! ways only: as a name, which [`names`] makes an identifier; as a comment or a text, which [`words`] keeps within its
//! line; as a command, which [`shell`] quotes; and as a number.

mod c;
mod catalog;
mod lines;
mod names;
mod python;
mod rust;
mod shell;
#[cfg(test)]
mod tests;
mod words;

use shm_typed::Schema;
use shm_typed::inspect::{Discipline, Object};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::which::Which;

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

/// The text for `object` in `language`; `which` is what it was opened by.
pub(crate) fn generate(
    object: &Object,
    which: &Which,
    language: Language,
) -> Result<String, Failure> {
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
    let origin = Origin {
        name: object.name(),
        which: which.called(object),
    };
    Ok(write(schema, object.discipline(), origin, language))
}

fn write(
    schema: &Schema,
    discipline: Discipline,
    origin: Origin<'_>,
    language: Language,
) -> String {
    let changes = match discipline {
        Discipline::Snapshot => Changes::Whole,
        _ => Changes::InPlace,
    };
    match language {
        Language::C => c::header(schema, changes, origin),
        Language::Python => python::module(schema, changes, origin),
        Language::Rust => rust::source(schema, changes, origin),
    }
}

/// The object that the schema was found in.
#[derive(Clone, Copy, Debug)]
struct Origin<'a> {
    /// Its name, or its label.
    name: &'a str,
    /// What it can be opened by.
    which: &'a str,
}

/// How values change, which decides how they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Changes {
    /// As a whole, published by one writer.
    Whole,
    /// Number by number, each by itself.
    InPlace,
}
