//! The value that a field is compared with.

use std::cmp::Ordering;

use shm_typed::inspect::Content;
use shm_typed::layout::Scalar;
use shm_typed::schema::{Shape, Type};

/// A value, read as what the field is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    /// Below 0, or any number of a signed field.
    Int(i128),
    UInt(u128),
    F32(f32),
    F64(f64),
    Bool(bool),
    Char(char),
    Text(String),
    /// The number that its author declared to mean "none".
    None,
}

/// How a field compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Is(Ordering),
    /// One of them is NaN, and the other is not.
    Unordered,
    /// Its bits are no value.
    NoValue,
}

impl Literal {
    /// Reads `text` as a value of `ty`.
    pub(super) fn read(text: &str, ty: &Type) -> Result<Self, String> {
        if text == "none" && !matches!(ty.shape(), Shape::Text { .. } | Shape::Enum(_)) {
            return Ok(Self::None);
        }
        let wrong = || format!("`{text}` is no {ty}");
        match ty.shape() {
            Shape::Scalar(scalar) | Shape::NonZero(scalar) => {
                number(text, *scalar).ok_or_else(wrong)
            }
            Shape::Bool => match text {
                "true" | "1" => Ok(Self::Bool(true)),
                "false" | "0" => Ok(Self::Bool(false)),
                _ => Err(wrong()),
            },
            Shape::Char => {
                let mut chars = unquoted(text, '\'').chars();
                match (chars.next(), chars.next()) {
                    (Some(char), None) => Ok(Self::Char(char)),
                    _ => Err(wrong()),
                }
            }
            Shape::Text { .. } => Ok(Self::Text(unquoted(text, '"').to_owned())),
            Shape::Enum(enumeration) => {
                let variants = enumeration.variants();
                variants
                    .iter()
                    .find(|variant| variant.name() == text || variant.value().to_string() == text)
                    .map(|variant| Self::Int(variant.value()))
                    .ok_or_else(|| {
                        let names = variants.iter().take(16).map(|variant| variant.name());
                        let names: Vec<&str> = names.collect();
                        format!("`{text}` is no {ty}: it is one of {}", names.join(", "))
                    })
            }
            _ => Err(format!("it is a {ty}: name a number or text inside of it")),
        }
    }

    /// How `content` compares with it.
    pub(super) fn compare(&self, content: &Content<'_>) -> Answer {
        let float = |value: f64, literal: f64| match value.partial_cmp(&literal) {
            Some(order) => Answer::Is(order),
            None if value.is_nan() && literal.is_nan() => Answer::Is(Ordering::Equal),
            None => Answer::Unordered,
        };
        match (content, self) {
            (Content::Int(value), Self::Int(literal)) => Answer::Is(value.cmp(literal)),
            (Content::Int(value), Self::UInt(literal)) => {
                Answer::Is(u128::try_from(*value).map_or(Ordering::Less, |v| v.cmp(literal)))
            }
            (Content::UInt(value), Self::UInt(literal)) => Answer::Is(value.cmp(literal)),
            (Content::UInt(_), Self::Int(_)) => Answer::Is(Ordering::Greater),
            (Content::Int(_) | Content::UInt(_), Self::F64(literal)) => content
                .as_f64()
                .map_or(Answer::NoValue, |value| float(value, *literal)),
            (Content::F32(value), Self::F32(literal)) => float((*value).into(), (*literal).into()),
            (Content::F64(value), Self::F64(literal)) => float(*value, *literal),
            (Content::Bool(value), Self::Bool(literal)) => Answer::Is(value.cmp(literal)),
            (Content::Char(value), Self::Char(literal)) => Answer::Is(value.cmp(literal)),
            (Content::Text(value), Self::Text(literal)) => {
                Answer::Is((**value).cmp(literal.as_str()))
            }
            (Content::Variant(variant), Self::Int(literal)) => {
                Answer::Is(variant.value().cmp(literal))
            }
            _ => Answer::NoValue,
        }
    }
}

/// A number as the field would hold it: whole ones may be compared with fractions as well.
fn number(text: &str, scalar: Scalar) -> Option<Literal> {
    match scalar {
        // As the nearest that the field can hold, or 0.1 would equal nothing.
        Scalar::F32 => text.parse().ok().map(Literal::F32),
        Scalar::F64 => text.parse().ok().map(Literal::F64),
        _ => {
            let (sign, digits) = match text.strip_prefix('-') {
                Some(digits) => (-1, digits),
                None => (1, text),
            };
            let whole = match digits.strip_prefix("0x") {
                Some(digits) => u128::from_str_radix(digits, 16).ok(),
                None => digits.parse().ok(),
            };
            match whole {
                Some(whole) if sign > 0 => Some(Literal::UInt(whole)),
                Some(0) => Some(Literal::UInt(0)),
                Some(whole) => 0_i128.checked_sub_unsigned(whole).map(Literal::Int),
                None => text.parse().ok().map(Literal::F64),
            }
        }
    }
}

fn unquoted(text: &str, quote: char) -> &str {
    text.strip_prefix(quote)
        .and_then(|text| text.strip_suffix(quote))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shm_typed::{FixedStr, Schema, Shared};

    fn read<T: Shared>(text: &str) -> Result<Literal, String> {
        Literal::read(text, Schema::of::<T>().root())
    }

    #[test]
    fn a_value_is_read_as_what_the_field_is() {
        assert_eq!(read::<u8>("0x10"), Ok(Literal::UInt(16)));
        assert_eq!(read::<i8>("-5"), Ok(Literal::Int(-5)));
        assert_eq!(read::<u64>("1.5"), Ok(Literal::F64(1.5)));
        assert_eq!(read::<f32>("0.1"), Ok(Literal::F32(0.1)));
        assert_eq!(read::<f64>("none"), Ok(Literal::None));
        assert_eq!(
            read::<FixedStr<8>>("none"),
            Ok(Literal::Text("none".into()))
        );
        assert_eq!(
            read::<FixedStr<8>>("\"a b\""),
            Ok(Literal::Text("a b".into()))
        );
        for wrong in [read::<u8>("x"), read::<u8>("0x"), read::<[u8; 2]>("1")] {
            assert!(wrong.is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn numbers_compare_over_signs_and_widths() {
        let compare = |literal: Literal, content| literal.compare(&content);
        let (less, equal, greater) = (Ordering::Less, Ordering::Equal, Ordering::Greater);

        for (answer, order) in [
            (compare(Literal::UInt(u128::MAX), Content::Int(-1)), less),
            (compare(Literal::Int(-1), Content::UInt(0)), greater),
            (compare(Literal::F64(1.5), Content::UInt(2)), greater),
            (
                compare(Literal::F64(f64::NAN), Content::F64(f64::NAN)),
                equal,
            ),
            (compare(Literal::F32(0.1), Content::F32(0.1)), equal),
        ] {
            assert_eq!(answer, Answer::Is(order));
        }
        assert_eq!(
            compare(Literal::F64(1.0), Content::F64(f64::NAN)),
            Answer::Unordered
        );
    }
}
