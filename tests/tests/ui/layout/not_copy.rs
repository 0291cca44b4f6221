// A missing `Copy` is one mistake, reported once.
use shm_typed::Shared;

#[derive(Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
}

fn share<T: Shared>(_: T) {}

fn main() {
    share(Engine { speed: 0.0 });
}
