// A layout is that of C or that of the only field.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(transparent)]
#[repr(C)]
struct Engine {
    speed: f64,
}

fn main() {}
