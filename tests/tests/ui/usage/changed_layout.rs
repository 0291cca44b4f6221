// An attribute below the derive changes what the bytes are, and no field.
use shm_typed::Shared;
use shm_typed_tests_changer::changed;

#[derive(Clone, Copy, Shared)]
#[changed(Off => Off = 1)]
#[repr(u8)]
enum State {
    Off,
}

#[derive(Clone, Copy, Shared)]
#[changed(transparent => C)]
#[repr(transparent)]
struct Padded(u8, u32);

#[derive(Clone, Copy, Shared)]
#[changed(repr(C) => repr(C, align(64)))]
#[repr(C)]
struct Line {
    word: u64,
}

fn main() {}
