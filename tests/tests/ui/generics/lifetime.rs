// A shared type borrows nothing.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine<'a> {
    speed: f64,
    owner: Owner<'a>,
}

#[derive(Clone, Copy)]
struct Owner<'a>(&'a u8);

fn main() {}
