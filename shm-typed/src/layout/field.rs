//! What the derive asks the compiler about a field's type, and how the answer is worded.
//!
//! The compiler alone decides: every trait here holds for every [`Shared`] type as `Trait<Checked>`,
//! and for every [`Plain`] one as `Trait<AnyBits>`. The derive picks among them by the spelling of
//! the type, which only chooses the words: a `Shared` struct that somebody named `String` passes.
//!
//! Nobody else answers: what could be implemented for a type of one's own is `unsafe`, and of the others
//! (`Never`, `FitsUnchecked`) the compiler lets nobody have another implementation. So safe code makes nothing
//! `Plain` that is not.

#![allow(
    unsafe_code,
    reason = "declares unsafe traits that are true by their bounds; holds no unsafe block"
)]

use core::marker::PhantomData;

use super::words::Words;
use super::{Plain, Shape, Shared, TypeDescriptor, VariantDescriptor};

/// Asks for a type that is shared; its bits are checked, here or by another question.
#[derive(Debug)]
pub struct Checked;

/// Asks for a shared type of which any bits are a value.
#[derive(Debug)]
pub struct AnyBits;

macro_rules! wordings {
    ($descriptor:expr; $($(#[$doc:meta])* $name:ident: $message:literal, $label:literal $(, $note:literal)*;)*) => {$(
        $(#[$doc])*
        #[diagnostic::on_unimplemented(message = $message, label = $label $(, note = $note)*)]
        ///
        /// # Safety
        ///
        /// It is implemented here, for every type that is what `M` asks for, and nowhere else.
        pub unsafe trait $name<M = Checked> {
            /// The type's own descriptor.
            ///
            /// A constant, since the compiler then points at the field's type: by way of an
            /// associated type it points at the derive, and loses these words.
            const OF_FIELD: &'static TypeDescriptor;
        }

        // SAFETY: `AnyBits` asks for a `Plain` type.
        #[diagnostic::do_not_recommend]
        unsafe impl<T: Plain> $name<AnyBits> for T {
            const OF_FIELD: &'static TypeDescriptor = $descriptor;
        }

        // SAFETY: `Checked` asks for a `Shared` type.
        #[diagnostic::do_not_recommend]
        unsafe impl<T: Shared> $name<Checked> for T {
            const OF_FIELD: &'static TypeDescriptor = $descriptor;
        }
    )*};
}

wordings! {
    // Handed in, so that the compiler, which shows it below an error in it, shows no macro around it.
    T::DESCRIPTOR;
    /// For a type whose name says nothing.
    SharedField:
        "the fields of a shared type are shared types, and `{Self}` is none: add `#[derive(Clone, Copy, Shared)]` to it",
        "not `Shared`",
        "fixed-width numbers, `bool`, `char`, `FixedStr`, and arrays and `FixedVec`s of shared types are shared",
        "a type of another crate goes in with `#[shared(opaque)]` on the field if it is plain old data (`bytemuck::Pod`); of any other make a struct of your own, with the fields that matter";
    /// For such a type in a struct with parameters.
    PlainField:
        "any bits are a value of the fields of a shared type that is not checked, and `{Self}` is no such type: if it is shared, add `#[shared(checked)]` to this struct, else `#[derive(Clone, Copy, Shared)]` to it",
        "not `Plain`";
    /// For `String` and its like.
    SharedText:
        "a shared type holds its bytes itself, and `{Self}` holds the address of its text: use `FixedStr<N>`, such as `FixedStr<64>`",
        "an address of this process";
    /// For `Vec` and its like.
    SharedList:
        "a shared type holds its elements itself, and `{Self}` holds the address of them: use `FixedVec<T, N>`, such as `FixedVec<u32, 16>`",
        "an address of this process";
    /// For a `Vec` of text.
    SharedTexts:
        "a shared type holds its elements itself, and `{Self}` holds the address of them: use `FixedVec<FixedStr<N>, M>`, such as `FixedVec<FixedStr<64>, 16>`",
        "an address of this process";
    /// For `FixedVec`, which is shared if its elements are.
    SharedElements:
        "the elements of a shared list are shared types, and those of `{Self}` are none: add `#[derive(Clone, Copy, Shared)]` to their type, or use `FixedStr<N>` if they are text",
        "its elements are not `Shared`";
    /// For maps and sets.
    SharedMap:
        "a shared type holds its entries itself, and `{Self}` holds addresses of them: use a list of entries `FixedVec<Entry, N>`",
        "addresses of this process";
    /// For `Box` and its like.
    SharedPointee:
        "a shared type holds no address, and `{Self}` is one: use the value itself, or its index or offset as a `u32`",
        "an address of this process";
    /// For `Option`.
    SharedOption:
        "a shared type has one layout in every build, and `{Self}` promises none: use a plain number with a value that means none, as in `#[shared(invalid = -1)]`",
        "no fixed layout",
        "of text the empty one means none, and an enum has room for one more variant; beside anything else goes a `bool`, in a struct with `#[shared(checked)]`";
    /// For an `Option` of text.
    SharedOptionalText:
        "a shared type has one layout in every build, and `{Self}` promises none: use `FixedStr<N>`, such as `FixedStr<64>`, which is empty if there is none",
        "no fixed layout";
    /// For `usize` and `isize`.
    SharedWidth:
        "a shared number has the same width everywhere, and `{Self}` changes it with the target: use a number of fixed width such as `u64` or `u32`",
        "no fixed width";
    /// For `bool`.
    SharedBool:
        "every bit pattern of a shared type is a value unless it is checked, and `{Self}` has only two: add `#[shared(checked)]` to the struct and read it with `try_read`, or use `u8` with 0 and 1",
        "not every bit pattern is a value";
    /// For `char`.
    SharedChar:
        "every bit pattern of a shared type is a value unless it is checked, and `{Self}` has others: add `#[shared(checked)]` to the struct and read it with `try_read`, or use `u32` for one character; for text use `FixedStr<N>`",
        "not every bit pattern is a value";
    /// For `NonZero` numbers.
    SharedNonZero:
        "every bit pattern of a shared type is a value unless it is checked, and `{Self}` has none for zero: add `#[shared(checked)]` to the struct and read it with `try_read`, or use the plain number with `#[shared(invalid = 0)]`",
        "not every bit pattern is a value";
    /// For atomics, cells and locks.
    SharedCell:
        "a shared value is published as a whole, and `{Self}` changes behind a `&`: use the plain value inside it, such as `u64`",
        "changes behind a `&`";
    /// For the times of `std`.
    SharedTime:
        "a shared type has one layout in every build, and `{Self}` promises none: use a number such as `u64` with `#[shared(unit = \"ns\")]`",
        "no fixed layout";
    /// For the addresses of `std::net`.
    SharedAddress:
        "a shared type has one layout in every build, and `{Self}` promises none: use `[u8; 4]` or `[u8; 16]`, as `octets` gives and `from` takes, with a `u16` for a port",
        "no fixed layout";
    /// For other types of `std`, to which nobody can add a derive.
    SharedForeign:
        "a shared type has one layout in every build, and `{Self}` promises none: hold what matters in it, in fields of numbers, or in a struct or enum of your own with `#[derive(Clone, Copy, Shared)]`",
        "no fixed layout";
    /// For `PhantomData` and its like.
    SharedMarker:
        "the fields of a shared type are shared types, and `{Self}` is none: leave it out, or use a unit struct with `#[repr(transparent)]` and `#[derive(Clone, Copy, Shared)]`",
        "not `Shared`";
}

/// Whether a type has invalid bit patterns, as a type.
#[derive(Debug)]
pub struct IsChecked<const YES: bool>;

/// It has none.
pub trait Never {}

impl Never for IsChecked<false> {}

/// Holds if the field type `T` fits into the struct `S`, which is not checked, and words what is
/// wrong if it does not.
#[diagnostic::on_unimplemented(
    message = "every bit pattern of a shared type is a value unless it is checked, and `{T}` has others: add `#[shared(checked)]` above `struct {S}` and read it with `try_read`",
    label = "not every bit pattern is a `{T}`"
)]
pub trait FitsUnchecked<S: ?Sized, T: ?Sized> {
    /// Named by the expansion, so that the bound is asked for.
    const ASKED: () = ();
}

