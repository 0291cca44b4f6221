//! Enums without fields: read, checked and expanded. They are checked types by nature.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{DataEnum, DeriveInput, Expr, ExprLit, ExprUnary, Fields, Lit, UnOp, Variant};

use crate::attr::{TypeAttrs, VariantAttrs};
use crate::errors::{Errors, Place};
use crate::expand::copied;
use crate::input::door;
use crate::repr;

/// The number types that an enum may be.
const NUMBERS: &[&str] = &["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"];

/// The expansion of an enum, or `None` if there are mistakes.
pub(crate) fn derive(
    ast: &DeriveInput,
    data: &DataEnum,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let attrs = TypeAttrs::parse(&ast.attrs, errors);
    if data.variants.is_empty() {
        let message = "a shared enum has values, and this one has none: add a variant";
        errors.report(Place::Type, &ast.ident, message);
        return None;
    }
    if let Some(live) = attrs.live.as_ref().filter(|live| live.value.is_some()) {
        let message = format!(
            "the live form of an enum is its cell, `Live<{}>`, and has no other name: write `live`, or \
             leave it out",
            ast.ident
        );
        errors.report(Place::Type, &live.tokens, message);
    }
    let number = number(ast, errors);
    no_parameters(ast, errors);
    let variants: Vec<_> = data
        .variants
        .iter()
        .enumerate()
        .map(|(index, variant)| {
            let place = Place::Field(index);
            no_fields(variant, place, errors);
            (variant, VariantAttrs::parse(&variant.attrs, place, errors))
        })
        .collect();
    names_differ(&variants, errors);
    if errors.count() > 0 {
        return None;
    }
    Some(expand(ast, &attrs, number?, &variants))
}

/// The number type of the `repr`.
fn number(ast: &DeriveInput, errors: &mut Errors) -> Option<Ident> {
    let before = errors.count();
    let mut number: Option<Ident> = None;
    for word in repr::words(&ast.attrs) {
        let name = word.name.to_string();
        let message = match name.as_str() {
            name if NUMBERS.contains(&name) && number.is_none() => {
                number = Some(word.name);
                continue;
            }
            name if NUMBERS.contains(&name) => {
                "the number of an enum is said once: remove this word".into()
            }
            // The compiler refuses it next to a number, and says why.
            "transparent" if number.is_some() => continue,
            "C" => {
                "a shared enum says how wide its number is, which `repr(C)` leaves to the target: \
                    write `#[repr(u8)]`"
                    .into()
            }
            "usize" | "isize" => format!(
                "a shared number has the same width everywhere, and `{name}` changes it with the \
                 target: write `#[repr({})]`",
                if name == "usize" { "u64" } else { "i64" }
            ),
            "u128" | "i128" => format!(
                "the number of a shared enum has at most 64 bits: write `#[repr({})]`",
                if name == "u128" { "u64" } else { "i64" }
            ),
            "align" | "packed" => {
                "a shared enum is aligned as its number is: remove this word".into()
            }
            "Rust" => {
                "a shared type has the same layout in every build, which `repr(Rust)` does not \
                       promise: write `#[repr(u8)]`"
                    .into()
            }
            _ => format!(
                "a shared enum has a number as representation, `u8` to `u64` or `i8` to `i64`: {}",
                crate::words::nearest(&name, NUMBERS)
            ),
        };
        errors.report(Place::Type, &word.name, message);
    }
    if number.is_none() && errors.count() == before {
        let message = format!(
            "a shared enum has the same numbers in every build: add `#[repr(u8)]` above `enum {}`",
            ast.ident
        );
        errors.report(Place::Type, &ast.ident, message);
    }
    number
}

fn no_parameters(ast: &DeriveInput, errors: &mut Errors) {
    if !ast.generics.params.is_empty() {
        let message = "a shared enum is its values and nothing else: remove the parameters";
        errors.report(Place::Type, &ast.generics.params, message);
    }
}

fn no_fields(variant: &Variant, place: Place, errors: &mut Errors) {
    let name = &variant.ident;
    let message = match &variant.fields {
        Fields::Unit => return,
        fields if fields.is_empty() => {
            format!("the variants of a shared enum are names alone: write `{name}`")
        }
        _ => format!(
            "the variants of a shared enum have no fields, and `{name}` has: write `{name}` alone, \
             and put the fields in a struct beside the enum"
        ),
    };
    errors.report(place, &variant.fields, message);
}

fn names_differ(variants: &[(&Variant, VariantAttrs)], errors: &mut Errors) {
    let mut taken = std::collections::HashSet::new();
    for (index, (variant, attrs)) in variants.iter().enumerate() {
        let name = name(variant, attrs);
        if taken.contains(&name) {
            let culprit = match &attrs.rename {
                Some(rename) => rename.tokens.clone(),
                None => quote::ToTokens::to_token_stream(&variant.ident),
            };
            let message = format!(
                "each variant has a name of its own in the schema, and `{name}` is taken by a \
                 variant above: write another `#[shared(rename = ...)]`"
            );
            errors.report(Place::Field(index), culprit, message);
        }
        taken.insert(name);
    }
}

