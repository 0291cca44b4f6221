use shm_typed::{Shared, SharedRef};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
    faults: u64,
}

fn main() {
    let engine = SharedRef::<Engine>::open("engine").unwrap();
    engine.read_with(|v| v.fault());
    engine.read_with(|v| v.speed() + v.faults());
}
