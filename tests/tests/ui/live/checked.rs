// Live fields of which some bits are no value need a struct that is checked, and are loaded by `try_load`.
use shm_typed::{Live, LiveBox, LiveRef, Shared};
use std::num::{NonZeroU8, NonZeroU128};

#[derive(Clone, Copy, Shared)]
#[shared(live = Cell)]
#[repr(u8)]
enum Named {
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
    letters: [char; 2],
    running: bool,
    workers: NonZeroU8,
    _pad: [u8; 2],
}

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct Unchecked {
    mode: Mode,
}

#[derive(Clone, Copy, Shared)]
#[shared(live, checked)]
#[repr(C)]
struct Wide {
    id: NonZeroU128,
}

#[derive(Clone, Copy, Shared)]
#[shared(live, checked)]
#[repr(C)]
struct Checked {
    mode: Mode,
}

fn uses(checked: &LiveBox<Checked>, reader: &LiveRef<Checked>, on: &Live<bool>) {
    checked.mode.load();
    checked.mode.add(Mode::Serve);
    on.add(true);
    reader.read();
}

fn main() {}
