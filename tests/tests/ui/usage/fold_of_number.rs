use shm_typed::{Shared, SharedRef};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
    samples: [f64; 8],
}

fn main() {
    let engine = SharedRef::<Engine>::open("engine").unwrap();
    engine.fold(|v| v.samples(), 0.0, |sum, chunk: &[f64]| sum + chunk.len() as f64);
    engine.fold(|v| v.speed(), 0.0, |sum, chunk: &[f64]| sum + chunk.len() as f64);
}
