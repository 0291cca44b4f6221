//! `schema --check`: whether a layout has only grown.

use std::io::Write;

use serde::Serialize;

use shm_typed::schema::{Aspect, Difference, Schema};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;

/// Compares `new` with what it was, and says what an old reader would get wrong.
pub(super) fn check(
    old: &Schema,
    new: &Schema,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let diff = old.diff(new);
    let is_append = diff.is_append();
    let is_broken = |difference: &&Difference| breaks(difference, is_append);
    let broken: Vec<String> = diff
        .iter()
        .filter(is_broken)
        .map(Difference::to_string)
        .collect();
    let allowed = diff.iter().filter(|difference| !is_broken(difference));
    let allowed: Vec<String> = allowed.map(Difference::to_string).collect();
    let ok = broken.is_empty() && is_append;
    if as_json {
        let shape = json::SHAPE;
        json::write(
            out,
            &Document {
                shape,
                ok,
                broken,
                allowed,
            },
        )?;
    } else {
        for text in &allowed {
            writeln!(out, "ok: {text}")?;
        }
        for text in &broken {
            writeln!(out, "broken: {text}")?;
        }
        if !ok {
            writeln!(
                out,
                "readers of the old layout (\"here\") would be refused, or would misread the new one"
            )?;
        }
    }
    Ok(if ok { Exit::Ok } else { Exit::Differs })
}

/// Whether a reader that was built with the old layout would be refused, or would take a value for another.
fn breaks(difference: &Difference, is_append: bool) -> bool {
    match difference.aspect() {
        // The same bits would mean something else.
        Aspect::Unit | Aspect::Kind | Aspect::Invalid | Aspect::ValueName => true,
        // A field behind all others, and a struct that has grown by it.
        _ if difference.is_layout() => !is_append,
        _ => false,
    }
}

#[derive(Serialize)]
struct Document {
    #[serde(rename = "shm-typed")]
    shape: u32,
    ok: bool,
    broken: Vec<String>,
    allowed: Vec<String>,
}
