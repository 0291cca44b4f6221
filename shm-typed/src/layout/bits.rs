//! The bits of a checked type, before it is known whether they are a value.

#![allow(
    unsafe_code,
    reason = "implements the unsafe marker traits of bytemuck"
)]

use core::fmt;
use core::mem::MaybeUninit;

use super::{InvalidValue, Plain, Shared, check};

/// `size_of::<T>()` initialised bytes, aligned as `T` is, that may be no `T`.
///
/// What `bytemuck::CheckedBitPattern` takes a checked struct to be made of, and where a value that is loaded
/// piece by piece is put together.
///
/// # Invariants
///
/// - **B1** Every byte is initialised: there is no way to make one but from bytes, by bytemuck or from
///   zeros, and what is written to it are bytes.
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

    /// The bytes, to be written over.
    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        let _evaluated = const { T::DESCRIPTOR }; // S4
        let bytes = core::ptr::from_mut(&mut self.0).cast::<u8>();
        // SAFETY: the unique borrow of `self` covers `size_of::<T>()` bytes, all of which are
        // initialised, as in `are_value`. A `MaybeUninit` takes whatever bytes are written (B1).
        unsafe { core::slice::from_raw_parts_mut(bytes, size_of::<T>()) }
    }

    /// The `T` that they are, or the first field that is none.
    pub(crate) fn value(self) -> Result<T, InvalidValue> {
        let ty = const { T::DESCRIPTOR };
        let bytes = core::ptr::from_ref(&self.0).cast::<u8>();
        // SAFETY: as in `are_value`.
        let bytes = unsafe { core::slice::from_raw_parts(bytes, size_of::<T>()) };
        check(ty, bytes)?;
        // SAFETY: initialised bytes (B1) in which every field holds one of its values (S5).
        Ok(unsafe { self.0.assume_init() })
    }
}

/// The bytes of a value.
pub(crate) fn bytes_of<T: Shared>(value: &T) -> &[u8] {
    let _evaluated = const { T::DESCRIPTOR }; // S4
    let bytes = core::ptr::from_ref(value).cast::<u8>();
    // SAFETY: the borrow covers `size_of::<T>()` bytes, none of them padding (S4), so all are
    // initialised; and nothing changes behind a `&T` (S3).
    unsafe { core::slice::from_raw_parts(bytes, size_of::<T>()) }
}

/// The bytes of a value of which any bits are one, to be written over.
pub(crate) fn bytes_mut<T: Plain>(value: &mut T) -> &mut [u8] {
    let _evaluated = const { T::DESCRIPTOR }; // S4
    let bytes = core::ptr::from_mut(value).cast::<u8>();
    // SAFETY: the unique borrow covers `size_of::<T>()` bytes, none of them padding (S4), so all are
    // initialised; and any bytes that are written are a `T` (Plain).
    unsafe { core::slice::from_raw_parts_mut(bytes, size_of::<T>()) }
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
