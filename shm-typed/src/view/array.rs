//! An array in shared memory, or a part of one.

#![allow(
    unsafe_code,
    reason = "finds the elements of an array, and copies runs of them"
)]

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ops::Range;

use super::place::Spot;
use super::{Place, View, Viewed};
use crate::layout::{InvalidValue, Plain, Shared};

/// An array in shared memory, or a [part](Self::skip) of one, of which elements are read one by
/// one.
///
/// What holds for a [`View`] holds for it: elements that were read in one run of a closure are of
/// one value only once the run counts. See [`read_with`](crate::SharedRef::read_with).
///
/// ```
/// use shm_typed::{SharedBox, SharedRef};
/// # let name = &format!("shm-typed-doc-array-{}", std::process::id());
///
/// let writer = SharedBox::create(name, [[1_u32, 2, 3], [4, 5, 6]])?;
/// let reader = SharedRef::<[[u32; 3]; 2]>::open(name)?;
///
/// assert_eq!(reader.read_with(|rows| rows.len()), 2);
/// assert_eq!(reader.read_with(|rows| rows.at(1)?.at(2)), Some(6));
/// assert_eq!(reader.read_with(|rows| rows.at(2).is_none()), true);
/// assert_eq!(reader.read_with(|rows| rows.at(0)?.to_array()), Some([1, 2, 3]));
///
/// let second_of_each = |rows: shm_typed::View<'_, [[u32; 3]; 2]>| {
///     rows.iter().filter_map(|row| row.at(1)).sum::<u32>()
/// };
/// assert_eq!(reader.read_with(second_of_each), 7);
/// # Ok::<(), shm_typed::Error>(())
/// ```
pub struct ArrayView<'a, T> {
    // Invariant:
    //
    // - A1 The `len * size_of::<T>()` bytes at `first` are bytes of the value.
    first: Spot<'a>,
    len: usize,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for ArrayView<'_, T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ArrayView<'_, T> {}

impl<'a, T> ArrayView<'a, T> {
    /// The array at `place`.
    #[inline(always)]
    pub(super) fn new<const N: usize>(place: Place<'a, [T; N]>) -> Self {
        Self {
            first: place.spot(),
            len: N,
            of: PhantomData,
        } // A1: V3 of the array
    }

    /// How many elements there are.
    #[inline(always)]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[inline(always)]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first `n` elements, or all if there are fewer: for an array of which a field tells how
    /// much is in use, which may say anything.
    ///
    /// ```
    /// use shm_typed::{Shared, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-take-{}", std::process::id());
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Trace {
    ///     samples: [f64; 1000],
    ///     len: u64,
    /// }
    ///
    /// # let mut value = Trace { samples: [0.0; 1000], len: 3 };
    /// # value.samples[2] = 9.5;
    /// let writer = SharedBox::create(name, value)?;
    /// let reader = SharedRef::<Trace>::open(name)?;
    /// let last = reader.read_with(|v| v.samples().take(v.len() as usize).iter().last());
    /// assert_eq!(last, Some(9.5));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline(always)]
    #[must_use]
    pub fn take(self, n: usize) -> Self {
        Self {
            len: self.len.min(n),
            ..self
        } // A1: no longer than before
    }

    /// What comes behind the first `n` elements: nothing if there are no more than that.
    #[inline(always)]
    #[must_use]
    pub fn skip(self, n: usize) -> Self {
        let n = self.len.min(n);
        Self {
            // SAFETY: A1 for the first `n` elements, which are there.
            first: unsafe { self.first.forward(n * size_of::<T>()) },
            len: self.len - n,
            of: PhantomData,
        } // A1: the rest of the bytes
    }

    /// Copies the elements from `start` on into `chunk`, whatever they are just now.
    ///
    /// # Panics
    ///
    /// If there are not as many.
    #[inline(always)]
    pub(crate) fn load(&self, start: usize, chunk: &mut [MaybeUninit<T>]) {
        assert!(
            start <= self.len && chunk.len() <= self.len - start,
            "a chunk is within its array"
        );
        // SAFETY: A1 for the first `start` elements, which are there.
        let spot = unsafe { self.first.forward(start * size_of::<T>()) };
        // SAFETY: A1 for the elements behind; a unique borrow of as many.
        unsafe { spot.load(chunk.as_mut_ptr().cast::<u8>(), size_of_val(chunk)) };
    }

    /// A copy of the elements, if there are exactly `N`.
    #[inline]
    #[must_use]
    pub fn to_array<const N: usize>(self) -> Option<[T; N]>
    where
        T: Plain,
    {
        (self.len == N).then(|| {
            // SAFETY: A1, and the length is `N`.
            let place: Place<'_, [T; N]> = unsafe { Place::from_spot(self.first) };
            place.get()
        })
    }

    /// As [`to_array`](Self::to_array), for elements of a checked type: every one of them is checked.
    ///
    /// The error is the first that is no value. It counts, like all that a view gives, only if the run
    /// does.
    #[inline]
    #[must_use]
    pub fn try_to_array<const N: usize>(self) -> Option<Result<[T; N], InvalidValue>>
    where
        T: Shared,
    {
        (self.len == N).then(|| {
            // SAFETY: A1, and the length is `N`.
            let place: Place<'_, [T; N]> = unsafe { Place::from_spot(self.first) };
            place.try_get()
        })
    }
}

impl<'a, T: Viewed> ArrayView<'a, T> {
    /// The element `index`, or `None` behind the end.
    #[inline(always)]
    #[must_use]
    pub fn at(&self, index: usize) -> Option<View<'a, T>> {
        (index < self.len).then(|| {
            // SAFETY: A1 for the elements before.
            let spot = unsafe { self.first.forward(index * size_of::<T>()) };
            // SAFETY: A1: the element is there.
            T::view(unsafe { Place::from_spot(spot) })
        })
    }

    /// All elements, in order. Each is loaded when it is asked for.
    ///
    /// A long array of numbers is gone through faster by [`fold`](crate::SharedRef::fold).
    #[inline(always)]
    #[must_use]
    pub fn iter(&self) -> ArrayIter<'a, T> {
        ArrayIter {
            array: *self,
            left: 0..self.len,
        }
    }
}

impl<'a, T: Viewed> IntoIterator for ArrayView<'a, T> {
    type Item = View<'a, T>;
    type IntoIter = ArrayIter<'a, T>;

    #[inline(always)]
    fn into_iter(self) -> ArrayIter<'a, T> {
        self.iter()
    }
}

impl<T> fmt::Debug for ArrayView<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayView")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

/// The elements of an [`ArrayView`]; made by [`ArrayView::iter`].
pub struct ArrayIter<'a, T> {
    array: ArrayView<'a, T>,
    left: Range<usize>,
}

impl<T> Clone for ArrayIter<'_, T> {
    fn clone(&self) -> Self {
        Self {
            array: self.array,
            left: self.left.clone(),
        }
    }
}

impl<'a, T: Viewed> Iterator for ArrayIter<'a, T> {
    type Item = View<'a, T>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        self.array.at(self.left.next()?)
    }

    #[inline(always)]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }

    #[inline(always)]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.array.at(self.left.nth(n)?)
    }
}

impl<T: Viewed> DoubleEndedIterator for ArrayIter<'_, T> {
    #[inline(always)]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.array.at(self.left.next_back()?)
    }
}

impl<T: Viewed> ExactSizeIterator for ArrayIter<'_, T> {}

impl<T: Viewed> FusedIterator for ArrayIter<'_, T> {}

impl<T> fmt::Debug for ArrayIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayIter")
            .field("left", &self.left.len())
            .finish_non_exhaustive()
    }
}
