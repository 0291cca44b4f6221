//! Whole values from one writer to any number of readers: everything joined.

mod attach;
mod cell;
mod change;
mod create;
mod frozen;
mod guard;
mod lifecycle;
mod look;
mod options;
mod read_error;
mod region;
mod remove;
mod shared_box;
mod shared_ref;
mod slots;
mod staged;
mod status;
mod table;
mod trusted;
mod untyped;
mod writer;

pub use change::Change;
pub use frozen::Frozen;
pub use guard::WriteGuard;
pub use options::{Compatible, ReaderOptions, WriterOptions};
pub use read_error::ReadError;
pub use remove::remove;
pub(crate) use remove::{Force, remove_from, remove_leftovers, remove_stale};
pub use shared_box::SharedBox;
pub use shared_ref::SharedRef;
pub use staged::Staged;
pub use status::{WriterState, WriterStatus};
pub use trusted::{Pinned, TrustedRef};
pub(crate) use untyped::Untyped;
