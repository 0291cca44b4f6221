// `live` stands alone or names a type.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[shared(live = "Cells")]
#[repr(C)]
struct Text {
    number: u64,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Misplaced {
    #[shared(live)]
    number: u64,
}

fn main() {}
