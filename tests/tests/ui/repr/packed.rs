// A packed field cannot be borrowed.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C, packed)]
struct Engine {
    flag: u8,
    speed: f64,
}

#[derive(Clone, Copy, Shared)]
#[repr(packed(2))]
struct Pump {
    flag: u8,
    speed: f64,
}

fn main() {}
