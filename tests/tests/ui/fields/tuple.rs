// A tuple has no fixed layout, and `()` no bytes.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    pair: (u32, u32),
    unit: (),
}

fn main() {}
