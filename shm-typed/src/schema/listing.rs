//! Types and schemas for people: names, and one line per field.

use core::fmt;

use super::Schema;
use super::escape::Escaped;
use super::model::{Shape, Type};
use crate::layout::LENGTH_BYTES;

/// The widest column of types; a longer one pushes its own line.
const MAX_TYPE_WIDTH: usize = 24;

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shape() {
            Shape::Scalar(scalar) => f.write_str(scalar.as_str()),
            Shape::Array { element, len } => write!(f, "[{element}; {len}]"),
            Shape::Text { capacity } => write!(f, "FixedStr<{capacity}>"),
            Shape::List { element, capacity } => write!(f, "FixedVec<{element}, {capacity}>"),
            Shape::Struct(structure) => Escaped(structure.name()).fmt(f),
            Shape::Opaque { name } => Escaped(name).fmt(f),
        }
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = self.root();
        write!(f, "{root}: {} bytes, align {}", root.size(), root.align())?;
        if let Shape::Struct(structure) = root.shape()
            && structure.version() != 0
        {
            write!(f, ", version {}", structure.version())?;
        }

        let mut lines = Vec::new();
        collect(root, 0, 0, &mut lines);
        let width = lines
            .iter()
            .map(|line| line.ty.chars().count())
            .max()
            .unwrap_or(0);
        let width = width.min(MAX_TYPE_WIDTH);
        lines.iter().try_for_each(|line| {
            let Line {
                offset,
                depth,
                ty,
                name,
                unit,
                kind,
            } = line;
            write!(
                f,
                "\n{offset:>8}  {ty:<width$}  {:1$}{2}",
                "",
                depth * 2,
                Escaped(name)
            )?;
            match (unit.is_empty(), kind.is_empty()) {
                (true, true) => Ok(()),
                (false, true) => write!(f, "  ({})", Escaped(unit)),
                (true, false) => write!(f, "  ({kind})"),
                (false, false) => write!(f, "  ({}, {kind})", Escaped(unit)),
            }
        })
    }
}

/// One field; its offset is that of its first occurrence, from the start of the value.
struct Line<'a> {
    offset: usize,
    depth: usize,
    ty: String,
    name: &'a str,
    unit: &'a str,
    kind: &'static str,
}

fn collect<'a>(ty: &'a Type, base: usize, depth: usize, lines: &mut Vec<Line<'a>>) {
    match ty.shape() {
        Shape::Array { element, .. } => return collect(element, base, depth, lines),
        Shape::List { element, .. } => {
            return collect(element, base.saturating_add(LENGTH_BYTES), depth, lines);
        }
        _ => {}
    }
    for field in ty.fields() {
        let offset = base.saturating_add(field.offset());
        lines.push(Line {
            offset,
            depth,
            ty: field.ty().to_string(),
            name: field.name(),
            unit: field.unit(),
            kind: field.kind().map_or("", |kind| kind.as_str()),
        });
        collect(field.ty(), offset, depth + 1, lines);
    }
}
