//! The `Shared` derive of the shm-typed crate; use it through that crate.
