// The derive implements bytemuck's traits itself.
use shm_typed::Shared;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
}

unsafe impl bytemuck::Pod for Engine {}
unsafe impl bytemuck::Zeroable for Engine {}

fn main() {}
