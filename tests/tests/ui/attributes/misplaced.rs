// A setting of the type does not belong on a field, nor the reverse.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(unit = "rpm")]
struct Engine {
    #[shared(version = 3)]
    speed: f64,
}

fn main() {}
