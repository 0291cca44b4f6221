//! Which types have a live form, and what it promises.

#![allow(
    unsafe_code,
    reason = "declares and implements the unsafe trait; holds no unsafe block"
)]

use core::fmt::Debug;

use super::array::LiveArray;
use super::cell::{Live, LiveNumber};
use crate::layout::{CacheLine, OneLine, Plain, Shared};

/// A type whose numbers can each be an atomic cell.
///
/// Derive it with `#[shared(live)]`; never implement it by hand. Numbers of at most 8 bytes, arrays of
/// such types, [`CacheLine`]s and structs with `#[shared(live)]` have it. Types of which some bits are no
/// value (`bool`, `char`, `NonZero` numbers, enums) have none: nothing would check a number that changes in
/// place.
///
/// ```
/// use shm_typed::{Live, LiveShared, Shared};
///
/// #[derive(Clone, Copy, Shared)]
/// #[shared(live)]
/// #[repr(C)]
/// struct Engine {
///     speed: f64,
///     faults: u64,
/// }
///
/// // The derive has made this:
/// let cells = EngineLive { speed: Live::new(3000.0), faults: Live::new(0) };
/// cells.faults.add(1);
/// assert_eq!(Engine::view(&cells).faults(), 1);
/// ```
///
/// # Safety
///
/// An implementation promises:
///
/// - **L1** [`Live`](Self::Live) has the size and the alignment of `Self`, and wherever `Self` has a
///   number, `Live` has the [`Live`](crate::Live) cell of that number, at the same offset. (A cell
///   of another width would access the same bytes in another size, which is undefined.)
/// - **L2** Every byte of `Live` belongs to a cell. (A `&Live` promises that plain bytes stay as they
///   are, and no process can promise that for another.)
/// - **L3** Any initialised bytes are a `Live`, and dropping one does nothing.
/// - **L4** [`view`](Self::view), what it returns, and [`load_into`](Self::load_into) do nothing to a
///   cell but load it. (The mapping may be read-only.)
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no live form: every number of a live type is an atomic cell of at most 8 bytes",
    label = "no live form",
    note = "numbers from `u8` to `u64`, `i8` to `i64`, `f32`, `f64`, arrays and `CacheLine`s of them have one, and structs with `#[shared(live)]`; `bool`, `char`, `NonZero` numbers and enums have none"
)]
pub unsafe trait LiveShared: Plain + bytemuck::Pod {
    /// The same bytes, every number a cell.
    type Live: Send + Sync + Debug + 'static;

    /// What a reader sees of it: a number itself, a [`LiveArray`], or the view that the derive makes.
    type View<'a>: Copy + Debug;

    /// What a reader sees of `live`. A number is loaded right here.
    fn view(live: &Self::Live) -> Self::View<'_>;

    /// Loads every number, each by itself, over `value`.
    fn load_into(live: &Self::Live, value: &mut Self);
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        // SAFETY: L1: a cell is `repr(transparent)` over the atomic of the number's width, whose
        // size and alignment are asserted beside it. L2: it is one cell. L3: an atomic is valid for
        // all bits and has no drop. L4: loads.
        unsafe impl LiveShared for $number {
            type Live = Live<$number>;
            type View<'a> = $number;

            #[inline]
            fn view(live: &Live<$number>) -> $number {
                live.load()
            }

            #[inline]
            fn load_into(live: &Live<$number>, value: &mut $number) {
                *value = live.load();
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, i8, i16, i32, i64, f32, f64);

// SAFETY: L1: arrays of elements of one size and alignment have theirs at the same offsets. L2, L3:
// an array is its elements. L4: those of the elements, and a slice of them.
unsafe impl<T: LiveShared, const N: usize> LiveShared for [T; N] {
    type Live = [T::Live; N];
    type View<'a> = LiveArray<'a, T>;

    #[inline]
    fn view(live: &[T::Live; N]) -> LiveArray<'_, T> {
        LiveArray::new(live)
    }

    #[inline]
    fn load_into(live: &[T::Live; N], value: &mut [T; N]) {
        for (live, value) in live.iter().zip(value) {
            T::load_into(live, value);
        }
    }
}

// SAFETY: L1: both are `repr(C, align(64))` with the number or its cell at 0, then bytes or their
// cells. L2: the filler of a live line is cells too. L3: as for its parts. L4: one load.
unsafe impl<T> LiveShared for CacheLine<T>
where
    T: LiveShared<Live = Live<T>> + LiveNumber + OneLine,
    Live<T>: OneLine,
    <Live<T> as crate::layout::sealed::Fill>::Fill: Send + Sync + 'static,
    CacheLine<T>: bytemuck::Pod + Plain,
{
    type Live = CacheLine<Live<T>>;
    type View<'a> = T;

    #[inline]
    fn view(live: &CacheLine<Live<T>>) -> T {
        live.load()
    }

    #[inline]
    fn load_into(live: &CacheLine<Live<T>>, value: &mut CacheLine<T>) {
        // The filler has no meaning.
        **value = live.load();
    }
}

/// Stops the compiler if a live form has not the size and alignment of its type (L1).
///
/// # Panics
///
/// If it has not.
#[track_caller]
pub const fn same_size<T: Shared, L>() {
    assert!(
        size_of::<T>() == size_of::<L>() && align_of::<T>() == align_of::<L>(),
        "a live form has the size and alignment of its type"
    );
}

/// Stops the compiler if a field of a live form lies elsewhere than in its type (L1).
///
/// # Panics
///
/// If it does.
#[track_caller]
pub const fn same_offset(there: usize, here: usize) {
    assert!(
        there == here,
        "a field of a live form lies where its type has it"
    );
}
