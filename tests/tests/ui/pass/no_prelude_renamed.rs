// The expansion names nothing but the path it is given: no prelude, and a crate of another name.
#![no_implicit_prelude]
#![deny(warnings)]

extern crate shm_typed as memory;

#[derive(
    ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, memory::Shared
)]
#[repr(C)]
#[shared(crate = memory)]
pub struct Engine {
    /// Speed.
    #[shared(unit = "rpm", range = -1.5..=2.5, invalid = "nan", opaque)]
    pub speed: f64,
    pub faults: [i32; 2],
}

#[derive(::core::clone::Clone, ::core::marker::Copy, memory::Shared)]
#[repr(C)]
#[shared(crate = crate::memory, name = "P")]
pub struct Pair<T, U>
where
    U: ::core::fmt::Debug,
{
    pub first: T,
    pub second: U,
}

// Names that the expansion must not pick up.
pub mod shm_typed {}
pub mod core {}
pub mod bytemuck {}
pub mod std {}
#[allow(non_camel_case_types, dead_code)]
pub struct usize;
#[allow(non_camel_case_types, dead_code)]
pub struct u32;

fn main() {
    ::std::assert_eq!(
        <Pair<u16, u16> as memory::Shared>::DESCRIPTOR
        .size(),
        4
    );
    ::std::assert_eq!(<Engine as memory::Shared>::DESCRIPTOR.size(), 16);
}
