//! What expanded derive code may name, and nothing else. Not public API: the derive and this
//! crate are released as one and pinned to each other.

pub use core::clone::Clone;
pub use core::convert::From;
pub use core::fmt::Debug;
pub use core::marker::{Copy, PhantomData};
pub use core::mem::{align_of, offset_of, size_of};
pub use core::primitive::usize;

pub use bytemuck::{AnyBitPattern, Pod, Zeroable};

pub use crate::layout::field::{
    DeriveCloneCopy, OpaqueField, SameAs, SharedBool, SharedCell, SharedChar, SharedElements,
    SharedField, SharedList, SharedMap, SharedMarker, SharedNonZero, SharedOption, SharedPointee,
    SharedText, SharedTime, SharedWidth, UNKNOWN, array_of, belongs_to_number, on_own_line,
    same_type,
};
pub use crate::layout::padding::{
    Bytes, NoPadding, Nothing, Probe, Unknown, padding_after, refuse_padding,
};
pub use crate::layout::{
    FieldDescriptor, Kind, Level, Number, Plain, Shared, StructDescriptor, TypeDescriptor,
};
pub use crate::view::{Place, View, Viewed};

#[cfg(not(shm_typed_loom))]
pub use crate::live::{LiveShared, same_offset, same_size};

/// The number that is none.
pub const NAN: f64 = f64::NAN;
