// The variants of a shared enum are names of numbers and nothing else.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum State {
    Off,
    Speed(f64),
    Named { at: u64 },
}

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum Empty {
    Off(),
    On {},
}

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum Attributes {
    #[shared(unit = "rpm")]
    Off,
    #[shared(rename = "Off2", renam = "x")]
    On,
    #[shared(rename = "Off")]
    Twice,
}

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
#[shared(cheked)]
enum Misspelled {
    Off,
}

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum Parameter<const N: u8> {
    Off,
}

#[derive(Shared)]
#[repr(u8)]
enum NotCopy {
    Off,
}

fn main() {}
