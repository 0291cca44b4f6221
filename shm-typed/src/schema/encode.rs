//! A schema as canonical JSON: one schema, one text, so that texts can be compared as bytes.
//!
//! # The document
//!
//! RFC 8259 JSON in UTF-8, without a byte order mark and without white space between tokens. Members
//! stand in the order in which they are listed here. A member that is not marked *always* is left out
//! when it holds its default, which is what a reader takes for an absent one.
//!
//! The root is `{"format":1,"type":T}`. A type `T` is one of:
//!
//! - **number**: a string, `"u8"` `"u16"` `"u32"` `"u64"` `"u128"` `"i8"` `"i16"` `"i32"` `"i64"`
//!   `"i128"` `"f32"` `"f64"`; little-endian, aligned to its size.
//! - **number that is not 0**: a string, `"NonZeroU8"` … `"NonZeroU128"`, `"NonZeroI8"` …
//!   `"NonZeroI128"`; as the number, and all zero bytes are no value.
//! - **truth value**: `"bool"`, one byte, 0 or 1.
//! - **character**: `"char"`, a Unicode scalar value in 4 bytes, aligned to 4.
//! - **array**: `{"array":T,"len":N}`, both always. Its size is N times the element's.
//! - **text**: `{"text":N}`. 8 bytes of length, little-endian, then N bytes, of which as many as the
//!   length says are UTF-8; alignment 1. The values in an object may be anything: a length above N
//!   counts as N, and the bytes may be no UTF-8.
//! - **list**: `{"list":T,"capacity":N}`, both always. 8 bytes of length, little-endian, then N elements
//!   side by side, of which as many as the length says are in the list; a length above N counts as N.
//!   Aligned as its element, which is to at most 8.
//! - **struct**: `{"struct":NAME,"version":N,"size":N,"align":N,"help":TEXT,"fields":[…]}`; `struct`,
//!   `size`, `align` and `fields` always. `version` is 0 and `help` empty by default. Fields stand in
//!   order of offset.
//! - **opaque**: `{"opaque":NAME,"size":N,"align":N}`, all always.
//! - **enum**: `{"enum":NAME,"version":N,"repr":NUMBER,"help":TEXT,"variants":[…]}`; `enum`, `repr` and
//!   `variants` always. `repr` is one of `"u8"` `"u16"` `"u32"` `"u64"` `"i8"` `"i16"` `"i32"` `"i64"`,
//!   which gives size and alignment. There is at least one variant, they stand in order of value, and
//!   other values are none of the enum. A variant is `{"name":NAME,"value":N,"help":TEXT}`, `name` and
//!   `value` always; the value fits the `repr`.
//!
//! A field:
//!
//! | member | value | default |
//! |---|---|---|
//! | `name` | text | always |
//! | `offset` | bytes from the start of the struct | always |
//! | `type` | T | always |
//! | `kind` | `counter` `gauge` `state` `info` `timestamp` `flags` `setting` | none |
//! | `unit` | text | empty |
//! | `level` | `diag` `debug` (`info` is the default, and not written) | `info` |
//! | `since` | schema version | 0 |
//! | `range` | `[low,high]`, both ends included | none |
//! | `invalid` | number | none |
//! | `sensitive` | `true` | `false` |
//! | `help` | text | empty |
//!
//! # Numbers
//!
//! Sizes, offsets, lengths, capacities and versions are plain decimal digits. `low`, `high` and `invalid` are
//! whole numbers or floats, and the spelling tells which:
//!
//! - A whole number is decimal digits without leading zeros, with `-` before them if it is negative;
//!   at most 128 bits with the sign, so more than a double holds: a reader that turns every JSON number
//!   into a double loses digits above 2^53.
//! - A float is the shortest decimal that reads back as the same IEEE 754 double, and always has a `.`
//!   or an `e`. Zero, and magnitudes from 1e-4 to below 1e16, are written out with at least one digit
//!   after the point: `8000.0`, `-0.0`, `0.0001`. Others have one digit before the point, no point if
//!   nothing follows it, and an exponent without `+` or leading zeros: `1e16`, `2.5e-7`.
//! - The floats that JSON has no number for are strings: `"NaN"`, `"Infinity"`, `"-Infinity"`.
//!
//! # Strings
//!
//! As in RFC 8785: `\"` `\\` `\b` `\t` `\n` `\f` `\r` have their short forms, other characters below
//! U+0020 are `\u00xx` with lower-case digits, everything else stands for itself, `/` and U+007F too.
//!
//! # Versions
//!
//! Later minor versions may add members: a reader ignores those that it does not know, and takes a
//! `kind` or `level` that it does not know for an absent one. It refuses a type that it does not know,
//! since it cannot know its size, and a `format` other than 1.

use core::fmt::{self, Write};

use super::model::{Enum, Field, Shape, Struct, Type};
use crate::layout::{Level, Number};

