// An unknown word is answered with the nearest known ones.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C, aling(64))]
struct Engine {
    speed: f64,
}

fn main() {}
