//! The views of a struct: a type with a method for each field, which loads that field alone, and one whose
//! methods lend the fields of a value that is being changed.
//!
//! They stand in the `const _` of the expansion, so that they take no name in the user's module; they are
//! found as `View<'_, TheStruct>` and `ViewMut<'_, TheStruct>`, and their methods need no import. Each method has the visibility of
//! its field, since a `const` is no module.
//!
//! In a checked struct the method of a field of which some bits are no value checks those of that field,
//! and the conversion of a view to the struct checks all of them.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Generics, Ident, Lifetime, Member, Type, WherePredicate, parse_quote};

use crate::input::{Field, Input};
use crate::number::Primitive;
use crate::{expand, spelling};

/// The view's type and what makes it one.
pub(crate) fn of_struct(input: &Input<'_>) -> TokenStream {
    let door = input.door();
    let (this, visibility) = (input.ident, input.vis);
    let view = name(input, "View");
    let view_mut = name(input, "ViewMut");
    let lifetime = Lifetime::new("'__view", Span::call_site());
    let viewed = viewed(input, &door);
    let (parameters, arguments, bounds) = viewed.split_for_impl();

    let own = with_lifetime(input.generics, &lifetime);
    let (own_parameters, view_arguments, own_bounds) = own.split_for_impl();
    let viewed_by = with_lifetime(&viewed, &lifetime);
    let (view_parameters, _, view_bounds) = viewed_by.split_for_impl();

    let methods = input
        .fields
        .iter()
        .map(|field| method(input, field, &quote!(#this #arguments), &lifetime, &door));
    let lending = input
        .fields
        .iter()
        .map(|field| lending_method(input, field, &door));
    let copied = if input.is_checked() {
        quote! {
            #[automatically_derived]
            impl #view_parameters #door::TryFrom<#view #view_arguments> for #this #arguments #view_bounds {
                type Error = #door::InvalidValue;

                #[inline(always)]
                fn try_from(view: #view #view_arguments) -> #door::Result<Self, #door::InvalidValue> {
                    #door::Place::try_get(view.0)
                }
            }
        }
    } else {
        quote! {
            #[automatically_derived]
            impl #view_parameters #door::From<#view #view_arguments> for #this #arguments #view_bounds {
                #[inline(always)]
                fn from(view: #view #view_arguments) -> Self {
                    #door::Place::get(view.0)
                }
            }
        }
    };
    let changed = format!("A `{}` that is being changed, by its fields.", this.unraw());
    let whole = format!("A view of a `{}` in shared memory.", this.unraw());
    quote! {
        #[doc = #whole]
        pub struct #view #own_parameters (#door::Place<#lifetime, #this #arguments>) #own_bounds;

        #[automatically_derived]
        impl #own_parameters #door::Clone for #view #view_arguments #own_bounds {
            #[inline(always)]
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl #own_parameters #door::Copy for #view #view_arguments #own_bounds {}

        #[automatically_derived]
        impl #view_parameters #view #view_arguments #view_bounds {
            #(#methods)*
        }

        #[automatically_derived]
        impl #parameters #door::Viewed for #this #arguments #bounds {
            type View<#lifetime> = #view #view_arguments;
            type ViewMut<#lifetime> = #view_mut #view_arguments;

            #[inline(always)]
            fn view(place: #door::Place<'_, Self>) -> Self::View<'_> {
                #view(place)
            }

            #[inline(always)]
            fn view_mut(part: #door::Part<'_, Self>) -> Self::ViewMut<'_> {
                #view_mut { __shm_typed_part: part }
            }
        }

        #copied

        #[doc = #changed]
        #visibility struct #view_mut #own_parameters #own_bounds {
            // No name that a field of the struct has, which is found behind it.
            __shm_typed_part: #door::Part<#lifetime, #this #arguments>,
        }

        #[automatically_derived]
        impl #view_parameters #view_mut #view_arguments #view_bounds {
            #(#lending)*
        }

        #[automatically_derived]
        impl #own_parameters #door::Deref for #view_mut #view_arguments #own_bounds {
            type Target = #this #arguments;

            #[inline(always)]
            fn deref(&self) -> &#this #arguments {
                #door::Part::get(&self.__shm_typed_part)
            }
        }

        #[automatically_derived]
        impl #own_parameters #door::DerefMut for #view_mut #view_arguments #own_bounds {
            #[inline(always)]
            fn deref_mut(&mut self) -> &mut #this #arguments {
                #door::Part::get_mut(&mut self.__shm_typed_part)
            }
        }
    }
}

