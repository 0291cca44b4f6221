// An enum says how wide its number is.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
enum Bare {
    Off,
    On,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
enum LikeC {
    Off,
    On,
}

#[derive(Clone, Copy, Shared)]
#[repr(usize)]
enum Wide {
    Off,
    On,
}

#[derive(Clone, Copy, Shared)]
#[repr(i128)]
enum Wider {
    Off,
    On,
}

#[derive(Clone, Copy, Shared)]
#[repr(u8, align(4))]
enum Aligned {
    Off,
    On,
}

#[derive(Clone, Copy, Shared)]
#[repr(u23)]
enum Misspelled {
    Off,
    On,
}

// Its uses are no mistakes of their own.
#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    state: Bare,
}

fn main() {}
