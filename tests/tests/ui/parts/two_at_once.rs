// One field is lent at a time.
use shm_typed::{Shared, SharedBox};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
    samples: [f64; 100],
}

fn main() {
    let mut engine = SharedBox::<Engine>::open("engine").unwrap();

    engine.update_with(|mut e| {
        let speed = e.speed();
        let samples = e.samples();
        *speed = samples[0];
    });

    engine.update_with(|mut e| {
        let mut samples = e.samples();
        std::mem::swap(samples.at(0).unwrap(), samples.at(1).unwrap());
    });

    // A look is a borrow too.
    engine.update_with(|mut e| {
        let last = &e.samples[99];
        *e.speed() = 1.0;
        assert!(*last < 1.0);
    });
}
