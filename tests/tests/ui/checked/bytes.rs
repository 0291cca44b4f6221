// A checked struct gives out its bytes only where there is no padding for certain, and is never
// made of any bytes.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Pair<T, U> {
    first: T,
    second: U,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Flag {
    set: bool,
}

fn main() {
    let _ = bytemuck::bytes_of(&Pair { first: true, second: 'x' });
    let _: Flag = bytemuck::pod_read_unaligned(&[2]);
}
