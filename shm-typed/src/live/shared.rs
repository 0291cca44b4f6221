//! Which types have a live form, and what it promises.

#![allow(
    unsafe_code,
    reason = "declares and implements the unsafe trait; holds no unsafe block"
)]

use core::fmt::Debug;
use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64,
};

use super::array::LiveArray;
use super::cell::{Live, LiveNumber};
use crate::layout::{CacheLine, InvalidValue, OneLine, Plain, Shared};

/// A type whose numbers can each be an atomic cell.
///
/// Derive it with `#[shared(live)]`; never implement it by hand. Numbers of at most 8 bytes, `bool`, `char`,
/// `NonZero` numbers, enums with `#[derive(Shared)]`, arrays of such types, [`CacheLine`]s and structs with
/// `#[shared(live)]` have it. Of a type of which some bits are no value the cell is the number that its bits
/// are: what is loaded is checked before it is a value, and a `bool` is `true` unless all bits are zero.
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
    note = "if it is a struct, add `#[shared(live)]` above it; make a `u128` two fields of `u64`; publish text and lists as a whole, with a `SharedBox`",
    note = "numbers from `u8` to `u64`, `i8` to `i64`, `f32`, `f64`, `bool`, `char`, `NonZero` numbers and enums with `#[derive(Shared)]` have one, arrays and `CacheLine`s of them, and structs with `#[shared(live)]`"
)]
pub unsafe trait LiveShared: Shared {
    /// The same bytes, every number a cell.
    type Live: Send + Sync + Debug + 'static;

    /// What a reader sees of it: a number or a `bool` itself, a `Result` of a type of which some bits are no
    /// value, a [`LiveArray`], or the view that the derive makes.
    type View<'a>: Copy;

    /// Stops the compiler where it is evaluated if L1 does not hold.
    #[doc(hidden)]
    const LAYOUT: () = same_size::<Self, Self::Live>();

    /// What a reader sees of `live`. A number is loaded right here.
    fn view(live: &Self::Live) -> Self::View<'_>;

    /// Loads every number, each by itself, over the bytes of a value, which may then be none.
    fn load_into(live: &Self::Live, bytes: &mut [u8]);
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        // SAFETY: L1: a cell is `repr(transparent)` over the atomic of the number's width, whose
        // size and alignment are asserted beside it. L2: it is one cell. L3: an atomic is valid for
        // all bits and has no drop. L4: loads.
        #[diagnostic::do_not_recommend]
        unsafe impl LiveShared for $number {
            type Live = Live<$number>;
            type View<'a> = $number;

            #[inline]
            fn view(live: &Live<$number>) -> $number {
                live.load()
            }

            #[inline]
            fn load_into(live: &Live<$number>, bytes: &mut [u8]) {
                live.load_into(bytes);
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, i8, i16, i32, i64, f32, f64, bool);

macro_rules! checked {
    ($($ty:ty),*) => {$(
        // SAFETY: as for numbers: the cell is one of the number that the type's bits are.
        #[diagnostic::do_not_recommend]
        unsafe impl LiveShared for $ty {
            type Live = Live<$ty>;
            type View<'a> = Result<$ty, InvalidValue>;

            #[inline]
            fn view(live: &Live<$ty>) -> Result<$ty, InvalidValue> {
                live.try_load()
            }

            #[inline]
            fn load_into(live: &Live<$ty>, bytes: &mut [u8]) {
                live.load_into(bytes);
            }
        }
    )*};
}

checked!(
    char, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroI8, NonZeroI16, NonZeroI32,
    NonZeroI64
);

// SAFETY: L1: arrays of elements of one size and alignment have theirs at the same offsets. L2, L3:
// an array is its elements. L4: those of the elements, and a slice of them.
#[diagnostic::do_not_recommend]
unsafe impl<T: LiveShared, const N: usize> LiveShared for [T; N] {
    type Live = [T::Live; N];
    type View<'a> = LiveArray<'a, T>;

    const LAYOUT: () = T::LAYOUT;

    #[inline]
    fn view(live: &[T::Live; N]) -> LiveArray<'_, T> {
        LiveArray::new(live)
    }

    #[inline]
    fn load_into(live: &[T::Live; N], bytes: &mut [u8]) {
        // Elements without bytes have no number to load.
        for (live, bytes) in live
            .iter()
            .zip(bytes.chunks_exact_mut(size_of::<T>().max(1)))
        {
            T::load_into(live, bytes);
        }
    }
}

// SAFETY: L1: both are `repr(C, align(64))` with the number or its cell at 0, then bytes or their
// cells. L2: the filler of a live line is cells too. L3: as for its parts. L4: one load.
#[diagnostic::do_not_recommend]
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
    fn load_into(live: &CacheLine<Live<T>>, bytes: &mut [u8]) {
        // The number comes first; the filler has no meaning.
        live.load_into(bytes);
    }
}

/// Asks for a live form, where the field's type is spelled.
pub const fn has_live_form<T: LiveShared>() {}

/// The `len` bytes of a field at `offset`.
#[inline]
#[must_use]
pub fn part(bytes: &mut [u8], offset: usize, len: usize) -> &mut [u8] {
    bytes.get_mut(offset..offset + len).unwrap_or_default()
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
