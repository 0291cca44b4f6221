// A reader's view gives no way to the cells, not even in the module of the struct.

use shm_typed::{Error, LiveRef, Shared};

#[derive(Clone, Copy, Debug, Shared)]
#[shared(live)]
#[repr(C)]
struct Engine {
    faults: u64,
}

fn main() -> Result<(), Error> {
    let reader = LiveRef::<Engine>::open("engine")?;
    reader.view().cells.faults.store(1);
    reader.view().cells.0.faults.store(1);
    Ok(())
}
