//! One value as an atomic cell.
//!
//! Everything here is `Relaxed`. A cell is a value of its own: nothing else is published by it, so
//! there is nothing to order. Atomicity alone makes sums exact. And a reader's mapping is read-only,
//! where std guarantees relaxed loads and no others (`core::sync::atomic`, "Atomic accesses to
//! read-only memory").
//!
//! A `bool`, a `char`, a `NonZero` number and an enum are cells of the number that their bits are, and what is
//! loaded is checked before it is one of them.

use core::fmt;
use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64,
};
use core::sync::atomic::Ordering::Relaxed;
use core::sync::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
};

use bytemuck::{CheckedBitPattern, NoUninit};
use static_assertions::{assert_eq_align, assert_eq_size, assert_impl_all};

use self::sealed::Number as _;
use crate::layout::sealed::Fill;
use crate::layout::{InvalidValue, Shared, invalid_scalar, show_scalar};

/// A value in shared memory that any number of threads and processes change: an atomic of its own
/// width.
///
/// Every operation is atomic, needs `&self` only, and has [`Relaxed`](core::sync::atomic::Ordering)
/// ordering: nothing is lost and nothing is torn, but a change of one cell says nothing about when a
/// change of another is seen. Values that belong together are published as a whole, with
/// [`SharedBox`](crate::SharedBox).
///
/// | | whole numbers | floats |
/// |---|---|---|
/// | [`load`](Self::load), [`store`](Self::store), [`swap`](Self::swap) | one instruction | one instruction |
/// | [`add`](Self::add), [`sub`](Self::sub) | one instruction, as `AtomicU64::fetch_add` | a loop of compare-exchange |
/// | [`max`](Self::max), [`min`](Self::min) | as the standard library's | a loop of compare-exchange |
/// | [`compare_exchange`](Self::compare_exchange) | one instruction | one instruction, on the bits |
///
/// | | `bool` | `char`, `NonZero` numbers, enums |
/// |---|---|---|
/// | [`store`](Self::store), [`store_if`](Self::store_if) | yes | yes |
/// | | [`load`](Self::load), [`swap`](Self::swap), [`compare_exchange`](Self::compare_exchange): always a value | [`try_load`](Self::try_load), [`try_swap`](Self::try_swap): a value, or what is wrong with the bits |
///
/// On x86-64 the column of whole numbers compiles to the very instructions of the standard library's
/// atomics (`lock xadd`, or `lock add` if the old value is not used).
///
/// ```
/// use shm_typed::Live;
///
/// let requests = Live::new(41_u64);
/// assert_eq!(requests.add(1), 41); // what it was
/// assert_eq!(requests.load(), 42);
///
/// let level = Live::new(0.5_f64);
/// level.add(0.25);
/// level.max(0.6);
/// assert_eq!(level.load(), 0.75);
///
/// let running = Live::new(true);
/// running.store(false);
/// assert!(!running.load());
/// ```
#[repr(transparent)]
pub struct Live<T: LiveScalar>(<T::Number as sealed::Number>::Cell);

/// What can be one [`Live`] cell: numbers of at most 8 bytes, `bool`, `char`, `NonZero` numbers, and
/// fieldless enums with `#[derive(Shared)]`.
///
/// Derive it; never implement it by hand.
#[diagnostic::on_unimplemented(
    message = "a live cell is a number of at most 8 bytes, `bool`, `char`, a `NonZero` number or an enum with `#[derive(Shared)]`, and `{Self}` is none",
    label = "no cell",
    note = "no 64-bit processor promises to load 16 bytes of a read-only page in one step: make `u128` and `i128` two fields"
)]
pub trait LiveScalar: Shared + NoUninit + CheckedBitPattern {
    /// The number that its bits are.
    #[doc(hidden)]
    type Number: sealed::Number;

    /// The bits as they are read: a type of which any bits are to be a value says which.
    #[doc(hidden)]
    #[inline]
    fn settled(bits: Self::Number) -> Self::Number {
        bits
    }
}

/// A number that can be a [`Live`] cell: `u8` to `u64`, `i8` to `i64`, `f32`, `f64`.
#[diagnostic::on_unimplemented(
    message = "a cell that is counted with is a number of at most 8 bytes, and `{Self}` is none",
    label = "no such number",
    note = "a cell of another type has `store`, `store_if`, `try_load` and `try_swap`"
)]
pub trait LiveNumber: sealed::Number + LivePlain<Number = Self> {}

