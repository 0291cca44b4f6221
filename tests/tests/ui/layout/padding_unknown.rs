// A hole beside a field of an unshared type is not counted: the repair changes it.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    id: u32,
    name: ::std::string::String,
    flag: u8,
    speed: u16,
}

fn main() {}
