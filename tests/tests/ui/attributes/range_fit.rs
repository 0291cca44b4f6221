// A range and the value that means none fit the number type.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    #[shared(range = 0..=300)]
    wide: [u8; 2],
    #[shared(range = -1..=1, invalid = -1)]
    negative: [u8; 2],
    #[shared(range = 0.5..=2, invalid = "nan")]
    whole: i32,
    #[shared(range = 0..=1e39)]
    small: f32,
    #[shared(range = 0..=1e999)]
    large: f64,
    #[shared(invalid = 340282366920938463463374607431768211455)]
    larger: u64,
}

fn main() {}
