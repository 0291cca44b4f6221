//! A control plane publishes a configuration, workers pick the changes up.
//!
//! ```text
//! cargo run --release --example config
//! ```
//!
//! You should see two workers, each a process of its own, start with 8 connections, change to 16 and
//! then 32 while they run, and drain, without a restart, a socket or a file to parse.

use std::error::Error;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use shm_typed::{Change, FixedStr, Shared, SharedBox, SharedRef};

/// What the workers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(u32)]
enum Mode {
    /// Take requests.
    Serve,
    /// Finish what they have, and take no more.
    Drain,
}

#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(name = "PoolConfig", version = 1, checked)]
struct Config {
    /// Connections that a worker may hold.
    #[shared(kind = "setting", range = 1..=1024)]
    connections: u32,
    /// How long a worker waits for one.
    #[shared(kind = "setting", unit = "ms")]
    timeout: u32,
    #[shared(kind = "setting")]
    mode: Mode,
    /// The service that the connections lead to.
    #[shared(kind = "setting")]
    service: FixedStr<32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    match (args.next(), args.next()) {
        (Some(object), Some(worker)) => work(&object, &worker),
        _ => control(&format!("pool-config-{}", std::process::id())),
    }
}

/// The control plane: the only writer.
fn control(object: &str) -> Result<(), Box<dyn Error>> {
    let mut config = SharedBox::create(
        object,
        Config {
            connections: 8,
            timeout: 250,
            mode: Mode::Serve,
            service: "orders".parse()?,
        },
    )?;
    let mut workers = [start(object, "worker 1")?, start(object, "worker 2")?];

    for connections in [16, 32] {
        thread::sleep(Duration::from_millis(300));
        config.update(|c| c.connections = connections);
        println!("control: {connections} connections");
    }
    thread::sleep(Duration::from_millis(300));
    config.update(|c| c.mode = Mode::Drain);
    println!("control: drain");
    thread::sleep(Duration::from_millis(300));
    drop(config);

    for worker in &mut workers {
        if !worker.wait()?.success() {
            return Err("a worker failed".into());
        }
    }
    Ok(())
}

/// A worker: takes each new configuration up when it comes, and sleeps until then.
fn work(object: &str, worker: &str) -> Result<(), Box<dyn Error>> {
    let config = SharedRef::<Config>::open(object)?;
    loop {
        match config.changed(Duration::from_secs(1)) {
            Change::Published => {
                let Config {
                    connections,
                    timeout,
                    mode,
                    service,
                } = config.try_read()?; // a `Mode` that is none would be an error
                match mode {
                    Mode::Serve => {
                        println!("{worker}: {connections} connections to {service}, {timeout} ms");
                    }
                    Mode::Drain => println!("{worker}: draining"),
                }
            }
            Change::TimedOut => println!("{worker}: nothing new"),
            Change::Closed => break,
            change => return Err(format!("{worker}: unexpected {change:?}").into()),
        }
    }
    println!("{worker}: the control plane has ended");
    Ok(())
}

/// Starts this program once more, as a worker.
fn start(object: &str, worker: &str) -> std::io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .args([object, worker])
        .stdin(Stdio::null())
        .spawn()
}
