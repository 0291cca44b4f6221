// What cannot be in a list, and what lists and text cannot have.
use shm_typed::{FixedStr, FixedVec, Shared};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Aligned {
    wide: FixedVec<u128, 4>,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Owned {
    names: FixedVec<&'static str, 4>,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Described {
    #[shared(unit = "rpm")]
    name: FixedStr<8>,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Padded {
    name: FixedStr<7>,
    speed: f64,
}

fn main() {
    let _ = FixedVec::<u128, 4>::new();
    let _ = FixedVec::<&str, 4>::new();
    let _ = bytemuck::bytes_of(&FixedVec::<u8, 4>::new());
}
