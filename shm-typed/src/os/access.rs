//! What is asked for when an object is opened and mapped.

/// What a descriptor and its mappings may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    ReadWrite,
}

/// When the pages of a mapping are mapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Prefault {
    /// At first touch, which then costs a page fault.
    #[default]
    No,
    /// At once, as far as possible: a failure goes unnoticed.
    #[cfg_attr(not(test), expect(dead_code, reason = "an option to come"))]
    Yes,
}
