// An enum without variants has no values.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
enum Nothing {}

fn main() {}
