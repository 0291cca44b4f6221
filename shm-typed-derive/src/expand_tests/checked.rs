#[repr(C)]
#[shared(checked)]
struct Pump {
    state: State,
    flags: [bool; 3],
    speed: f32,
}