/// What any bits of a [`Live`] cell are a value of: numbers, and `bool`, which is `false` if all bits are zero and
/// else `true`.
#[diagnostic::on_unimplemented(
    message = "a cell may hold bits that are no `{Self}`: load it with `try_load`, swap it with `try_swap`, exchange it with `store_if`",
    label = "not every bit pattern is a `{Self}`"
)]
pub trait LivePlain: sealed::Total {}

mod sealed {
    use super::{Live, LiveScalar};

    /// What any bits are a value of.
    #[expect(unnameable_types, reason = "sealed: nobody else implements it")]
    pub trait Total: LiveScalar {
        /// The value that the bits are.
        fn of(bits: Self::Number) -> Self;
        fn exchange(cell: &Live<Self>, current: Self, new: Self) -> Result<Self, Self>;
    }

    /// What a cell does, number by number.
    #[expect(unnameable_types, reason = "sealed: nobody else implements it")]
    pub trait Number: crate::layout::Plain + bytemuck::Pod + core::fmt::Debug {
        /// The atomic of the same width.
        type Cell: Send + Sync + 'static;

        fn cell(self) -> Self::Cell;
        fn load(cell: &Self::Cell) -> Self;
        fn store(cell: &Self::Cell, value: Self);
        fn swap(cell: &Self::Cell, value: Self) -> Self;
        fn compare_exchange(cell: &Self::Cell, current: Self, new: Self) -> Result<Self, Self>;
        fn add(cell: &Self::Cell, by: Self) -> Self;
        fn sub(cell: &Self::Cell, by: Self) -> Self;
        fn max(cell: &Self::Cell, other: Self) -> Self;
        fn min(cell: &Self::Cell, other: Self) -> Self;
    }
}

/// The value as the number that its bits are.
#[inline]
fn bits<T: LiveScalar>(value: T) -> T::Number {
    bytemuck::cast(value)
}

/// The value that the bits are.
#[inline]
fn value<T: LiveScalar>(bits: T::Number) -> Result<T, InvalidValue> {
    bytemuck::checked::try_cast(T::settled(bits))
        .map_err(|_| invalid_scalar(T::DESCRIPTOR, bytemuck::bytes_of(&bits)))
}

impl<T: LiveScalar> Live<T> {
    /// A cell that holds `value`, in private memory.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(sealed::Number::cell(bits(value)))
    }

    /// Sets the value, whatever it was.
    #[inline]
    pub fn store(&self, value: T) {
        T::Number::store(&self.0, bits(value));
    }

    /// Sets the value to `new` if it is `current`, else leaves it; says whether it was.
    ///
    /// One of any number of threads and processes that try the same is told `true`. Floats are
    /// compared by their bits.
    ///
    /// ```
    /// use shm_typed::{Live, Shared};
    ///
    /// #[derive(Clone, Copy, Debug, PartialEq, Shared)]
    /// #[repr(u8)]
    /// enum State { Idle, Busy }
    ///
    /// let state = Live::new(State::Idle);
    /// assert!(state.store_if(State::Idle, State::Busy));
    /// assert!(!state.store_if(State::Idle, State::Busy), "somebody was here before");
    /// assert_eq!(state.try_load(), Ok(State::Busy));
    /// ```
    #[inline]
    pub fn store_if(&self, current: T, new: T) -> bool {
        let mut old = T::Number::load(&self.0);
        // Lock-free: a round is lost only against another change.
        while bytemuck::bytes_of(&T::settled(old)) == bytemuck::bytes_of(&current) {
            match T::Number::compare_exchange(&self.0, old, bits(new)) {
                Ok(_) => return true,
                Err(found) => old = found,
            }
        }
        false
    }

    /// The value, if the cell holds one.
    ///
    /// No program that uses this library stores anything else; one that does not may. A number always is
    /// one, and any bits but zero are a `true`.
    ///
    /// # Errors
    ///
    /// What the cell holds, if that is none of the values of `T`: its bits, and what they may be.
    ///
    /// ```
    /// use shm_typed::Live;
    ///
    /// assert_eq!(Live::new('é').try_load(), Ok('é'));
    /// ```
    #[inline]
    pub fn try_load(&self) -> Result<T, InvalidValue> {
        value(T::Number::load(&self.0))
    }

    /// Sets the value, and returns what it was.
    ///
    /// # Errors
    ///
    /// What the cell held, if that was none of the values of `T`. The new one is stored all the same.
    #[inline]
    pub fn try_swap(&self, new: T) -> Result<T, InvalidValue> {
        value(T::Number::swap(&self.0, bits(new)))
    }

    /// Loads the value over the first of `bytes`, unchecked.
    #[doc(hidden)]
    #[inline]
    pub fn load_into(&self, bytes: &mut [u8]) {
        let bits = T::settled(T::Number::load(&self.0));
        let bits = bytemuck::bytes_of(&bits);
        if let Some(bytes) = bytes.get_mut(..bits.len()) {
            bytes.copy_from_slice(bits);
        }
    }
}

