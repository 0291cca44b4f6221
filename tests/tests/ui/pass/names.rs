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

// A public type may be made of private ones.
#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Secret(u32);

#[derive(Clone, Copy, Shared)]
#[repr(C)]
pub struct Secrets<const N: usize> {
    first: Secret,
    more: [Secret; N],
}

// Bounds in both places, defaults, and a field that is configured away.
#[derive(Clone, Copy, Shared)]
#[repr(C)]
pub struct Bounded<T: Copy = u8, const N: usize = 2>
where
    T: PartialEq,
{
    #[cfg(any())]
    gone: Vec<T>,
    values: [T; N],
}

mod hidden {
    type Private = u32;

    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub(super) struct Inner {
        value: Private,
    }
}

// A handle that is plain old data neither holds nor points to what it is a handle of, whatever it is called.
mod arena {
    use std::marker::PhantomData;

    #[derive(Clone, Copy)]
    #[repr(transparent)]
    pub struct Box<T>(u32, PhantomData<T>);

    // SAFETY: a number, and nothing.
    unsafe impl<T> bytemuck::Zeroable for Box<T> {}
    // SAFETY: a number, and nothing.
    unsafe impl<T: Copy + 'static> bytemuck::Pod for Box<T> {}
}
use arena::Box;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Node {
    value: u32,
    #[shared(opaque)]
    parent: Box<Node>,
    #[shared(opaque)]
    children: [arena::Box<Self>; 2],
}

// `Self` is the struct, in whatever place of a field's type.
#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(live)]
struct Sized {
    bytes: [u8; Self::LEN],
}

impl Sized {
    const LEN: usize = 6;
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Handles<T> {
    value: T,
    #[shared(opaque)]
    others: [Box<Self>; 2],
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

fn generic<T>() -> usize {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Inside {
        value: u16,
    }

    Inside::DESCRIPTOR.size()
}

fn main() {
    assert_eq!(generic::<u8>(), 2);
    assert_eq!(Secrets::<2>::DESCRIPTOR.size(), 12);
    assert_eq!(bytemuck::bytes_of(&Secrets { first: Secret(1), more: [] }), [1, 0, 0, 0]);
    assert_eq!(Bounded::<u8>::DESCRIPTOR.size(), 2);

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Local {
        inner: hidden::Inner,
    }

    assert_eq!(Named::DESCRIPTOR.size(), 8);
    assert_eq!(Node::DESCRIPTOR.size(), 16);
    assert_eq!(Sized::DESCRIPTOR.size(), 6);
    assert_eq!(Handles::<u32>::DESCRIPTOR.size(), 12);
    assert_eq!(FromMacro::DESCRIPTOR.size(), 8);
    assert_eq!(Local::DESCRIPTOR.size(), 4);
}
