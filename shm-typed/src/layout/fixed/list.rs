//! Lists of bounded length.

#![allow(
    unsafe_code,
    reason = "implements the unsafe marker traits; holds no unsafe block"
)]

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::Take;
use core::ops::{Deref, DerefMut};
use core::{array, slice};

use bytemuck::Zeroable;

use super::TooLong;
use super::length::{LENGTH_BYTES, Length};
use crate::layout::words::Words;
use crate::layout::{Plain, Shared, TypeDescriptor};

/// At most `N` values of `T`, as a field of a shared struct.
///
/// It is a slice in all that concerns its elements: `iter`, indices, `sort` and the rest.
///
/// ```
/// use shm_typed::{FixedVec, Shared};
///
/// #[derive(Clone, Copy, Debug, Default, Shared)]
/// #[repr(C)]
/// struct Route {
///     stops: FixedVec<u32, 6>,
/// }
///
/// let mut route = Route::default();
/// route.stops.push(17)?;
/// route.stops.try_extend([4, 25])?;
/// route.stops.sort();
///
/// assert_eq!(route.stops, [4, 17, 25]);
/// assert_eq!(route.stops.iter().sum::<u32>(), 46);
/// assert_eq!(route.stops.pop(), Some(25));
/// # Ok::<(), shm_typed::TooLong>(())
/// ```
///
/// # What it is in memory
///
/// 8 bytes of length, little-endian, then `[T; N]`: in C, `struct { uint8_t len[8]; T items[N]; }`.
/// `size_of` is 8 more than that of the array. There is no padding in it if `T` is aligned to at most
/// 8 bytes. With a `T` that needs more it does not compile where it is made or shared:
///
/// ```compile_fail,E0080
/// let list = shm_typed::FixedVec::<u128, 4>::new(); // would have 8 bytes of padding
/// ```
///
/// Since that depends on `T`, it is bytemuck's [`AnyBitPattern`](bytemuck::AnyBitPattern) and not
/// `Pod`. A struct that holds one and has no parameters of its own is `Pod` all the same.
///
/// What lies behind the last element is zero in a new one, and every operation keeps it so.
///
/// # What another process may have written
///
/// A length beyond `N` counts as `N`. The elements are whatever bits are there, which for a
/// [`Plain`] type is a value. A list of a type of which some bits are none, such as `bool`, is a checked
/// type itself: all `N` elements are checked, those behind the last one too.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct FixedVec<T, const N: usize /* at most N elements: `FixedVec<u32, 16>` */> {
    len: Length,
    items: [T; N],
}

const _: () = assert!(size_of::<FixedVec<u8, 5>>() == LENGTH_BYTES + 5);
const _: () = assert!(size_of::<FixedVec<[u16; 3], 3>>() == LENGTH_BYTES + 18);
const _: () = assert!(size_of::<FixedVec<u64, 3>>() == LENGTH_BYTES + 24);
const _: () = assert!(size_of::<FixedVec<f64, 0>>() == LENGTH_BYTES);

// SAFETY: zero bytes are a length of 0 and an array of zero bytes, which each `T` may be.
unsafe impl<T: Zeroable, const N: usize> Zeroable for FixedVec<T, N> {}

// SAFETY: repr(C), of a byte array and an array of elements: each may hold any initialised bytes. No
// pointer and no interior mutability, as `T` is `Plain`. Padding is allowed here.
unsafe impl<T: Plain, const N: usize> bytemuck::AnyBitPattern for FixedVec<T, N> {}

// SAFETY: S1: repr(C), of types with a fixed layout. S2, S3: a number, and elements for which it
// holds. S4: `refuse_padding` fails to compile unless the elements start right behind the length;
// nothing follows them, since 8 and their size are multiples of their alignment then; padding inside
// one fails to compile within `T::DESCRIPTOR`. A list is a length and then the elements.
#[diagnostic::do_not_recommend]
unsafe impl<T: Shared, const N: usize> Shared for FixedVec<T, N> {
    const DESCRIPTOR: &'static TypeDescriptor = {
        refuse_padding(align_of::<T>());
        &TypeDescriptor::list::<Self>(T::DESCRIPTOR, N)
    };
}

// SAFETY: any bits are a length, and any are an element.
#[diagnostic::do_not_recommend]
unsafe impl<T: Plain, const N: usize> Plain for FixedVec<T, N> {}

/// Stops the compiler if elements that are aligned to `align` do not start right behind the length.
#[track_caller]
const fn refuse_padding(align: usize) {
    if !LENGTH_BYTES.is_multiple_of(align) {
        let words = Words::new()
            .text("the elements of a `FixedVec` start right behind its length of 8 bytes, and these are ")
            .text("aligned to ")
            .number(align)
            .text(": use elements aligned to at most 8, or an array `[T; N]` with a field for the length");
        panic!("{}", words.as_str());
    }
}

impl<T: Shared + Zeroable, const N: usize> FixedVec<T, N> {
    /// The empty list.
    ///
    /// It does not compile for a `T` that is aligned to more than 8 bytes.
    #[must_use]
    pub fn new() -> Self {
        const {
            let _checked = Self::DESCRIPTOR;
        }
        Self::zeroed()
    }

    /// The list of these elements.
    ///
    /// # Errors
    ///
    /// If there are more than `N`.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::FixedVec;
    ///
    /// let primes = FixedVec::<u8, 4>::try_from_slice(&[2, 3, 5])?;
    /// assert_eq!(primes, [2, 3, 5]);
    ///
    /// let error = FixedVec::<u8, 2>::try_from_slice(&[2, 3, 5]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the list has 3 elements, 1 more than the 2 that fit: leave some out, or make it a \
    ///      `FixedVec<_, 3>`",
    /// );
    /// # Ok::<(), shm_typed::TooLong>(())
    /// ```
    pub fn try_from_slice(items: &[T]) -> Result<Self, TooLong> {
        let mut list = Self::new();
        list.try_extend_from_slice(items)?;
        Ok(list)
    }

