//! What the derive asks the compiler about padding, and how the answer is worded.
//!
//! A padding byte is a byte of a struct that belongs to no field. Nobody writes it, so it holds
//! whatever was there before: it may not cross between processes.

use super::words::Words;
use super::{Plain, Shared};

/// Bytes between the end of the field of type `F` at `offset` and the `next` field, or the end of
/// the struct.
///
/// The answer is 0 if one of the two types is not `known`: that is reported where it stands, and
/// the padding changes with the repair.
#[must_use]
pub const fn padding_after<F>(offset: usize, next: usize, known: bool) -> usize {
    if known { gap::<F>(offset, next) } else { 0 }
}

const fn gap<F>(offset: usize, next: usize) -> usize {
    next.saturating_sub(offset.saturating_add(size_of::<F>()))
}

/// A number of bytes, as a type.
#[derive(Debug)]
pub struct Bytes<const N: usize>;

/// No bytes.
pub trait Nothing {}

impl Nothing for Bytes<0> {}

/// Holds if the struct `T` has no padding after one of its fields, and words what is wrong if it has.
#[diagnostic::on_unimplemented(
    message = "shared layouts spell out every byte, and `{T}` has {BYTES} byte(s) of padding after this field",
    label = "{BYTES} byte(s) of padding follow",
    note = "add `_pad: [u8; {BYTES}]` after it (`_pad2` beside a `_pad`), or put the fields in order of falling alignment"
)]
pub trait NoPadding<T: ?Sized, const BYTES: usize> {
    /// Named by the expansion, so that the bound is asked for.
    const CHECKED: () = ();
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized, const BYTES: usize, N: Nothing> NoPadding<T, BYTES> for N {}

/// The same for a tuple struct, whose fields have no names.
#[diagnostic::on_unimplemented(
    message = "shared layouts spell out every byte, and `{T}` has {BYTES} byte(s) of padding after this field",
    label = "{BYTES} byte(s) of padding follow",
    note = "add `[u8; {BYTES}]` after it, or put the fields in order of falling alignment"
)]
pub trait NoPaddingInTuple<T: ?Sized, const BYTES: usize> {
    /// Named by the expansion, so that the bound is asked for.
    const CHECKED: () = ();
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized, const BYTES: usize, N: Nothing> NoPaddingInTuple<T, BYTES> for N {}

/// Stops the compiler if there is padding after a field of a generic struct.
///
/// Whether there is depends on the type arguments, so that only evaluating `DESCRIPTOR` can tell.
///
/// # Panics
///
/// If the field of type `F` at `offset` does not end where the `next` one starts.
#[track_caller]
pub const fn refuse_padding<F>(structure: &str, field: &str, offset: usize, next: usize) {
    let bytes = gap::<F>(offset, next);
    if bytes != 0 {
        let words = Words::new()
            .text("shared layouts spell out every byte, and with these type arguments `")
            .text(structure)
            .text("` has ")
            .number(bytes)
            .text(" byte(s) of padding after the field `")
            .text(field)
            .text(if is_index(field) {
                "`: add `[u8; "
            } else {
                "`: add `_pad: [u8; "
            })
            .number(bytes)
            .text("]` after it, or put the fields in another order");
        panic!("{}", words.as_str());
    }
}

/// Stops the compiler if a transparent struct has bytes that are in none of its fields, which have these
/// sizes: then an attribute below the derive has changed its layout.
///
/// # Panics
///
/// If it has.
#[track_caller]
pub const fn adds_up<T>(structure: &str, mut fields: &[usize]) {
    let mut left = size_of::<T>();
    while let Some((size, rest)) = fields.split_first() {
        left = left.saturating_sub(*size);
        fields = rest;
    }
    if left != 0 {
        let words = Words::new()
            .text("an attribute below `#[derive(Shared)]` has changed the layout of `")
            .text(structure)
            .text("`: write the derive below it");
        panic!("{}", words.as_str());
    }
}

/// Whether the field is one of a tuple struct, and has a number for a name.
const fn is_index(field: &str) -> bool {
    matches!(field.as_bytes(), [b'0'..=b'9', ..])
}

/// Answers whether a type is what its field needs, with [`Unknown`] in scope.
#[derive(Debug)]
pub struct Probe<T>(core::marker::PhantomData<T>);

impl<T: Shared> Probe<T> {
    /// It is shared.
    pub const SHARED: bool = true;
}

impl<T: Plain> Probe<T> {
    /// It is shared, and any bits are a value of it.
    pub const PLAIN: bool = true;
}

impl<T: bytemuck::Pod> Probe<T> {
    /// It is plain old data.
    pub const POD: bool = true;
}

/// What a [`Probe`] answers if its own constant does not apply.
pub trait Unknown {
    /// It is not shared.
    const SHARED: bool = false;
    /// It is not shared, or some bits are no value of it.
    const PLAIN: bool = false;
    /// It is not plain old data.
    const POD: bool = false;
}

impl<T> Unknown for Probe<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_reaches_from_the_end_of_a_field_to_the_next() {
        assert_eq!(padding_after::<u8>(0, 8, true), 7);
        assert_eq!(padding_after::<u64>(8, 16, true), 0);
    }

    #[test]
    fn padding_next_to_an_unknown_type_is_not_counted() {
        assert_eq!(padding_after::<u8>(0, 8, false), 0);
    }

    #[test]
    fn a_probe_tells_what_a_type_is() {
        let shared = [Probe::<[bool; 4]>::SHARED, Probe::<String>::SHARED];
        let plain = [Probe::<[u8; 4]>::PLAIN, Probe::<bool>::PLAIN];
        let pod = [Probe::<usize>::POD, Probe::<bool>::POD];

        assert_eq!(shared, [true, false]);
        assert_eq!(plain, [true, false]);
        assert_eq!(pod, [true, false]);
    }

    #[test]
    #[should_panic(
        expected = "`Pair` has 7 byte(s) of padding after the field `a`: add `_pad: [u8; 7]` after it"
    )]
    fn refusing_padding_names_the_struct_the_field_and_the_bytes() {
        refuse_padding::<u8>("Pair", "a", 0, 8);
    }
}
