// Each hole is reported at the field before it, with the filler to paste.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Tick {
    flag: u8,
    price: u64,
    side: u8,
}

fn main() {}
