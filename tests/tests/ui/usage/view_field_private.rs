mod engine {
    use shm_typed::Shared;

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    pub struct Engine {
        pub speed: f64,
        faults: u64,
    }
}

use shm_typed::SharedRef;

fn main() {
    let engine = SharedRef::<engine::Engine>::open("engine").unwrap();
    engine.read_with(|v| v.speed());
    engine.read_with(|v| v.faults());
}
