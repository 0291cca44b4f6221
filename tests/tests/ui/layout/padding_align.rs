// An alignment above the fields' pads the end.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C, align(64))]
struct Line {
    word: u64,
}

fn main() {}
