// Sixteen bytes are no cell.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct Wide {
    sum: u128,
    sums: [[i128; 2]; 2],
}

fn main() {}
