//! The cells of a live struct, as a reader's view holds them.

#![allow(
    unsafe_code,
    reason = "declares the unsafe way to the cells; holds no unsafe block"
)]

use core::fmt;

/// Cells that a view can look at and nobody can reach without `unsafe`: what the derive's views are made of.
///
/// A reader's mapping is read-only, so no reference to its cells may come out of a view, not even in
/// the module of the user's struct, which sees the fields of the view.
#[doc(hidden)]
pub struct LiveCells<'a, L: ?Sized>(&'a L);

impl<'a, L: ?Sized> LiveCells<'a, L> {
    /// The cells `live`.
    #[inline]
    #[must_use]
    pub const fn new(live: &'a L) -> Self {
        Self(live)
    }

    /// The cells.
    ///
    /// # Safety
    ///
    /// Nothing is done to them but loads: they may lie in a mapping that is read-only.
    #[inline]
    #[must_use]
    pub const unsafe fn get(self) -> &'a L {
        self.0
    }
}

impl<L: ?Sized> Clone for LiveCells<'_, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L: ?Sized> Copy for LiveCells<'_, L> {}

impl<L: fmt::Debug + ?Sized> fmt::Debug for LiveCells<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
