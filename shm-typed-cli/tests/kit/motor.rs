//! A small object with one field of each sort that a screen tells apart.

use shm_typed::{FixedStr, Shared};

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
pub(crate) enum Mode {
    Off,
    On,
}

#[derive(Clone, Copy, Shared)]
#[shared(checked)]
#[repr(C)]
pub(crate) struct Motor {
    #[shared(unit = "rpm", kind = "gauge")]
    pub(crate) speed: f64,
    #[shared(unit = "1", kind = "counter")]
    pub(crate) faults: u64,
    pub(crate) mode: Mode,
    pub(crate) _pad: [u8; 7],
    pub(crate) label: FixedStr<24>,
}

impl Motor {
    pub(crate) fn new() -> Self {
        Self {
            speed: 3000.5,
            faults: 7,
            mode: Mode::Off,
            _pad: [0; 7],
            label: "left \u{1b}[2J".parse().unwrap(),
        }
    }
}
