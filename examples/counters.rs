//! Counters that four processes bump at once, and one watches.
//!
//! ```text
//! cargo run --release --example counters
//! ```
//!
//! You should see the watcher print growing sums, and at the end exactly 4 × 250000 requests, although
//! nobody ever waited for anybody. Nothing stays behind.

use std::error::Error;
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use shm_typed::{CacheLine, LiveBox, LiveRef, OnDrop, Shared};

const WORKERS: usize = 4;
const REQUESTS: u64 = 250_000;

#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
struct Counters {
    /// Requests of all workers: the counter that they fight for.
    #[shared(kind = "counter", cache_line)]
    requests: CacheLine<u64>,
    /// Requests of each worker, on lines of their own: nobody fights for these.
    #[shared(kind = "counter", cache_line)]
    each: [CacheLine<u64>; WORKERS],
    /// Seconds of work.
    #[shared(unit = "s", kind = "counter")]
    busy: f64,
    /// The largest answer.
    #[shared(unit = "bytes", kind = "gauge")]
    largest: u32,
    _pad: [u8; 52],
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    match (args.next(), args.next()) {
        (Some(object), Some(worker)) => work(&object, worker.parse()?),
        _ => watch(&format!("counters-{}", std::process::id())),
    }
}

/// Creates the counters, starts the workers, and looks on through a read-only mapping.
fn watch(object: &str) -> Result<(), Box<dyn Error>> {
    // This process ends last, so it may remove the object; by default it would stay.
    let counters = LiveBox::<Counters>::options().on_drop(OnDrop::Unlink);
    let counters = counters.create_with(object, |_| ())?;
    let mut workers = (0..WORKERS)
        .map(|worker| start(object, worker))
        .collect::<Result<Vec<_>, _>>()?;

    let reader = LiveRef::<Counters>::open(object)?;
    let all = WORKERS as u64 * REQUESTS;
    while workers.iter_mut().any(|w| matches!(w.try_wait(), Ok(None))) {
        println!("watch: {} of {all} requests", reader.view().requests());
        thread::sleep(Duration::from_millis(20));
    }
    for worker in &mut workers {
        if !worker.wait()?.success() {
            return Err("a worker failed".into());
        }
    }

    let view = reader.view();
    for (worker, requests) in view.each().iter().enumerate() {
        println!("worker {worker}: {requests} requests");
    }
    println!(
        "all: {} requests, {} s of work, largest answer {} bytes",
        view.requests(),
        view.busy(),
        view.largest()
    );
    drop(counters);
    Ok(())
}

/// Serves requests: no lock, no `&mut`, no waiting.
fn work(object: &str, worker: usize) -> Result<(), Box<dyn Error>> {
    let counters = LiveBox::<Counters>::open(object)?;
    for request in 1..=REQUESTS {
        counters.requests.add(1);
        counters.each[worker].add(1);
        if request % 1000 == 0 {
            counters.busy.add(0.125);
            counters
                .largest
                .max((request / 1000) as u32 * 10 + worker as u32);
        }
    }
    Ok(())
}

/// Starts this program once more, as a worker.
fn start(object: &str, worker: usize) -> std::io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .args([object, &worker.to_string()])
        .spawn()
}
