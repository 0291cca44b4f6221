//! The types of `core` that may live in shared memory: fixed-width numbers, truth values,
//! characters and arrays.

#![allow(unsafe_code, reason = "implements the unsafe marker traits")]

use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU16, NonZeroU32,
    NonZeroU64, NonZeroU128,
};

use super::{Plain, Scalar, Shared, TypeDescriptor};

macro_rules! scalars {
    ($($ty:ty => $scalar:ident),* $(,)?) => {$(
        // SAFETY: a primitive number. S1: its layout is fixed by its name, on the 64-bit
        // little-endian targets that this crate compiles for. S2, S3: it is a number. S4: it is
        // all value bits, and the descriptor is built from `size_of` and `align_of`. S5: any bits
        // are a number.
        #[diagnostic::do_not_recommend]
        unsafe impl Shared for $ty {
            const DESCRIPTOR: &'static TypeDescriptor =
                &TypeDescriptor::scalar::<$ty>(Scalar::$scalar);
        }

        // SAFETY: every bit pattern of a number is a number.
        #[diagnostic::do_not_recommend]
        unsafe impl Plain for $ty {}
    )*};
}

scalars! {
    u8 => U8, u16 => U16, u32 => U32, u64 => U64, u128 => U128,
    i8 => I8, i16 => I16, i32 => I32, i64 => I64, i128 => I128,
    f32 => F32, f64 => F64,
}

macro_rules! non_zero {
    ($($ty:ty => $scalar:ident),* $(,)?) => {$(
        // SAFETY: S1: it has the layout of its number (core, `NonZero`, "Layout"). S2, S3: it is a
        // number. S4: as for the number. S5: any bits but zero are a value, and the shape says so.
        #[diagnostic::do_not_recommend]
        unsafe impl Shared for $ty {
            const DESCRIPTOR: &'static TypeDescriptor =
                &TypeDescriptor::non_zero::<$ty>(Scalar::$scalar);
        }
    )*};
}

non_zero! {
    NonZeroU8 => U8, NonZeroU16 => U16, NonZeroU32 => U32, NonZeroU64 => U64, NonZeroU128 => U128,
    NonZeroI8 => I8, NonZeroI16 => I16, NonZeroI32 => I32, NonZeroI64 => I64, NonZeroI128 => I128,
}

// SAFETY: S1: one byte (Reference, "Boolean type"). S2, S3: it is a truth value. S4: that byte is all
// of it. S5: 0 and 1 are its values, and the shape says so.
#[diagnostic::do_not_recommend]
unsafe impl Shared for bool {
    const DESCRIPTOR: &'static TypeDescriptor = &TypeDescriptor::bool();
}

// SAFETY: S1: the size and alignment of a `u32` (Reference, "Textual types"). S2, S3: it is a number.
// S4: those 4 bytes are all of it. S5: the Unicode scalar values are its values, and the shape says
// so.
#[diagnostic::do_not_recommend]
unsafe impl Shared for char {
    const DESCRIPTOR: &'static TypeDescriptor = &TypeDescriptor::char();
}

// SAFETY: an array is its elements side by side with nothing between them (Reference, "Array
// layout"), so S1 to S3 hold as they hold for the element. S4: the element's descriptor is
// evaluated within this one, so padding inside an element fails to compile. S5: the bytes are valid
// if those of each element are.
#[diagnostic::do_not_recommend]
unsafe impl<T: Shared, const N: usize> Shared for [T; N] {
    const DESCRIPTOR: &'static TypeDescriptor = &TypeDescriptor::array::<[T; N]>(T::DESCRIPTOR, N);
}

// SAFETY: each element may hold any bits, and an array is nothing but its elements.
#[diagnostic::do_not_recommend]
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}
