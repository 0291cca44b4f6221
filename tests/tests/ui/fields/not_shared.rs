// A struct that is not `Shared`, plain, in an array and behind an alias.
use shm_typed::Shared;

#[derive(Clone, Copy)]
struct Foreign;

type Name = &'static str;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    one: Foreign,
    many: [[Foreign; 2]; 3],
    name: Name,
}

fn main() {}
