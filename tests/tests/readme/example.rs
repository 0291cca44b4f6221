use super::NAME;
use shm_typed::{Shared, SharedBox, SharedRef};

#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
struct Engine {
    /// Crankshaft speed.
    #[shared(unit = "rpm", kind = "gauge")]
    speed: f64,
    /// Ignition faults since start.
    #[shared(kind = "counter")]
    faults: u64,
}

pub(super) fn main() -> Result<(), shm_typed::Error> {
    // the service that owns the value
    // (`create` refuses what is there already; `open_or_create` goes on from it after a crash)
    let mut engine = SharedBox::create(&NAME, Engine { speed: 0.0, faults: 0 })?;
    engine.update(|e| e.speed = 3000.0); // published when the closure returns
    engine.write().faults += 1;          // the same as a guard
    assert_eq!(engine.faults, 1);        // reading your own value costs nothing

    // any other service
    let reader = SharedRef::<Engine>::open(&NAME)?;
    let now: Engine = reader.read();     // one consistent value, never torn
    assert_eq!(now.speed, 3000.0);
    Ok(())
}
