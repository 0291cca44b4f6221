//! Where a value in shared memory is, and how bytes of it get out.

#![allow(
    unsafe_code,
    reason = "turns words that are loaded out of a racing slot into values of which any bits are one"
)]

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr::NonNull;

use super::Viewed;
use crate::layout::{InvalidValue, Plain, Shared, TypeDescriptor, check_part};
use crate::sync::copy::Kernel;

/// A byte within a value in shared memory.
///
/// # Invariants
///
/// - **V1** `value` is aligned to a word. For as long as `'a`, the words of the value that starts
///   there are mapped and readable, and others change them by relaxed accesses of whole words only.
/// - **V2** `at` is at most the value's length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    value: NonNull<u8>,
    at: usize,
    kernel: Kernel,
    /// The type of the whole value, for the words about a part that is invalid.
    whole: &'static TypeDescriptor,
    lives: PhantomData<&'a ()>,
}

impl Spot<'_> {
    /// The byte `by` bytes further on.
    ///
    /// # Safety
    ///
    /// It is within the value, or its end.
    #[inline(always)]
    pub(super) unsafe fn forward(self, by: usize) -> Self {
        Self {
            at: self.at + by, // V2
            ..self
        }
    }

    /// Copies the next `len` bytes, whatever they are just now.
    ///
    /// # Safety
    ///
    /// - They are bytes of the value.
    /// - `into` is valid for writes of `len` bytes that nobody else touches.
    #[inline(always)]
    pub(super) unsafe fn load(self, into: *mut u8, len: usize) {
        // SAFETY: V1 and the caller for the words of these bytes; the caller for `into`.
        unsafe { self.kernel.load_at(self.value.as_ptr(), self.at, into, len) };
    }
}

/// Where a `T` in shared memory is. Expanded derive code passes it on, and nothing else uses it.
///
/// # Invariants
///
/// - **V3** The `size_of::<T>()` bytes at `spot` are bytes of the value.
#[derive(Debug)]
pub struct Place<'a, T> {
    spot: Spot<'a>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Place<'_, T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Place<'_, T> {}

impl<'a, T> Place<'a, T> {
    /// The place of a whole value.
    ///
    /// # Safety
    ///
    /// - `value` is aligned to a word. For as long as `'a`, `size_of::<T>()` bytes rounded up to a
    ///   word are mapped and readable behind it, and others change them by relaxed accesses of
    ///   whole words only.
    /// - `kernel` came from [`Kernel::detect`].
    #[inline(always)]
    pub(crate) unsafe fn new(value: NonNull<u8>, kernel: Kernel) -> Self
    where
        T: Shared,
    {
        Self::at(Spot {
            value,
            at: 0,
            kernel,
            whole: T::DESCRIPTOR,
            lives: PhantomData,
        }) // V1, V2, V3
    }

    #[inline(always)]
    fn at(spot: Spot<'a>) -> Self {
        Self {
            spot,
            of: PhantomData,
        }
    }

    /// The place of the `T` that starts at `spot`.
    ///
    /// # Safety
    ///
    /// V3.
    #[inline(always)]
    pub(super) unsafe fn from_spot(spot: Spot<'a>) -> Self {
        Self::at(spot)
    }

    /// Its first byte.
    #[inline(always)]
    pub(super) fn spot(self) -> Spot<'a> {
        self.spot
    }

    /// The place of a part of it.
    ///
    /// # Panics
    ///
    /// If an `F` at `offset` is not within a `T`. With the offset of a field, this is known when it is
    /// compiled, and nothing is left of it.
    #[inline(always)]
    fn part<F>(self, offset: usize) -> Place<'a, F> {
        assert!(
            offset <= size_of::<T>() && size_of::<F>() <= size_of::<T>() - offset,
            "a field is within its struct"
        );
        // SAFETY: V3, and the offset is within `T`.
        let spot = unsafe { self.spot.forward(offset) };
        Place::at(spot) // V3
    }

    /// The view of the field of type `F` at `offset`.
    #[inline(always)]
    #[must_use]
    pub fn field<F: Viewed>(self, offset: usize) -> F::View<'a> {
        F::view(self.part(offset))
    }

    /// A copy of the field of type `F` at `offset`, which is plain old data of another crate.
    #[inline(always)]
    #[must_use]
    pub fn opaque<F: bytemuck::Pod>(self, offset: usize) -> F {
        let part: Place<'a, F> = self.part(offset);
        // SAFETY: any bits are a value of a `Pod` type.
        unsafe { part.bits().assume_init() }
    }

    /// A copy of all of it.
    #[inline(always)]
    #[must_use]
    pub fn get(self) -> T
    where
        T: Plain,
    {
        // SAFETY: any bits are a value of a `Plain` type.
        unsafe { self.bits().assume_init() }
    }

    /// A copy of all of it, if every field in it holds a value of its type.
    ///
    /// # Errors
    ///
    /// The first field that does not. While the writer fills the slot anew that says nothing of any
    /// published value: like every result, it counts only once the stamp has held.
    #[inline(always)]
    pub fn try_get(self) -> Result<T, InvalidValue>
    where
        T: Shared,
    {
        // Evaluated before the bytes are read (S4): a `T` with padding does not compile.
        let ty = const { T::DESCRIPTOR };
        let bits = self.bits();
        // SAFETY: a borrow of `size_of::<T>()` bytes in private memory, all of which `bits` has
        // written; returning them loses padding only, and `T` has none (S4).
        let bytes = unsafe { core::slice::from_raw_parts(bits.as_ptr().cast(), size_of::<T>()) };
        check_part(self.spot.whole, self.spot.at, ty, bytes)?;
        // SAFETY: every field holds one of its values, so the bytes are a `T` (S5).
        Ok(unsafe { bits.assume_init() })
    }

    /// The bytes, all of them initialised.
    #[inline(always)]
    fn bits(self) -> MaybeUninit<T> {
        let mut bits = MaybeUninit::<T>::uninit();
        // SAFETY: V3 for the bytes; a unique borrow of as many.
        unsafe {
            self.spot
                .load(bits.as_mut_ptr().cast::<u8>(), size_of::<T>())
        };
        bits
    }
}
