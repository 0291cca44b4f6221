// Names and units are text that every tool can print.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(name = "")]
struct Engine {
    #[shared(rename = "a\"b")]
    one: u8,
    #[shared(rename = "a\\b")]
    two: u8,
    #[shared(unit = "a\nb")]
    three: u8,
    #[shared(rename = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    four: u8,
}

fn main() {}
