//! `Self` in the type of a field, spelled out: the expansion repeats the type where `Self` would be another one.

use std::borrow::Cow;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Data, DeriveInput, Type};

/// The same struct without `Self` in the types of its fields.
pub(crate) fn spell_out(ast: &DeriveInput) -> Cow<'_, DeriveInput> {
    let mut spelled = Cow::Borrowed(ast);
    let Data::Struct(data) = &ast.data else {
        return spelled;
    };
    for (index, field) in data.fields.iter().enumerate() {
        let ty = field.ty.to_token_stream();
        if mentions_itself(ty.clone())
            && let Ok(ty) = syn::parse2::<Type>(replaced(ty, ast))
            && let Data::Struct(data) = &mut spelled.to_mut().data
            && let Some(field) = data.fields.iter_mut().nth(index)
        {
            field.ty = ty;
        }
    }
    spelled
}

fn mentions_itself(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => mentions_itself(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn replaced(tokens: TokenStream, ast: &DeriveInput) -> TokenStream {
    let (_, arguments, _) = ast.generics.split_for_impl();
    let mut tokens = tokens.into_iter().peekable();
    let mut out = TokenStream::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                let this = named_at(&ast.ident, &ident);
                let is_path = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                out.extend(if is_path {
                    quote!(<#this #arguments>)
                } else {
                    quote!(#this #arguments)
                });
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), replaced(group.stream(), ast));
                inside.set_span(group.span());
                out.extend([TokenTree::Group(inside)]);
            }
            other => out.extend([other]),
        }
    }
    out
}

/// `this`, where `ident` stands, for what is said of it.
fn named_at(this: &Ident, ident: &Ident) -> Ident {
    let mut named = this.clone();
    named.set_span(this.span().located_at(ident.span()));
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(ty: &str) -> String {
        let ast = format!("struct Node<T, const N: usize> {{ first: u8, field: {ty} }}");
        let ast: DeriveInput = syn::parse_str(&ast).unwrap();
        let Data::Struct(data) = &spell_out(&ast).data else {
            panic!("a struct");
        };
        let ty = data.fields.iter().nth(1).unwrap().ty.to_token_stream();
        ty.to_string().replace(' ', "")
    }

    #[test]
    fn it_becomes_the_struct_with_its_parameters() {
        assert_eq!(spelled("Self"), "Node<T,N>");
        assert_eq!(spelled("[Handle<Self>; 2]"), "[Handle<Node<T,N>>;2]");
        assert_eq!(spelled("(Self, u8)"), "(Node<T,N>,u8)");
    }

    #[test]
    fn what_belongs_to_it_is_asked_of_the_struct() {
        assert_eq!(spelled("[u8; Self::LEN]"), "[u8;<Node<T,N>>::LEN]");
        assert_eq!(spelled("<Self as Sized>::Item"), "<Node<T,N>asSized>::Item");
    }

    #[test]
    fn all_else_stays_as_it_is() {
        for ty in ["u8", "[SelfMade;N]", "Own<T>"] {
            assert_eq!(spelled(ty), ty);
        }
    }
}
