//! A model of 64 MiB that services look at where it is: `cargo run --release --example pins`.
//!
//! One process trains it and publishes a new version now and then. Two others serve from it: each pins
//! the current version, computes with a plain `&Model` for as long as it likes, and lets go. Nothing is
//! copied to look at it, and the trainer waits for nobody.

#![allow(
    unsafe_code,
    reason = "says once that the trainer is trusted; see `serve`"
)]

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use shm_typed::{Change, Shared, SharedBox, SharedRef};

/// So many weights make 64 MiB.
const WEIGHTS: usize = (64 << 20) / 8;

/// What is trained.
#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Model {
    /// How often it has been trained.
    round: f64,
    /// All equal to `round`, so that a mixture of two versions would show.
    weights: [f64; WEIGHTS - 1],
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1) {
        None => train(),
        Some(name) => serve(name),
    }
}

fn train() -> Result<()> {
    let name = format!("shm-typed-example-pins-{}", std::process::id());
    // Two may pin, and each pin needs a slot: four slots of 64 MiB.
    let options = SharedBox::<Model>::options().slots(4).pinning_readers(2);
    let mut model = match options.create_with(&name, |model| set(model, 1.0)) {
        Ok(model) => model,
        Err(error) => {
            println!("{error}");
            return Ok(());
        }
    };
    let mut servers = Vec::new();
    for _ in 0..2 {
        servers.push(Command::new(std::env::current_exe()?).arg(&name).spawn()?);
    }
    let is_over = |server: &mut Child| server.try_wait().map(|status| status.is_some());
    let mut round = 1.0;
    while !servers
        .iter_mut()
        .all(|server| is_over(server).unwrap_or(true))
    {
        round += 1.0;
        model.update(|model| set(model, round));
        std::thread::sleep(Duration::from_millis(20));
    }
    println!("trainer: went on all the while");
    Ok(())
}

/// A whole new version.
fn set(model: &mut Model, round: f64) {
    model.round = round;
    model.weights.fill(round);
}

fn serve(name: &str) -> Result<()> {
    let reader = SharedRef::<Model>::open(name)?;
    // SAFETY: only the trainer above writes the object, by a `SharedBox`; its mode and that of its reader
    // table let no other user in; nobody changes its files by hand; and this program does not fork.
    let mut reader = unsafe { reader.trust_writer() }?;
    let me = std::process::id();
    for _ in 0..5 {
        if reader.changed(Duration::from_secs(5)) != Change::Published {
            break;
        }
        let began = Instant::now();
        let model = reader.pin();
        let pinned = began.elapsed();
        let is_whole = model.weights.iter().all(|weight| *weight == model.round);
        // The trainer may be further by now; this version stays as it is.
        println!(
            "server {me}: version {} of 64 MiB, pinned in {pinned:?}, whole: {is_whole}",
            model.version()
        );
    }
    Ok(())
}
