//! What stands in for the implementations beside an error, so that uses of the type are no
//! mistakes of their own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Lifetime};

use crate::attr::TypeAttrs;
use crate::errors::Errors;
use crate::input::{self, Input};
use crate::{check, descriptor, expand, spelling};

/// Implementations that let the type be used, and the questions to the compiler that can still
/// be asked.
pub(crate) fn fallback(ast: &DeriveInput, input: Option<&Input<'_>>) -> TokenStream {
    // A mistake in these attributes has been reported already, if there is one.
    let door = input.map_or_else(
        || input::door(&TypeAttrs::parse(&ast.attrs, &mut Errors::default())),
        Input::door,
    );
    let fields = input.into_iter().flat_map(|input| &input.fields);
    if fields
        .map(|field| spelling::bare(field.ty))
        .any(spelling::is_unsized)
    {
        // What has no size can have none of the implementations.
        return TokenStream::new();
    }
    let this = &ast.ident;
    let mut generics = expand::bounded(&ast.generics, input.is_some_and(Input::is_checked), &door);
    let lifetimes: Vec<Lifetime> = generics.lifetimes().map(|it| it.lifetime.clone()).collect();
    for lifetime in lifetimes {
        // `Shared` types are `'static`, whatever the mistake is.
        generics
            .make_where_clause()
            .predicates
            .push(syn::parse_quote!(#lifetime: 'static));
    }
    let copied = expand::copied(&generics, this, &door);
    let (parameters, arguments, bounds) = generics.split_for_impl();
    let (_, _, copied) = copied.split_for_impl();
    let questions = input.map(|input| questions(input, &door));
    quote! {
        const _: () = {
            impl #parameters #door::DeriveCloneCopy for #this #arguments #bounds {}
            unsafe impl #parameters #door::Zeroable for #this #arguments #bounds {}
            unsafe impl #parameters #door::Pod for #this #arguments #copied {}
            unsafe impl #parameters #door::Shared for #this #arguments #copied {
                const DESCRIPTOR: &'static #door::TypeDescriptor = {
                    #questions
                    #door::UNKNOWN
                };
            }
            unsafe impl #parameters #door::Plain for #this #arguments #copied {}
        };
    }
}

/// Asks about the types of the fields whose syntax is in order.
fn questions(input: &Input<'_>, door: &TokenStream) -> TokenStream {
    let fields = input
        .fields
        .iter()
        .filter(|field| check::refusal(input, field).is_none())
        .map(|field| descriptor::of_type(field.ty, descriptor::Asked::of(input, field), door));
    quote!(#(let _ = #fields;)*)
}
