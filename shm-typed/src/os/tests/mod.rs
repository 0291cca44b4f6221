//! The promises of this layer, each held by a test.

mod claim;
mod create;
mod futex;
pub(super) mod kit;
mod mapping;
mod open;