#[diagnostic::do_not_recommend]
impl<S: ?Sized, T: ?Sized, N: Never> FitsUnchecked<S, T> for N {}

/// For a field marked `#[shared(opaque)]`.
///
/// # Safety
///
/// It is implemented here, for every `Pod` type, and nowhere else.
#[diagnostic::on_unimplemented(
    message = "`#[shared(opaque)]` takes plain old data, and `{Self}` is not `bytemuck::Pod`: turn on the `bytemuck` feature of its crate, or store its bytes as `[u8; N]`",
    label = "not `bytemuck::Pod`"
)]
pub unsafe trait OpaqueField: Sized {
    /// Its descriptor, without the name.
    const UNNAMED: TypeDescriptor;
}

// SAFETY: a `Pod` type.
#[diagnostic::do_not_recommend]
unsafe impl<T: bytemuck::Pod> OpaqueField for T {
    const UNNAMED: TypeDescriptor = TypeDescriptor::opaque::<T>("");
}

/// Takes the fields of a `T` apart, as the derive has seen them, and never runs.
///
/// An attribute below the derive may change the fields behind its back: the compiler is then told a
/// pattern that does not fit.
pub const fn made_of<T>(_: fn(&T)) {}

/// Says that a field is what the derive has seen. The field alone decides `T`, so that no coercion makes
/// it so.
pub const fn is_field<T>(_: &T, _: PhantomData<T>) {}

