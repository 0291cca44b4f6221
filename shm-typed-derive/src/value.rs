//! The values of `#[shared(...)]` settings: read, or refused with the form to write.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, LitInt, LitStr, Path, Token};

use crate::item::Item;
use crate::number::{Number, Spelled};
use crate::words::{nearest, one_of};

/// A value, and the tokens that spell it.
#[derive(Clone)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) tokens: TokenStream,
}

/// The most bytes of a name or a unit.
const LONGEST: usize = 255;

impl Item {
    /// A setting without a value.
    pub(crate) fn flag(&self) -> syn::Result<Setting<()>> {
        match &self.value {
            None => Ok(self.setting((), &self.key)),
            Some(_) => Err(self.refuse(format!("`{0}` stands alone: write `{0}`", self.key))),
        }
    }

    /// A setting without a value, or with the name of a type to be.
    pub(crate) fn flag_or_ident(&self) -> syn::Result<Setting<Option<Ident>>> {
        match &self.value {
            None => Ok(self.setting(None, &self.key)),
            Some(_) => {
                let ident: Ident = self.read(|| {
                    format!(
                        "`{0}` stands alone, or names the live form: write `{0}` or \
                         `{0} = EngineCells`",
                        self.key
                    )
                })?;
                Ok(self.setting(Some(ident.clone()), ident))
            }
        }
    }

    /// A name or a unit: short text that every tool can print.
    pub(crate) fn text(&self, example: &str) -> syn::Result<Setting<String>> {
        let literal: LitStr = self.read(|| {
            let written = self
                .value
                .as_ref()
                .map(TokenStream::to_string)
                .unwrap_or_default();
            let plain = !written.is_empty() && written.chars().all(char::is_alphanumeric);
            let example = if plain { &written } else { example };
            format!(
                "`{0}` is text in quotes: write `{0} = \"{example}\"`",
                self.key
            )
        })?;
        let text = literal.value();
        let unprintable = |letter: char| letter.is_control() || matches!(letter, '"' | '\\');
        let message = if text.trim().is_empty() {
            format!(
                "`{0}` says something: write text such as `{0} = \"{example}\"`",
                self.key
            )
        } else if let Some(letter) = text.chars().find(|letter| unprintable(*letter)) {
            format!(
                "every tool can print `{}`: leave out the character `{}`",
                self.key,
                letter.escape_default()
            )
        } else if text.len() > LONGEST {
            format!(
                "`{}` has at most {LONGEST} bytes, and this has {}: shorten it",
                self.key,
                text.len()
            )
        } else {
            return Ok(self.setting(text, literal));
        };
        Err(syn::Error::new_spanned(literal, message))
    }

    /// One of a few words, in quotes.
    pub(crate) fn word(&self, known: &[&str]) -> syn::Result<Setting<String>> {
        let example = known.first().copied().unwrap_or_default();
        let literal: LitStr = self.read(|| {
            let written = self
                .value
                .as_ref()
                .map(TokenStream::to_string)
                .unwrap_or_default();
            let example = if known.contains(&written.as_str()) {
                &written
            } else {
                example
            };
            format!(
                "`{0}` is a word in quotes: write `{0} = \"{example}\"`",
                self.key
            )
        })?;
        let word = literal.value();
        if known.contains(&word.as_str()) {
            return Ok(self.setting(word, literal));
        }
        let message = format!(
            "`{}` is one of {}: {}",
            self.key,
            one_of(known),
            nearest(&word, known)
        );
        Err(syn::Error::new_spanned(literal, message))
    }

    /// A schema version.
    pub(crate) fn version(&self) -> syn::Result<Setting<u32>> {
        let message = || {
            format!(
                "`{0}` counts from 1 to {1}: write a number such as `{0} = 2`",
                self.key,
                u32::MAX
            )
        };
        let literal: LitInt = self.read(message)?;
        match literal.base10_parse() {
            Ok(version) if version > 0 && literal.suffix().is_empty() => {
                Ok(self.setting(version, literal))
            }
            _ => Err(syn::Error::new_spanned(literal, message())),
        }
    }

    /// The path of a crate.
    pub(crate) fn path(&self) -> syn::Result<Setting<Path>> {
        let message = || {
            format!(
                "`{0}` is the path of the shm-typed crate: write `{0} = ::shm_typed`",
                self.key
            )
        };
        let tokens = self.tokens(message)?;
        let path = Path::parse_mod_style
            .parse2(tokens.clone())
            .map_err(|_| syn::Error::new_spanned(tokens, message()))?;
        Ok(self.setting(path.clone(), path))
    }

