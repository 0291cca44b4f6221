// A box of cells takes types that have a live form.
use shm_typed::{Live, LiveBox, LiveRef, Shared};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
}

fn main() {
    let _ = LiveBox::create("engine", Engine { speed: 0.0 });
    let _ = LiveRef::<u128>::open("sum");
    let _ = Live::new(true);
}