/// Stops the compiler if no variant of an enum is 0, though the derive has seen one: an attribute below it
/// has changed the numbers.
///
/// # Panics
///
/// If none is.
#[track_caller]
pub const fn has_zero(ty: &TypeDescriptor) {
    if let Shape::Enum(state) = ty.shape() {
        let mut variants = state.variants();
        while let Some((variant, rest)) = variants.split_first() {
            if variant.value() == 0 {
                return;
            }
            variants = rest;
        }
        let words = Words::new()
            .text("an attribute below `#[derive(Shared)]` has changed the numbers of `")
            .text(state.name())
            .text("`: write the derive below it");
        panic!("{}", words.as_str());
    }
}

/// Words a missing `Copy`: the compiler shows the line of this trait.
pub trait DeriveCloneCopy: Copy {} // the repair: `#[derive(Clone, Copy, Shared)]`

/// The descriptor of an array field, out of its element's.
#[must_use]
pub const fn array_of<T, const N: usize>(
    _: PhantomData<[T; N]>,
    element: &'static TypeDescriptor,
) -> TypeDescriptor {
    TypeDescriptor::array::<[T; N]>(element, N)
}

/// The variants in order of value.
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "const code has no fallible indexing, and each index is below `N`"
)]
pub const fn in_order<const N: usize>(
    mut variants: [VariantDescriptor; N],
) -> [VariantDescriptor; N] {
    let mut sorted = 1;
    while sorted < N {
        let mut at = sorted;
        while at > 0 && variants[at - 1].value() > variants[at].value() {
            variants.swap(at - 1, at);
            at -= 1;
        }
        sorted += 1;
    }
    variants
}

/// Holds for two names of one type.
///
/// # Safety
///
/// It is implemented here, for one type, and nowhere else.
pub unsafe trait SameAs<T: ?Sized> {}

// SAFETY: one type.
unsafe impl<T: ?Sized> SameAs<T> for T {}

