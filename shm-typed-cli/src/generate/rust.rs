//! The Rust structs, with the derive and all that the schema says of them.

use shm_typed::layout::{Kind, Level, Number, Scalar};
use shm_typed::schema::{Enum, Field, Schema, Shape, Struct, Type};

use super::catalog::Catalog;
use super::lines::{Lines, line};
use super::names::{Scope, camel, identifier, is_word, snake};
use super::words;
use super::{Changes, Origin, shell};

/// Words that are no names, not even with `r#`.
const NEVER: &str = "\
    Self _ crate self super";

/// Words that are names with `r#`.
const RAW: &str = "\
    abstract as async await become box break const continue do dyn else enum extern false final \
    fn for gen if impl in let loop macro match mod move mut override priv pub ref return static \
    struct trait true try type typeof unsafe unsized use virtual where while yield";

/// What a type must not hide.
const TYPES: &str = "\
    CacheLine FixedStr FixedVec NonZeroI128 NonZeroI16 NonZeroI32 NonZeroI64 NonZeroI8 NonZeroU128 \
    NonZeroU16 NonZeroU32 NonZeroU64 NonZeroU8 Shared bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 \
    u32 u64 u8 usize";

/// The source for objects of the type of the one in `origin`.
pub(super) fn source(schema: &Schema, changes: Changes, origin: Origin<'_>) -> String {
    let root = schema.root();
    let live = changes == Changes::InPlace;
    // The derive makes two more types of a live one.
    let endings: &[&str] = if live { &["Live", "LiveView"] } else { &[] };
    let mut taken = Scope::of_types_without(&[NEVER, RAW, TYPES]);
    let mut claim = |name: &str| taken.claim_all(&camel(&identifier(name)), endings);
    let types = Catalog::of(root, |ty| match ty.shape() {
        _ if line_of(ty).is_some() => None,
        Shape::Struct(structure) => Some(claim(structure.name())),
        Shape::Enum(enumeration) => Some(claim(enumeration.name())),
        _ => None,
    });
    let alias = types.name(root).is_empty().then(|| claim("Value"));

    let object = words::line(origin.name);
    let command = shell::command(origin.which, "rust");
    let source = Source { live, types };
    let mut out = Lines::default();
    line!(out, "// The type of the shared object `{object}`.");
    line!(out, "// Written by `{command}`.");
    line!(
        out,
        "// Its layout fingerprint is {}.",
        schema.layout_fingerprint()
    );
    out.gap();
    source.imports(&mut out, root);
    for (ty, name) in source.types.types() {
        match ty.shape() {
            Shape::Struct(structure) => source.structure(&mut out, ty, structure, name),
            Shape::Enum(enumeration) => enumeration_item(&mut out, enumeration, name),
            _ => {}
        }
    }
    if let Some(alias) = alias {
        out.gap();
        line!(out, "/// What the object holds.");
        line!(out, "pub type {alias} = {};", source.spelled(root));
    }
    out.finish()
}

struct Source<'a> {
    live: bool,
    types: Catalog<'a>,
}

