//! The trait of the types that can be looked at in parts.

use super::{Part, Place};
use crate::layout::Shared;

/// A [`Shared`] type of which a reader can look at parts, in place, and a writer change parts.
///
/// `#[derive(Shared)]` implements it; see [the module](crate::view) for what a view can do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no view: it is read and changed as a whole",
    label = "no view",
    note = "numbers, `bool`, `char`, enums, text, and arrays, lists and structs with `#[derive(Shared)]` have a view if everything in them has one"
)]
pub trait Viewed: Shared {
    /// The view: the value itself for a number, the value or what is wrong with its bits for a type of
    /// which some bits are none, an [`ArrayView`](super::ArrayView) for an array, a type
    /// with a method for each field for a struct.
    type View<'a>: Copy;
    /// The view of a value that is being changed: `&mut Self` for a number and whatever else is lent as a whole, an
    /// [`ArrayViewMut`](super::ArrayViewMut) for an array, a type with a method for each field for a struct.
    type ViewMut<'a>;

    /// The view of the value at `place`.
    #[doc(hidden)]
    fn view(place: Place<'_, Self>) -> Self::View<'_>;

    /// The view of the value that is `part` of the writer's copy.
    #[doc(hidden)]
    fn view_mut(part: Part<'_, Self>) -> Self::ViewMut<'_>;
}

/// What a reader sees of a `T` in shared memory, while it looks: `View<'_, Engine>` has a method
/// for each field of `Engine`.
///
/// ```
/// use shm_typed::{Shared, View};
///
/// #[derive(Clone, Copy, Shared)]
/// #[repr(C)]
/// struct Engine {
///     speed: f64,
///     faults: u64,
/// }
///
/// fn is_healthy(engine: View<'_, Engine>) -> bool {
///     engine.faults() == 0 && engine.speed() < 9000.0
/// }
/// ```
pub type View<'a, T> = <T as Viewed>::View<'a>;

/// What a writer changes a `T` by, in [`update_with`](crate::SharedBox::update_with): `ViewMut<'_, Engine>` has a
/// method for each field of `Engine`, which lends that field.
///
/// ```
/// use shm_typed::{Shared, ViewMut};
///
/// #[derive(Clone, Copy, Shared)]
/// #[repr(C)]
/// struct Engine {
///     speed: f64,
///     faults: u64,
/// }
///
/// fn stop(mut engine: ViewMut<'_, Engine>) {
///     *engine.speed() = 0.0;
///     *engine.faults() += 1;
/// }
/// ```
pub type ViewMut<'a, T> = <T as Viewed>::ViewMut<'a>;
