#[repr(C)]
#[shared(checked)]
struct Both<T> {
    one: T,
    more: [T; 2],
}
