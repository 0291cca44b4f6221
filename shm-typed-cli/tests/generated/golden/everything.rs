// The type of the shared object `NAME`.
// Written by `shm-typed schema NAME --format rust`.
// Its layout fingerprint is 7a86aedfdc09a9d2aadf373ec0ea6559.

use core::num::{NonZeroI128, NonZeroU16};
use shm_typed::{CacheLine, FixedStr, FixedVec, Shared};

/// What the engine does.
/// Its "mode", so to speak: C:\new\
#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(i64)]
pub enum Mode {
    /// Nothing */ at all.
    Off = -9223372036854775808,
    Idle = 0,
    /// Or `r#type`.
    #[shared(rename = "type")]
    Type = 7,
    Full = 9223372036854775807,
}

/// One of them.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(version = 2)]
pub struct Cylinder {
    /// In the middle of the stroke.
    #[shared(unit = "bar", kind = "gauge", range = -1.5..=250.0, invalid = "nan")]
    pub pressure: f32,
    #[shared(kind = "counter", since = 2)]
    pub knocks: u32,
}

#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
pub struct Pair {
    pub first: u16,
    pub second: [u8; 2],
}

#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(name = "Pair")]
pub struct Pair2 {
    pub first: i32,
    pub second: i32,
}

/// Everything that a struct may hold.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C, align(128))]
#[shared(version = 3, checked)]
pub struct Everything {
    /// Which publish this is: all other fields follow from it.
    #[shared(kind = "counter", cache_line)]
    pub round: CacheLine<u64>,
    /// Serial number.
    pub serial: u128,
    #[shared(range = -5..=5, level = "debug")]
    pub debt: i128,
    pub never: NonZeroI128,
    /// Crankshaft speed.
    ///
    /// Measured at the *flywheel*; see ''' fences ''' and ??/ and /* comments.
    #[shared(unit = "rpm", kind = "gauge", range = 0.0..=9000.0, invalid = "nan")]
    pub speed: f64,
    pub mode: Mode,
    #[shared(sensitive)]
    pub cylinders: [Cylinder; 3],
    #[shared(unit = "°")]
    pub place: [[f32; 3]; 2],
    pub nothing: [u64; 0],
    pub label: FixedStr<21>,
    pub on: bool,
    pub small: NonZeroU16,
    pub int: u32,
    pub letter: char,
    pub loads: FixedVec<u32, 5>,
    pub pair: Pair,
    pub other: Pair2,
    // `f16` is plain old data of another crate, which this program needs.
    #[shared(opaque)]
    pub halves: [f16; 2],
    pub points: FixedVec<Cylinder, 2>,
    pub errno: [i8; 6],
    #[shared(rename = "EOF")]
    pub eof: u8,
    #[shared(rename = "größe")]
    pub gr_e: u8,
    pub _pad: [u8; 92],
}
