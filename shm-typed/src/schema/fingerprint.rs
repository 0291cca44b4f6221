//! 128 bits that stand for a type.
//!
//! # Definition
//!
//! `H` is XXH3-128 with seed 0; its 16 bytes are the canonical ones, most significant first. A
//! *record* is a run of items, and every item has a fixed width: a *word* is 8 bytes, little-endian;
//! a *hash* is 16 bytes; a text enters as the hash `H` of its UTF-8 bytes. The first word of a record
//! is its tag. So a record can be read back in one way only, whatever the texts hold.
//!
//! The fingerprint of a type is the hash of its record, and holds those of its parts:
//!
//! | type | record |
//! |---|---|
//! | number, `bool`, `char`, number that is not 0 | 1, size, align, text of its name (`f64`, `NonZeroU32`) |
//! | array | 2, size, align, length, fingerprint of the element |
//! | opaque | 3, size, align, text of its name |
//! | text | 20, size, align, capacity |
//! | list | 21, size, align, capacity, fingerprint of the element |
//! | struct, layout | 4, size, align, number of fields, `F` of the last field |
//! | struct, schema | 6, size, align, number of fields, `F` of the last field, text of its name, version |
//!
//! | enum, layout | 8, size, align, text of its `repr`, number of variants, `V` of the last variant |
//! | enum, schema | 10, size, align, text of its `repr`, number of variants, `V` of the last variant, text of its name, version |
//!
//! where `F` of a field is the hash of a record, chained to the `F` of the field before it (16 zero
//! bytes before the first one):
//!
//! | field | record |
//! |---|---|
//! | layout | 5, `F` before, offset, text of its name, fingerprint of its type |
//! | schema | 7, `F` before, offset, text of its name, fingerprint of its type, text of kind, text of unit, text of level, since, sensitive (0 or 1), low end, high end, invalid |
//!
//! and `V` of a variant that of a record, chained in the same way, in order of value:
//!
//! | variant | record |
//! |---|---|
//! | layout | 9, `V` before, value (16 bytes, two's complement, little-endian) |
//! | schema | 11, `V` before, value, text of its name |
//!
//! What is not set enters as the empty text, 0, or the absent number; the level is always set
//! (`info` if nothing was said). Each of the last three items of a field is a number that may be
//! absent, 24 bytes: absent is the word 0 and 16 zero bytes; a whole number is the word 1 and 16
//! bytes, two's complement, little-endian; a float is the word 2, its 8 bytes as an IEEE 754 double,
//! little-endian, and 8 zero bytes, where every NaN counts as `7ff8000000000000`.
//!
//! Help texts enter nowhere. In Python, with `H(b) = xxhash.xxh3_128_digest(b)` and a type as the
//! schema's JSON gives it, the layout fingerprint is:
//!
//! ```python
//! SIZE = {"u8": 1, "i8": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "f32": 4,
//!         "u64": 8, "i64": 8, "f64": 8, "u128": 16, "i128": 16, "bool": 1, "char": 4}
//! SIZE |= {"NonZero" + t.upper(): n for t, n in SIZE.items() if t[0] in "ui"}
//!
//! def word(*ns): return b"".join(n.to_bytes(8, "little") for n in ns)
//! def text(s): return H(s.encode())
//!
//! def layout(t):                              # -> size, align, fingerprint
//!     if isinstance(t, str):
//!         return SIZE[t], SIZE[t], H(word(1, SIZE[t], SIZE[t]) + text(t))
//!     if "array" in t:
//!         size, align, element = layout(t["array"])
//!         size *= t["len"]
//!         return size, align, H(word(2, size, align, t["len"]) + element)
//!     if "enum" in t:
//!         size, chain = SIZE[t["repr"]], bytes(16)
//!         for v in t["variants"]:
//!             chain = H(word(9) + chain + v["value"].to_bytes(16, "little", signed=True))
//!         record = word(8, size, size) + text(t["repr"]) + word(len(t["variants"])) + chain
//!         return size, size, H(record)
//!     if "text" in t:
//!         size = 8 + t["text"]
//!         return size, 1, H(word(20, size, 1, t["text"]))
//!     if "list" in t:
//!         size, align, element = layout(t["list"])
//!         size = 8 + size * t["capacity"]
//!         return size, align, H(word(21, size, align, t["capacity"]) + element)
//!     size, align = t["size"], t["align"]
//!     if "opaque" in t:
//!         return size, align, H(word(3, size, align) + text(t["opaque"]))
//!     chain = bytes(16)
//!     for f in t["fields"]:
//!         chain = H(word(5) + chain + word(f["offset"]) + text(f["name"]) + layout(f["type"])[2])
//!     return size, align, H(word(4, size, align, len(t["fields"])) + chain)
//! ```

use core::fmt;

