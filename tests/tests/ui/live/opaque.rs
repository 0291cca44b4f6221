// Opaque data says nothing of its numbers.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct Foreign {
    #[shared(opaque)]
    half: half::f16,
}

fn main() {}
