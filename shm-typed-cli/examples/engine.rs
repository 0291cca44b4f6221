//! An engine to look at, written a hundred times a second until it is stopped.
//!
//! ```text
//! cargo run --example engine &
//! cargo run -- watch engine
//! ```
//!
//! You should see its numbers move on the screen. The object goes away with the example if that ends by
//! itself, after the number of seconds that it may be given.

#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "it only has to look like an engine"
)]

use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

use shm_typed::{FixedStr, Shared, SharedBox};

#[derive(Clone, Copy, Shared)]
#[repr(u8)]
enum Gear {
    Neutral,
    First,
    Second,
    Third,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Cylinder {
    /// Peak pressure of the last stroke.
    #[shared(unit = "bar", kind = "gauge")]
    pressure: f32,
    /// Misfires since start.
    #[shared(unit = "1", kind = "counter")]
    misfires: u32,
}

#[derive(Clone, Copy, Shared)]
#[shared(checked)]
#[repr(C)]
struct Engine {
    /// Crankshaft speed.
    #[shared(unit = "rpm", kind = "gauge", range = 0..=8000)]
    speed: f64,
    /// Oil temperature.
    #[shared(unit = "celsius", kind = "gauge")]
    oil: f64,
    /// Revolutions since start.
    #[shared(unit = "1", kind = "counter")]
    revolutions: u64,
    /// Fuel since start.
    #[shared(unit = "ml", kind = "counter")]
    fuel: f64,
    /// Each cylinder.
    cylinders: [Cylinder; 4],
    /// The gear that is in.
    gear: Gear,
    /// Whether the choke is on.
    choke: bool,
    _pad: [u8; 6],
    /// Where it is.
    place: FixedStr<16>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let seconds = std::env::args().nth(1).map(|text| text.parse::<f64>());
    let seconds = seconds.transpose()?.unwrap_or(f64::INFINITY);
    let cylinder = Cylinder {
        pressure: 0.0,
        misfires: 0,
    };
    let mut engine = Engine {
        speed: 0.0,
        oil: 20.0,
        revolutions: 0,
        fuel: 0.0,
        cylinders: [cylinder; 4],
        gear: Gear::Neutral,
        choke: true,
        _pad: [0; 6],
        place: "bay 3".parse()?,
    };
    let mut writer = SharedBox::open_or_create("engine", engine)?;
    let (start, mut turned) = (Instant::now(), 0.0);
    for tick in 1_u32.. {
        let now = f64::from(tick) / 100.0;
        if now > seconds {
            break;
        }
        engine.speed = 2400.0 + 900.0 * (now * 1.3).sin() + 300.0 * (now * 5.1).sin();
        engine.oil += (92.0 - engine.oil) / 900.0;
        turned += engine.speed / 6000.0;
        engine.revolutions = turned as u64;
        engine.fuel += engine.speed * 2e-5;
        let at = tick as usize % 4;
        let stroke = &mut engine.cylinders[at];
        stroke.pressure = 58.0 + at as f32 * 3.0 + 6.0 * (now as f32 * 2.0 + at as f32).sin();
        stroke.misfires += u32::from(tick % 97 == 0);
        engine.gear =
            [Gear::First, Gear::Second, Gear::Third, Gear::Second][(now / 2.0) as usize % 4];
        engine.choke = now < 3.0;
        writer.publish(&engine);
        let due = start + Duration::from_millis(10) * tick;
        thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    Ok(())
}
