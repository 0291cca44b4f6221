//! An engine's telemetry: one process writes it 1000 times a second, three others read it.
//!
//! ```text
//! cargo run --release --example telemetry
//! ```
//!
//! You should see two readers print the engine's values five times a second, a third one join after
//! a second and a half, all of them end when the engine stops after three seconds, and nothing stay
//! behind. Each reader is a process of its own, with a read-only mapping.

use std::error::Error;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use shm_typed::{Shared, SharedBox, SharedRef};

#[derive(Clone, Copy, Debug, Shared)]
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
    /// Each cylinder.
    cylinders: [Cylinder; 4],
}

#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
struct Cylinder {
    /// Peak pressure of the last stroke.
    #[shared(unit = "bar", kind = "gauge")]
    pressure: f32,
    /// Misfires since start.
    #[shared(unit = "1", kind = "counter")]
    misfires: u32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    match (args.next(), args.next()) {
        (Some(object), Some(reader)) => read(&object, &reader),
        _ => write(&format!("engine-{}", std::process::id())),
    }
}

/// The engine: 3000 values, one a millisecond.
fn write(object: &str) -> Result<(), Box<dyn Error>> {
    let mut engine = SharedBox::<Engine>::create_with(object, |engine| engine.oil = 20.0)?;
    let mut readers = vec![start(object, "dash")?, start(object, "logger")?];

    let begin = Instant::now();
    for tick in 1..=3000_u32 {
        let seconds = f64::from(tick) / 1000.0;
        engine.update(|engine| {
            engine.speed = 3000.0 + 500.0 * seconds.sin();
            engine.oil += 0.01;
            engine.revolutions = (50.0 * seconds) as u64;
            let stroke = &mut engine.cylinders[tick as usize % 4];
            stroke.pressure = 60.0 + (tick % 7) as f32;
            stroke.misfires += u32::from(tick % 500 == 0);
        });
        if tick == 1500 {
            readers.push(start(object, "late")?);
        }
        thread::sleep(
            (begin + Duration::from_millis(tick.into())).saturating_duration_since(Instant::now()),
        );
    }
    let published = engine.version();
    drop(engine); // marks the object closed and removes its name

    for reader in &mut readers {
        if !reader.wait()?.success() {
            return Err("a reader failed".into());
        }
    }
    println!("engine: published {published} values, all readers have ended");
    Ok(())
}

/// A dashboard: looks five times a second until the engine's service has ended.
fn read(object: &str, reader: &str) -> Result<(), Box<dyn Error>> {
    let engine = SharedRef::<Engine>::open(object)?;
    println!("{reader}: attached at version {}", engine.version());
    while !engine.is_closed() {
        if engine.has_changed() {
            let Engine {
                speed,
                oil,
                revolutions,
                cylinders,
            } = engine.read();
            let [Cylinder { pressure, misfires }, ..] = cylinders;
            println!(
                "{reader}: {speed:6.1} rpm, oil {oil:4.1} °C, {revolutions:3} revolutions, \
                 cylinder 1: {pressure:.0} bar, {misfires} misfires"
            );
        }
        thread::sleep(Duration::from_millis(200));
    }
    println!(
        "{reader}: closed after {} revolutions",
        engine.read().revolutions
    );
    Ok(())
}

/// Starts this program once more, as a reader.
fn start(object: &str, reader: &str) -> std::io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .args([object, reader])
        .spawn()
}
