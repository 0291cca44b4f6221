// A setting is a name, or a name with a value.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared = "Engine"]
struct Engine {
    #[shared]
    one: u8,
    #[shared(unit("rpm"))]
    two: u8,
    #[shared("rpm")]
    three: u8,
    #[shared(unit: "rpm")]
    four: u8,
}

fn main() {}
