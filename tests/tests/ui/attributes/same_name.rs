// Each field has a name of its own.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
    #[shared(rename = "speed")]
    other: f64,
    #[shared(rename = "last")]
    first: f64,
    last: f64,
}

fn main() {}
