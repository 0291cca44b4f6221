// The expansion is silent under every lint, and passes a crate that forbids unsafe code.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![deny(missing_docs, missing_debug_implementations, unreachable_pub, unnameable_types)]
#![deny(trivial_casts, trivial_numeric_casts, unused_lifetimes, unused_qualifications)]
#![deny(let_underscore_drop, non_ascii_idents, single_use_lifetimes, variant_size_differences)]

//! Shared types of a strict crate.

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
    #[shared(kind = "counter", since = 2, range = 0..=1_000, invalid = 7)]
    pub faults: [[u32; 2]; 3],
    /// Temperature.
    #[shared(unit = "K")]
    pub temperature: Temperature,
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
    pub len: u64,
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

/// A state.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(i16)]
#[shared(version = 2)]
pub enum State {
    /// Not running.
    Off = -1,
    /// Running.
    #[shared(rename = "Running")]
    On,
}

/// A private type in a public one.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(checked)]
struct Inner {
    set: bool,
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
    inner: [Inner; 4],
    /// Serial number.
    #[shared(unit = "1", range = 1..=9)]
    pub serial: core::num::NonZeroU32,
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
    /// Hidden.
    rest: [u8; 48],
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

/// A machine.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(live, checked)]
pub struct Machine {
    /// States.
    pub states: [State; 2],
    /// Whether it runs.
    pub running: bool,
    /// Hidden.
    rest: [u8; 1],
}

fn main() {
    assert_eq!(Pump::DESCRIPTOR.size(), 16);
    assert_eq!(Both::<State>::DESCRIPTOR.size(), 4);
    assert_eq!(Engine::DESCRIPTOR.size(), 40);
    assert_eq!(List::<u64, 4>::DESCRIPTOR.size(), 40);
    assert_eq!(Point::<u16>::DESCRIPTOR.size(), 4);
    assert_eq!(Kelvin::DESCRIPTOR.size(), 4);
}
