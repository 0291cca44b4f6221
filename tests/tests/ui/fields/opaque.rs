// An opaque field is plain old data.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    #[shared(opaque)]
    time: std::time::Instant,
    #[shared(opaque)]
    halves: [half::f16; 2],
    #[shared(opaque)]
    flag: bool,
}

fn main() {}
