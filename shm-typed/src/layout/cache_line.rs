//! A number alone on a cache line.

#![allow(unsafe_code, reason = "implements the unsafe marker traits")]

use core::fmt;
use core::ops::{Deref, DerefMut};

use static_assertions::const_assert_eq;

use super::{FieldDescriptor, Plain, Shared, StructDescriptor, TypeDescriptor};

/// A number on a cache line of its own: 64 bytes, aligned to 64.
///
/// Processors pass memory around by cache lines, so two counters on one line slow each other down
/// when two processors bump them, as if they were one counter. The filler is bytes of the struct
/// like all others, so the schema shows it. It derefs to its number.
///
/// A field marked `#[shared(cache_line)]` has this type, or another one that is aligned to 64.
///
/// ```
/// use shm_typed::{CacheLine, Shared};
///
/// #[derive(Clone, Copy, Shared)]
/// #[repr(C)]
/// struct Counters {
///     #[shared(kind = "counter", cache_line)]
///     requests: CacheLine<u64>,
///     #[shared(kind = "counter", cache_line)]
///     errors: CacheLine<u64>,
/// }
///
/// let counters = Counters { requests: CacheLine::new(1), errors: 0.into() };
/// assert_eq!(*counters.requests, 1);
/// assert_eq!(size_of::<Counters>(), 128);
/// ```
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct CacheLine<T: OneLine> {
    value: T,
    fill: T::Fill,
}

/// What a [`CacheLine`] can hold: numbers, and their live cells.
#[diagnostic::on_unimplemented(
    message = "a `CacheLine` holds one number, and `{Self}` is none",
    label = "no number",
    note = "give a struct of your own `#[repr(C, align(64))]`, and fill its lines with `_pad` fields"
)]
pub trait OneLine: sealed::Fill {}

#[diagnostic::do_not_recommend]
impl<T: sealed::Fill> OneLine for T {}

pub(crate) mod sealed {
    /// The rest of a line.
    #[expect(unnameable_types, reason = "sealed: nobody else implements it")]
    pub trait Fill: Sized {
        /// As many bytes as are missing to 64.
        type Fill;
        /// All zero.
        fn fill() -> Self::Fill;
    }
}

macro_rules! lines {
    ($($ty:ty: $fill:literal),* $(,)?) => {$(
        impl sealed::Fill for $ty {
            type Fill = [u8; $fill];

            fn fill() -> [u8; $fill] {
                [0; $fill]
            }
        }

        const_assert_eq!(size_of::<$ty>() + $fill, 64);

        // SAFETY: `repr(C)` of a number and of bytes that are all zero at zero, which begin where
        // the number ends and end where the line does, so there is nothing else (asserted above).
        unsafe impl bytemuck::Zeroable for CacheLine<$ty> {}

        // SAFETY: as for `Zeroable`; a number and an array of bytes take every bit pattern.
        unsafe impl bytemuck::Pod for CacheLine<$ty> {}

        // SAFETY: S1: `repr(C)`. S2, S3: a number and bytes. S4: as for `Zeroable` there is no
        // padding, and the descriptor is built from `offset_of` and the parts' own.
        #[diagnostic::do_not_recommend]
        unsafe impl Shared for CacheLine<$ty> {
            const DESCRIPTOR: &'static TypeDescriptor = &TypeDescriptor::structure::<Self>(
                StructDescriptor::new(
                    NAME,
                    const {
                        &[
                            FieldDescriptor::new(
                                "value",
                                core::mem::offset_of!(Self, value),
                                <$ty>::DESCRIPTOR,
                            ),
                            FieldDescriptor::new(
                                "_fill",
                                core::mem::offset_of!(Self, fill),
                                <[u8; $fill]>::DESCRIPTOR,
                            ),
                        ]
                    },
                ),
            );
        }

        // SAFETY: as for `Pod`.
        #[diagnostic::do_not_recommend]
        unsafe impl Plain for CacheLine<$ty> {}
    )*};
}

lines! {
    u8: 63, u16: 62, u32: 60, u64: 56, u128: 48,
    i8: 63, i16: 62, i32: 60, i64: 56, i128: 48,
    f32: 60, f64: 56,
}

/// What schemas call it.
const NAME: &str = "CacheLine";

/// The number in `structure`, if that is a line: what is said of the line is said of the number.
pub(super) const fn number_in(structure: &StructDescriptor) -> Option<&'static TypeDescriptor> {
    match structure.fields() {
        [value, _] if is_name(structure.name()) => Some(value.ty()),
        _ => None,
    }
}

const fn is_name(name: &str) -> bool {
    matches!(name.as_bytes(), b"CacheLine")
}

impl<T: OneLine> CacheLine<T> {
    /// `value` on a line of its own.
    pub fn new(value: T) -> Self {
        Self {
            value,
            fill: T::fill(),
        }
    }
}

impl<T: OneLine> From<T> for CacheLine<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: OneLine + Default> Default for CacheLine<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: OneLine> Deref for CacheLine<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: OneLine> DerefMut for CacheLine<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: OneLine + PartialEq> PartialEq for CacheLine<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: OneLine + Eq> Eq for CacheLine<T> {}

impl<T: OneLine + fmt::Debug> fmt::Debug for CacheLine<T> {
    /// As the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
