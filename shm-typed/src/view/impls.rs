//! The views of numbers, truth values, characters, arrays, texts and lists.

use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU16, NonZeroU32,
    NonZeroU64, NonZeroU128,
};

use super::{ArrayView, ArrayViewMut, Part, Place, Viewed};
use crate::layout::InvalidValue;
use crate::layout::fixed::{FixedStr, FixedVec, LENGTH_BYTES};

macro_rules! by_value {
    ($($ty:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Viewed for $ty {
            type View<'a> = Self;
            type ViewMut<'a> = &'a mut Self;

            #[inline(always)]
            fn view(place: Place<'_, Self>) -> Self {
                place.get()
            }

            #[inline(always)]
            fn view_mut(part: Part<'_, Self>) -> &mut Self {
                part.lend()
            }
        }
    )*};
}

by_value!(u8, u16, u32, u64, u128, i8, i16, i32, i64, i128, f32, f64);

macro_rules! after_a_check {
    ($($ty:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Viewed for $ty {
            type View<'a> = Result<Self, InvalidValue>;
            type ViewMut<'a> = &'a mut Self;

            #[inline(always)]
            fn view(place: Place<'_, Self>) -> Result<Self, InvalidValue> {
                place.try_get()
            }

            #[inline(always)]
            fn view_mut(part: Part<'_, Self>) -> &mut Self {
                part.lend()
            }
        }
    )*};
}

after_a_check!(
    bool,
    char,
    NonZeroU8,
    NonZeroU16,
    NonZeroU32,
    NonZeroU64,
    NonZeroU128,
    NonZeroI8,
    NonZeroI16,
    NonZeroI32,
    NonZeroI64,
    NonZeroI128,
);

#[diagnostic::do_not_recommend]
impl<T: Viewed, const N: usize> Viewed for [T; N] {
    type View<'a> = ArrayView<'a, T>;
    type ViewMut<'a> = ArrayViewMut<'a, T>;

    #[inline(always)]
    fn view(place: Place<'_, Self>) -> ArrayView<'_, T> {
        ArrayView::new(place)
    }

    #[inline(always)]
    fn view_mut(part: Part<'_, Self>) -> ArrayViewMut<'_, T> {
        ArrayViewMut::new(part)
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Viewed for FixedStr<N> {
    type View<'a> = Self;
    type ViewMut<'a> = &'a mut Self;

    #[inline(always)]
    fn view(place: Place<'_, Self>) -> Self {
        place.get()
    }

    #[inline(always)]
    fn view_mut(part: Part<'_, Self>) -> &mut Self {
        part.lend()
    }
}

/// The elements in use, as many as the length said when the view was made; at most `N`. A writer changes the list as a
/// whole.
#[diagnostic::do_not_recommend]
impl<T: Viewed, const N: usize> Viewed for FixedVec<T, N> {
    type View<'a> = ArrayView<'a, T>;
    type ViewMut<'a> = &'a mut Self;

    #[inline(always)]
    fn view(place: Place<'_, Self>) -> ArrayView<'_, T> {
        let len = place.field::<u64>(0);
        place
            .field::<[T; N]>(LENGTH_BYTES)
            .take(usize::try_from(len).unwrap_or(usize::MAX))
    }
    #[inline(always)]
    fn view_mut(part: Part<'_, Self>) -> &mut Self {
        part.lend()
    }
}
