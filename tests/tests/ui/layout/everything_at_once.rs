// Mistakes of every sort are reported together.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
struct Engine<'a> {
    name: &'a str,
    #[shared(unit = 3)]
    speed: f64,
    count: usize,
    next: *const Engine<'a>,
}

fn main() {}
