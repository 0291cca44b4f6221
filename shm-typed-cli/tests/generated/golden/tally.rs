// The type of the shared object `NAME`.
// Written by `shm-typed schema NAME --format rust`.
// Its layout fingerprint is e4eb9c101b466a99e9b26332608c3b2d.

use shm_typed::{CacheLine, Shared};

/// Numbers that change in place.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(live)]
pub struct Wheel {
    pub turns: u32,
    pub wear: f32,
}

/// Counters of every width.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(name = "tally<2>", live)]
pub struct Tally2 {
    #[shared(kind = "counter", cache_line)]
    pub requests: CacheLine<u64>,
    /// Seconds.
    #[shared(unit = "s")]
    pub busy: f64,
    pub wheels: [Wheel; 2],
    pub least: i64,
    pub grid: [[i16; 2]; 2],
    pub bytes: [u8; 7],
    pub sign: i8,
    pub half: i32,
    pub last: u32,
    pub _pad: [u32; 2],
}
