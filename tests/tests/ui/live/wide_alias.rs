// A name hides the sixteen bytes from the derive, and not from the compiler.
use shm_typed::Shared;

type Sum = u128;

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct Wide {
    sum: Sum,
}

fn main() {}
