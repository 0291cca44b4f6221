//! The mistakes found so far: collected, so that one build shows them all.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// Where in the type a mistake stands; orders the report as the source is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The type's attributes, its name and its parameters.
    Type,
    /// The field of this index.
    Field(usize),
}

/// Mistakes, each with its place and its tokens.
#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<(Place, syn::Error)>,
}

impl Errors {
    /// Reports a mistake at the tokens that make it.
    pub(crate) fn report(&mut self, place: Place, culprit: impl ToTokens, message: impl Display) {
        self.found
            .push((place, syn::Error::new_spanned(culprit, message)));
    }

    /// Reports the mistake in `result`, if it is one.
    pub(crate) fn ok<T>(&mut self, place: Place, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.found.push((place, error))).ok()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// All of them in source order, as code that makes the compiler report them.
    pub(crate) fn into_code(mut self) -> Option<TokenStream> {
        self.found.sort_by_key(|(place, _)| *place);
        let code: TokenStream = self
            .found
            .iter()
            .map(|(_, error)| error.to_compile_error())
            .collect();
        (!self.found.is_empty()).then_some(code)
    }
}