/// Writes the document for a value of type `root`.
pub(super) fn document(root: &Type) -> String {
    let mut json = String::new();
    // Writing to a `String` cannot fail.
    let written = write!(json, "{{\"format\":1,\"type\":{}}}", Json(root));
    debug_assert!(written.is_ok(), "a String takes everything");
    json
}

/// Shows a part of a schema as JSON.
struct Json<'a, T: ?Sized>(&'a T);

impl fmt::Display for Json<'_, Type> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, align) = (self.0.size(), self.0.align());
        if let Some(word) = self.0.word() {
            return write!(f, "\"{word}\"");
        }
        match self.0.shape() {
            Shape::Array { element, len } => {
                write!(f, "{{\"array\":{},\"len\":{len}}}", Json(&**element))
            }
            Shape::Text { capacity } => write!(f, "{{\"text\":{capacity}}}"),
            Shape::List { element, capacity } => {
                let element = Json(&**element);
                write!(f, "{{\"list\":{element},\"capacity\":{capacity}}}")
            }
            Shape::Struct(structure) => structure_object(structure, size, align, f),
            Shape::Opaque { name } => {
                write!(
                    f,
                    "{{\"opaque\":{},\"size\":{size},\"align\":{align}}}",
                    Json(&**name)
                )
            }
            Shape::Enum(enumeration) => enum_object(enumeration, f),
            // Those have a word.
            Shape::Scalar(_) | Shape::Bool | Shape::Char | Shape::NonZero(_) => Err(fmt::Error),
        }
    }
}

fn enum_object(enumeration: &Enum, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{{\"enum\":{}", Json(enumeration.name()))?;
    if enumeration.version() != 0 {
        write!(f, ",\"version\":{}", enumeration.version())?;
    }
    write!(f, ",\"repr\":\"{}\"", enumeration.repr().as_str())?;
    if !enumeration.help().is_empty() {
        write!(f, ",\"help\":{}", Json(enumeration.help()))?;
    }
    f.write_str(",\"variants\":[")?;
    for (index, variant) in enumeration.variants().iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let (name, value) = (Json(variant.name()), variant.value());
        write!(f, "{comma}{{\"name\":{name},\"value\":{value}")?;
        if !variant.help().is_empty() {
            write!(f, ",\"help\":{}", Json(variant.help()))?;
        }
        f.write_char('}')?;
    }
    f.write_str("]}")
}

fn structure_object(
    structure: &Struct,
    size: usize,
    align: usize,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "{{\"struct\":{}", Json(structure.name()))?;
    if structure.version() != 0 {
        write!(f, ",\"version\":{}", structure.version())?;
    }
    write!(f, ",\"size\":{size},\"align\":{align}")?;
    if !structure.help().is_empty() {
        write!(f, ",\"help\":{}", Json(structure.help()))?;
    }
    f.write_str(",\"fields\":[")?;
    for (index, field) in structure.fields().iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(f, "{comma}{}", Json(field))?;
    }
    f.write_str("]}")
}

impl fmt::Display for Json<'_, Field> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.0;
        let (name, ty) = (Json(field.name()), Json(field.ty()));
        write!(
            f,
            "{{\"name\":{name},\"offset\":{},\"type\":{ty}",
            field.offset()
        )?;
        if let Some(kind) = field.kind() {
            write!(f, ",\"kind\":\"{}\"", kind.as_str())?;
        }
        if !field.unit().is_empty() {
            write!(f, ",\"unit\":{}", Json(field.unit()))?;
        }
        if field.level() != Level::Info {
            write!(f, ",\"level\":\"{}\"", field.level().as_str())?;
        }
        if field.since() != 0 {
            write!(f, ",\"since\":{}", field.since())?;
        }
        if let Some((low, high)) = field.range() {
            write!(f, ",\"range\":[{},{}]", Json(&low), Json(&high))?;
        }
        if let Some(invalid) = field.invalid() {
            write!(f, ",\"invalid\":{}", Json(&invalid))?;
        }
        if field.is_sensitive() {
            f.write_str(",\"sensitive\":true")?;
        }
        if !field.help().is_empty() {
            write!(f, ",\"help\":{}", Json(field.help()))?;
        }
        f.write_char('}')
    }
}

impl fmt::Display for Json<'_, Number> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Number::Float(float) if !float.is_finite() => write!(f, "\"{}\"", self.0),
            Number::Int(_) | Number::Float(_) => self.0.fmt(f),
        }
    }
}

impl fmt::Display for Json<'_, str> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for char in self.0.chars() {
            match char {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\u{8}' => f.write_str("\\b")?,
                '\t' => f.write_str("\\t")?,
                '\n' => f.write_str("\\n")?,
                '\u{c}' => f.write_str("\\f")?,
                '\r' => f.write_str("\\r")?,
                '\0'..' ' => write!(f, "\\u{:04x}", u32::from(char))?,
                _ => f.write_char(char)?,
            }
        }
        f.write_char('"')
    }
}
