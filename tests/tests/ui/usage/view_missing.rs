use shm_typed::__private::TypeDescriptor;
use shm_typed::{Plain, Shared, SharedRef};

#[derive(Clone, Copy)]
#[repr(transparent)]
struct ByHand(u64);

unsafe impl bytemuck::Zeroable for ByHand {}
unsafe impl Shared for ByHand {
    const DESCRIPTOR: &'static TypeDescriptor = u64::DESCRIPTOR;
}
unsafe impl Plain for ByHand {}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
    other: ByHand,
}

fn main() {
    let engine = SharedRef::<Engine>::open("engine").unwrap();
    let _ = engine.read();
    engine.read_with(|v| v.speed());
}