/// The variant's name in the schema.
fn name(variant: &Variant, attrs: &VariantAttrs) -> String {
    attrs.rename.as_ref().map_or_else(
        || variant.ident.unraw().to_string(),
        |name| name.value.clone(),
    )
}

fn expand(
    ast: &DeriveInput,
    attrs: &TypeAttrs,
    number: Ident,
    variants: &[(&Variant, VariantAttrs)],
) -> TokenStream {
    let door = door(attrs);
    let this = &ast.ident;
    let title = attrs
        .name
        .as_ref()
        .map_or_else(|| this.unraw().to_string(), |name| name.value.clone());
    let version = attrs.version.as_ref().map(|version| {
        let version = Literal::u32_unsuffixed(version.value);
        quote!(.with_version(#version))
    });
    let help = help(&attrs.help);
    // The names of the macro, at its own place: lints of the user's code are not about them.
    let scalar = Ident::new(
        &number.to_string().to_uppercase(),
        proc_macro2::Span::call_site(),
    );
    let number = Ident::new(&number.to_string(), proc_macro2::Span::call_site());
    let described = variants.iter().map(|(variant, attrs)| {
        let name = name(variant, attrs);
        let ident = &variant.ident;
        let help = self::help(&attrs.help);
        quote!(#door::VariantDescriptor::new(#name, #this::#ident as #door::#number as #door::i128) #help)
    });
    // An attribute below the derive may have changed the variants since.
    let idents = variants.iter().map(|(variant, _)| &variant.ident);
    let zeroable = has_zero(variants).then(|| {
        quote! {
            const _: () = #door::has_zero(__SHM_TYPED_DESCRIPTOR);

            #[automatically_derived]
            unsafe impl #door::Zeroable for #this {}
        }
    });
    let copied = copied(&ast.generics, this, &door);
    let (_, _, copied) = copied.split_for_impl();
    quote! {
        const _: () = {
            const __SHM_TYPED_DESCRIPTOR: &#door::TypeDescriptor = {
                #door::made_of::<#this>(|value| match *value { #(#this::#idents)|* => () });
                &#door::TypeDescriptor::enumeration::<#this>(
                    #door::EnumDescriptor::new(
                        #title,
                        #door::Scalar::#scalar,
                        const { &#door::in_order([#(#described),*]) },
                    ) #version #help
                )
            };

            #[automatically_derived]
            impl #door::DeriveCloneCopy for #this {}

            #zeroable

            #[automatically_derived]
            unsafe impl #door::NoUninit for #this #copied {}

            #[automatically_derived]
            unsafe impl #door::CheckedBitPattern for #this #copied {
                type Bits = #door::#number;

                fn is_valid_bit_pattern(bits: &#door::#number) -> #door::bool {
                    #door::is_value::<#this, #door::#number>(bits)
                }
            }

            #[automatically_derived]
            unsafe impl #door::Shared for #this #copied {
                const DESCRIPTOR: &'static #door::TypeDescriptor = __SHM_TYPED_DESCRIPTOR;
            }

            const _: () = #door::same_size::<#this, #door::Live<#this>>();

            #[automatically_derived]
            impl #door::LiveScalar for #this #copied {
                type Number = #door::#number;
            }

            #[automatically_derived]
            unsafe impl #door::LiveShared for #this #copied {
                type Live = #door::Live<Self>;
                type View<'__view> = #door::Result<Self, #door::InvalidValue>;

                #[inline]
                fn view(live: &#door::Live<Self>) -> #door::Result<Self, #door::InvalidValue> {
                    #door::Live::try_load(live)
                }

                #[inline]
                fn load_into(live: &#door::Live<Self>, bytes: &mut [#door::u8]) {
                    #door::Live::load_into(live, bytes);
                }
            }

            #[automatically_derived]
            impl #door::Viewed for #this #copied {
                type View<'__view> = #door::Result<Self, #door::InvalidValue>;
                type ViewMut<'__view> = &'__view mut Self;

                #[inline(always)]
                fn view(place: #door::Place<'_, Self>) -> Self::View<'_> {
                    #door::Place::try_get(place)
                }

                #[inline(always)]
                fn view_mut(part: #door::Part<'_, Self>) -> &mut Self {
                    #door::Part::lend(part)
                }
            }
        };
    }
}

fn help(text: &str) -> Option<TokenStream> {
    (!text.is_empty()).then(|| quote!(.with_help(#text)))
}

/// Whether some variant is 0 for certain: what an expression comes to only the compiler knows.
fn has_zero(variants: &[(&Variant, VariantAttrs)]) -> bool {
    let mut next = Some(0);
    for (variant, _) in variants {
        if let Some((_, value)) = &variant.discriminant {
            next = literal(value);
        }
        if next == Some(0) {
            return true;
        }
        next = next.and_then(|value: i128| value.checked_add(1));
    }
    false
}

fn literal(value: &Expr) -> Option<i128> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Int(int), ..
        }) => int.base10_parse().ok(),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => literal(expr).map(|value| -value),
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        _ => None,
    }
}
