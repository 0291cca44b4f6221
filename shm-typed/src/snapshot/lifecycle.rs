//! The states of an object, as its lifecycle word tells them.

/// What the writer says of its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lifecycle {
    /// It has a writer, or had one that did not say goodbye.
    Ready,
    /// Its writer has ended, in good order.
    Closed,
    /// A new object has been put under its name.
    Superseded,
}

impl Lifecycle {
    /// The word that says so.
    pub(super) const fn word(self) -> u32 {
        match self {
            Self::Ready => 1,
            Self::Closed => 2,
            Self::Superseded => 3,
        }
    }

    /// What a word says; one that nobody writes says as much as `Ready`.
    pub(super) const fn of(word: u32) -> Self {
        match word {
            2 => Self::Closed,
            3 => Self::Superseded,
            _ => Self::Ready,
        }
    }
}
