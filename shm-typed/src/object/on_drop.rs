//! What becomes of an object when a handle goes.

/// What dropping a [`SharedBox`](crate::SharedBox) or a [`LiveBox`](crate::LiveBox) does with its
/// object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnDrop {
    /// Removes its name; a `SharedBox` marks it closed before. Whoever has it mapped keeps it.
    #[default]
    Unlink,
    /// Leaves it for those who come later, and for the next start; a `SharedBox` marks it closed.
    Keep,
}
