//! Literal numbers in attributes, and what they are compared with.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Lit, Token, Type};

/// A literal number, with its sign.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

/// A number, and the tokens that spell it.
#[derive(Clone)]
pub(crate) struct Spelled {
    pub(crate) number: Number,
    pub(crate) tokens: TokenStream,
}

impl Parse for Spelled {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        let literal: Lit = input.parse()?;
        let tokens = quote!(#minus #literal);
        let refuse = |message: &str| syn::Error::new_spanned(&tokens, message);
        let sign = if minus.is_some() { "-" } else { "" };
        let number = match &literal {
            Lit::Int(int) if int.suffix().is_empty() => {
                let digits = format!("{sign}{}", int.base10_digits());
                Number::Int(digits.parse().map_err(|_| {
                    refuse("a number of a schema fits in 128 bits with a sign: write a smaller one")
                })?)
            }
            Lit::Float(float) if float.suffix().is_empty() => {
                let number: f64 =
                    format!("{sign}{}", float.base10_digits())
                        .parse()
                        .map_err(|_| {
                            refuse("a number of a schema is a number such as `-1` or `2.5`")
                        })?;
                if !number.is_finite() {
                    return Err(refuse(
                        "a number of a schema fits in an `f64`: write a smaller one",
                    ));
                }
                Number::Float(number)
            }
            Lit::Int(_) | Lit::Float(_) => {
                return Err(refuse(
                    "the field's type says the width: write the number without suffix",
                ));
            }
            _ => {
                return Err(refuse(
                    "a number of a schema is a literal such as `-1` or `2.5`",
                ));
            }
        };
        Ok(Self { number, tokens })
    }
}

impl Number {
    /// This number as an expression, under the names of `door`.
    pub(crate) fn expand(self, door: &TokenStream) -> TokenStream {
        match self {
            Self::Int(int) => {
                let sign = int.is_negative().then(|| quote!(-));
                let digits = Literal::u128_unsuffixed(int.unsigned_abs());
                quote!(#door::Number::Int(#sign #digits))
            }
            Self::Float(float) if float.is_nan() => quote!(#door::Number::Float(#door::NAN)),
            Self::Float(float) => {
                let sign = float.is_sign_negative().then(|| quote!(-));
                let digits = Literal::f64_unsuffixed(float.abs());
                quote!(#door::Number::Float(#sign #digits))
            }
        }
    }

    /// The number as a float, as near as it gets.
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            // Through text, which rounds to the nearest: there is no `From` for it.
            Self::Int(int) => int.to_string().parse().unwrap_or(f64::NAN),
            Self::Float(float) => float,
        }
    }
}

/// A number type that a field spells by its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Primitive {
    /// A whole number from `low` to `high`.
    Int {
        name: &'static str,
        low: i128,
        high: i128,
    },
    F32,
    F64,
}

impl Primitive {
    /// The primitive that a type is spelled as, if it is.
    pub(crate) fn of(ty: &Type) -> Option<Self> {
        let Type::Path(path) = ty else { return None };
        let name = path.path.get_ident()?.to_string();
        let int = |name, low: i128, high: i128| Some(Self::Int { name, low, high });
        match name.as_str() {
            "u8" => int("u8", 0, u8::MAX.into()),
            "u16" => int("u16", 0, u16::MAX.into()),
            "u32" => int("u32", 0, u32::MAX.into()),
            "u64" => int("u64", 0, u64::MAX.into()),
            // Literals end at `i128::MAX`.
            "u128" => int("u128", 0, i128::MAX),
            "i8" => int("i8", i8::MIN.into(), i8::MAX.into()),
            "i16" => int("i16", i16::MIN.into(), i16::MAX.into()),
            "i32" => int("i32", i32::MIN.into(), i32::MAX.into()),
            "i64" => int("i64", i64::MIN.into(), i64::MAX.into()),
            "i128" => int("i128", i128::MIN, i128::MAX),
            "f32" => Some(Self::F32),
            "f64" => Some(Self::F64),
            _ => None,
        }
    }

    /// Whether it has 16 bytes.
    pub(crate) fn is_wide(self) -> bool {
        matches!(
            self,
            Self::Int {
                name: "u128" | "i128",
                ..
            }
        )
    }

    /// `number` as this type holds it, or what to write instead.
    pub(crate) fn hold(self, number: Number) -> Result<Number, String> {
        match (self, number) {
            (Self::Int { low, high, .. }, Number::Int(int)) if (low..=high).contains(&int) => {
                Ok(number)
            }
            (Self::Int { name, low, high }, Number::Int(int)) => Err(format!(
                "`{name}` holds {low} to {high}, and {int} is outside: write a number within"
            )),
            (Self::Int { name, .. }, Number::Float(_)) => Err(format!(
                "`{name}` holds whole numbers: write one without a decimal point"
            )),
            (Self::F32, _) if number.as_f64().abs() > f32::MAX.into() => Err(format!(
                "`f32` holds numbers up to {:e}: write a smaller one",
                f32::MAX
            )),
            (Self::F32 | Self::F64, _) => Ok(Number::Float(number.as_f64())),
        }
    }
}