impl Source<'_> {
    /// The names of the library that are used.
    fn imports(&self, out: &mut Lines, root: &Type) {
        let mut used: Vec<&str> = Vec::new();
        let mut non_zero: Vec<&str> = Vec::new();
        each_type(root, &mut |ty| match ty.shape() {
            _ if line_of(ty).is_some() => used.push("CacheLine"),
            Shape::Struct(_) | Shape::Enum(_) => used.push("Shared"),
            Shape::Text { .. } => used.push("FixedStr"),
            Shape::List { .. } => used.push("FixedVec"),
            Shape::NonZero(scalar) => non_zero.extend(scalar.non_zero_name()),
            _ => {}
        });
        for (path, names) in [("core::num", &mut non_zero), ("shm_typed", &mut used)] {
            names.sort_unstable();
            names.dedup();
            match &names[..] {
                [] => {}
                [name] => line!(out, "use {path}::{name};"),
                names => line!(out, "use {path}::{{{}}};", names.join(", ")),
            }
        }
    }

    fn structure(&self, out: &mut Lines, ty: &Type, structure: &Struct, name: &str) {
        out.gap();
        documentation(out, structure.help());
        line!(out, "#[derive(Clone, Copy, Debug, Shared)]");
        let natural = structure.fields().iter().map(|field| field.ty().align());
        let align = if ty.align() > natural.max().unwrap_or(1) {
            format!(", align({})", ty.align())
        } else {
            String::new()
        };
        line!(out, "#[repr(C{align})]");
        let mut attributes = renamed("name", structure.name(), name, out);
        if structure.version() > 0 {
            attributes.push(format!("version = {}", structure.version()));
        }
        if self.live {
            attributes.push("live".into());
        }
        if is_checked(ty) {
            attributes.push("checked".into());
        }
        attribute(out, &attributes);
        line!(out, "pub struct {name} {{");
        out.indented(|out| self.fields(out, structure, ty.size()));
        line!(out, "}}");
    }

    fn fields(&self, out: &mut Lines, structure: &Struct, size: usize) {
        let mut names = Scope::without(&[NEVER]);
        let fields: Vec<(&Field, String)> = structure
            .fields()
            .iter()
            .map(|field| (field, names.claim(&snake(&identifier(field.name())))))
            .collect();
        let mut end = 0;
        let mut gap = |out: &mut Lines, from: usize, to: usize| {
            if to > from {
                line!(
                    out,
                    "// These bytes are of no field of the object: its layout is not that of this struct."
                );
                line!(out, "pub {}: [u8; {}],", names.claim("_gap"), to - from);
            }
        };
        for (field, name) in fields {
            gap(out, end, field.offset());
            end = field.offset() + field.ty().size();
            documentation(out, field.help());
            let mut attributes = self.attributes(out, field, structure.version());
            attributes.extend(renamed("rename", field.name(), &name, out));
            attribute(out, &attributes);
            let raw = if is_word(RAW, &name) { "r#" } else { "" };
            line!(out, "pub {raw}{name}: {},", self.spelled(field.ty()));
        }
        gap(out, end, size);
    }

    /// What the field's author said of it, as far as the derive takes it.
    fn attributes(&self, out: &mut Lines, field: &Field, version: u32) -> Vec<String> {
        let mut attributes = Vec::new();
        let scalar = number_in(field.ty());
        let mut left_out = Vec::new();
        if !field.unit().is_empty() {
            if scalar.is_some() && is_plain(field.unit()) {
                attributes.push(format!("unit = {}", literal(field.unit())));
            } else {
                left_out.push("unit");
            }
        }
        if let Some(kind) = field.kind() {
            attributes.push(format!("kind = \"{}\"", Kind::as_str(kind)));
        }
        if let Some((low, high)) = field.range() {
            let ends = scalar.and_then(|scalar| Some((held(scalar, low)?, held(scalar, high)?)));
            match ends {
                Some((low_end, high_end)) if rises(low, high) => {
                    attributes.push(format!("range = {low_end}..={high_end}"));
                }
                _ => left_out.push("range"),
            }
        }
        if let Some(invalid) = field.invalid() {
            let is_float = matches!(scalar, Some(Scalar::F32 | Scalar::F64));
            match (invalid, scalar) {
                (Number::Float(float), _) if float.is_nan() && is_float => {
                    attributes.push("invalid = \"nan\"".into());
                }
                (number, Some(scalar)) if let Some(number) = held(scalar, number) => {
                    attributes.push(format!("invalid = {number}"));
                }
                _ => left_out.push("invalid"),
            }
        }
        if field.level() != Level::Info {
            attributes.push(format!("level = \"{}\"", field.level().as_str()));
        }
        if field.since() > 0 {
            if field.since() <= version {
                attributes.push(format!("since = {}", field.since()));
            } else {
                left_out.push("since");
            }
        }
        if field.is_sensitive() {
            attributes.push("sensitive".into());
        }
        if line_of(field.ty()).is_some() {
            attributes.push("cache_line".into());
        }
        if let Some(name) = opaque_in(field.ty()) {
            if is_path(name) {
                line!(
                    out,
                    "// `{name}` is plain old data of another crate, which this program needs."
                );
                attributes.push("opaque".into());
            } else {
                let name = words::line(name);
                line!(
                    out,
                    "// Stands for `{name}`: the layout of the object is not that of this struct."
                );
            }
        }
        if !left_out.is_empty() {
            line!(
                out,
                "// The derive does not take the schema's {}.",
                left_out.join(", ")
            );
        }
        attributes
    }

    /// The type as Rust spells it.
    fn spelled(&self, ty: &Type) -> String {
        if let Some(scalar) = line_of(ty) {
            return format!("CacheLine<{}>", scalar.as_str());
        }
        match ty.shape() {
            Shape::Scalar(scalar) => scalar.as_str().into(),
            Shape::NonZero(scalar) => scalar.non_zero_name().unwrap_or(scalar.as_str()).into(),
            Shape::Bool => "bool".into(),
            Shape::Char => "char".into(),
            Shape::Array { element, len } => format!("[{}; {len}]", self.spelled(element)),
            Shape::Text { capacity } => format!("FixedStr<{capacity}>"),
            Shape::List { element, capacity } => {
                format!("FixedVec<{}, {capacity}>", self.spelled(element))
            }
            Shape::Struct(_) | Shape::Enum(_) => self.types.name(ty).to_owned(),
            Shape::Opaque { name } if is_path(name) => name.to_string(),
            // The nearest: as many bytes, with the alignment if a number has it.
            _ => match ty.align() {
                2 => format!("[u16; {}]", ty.size() / 2),
                4 => format!("[u32; {}]", ty.size() / 4),
                8 => format!("[u64; {}]", ty.size() / 8),
                _ => format!("[u8; {}]", ty.size()),
            },
        }
    }
}

