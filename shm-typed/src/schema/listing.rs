//! Types and schemas for people: names, and one line per field.

use core::fmt;

use super::Schema;
use super::escape::Escaped;
use super::model::{Enum, Shape, Type};
use crate::layout::LENGTH_BYTES;

/// The widest column of types; a longer one pushes its own line.
const MAX_TYPE_WIDTH: usize = 24;

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(word) = self.word() {
            return f.write_str(word);
        }
        match self.shape() {
            Shape::Array { element, len } => write!(f, "[{element}; {len}]"),
            Shape::Text { capacity } => write!(f, "FixedStr<{capacity}>"),
            Shape::List { element, capacity } => write!(f, "FixedVec<{element}, {capacity}>"),
            Shape::Struct(structure) => Escaped(structure.name()).fmt(f),
            Shape::Opaque { name } => Escaped(name).fmt(f),
            Shape::Enum(enumeration) => Escaped(enumeration.name()).fmt(f),
            // Those have a word.
            Shape::Scalar(_) | Shape::Bool | Shape::Char | Shape::NonZero(_) => Err(fmt::Error),
        }
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = self.root();
        write!(f, "{root}: {} bytes, align {}", root.size(), root.align())?;
        let version = match root.shape() {
            Shape::Struct(structure) => structure.version(),
            Shape::Enum(enumeration) => enumeration.version(),
            _ => 0,
        };
        if version != 0 {
            write!(f, ", version {version}")?;
        }
        if let Some(values) = enumeration(root) {
            write!(f, ", {}", Values(values))?;
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
                values,
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
            }?;
            match values {
                Some(values) => write!(f, "  {}", Values(values)),
                None => Ok(()),
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
    /// The values of the innermost element, if they have names.
    values: Option<&'a Enum>,
}

/// Variants that a line shows.
const LISTED: usize = 8;

/// `0 Off, 1 On`.
struct Values<'a>(&'a Enum);

impl fmt::Display for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variants = self.0.variants();
        for (index, variant) in variants.iter().take(LISTED).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{} {}", variant.value(), Escaped(variant.name()))?;
        }
        match variants.len().saturating_sub(LISTED) {
            0 => Ok(()),
            more => write!(f, ", {more} more"),
        }
    }
}

/// The enum that a type is, or that an array is made of.
fn enumeration(ty: &Type) -> Option<&Enum> {
    match ty.shape() {
        Shape::Enum(enumeration) => Some(enumeration),
        Shape::Array { element, .. } => enumeration(element),
        _ => None,
    }
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
            values: enumeration(field.ty()),
        });
        collect(field.ty(), offset, depth + 1, lines);
    }
}
