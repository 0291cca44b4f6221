//! What one thread does with both sides of a contender.

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// The value in hand: in a buffer of the reader's, or borrowed where the contender lends.
    Read,
    /// The same, and every word used.
    Sum,
    /// One word of it.
    Field,
    /// Two words of it, of one value.
    Fields,
    /// Publish a value.
    Write,
    /// Change one word of the value and publish it.
    Update,
}

impl Job {
    pub const ALL: [Self; 6] = [
        Self::Read,
        Self::Sum,
        Self::Field,
        Self::Fields,
        Self::Write,
        Self::Update,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Sum => "sum",
            Self::Field => "field",
            Self::Fields => "fields",
            Self::Write => "write",
            Self::Update => "update",
        }
    }
}
