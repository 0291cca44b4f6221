// `repr(Rust)` promises no layout.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(Rust)]
struct Engine {
    speed: f64,
}

fn main() {}
