//! One number as an atomic cell.
//!
//! Everything here is `Relaxed`. A cell is a value of its own: nothing else is published by it, so
//! there is nothing to order. Atomicity alone makes sums exact. And a reader's mapping is read-only,
//! where std guarantees relaxed loads and no others (`core::sync::atomic`, "Atomic accesses to
//! read-only memory").

use core::fmt;
use core::sync::atomic::Ordering::Relaxed;
use core::sync::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
};

use static_assertions::{assert_eq_align, assert_eq_size, assert_impl_all};

use crate::layout::sealed::Fill;

/// A number in shared memory that any number of threads and processes change: an atomic of the
/// number's own width.
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
/// ```
#[repr(transparent)]
pub struct Live<T: LiveNumber>(T::Cell);

/// A number that can be a [`Live`] cell: `u8` to `u64`, `i8` to `i64`, `f32`, `f64`.
#[diagnostic::on_unimplemented(
    message = "a live cell is a number of at most 8 bytes, and `{Self}` is none",
    label = "no cell",
    note = "no 64-bit processor promises to load 16 bytes of a read-only page in one step: make `u128` and `i128` two fields"
)]
pub trait LiveNumber: sealed::Number {}

#[diagnostic::do_not_recommend]
impl<T: sealed::Number> LiveNumber for T {}

mod sealed {
    /// What a cell does, number by number.
    #[expect(unnameable_types, reason = "sealed: nobody else implements it")]
    pub trait Number: crate::layout::Plain + PartialEq + core::fmt::Debug {
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

impl<T: LiveNumber> Live<T> {
    /// A cell that holds `value`, in private memory.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(value.cell())
    }

    /// The number.
    #[inline]
    #[must_use]
    pub fn load(&self) -> T {
        T::load(&self.0)
    }

    /// Sets the number, whatever it was.
    #[inline]
    pub fn store(&self, value: T) {
        T::store(&self.0, value);
    }

    /// Sets the number, and returns what it was.
    #[inline]
    pub fn swap(&self, value: T) -> T {
        T::swap(&self.0, value)
    }

    /// Sets the number to `new` if it is `current`, else leaves it and returns what it is, as an
    /// error.
    ///
    /// Floats are compared by their bits: a NaN equals itself, and 0.0 differs from -0.0.
    ///
    /// # Errors
    ///
    /// The number, if it is not `current`.
    #[inline]
    pub fn compare_exchange(&self, current: T, new: T) -> Result<T, T> {
        T::compare_exchange(&self.0, current, new)
    }

    /// Adds, and returns what the number was.
    ///
    /// Whole numbers wrap around at the end of their range. The sum of floats depends on the order
    /// in which they are added, as always, but no addend is lost.
    #[inline]
    pub fn add(&self, by: T) -> T {
        T::add(&self.0, by)
    }

    /// Subtracts, and returns what the number was.
    ///
    /// Whole numbers wrap around at the end of their range.
    #[inline]
    pub fn sub(&self, by: T) -> T {
        T::sub(&self.0, by)
    }

    /// Raises the number to `other` if it is lower, and returns what it was. A NaN loses against
    /// every number.
    #[inline]
    pub fn max(&self, other: T) -> T {
        T::max(&self.0, other)
    }

    /// Lowers the number to `other` if it is higher, and returns what it was. A NaN loses against
    /// every number.
    #[inline]
    pub fn min(&self, other: T) -> T {
        T::min(&self.0, other)
    }
}

impl<T: LiveNumber> fmt::Debug for Live<T> {
    /// As the number is just now.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.load().fmt(f)
    }
}

impl<T: LiveNumber + Default> Default for Live<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: LiveNumber> From<T> for Live<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

/// What holds for every cell: its size and alignment, and what fills its cache line.
macro_rules! layout {
    ($number:ty, $cell:ty, $fill:literal) => {
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
