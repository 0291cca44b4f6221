// A struct says its layout; uses of it are no mistakes of their own.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
struct Engine {
    speed: f64,
}

fn share<T: Shared>(_: T) {}

fn main() {
    let engine = Engine { speed: 0.0 };
    share(engine);
    let _ = Engine::DESCRIPTOR.size();
}
