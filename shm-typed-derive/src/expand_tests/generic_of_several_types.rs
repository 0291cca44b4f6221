#[repr(C)]
struct Pair<T, U> {
    first: T,
    #[shared(unit = "m")]
    second: U,
}
