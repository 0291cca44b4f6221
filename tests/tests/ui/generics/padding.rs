// Padding of a generic struct is found where it is instantiated.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Pair<T, U> {
    first: T,
    second: U,
}

const _: usize = Pair::<u8, u8>::DESCRIPTOR.size();
const _: usize = Pair::<u8, u64>::DESCRIPTOR.size();

fn main() {}
