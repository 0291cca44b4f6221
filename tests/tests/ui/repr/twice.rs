// Each part of the representation is said once.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[repr(C)]
struct Engine {
    speed: f64,
}

#[derive(Clone, Copy, Shared)]
#[repr(C, align(8), align(8))]
struct Pump {
    speed: f64,
}

fn main() {}