/// Asks that two types that are spelled alike are one.
///
/// Two equal spellings may differ when a macro wrote one of them.
pub const fn same_type<T: ?Sized, U: SameAs<T> + ?Sized>() {}

/// Stops the compiler if an attribute that belongs to numbers stands on something else.
///
/// # Panics
///
/// If the innermost element of `ty` is no number.
#[track_caller]
pub const fn belongs_to_number(ty: &TypeDescriptor, attribute: &str, field: &str) {
    match ty.shape() {
        Shape::Array { element, .. } | Shape::List { element, .. } => {
            belongs_to_number(element, attribute, field);
        }
        Shape::Text { .. } => {
            let words = Words::new()
                .text("`")
                .text(attribute)
                .text("` describes a number, and the field `")
                .text(field)
                .text("` is text: leave it out");
            panic!("{}", words.as_str());
        }
        Shape::Struct(structure) => {
            if let Some(number) = super::cache_line::number_in(structure) {
                return belongs_to_number(number, attribute, field);
            }
            not_a_number(
                attribute,
                field,
                structure.name(),
                "put it on the fields of that struct",
            );
        }
        Shape::Enum(state) => not_a_number(attribute, field, state.name(), "remove it"),
        Shape::Bool => not_a_number(attribute, field, "bool", "remove it"),
        Shape::Char => not_a_number(attribute, field, "char", "remove it"),
        Shape::Scalar(_) | Shape::NonZero(_) | Shape::Opaque { .. } => {}
    }
}

#[track_caller]
const fn not_a_number(attribute: &str, field: &str, ty: &str, repair: &str) {
    let words = Words::new()
        .text("`")
        .text(attribute)
        .text("` describes a number, and the field `")
        .text(field)
        .text("` is a `")
        .text(ty)
        .text("`: ")
        .text(repair);
    panic!("{}", words.as_str());
}

/// Stops the compiler if a field that is to have its own cache lines has not.
///
/// # Panics
///
/// If `align` is below 64.
#[track_caller]
pub const fn on_own_line(align: usize, field: &str, repair: &str) {
    if align < super::header::LINE {
        let words = Words::new()
            .text("`cache_line` is for a field that is aligned to 64, since no derive can add the bytes that are missing, and `")
            .text(field)
            .text("` is aligned to ")
            .number(align)
            .text(": ")
            .text(repair);
        panic!("{}", words.as_str());
    }
}

/// What stands in for a descriptor beside an error.
pub const UNKNOWN: &TypeDescriptor = &TypeDescriptor::scalar::<u8>(super::Scalar::U8);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Scalar, Shared, StructDescriptor};

    #[test]
    fn an_array_field_has_the_length_of_its_type() {
        let array = array_of(PhantomData::<[u32; 3]>, u32::DESCRIPTOR);

        assert_eq!(array, *<[u32; 3]>::DESCRIPTOR);
    }

    #[test]
    fn numbers_and_arrays_of_them_take_a_unit() {
        belongs_to_number(u32::DESCRIPTOR, "unit", "speed");
        belongs_to_number(<[f64; 3]>::DESCRIPTOR, "unit", "speed");
    }

    #[test]
    #[should_panic(expected = "`unit` describes a number, and the field `engine` is a `Engine`")]
    fn a_struct_takes_no_unit() {
        let engine = TypeDescriptor::structure::<()>(StructDescriptor::new("Engine", &[]));

        belongs_to_number(&engine, "unit", "engine");
    }

    #[test]
    fn opaque_data_keeps_its_size_and_gets_its_name() {
        let opaque = <u64 as OpaqueField>::UNNAMED.named("Id");

        assert_eq!(opaque.size(), 8);
        assert_eq!(opaque.shape(), &Shape::Opaque { name: "Id" });
        assert_ne!(opaque, TypeDescriptor::scalar::<u64>(Scalar::U64));
    }
}
