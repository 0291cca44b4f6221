//! A part of the writer's own copy of a value, lent to be changed.

use core::fmt;

use super::{ViewMut, Viewed};
use crate::sync::behind::Changes;

/// A part of the writer's copy. Expanded derive code passes it on, and nothing else uses it.
///
/// An ordinary `&mut T` to private memory, and the place to note what of it is lent on.
pub struct Part<'a, T> {
    value: &'a mut T,
    changes: Changes<'a>,
}

impl<'a, T> Part<'a, T> {
    /// The whole value, whose changes are noted in `changes`.
    pub(crate) fn new(value: &'a mut T, changes: Changes<'a>) -> Self {
        Self { value, changes }
    }

    /// The field that `find` finds, to be lent on in parts.
    #[inline(always)]
    pub fn field<F: Viewed>(&mut self, find: impl FnOnce(&mut T) -> &mut F) -> ViewMut<'_, F> {
        F::view_mut(Part {
            value: find(self.value),
            changes: self.changes,
        })
    }

    /// The field that `find` finds, which is plain old data of another crate.
    #[inline(always)]
    pub fn opaque<F: bytemuck::Pod>(&mut self, find: impl FnOnce(&mut T) -> &mut F) -> &mut F {
        let part = Part {
            value: find(self.value),
            changes: self.changes,
        };
        part.lend()
    }

    /// All of it, to be looked at.
    #[inline(always)]
    #[must_use]
    pub fn get(&self) -> &T {
        self.value
    }

    /// All of it, to be changed.
    #[inline(always)]
    #[must_use]
    pub fn get_mut(&mut self) -> &mut T {
        self.note();
        self.value
    }

    /// All of it, to be changed, for as long as the change lasts.
    #[inline(always)]
    #[must_use]
    pub fn lend(self) -> &'a mut T {
        self.note();
        self.value
    }

    #[inline(always)]
    fn note(&self) {
        let at = core::ptr::from_ref::<T>(self.value).addr();
        self.changes.mark(at, size_of::<T>());
    }

    /// What it is made of.
    #[inline(always)]
    pub(super) fn into_inner(self) -> (&'a mut T, Changes<'a>) {
        (self.value, self.changes)
    }
}

impl<T> fmt::Debug for Part<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").finish_non_exhaustive()
    }
}