fn enumeration_item(out: &mut Lines, enumeration: &Enum, name: &str) {
    let mut names = Scope::of_types_without(&[NEVER]);
    out.gap();
    documentation(out, enumeration.help());
    line!(out, "#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]");
    line!(out, "#[repr({})]", enumeration.repr().as_str());
    let mut attributes = renamed("name", enumeration.name(), name, out);
    if enumeration.version() > 0 {
        attributes.push(format!("version = {}", enumeration.version()));
    }
    attribute(out, &attributes);
    line!(out, "pub enum {name} {{");
    out.indented(|out| {
        for variant in enumeration.variants() {
            documentation(out, variant.help());
            let name = names.claim(&camel(&identifier(variant.name())));
            let attributes = renamed("rename", variant.name(), &name, out);
            attribute(out, &attributes);
            line!(out, "{name} = {},", variant.value());
        }
    });
    line!(out, "}}");
}

/// The setting for a name that is not what Rust calls it; if the derive refuses it, a comment.
fn renamed(key: &str, name: &str, ident: &str, out: &mut Lines) -> Vec<String> {
    if name == ident {
        Vec::new()
    } else if is_plain(name) {
        vec![format!("{key} = {}", literal(name))]
    } else {
        let name = words::line(name);
        line!(
            out,
            "// The object's schema calls it `{name}`, which the derive does not take."
        );
        Vec::new()
    }
}

/// Whether the derive takes this name or unit.
fn is_plain(text: &str) -> bool {
    let is_short = !text.trim().is_empty() && text.len() <= 255;
    is_short && !text.contains(|c: char| c.is_control() || matches!(c, '"' | '\\'))
}

/// Plain text as a literal: what does not print is spelled out.
fn literal(text: &str) -> String {
    let spelled = text.chars().map(|c| match c {
        '\'' => "'".to_owned(),
        c => c.escape_debug().to_string(),
    });
    format!("\"{}\"", spelled.collect::<String>())
}

/// Whether this is the path of a type and nothing more.
fn is_path(name: &str) -> bool {
    let last = name.rsplit("::").next().unwrap_or(name);
    !is_word(NEVER, last)
        && name.split("::").all(|word| {
            let is_plain = word == identifier(word) && !word.starts_with("field_");
            is_plain && word != "unnamed" && !is_word(RAW, word) && word != "_"
        })
}

fn attribute(out: &mut Lines, settings: &[String]) {
    if !settings.is_empty() {
        line!(out, "#[shared({})]", settings.join(", "));
    }
}

