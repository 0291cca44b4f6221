//! One value on one line.

use shm_typed::inspect::{Content, Elements, Node};

use super::number::float;
use crate::escape::Escaped;
use crate::json::hex;

/// In the place of what is not to be shown.
const HIDDEN: &str = "(hidden)";
/// Bytes of an opaque value that are shown.
const OPAQUE: usize = 32;

/// The value with its unit, as a person reads it: enums by name, texts quoted, arrays folded to their
/// first `fold` elements. Harmless for a terminal.
pub(crate) fn value(node: Node<'_>, fold: usize) -> String {
    if node.is_sensitive() {
        return HIDDEN.to_owned();
    }
    if node.is_none() {
        return "none".to_owned();
    }
    let text = bare(node, fold);
    match node.unit() {
        // That of pure counts says nothing.
        "" | "1" => text,
        unit => format!("{text} {}", Escaped(unit)),
    }
}

/// As [`value`], without the unit.
pub(crate) fn bare(node: Node<'_>, fold: usize) -> String {
    match node.content() {
        Content::Int(value) => value.to_string(),
        Content::UInt(value) => value.to_string(),
        Content::F32(value) => float(value),
        Content::F64(value) => float(value),
        Content::Bool(value) => value.to_string(),
        Content::Char(value) => format!("{value:?}"),
        Content::Variant(variant) => Escaped(variant.name()).to_string(),
        Content::Text(text) => format!("\"{}\"", Escaped(&text)),
        Content::Elements(elements) => list(elements, fold),
        Content::Fields(fields) => {
            let fields: Vec<String> = fields
                .take(fold)
                .map(|field| format!("{}: {}", Escaped(&field.name()), value(field, fold)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        Content::Opaque(bytes) => {
            let shown = hex(bytes.get(..OPAQUE).unwrap_or(bytes));
            let more = if bytes.len() > OPAQUE { "…" } else { "" };
            format!("0x{shown}{more}")
        }
        Content::Invalid(invalid) => format!("INVALID: {}", Escaped(&invalid.to_string())),
        _ => "?".to_owned(),
    }
}

/// `[1, 2, 3, … 5 more]`
///
/// Fewer of each list inside: else lists in lists in lists would make a line of any length.
fn list(elements: Elements<'_>, fold: usize) -> String {
    let inner = (fold / 2).max(1);
    let more = elements.len().saturating_sub(fold);
    let mut shown: Vec<String> = elements
        .take(fold)
        .map(|element| {
            if element.is_none() {
                "none".to_owned()
            } else {
                bare(element, inner)
            }
        })
        .collect();
    if more > 0 {
        shown.push(format!("… {more} more"));
    }
    format!("[{}]", shown.join(", "))
}

/// The value as it is stored, for scripts: enums and bools by number, texts bare, no units, nothing
/// replaced. Still harmless for a terminal, and never more than one line. Nothing for what has parts or
/// is not to be shown.
pub(crate) fn raw(node: Node<'_>) -> String {
    if node.is_sensitive() {
        return String::new();
    }
    match node.content() {
        Content::Variant(variant) => variant.value().to_string(),
        Content::Bool(value) => u8::from(value).to_string(),
        Content::Char(value) => Escaped(value.encode_utf8(&mut [0; 4])).to_string(),
        Content::Text(text) => Escaped(&text).to_string(),
        Content::Invalid(invalid) => invalid.bits().to_string(),
        Content::Opaque(bytes) => hex(bytes),
        Content::Elements(_) | Content::Fields(_) => String::new(),
        _ => bare(node, 0),
    }
}
