// The same inside of a struct without parameters, which is an instantiation.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Pair<T, U> {
    first: T,
    second: U,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    pair: Pair<u8, u64>,
}

fn main() {}
