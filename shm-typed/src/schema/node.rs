//! The records of the fingerprints, in the order of the tables in `fingerprint`.
//!
//! The constant and the owned tree both use these, and nothing else.

use super::Fingerprint;
use super::record::{Record, text_hash};
use crate::layout::{Kind, Level, Number, Scalar};

/// Which of the two fingerprints.
#[derive(Clone, Copy)]
pub(super) enum Coverage {
    Layout,
    Schema,
}

/// What is said of a field beyond its place and type.
pub(super) struct Notes<'a> {
    pub(super) kind: Option<Kind>,
    pub(super) unit: &'a str,
    pub(super) level: Level,
    pub(super) since: u32,
    pub(super) range: Option<(Number, Number)>,
    pub(super) invalid: Option<Number>,
    pub(super) sensitive: bool,
}

/// `$of($value)`, with the result for each variant computed once per crate and not once per field:
/// the compiler counts the steps of const evaluation, and stops at two million.
macro_rules! each {
    ($enum:ident, $value:expr, $of:ident, [$($variant:ident)*]) => {
        match $value {
            $($enum::$variant => const { $of($enum::$variant) },)*
        }
    };
}

/// What the record of the first field or variant is chained to.
pub(super) const NO_FIELD: Fingerprint = Fingerprint::from_bytes([0; 16]);

pub(super) const fn scalar_node(scalar: Scalar) -> Fingerprint {
    const fn node(scalar: Scalar) -> Fingerprint {
        let size = scalar.size();
        Record::new(1)
            .word(size)
            .word(size)
            .text(scalar.as_str())
            .finish()
    }
    each!(Scalar, scalar, node, [U8 U16 U32 U64 U128 I8 I16 I32 I64 I128 F32 F64])
}

/// `bool`, `char` or a `NonZero` number: as a number, by its name.
pub(super) const fn named_node(size: usize, name: &str) -> Fingerprint {
    Record::new(1).word(size).word(size).text(name).finish()
}

pub(super) const fn variant_node(
    coverage: Coverage,
    before: Fingerprint,
    value: i128,
    name: &str,
) -> Fingerprint {
    let tag = match coverage {
        Coverage::Layout => 9,
        Coverage::Schema => 11,
    };
    let layout = Record::new(tag).part(before).wide(value);
    match coverage {
        Coverage::Layout => layout.finish(),
        Coverage::Schema => layout.text(name).finish(),
    }
}

pub(super) const fn enum_node(
    coverage: Coverage,
    repr: Scalar,
    count: usize,
    chain: Fingerprint,
    name: &str,
    version: u32,
) -> Fingerprint {
    let tag = match coverage {
        Coverage::Layout => 8,
        Coverage::Schema => 10,
    };
    let layout = Record::new(tag)
        .word(repr.size())
        .word(repr.size())
        .text(repr.as_str())
        .word(count)
        .part(chain);
    match coverage {
        Coverage::Layout => layout.finish(),
        Coverage::Schema => layout.text(name).word32(version).finish(),
    }
}

const fn kind_hash(kind: Kind) -> Fingerprint {
    const fn of(kind: Kind) -> Fingerprint {
        text_hash(kind.as_str())
    }
    each!(Kind, kind, of, [Counter Gauge State Info Timestamp Flags Setting])
}

const fn level_hash(level: Level) -> Fingerprint {
    const fn of(level: Level) -> Fingerprint {
        text_hash(level.as_str())
    }
    each!(Level, level, of, [Info Diag Debug])
}

pub(super) const fn array_node(
    size: usize,
    align: usize,
    len: usize,
    element: Fingerprint,
) -> Fingerprint {
    Record::new(2)
        .word(size)
        .word(align)
        .word(len)
        .part(element)
        .finish()
}

pub(super) const fn text_node(size: usize, align: usize, capacity: usize) -> Fingerprint {
    Record::new(20)
        .word(size)
        .word(align)
        .word(capacity)
        .finish()
}

pub(super) const fn list_node(
    size: usize,
    align: usize,
    capacity: usize,
    element: Fingerprint,
) -> Fingerprint {
    Record::new(21)
        .word(size)
        .word(align)
        .word(capacity)
        .part(element)
        .finish()
}

pub(super) const fn opaque_node(size: usize, align: usize, name: &str) -> Fingerprint {
    Record::new(3).word(size).word(align).text(name).finish()
}

pub(super) const fn struct_node(
    coverage: Coverage,
    size: usize,
    align: usize,
    count: usize,
    chain: Fingerprint,
    name: &str,
    version: u32,
) -> Fingerprint {
    let tag = match coverage {
        Coverage::Layout => 4,
        Coverage::Schema => 6,
    };
    let layout = Record::new(tag)
        .word(size)
        .word(align)
        .word(count)
        .part(chain);
    match coverage {
        Coverage::Layout => layout.finish(),
        Coverage::Schema => layout.text(name).word32(version).finish(),
    }
}

pub(super) const fn field_node(
    coverage: Coverage,
    before: Fingerprint,
    offset: usize,
    name: &str,
    ty: Fingerprint,
    notes: &Notes<'_>,
) -> Fingerprint {
    let tag = match coverage {
        Coverage::Layout => 5,
        Coverage::Schema => 7,
    };
    let layout = Record::new(tag)
        .part(before)
        .word(offset)
        .text(name)
        .part(ty);
    let Coverage::Schema = coverage else {
        return layout.finish();
    };

    let kind = match notes.kind {
        Some(kind) => kind_hash(kind),
        None => text_hash(""),
    };
    let (low, high) = match notes.range {
        Some((low, high)) => (Some(low), Some(high)),
        None => (None, None),
    };
    layout
        .part(kind)
        .text(notes.unit)
        .part(level_hash(notes.level))
        .word32(notes.since)
        .word32(if notes.sensitive { 1 } else { 0 })
        .number(low)
        .number(high)
        .number(notes.invalid)
        .finish()
}
