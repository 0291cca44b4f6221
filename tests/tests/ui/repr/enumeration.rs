// An enum has bit patterns that are no value.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum State {
    Off,
    On,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    state: State,
}

fn main() {}
