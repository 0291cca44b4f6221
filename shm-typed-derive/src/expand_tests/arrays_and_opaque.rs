#[repr(C)]
struct Mixed {
    grid: [[u32; 4]; ROWS],
    #[shared(opaque)]
    halves: [half::f16; 2],
    names: [String; 3],
}
