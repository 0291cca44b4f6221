#[repr(C, align(16))]
struct Pair(u64, Inner);
