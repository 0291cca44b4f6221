// How a field is changed: by its method, through `*`.
use shm_typed::{Shared, SharedBox, SharedRef};

mod engine {
    use shm_typed::Shared;

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    pub struct Serial {
        number: u64,
    }
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
    samples: [f64; 100],
    serial: engine::Serial,
}

fn main() {
    let mut engine = SharedBox::<Engine>::open("engine").unwrap();

    engine.update_with(|mut e| e.speed() = 1.0);
    engine.update_with(|mut e| *e.sped() = 1.0);
    engine.update_with(|mut e| *e.speed() = 1);
    engine.update_with(|mut e| *e.samples().at(0) = 1.0);
    engine.update_with(|mut e| *e.serial().number() = 1);
    engine.update_with(|mut e| *e = 1.0);

    let reader = SharedRef::<Engine>::open("engine").unwrap();
    reader.update_with(|mut e| *e.speed() = 1.0);
    reader.read_with(|mut e| *e.speed() = 1.0);
}
