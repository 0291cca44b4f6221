//! One `key` or `key = value` of a `#[shared(...)]` attribute.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Attribute, Meta};

use crate::attr::is_named;
use crate::words::{close, nearest};

/// What may stand in an attribute, and where.
pub(crate) struct Keys {
    /// The keys that belong here.
    pub(crate) here: &'static [&'static str],
    /// The keys that belong on the other kind of place.
    pub(crate) elsewhere: &'static [&'static str],
    /// What this place is called, and the other one.
    pub(crate) names: (&'static str, &'static str),
}

/// A key with the tokens of its value, if it has one.
pub(crate) struct Item {
    pub(crate) key: Ident,
    pub(crate) value: Option<TokenStream>,
}

impl Item {
    /// Every item of the `shared` attributes, in order; a mistake in place of one that is unknown
    /// here or a repetition.
    pub(crate) fn collect(attributes: &[Attribute], keys: &Keys) -> Vec<syn::Result<Self>> {
        let mut items: Vec<syn::Result<Self>> = Vec::new();
        for attribute in attributes
            .iter()
            .filter(|attribute| is_named(attribute, "shared"))
        {
            let Meta::List(list) = &attribute.meta else {
                let example = keys.here.first().copied().unwrap_or_default();
                let message = format!(
                    "`shared` takes its settings in parentheses: write `#[shared({example} = ...)]`"
                );
                items.push(Err(syn::Error::new_spanned(&attribute.meta, message)));
                continue;
            };
            for tokens in split_at_commas(list.tokens.clone()) {
                let item = Self::parse(tokens)
                    .and_then(|item| item.known(keys))
                    .and_then(|item| {
                        let repeated = items.iter().flatten().any(|other| other.key == item.key);
                        if repeated {
                            Err(item.repeated())
                        } else {
                            Ok(item)
                        }
                    });
                items.push(item);
            }
        }
        items
    }

    fn parse(tokens: TokenStream) -> syn::Result<Self> {
        let mut rest = tokens.clone().into_iter();
        let refuse = || {
            syn::Error::new_spanned(
                &tokens,
                "a setting is a name, or a name with a value: write `name` or `name = value`",
            )
        };
        let Some(TokenTree::Ident(key)) = rest.next() else {
            return Err(refuse());
        };
        match rest.next() {
            None => Ok(Self { key, value: None }),
            Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => Ok(Self {
                key,
                value: Some(rest.collect()),
            }),
            Some(TokenTree::Group(group)) => Err(syn::Error::new_spanned(
                &tokens,
                format!(
                    "a setting has its value after `=`: write `{key} = {}`",
                    group.stream()
                ),
            )),
            Some(_) => Err(refuse()),
        }
    }

    fn known(self, keys: &Keys) -> syn::Result<Self> {
        let key = self.key.to_string();
        if keys.here.contains(&key.as_str()) {
            return Ok(self);
        }
        let (here, elsewhere) = keys.names;
        let message = if keys.elsewhere.contains(&key.as_str()) {
            format!("`{key}` is a setting of {elsewhere}: move it there")
        } else if let (None, Some(meant)) = (close(&key, keys.here), close(&key, keys.elsewhere)) {
            format!(
                "`{key}` is no setting of {here}: did you mean `{meant}`, a setting of {elsewhere}?"
            )
        } else {
            format!(
                "`{key}` is no setting of {here}: {}",
                nearest(&key, keys.here)
            )
        };
        Err(syn::Error::new_spanned(&self.key, message))
    }

    fn repeated(&self) -> syn::Error {
        let message = format!(
            "`{}` is set once: remove this one or the one before it",
            self.key
        );
        syn::Error::new_spanned(&self.key, message)
    }
}

/// The pieces between commas that stand outside of parentheses; empty ones are left out.
fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![TokenStream::new()];
    for tree in tokens {
        if matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == ',') {
            pieces.push(TokenStream::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.extend([tree]);
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}