    /// Appends an element.
    ///
    /// # Errors
    ///
    /// If the list is full.
    pub fn push(&mut self, item: T) -> Result<(), TooLong> {
        let before = self.len();
        let Some(place) = self.items.get_mut(before) else {
            return Err(TooLong::list(N, N.saturating_add(1)));
        };
        *place = item;
        self.len.set(before + 1);
        Ok(())
    }

    /// Removes the last element, and makes its place zero.
    pub fn pop(&mut self) -> Option<T> {
        let last = self.len().checked_sub(1)?;
        let place = self.items.get_mut(last)?;
        let item = core::mem::replace(place, T::zeroed());
        self.len.set(last);
        Some(item)
    }

    /// Appends all elements of a slice.
    ///
    /// # Errors
    ///
    /// If they do not all fit; none is appended then.
    pub fn try_extend_from_slice(&mut self, items: &[T]) -> Result<(), TooLong> {
        let before = self.len();
        let free = self.items.get_mut(before..).unwrap_or_default();
        let Some(place) = free.get_mut(..items.len()) else {
            return Err(TooLong::list(N, before.saturating_add(items.len())));
        };
        place.copy_from_slice(items);
        self.len.set(before + items.len());
        Ok(())
    }

    /// Appends all that an iterator gives.
    ///
    /// # Errors
    ///
    /// If that is more than fits. None is appended then, and the iterator was run to the first that
    /// did not fit; [`TooLong::len`] counts that one and what it promised to come after it.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::FixedVec;
    ///
    /// let mut list = FixedVec::<u32, 3>::try_from_slice(&[1])?;
    ///
    /// let error = list.try_extend(2..7).unwrap_err();
    /// assert_eq!((error.excess(), &*list), (3, &[1][..]));
    ///
    /// list.try_extend(2..4)?;
    /// assert_eq!(list, [1, 2, 3]);
    /// # Ok::<(), shm_typed::TooLong>(())
    /// ```
    pub fn try_extend(&mut self, items: impl IntoIterator<Item = T>) -> Result<(), TooLong> {
        let before = self.len();
        let mut items = items.into_iter();
        while let Some(item) = items.next() {
            if self.push(item).is_err() {
                self.truncate(before);
                let more = items.size_hint().0.saturating_add(1);
                return Err(TooLong::list(N, N.saturating_add(more)));
            }
        }
        Ok(())
    }

    /// Keeps the first `len` elements, or all if there are not more, and makes everything behind them
    /// zero.
    pub fn truncate(&mut self, len: usize) {
        let end = self.len().min(len);
        if let Some(behind) = self.items.get_mut(end..) {
            behind.fill(T::zeroed());
        }
        self.len.set(end);
    }

    /// Makes it the empty list, and every byte zero.
    pub fn clear(&mut self) {
        self.truncate(0);
    }
}

impl<T, const N: usize> FixedVec<T, N> {
    /// How many elements there are: at most `N`.
    #[must_use]
    #[inline]
    pub const fn len(&self) -> usize {
        self.len.within(N)
    }

    /// Whether there is no element.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many elements fit: `N`.
    #[must_use]
    #[inline]
    pub const fn capacity(&self) -> usize {
        N
    }

    /// The elements.
    #[must_use]
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        // `len` is at most `N`.
        self.items.get(..self.len()).unwrap_or(&self.items)
    }

    /// The elements, to be changed in place.
    #[must_use]
    #[inline]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        let len = self.len();
        self.items.get_mut(..len).unwrap_or_default()
    }
}

impl<T, const N: usize> Deref for FixedVec<T, N> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T, const N: usize> DerefMut for FixedVec<T, N> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}

impl<T, const N: usize> AsRef<[T]> for FixedVec<T, N> {
    fn as_ref(&self) -> &[T] {
        self
    }
}

impl<T: Shared + Zeroable, const N: usize> Default for FixedVec<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Shared + Zeroable, const N: usize> TryFrom<&[T]> for FixedVec<T, N> {
    type Error = TooLong;

    fn try_from(items: &[T]) -> Result<Self, TooLong> {
        Self::try_from_slice(items)
    }
}

impl<T, const N: usize> IntoIterator for FixedVec<T, N> {
    type Item = T;
    type IntoIter = Take<array::IntoIter<T, N>>;

    fn into_iter(self) -> Self::IntoIter {
        let len = self.len();
        self.items.into_iter().take(len)
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a FixedVec<T, N> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a mut FixedVec<T, N> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<T: fmt::Debug, const N: usize> fmt::Debug for FixedVec<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_slice(), f)
    }
}

impl<T: PartialEq, const N: usize> PartialEq for FixedVec<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Eq, const N: usize> Eq for FixedVec<T, N> {}

impl<T: PartialOrd, const N: usize> PartialOrd for FixedVec<T, N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.as_slice().partial_cmp(other.as_slice())
    }
}

impl<T: Ord, const N: usize> Ord for FixedVec<T, N> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_slice().cmp(other.as_slice())
    }
}

impl<T: Hash, const N: usize> Hash for FixedVec<T, N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

impl<T: PartialEq, const N: usize> PartialEq<[T]> for FixedVec<T, N> {
    fn eq(&self, other: &[T]) -> bool {
        self.as_slice() == other
    }
}

impl<T: PartialEq, const N: usize, const M: usize> PartialEq<[T; M]> for FixedVec<T, N> {
    fn eq(&self, other: &[T; M]) -> bool {
        self.as_slice() == other
    }
}