/// The method of a field.
fn method(
    input: &Input<'_>,
    field: &Field<'_>,
    this: &TokenStream,
    lifetime: &Lifetime,
    door: &TokenStream,
) -> TokenStream {
    let (member, ty, visibility) = (&field.member, field.ty, field.vis);
    let name = method_name(member);
    let (returned, load) = if field.attrs.opaque.is_some() {
        (quote!(#ty), quote!(opaque))
    } else {
        (quote!(#door::View<#lifetime, #ty>), quote!(field))
    };
    let bound = method_bound(input, field, door);
    let help = &field.attrs.help;
    let help = (!help.is_empty()).then(|| quote!(#[doc = #help]));
    quote! {
        #help
        #[inline(always)]
        #[must_use]
        #visibility fn #name(self) -> #returned #bound {
            #door::Place::#load::<#ty>(self.0, #door::offset_of!(#this, #member))
        }
    }
}

/// The method that lends a field.
fn lending_method(input: &Input<'_>, field: &Field<'_>, door: &TokenStream) -> TokenStream {
    let (member, ty, visibility) = (&field.member, field.ty, field.vis);
    let name = method_name(member);
    let (returned, lend) = if field.attrs.opaque.is_some() {
        (quote!(&mut #ty), quote!(opaque))
    } else {
        (quote!(#door::ViewMut<'_, #ty>), quote!(field))
    };
    let bound = method_bound(input, field, door);
    let help = &field.attrs.help;
    let help = (!help.is_empty()).then(|| quote!(#[doc = #help]));
    quote! {
        #help
        #[inline(always)]
        #[must_use]
        #visibility fn #name(&mut self) -> #returned #bound {
            #door::Part::#lend::<#ty>(&mut self.__shm_typed_part, |value| &mut value.#member)
        }
    }
}

/// The name of a field's method.
fn method_name(member: &Member) -> Ident {
    match member {
        // Where the field stands, as code of the macro: lints are told who wrote it.
        Member::Named(ident) => {
            let mut name = ident.clone();
            name.set_span(ident.span().resolved_at(Span::call_site()));
            name
        }
        Member::Unnamed(index) => format_ident!("_{}", index.index, span = Span::call_site()),
    }
}

/// What a field's method needs of its type, in a checked struct.
fn method_bound(input: &Input<'_>, field: &Field<'_>, door: &TokenStream) -> Option<TokenStream> {
    (input.is_checked() && Primitive::of(spelling::element(field.ty)).is_none()).then(|| {
        let bound = field_bound(field, door).1;
        quote!(where #bound)
    })
}

/// A name for a view that nothing inside of the struct means otherwise.
fn name(input: &Input<'_>, kind: &str) -> Ident {
    let mut name = format_ident!("{}{kind}", input.ident.unraw(), span = Span::call_site());
    let types = input.fields.iter().map(|field| field.ty.to_token_stream());
    let generics = input.generics.to_token_stream();
    let bounds = input.generics.where_clause.to_token_stream();
    let used: TokenStream = types.chain([generics, bounds]).collect();
    while names(&used, &name) {
        name = format_ident!("{name}_");
    }
    name
}

/// Whether `name` stands somewhere in `tokens`.
fn names(tokens: &TokenStream, name: &Ident) -> bool {
    tokens.clone().into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => names(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn with_lifetime(generics: &Generics, lifetime: &Lifetime) -> Generics {
    let mut generics = generics.clone();
    generics.params.insert(0, parse_quote!(#lifetime));
    for parameter in generics.type_params_mut() {
        // Defaults mean nothing here, and a lint is against them in some places.
        parameter.default = None;
        parameter.eq_token = None;
    }
    for parameter in generics.const_params_mut() {
        parameter.default = None;
        parameter.eq_token = None;
    }
    generics
}

/// The innermost type of a field, and what its method needs of it.
///
/// `for<'__any>` makes the compiler take the bound instead of looking it up at once: a type without a
/// view is no mistake.
fn field_bound(field: &Field<'_>, door: &TokenStream) -> (String, WherePredicate) {
    let (ty, bound): (&Type, _) = match field.attrs.opaque {
        Some(_) => (field.ty, quote!(Pod)),
        None => (spelling::element(field.ty), quote!(Viewed)),
    };
    (
        ty.to_token_stream().to_string(),
        parse_quote!(for<'__any> #ty: #door::#bound),
    )
}

/// The parameters with what a view needs: that everything in the struct has one. In a checked struct
/// each method asks for itself.
fn viewed(input: &Input<'_>, door: &TokenStream) -> Generics {
    let bounded = if input.is_generic() {
        expand::bounded(input.generics, input.is_checked(), door)
    } else {
        input.generics.clone()
    };
    let mut generics = expand::copied(&bounded, input.ident, door);
    if input.is_checked() {
        return generics;
    }
    let clause = generics.make_where_clause();
    let mut asked: Vec<String> = Vec::new();
    for field in &input.fields {
        let (spelled, bound) = field_bound(field, door);
        if Primitive::of(spelling::element(field.ty)).is_none() && !asked.contains(&spelled) {
            clause.predicates.push(bound);
            asked.push(spelled);
        }
    }
    generics
}
