//! Every rule that the syntax alone decides. What needs the compiler is asked by the expansion.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use syn::{GenericParam, Type};

use crate::errors::{Errors, Place};
use crate::input::{Field, Input};
use crate::number::{Number, Primitive};
use crate::{recursion, spelling};

/// Reports every violation.
pub(crate) fn check(input: &Input<'_>, errors: &mut Errors) {
    layout_is_fixed(input, errors);
    nothing_is_borrowed(input, errors);
    names_differ(input, errors);
    live_form_is_made_of_cells(input, errors);
    for field in &input.fields {
        type_holds_its_bytes(input, field, errors);
        versions_are_in_order(input, field, errors);
        numbers_fit(field, errors);
    }
}

fn layout_is_fixed(input: &Input<'_>, errors: &mut Errors) {
    if input.repr.layout.is_none() {
        let message = format!(
            "a shared type has the same layout in every build: add `#[repr(C)]` above `struct {}`",
            input.ident
        );
        errors.report(Place::Type, input.ident, message);
    }
}

/// A lifetime is reported unless it belongs to a reference field, which is reported itself.
fn nothing_is_borrowed(input: &Input<'_>, errors: &mut Errors) {
    let borrows = input
        .fields
        .iter()
        .any(|field| matches!(spelling::element(field.ty), syn::Type::Reference(_)));
    for parameter in &input.generics.params {
        if let GenericParam::Lifetime(parameter) = parameter
            && !borrows
        {
            let message = format!(
                "a shared type borrows nothing: remove `{}` and hold the values themselves",
                parameter.lifetime
            );
            errors.report(Place::Type, &parameter.lifetime, message);
        }
    }
}

fn names_differ(input: &Input<'_>, errors: &mut Errors) {
    let mut taken = HashSet::new();
    for field in &input.fields {
        if taken.insert(field.name()) {
            continue;
        }
        let culprit = match &field.attrs.rename {
            Some(rename) => rename.tokens.clone(),
            None => field.culprit(),
        };
        let message = format!(
            "each field has a name of its own in the schema, and `{}` is taken by a field above: \
             write another `#[shared(rename = ...)]`",
            field.name()
        );
        errors.report(field.place, culprit, message);
    }
}

fn type_holds_its_bytes(input: &Input<'_>, field: &Field<'_>, errors: &mut Errors) {
    if let Some((culprit, message)) = refusal(input, field) {
        errors.report(field.place, culprit, message);
    }
}

/// Why the type of a field holds no shared bytes, if its syntax tells, and where in it that stands.
pub(crate) fn refusal<'a>(input: &Input<'_>, field: &Field<'a>) -> Option<(&'a Type, String)> {
    if let Some(itself) = recursion::itself(input, field) {
        return Some((itself, recursion::refusal(input.ident)));
    }
    let element = spelling::element(field.ty);
    spelling::refusal(element).map(|message| (element, message.to_owned()))
}

/// What has no live form by its syntax. The compiler is asked about every other field.
fn live_form_is_made_of_cells(input: &Input<'_>, errors: &mut Errors) {
    let Some(live) = &input.attrs.live else {
        return;
    };
    if input.is_generic() {
        let message = format!(
            "a live type has no parameters, so that the layout of its cells is checked where it \
             stands: remove `{}`, or write a struct for each use of `{}`",
            live.tokens, input.ident
        );
        errors.report(Place::Type, &live.tokens, message);
    }
    for field in &input.fields {
        let element = spelling::element(field.ty);
        if let Some(opaque) = &field.attrs.opaque {
            let message = "every number of a live type is a cell, and opaque data says nothing of \
                           its numbers: use numbers, or a struct with `#[shared(live)]`";
            errors.report(field.place, &opaque.tokens, message);
        } else if Primitive::of(element).is_some_and(Primitive::is_wide) {
            let message = format!(
                "a live number is loaded in one step, which no 64-bit processor promises for 16 \
                 bytes: make `{}` two fields of 8 bytes",
                spelling::text(element)
            );
            errors.report(field.place, element, message);
        }
    }
}

fn versions_are_in_order(input: &Input<'_>, field: &Field<'_>, errors: &mut Errors) {
    let Some(since) = &field.attrs.since else {
        return;
    };
    let message = match &input.attrs.version {
        Some(version) if since.value <= version.value => return,
        Some(version) => format!(
            "a field is at most as new as its type, whose version is {}: write \
             `#[shared(version = {})]` on `{}`",
            version.value, since.value, input.ident
        ),
        None => format!(
            "a field that came later belongs to a type with a version: add \
             `#[shared(version = {})]` above `struct {}`",
            since.value, input.ident
        ),
    };
    errors.report(field.place, &since.tokens, message);
}

fn numbers_fit(field: &Field<'_>, errors: &mut Errors) {
    if let Some(range) = &field.attrs.range {
        let (low, high) = &range.value;
        let low_fits = fits(field, low.number, &low.tokens, errors);
        let high_fits = fits(field, high.number, &high.tokens, errors);
        if low_fits && high_fits && !rises(low.number, high.number) {
            let message = format!(
                "a range goes from the lower end to the higher one: write `{}..={}`",
                high.tokens.to_string().replace(' ', ""),
                low.tokens.to_string().replace(' ', "")
            );
            errors.report(field.place, &range.tokens, message);
        }
    }
    if let Some(invalid) = &field.attrs.invalid {
        fits(field, invalid.value, &invalid.tokens, errors);
    }
}

/// Whether the field's type holds the number, as far as its spelling tells.
fn fits(field: &Field<'_>, number: Number, tokens: &TokenStream, errors: &mut Errors) -> bool {
    let Some(primitive) = Primitive::of(spelling::element(field.ty)) else {
        return true;
    };
    match primitive.hold(number) {
        Ok(_) => true,
        Err(message) => {
            errors.report(field.place, tokens, message);
            false
        }
    }
}

fn rises(low: Number, high: Number) -> bool {
    match (low, high) {
        (Number::Int(low), Number::Int(high)) => low <= high,
        _ => low.as_f64() <= high.as_f64(),
    }
}