// A bound on each method, so that the compiler says in words what is missing.
impl<T: LiveScalar> Live<T> {
    /// The value.
    #[inline]
    #[must_use]
    pub fn load(&self) -> T
    where
        T: LivePlain,
    {
        T::of(T::Number::load(&self.0))
    }

    /// Sets the value, and returns what it was.
    ///
    /// Of any number of threads and processes that swap a `true` in, one is told `false`:
    ///
    /// ```
    /// use shm_typed::Live;
    ///
    /// let started = Live::new(false);
    /// assert!(!started.swap(true), "the first");
    /// assert!(started.swap(true), "and nobody after it");
    /// ```
    #[inline]
    pub fn swap(&self, value: T) -> T
    where
        T: LivePlain,
    {
        T::of(T::Number::swap(&self.0, bits(value)))
    }

    /// Sets the value to `new` if it is `current`, else leaves it and returns what it is, as an
    /// error.
    ///
    /// Floats are compared by their bits: a NaN equals itself, and 0.0 differs from -0.0.
    ///
    /// # Errors
    ///
    /// The value, if it is not `current`.
    #[inline]
    pub fn compare_exchange(&self, current: T, new: T) -> Result<T, T>
    where
        T: LivePlain,
    {
        T::exchange(self, current, new)
    }

    /// Adds, and returns what the number was.
    ///
    /// Whole numbers wrap around at the end of their range. The sum of floats depends on the order
    /// in which they are added, as always, but no addend is lost.
    #[inline]
    pub fn add(&self, by: T) -> T
    where
        T: LiveNumber,
    {
        T::add(&self.0, by)
    }

    /// Subtracts, and returns what the number was.
    ///
    /// Whole numbers wrap around at the end of their range.
    #[inline]
    pub fn sub(&self, by: T) -> T
    where
        T: LiveNumber,
    {
        T::sub(&self.0, by)
    }

    /// Raises the number to `other` if it is lower, and returns what it was. A NaN loses against
    /// every number.
    #[inline]
    pub fn max(&self, other: T) -> T
    where
        T: LiveNumber,
    {
        T::max(&self.0, other)
    }

    /// Lowers the number to `other` if it is higher, and returns what it was. A NaN loses against
    /// every number.
    #[inline]
    pub fn min(&self, other: T) -> T
    where
        T: LiveNumber,
    {
        T::min(&self.0, other)
    }
}

impl<T: LiveScalar> fmt::Debug for Live<T> {
    /// As the value is just now; an enum by the name of its variant, bits that are no value as a number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = T::settled(T::Number::load(&self.0));
        if show_scalar(T::DESCRIPTOR, bytemuck::bytes_of(&bits), f)? {
            return Ok(());
        }
        bits.fmt(f)
    }
}

impl<T: LiveScalar + Default> Default for Live<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: LiveScalar> From<T> for Live<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

/// The types of which some bits are no value, and the numbers that those bits are.
macro_rules! checked {
    ($($ty:ty => $number:ty $({ $settled:item })?;)*) => {$(
        assert_eq_size!(Live<$ty>, $ty);
        assert_eq_align!(Live<$ty>, $ty);
        assert_impl_all!(Live<$ty>: Send, Sync);

        #[diagnostic::do_not_recommend]
        impl LiveScalar for $ty {
            type Number = $number;

            $($settled)?
        }
    )*};
}

checked! {
    bool => u8 {
        #[inline]
        fn settled(bits: u8) -> u8 {
            u8::from(bits != 0)
        }
    };
    char => u32;
    NonZeroU8 => u8;
    NonZeroU16 => u16;
    NonZeroU32 => u32;
    NonZeroU64 => u64;
    NonZeroI8 => i8;
    NonZeroI16 => i16;
    NonZeroI32 => i32;
    NonZeroI64 => i64;
}

#[diagnostic::do_not_recommend]
impl LivePlain for bool {}

impl sealed::Total for bool {
    #[inline]
    fn of(bits: u8) -> Self {
        bits != 0
    }

    #[inline]
    fn exchange(cell: &Live<Self>, current: Self, new: Self) -> Result<Self, Self> {
        if cell.store_if(current, new) {
            Ok(current)
        } else {
            Err(!current)
        }
    }
}

