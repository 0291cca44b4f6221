//! The views of numbers and arrays.

use super::{ArrayView, Place, Viewed};

macro_rules! by_value {
    ($($ty:ty),* $(,)?) => {$(
        impl Viewed for $ty {
            type View<'a> = Self;

            #[inline(always)]
            fn view(place: Place<'_, Self>) -> Self {
                place.get()
            }
        }
    )*};
}

by_value!(u8, u16, u32, u64, u128, i8, i16, i32, i64, i128, f32, f64);

impl<T: Viewed, const N: usize> Viewed for [T; N] {
    type View<'a> = ArrayView<'a, T>;

    #[inline(always)]
    fn view(place: Place<'_, Self>) -> ArrayView<'_, T> {
        ArrayView::new(place)
    }
}
