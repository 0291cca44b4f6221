//! What the bytes of one place are.

use core::fmt;
use std::borrow::Cow;

use super::elements::{Children, Elements};
use crate::layout::{LENGTH_BYTES, Number, Scalar};
use crate::schema::{Enum, Shape, Type, Variant};

/// The value of a [`Node`](super::Node).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Content<'a> {
    /// `i8` to `i128`, and `NonZeroI8` to `NonZeroI128`.
    Int(i128),
    /// `u8` to `u128`, and `NonZeroU8` to `NonZeroU128`.
    UInt(u128),
    /// `f32`.
    F32(f32),
    /// `f64`.
    F64(f64),
    /// `bool`.
    Bool(bool),
    /// `char`.
    Char(char),
    /// A value of an enum that has a name.
    Variant(&'a Variant),
    /// Text. What is no UTF-8 became U+FFFD.
    Text(Cow<'a, str>),
    /// An array, or the elements that are in a list.
    Elements(Elements<'a>),
    /// The fields of a struct.
    Fields(Children<'a>),
    /// Plain old data of another crate.
    Opaque(&'a [u8]),
    /// Bits that are no value of the type.
    Invalid(Invalid<'a>),
}

/// Bits that are no value of their type: not 0 or 1 of a `bool`, no character, 0 where that is
/// none, no variant of an enum.
///
/// `Display` says what is there and what may be: `holds 7 (0x07), and a bool is 0 or 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid<'a> {
    ty: &'a Type,
    /// Signed if an enum's number is.
    value: i128,
    bits: u64,
}

impl Invalid<'_> {
    /// The bits, as a number without sign.
    #[must_use]
    pub fn bits(&self) -> u64 {
        self.bits
    }
}

impl fmt::Display for Invalid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = 2 * self.ty.size().min(8);
        write!(f, "holds {} (0x{:0digits$x}), and ", self.value, self.bits)?;
        match self.ty.shape() {
            Shape::Bool => f.write_str("a bool is 0 or 1"),
            Shape::Char => f.write_str("that is no character"),
            Shape::NonZero(_) => write!(f, "a {} is not 0", self.ty),
            Shape::Enum(enumeration) => write!(
                f,
                "a `{}` has {} other values",
                self.ty,
                enumeration.variants().len()
            ),
            _ => f.write_str("that is no value"),
        }
    }
}

impl<'a> Content<'a> {
    /// What `bytes`, of which there are as many as `ty` has, are. They start `offset` bytes into the
    /// value.
    pub(super) fn of(ty: &'a Type, bytes: &'a [u8], offset: usize) -> Self {
        let number = |scalar| Self::number(scalar, bytes);
        let invalid = |value| {
            Self::Invalid(Invalid {
                ty,
                value,
                bits: low(bytes),
            })
        };
        match ty.shape() {
            Shape::Scalar(scalar) => number(*scalar),
            Shape::Bool => match bytes {
                [0] => Self::Bool(false),
                [1] => Self::Bool(true),
                _ => invalid(low(bytes).into()),
            },
            Shape::Char => match u32::try_from(low(bytes)).ok().and_then(char::from_u32) {
                Some(char) => Self::Char(char),
                None => invalid(low(bytes).into()),
            },
            Shape::NonZero(_) if bytes.iter().all(|byte| *byte == 0) => invalid(0),
            Shape::NonZero(scalar) => number(*scalar),
            Shape::Enum(enumeration) => {
                let value = whole(enumeration, bytes);
                match enumeration.variant(value) {
                    Some(variant) => Self::Variant(variant),
                    None => invalid(value),
                }
            }
            Shape::Text { capacity } => {
                let (len, text) = contents(bytes, *capacity);
                Self::Text(String::from_utf8_lossy(text.get(..len).unwrap_or(text)))
            }
            Shape::List { element, capacity } => {
                let (len, bytes) = contents(bytes, *capacity);
                let offset = offset.saturating_add(LENGTH_BYTES);
                Self::Elements(Elements::new(element, bytes, offset, len))
            }
            Shape::Array { element, len } => {
                Self::Elements(Elements::new(element, bytes, offset, *len))
            }
            Shape::Struct(structure) => {
                Self::Fields(Children::fields(structure.fields(), bytes, offset))
            }
            Shape::Opaque { .. } => Self::Opaque(bytes),
        }
    }

    fn number(scalar: Scalar, bytes: &[u8]) -> Self {
        match scalar {
            Scalar::F32 => Self::F32(f32::from_bits(u32::try_from(low(bytes)).unwrap_or(0))),
            Scalar::F64 => Self::F64(f64::from_bits(low(bytes))),
            Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 | Scalar::U128 => {
                Self::UInt(wide(bytes, 0))
            }
            _ => Self::Int(signed(bytes)),
        }
    }

    /// The number, if it is one: of an enum its variant's, of a `bool` 0 or 1. One that has no `i128`
    /// is none.
    #[must_use]
    pub fn as_number(&self) -> Option<Number> {
        match self {
            Self::Int(value) => Some(Number::Int(*value)),
            Self::UInt(value) => i128::try_from(*value).ok().map(Number::Int),
            Self::F32(value) => Some(Number::Float(f64::from(*value))),
            Self::F64(value) => Some(Number::Float(*value)),
            Self::Bool(value) => Some(Number::Int(i128::from(*value))),
            Self::Variant(variant) => Some(Number::Int(variant.value())),
            _ => None,
        }
    }

    /// The nearest float to the number, if it is one: for pictures and averages.
    #[must_use]
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "the nearest float is what is wanted"
    )]
    pub fn as_f64(&self) -> Option<f64> {
        match (self, self.as_number()) {
            (Self::UInt(value), _) => Some(*value as f64),
            (_, Some(Number::Int(value))) => Some(value as f64),
            (_, Some(Number::Float(value))) => Some(value),
            _ => None,
        }
    }
}

