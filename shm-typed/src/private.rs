//! What expanded derive code may name, and nothing else. Not public API: the derive and this
//! crate are released as one and pinned to each other.

pub use core::clone::Clone;
pub use core::convert::{From, TryFrom};
pub use core::fmt::Debug;
pub use core::marker::{Copy, PhantomData};
pub use core::mem::{align_of, offset_of, size_of};
pub use core::ops::{Deref, DerefMut};
pub use core::primitive::{bool, i8, i16, i32, i64, i128, u8, u16, u32, u64, usize};
pub use core::result::Result;

pub use bytemuck::{AnyBitPattern, CheckedBitPattern, NoUninit, Pod, Zeroable};

pub use crate::layout::bits::{Bits, is_value};
pub use crate::layout::field::{
    AnyBits, Checked, DeriveCloneCopy, FitsUnchecked, IsChecked, Never, OpaqueField, PlainField,
    SameAs, SharedAddress, SharedBool, SharedCell, SharedChar, SharedElements, SharedField,
    SharedForeign, SharedList, SharedMap, SharedMarker, SharedNonZero, SharedOption,
    SharedOptionalText, SharedPointee, SharedText, SharedTexts, SharedTime, SharedWidth, UNKNOWN,
    array_of, belongs_to_number, has_zero, in_order, is_field, made_of, on_own_line, same_type,
};
pub use crate::layout::padding::{
    Bytes, NoPadding, NoPaddingInTuple, Nothing, Probe, Unknown, adds_up, padding_after,
    refuse_padding,
};
pub use crate::layout::{
    EnumDescriptor, FieldDescriptor, InvalidValue, Kind, Level, Number, Plain, Scalar, Shared,
    StructDescriptor, TypeDescriptor, VariantDescriptor,
};
pub use crate::view::{Part, Place, View, ViewMut, Viewed};

#[cfg(not(shm_typed_loom))]
pub use crate::live::{
    Live, LiveCells, LiveScalar, LiveShared, has_live_form, part, same_offset, same_size,
};

/// The number that is none.
pub const NAN: f64 = f64::NAN;
