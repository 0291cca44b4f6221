//! What expanded derive code may name, and nothing else. Not public API: the derive and this
//! crate are released as one and pinned to each other.

pub use core::marker::PhantomData;
pub use core::mem::{offset_of, size_of};
pub use core::primitive::{bool, i8, i16, i32, i64, i128, u8, u16, u32, u64, usize};

pub use bytemuck::{AnyBitPattern, CheckedBitPattern, NoUninit, Pod, Zeroable};

pub use crate::layout::bits::{Bits, is_value};
pub use crate::layout::field::{
    AnyBits, Checked, DeriveCloneCopy, FitsUnchecked, IsChecked, Never, OpaqueField, PlainField,
    SameAs, SharedBool, SharedCell, SharedChar, SharedField, SharedList, SharedMap, SharedMarker,
    SharedNonZero, SharedOption, SharedPointee, SharedText, SharedTime, SharedWidth, UNKNOWN,
    array_of, belongs_to_number, in_order, same_type,
};
pub use crate::layout::padding::{
    Bytes, NoPadding, Nothing, Probe, Unknown, padding_after, refuse_padding,
};
pub use crate::layout::{
    EnumDescriptor, FieldDescriptor, Kind, Level, Number, Plain, Scalar, Shared, StructDescriptor,
    TypeDescriptor, VariantDescriptor,
};

/// The number that is none.
pub const NAN: f64 = f64::NAN;
