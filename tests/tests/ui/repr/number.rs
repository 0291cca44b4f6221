// A number as representation belongs to enums.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
struct Engine {
    speed: f64,
}

fn main() {}
