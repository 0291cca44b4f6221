// A type that a macro passes on is reported where the caller wrote it.
use shm_typed::Shared;

macro_rules! declare {
    ($name:ident: $ty:ty) => {
        #[derive(Clone, Copy, Shared)]
        #[repr(C)]
        struct $name {
            field: [$ty; 2],
        }
    };
}

declare!(One: usize);
declare!(Two: &'static str);

fn main() {}
