//! What every sort of object has: a header, a schema, and a handle that may remove its name.
//!
//! Joins the lower layers for [`snapshot`](crate::SharedBox) and [`live`](crate::LiveBox); knows
//! neither.

mod birth;
mod front;
mod on_drop;

pub use on_drop::OnDrop;

pub(crate) use birth::{front_bytes, header, schema_text, too_large};
pub(crate) use front::{Value, layout_diff, read_header, read_schema};
