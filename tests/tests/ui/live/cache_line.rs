// No derive can add the bytes that fill a line; the message says which type does.
use shm_typed::{CacheLine, Shared};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Counters {
    #[shared(cache_line)]
    good: CacheLine<u64>,
    #[shared(cache_line)]
    plain: u64,
    #[shared(cache_line)]
    list: [u32; 14],
}

fn main() {}