    /// A number that stands for none, or `"nan"`.
    pub(crate) fn number(&self) -> syn::Result<Setting<Number>> {
        let message = || {
            format!(
                "`{0}` is a number or \"nan\": write `{0} = -1` or `{0} = \"nan\"`",
                self.key
            )
        };
        let tokens = self.tokens(message)?;
        if let Ok(text) = syn::parse2::<LitStr>(tokens.clone()) {
            return match text.value().as_str() {
                "nan" => Ok(self.setting(Number::Float(f64::NAN), text)),
                _ => Err(syn::Error::new_spanned(text, message())),
            };
        }
        let number = literal(tokens, message)?;
        Ok(self.setting(number.number, number.tokens))
    }

    /// Two numbers with `..=` between them.
    pub(crate) fn range(&self) -> syn::Result<Setting<(Spelled, Spelled)>> {
        let message = || {
            format!(
                "`{0}` names both of its ends: write `{0} = 0..=100`",
                self.key
            )
        };
        let tokens = self.tokens(message)?;
        if let Some(closed) = closed(tokens.clone()) {
            let message = format!(
                "`{0}` includes both of its ends: write `{0} = {closed}`",
                self.key
            );
            return Err(syn::Error::new_spanned(tokens, message));
        }
        let (low, high) = (|input: ParseStream<'_>| {
            let low: TokenStream = before_dots(input)?;
            input.parse::<Token![..=]>()?;
            let high: TokenStream = input.parse()?;
            if low.is_empty() || high.is_empty() {
                return Err(input.error("an end is missing"));
            }
            Ok((low, high))
        })
        .parse2(tokens.clone())
        .map_err(|_| syn::Error::new_spanned(tokens, message()))?;
        let range = (literal(low, message)?, literal(high, message)?);
        Ok(self.setting(range, tokens))
    }

    fn setting<T>(&self, value: T, tokens: impl ToTokens) -> Setting<T> {
        Setting {
            value,
            tokens: tokens.into_token_stream(),
        }
    }

    fn refuse(&self, message: String) -> syn::Error {
        match &self.value {
            Some(value) if !value.is_empty() => syn::Error::new_spanned(value, message),
            _ => syn::Error::new_spanned(&self.key, message),
        }
    }

    fn tokens(&self, message: impl Fn() -> String) -> syn::Result<&TokenStream> {
        self.value
            .as_ref()
            .filter(|tokens| !tokens.is_empty())
            .ok_or_else(|| self.refuse(message()))
    }

    fn read<T: syn::parse::Parse>(&self, message: impl Fn() -> String) -> syn::Result<T> {
        let tokens = self.tokens(&message)?;
        syn::parse2(tokens.clone()).map_err(|_| syn::Error::new_spanned(tokens, message()))
    }
}

/// A literal number; what is no literal at all gets `message`.
fn literal(tokens: impl ToTokens, message: impl Fn() -> String) -> syn::Result<Spelled> {
    let tokens = tokens.into_token_stream();
    let is_literal = tokens.clone().into_iter().all(|tree| match tree {
        proc_macro2::TokenTree::Literal(_) => true,
        proc_macro2::TokenTree::Punct(punct) => punct.as_char() == '-',
        _ => false,
    });
    if !is_literal || tokens.is_empty() {
        return Err(syn::Error::new_spanned(tokens, message()));
    }
    syn::parse2(tokens.clone())
}

/// The range with both ends that `low..high` stands for, if both are literals of one kind.
fn closed(tokens: TokenStream) -> Option<String> {
    let (low, high) = (|input: ParseStream<'_>| {
        let low = before_dots(input)?;
        input.parse::<Token![..]>()?;
        Ok((low, input.parse::<TokenStream>()?))
    })
    .parse2(tokens)
    .ok()?;
    let [low, high] = [low, high].map(|end| end.to_string().replace(' ', ""));
    match (low.parse::<i128>(), high.parse::<i128>()) {
        (Ok(low), Ok(high)) => Some(format!("{low}..={}", high.checked_sub(1)?)),
        _ => {
            low.parse::<f64>().ok()?;
            high.parse::<f64>().ok()?;
            Some(format!("{low}..={high}"))
        }
    }
}

fn before_dots(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![..]) {
        tokens.extend([input.parse::<proc_macro2::TokenTree>()?]);
    }
    Ok(tokens)
}
