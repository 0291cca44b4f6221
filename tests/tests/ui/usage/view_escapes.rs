use shm_typed::{Shared, SharedRef};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    samples: [f64; 8],
}

fn main() {
    let engine = SharedRef::<Engine>::open("engine").unwrap();
    let samples = engine.read_with(|v| v.samples());
    let mut seen = None;
    engine.read_with(|v| seen = Some(v));
}
