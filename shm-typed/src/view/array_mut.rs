//! An array of the writer's own copy of a value, lent to be changed.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::{Deref, RangeBounds};
use core::slice;

use super::{Part, ViewMut, Viewed};
use crate::sync::behind::Changes;

/// An array in a value that is being changed: what is taken out of it is published, and nothing else.
///
/// To look at, it is a slice.
///
/// ```
/// use shm_typed::{SharedBox, SharedRef};
/// # let name = &format!("shm-typed-doc-array-mut-{}", std::process::id());
///
/// let mut table = SharedBox::create(name, [[0_u32; 3]; 100])?;
/// let last = table.update_with(|mut rows| {
///     rows.at(1)?.range(..2)?.copy_from_slice(&[4, 5]);
///     for mut row in rows.iter_mut().skip(98) {
///         *row.at(0)? = 7;
///     }
///     Some(rows[99][0])
/// });
/// assert_eq!((last, table[1], table[98]), (Some(7), [4, 5, 0], [7, 0, 0]));
/// # Ok::<(), shm_typed::Error>(())
/// ```
pub struct ArrayViewMut<'a, T> {
    items: &'a mut [T],
    changes: Changes<'a>,
}

impl<'a, T> ArrayViewMut<'a, T> {
    /// The array that is `part`.
    #[inline(always)]
    pub(super) fn new<const N: usize>(part: Part<'a, [T; N]>) -> Self {
        let (items, changes) = part.into_inner();
        Self { items, changes }
    }

    /// The elements in `range`, as a slice to be changed, or `None` if the array has not as many.
    #[inline(always)]
    #[must_use]
    pub fn range(&mut self, range: impl RangeBounds<usize>) -> Option<&mut [T]> {
        let bounds = (range.start_bound().cloned(), range.end_bound().cloned());
        let items = self.items.get_mut(bounds)?;
        self.changes.mark(items.as_ptr().addr(), size_of_val(items));
        Some(items)
    }
}

impl<T: Viewed> ArrayViewMut<'_, T> {
    /// The element `index`, or `None` behind the end.
    #[inline(always)]
    #[must_use]
    pub fn at(&mut self, index: usize) -> Option<ViewMut<'_, T>> {
        let item = self.items.get_mut(index)?;
        Some(T::view_mut(Part::new(item, self.changes)))
    }

    /// All elements, in order. Those that are taken count as changed, whether they are or not.
    #[inline(always)]
    pub fn iter_mut(&mut self) -> ArrayIterMut<'_, T> {
        ArrayIterMut {
            items: self.items.iter_mut(),
            changes: self.changes,
        }
    }
}

impl<T> Deref for ArrayViewMut<'_, T> {
    type Target = [T];

    #[inline(always)]
    fn deref(&self) -> &[T] {
        self.items
    }
}

impl<'a, T: Viewed> IntoIterator for ArrayViewMut<'a, T> {
    type Item = ViewMut<'a, T>;
    type IntoIter = ArrayIterMut<'a, T>;

    #[inline(always)]
    fn into_iter(self) -> ArrayIterMut<'a, T> {
        ArrayIterMut {
            items: self.items.iter_mut(),
            changes: self.changes,
        }
    }
}

impl<T> fmt::Debug for ArrayViewMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayViewMut")
            .field("len", &self.items.len())
            .finish_non_exhaustive()
    }
}

/// The elements of an [`ArrayViewMut`].
pub struct ArrayIterMut<'a, T> {
    items: slice::IterMut<'a, T>,
    changes: Changes<'a>,
}

impl<'a, T: Viewed> Iterator for ArrayIterMut<'a, T> {
    type Item = ViewMut<'a, T>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.next()?;
        Some(T::view_mut(Part::new(item, self.changes)))
    }

    #[inline(always)]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }

    // The elements before the `n`-th are not taken, so they do not count as changed.
    #[inline(always)]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        let item = self.items.nth(n)?;
        Some(T::view_mut(Part::new(item, self.changes)))
    }
}

impl<T: Viewed> DoubleEndedIterator for ArrayIterMut<'_, T> {
    #[inline(always)]
    fn next_back(&mut self) -> Option<Self::Item> {
        let item = self.items.next_back()?;
        Some(T::view_mut(Part::new(item, self.changes)))
    }
}

impl<T: Viewed> ExactSizeIterator for ArrayIterMut<'_, T> {}

impl<T: Viewed> FusedIterator for ArrayIterMut<'_, T> {}

impl<T> fmt::Debug for ArrayIterMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayIterMut")
            .field("left", &self.items.len())
            .finish_non_exhaustive()
    }
}