use super::limits::{MAX_ALIGN, MAX_FIELDS, MAX_NAME_LEN, MAX_SIZE, MAX_TYPE_DEPTH};
use super::model::{self, Type};
use super::node::{
    Coverage, NO_FIELD, Notes, array_node, enum_node, field_node, list_node, named_node,
    opaque_node, scalar_node, struct_node, text_node, variant_node,
};
use crate::layout::{EnumDescriptor, FieldDescriptor, Shape, TypeDescriptor};

/// 128 bits that stand for a type: equal for equal types, and different for different ones.
///
/// It tells types apart that differ by mistake. The hash is not a cryptographic one: somebody who
/// means to can make two types with the same fingerprint.
///
/// ```
/// use shm_typed::Shared;
/// use shm_typed::schema::{Fingerprint, layout_fingerprint};
///
/// const SAMPLES: Fingerprint = layout_fingerprint(<[f32; 8]>::DESCRIPTOR);
///
/// assert_eq!(SAMPLES.to_string(), "373b22b5649677172e15a020e40cc738");
/// assert_ne!(SAMPLES, layout_fingerprint(<[f32; 9]>::DESCRIPTOR));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint that these bytes spell, as they are in an object's header.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes, in the order in which `Display` prints them.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The fingerprint of what decides whether a typed open is allowed.
///
/// Covers size and alignment, the numbers' types, the lengths of arrays and the capacities of text and
/// lists, the names, offsets and types of fields, the values of enums, and the names of opaque types. The
/// names of structs, enums and variants are not part of it, nor is what only describes: kinds, units,
/// ranges, help.
///
/// # Panics
///
/// If the type is beyond what a reader of schemas accepts: a value larger than 2<sup>40</sup> bytes or
/// aligned to more than 4096, a name that is empty or longer than 255 bytes, types nested more than
/// 32 deep, more than 16384 fields and variants. In const context, where this function belongs, that is a compile
/// error.
///
/// # Examples
///
/// ```
/// use shm_typed::Shared;
/// use shm_typed::schema::{Schema, layout_fingerprint};
///
/// assert_eq!(layout_fingerprint(u64::DESCRIPTOR), Schema::of::<u64>().layout_fingerprint());
/// ```
#[must_use]
pub const fn layout_fingerprint(ty: &TypeDescriptor) -> Fingerprint {
    of_descriptor(ty, Coverage::Layout, Budget::FULL).0
}

/// The fingerprint of the type with its description, save the help texts.
///
/// In const context the compiler's lint `long_running_const_eval` counts the steps: with some 2500
/// fields of ordinary names, each nested struct counted wherever it is used, it stops the build, and
/// has to be allowed. Elements of arrays count once.
///
/// Covers what [`layout_fingerprint`] does, and the names and versions of structs and enums, the names
/// of variants, and the kind, unit, level, since, sensitivity, range and invalid value of fields.
///
/// # Panics
///
/// As [`layout_fingerprint`].
///
/// # Examples
///
/// ```
/// use shm_typed::Shared;
/// use shm_typed::schema::{Schema, schema_fingerprint};
///
/// assert_eq!(schema_fingerprint(u64::DESCRIPTOR), Schema::of::<u64>().fingerprint());
/// ```
#[must_use]
pub const fn schema_fingerprint(ty: &TypeDescriptor) -> Fingerprint {
    of_descriptor(ty, Coverage::Schema, Budget::FULL).0
}

/// The fingerprint of an owned type: the same records, from the other tree.
pub(super) fn of_type(ty: &Type, coverage: Coverage) -> Fingerprint {
    let (size, align) = (ty.size(), ty.align());
    match ty.shape() {
        model::Shape::Scalar(scalar) => scalar_node(*scalar),
        model::Shape::Array { element, len } => {
            array_node(size, align, *len, of_type(element, coverage))
        }
        model::Shape::Text { capacity } => text_node(size, align, *capacity),
        model::Shape::List { element, capacity } => {
            list_node(size, align, *capacity, of_type(element, coverage))
        }
        model::Shape::Opaque { name } => opaque_node(size, align, name),
        model::Shape::Bool => named_node(size, "bool"),
        model::Shape::Char => named_node(size, "char"),
        model::Shape::NonZero(scalar) => {
            named_node(size, scalar.non_zero_name().unwrap_or_default())
        }
        model::Shape::Enum(state) => {
            let variants = state.variants();
            let chain = variants.iter().fold(NO_FIELD, |before, variant| {
                variant_node(coverage, before, variant.value(), variant.name())
            });
            let (name, version) = (state.name(), state.version());
            enum_node(coverage, state.repr(), variants.len(), chain, name, version)
        }
        model::Shape::Struct(structure) => {
            let fields = structure.fields();
            let chain = fields.iter().fold(NO_FIELD, |before, field| {
                let ty = of_type(field.ty(), coverage);
                let (name, offset) = (field.name(), field.offset());
                field_node(coverage, before, offset, name, ty, &field.notes())
            });
            let (name, version) = (structure.name(), structure.version());
            struct_node(coverage, size, align, fields.len(), chain, name, version)
        }
    }
}

