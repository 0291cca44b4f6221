// Each setting is set once, in one attribute or in two.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    #[shared(unit = "rpm", kind = "gauge", unit = "Hz")]
    #[shared(kind = "counter")]
    speed: f64,
}

fn main() {}