/// What holds for every cell: its size and alignment, and what fills its cache line.
macro_rules! layout {
    ($number:ty, $cell:ty, $fill:literal) => {
        #[diagnostic::do_not_recommend]
        impl LivePlain for $number {}

        #[diagnostic::do_not_recommend]
        impl LiveNumber for $number {}

        impl sealed::Total for $number {
            #[inline]
            fn of(bits: $number) -> $number {
                bits
            }

            #[inline]
            fn exchange(cell: &Live<$number>, current: $number, new: $number) -> Result<$number, $number> {
                sealed::Number::compare_exchange(&cell.0, current, new)
            }
        }

        #[diagnostic::do_not_recommend]
        impl LiveScalar for $number {
            type Number = $number;
        }

        assert_eq_size!(Live<$number>, $number);
        assert_eq_align!(Live<$number>, $number);
        assert_impl_all!(Live<$number>: Send, Sync);

        impl Fill for Live<$number> {
            // Cells as well, so that no byte of a live line is promised to stay as it is.
            type Fill = [Live<u8>; $fill];

            fn fill() -> Self::Fill {
                core::array::from_fn(|_| Live::new(0))
            }
        }
    };
}

macro_rules! whole {
    ($($number:ty: $cell:ty, $fill:literal;)*) => {$(
        layout!($number, $cell, $fill);

        impl sealed::Number for $number {
            type Cell = $cell;

            fn cell(self) -> $cell {
                <$cell>::new(self)
            }
            #[inline]
            fn load(cell: &$cell) -> Self {
                cell.load(Relaxed)
            }
            #[inline]
            fn store(cell: &$cell, value: Self) {
                cell.store(value, Relaxed);
            }
            #[inline]
            fn swap(cell: &$cell, value: Self) -> Self {
                cell.swap(value, Relaxed)
            }
            #[inline]
            fn compare_exchange(cell: &$cell, current: Self, new: Self) -> Result<Self, Self> {
                cell.compare_exchange(current, new, Relaxed, Relaxed)
            }
            #[inline]
            fn add(cell: &$cell, by: Self) -> Self {
                cell.fetch_add(by, Relaxed)
            }
            #[inline]
            fn sub(cell: &$cell, by: Self) -> Self {
                cell.fetch_sub(by, Relaxed)
            }
            #[inline]
            fn max(cell: &$cell, other: Self) -> Self {
                cell.fetch_max(other, Relaxed)
            }
            #[inline]
            fn min(cell: &$cell, other: Self) -> Self {
                cell.fetch_min(other, Relaxed)
            }
        }
    )*};
}

whole! {
    u8: AtomicU8, 63;
    u16: AtomicU16, 62;
    u32: AtomicU32, 60;
    u64: AtomicU64, 56;
    i8: AtomicI8, 63;
    i16: AtomicI16, 62;
    i32: AtomicI32, 60;
    i64: AtomicI64, 56;
}

macro_rules! float {
    ($($number:ident: $cell:ident, $fill:literal;)*) => {$(
        layout!($number, $cell, $fill);

        impl sealed::Number for $number {
            type Cell = $cell;

            fn cell(self) -> $cell {
                $cell::new(self.to_bits())
            }
            #[inline]
            fn load(cell: &$cell) -> Self {
                Self::from_bits(cell.load(Relaxed))
            }
            #[inline]
            fn store(cell: &$cell, value: Self) {
                cell.store(value.to_bits(), Relaxed);
            }
            #[inline]
            fn swap(cell: &$cell, value: Self) -> Self {
                Self::from_bits(cell.swap(value.to_bits(), Relaxed))
            }
            #[inline]
            fn compare_exchange(cell: &$cell, current: Self, new: Self) -> Result<Self, Self> {
                cell.compare_exchange(current.to_bits(), new.to_bits(), Relaxed, Relaxed)
                    .map(Self::from_bits)
                    .map_err(Self::from_bits)
            }
            #[inline]
            fn add(cell: &$cell, by: Self) -> Self {
                $number(cell, |value| value + by)
            }
            #[inline]
            fn sub(cell: &$cell, by: Self) -> Self {
                $number(cell, |value| value - by)
            }
            #[inline]
            fn max(cell: &$cell, other: Self) -> Self {
                $number(cell, |value| value.max(other))
            }
            #[inline]
            fn min(cell: &$cell, other: Self) -> Self {
                $number(cell, |value| value.min(other))
            }
        }

        /// Changes the float in `cell`, and returns what it was. Lock-free: a round is lost only
        /// against another change.
        #[inline]
        fn $number(cell: &$cell, change: impl Fn($number) -> $number) -> $number {
            let mut old = cell.load(Relaxed);
            loop {
                let new = change($number::from_bits(old)).to_bits();
                match cell.compare_exchange_weak(old, new, Relaxed, Relaxed) {
                    Ok(old) => return $number::from_bits(old),
                    Err(found) => old = found,
                }
            }
        }
    )*};
}

