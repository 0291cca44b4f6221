// A value of the wrong sort is answered with the form to write.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(name = Engine, version = "3", crate = "memory")]
struct Engine {
    #[shared(unit = 3, kind = gauge, level = 1)]
    one: u8,
    #[shared(unit, invalid, range, since)]
    two: u8,
    #[shared(range = 100, invalid = none, since = 0, rename = x)]
    three: u8,
    #[shared(sensitive = true)]
    four: u8,
    #[shared(unit = )]
    five: u8,
}

fn main() {}
