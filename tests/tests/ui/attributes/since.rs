// A field is at most as new as its type.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(version = 2)]
struct Engine {
    #[shared(since = 2)]
    speed: f64,
    #[shared(since = 3)]
    faults: u64,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Pump {
    #[shared(since = 2)]
    speed: f64,
}

fn main() {}
