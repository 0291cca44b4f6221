// What has no fixed size.
use shm_typed::Shared;

#[derive(Shared)]
#[repr(C)]
struct Engine {
    text: str,
}

#[derive(Shared)]
#[repr(C)]
struct Pump {
    list: [u8],
}

#[derive(Shared)]
#[repr(C)]
struct Valve {
    object: dyn Send,
}

fn main() {}
