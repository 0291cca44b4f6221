#[repr(transparent)]
struct Wrapper<T>(T, [u8; 0]);
