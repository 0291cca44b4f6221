//! Types of every sort that an object can hold.

use std::num::{NonZeroI128, NonZeroU16};

use half::f16;
use shm_typed::{CacheLine, FixedStr, FixedVec, Shared};

/// What the engine does.
/// Its "mode", so to speak: C:\new\
#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(i64)]
pub(crate) enum Mode {
    /// Nothing */ at all.
    Off = i64::MIN,
    Idle = 0,
    /// Or `r#type`.
    #[shared(rename = "type")]
    Kind = 7,
    Full = i64::MAX,
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
pub(crate) struct Pair<T, U> {
    pub(crate) first: T,
    pub(crate) second: U,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
#[shared(version = 2)]
pub(crate) struct Cylinder {
    /// In the middle of the stroke.
    #[shared(unit = "bar", kind = "gauge", range = -1.5..=250.0, invalid = "nan")]
    pub(crate) pressure: f32,
    #[shared(kind = "counter", since = 2)]
    pub(crate) knocks: u32,
}

/// Everything that a struct may hold.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C, align(128))]
#[shared(version = 3, checked)]
pub(crate) struct Everything {
    /// Which publish this is: all other fields follow from it.
    #[shared(kind = "counter", cache_line)]
    pub(crate) round: CacheLine<u64>,
    /// Serial number.
    pub(crate) serial: u128,
    #[shared(range = -5..=5, level = "debug")]
    pub(crate) debt: i128,
    pub(crate) never: NonZeroI128,
    /// Crankshaft speed.
    ///
    /// Measured at the *flywheel*; see ``` fences ``` and ??/ and /* comments.
    #[shared(unit = "rpm", kind = "gauge", range = 0..=9000, invalid = "nan")]
    pub(crate) speed: f64,
    pub(crate) mode: Mode,
    #[shared(sensitive)]
    pub(crate) cylinders: [Cylinder; 3],
    #[shared(unit = "°")]
    pub(crate) place: [[f32; 3]; 2],
    pub(crate) nothing: [u64; 0],
    pub(crate) label: FixedStr<21>,
    pub(crate) on: bool,
    pub(crate) small: NonZeroU16,
    pub(crate) r#int: u32,
    pub(crate) letter: char,
    pub(crate) loads: FixedVec<u32, 5>,
    pub(crate) pair: Pair<u16, [u8; 2]>,
    pub(crate) other: Pair<i32, i32>,
    #[shared(opaque)]
    pub(crate) halves: [f16; 2],
    pub(crate) points: FixedVec<Cylinder, 2>,
    pub(crate) errno: [i8; 6],
    #[shared(rename = "EOF")]
    pub(crate) eof: u8,
    #[shared(rename = "größe")]
    pub(crate) size: u8,
    pub(crate) _pad: [u8; 92],
}

/// The value of a round.
pub(crate) fn everything(round: u64) -> Everything {
    let number = u32::try_from(round & 0xff_ffff).expect("24 bits");
    let byte = u8::try_from(round & 0xff).expect("8 bits");
    let cylinder = |n: u32| Cylinder {
        pressure: f32::from(byte) + 0.5,
        knocks: number + n,
    };
    let mode = [Mode::Off, Mode::Idle, Mode::Kind, Mode::Full][usize::from(byte & 3)];
    let few = usize::from(byte % 6);
    Everything {
        round: round.into(),
        serial: u128::from(round) << 64 | u128::from(round),
        debt: -i128::from(round),
        never: NonZeroI128::new(-1 - i128::from(round)).expect("below 0"),
        speed: f64::from(number),
        mode,
        cylinders: [cylinder(0), cylinder(1), cylinder(2)],
        place: [[f32::from(byte); 3]; 2],
        nothing: [],
        label: format!("round {number}").parse().expect("it fits"),
        on: round % 2 == 1,
        small: NonZeroU16::new(u16::from(byte) + 1).expect("above 0"),
        r#int: number,
        letter: char::from_u32(0x4e00 + u32::from(byte)).expect("a character"),
        loads: (0..few)
            .map(|_| number)
            .collect::<Vec<_>>()
            .as_slice()
            .try_into()
            .expect("it fits"),
        pair: Pair {
            first: u16::from(byte),
            second: [byte; 2],
        },
        other: Pair {
            first: -i32::from(byte),
            second: 1,
        },
        halves: [f16::from_f32(f32::from(byte)); 2],
        points: [cylinder(3)].as_slice().try_into().expect("it fits"),
        errno: [-1; 6],
        eof: byte,
        size: byte,
        _pad: [byte; 92],
    }
}

/// Numbers that change in place.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
#[shared(live)]
pub(crate) struct Wheel {
    pub(crate) turns: u32,
    pub(crate) wear: f32,
}

/// Counters of every width.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C, align(64))]
#[shared(live, name = "tally<2>")]
pub(crate) struct Tally {
    #[shared(kind = "counter", cache_line)]
    pub(crate) requests: CacheLine<u64>,
    /// Seconds.
    #[shared(unit = "s")]
    pub(crate) busy: f64,
    pub(crate) wheels: [Wheel; 2],
    pub(crate) least: i64,
    pub(crate) grid: [[i16; 2]; 2],
    pub(crate) bytes: [u8; 7],
    pub(crate) sign: i8,
    pub(crate) half: i32,
    pub(crate) last: u32,
    pub(crate) _pad: [u32; 2],
}

/// Before anything was counted.
pub(crate) fn tally() -> Tally {
    let wheel = Wheel {
        turns: 0,
        wear: 0.5,
    };
    Tally {
        requests: 0.into(),
        busy: 1.5,
        wheels: [wheel; 2],
        least: i64::MIN,
        grid: [[1, 2], [3, -4]],
        bytes: *b"counted",
        sign: -1,
        half: -2,
        last: 3,
        _pad: [0; 2],
    }
}

/// Truth values that change in place.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
#[shared(live, checked, name = "switches")]
pub(crate) struct Switches {
    pub(crate) on: [bool; 3],
    pub(crate) lit: bool,
}
