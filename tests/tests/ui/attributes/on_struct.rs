// Units, ranges and values that mean none belong to numbers.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Path {
    #[shared(unit = "m")]
    points: [Point; 4],
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Line {
    #[shared(range = 0..=1)]
    start: Point,
}

fn main() {}
