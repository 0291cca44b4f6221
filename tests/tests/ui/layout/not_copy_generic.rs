// The same for a struct with parameters.
use shm_typed::Shared;

#[derive(Shared)]
#[repr(C)]
struct Point<T> {
    x: T,
    y: T,
}

fn share<T: Shared>(_: T) {}

fn main() {
    share(Point { x: 0.0, y: 0.0 });
}
