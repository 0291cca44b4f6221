// A checked type is read by the calls that check it.
use shm_typed::{Shared, SharedRef};
use std::num::NonZeroU8;

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(checked)]
struct Config {
    enabled: bool,
    workers: NonZeroU8,
}

fn main() -> Result<(), shm_typed::Error> {
    let reader = SharedRef::<Config>::open("config")?;
    let mut config = Config { enabled: true, workers: NonZeroU8::MIN };
    config = reader.read();
    reader.read_into(&mut config);
    let _ = reader.read_boxed();
    Ok(())
}
