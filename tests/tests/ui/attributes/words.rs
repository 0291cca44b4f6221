// Kinds and levels are a few known words.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    #[shared(kind = "guage", level = "verbose")]
    speed: f64,
}

fn main() {}
