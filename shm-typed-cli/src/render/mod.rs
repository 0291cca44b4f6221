//! Values, sizes and times for people.

mod number;
mod rows;
mod table;
mod value;

pub(crate) use number::{bytes, duration, float, rate};
pub(crate) use rows::{Row, rows, write_rows};
pub(crate) use table::Table;
pub(crate) use value::{bare, raw, value};
