// References, pointers and unsized types are facts of syntax.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    name: &'static str,
    list: &'static [u8],
    other: &'static u64,
    names: [&'static str; 3],
    raw: *const u8,
    call: fn(u32) -> u32,
}

fn main() {}
