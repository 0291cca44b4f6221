//! `#[repr(...)]`, parsed into what a shared type may have.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Meta, Token};

use crate::attr::is_named;
use crate::errors::{Errors, Place};

/// A representation that a shared type may have, each part with its place.
#[derive(Default)]
pub(crate) struct Repr {
    pub(crate) layout: Option<(Layout, Span)>,
    pub(crate) align: Option<Span>,
}

/// How the fields are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// In the order and at the offsets that C gives them.
    C,
    /// As the one field that has a size.
    Transparent,
}

/// One word of the attribute, with what stands in its parentheses.
pub(crate) struct Word {
    pub(crate) name: Ident,
    argument: TokenStream,
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let mut argument = TokenStream::new();
        if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            argument = content.parse()?;
        }
        Ok(Self { name, argument })
    }
}

/// The words of every `repr` attribute.
pub(crate) fn words(attributes: &[Attribute]) -> Vec<Word> {
    attributes
        .iter()
        .filter(|attribute| is_named(attribute, "repr"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) => Some(list),
            // The compiler itself refuses a `repr` of another form.
            Meta::Path(_) | Meta::NameValue(_) => None,
        })
        .flat_map(|list| list.parse_args_with(Punctuated::<Word, Token![,]>::parse_terminated))
        .flatten()
        .collect()
}

impl Repr {
    /// Reads every `repr` attribute of a struct.
    pub(crate) fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut repr = Self::default();
        let before = errors.count();
        for word in words(attributes) {
            repr.add(&word, errors);
        }
        if repr.layout.is_none() && errors.count() > before {
            // One mistake is enough: the message above names the repair.
            repr.layout = Some((Layout::C, Span::call_site()));
        }
        repr
    }

    fn add(&mut self, word: &Word, errors: &mut Errors) {
        let name = word.name.to_string();
        let span = word.name.span();
        let mut refuse = |message: &str| errors.report(Place::Type, &word.name, message);
        let layout = if name == "C" {
            Layout::C
        } else {
            Layout::Transparent
        };
        match name.as_str() {
            "C" | "transparent" => match self.layout {
                Some((said, _)) if said == layout => {
                    refuse("the layout of a type is said once: remove this word");
                }
                // The compiler refuses both together.
                Some(_) => {}
                None => self.layout = Some((layout, span)),
            },
            "align" if self.align.is_some() => {
                refuse("the alignment of a type is said once: remove this one");
            }
            "align" if word.argument.is_empty() => {} // The compiler refuses it.
            "align" => self.align = Some(span),
            "packed" => refuse(
                "the fields of a shared type are aligned, so that they can be borrowed: \
                 write `#[repr(C)]` and spell out padding as `_pad: [u8; N]` fields",
            ),
            "Rust" => refuse(
                "a shared type has the same layout in every build, which `repr(Rust)` does not \
                 promise: write `#[repr(C)]`",
            ),
            "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64"
            | "i128" | "isize" => refuse(
                "a number as representation belongs to enums: write `#[repr(C)]` for a struct",
            ),
            _ => refuse(&format!(
                "a shared type has the representation `C`, `C, align(N)` or `transparent`: {}",
                crate::words::nearest(&name, &["C", "align", "transparent"]),
            )),
        }
    }
}
