// The compiler decides about a type, not its name; and names of the expansion do not collide.
#![deny(warnings)]
#![allow(dead_code)]

use shm_typed::Shared;

const DESCRIPTOR: usize = 4;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct String {
    bytes: [u8; DESCRIPTOR],
}

#[derive(Clone, Copy, Shared)]
#[repr(transparent)]
struct Option<T>(T);

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Named {
    name: String,
    state: Option<u32>,
}

mod hidden {
    type Private = u32;

    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub(super) struct Inner {
        value: Private,
    }
}

macro_rules! declare {
    ($name:ident, $field:ident, $ty:ty) => {
        #[derive(Clone, Copy, Shared)]
        #[repr(C)]
        struct $name {
            $field: $ty,
            other: $ty,
        }
    };
}

declare!(FromMacro, bytes, [u8; 4]);

fn main() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Local {
        inner: hidden::Inner,
    }

    assert_eq!(Named::DESCRIPTOR.size(), 8);
    assert_eq!(FromMacro::DESCRIPTOR.size(), 8);
    assert_eq!(Local::DESCRIPTOR.size(), 4);
}
