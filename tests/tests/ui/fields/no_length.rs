// Text and lists without a length: the compiler's own error, with our words in the line that it shows.
use shm_typed::{FixedStr, FixedVec, Shared};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Config {
    name: FixedStr,
    hosts: [FixedStr; 4],
    ports: FixedVec<u16>,
}

fn main() {}
