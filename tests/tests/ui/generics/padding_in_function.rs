// A struct inside of a function that nobody calls is checked like any other.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Pair<T, U> {
    first: T,
    second: U,
}

fn never_called<T>() {
    #[derive(Clone, Copy, Shared)]
    #[repr(transparent)]
    struct Engine([Pair<u8, u16>; 2]);
}

fn main() {}
