// The method of a checked field gives a value or what is wrong with it, and a checked struct is copied after a check.
use shm_typed::{FixedVec, Shared, SharedRef};

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum State {
    Off,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Pump {
    flow: f64,
    state: State,
    open: [bool; 7],
    doors: FixedVec<bool, 8>,
}

fn main() -> Result<(), shm_typed::Error> {
    let reader = SharedRef::<Pump>::open("pump")?;
    let _: State = reader.read_with(|v| v.state());
    let _: Option<bool> = reader.read_with(|v| v.open().at(0));
    reader.read_with(|v| Pump::from(v));

    let reader = SharedRef::<[Pump; 2]>::open("pumps")?;
    reader.read_with(|v| v.to_array::<2>().is_some());
    reader.fold(|v| *v, 0, |sum, _| sum);
    Ok(())
}
