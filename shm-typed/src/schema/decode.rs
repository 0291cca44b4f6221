//! JSON to a schema, with every promise checked that the rest of the crate relies on.
//!
//! What comes out keeps, for each type: size at most 2<sup>40</sup>; alignment a power of two, at most
//! 4096; size a multiple of alignment; array size the product of length and element, that of text and
//! lists 8 more; elements of lists aligned to at most 8; fields in order, apart, aligned and inside their
//! struct; variants in order of value, each within the number of its enum; names as `name` below checks
//! them. The form of the document
//! is described in `encode`. Gaps between fields are let through: another language may leave some.

use core::fmt::Write;
use core::str::FromStr;
use std::borrow::Cow;
use std::collections::BTreeSet;

use super::DecodeError;
use super::escape::quoted;
use super::json::{self, Data, Value};
use super::limits::{MAX_ALIGN, MAX_FIELDS, MAX_NAME_LEN, MAX_SIZE, MAX_TYPE_DEPTH};
use super::model::{Enum, Field, Shape, Struct, Type, Variant};
use crate::layout::{Kind, LENGTH_BYTES, Level, Number, Scalar};

/// Reads the document and returns the type of its root.
pub(super) fn document(bytes: &[u8]) -> Result<Type, DecodeError> {
    let value = json::parse(bytes)?;
    let members = Members::of(&value, "a schema")?;
    let format = members.require("format")?;
    if whole::<u32>(format, "format")? != 1 {
        return Err(DecodeError::new(
            format.at,
            "written by a later version: `format` is not 1",
        ));
    }
    let mut decoder = Decoder {
        path: String::new(),
        fields: 0,
    };
    let root = decoder.ty(members.require("type")?, MAX_TYPE_DEPTH);
    root.map_err(|error| error.in_field(&decoder.path))
}

/// Where it is, and how many fields and variants it has seen.
///
/// On an error `path` stays at the field in question.
struct Decoder {
    path: String,
    fields: usize,
}

impl Decoder {
    fn ty(&mut self, value: &Value<'_>, depth: usize) -> Result<Type, DecodeError> {
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| DecodeError::new(value.at, "types are nested more than 32 deep"))?;
        if let Data::Text(name) = &value.data {
            return Type::from_name(name).ok_or_else(|| unknown(value, name));
        }

