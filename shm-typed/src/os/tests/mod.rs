//! The promises of this layer, each held by a test. They need the kernel itself.

#![cfg(not(miri))]

mod anonymous;
mod claim;
mod create;
mod futex;
pub(super) mod kit;
mod mapping;
mod open;
