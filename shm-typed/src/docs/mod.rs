//! Long-form pages: what holds, why, and what is in the bytes.
//!
//! | page | for whom |
//! |---|---|
//! | [`calls`] | who looks for a call: a line for each |
//! | [`cookbook`] | who has a task: a program for each |
//! | [`memory_model`] | who wants to know why no value is torn, and what that rests on |
//! | [`mod@format`] | who writes a reader in another language, or looks at a dump |
//! | [`failure`] | who asks what a crash leaves behind, step by step |
//! | [`platform`] | who runs it: containers, `fork`, limits, kernels |
//!
//! Each is a Markdown file beside the code that it describes.
//!
//! # Words
//!
//! | word | what it means here |
//! |---|---|
//! | object | a file in shared memory with a header, a description of its type, and values |
//! | value | one `T`, whole |
//! | publish, version | to make a value the current one; how many have been published in the object, this one included (`#[shared(version = 2)]` is the struct's) |
//! | slot, lap | an object has room for several values, 8 unless they are large, and each publish fills the next slot that is free; a lap is once around: so long a reader has to copy one |
//! | to take over | to become the writer of an object that a dead writer left, and to go on at its next version |
//! | generation | which object this is under its name: `replace` puts a new one there, with the next number |
//! | checked | of a type: some bits are no value of it (a `bool` of 2), so readers look first, by `try_read` |
//! | live | of an object: its numbers change in place, each by itself, by any process; of a writer: it runs |
//! | opaque | of a field: bytes of a foreign type, which nothing here looks into |
//! | pinned | of a value: a reader holds a `&T` to it, and the writer fills other slots |
//! | reader table | the file `NAME.readers`, where readers say that they sleep, and what they pin |
//! | beacon | a lock by which the kernel tells readers that a writer lives |
//! | fingerprint | a hash of the layout, by which two programs see that they mean the same type |

pub mod calls {
    #![doc = include_str!("calls.md")]
}

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
