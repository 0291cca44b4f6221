//! What expanded derive code may name, and nothing else. Not public API: the derive and this
//! crate are released as one and pinned to each other.