/// What is left of the limits.
#[derive(Clone, Copy)]
struct Budget {
    depth: usize,
    fields: usize,
}

impl Budget {
    const FULL: Self = Self {
        depth: MAX_TYPE_DEPTH,
        fields: MAX_FIELDS,
    };
}

/// Returns the fingerprint, and how many fields are left.
const fn of_descriptor(
    ty: &TypeDescriptor,
    coverage: Coverage,
    budget: Budget,
) -> (Fingerprint, usize) {
    let (size, align) = (ty.size(), ty.align());
    assert!(size <= MAX_SIZE, "a shared value has at most 2^40 bytes");
    assert!(
        align <= MAX_ALIGN,
        "a shared value is aligned to at most 4096 bytes"
    );
    assert!(budget.depth > 0, "shared types are nested at most 32 deep");

    let depth = budget.depth - 1;
    let mut left = budget.fields;
    let fingerprint = match ty.shape() {
        Shape::Scalar(scalar) => {
            let natural = size == scalar.size() && align == size;
            assert!(natural, "a number is aligned to its size");
            scalar_node(*scalar)
        }
        Shape::Array { element, len } => {
            let (element, after) = of_descriptor(
                element,
                coverage,
                Budget {
                    depth,
                    fields: left,
                },
            );
            left = after;
            array_node(size, align, *len, element)
        }
        Shape::Text { capacity } => text_node(size, align, *capacity),
        Shape::List { element, capacity } => {
            let inner = Budget {
                depth,
                fields: left,
            };
            let (element, after) = of_descriptor(element, coverage, inner);
            left = after;
            list_node(size, align, *capacity, element)
        }
        Shape::Opaque { name } => {
            check_name(name);
            opaque_node(size, align, name)
        }
        Shape::Bool => named_node(size, "bool"),
        Shape::Char => named_node(size, "char"),
        Shape::NonZero(scalar) => match scalar.non_zero_name() {
            Some(name) => named_node(size, name),
            None => panic!("a number that is not 0 is a whole one"),
        },
        Shape::Enum(state) => {
            check_name(state.name());
            let (chain, count) = variants(state, size, coverage);
            assert!(
                left >= count,
                "a shared type has at most 16384 fields and variants"
            );
            left -= count;
            let (name, version) = (state.name(), state.version());
            enum_node(coverage, state.repr(), count, chain, name, version)
        }
        Shape::Struct(structure) => {
            check_name(structure.name());
            let count = structure.fields().len();
            let mut chain = NO_FIELD;
            let mut fields = structure.fields();
            while let Some((field, rest)) = fields.split_first() {
                check_name(field.name());
                assert!(
                    left > 0,
                    "a shared type has at most 16384 fields and variants"
                );
                let inner = Budget {
                    depth,
                    fields: left - 1,
                };
                let (ty, after) = of_descriptor(field.ty(), coverage, inner);
                left = after;
                let notes = notes(field);
                chain = field_node(coverage, chain, field.offset(), field.name(), ty, &notes);
                fields = rest;
            }
            let (name, version) = (structure.name(), structure.version());
            struct_node(coverage, size, align, count, chain, name, version)
        }
    };
    (fingerprint, left)
}

/// The `V` of the last variant, and how many there are.
const fn variants(state: &EnumDescriptor, size: usize, coverage: Coverage) -> (Fingerprint, usize) {
    let Some((low, high)) = state.repr().enum_range() else {
        panic!("the number of an enum is a whole one of at most 8 bytes")
    };
    assert!(
        size == state.repr().size(),
        "an enum has the size of its number"
    );
    let count = state.variants().len();
    assert!(count > 0, "an enum has a variant");
    let (mut chain, mut least) = (NO_FIELD, low);
    let mut variants = state.variants();
    while let Some((variant, rest)) = variants.split_first() {
        check_name(variant.name());
        assert!(
            least <= variant.value() && variant.value() <= high,
            "the variants of an enum are in order of value, within its number"
        );
        chain = variant_node(coverage, chain, variant.value(), variant.name());
        least = variant.value() + 1;
        variants = rest;
    }
    (chain, count)
}

const fn check_name(name: &str) {
    assert!(
        !name.is_empty(),
        "the name of a shared type or field is not empty"
    );
    assert!(
        name.len() <= MAX_NAME_LEN,
        "the name of a shared type or field has at most 255 bytes"
    );
}

const fn notes(field: &FieldDescriptor) -> Notes<'_> {
    Notes {
        kind: field.kind(),
        unit: field.unit(),
        level: field.level(),
        since: field.since(),
        range: field.range(),
        invalid: field.invalid(),
        sensitive: field.is_sensitive(),
    }
}
