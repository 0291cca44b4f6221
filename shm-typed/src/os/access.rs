//! What is asked for when an object is opened and mapped.

/// What a descriptor and its mappings may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    /// This process's alone: forked children do not inherit the mapping.
    ReadWrite,
    /// Of any number of processes, forked children among them.
    Joint,
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
