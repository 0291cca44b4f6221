//! Numbers that change in place, each by itself, under any number of writers.
//!
//! Beside `snapshot`, not above it: no slots, no versions, no one writer. Every number of the value
//! is an atomic cell of its own width, and nothing else is ever done to its bytes.

mod array;
mod attached;
mod cell;
mod field;
mod live_box;
mod live_ref;
mod options;
mod shared;
mod words;

pub use array::{LiveArray, LiveIter};
pub use cell::{Live, LiveNumber, LivePlain, LiveScalar};
pub use field::LiveCells;
pub use live_box::LiveBox;
pub use live_ref::LiveRef;
pub use options::{LiveOptions, LiveReaderOptions};
pub use shared::{LiveShared, has_live_form, part, same_offset, same_size};
pub(crate) use words::LiveWords;
