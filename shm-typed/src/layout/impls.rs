//! The types of `core` that may live in shared memory: fixed-width numbers and arrays.

#![allow(unsafe_code, reason = "implements the unsafe marker traits")]

use super::{Plain, Scalar, Shared, TypeDescriptor};

macro_rules! scalars {
    ($($ty:ty => $scalar:ident),* $(,)?) => {$(
        // SAFETY: a primitive number. S1: its layout is fixed by its name, on the 64-bit
        // little-endian targets that this crate compiles for. S2, S3: it is a number. S4: it is
        // all value bits, and the descriptor is built from `size_of` and `align_of`.
        unsafe impl Shared for $ty {
            const DESCRIPTOR: &'static TypeDescriptor =
                &TypeDescriptor::scalar::<$ty>(Scalar::$scalar);
        }

        // SAFETY: every bit pattern of a number is a number.
        unsafe impl Plain for $ty {}
    )*};
}

scalars! {
    u8 => U8, u16 => U16, u32 => U32, u64 => U64, u128 => U128,
    i8 => I8, i16 => I16, i32 => I32, i64 => I64, i128 => I128,
    f32 => F32, f64 => F64,
}

// SAFETY: an array is its elements side by side with nothing between them (Reference, "Array
// layout"), so S1 to S3 hold as they hold for the element. S4: the element's descriptor is
// evaluated within this one, so padding inside an element fails to compile.
unsafe impl<T: Shared, const N: usize> Shared for [T; N] {
    const DESCRIPTOR: &'static TypeDescriptor = &TypeDescriptor::array::<[T; N]>(T::DESCRIPTOR, N);
}

// SAFETY: each element may hold any bits, and an array is nothing but its elements.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}
