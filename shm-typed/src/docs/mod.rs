//! Long-form pages: what holds, why, and what is in the bytes.
//!
//! | page | for whom |
//! |---|---|
//! | [`cookbook`] | who has a task: a program for each |
//! | [`memory_model`] | who wants to know why no value is torn, and what that rests on |
//! | [`mod@format`] | who writes a reader in another language, or looks at a dump |
//! | [`failure`] | who asks what a crash leaves behind, step by step |
//! | [`platform`] | who runs it: containers, `fork`, limits, kernels |
//!
//! Each is a Markdown file beside the code that it describes.

pub mod cookbook {
    #![doc = include_str!("cookbook.md")]
}

pub mod memory_model {
    #![doc = include_str!("memory_model.md")]
}

pub mod format {
    #![doc = include_str!("format.md")]
}

pub mod failure {
    #![doc = include_str!("failure.md")]
}

pub mod platform {
    #![doc = include_str!("platform.md")]
}
