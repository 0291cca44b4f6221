// A union does not say what its bytes are.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
union Word {
    int: u32,
    float: f32,
}

fn main() {}
