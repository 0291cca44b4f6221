// A range has two literal ends, both included.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    #[shared(range = 0..100)]
    half_open: u8,
    #[shared(range = -0.5..1.5)]
    half_open_float: f32,
    #[shared(range = 0..)]
    endless: u8,
    #[shared(range = ..=100)]
    startless: u8,
    #[shared(range = 0..=LIMIT)]
    named: u8,
    #[shared(range = 0..=100u8)]
    suffixed: u8,
    #[shared(range = 100..=0)]
    falling: u8,
    #[shared(range = "0..=100")]
    quoted: u8,
    #[shared(range = true..=false)]
    bools: u8,
}

fn main() {}
