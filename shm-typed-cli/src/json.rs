//! JSON: one document a line, of a shape that README.md describes and its `shm-typed` member numbers.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::ser::Formatter;

use shm_typed::inspect::{Content, Node};

use crate::failure::Failure;

/// The number of the shape: another one when a member changes its meaning or goes away. Members may
/// be added under the same number.
pub(crate) const SHAPE: u32 = 1;

/// Writes `document` and the end of the line.
pub(crate) fn write(out: &mut dyn Write, document: &impl Serialize) -> Result<(), Failure> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Printable);
    document
        .serialize(&mut serializer)
        .map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Writes JSON that is text already, and the end of the line.
pub(crate) fn write_text(out: &mut dyn Write, json: &str) -> Result<(), Failure> {
    // What does not print is inside of strings, if anywhere.
    Printable.write_string_fragment(&mut *out, json)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Compact, with every character that a terminal might obey written as `\u…`.
struct Printable;

impl Formatter for Printable {
    /// JSON that is text already: what does not print is inside of strings, if anywhere.
    fn write_raw_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        self.write_string_fragment(writer, fragment)
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut units = [0; 2];
        for piece in fragment.split_inclusive(is_hidden) {
            let shown = piece.trim_end_matches(is_hidden);
            writer.write_all(shown.as_bytes())?;
            for hidden in piece.get(shown.len()..).unwrap_or_default().chars() {
                for unit in hidden.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

/// Whether `c` does not print as itself; what JSON escapes anyway never gets here.
fn is_hidden(c: char) -> bool {
    !matches!(c, '\'' | '"' | '\\') && c.escape_debug().len() > 1
}

/// A value as JSON: numbers as numbers, but those of 16 bytes as text; enums by name; what is no
/// value, is hidden or means "none" as `null`; bytes of other crates' types in hexadecimal.
pub(crate) struct Json<'a>(pub(crate) Node<'a>);

/// A number; as text if it has no room in 8 bytes.
pub(crate) fn int<S: Serializer>(value: i128, serializer: S) -> Result<S::Ok, S::Error> {
    match i64::try_from(value) {
        Ok(value) => serializer.serialize_i64(value),
        Err(_) => serializer.collect_str(&value),
    }
}

/// The same of a number that has no sign.
pub(crate) fn uint<S: Serializer>(value: u128, serializer: S) -> Result<S::Ok, S::Error> {
    match u64::try_from(value) {
        Ok(value) => serializer.serialize_u64(value),
        Err(_) => serializer.collect_str(&value),
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let node = self.0;
        // What has no bytes says nothing, and there may be any number of it.
        if node.is_sensitive() || node.is_none() || node.ty().size() == 0 {
            return serializer.serialize_unit();
        }
        let is_wide = node.ty().size() > 8;
        match node.content() {
            Content::Int(value) if is_wide => serializer.collect_str(&value),
            Content::UInt(value) if is_wide => serializer.collect_str(&value),
            Content::Int(value) => int(value, serializer),
            Content::UInt(value) => uint(value, serializer),
            // NaN and the infinities become null.
            Content::F32(value) => serializer.serialize_f32(value),
            Content::F64(value) => serializer.serialize_f64(value),
            Content::Bool(value) => serializer.serialize_bool(value),
            Content::Char(value) => serializer.serialize_char(value),
            Content::Variant(variant) => serializer.serialize_str(variant.name()),
            Content::Text(text) => serializer.serialize_str(&text),
            Content::Elements(elements) => {
                let mut list = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    list.serialize_element(&Json(element))?;
                }
                list.end()
            }
            Content::Fields(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for field in fields {
                    map.serialize_entry(&field.name(), &Json(field))?;
                }
                map.end()
            }
            Content::Opaque(bytes) => serializer.serialize_str(&hex(bytes)),
            _ => serializer.serialize_unit(),
        }
    }
}

/// Bytes in hexadecimal, in order.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_means_the_same() {
        let text = "a\u{1b}[2J\u{9b}\u{202e}\u{e0001}ü\"\\\n";
        let mut out = Vec::new();

        write(&mut out, &text).unwrap();

        let json = String::from_utf8(out).unwrap();
        assert!(!json.trim_end().contains(is_hidden), "{json:?}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