        let members = Members::of(value, "a type")?;
        let mut sorts = SORTS
            .iter()
            .filter_map(|sort| Some((*sort, members.get(sort)?)));
        match (sorts.next(), sorts.next()) {
            (Some(("array", element)), None) => self.array(&members, element, depth),
            (Some(("text", capacity)), None) => text_type(capacity),
            (Some(("list", element)), None) => self.list(&members, element, depth),
            (Some(("struct", name)), None) => self.structure(&members, name, depth),
            (Some(("enum", name)), None) => self.enumeration(&members, name),
            (Some((_, name)), None) => {
                let shape = Shape::Opaque {
                    name: self::name(name, "opaque")?,
                };
                let (size, align) = layout(&members)?;
                Ok(Type::with_layout(size, align, shape))
            }
            (None, _) => {
                let first = members.entries.first().map_or("", |(key, _)| key);
                Err(unknown(value, first))
            }
            _ => Err(DecodeError::new(
                value.at,
                "a type is one of `array`, `text`, `list`, `struct`, `opaque`, `enum`",
            )),
        }
    }

    fn array(
        &mut self,
        members: &Members<'_>,
        element: &Value<'_>,
        depth: usize,
    ) -> Result<Type, DecodeError> {
        let path = self.path.len();
        self.path.push_str("[]");
        let element = self.ty(element, depth)?;
        self.path.truncate(path);

        let len = members.require("len")?;
        Type::array(element, whole(len, "len")?)
            .filter(|ty| ty.size() <= MAX_SIZE)
            .ok_or_else(|| DecodeError::new(len.at, "the array is larger than 2^40 bytes"))
    }

    fn list(
        &mut self,
        members: &Members<'_>,
        element: &Value<'_>,
        depth: usize,
    ) -> Result<Type, DecodeError> {
        let path = self.path.len();
        self.path.push_str("[]");
        let at = element.at;
        let element = self.ty(element, depth)?;
        if !LENGTH_BYTES.is_multiple_of(element.align()) {
            let message = "the elements of a list are aligned to at most 8";
            return Err(DecodeError::new(at, message));
        }
        self.path.truncate(path);

        let capacity = members.require("capacity")?;
        Type::list(element, whole(capacity, "capacity")?)
            .filter(|ty| ty.size() <= MAX_SIZE)
            .ok_or_else(|| DecodeError::new(capacity.at, "the list is larger than 2^40 bytes"))
    }

    fn structure(
        &mut self,
        members: &Members<'_>,
        name: &Value<'_>,
        depth: usize,
    ) -> Result<Type, DecodeError> {
        let name = self::name(name, "struct")?;
        let (size, align) = layout(members)?;
        let version = members
            .get("version")
            .map_or(Ok(0), |value| whole(value, "version"))?;
        let help = members.text("help")?;

        let list = members.require("fields")?;
        let Data::Array(values) = &list.data else {
            return Err(wrong(list, "fields", "a list"));
        };
        let mut fields: Vec<Field> = Vec::with_capacity(values.len());
        let mut names = BTreeSet::new();
        for value in values {
            let path = self.path.len();
            let field = self.field(value, depth)?;
            let earliest = fields.last().map_or(0, Field::end);
            check_place(&field, earliest, size, align)
                .map_err(|message| DecodeError::new(value.at, message))?;
            if !names.insert(field.name.clone()) {
                return Err(DecodeError::new(value.at, "another field has this name"));
            }
            self.path.truncate(path);
            fields.push(field);
        }
        Ok(Type::with_layout(
            size,
            align,
            Shape::Struct(Struct::new(name, version, help, fields)),
        ))
    }

    fn enumeration(
        &mut self,
        members: &Members<'_>,
        name: &Value<'_>,
    ) -> Result<Type, DecodeError> {
        let name = self::name(name, "enum")?;
        let version = members
            .get("version")
            .map_or(Ok(0), |value| whole(value, "version"))?;
        let repr_at = members.require("repr")?;
        let (repr, (low, high)) = Scalar::from_name(text(repr_at, "repr")?)
            .and_then(|repr| Some((repr, repr.enum_range()?)))
            .ok_or_else(|| wrong(repr_at, "repr", "a whole number type of at most 8 bytes"))?;

        let list = members.require("variants")?;
        let Data::Array(values) = &list.data else {
            return Err(wrong(list, "variants", "a list"));
        };
        if values.is_empty() {
            return Err(wrong(list, "variants", "a list of at least one"));
        }
        let mut variants: Vec<Variant> = Vec::with_capacity(values.len());
        let mut names = BTreeSet::new();
        for value in values {
            self.count(value)?;
            let members = Members::of(value, "a variant")?;
            let variant = Variant {
                name: self::name(members.require("name")?, "name")?,
                value: signed(members.require("value")?, "value")?,
                help: members.text("help")?,
            };
            if !(low..=high).contains(&variant.value) {
                return Err(DecodeError::new(
                    value.at,
                    format!("`value` is no {}", repr.as_str()),
                ));
            }
            if variants
                .last()
                .is_some_and(|last| last.value >= variant.value)
            {
                return Err(DecodeError::new(
                    value.at,
                    "variants are not in order of value",
                ));
            }
            if !names.insert(variant.name.clone()) {
                return Err(DecodeError::new(value.at, "another variant has this name"));
            }
            variants.push(variant);
        }
        Ok(Type::enumeration(Enum {
            name,
            version,
            help: members.text("help")?,
            repr,
            variants,
        }))
    }

    /// Counts a field or a variant.
    fn count(&mut self, value: &Value<'_>) -> Result<(), DecodeError> {
        self.fields += 1;
        if self.fields > MAX_FIELDS {
            return Err(DecodeError::new(
                value.at,
                "more than 16384 fields and variants",
            ));
        }
        Ok(())
    }

    fn field(&mut self, value: &Value<'_>, depth: usize) -> Result<Field, DecodeError> {
        self.count(value)?;

        let members = Members::of(value, "a field")?;
        let name_at = members.require("name")?;
        let name = self::name(name_at, "name")?;
        if name.contains(['.', '[', ']']) {
            return Err(DecodeError::new(
                name_at.at,
                "a field's name holds `.`, `[` or `]`",
            ));
        }
        let dot = if self.path.is_empty() { "" } else { "." };
        // Writing to a `String` cannot fail.
        let _ = write!(self.path, "{dot}{name}");

        let kind = members.text("kind")?;
        let level = members.text("level")?;
        Ok(Field {
            name,
            offset: whole(members.require("offset")?, "offset")?,
            ty: self.ty(members.require("type")?, depth)?,
            // A later version may know more of these; a reader can do without.
            kind: Kind::from_name(&kind),
            unit: members.text("unit")?,
            help: members.text("help")?,
            level: Level::from_name(&level).unwrap_or_default(),
            since: members
                .get("since")
                .map_or(Ok(0), |value| whole(value, "since"))?,
            range: members.get("range").map(range).transpose()?,
            invalid: members
                .get("invalid")
                .map(|value| number(value, "invalid"))
                .transpose()?,
            sensitive: members.flag("sensitive")?,
        })
    }
}