/// Help as doc comments, in which nothing is code: rustdoc would run it.
fn documentation(out: &mut Lines, help: &str) {
    for text in words::lines(help) {
        let text = text.replace("```", "'''").replace("~~~", "---");
        let blank = if text.is_empty() { "" } else { " " };
        line!(out, "///{blank}{text}");
    }
}

/// The number of a `CacheLine`, if that is what this type is.
fn line_of(ty: &Type) -> Option<Scalar> {
    let Shape::Struct(structure) = ty.shape() else {
        return None;
    };
    let [value, fill] = structure.fields() else {
        return None;
    };
    let Shape::Scalar(scalar) = value.ty().shape() else {
        return None;
    };
    let is_fill = match fill.ty().shape() {
        Shape::Array { element, len } => {
            matches!(element.shape(), Shape::Scalar(Scalar::U8)) && *len == 64 - scalar.size()
        }
        _ => false,
    };
    let is_line = is_fill
        && (structure.name(), value.name(), fill.name()) == ("CacheLine", "value", "_fill")
        && (ty.size(), ty.align(), value.offset()) == (64, 64, 0)
        && fill.offset() == scalar.size();
    is_line.then_some(*scalar)
}

/// The number that a unit or a range of a field of this type is about.
fn number_in(ty: &Type) -> Option<Scalar> {
    match ty.shape() {
        Shape::Scalar(scalar) | Shape::NonZero(scalar) => Some(*scalar),
        Shape::Array { element, .. } | Shape::List { element, .. } => number_in(element),
        _ => line_of(ty),
    }
}

/// The opaque type of a field, or of its elements.
fn opaque_in(ty: &Type) -> Option<&str> {
    match ty.shape() {
        Shape::Opaque { name } => Some(name),
        Shape::Array { element, .. } => opaque_in(element),
        _ => None,
    }
}

/// Whether some bits are no value of the type.
fn is_checked(ty: &Type) -> bool {
    let mut is_checked = false;
    each_type(ty, &mut |ty| {
        is_checked |= matches!(
            ty.shape(),
            Shape::Bool | Shape::Char | Shape::NonZero(_) | Shape::Enum(_)
        );
    });
    is_checked
}

/// The type and all that are in it.
fn each_type(ty: &Type, see: &mut impl FnMut(&Type)) {
    see(ty);
    match ty.shape() {
        Shape::Array { element, .. } | Shape::List { element, .. } => each_type(element, see),
        Shape::Struct(structure) if line_of(ty).is_none() => {
            for field in structure.fields() {
                each_type(field.ty(), see);
            }
        }
        _ => {}
    }
}

/// The number as a literal, if a number of this type can be it.
fn held(scalar: Scalar, number: Number) -> Option<String> {
    let (low, high) = match scalar {
        Scalar::U8 => (0, u8::MAX.into()),
        Scalar::U16 => (0, u16::MAX.into()),
        Scalar::U32 => (0, u32::MAX.into()),
        Scalar::U64 => (0, u64::MAX.into()),
        Scalar::U128 => (0, i128::MAX),
        Scalar::I8 => (i8::MIN.into(), i8::MAX.into()),
        Scalar::I16 => (i16::MIN.into(), i16::MAX.into()),
        Scalar::I32 => (i32::MIN.into(), i32::MAX.into()),
        Scalar::I64 => (i64::MIN.into(), i64::MAX.into()),
        Scalar::I128 => (i128::MIN, i128::MAX),
        _ => {
            let most = if scalar == Scalar::F32 {
                f64::from(f32::MAX)
            } else {
                f64::MAX
            };
            return match number {
                Number::Float(float) if float.abs() <= most => Some(format!("{float:?}")),
                _ => None,
            };
        }
    };
    match number {
        Number::Int(int) if (low..=high).contains(&int) => Some(int.to_string()),
        _ => None,
    }
}

fn rises(low: Number, high: Number) -> bool {
    match (low, high) {
        (Number::Int(low), Number::Int(high)) => low <= high,
        (Number::Float(low), Number::Float(high)) => low <= high,
        _ => false,
    }
}
