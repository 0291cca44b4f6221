// The layout of the cells is checked where the struct stands.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct Pair<T> {
    first: T,
    second: T,
}

fn main() {}