/// The members of which a type that is no number has one.
const SORTS: [&str; 6] = ["array", "text", "list", "struct", "enum", "opaque"];

fn text_type(capacity: &Value<'_>) -> Result<Type, DecodeError> {
    Type::text(whole(capacity, "text")?)
        .filter(|ty| ty.size() <= MAX_SIZE)
        .ok_or_else(|| DecodeError::new(capacity.at, "the text is larger than 2^40 bytes"))
}

/// The size and alignment of a struct or opaque type.
fn layout(members: &Members<'_>) -> Result<(usize, usize), DecodeError> {
    let (size_at, align_at) = (members.require("size")?, members.require("align")?);
    let size: usize = whole(size_at, "size")?;
    let align: usize = whole(align_at, "align")?;
    if !align.is_power_of_two() || align > MAX_ALIGN {
        return Err(wrong(align_at, "align", "a power of two, at most 4096"));
    }
    if size > MAX_SIZE {
        return Err(wrong(size_at, "size", "at most 2^40"));
    }
    if !size.is_multiple_of(align) {
        return Err(wrong(size_at, "size", "a multiple of `align`"));
    }
    Ok((size, align))
}

/// Whether a field fits in a struct of this size and alignment, after what lies before `earliest`.
fn check_place(field: &Field, earliest: usize, size: usize, align: usize) -> Result<(), String> {
    let (offset, own) = (field.offset, field.ty.align());
    if own > align {
        return Err(format!(
            "its alignment {own} is more than {align}, the struct's"
        ));
    }
    if !offset.is_multiple_of(own) {
        return Err(format!(
            "offset {offset} is not a multiple of the alignment {own}"
        ));
    }
    if offset < earliest {
        return Err(format!(
            "offset {offset} is before {earliest}, where the last field ends"
        ));
    }
    match offset.checked_add(field.ty.size()) {
        Some(end) if end <= size => Ok(()),
        _ => Err(format!("it ends after the struct, which has {size} bytes")),
    }
}

/// The members of an object.
struct Members<'v> {
    entries: &'v [(Cow<'v, str>, Value<'v>)],
    at: usize,
}

impl<'v> Members<'v> {
    fn of(value: &'v Value<'v>, what: &str) -> Result<Self, DecodeError> {
        match &value.data {
            Data::Object(entries) => Ok(Self {
                entries,
                at: value.at,
            }),
            _ => Err(DecodeError::new(
                value.at,
                format!("{what} must be an object"),
            )),
        }
    }

