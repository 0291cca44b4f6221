// The type of the shared object `NAME`.
// Written by `shm-typed schema NAME --format rust`.
// Its layout fingerprint is ab1d2bde7d378acd7384f938f218bd33.

use shm_typed::Shared;

/// Truth values that change in place.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(name = "switches", live, checked)]
pub struct Switches {
    pub on: [bool; 3],
    pub lit: bool,
}
