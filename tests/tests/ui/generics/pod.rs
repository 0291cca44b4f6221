// A generic struct that may have padding gives out no bytes.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Pair<T, U> {
    first: T,
    second: U,
}

#[derive(Clone, Copy, Shared)]
#[repr(C, align(16))]
struct Line<T> {
    word: T,
}

fn main() {
    let _ = bytemuck::bytes_of(&Pair { first: 1_u8, second: 2_u64 });
    let _ = bytemuck::bytes_of(&Line { word: 1_u8 });
}
