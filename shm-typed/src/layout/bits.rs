//! The bits of a checked type, before it is known whether they are a value.

#![allow(
    unsafe_code,
    reason = "implements the unsafe marker traits of bytemuck"
)]

use core::fmt;
use core::mem::MaybeUninit;

use super::{Shared, check};

/// `size_of::<T>()` initialised bytes, aligned as `T` is, that may be no `T`.
///
/// What `bytemuck::CheckedBitPattern` takes a checked struct to be made of.
///
/// # Invariants
///
/// - **B1** Every byte is initialised: there is no way to make one but from bytes, by bytemuck.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Bits<T: Shared>(MaybeUninit<T>);

// SAFETY: all zeros are initialised bytes (B1), and a `MaybeUninit` takes any.
unsafe impl<T: Shared> bytemuck::Zeroable for Bits<T> {}

// SAFETY: a `MaybeUninit` is valid for any bits; there is no interior mutability and no pointer in it
// (S2, S3).
unsafe impl<T: Shared> bytemuck::AnyBitPattern for Bits<T> {}

impl<T: Shared> Bits<T> {
    /// Whether they are a `T`.
    #[must_use]
    pub fn are_value(&self) -> bool {
        // Evaluated before the bytes are read (S4): a `T` with padding does not compile.
        let ty = const { T::DESCRIPTOR };
        let bytes = core::ptr::from_ref(&self.0).cast::<u8>();
        // SAFETY: the borrow of `self` covers `size_of::<T>()` bytes, all of which are initialised
        // (B1): a copy of a `MaybeUninit` loses padding only, and `T` has none (S4).
        let bytes = unsafe { core::slice::from_raw_parts(bytes, size_of::<T>()) };
        check(ty, bytes).is_ok()
    }
}

impl<T: Shared> fmt::Debug for Bits<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bits").finish_non_exhaustive()
    }
}

/// Whether the bits of a number are a `T`, which has its size.
pub fn is_value<T: Shared, B: bytemuck::NoUninit>(bits: &B) -> bool {
    size_of::<B>() == size_of::<T>()
        && check(const { T::DESCRIPTOR }, bytemuck::bytes_of(bits)).is_ok()
}
