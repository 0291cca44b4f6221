// Units and ranges describe numbers.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum State {
    Off,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Engine {
    #[shared(unit = "rpm")]
    state: State,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked = true)]
struct Flags {
    #[shared(range = 0..=1)]
    flags: [bool; 4],
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct MoreFlags {
    #[shared(range = 0..=1)]
    flags: [bool; 4],
}

fn main() {}
