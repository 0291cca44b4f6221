//! What the bytes mean: types described as constant data, and no kernel.
//!
//! A type that may cross between processes is [`Shared`]: its bytes mean the same wherever they
//! are mapped. It carries a [`TypeDescriptor`], a constant that names every byte of it; the
//! [`schema`](crate::schema) layer turns that constant into text and fingerprints.

pub(crate) mod bits;
mod cache_line;
mod descriptor;
pub(crate) mod field;
pub(crate) mod fixed;
pub(crate) mod header;
mod impls;
mod invalid;
pub(crate) mod live;
pub(crate) mod padding;
mod shared;
mod some_value;
pub(crate) mod table;
mod words;

pub(crate) use cache_line::sealed;
pub use cache_line::{CacheLine, OneLine};
pub use descriptor::{
    EnumDescriptor, FieldDescriptor, Kind, Level, Number, Scalar, Shape, StructDescriptor,
    TypeDescriptor, VariantDescriptor,
};
pub(crate) use fixed::LENGTH_BYTES;
pub use fixed::{FixedStr, FixedVec, TooLong};
pub use invalid::InvalidValue;
pub(crate) use invalid::{check, check_part, invalid_scalar, show_scalar};
pub use shared::{Plain, Shared};
pub(crate) use some_value::make_value;
