// An opaque type parameter needs the bound that it asks for.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Point<T> {
    #[shared(opaque)]
    x: T,
}

fn main() {}
