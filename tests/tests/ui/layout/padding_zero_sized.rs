// An array without elements still aligns what follows.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Header {
    kind: u8,
    aligned: [u64; 0],
}

fn main() {}
