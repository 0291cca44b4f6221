//! Concurrency in place: a protocol over words that somebody else has placed.
//!
//! Nothing here knows an address, a kernel or a type. [`copy`] is the only crossing between bytes
//! that may race and private memory; [`snapshot`] is the order in which it is used, and [`pins`]
//! keeps slots from being filled while somebody looks. [`behind`] is the writer's own knowledge of what its slots lack.
//!
//! | operation | progress | may it fail? |
//! |---|---|---|
//! | [`Publisher::publish`](snapshot::Publisher::publish) | wait-free: one copy and five stores | no |
//! | [`snapshot::attempt`] | wait-free: one copy and two loads | yes: lapped, or corrupt |
//! | [`pins::pin`] | wait-free: five accesses at most | no |
//! | [`snapshot::read`] | lock-free: repeats only if a whole lap of slots was published meanwhile | yes: corrupt |

pub(crate) mod behind;
pub(crate) mod claim;
pub(crate) mod copy;
pub(crate) mod pins;
pub(crate) mod snapshot;
pub(crate) mod waiting;
