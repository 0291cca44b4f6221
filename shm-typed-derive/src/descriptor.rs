//! The descriptor of a struct and the checks on the way to it, as an expression.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Member, Type};

use crate::input::{Field, Input};
use crate::number::{Number, Primitive};
use crate::repr::Layout;
use crate::spelling;

/// The struct's descriptor; `this` is the struct's type.
pub(crate) fn of_struct(input: &Input<'_>, this: &TokenStream) -> TokenStream {
    let door = input.door();
    let name = input.name();
    let fields = input
        .fields
        .iter()
        .map(|field| of_field(input, field, this, &door));
    let version = input.attrs.version.as_ref().map(|version| {
        let version = Literal::u32_unsuffixed(version.value);
        quote!(.with_version(#version))
    });
    let help = help(&input.attrs.help);
    quote! {
        &#door::TypeDescriptor::structure::<#this>(
            #door::StructDescriptor::new(#name, const { &[#(#fields),*] }) #version #help
        )
    }
}

/// What a field's type is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Plain old data of another crate.
    Opaque,
    /// A shared type; [`plain_checks`] asks the rest.
    Shared,
    /// A shared type, in a checked struct.
    Checked,
    /// A shared type of which any bits are a value, in a struct with parameters.
    Plain,
}

impl Asked {
    pub(crate) fn of(input: &Input<'_>, field: &Field<'_>) -> Self {
        match field.attrs.opaque {
            Some(_) => Self::Opaque,
            None if input.is_checked() => Self::Checked,
            None if input.is_generic() => Self::Plain,
            None => Self::Shared,
        }
    }
}

