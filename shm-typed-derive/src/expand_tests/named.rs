#[repr(C)]
struct Engine {
    speed: f64,
    faults: u64,
}
