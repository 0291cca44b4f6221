//! A rolling upgrade: the writer's struct grows, and readers of both builds go on reading.
//!
//! ```text
//! cargo run --release --example upgrade
//! ```
//!
//! You should see a reader that was built before the upgrade read the old writer and then the new
//! one, and a reader built after it read the new field. Each is a process of its own; `v1` and `v2`
//! stand for two builds of one service.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

use shm_typed::{Change, Compatible, OnDrop, Shared, SharedBox, SharedRef};

mod v1 {
    #[derive(Clone, Copy, Debug, shm_typed::Shared)]
    #[repr(C)]
    #[shared(version = 1)]
    pub struct Engine {
        /// Crankshaft speed.
        #[shared(unit = "rpm", kind = "gauge")]
        pub speed: f64,
    }
}

mod v2 {
    #[derive(Clone, Copy, Debug, shm_typed::Shared)]
    #[repr(C)]
    #[shared(version = 2)]
    pub struct Engine {
        /// Crankshaft speed.
        #[shared(unit = "rpm", kind = "gauge")]
        pub speed: f64,
        /// Oil temperature. Appended: what was there stays where it was.
        #[shared(unit = "celsius", kind = "gauge", since = 2)]
        pub oil: f64,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    match (args.next(), args.next().as_deref()) {
        (Some(object), Some("v1")) => read::<v1::Engine>(&object, "reader v1"),
        (Some(object), Some("v2")) => read::<v2::Engine>(&object, "reader v2"),
        _ => write(&format!("upgrade-{}", std::process::id())),
    }
}

/// The service, before and after its upgrade.
fn write(object: &str) -> Result<(), Box<dyn Error>> {
    let before = SharedBox::options().on_drop(OnDrop::Keep);
    let before = before.create(object, v1::Engine { speed: 1000.0 })?;
    let mut old = Reader::start(object, "v1")?;
    old.show_until("1000")?;
    drop(before); // the old build ends; its object stays for its readers

    let mut after = SharedBox::replace(
        object,
        v2::Engine {
            speed: 2000.0,
            oil: 80.0,
        },
    )?;
    println!("writer v2: generation {}", after.generation());
    old.show_until("2000")?;
    let mut new = Reader::start(object, "v2")?;
    new.show_until("2000")?;

    after.update(|engine| engine.speed = 3000.0);
    old.show_until("3000")?;
    new.show_until("3000")?;
    drop(after);
    old.show_until("ended")?;
    new.show_until("ended")
}

/// A reader of either build: what it knows of the value, it reads.
fn read<T: Shared + shm_typed::Plain + std::fmt::Debug>(
    object: &str,
    who: &str,
) -> Result<(), Box<dyn Error>> {
    let options = SharedRef::<T>::options().compatible(Compatible::Prefix);
    let mut engine = options.open(object)?;
    loop {
        match engine.changed(Duration::from_secs(1)) {
            Change::Published => println!("{who}: {:?}", engine.read()),
            Change::Superseded => engine.reopen()?,
            // The old build has ended; the new one will put its object here.
            Change::Closed if engine.generation() == 1 => {}
            Change::Closed => break,
            _ => {}
        }
    }
    println!("{who}: the engine's service has ended");
    Ok(())
}

/// This program once more, as a reader.
struct Reader(BufReader<ChildStdout>);

impl Reader {
    fn start(object: &str, build: &str) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(std::env::current_exe()?);
        let mut child = child.args([object, build]).stdout(Stdio::piped()).spawn()?;
        Ok(Self(BufReader::new(
            child.stdout.take().ok_or("no output")?,
        )))
    }

    /// Passes on what it prints, up to the line with `text`.
    fn show_until(&mut self, text: &str) -> Result<(), Box<dyn Error>> {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                return Err("a reader failed".into());
            }
            print!("{line}");
        }
        Ok(())
    }
}
