//! The implementations that a struct gets: those of bytemuck for plain old data, or those for checked
//! types.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Data, DeriveInput, Generics, Ident, Type, parse_quote};

use crate::attr::changes_nothing;
use crate::check::check;
use crate::errors::Errors;
use crate::fallback::fallback;
use crate::input::Input;
use crate::repr::Layout;
use crate::{descriptor, enumeration, live, own_name, spelling, view};

/// The expansion of a type: its implementations, or its mistakes and what stands in for them.
pub(crate) fn derive(ast: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    if let Data::Enum(data) = &ast.data
        && let Some(expansion) = enumeration::derive(ast, data, &mut errors)
    {
        return expansion;
    }
    let ast = &*own_name::spell_out(ast);
    let input = Input::parse(ast, &mut errors);
    if let Some(input) = &input {
        check(input, &mut errors);
    }
    match (errors.into_code(), input) {
        (None, Some(input)) if input.is_generic() => generic(&input),
        (None, Some(input)) => concrete(&input),
        (errors, input) => {
            let fallback = fallback(ast, input.as_ref());
            quote!(#errors #fallback)
        }
    }
}

/// A struct without parameters: everything is known where it stands.
fn concrete(input: &Input<'_>) -> TokenStream {
    let door = input.door();
    let this = input.ident;
    let padding = descriptor::padding_checks(input, &quote!(#this));
    let numbers = descriptor::number_checks(input);
    let descriptor = descriptor::of_struct(input, &quote!(#this));
    let live = live::live_form(input);
    let view = view::of_struct(input);
    let plain = descriptor::plain_checks(input);
    let fields = descriptor::field_checks(input, &quote!(#this));
    let copied = copied(input.generics, this, &door);
    let (_, _, copied) = copied.split_for_impl();
    let markers = if input.is_checked() {
        let zeroable = zeroable(input, input.generics, &door);
        let checked = checked(input, &door);
        quote! {
            #zeroable

            #[automatically_derived]
            unsafe impl #door::NoUninit for #this #copied {}

            #[automatically_derived]
            unsafe impl #door::CheckedBitPattern for #this #copied { #checked }
        }
    } else {
        quote! {
            #[automatically_derived]
            unsafe impl #door::Zeroable for #this {}

            #[automatically_derived]
            unsafe impl #door::Pod for #this #copied {}

            #[automatically_derived]
            unsafe impl #door::Plain for #this #copied {}
        }
    };
    quote! {
        #live

        const _: () = {
            // Evaluated where it stands: a mistake in it stops the build even if nobody asks.
            const __SHM_TYPED_DESCRIPTOR: &#door::TypeDescriptor = {
                #fields
                #plain
                #padding
                #numbers
                #descriptor
            };

            #[automatically_derived]
            impl #door::DeriveCloneCopy for #this {}

            #[automatically_derived]
            unsafe impl #door::Shared for #this #copied {
                const DESCRIPTOR: &'static #door::TypeDescriptor = __SHM_TYPED_DESCRIPTOR;
            }

            #markers

            #view
        };
    }
}

/// A struct with parameters: padding is counted per instantiation, when `DESCRIPTOR` is evaluated.
fn generic(input: &Input<'_>) -> TokenStream {
    let door = input.door();
    let this = input.ident;
    let generics = bounded(input.generics, input.is_checked(), &door);
    let copied = copied(&generics, this, &door);
    let (parameters, arguments, bounds) = generics.split_for_impl();
    let (_, _, copied_bounds) = copied.split_for_impl();
    let fields = descriptor::field_checks(input, &quote!(Self));
    let padding = descriptor::padding_checks(input, &quote!(Self));
    let numbers = descriptor::number_checks(input);
    let descriptor = descriptor::of_struct(input, &quote!(Self));
    let bytes = Bytes::of(input);
    let same = bytes.same_type_checks(&door);
    let bytes = bytes.implementation(input, &copied, &door);
    let view = view::of_struct(input);
    let markers = if input.is_checked() {
        let zeroable = zeroable(input, &generics, &door);
        let checked = checked(input, &door);
        quote! {
            #zeroable

            #[automatically_derived]
            unsafe impl #parameters #door::CheckedBitPattern for #this #arguments #copied_bounds {
                #checked
            }
        }
    } else {
        quote! {
            #[automatically_derived]
            unsafe impl #parameters #door::Zeroable for #this #arguments #bounds {}

            #[automatically_derived]
            unsafe impl #parameters #door::Plain for #this #arguments #copied_bounds {}
        }
    };
    quote! {
        const _: () = {
            #[automatically_derived]
            impl #parameters #door::DeriveCloneCopy for #this #arguments #bounds {}

            #bytes

            #[automatically_derived]
            unsafe impl #parameters #door::Shared for #this #arguments #copied_bounds {
                const DESCRIPTOR: &'static #door::TypeDescriptor = {
                    #fields
                    #same
                    #padding
                    #numbers
                    #descriptor
                };
            }

            #markers

            #view
        };
    }
}

/// What `CheckedBitPattern` asks of a struct. The bits are read and checked as its descriptor says,
/// which is evaluated first: with padding it does not compile.
fn checked(input: &Input<'_>, door: &TokenStream) -> TokenStream {
    let this = input.ident;
    let (_, arguments, _) = input.generics.split_for_impl();
    quote! {
        type Bits = #door::Bits<#this #arguments>;

        fn is_valid_bit_pattern(bits: &#door::Bits<#this #arguments>) -> #door::bool {
            bits.are_value()
        }
    }
}

/// `Zeroable` for a checked struct, where zeros are a value of every field.
fn zeroable(input: &Input<'_>, generics: &Generics, door: &TokenStream) -> TokenStream {
    let this = input.ident;
    let mut generics = generics.clone();
    let clause = generics.make_where_clause();
    let mut asked = HashSet::new();
    for field in &input.fields {
        let ty = spelling::element(field.ty);
        if asked.insert(ty.to_token_stream().to_string()) {
            // `for<'__any>`: the compiler takes the bound instead of looking it up at once.
            clause
                .predicates
                .push(parse_quote!(for<'__any> #ty: #door::Zeroable));
        }
    }
    let (parameters, arguments, bounds) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        unsafe impl #parameters #door::Zeroable for #this #arguments #bounds {}
    }
}

/// The parameters with the bound that each type parameter needs.
pub(crate) fn bounded(generics: &Generics, checked: bool, door: &TokenStream) -> Generics {
    let bound = if checked {
        quote!(Shared)
    } else {
        quote!(Plain)
    };
    let mut generics = generics.clone();
    let types: Vec<_> = generics
        .type_params()
        .map(|parameter| parameter.ident.clone())
        .collect();
    let clause = generics.make_where_clause();
    for parameter in types {
        clause
            .predicates
            .push(parse_quote!(#parameter: #door::#bound));
    }
    generics
}

/// The parameters with the promise that the type is `Copy`, which `DeriveCloneCopy` asks for:
/// a type that is not is reported there, and nowhere else.
///
/// `for<'__any>`: the compiler takes the promise instead of looking it up at once.
pub(crate) fn copied(generics: &Generics, this: &Ident, door: &TokenStream) -> Generics {
    let mut copied = generics.clone();
    let (_, arguments, _) = generics.split_for_impl();
    let promise = parse_quote!(for<'__any> #this #arguments: #door::DeriveCloneCopy);
    copied.make_where_clause().predicates.push(promise);
    copied
}

/// Which of bytemuck's traits a struct with parameters may have; a checked one has `NoUninit` for
/// `Pod`, and nothing for `AnyBitPattern`.
///
/// `Pod` says that there is no padding, for every instantiation at once, and its users never
/// evaluate `DESCRIPTOR`. So the struct's form alone has to rule it out.
enum Bytes<'a> {
    /// No padding wherever each of these types is `Pod`: they are the fields of a transparent
    /// struct, or the one element type that all fields of a `repr(C)` struct are made of.
    Pod {
        elements: Vec<&'a Type>,
        fields: Vec<&'a Type>,
    },
    /// Perhaps padding: every bit pattern is a value, but not every value is all bytes.
    AnyBitPattern,
}

impl<'a> Bytes<'a> {
    fn of(input: &Input<'a>) -> Self {
        let fields: Vec<&Type> = input
            .fields
            .iter()
            .map(|field| spelling::element(field.ty))
            .collect();
        let transparent = matches!(input.repr.layout, Some((Layout::Transparent, _)));
        match fields.as_slice() {
            // An attribute below the derive may yet pad it, and only `DESCRIPTOR` would tell.
            _ if !input.attributes.iter().all(changes_nothing) => Self::AnyBitPattern,
            _ if transparent => Self::Pod {
                elements: fields,
                fields: Vec::new(),
            },
            // An alignment above that of the fields pads the end.
            _ if input.repr.align.is_some() => Self::AnyBitPattern,
            [] => Self::Pod {
                elements: Vec::new(),
                fields,
            },
            // One element type has one alignment, which its size is a multiple of; an array keeps
            // that alignment even with no element in it.
            [first, rest @ ..] if rest.iter().all(|ty| spelled_alike(ty, first)) => Self::Pod {
                elements: vec![first],
                fields,
            },
            _ => Self::AnyBitPattern,
        }
    }

    /// Has the compiler confirm that types that are spelled alike are one.
    fn same_type_checks(&self, door: &TokenStream) -> TokenStream {
        let Self::Pod { fields, .. } = self else {
            return TokenStream::new();
        };
        let pairs = fields
            .windows(2)
            .map(|pair| quote!(#door::same_type::<#(#pair),*>();));
        quote!(#(#pairs)*)
    }

    fn implementation(
        &self,
        input: &Input<'_>,
        generics: &Generics,
        door: &TokenStream,
    ) -> TokenStream {
        let this = input.ident;
        let mut generics = generics.clone();
        let marker = match self {
            Self::AnyBitPattern if input.is_checked() => return TokenStream::new(),
            Self::Pod { elements, .. } => {
                let marker = if input.is_checked() {
                    quote!(NoUninit)
                } else {
                    quote!(Pod)
                };
                let clause = generics.make_where_clause();
                for element in elements {
                    // `for<'__any>`: a bound without a parameter in it is no mistake.
                    clause
                        .predicates
                        .push(parse_quote!(for<'__any> #element: #door::#marker));
                }
                marker
            }
            Self::AnyBitPattern => quote!(AnyBitPattern),
        };
        let (parameters, arguments, bounds) = generics.split_for_impl();
        quote! {
            #[automatically_derived]
            unsafe impl #parameters #door::#marker for #this #arguments #bounds {}
        }
    }
}

fn spelled_alike(one: &Type, other: &Type) -> bool {
    one.to_token_stream().to_string() == other.to_token_stream().to_string()
}
