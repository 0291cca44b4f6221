// What `update_with` lends ends with the closure.
use shm_typed::{Shared, SharedBox};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
    samples: [f64; 100],
}

fn main() {
    let mut engine = SharedBox::<Engine>::open("engine").unwrap();

    let kept = engine.update_with(|mut e| e.speed());
    *kept = 1.0;

    let kept = engine.update_with(|e| e);
    drop(kept);

    let mut kept = None;
    engine.update_with(|mut e| kept = e.samples().range(..2));

    // While it is changed, the box is nobody else's.
    engine.update_with(|mut e| *e.speed() = engine.speed + 1.0);
}