/// The length in front of a text or list, at most `capacity`, and what is behind it.
fn contents(bytes: &[u8], capacity: usize) -> (usize, &[u8]) {
    match bytes.split_at_checked(LENGTH_BYTES) {
        Some((len, rest)) => (
            usize::try_from(low(len)).unwrap_or(capacity).min(capacity),
            rest,
        ),
        None => (0, &[]),
    }
}

/// The little-endian number in the first 8 bytes, or in fewer.
fn low(bytes: &[u8]) -> u64 {
    let mut word = [0; 8];
    for (to, from) in word.iter_mut().zip(bytes) {
        *to = *from;
    }
    u64::from_le_bytes(word)
}

/// The little-endian number in at most 16 bytes, with `fill` above them.
fn wide(bytes: &[u8], fill: u8) -> u128 {
    let mut word = [fill; 16];
    for (to, from) in word.iter_mut().zip(bytes) {
        *to = *from;
    }
    u128::from_le_bytes(word)
}

/// The same, in two's complement.
fn signed(bytes: &[u8]) -> i128 {
    let fill = match bytes.last() {
        Some(high) if *high >= 0x80 => 0xff,
        _ => 0,
    };
    i128::from_le_bytes(wide(bytes, fill).to_le_bytes())
}

/// The number of an enum.
fn whole(enumeration: &Enum, bytes: &[u8]) -> i128 {
    match enumeration.repr() {
        Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 => low(bytes).into(),
        _ => signed(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_sign_and_width() {
        assert_eq!(signed(&[0xff]), -1);
        assert_eq!(signed(&[0x80, 0]), 128);
        assert_eq!(signed(&i128::MIN.to_le_bytes()), i128::MIN);
        assert_eq!(wide(&u128::MAX.to_le_bytes(), 0), u128::MAX);
        assert_eq!(signed(&[]), 0);
    }

    #[test]
    fn a_length_that_is_a_lie_counts_as_the_room() {
        let mut bytes = [0xff; 12];

        assert_eq!(contents(&bytes, 4), (4, &[0xff; 4][..]));
        bytes[1..8].fill(0);
        bytes[0] = 2;
        assert_eq!(contents(&bytes, 4).0, 2);
        assert_eq!(contents(&[1, 2], 4), (0, &[][..]));
    }
}
