// Checked structs have no padding either.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Engine {
    running: bool,
    faults: u64,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Pair<T, U> {
    first: T,
    second: U,
}

const PAIR: usize = Pair::<bool, char>::DESCRIPTOR.size();

fn main() {
    let _ = PAIR;
}
