// An alignment that pads the end of a generic struct.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C, align(16))]
struct Line<T> {
    word: T,
}

const _: usize = Line::<u128>::DESCRIPTOR.size();
const _: usize = Line::<u64>::DESCRIPTOR.size();

fn main() {}
