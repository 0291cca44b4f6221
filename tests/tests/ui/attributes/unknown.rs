// An unknown setting is answered with the nearest known ones.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(vesrion = 3)]
struct Engine {
    #[shared(unti = "rpm", sensible)]
    speed: f64,
}

// A slip of a setting that belongs elsewhere.
#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(units = "rpm")]
struct Wheel {
    #[shared(check)]
    speed: f64,
}

fn main() {}
