// A tuple field has no name: its type is where the hole starts.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Tick(u8, u64);

fn main() {}
