// What holds or points to its own type is told so by name; what the compiler adds about the size is its own.
use shm_typed::{FixedVec, Shared};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Optional {
    next: Option<Optional>,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Branching {
    children: FixedVec<Self, 4>,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Pointing {
    value: u64,
    next: *const [Pointing; 2],
    value_and_next: (u64, &'static Pointing),
}

fn open() -> Option<shm_typed::SharedRef<Optional>> {
    shm_typed::SharedRef::open("list").ok()
}

fn main() {}
