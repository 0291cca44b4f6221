// A view that is `mut`, and an array by what is taken out of it.
use shm_typed::{Shared, SharedBox};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
    samples: [f64; 100],
}

fn main() {
    let mut engine = SharedBox::<Engine>::open("engine").unwrap();

    engine.update_with(|e| *e.speed() = 1.0);
    engine.update_with(|mut e| e.samples()[0] = 1.0);
    engine.update_with(|mut e| e.samples().sort_by(f64::total_cmp));
}
