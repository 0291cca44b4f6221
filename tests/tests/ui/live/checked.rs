// Nothing checks a number that changes in place.
use shm_typed::Shared;
use std::num::NonZeroU8;

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(u8)]
enum State {
    Off,
}

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum Mode {
    Serve,
}

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct Spelled {
    running: bool,
    letters: [char; 2],
    workers: NonZeroU8,
}

#[derive(Clone, Copy, Shared)]
#[shared(live, checked)]
#[repr(C)]
struct Checked {
    mode: Mode,
}

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct Unchecked {
    mode: Mode,
}

fn main() {}