float! {
    f32: AtomicU32, 60;
    f64: AtomicU64, 56;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_return_what_they_were_and_wrap_around() {
        let cell = Live::new(250_u8);

        assert_eq!(cell.add(10), 250);
        assert_eq!(cell.sub(5), 4);
        assert_eq!(cell.max(7), 255);
        assert_eq!(cell.min(7), 255);
        assert_eq!(cell.swap(1), 7);
        assert_eq!(cell.compare_exchange(1, 2), Ok(1));
        assert_eq!(cell.compare_exchange(1, 3), Err(2));
        assert_eq!(cell.load(), 2);
    }

    #[test]
    fn signed_numbers_compare_as_such() {
        let cell = Live::new(-3_i16);

        cell.max(-2);
        assert_eq!(cell.load(), -2);
        cell.min(-100);
        assert_eq!(cell.load(), -100);
    }

    #[test]
    fn floats_add_and_compare_as_floats() {
        let cell = Live::new(-0.5_f32);

        assert_eq!(cell.add(2.0), -0.5);
        assert_eq!(cell.sub(3.0), 1.5);
        assert_eq!(cell.max(-2.0), -1.5);
        assert_eq!(cell.min(-2.0), -1.5);
        assert_eq!(cell.load(), -2.0);
    }

    #[test]
    fn a_nan_loses_against_every_number() {
        let cell = Live::new(f64::NAN);

        cell.max(1.0);
        assert_eq!(cell.load(), 1.0);
        cell.min(f64::NAN);
        assert_eq!(cell.load(), 1.0);
    }

    #[test]
    fn any_bits_but_zero_are_true() {
        let cell = Live::<bool>(AtomicU8::new(7));

        assert!(cell.load());
        assert_eq!(cell.try_load(), Ok(true));
        assert_eq!(format!("{cell:?}"), "true");
        assert!(!cell.store_if(false, true));
        assert_eq!(cell.compare_exchange(false, true), Err(true));
        assert_eq!(cell.compare_exchange(true, false), Ok(true));
        assert!(!cell.load());
        assert!(!cell.swap(true));
        cell.0.store(128, Relaxed);
        assert!(cell.swap(false));
        cell.0.store(2, Relaxed);
        assert_eq!(cell.try_swap(false), Ok(true));
        cell.0.store(2, Relaxed);
        let mut bytes = [9; 2];
        cell.load_into(&mut bytes);
        assert_eq!(bytes, [1, 9]);
    }

    #[test]
    fn bits_that_are_no_value_are_told_and_can_be_replaced() {
        let letter = Live::<char>(AtomicU32::new(0xd800));
        let bad = letter.try_load().unwrap_err();
        assert_eq!((bad.bits(), bad.path().as_str()), (0xd800, ""));
        assert_eq!(format!("{letter:?}"), "55296");
        assert!(!letter.store_if('a', 'b'));
        assert_eq!(letter.try_swap('é'), Err(bad));
        assert_eq!(letter.try_load(), Ok('é'));
        assert_eq!(format!("{letter:?}"), "'é'");

        let workers = Live::<NonZeroI16>(AtomicI16::new(0));
        assert_eq!(
            workers.try_load().unwrap_err().to_string(),
            "the value is 0, and a `NonZeroI16` is any number but 0"
        );
        workers.store(NonZeroI16::MIN);
        assert_eq!(workers.try_load(), Ok(NonZeroI16::MIN));
        assert_eq!(format!("{workers:?}"), "-32768");
    }

    #[test]
    fn a_store_if_of_floats_goes_by_the_bits() {
        let cell = Live::new(f64::NAN);

        assert!(!cell.store_if(0.0, 1.0));
        assert!(cell.store_if(f64::NAN, -0.0));
        assert!(!cell.store_if(0.0, 1.0));
    }

    #[test]
    fn floats_are_exchanged_by_their_bits() {
        let cell = Live::new(f64::NAN);

        assert!(cell.compare_exchange(f64::NAN, 0.0).is_ok());
        assert_eq!(cell.compare_exchange(-0.0, 1.0), Err(0.0));
    }

    #[test]
    fn threads_lose_no_float() {
        let cell = Live::new(0.0_f64);

        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        cell.add(0.25);
                    }
                });
            }
        });

        assert_eq!(cell.load(), 500.0);
    }
}
