//! What a reader sees of an array of cells.

use core::fmt;
use core::iter::FusedIterator;

use super::shared::LiveShared;

/// A reader's view of an array in a live object: loads only, bounds checked.
///
/// Elements are loaded when they are asked for, each by itself.
///
/// ```
/// use shm_typed::{Live, LiveShared};
///
/// let cells = [Live::new(1_u32), Live::new(2)];
/// let view = <[u32; 2]>::view(&cells);
///
/// cells[1].add(40);
/// assert_eq!(view.at(1), 42);
/// assert_eq!(view.get(2), None);
/// assert_eq!(view.iter().sum::<u32>(), 43);
/// ```
pub struct LiveArray<'a, T: LiveShared> {
    cells: &'a [T::Live],
}

impl<'a, T: LiveShared> LiveArray<'a, T> {
    pub(super) fn new(cells: &'a [T::Live]) -> Self {
        Self { cells }
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.cells.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.cells.is_empty()
    }

    /// The element `index`.
    ///
    /// # Panics
    ///
    /// If there is none of that index.
    #[inline]
    #[must_use]
    #[track_caller]
    pub fn at(self, index: usize) -> T::View<'a> {
        match self.get(index) {
            Some(element) => element,
            None => panic!(
                "there are {} elements, and the index is {index}",
                self.len()
            ),
        }
    }

    /// The element `index`, if there is one.
    #[inline]
    #[must_use]
    pub fn get(self, index: usize) -> Option<T::View<'a>> {
        self.cells.get(index).map(T::view)
    }

    /// All elements in order, each loaded when its turn comes.
    #[must_use]
    pub fn iter(self) -> LiveIter<'a, T> {
        LiveIter {
            cells: self.cells.iter(),
        }
    }
}

impl<T: LiveShared> Clone for LiveArray<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: LiveShared> Copy for LiveArray<'_, T> {}

impl<T: LiveShared> fmt::Debug for LiveArray<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.cells).finish()
    }
}

impl<'a, T: LiveShared> IntoIterator for LiveArray<'a, T> {
    type Item = T::View<'a>;
    type IntoIter = LiveIter<'a, T>;

    fn into_iter(self) -> LiveIter<'a, T> {
        self.iter()
    }
}

/// The elements of a [`LiveArray`], in order.
pub struct LiveIter<'a, T: LiveShared> {
    cells: core::slice::Iter<'a, T::Live>,
}

impl<'a, T: LiveShared> Iterator for LiveIter<'a, T> {
    type Item = T::View<'a>;

    #[inline]
    fn next(&mut self) -> Option<T::View<'a>> {
        self.cells.next().map(T::view)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.cells.size_hint()
    }
}

impl<T: LiveShared> DoubleEndedIterator for LiveIter<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.cells.next_back().map(T::view)
    }
}

impl<T: LiveShared> ExactSizeIterator for LiveIter<'_, T> {}

impl<T: LiveShared> FusedIterator for LiveIter<'_, T> {}

impl<T: LiveShared> fmt::Debug for LiveIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.cells.clone()).finish()
    }
}