    fn get(&self, key: &str) -> Option<&'v Value<'v>> {
        self.entries
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    fn require(&self, key: &str) -> Result<&'v Value<'v>, DecodeError> {
        self.get(key)
            .ok_or_else(|| DecodeError::new(self.at, format!("`{key}` is missing")))
    }

    /// A text, or nothing.
    fn text(&self, key: &str) -> Result<Box<str>, DecodeError> {
        self.get(key)
            .map_or(Ok(Box::default()), |value| text(value, key).map(Box::from))
    }

    /// A truth value, by default false.
    fn flag(&self, key: &str) -> Result<bool, DecodeError> {
        match self.get(key) {
            None => Ok(false),
            Some(Value {
                data: Data::Bool(flag),
                ..
            }) => Ok(*flag),
            Some(value) => Err(wrong(value, key, "true or false")),
        }
    }
}

fn text<'v>(value: &'v Value<'_>, key: &str) -> Result<&'v str, DecodeError> {
    match &value.data {
        Data::Text(text) => Ok(text),
        _ => Err(wrong(value, key, "a string")),
    }
}

fn name(value: &Value<'_>, key: &str) -> Result<Box<str>, DecodeError> {
    let name = text(value, key)?;
    if name.is_empty() || name.len() > MAX_NAME_LEN || name.contains(char::is_control) {
        return Err(wrong(
            value,
            key,
            "1 to 255 bytes without control characters",
        ));
    }
    Ok(name.into())
}

fn whole<T: FromStr>(value: &Value<'_>, key: &str) -> Result<T, DecodeError> {
    match value.data {
        Data::Number(digits) => digits.parse().ok(),
        _ => None,
    }
    .ok_or_else(|| {
        wrong(
            value,
            key,
            "a whole number, not negative, that is not too large",
        )
    })
}

/// A whole number with a sign, which fits into 128 bits.
fn signed(value: &Value<'_>, key: &str) -> Result<i128, DecodeError> {
    match number(value, key)? {
        Number::Int(int) => Ok(int),
        Number::Float(_) => Err(wrong(value, key, "a whole number")),
    }
}

fn range(value: &Value<'_>) -> Result<(Number, Number), DecodeError> {
    match &value.data {
        Data::Array(ends) if let [low, high] = &**ends => {
            Ok((number(low, "range")?, number(high, "range")?))
        }
        _ => Err(wrong(value, "range", "a list of two numbers")),
    }
}

fn number(value: &Value<'_>, key: &str) -> Result<Number, DecodeError> {
    match &value.data {
        Data::Number(spelled) if spelled.contains(['.', 'e', 'E']) => spelled
            .parse()
            .ok()
            .filter(|float: &f64| float.is_finite())
            .map(Number::Float)
            .ok_or_else(|| wrong(value, key, "within the range of a double")),
        Data::Number(spelled) => spelled
            .parse()
            .map(Number::Int)
            .map_err(|_| wrong(value, key, "within 128 bits with the sign")),
        Data::Text(spelled) => match &**spelled {
            "NaN" => Ok(Number::Float(f64::NAN)),
            "Infinity" => Ok(Number::Float(f64::INFINITY)),
            "-Infinity" => Ok(Number::Float(f64::NEG_INFINITY)),
            _ => Err(wrong(
                value,
                key,
                "a number, `NaN`, `Infinity` or `-Infinity`",
            )),
        },
        _ => Err(wrong(value, key, "a number")),
    }
}

fn wrong(value: &Value<'_>, key: &str, must_be: &str) -> DecodeError {
    DecodeError::new(value.at, format!("`{key}` must be {must_be}"))
}

fn unknown(value: &Value<'_>, name: &str) -> DecodeError {
    DecodeError::new(value.at, format!("unknown type {}", quoted(name)))
}
