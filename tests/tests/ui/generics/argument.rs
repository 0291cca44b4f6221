// A type argument is `Shared`.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Point<T> {
    x: T,
    y: T,
}

fn share<T: Shared>(_: T) {}

fn main() {
    share(Point { x: 1_u8, y: 2 });
    share(Point { x: true, y: false });
}