fn of_field(
    input: &Input<'_>,
    field: &Field<'_>,
    this: &TokenStream,
    door: &TokenStream,
) -> TokenStream {
    let attrs = &field.attrs;
    let name = field.name();
    let member = &field.member;
    let ty = of_type(field.ty, Asked::of(input, field), door);
    let kind = attrs.kind.as_ref().map(|kind| {
        let kind = variant(&kind.value);
        quote!(.with_kind(#door::Kind::#kind))
    });
    let unit = attrs.unit.as_ref().map(|unit| {
        let unit = &unit.value;
        quote!(.with_unit(#unit))
    });
    let help = help(&attrs.help);
    let level = attrs.level.as_ref().map(|level| {
        let level = variant(&level.value);
        quote!(.with_level(#door::Level::#level))
    });
    let since = attrs.since.as_ref().map(|since| {
        let since = Literal::u32_unsuffixed(since.value);
        quote!(.with_since(#since))
    });
    let number = |number: Number| held(field, number).expand(door);
    let range = attrs.range.as_ref().map(|range| {
        let (low, high) = (number(range.value.0.number), number(range.value.1.number));
        quote!(.with_range(#low, #high))
    });
    let invalid = attrs.invalid.as_ref().map(|invalid| {
        let invalid = number(invalid.value);
        quote!(.with_invalid(#invalid))
    });
    let sensitive = attrs.sensitive.as_ref().map(|_| quote!(.with_sensitive()));
    quote! {
        #door::FieldDescriptor::new(#name, #door::offset_of!(#this, #member), #ty)
            #kind #unit #help #level #since #range #invalid #sensitive
    }
}

/// A field type's descriptor. Naming it is what asks the compiler whether the type is shared.
pub(crate) fn of_type(ty: &Type, asked: Asked, door: &TokenStream) -> TokenStream {
    if let Some(array) = spelling::array(ty) {
        let element = of_type(&array.elem, asked, door);
        return quote!(const { &#door::array_of(#door::PhantomData::<#array>, #element) });
    }
    let ty = spelling::bare(ty);
    if asked == Asked::Opaque {
        let name = spelling::text(ty);
        return quote!(const { &<#ty as #door::OpaqueField>::UNNAMED.named(#name) });
    }
    let wording = match (spelling::wording(ty), asked) {
        ("SharedField", Asked::Plain) => "PlainField",
        (wording, _) => wording,
    };
    let any_bits = match asked {
        Asked::Plain => true,
        Asked::Shared => asks_at_once(ty),
        Asked::Checked | Asked::Opaque => false,
    };
    let wording = format_ident!("{wording}");
    if any_bits {
        quote!(<#ty as #door::#wording<#door::AnyBits>>::OF_FIELD)
    } else {
        quote!(<#ty as #door::#wording>::OF_FIELD)
    }
}

/// Whether the words for a type ask both questions at once, that it is shared and that any bits are
/// a value of it: those for numbers, which are both, and those that say how a struct becomes checked.
fn asks_at_once(ty: &Type) -> bool {
    Primitive::of(ty).is_some() || spelling::is_checked(spelling::wording(ty))
}

/// A check that the fields are those that the derive has seen, each of its type: an attribute below the
/// derive may have changed them since.
pub(crate) fn field_checks(input: &Input<'_>, this: &TokenStream) -> TokenStream {
    let door = input.door();
    let (mut parts, mut checks) = (Vec::new(), Vec::new());
    for (index, field) in input.fields.iter().enumerate() {
        let (member, ty) = (&field.member, field.ty);
        let part = format_ident!("__shm_typed_field_{index}");
        checks.push(quote!(#door::is_field(#part, #door::PhantomData::<#ty>);));
        parts.push(quote!(#member: #part));
    }
    quote!(#door::made_of::<#this>(|#this { #(#parts),* }| { #(#checks)* });)
}

/// A check per field of a struct without parameters that any bits are a value of its type, unless
/// the struct is checked.
pub(crate) fn plain_checks(input: &Input<'_>) -> TokenStream {
    let door = input.door();
    let this = input.ident;
    let checks = input
        .fields
        .iter()
        .filter(|field| Asked::of(input, field) == Asked::Shared)
        .map(|field| spelling::element(field.ty))
        .filter(|ty| !asks_at_once(ty))
        .enumerate()
        .map(|(index, ty)| {
            let checked = format_ident!("__SHM_TYPED_CHECKED_{index}");
            let span = place(syn::spanned::Spanned::span(ty));
            let asked = at(span, &quote!(#door::IsChecked<#checked>));
            quote! {
                const #checked: #door::bool = {
                    use #door::Unknown as _;
                    #door::Probe::<#ty>::SHARED && !#door::Probe::<#ty>::PLAIN
                };
                let () = <#asked as #door::FitsUnchecked<#this, #ty>>::ASKED;
            }
        });
    quote!(#(#checks)*)
}

/// The attributes that belong to numbers or to lines, asked of the fields that have them.
pub(crate) fn number_checks(input: &Input<'_>) -> TokenStream {
    let door = input.door();
    let checks = input.fields.iter().flat_map(|field| {
        let attrs = &field.attrs;
        let unit = attrs.unit.as_ref().map(|it| ("unit", &it.tokens));
        let range = attrs.range.as_ref().map(|it| ("range", &it.tokens));
        let invalid = attrs.invalid.as_ref().map(|it| ("invalid", &it.tokens));
        // A primitive is known to be a number.
        let known = attrs.opaque.is_some() || Primitive::of(spelling::element(field.ty)).is_some();
        let settings = [unit, range, invalid]
            .into_iter()
            .flatten()
            .filter(move |_| !known);
        let ty = of_type(field.ty, Asked::of(input, field), &door);
        let name = field.name();
        let door = door.clone();
        let line = attrs
            .cache_line
            .as_ref()
            .map(|line| on_own_line(field, &line.tokens, &door));
        settings
            .map(|(setting, tokens)| {
                let span = place(syn::spanned::Spanned::span(tokens));
                let door = at(span, &door);
                quote_spanned!(span=> #door::belongs_to_number(#ty, #setting, #name);)
            })
            .chain(line)
            .collect::<Vec<_>>()
    });
    quote!(#(#checks)*)
}

/// The check that a field has cache lines of its own.
fn on_own_line(field: &Field<'_>, setting: &TokenStream, door: &TokenStream) -> TokenStream {
    let (ty, name) = (field.ty, field.name());
    let bare = spelling::bare(ty);
    let repair = if Primitive::of(bare).is_some() {
        format!("write `CacheLine<{}>`", spelling::text(bare))
    } else {
        "give its type `#[repr(C, align(64))]`, or make it `CacheLine`s of numbers".to_owned()
    };
    let span = place(syn::spanned::Spanned::span(setting));
    let asked = at(span, door);
    quote_spanned!(span=> #asked::on_own_line(#door::align_of::<#ty>(), #name, #repair);)
}

/// A check per field that it ends where the next one starts.
///
/// All fields but one of a transparent struct are zero-sized, at any offset: there the sizes add up, unless
/// an attribute below the derive has made it another struct.
pub(crate) fn padding_checks(input: &Input<'_>, this: &TokenStream) -> TokenStream {
    if matches!(input.repr.layout, Some((Layout::Transparent, _))) {
        let (door, name) = (input.door(), input.ident.unraw().to_string());
        let sizes = input.fields.iter().map(|field| {
            let ty = field.ty;
            quote!(#door::size_of::<#ty>())
        });
        return quote!(#door::adds_up::<#this>(#name, &[#(#sizes),*]););
    }
    let checks = input.fields.iter().enumerate().map(|(index, field)| {
        let next = input.fields.get(index + 1);
        if input.is_generic() {
            refuse_padding(input, field, next, this)
        } else {
            require_no_padding(input, index, field, next)
        }
    });
    quote!(#(#checks)*)
}

/// For a type with parameters: counted, and reported, once per instantiation.
fn refuse_padding(
    input: &Input<'_>,
    field: &Field<'_>,
    next: Option<&Field<'_>>,
    this: &TokenStream,
) -> TokenStream {
    let door = input.door();
    let (ty, member) = (field.ty, &field.member);
    let (structure, name) = (input.ident.to_string(), quote!(#member).to_string());
    let next = offset_or_end(next, this, &door);
    let span = place(field.span());
    let asked = at(span, &door);
    quote_spanned! {span=>
        #asked::refuse_padding::<#ty>(#structure, #name, #door::offset_of!(#this, #member), #next);
    }
}

/// For a type without parameters: a bound that holds for zero only, and says so in our words.
fn require_no_padding(
    input: &Input<'_>,
    index: usize,
    field: &Field<'_>,
    next: Option<&Field<'_>>,
) -> TokenStream {
    let door = input.door();
    let this = input.ident;
    let (ty, member) = (field.ty, &field.member);
    let bytes = format_ident!("__SHM_TYPED_PADDING_{index}");
    let known = [Some(field), next].into_iter().flatten().map(|field| {
        let ty = field.ty;
        let known = if field.attrs.opaque.is_some() {
            quote!(POD)
        } else {
            quote!(SHARED)
        };
        quote!(#door::Probe::<#ty>::#known)
    });
    let known = quote!({ use #door::Unknown as _; #(#known)&&* });
    let end = offset_or_end(next, &quote!(#this), &door);
    let span = place(field.span());
    let asked = at(span, &quote!(#door::Bytes<#bytes>));
    let wording = match member {
        Member::Named(_) => format_ident!("NoPadding"),
        Member::Unnamed(_) => format_ident!("NoPaddingInTuple"),
    };
    quote! {
        const #bytes: #door::usize = #door::padding_after::<#ty>(#door::offset_of!(#this, #member), #end, #known);
        let () = <#asked as #door::#wording<#this, #bytes>>::CHECKED;
    }
}

fn offset_or_end(next: Option<&Field<'_>>, this: &TokenStream, door: &TokenStream) -> TokenStream {
    match next {
        Some(Field { member, .. }) => quote!(#door::offset_of!(#this, #member)),
        None => quote!(#door::size_of::<#this>()),
    }
}

/// The number as the field's type holds it, if its spelling tells.
fn held(field: &Field<'_>, number: Number) -> Number {
    Primitive::of(spelling::element(field.ty))
        .and_then(|primitive| primitive.hold(number).ok())
        .unwrap_or(number)
}

fn help(text: &str) -> Option<TokenStream> {
    (!text.is_empty()).then(|| quote!(.with_help(#text)))
}

/// The enum variant of a word in lower case.
fn variant(word: &str) -> syn::Ident {
    let mut letters = word.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format_ident!("{first}{}", letters.as_str())
}

/// The tokens as if they stood at `span`.
pub(crate) fn at(span: Span, tokens: &TokenStream) -> TokenStream {
    let moved = tokens.clone().into_iter().map(|mut tree| {
        tree.set_span(span);
        tree
    });
    moved.collect()
}

/// The user's place with the macro's name resolution, so that lints know who wrote the code.
fn place(span: Span) -> Span {
    span
}
