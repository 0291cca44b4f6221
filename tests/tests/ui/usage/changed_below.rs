// An attribute below the derive changes what the derive has seen.
use shm_typed::Shared;
use shm_typed_tests_changer::changed;

#[derive(Clone, Copy)]
#[repr(transparent)]
struct Odd(f64);

impl std::ops::Deref for Odd {
    type Target = f64;
    fn deref(&self) -> &f64 {
        &self.0
    }
}

#[derive(Clone, Copy, Shared)]
#[changed(f64 => Odd)]
#[repr(C)]
struct Other {
    speed: f64,
}

#[derive(Clone, Copy, Shared)]
#[changed(u8 => bool)]
#[repr(C)]
struct Checked {
    flags: [u8; 8],
}

#[derive(Clone, Copy, Shared)]
#[changed(T, => T, more: (),)]
#[repr(C)]
struct More<T> {
    speed: T,
}

#[derive(Clone, Copy, Shared)]
#[changed(Off, => Off, On,)]
#[repr(u8)]
enum State {
    Off,
}

#[derive(Clone, Copy, Shared)]
#[changed(u16 => u32)]
#[repr(u16)]
enum Wide {
    Off,
}

fn main() {}
