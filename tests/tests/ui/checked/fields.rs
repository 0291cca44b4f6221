// A struct that is not checked says how to become so, at the field.
use std::num::{NonZeroU32, NonZeroUsize};

use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum State {
    Off,
    On,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Valve {
    open: bool,
}

type Flag = bool;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    state: State,
    valves: [[Valve; 2]; 4],
    alias: Flag,
    flag: bool,
    _pad: [u8; 1],
    letter: char,
    serial: NonZeroU32,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Generic<T> {
    number: T,
    state: State,
    flag: bool,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Checked {
    text: String,
    size: NonZeroUsize,
    option: Option<u32>,
    foreign: std::net::Ipv4Addr,
}

fn main() {}
