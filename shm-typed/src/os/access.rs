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
    Yes,
}

/// How the pages of an object are to be held by this process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    pub(crate) prefault: Prefault,
    /// Never swapped out, or an error.
    pub(crate) lock: bool,
    /// In huge pages, if the kernel likes to.
    pub(crate) huge: bool,
}
