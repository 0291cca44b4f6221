//! The expansion is silent under the strictest lints of clippy, in a crate that forbids `unsafe`.
//!
//! This is a test for `cargo clippy`: the lints below are denied, and what the expansion would
//! trip is an error.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
#![expect(
    clippy::blanket_clippy_restriction_lints,
    reason = "all of them is what is asked for here"
)]
#![expect(
    clippy::tests_outside_test_module,
    clippy::exhaustive_structs,
    clippy::exhaustive_enums,
    reason = "about the code of this file, not about the expansion"
)]

use core::num::NonZeroU32;

use shm_typed::{CacheLine, Shared};

/// An engine.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(version = 2)]
pub struct Engine {
    /// Speed.
    #[shared(unit = "rpm", kind = "gauge", range = 0..=9000, invalid = "nan", level = "diag")]
    pub speed: f64,
    /// Faults.
    #[shared(kind = "counter", since = 2, range = 0..=1_000, invalid = 7, sensitive)]
    pub faults: [[u32; 2]; 3],
    /// Temperature.
    #[shared(unit = "K", range = -5..=5)]
    pub temperature: Temperature,
    /// Pressure.
    #[shared(opaque)]
    pub pressure: [half::f16; 4],
}

/// Kelvin.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(transparent)]
pub struct Kelvin(pub f32);

/// A number of the crate.
pub type Temperature = u64;

/// A list.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
pub struct List<T, const N: usize> {
    /// Elements.
    pub elements: [T; N],
    /// How many.
    #[shared(unit = "1")]
    pub len: Temperature,
}

/// A point.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
pub struct Point<T> {
    /// To the right.
    pub x: T,
    /// Up.
    pub y: T,
}

/// A cache line.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C, align(64))]
pub struct Line(pub [u64; 8]);

/// A state.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(i16)]
pub enum State {
    /// Not running.
    Off = -1,
    /// Running.
    #[shared(rename = "Running")]
    On,
}

/// A pump.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(checked)]
pub struct Pump {
    /// States.
    pub states: [State; 2],
    /// Letter.
    pub letter: char,
    /// Flags.
    pub flags: [bool; 4],
    /// Serial number.
    #[shared(unit = "1", range = 1..=9)]
    pub serial: NonZeroU32,
}

/// A checked pair.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(checked)]
pub struct Both<T> {
    /// One.
    pub one: T,
    /// The other.
    pub other: T,
}

/// Nothing.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
pub struct Nothing;

/// A service.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(live)]
pub struct Service {
    /// Requests.
    #[shared(kind = "counter", cache_line)]
    pub requests: CacheLine<u64>,
    /// Workers.
    pub workers: [Worker; 2],
    /// The rest.
    pub rest: [u8; 48],
}

/// A worker.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(transparent)]
#[shared(live = WorkerCells)]
pub struct Worker(pub f64);

/// Nothing.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(live)]
pub struct NoCells;

#[test]
fn the_types_above_are_described() {
    let sizes = [
        Engine::DESCRIPTOR.size(),
        Kelvin::DESCRIPTOR.size(),
        List::<u64, 4>::DESCRIPTOR.size(),
        Point::<u16>::DESCRIPTOR.size(),
        Line::DESCRIPTOR.size(),
        Nothing::DESCRIPTOR.size(),
        Service::DESCRIPTOR.size(),
        Pump::DESCRIPTOR.size(),
        Both::<State>::DESCRIPTOR.size(),
    ];

    assert_eq!(
        sizes,
        [48, 4, 40, 4, 64, 0, 128, 16, 4],
        "sizes of the types above"
    );
}
