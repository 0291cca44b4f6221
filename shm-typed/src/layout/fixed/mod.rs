//! Text and lists of bounded length, which lie inside a shared struct.
//!
//! Both have the same form: 8 bytes of length, little-endian, then room for as much as fits. No
//! allocation, no pointer, and no bit pattern that is not a value: a length beyond the room counts as
//! the room.
//!
//! The length is 8 bytes of alignment 1 because nothing else serves every type. A `u32` in front of
//! `[u8; 5]` is followed by padding, since the whole is rounded up to a multiple of 4; bytes are not.
//! Fewer than 8 of them would leave padding in front of a `u64` or an `f64`, and would move the field
//! behind a text of 16 or 32 bytes off the alignment that it needs.

mod length;
mod list;
#[cfg(feature = "serde")]
mod serialize;
mod text;
mod too_long;

pub(crate) use length::LENGTH_BYTES;
pub use list::FixedVec;
pub use text::FixedStr;
pub use too_long::TooLong;
