//! A value as lines: a name and a value each, the parts of a struct indented below it.

use std::io::{self, Write};

use shm_typed::inspect::{Content, Elements, Node};
use shm_typed::schema::Shape;

use super::value::value;
use crate::escape::Escaped;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// How deep it is nested.
    pub(crate) depth: usize,
    /// The field's name, or an index; harmless for a terminal.
    pub(crate) name: String,
    /// The value, or the type of what has its parts on the following lines; likewise.
    pub(crate) value: String,
}

/// The lines of what is below `node`, or of itself if nothing is. Arrays are folded to their first
/// `fold` elements.
pub(crate) fn rows(node: Node<'_>, name: &str, fold: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    match node.content() {
        Content::Fields(fields) if !node.is_sensitive() => {
            for field in fields {
                add(field, &field.name(), 0, fold, &mut rows);
            }
        }
        _ => add(node, name, 0, fold, &mut rows),
    }
    rows
}

fn add(node: Node<'_>, name: &str, depth: usize, fold: usize, rows: &mut Vec<Row>) {
    let mut push = |value| {
        rows.push(Row {
            depth,
            name: Escaped(name).to_string(),
            value,
        });
    };
    match node.content() {
        _ if node.is_sensitive() || node.ty().size() == 0 => push(value(node, 0)),
        Content::Fields(fields) => {
            push(node.ty().to_string());
            for field in fields {
                add(field, &field.name(), depth + 1, fold, rows);
            }
        }
        Content::Elements(elements) if has_parts(&elements) => {
            push(node.ty().to_string());
            let more = elements.len().saturating_sub(fold);
            for element in elements.take(fold) {
                add(element, &element.name(), depth + 1, fold, rows);
            }
            if more > 0 {
                rows.push(Row {
                    depth: depth + 1,
                    name: "…".to_owned(),
                    value: format!("{more} more"),
                });
            }
        }
        _ => push(value(node, fold)),
    }
}

/// Whether each element takes lines of its own.
fn has_parts(elements: &Elements<'_>) -> bool {
    elements.len() > 0 && is_structured(elements.ty().shape())
}

fn is_structured(shape: &Shape) -> bool {
    match shape {
        Shape::Struct(_) => true,
        Shape::Array { element, .. } | Shape::List { element, .. } => {
            is_structured(element.shape())
        }
        _ => false,
    }
}

/// The widest that names are aligned to.
const WIDEST: usize = 40;

/// Writes rows with their values in one column.
pub(crate) fn write_rows(out: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    let width = |row: &Row| 2 * row.depth + row.name.chars().count();
    let column = rows.iter().map(width).max().unwrap_or(0).min(WIDEST);
    for row in rows {
        let indent = 2 * row.depth;
        let pad = column.saturating_sub(width(row));
        writeln!(
            out,
            "  {:indent$}{}{:pad$}  {}",
            "", row.name, "", row.value
        )?;
    }
    Ok(())
}
