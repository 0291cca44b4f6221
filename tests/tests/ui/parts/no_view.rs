// A type without views is changed as a whole.
use shm_typed::layout::TypeDescriptor;
use shm_typed::{Shared, SharedBox};

#[derive(Clone, Copy)]
#[repr(transparent)]
struct Byte(u8);

unsafe impl Shared for Byte {
    const DESCRIPTOR: &'static TypeDescriptor = u8::DESCRIPTOR;
}
unsafe impl bytemuck::Zeroable for Byte {}
unsafe impl shm_typed::Plain for Byte {}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Outer {
    byte: Byte,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Checked {
    set: bool,
    byte: Byte,
}

fn change(mut outer: SharedBox<Outer>, mut checked: SharedBox<Checked>) {
    outer.update_with(|mut o| *o.byte() = Byte(1));
    checked.update_with(|mut c| *c.byte() = Byte(1));
}

fn generic<T: Shared>(value: &mut SharedBox<T>) {
    value.update_with(|_| ());
}

fn main() {}
