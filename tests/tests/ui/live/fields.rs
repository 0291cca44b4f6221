// Every field of a live type is numbers of at most 8 bytes; each other one is refused where it stands.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Plain {
    number: u64,
}

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct NotLive {
    before: u64,
    plain: Plain,
    plains: [Plain; 2],
}

fn main() {}
