//! The paths that are to cost little, a function each, for those who count and read their instructions:
//! `.ci/callgrind` and `.ci/assembly`.
//!
//! ```text
//! hot_paths PATH TURNS   runs PATH so many times; `hot_paths list` prints the paths
//! ```

#![allow(
    unsafe_code,
    reason = "a program that pins says that it trusts the writer"
)]

use std::hint::black_box;

use shm_typed::{CacheLine, LiveBox, OnDrop, ReadError, Shared, SharedBox, SharedRef, TrustedRef};
use shm_typed_tests::Name;

/// 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
pub struct Engine {
    speed: f64,
    torque: f64,
    temperature: f64,
    pressure: f64,
    fuel: f64,
    hours: f64,
    starts: u64,
    faults: u64,
}

/// A counter of its own line.
#[derive(Clone, Copy, Shared)]
#[shared(live)]
#[repr(C)]
pub struct Counters {
    #[shared(cache_line)]
    requests: CacheLine<u64>,
}

/// 1 KiB.
type Block = [u64; 128];

/// 4 KiB, of which some bits are no value.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[shared(checked)]
#[repr(C)]
pub struct Switches {
    words: [u64; 508],
    on: [bool; 32],
}

/// 64 KiB.
type Samples = [u64; 8192];

/// `read`, by value. Its machine code is what `.ci/assembly` looks at.
#[inline(never)]
fn read_64(reader: &SharedRef<Engine>) -> Engine {
    reader.read()
}

#[inline(never)]
fn read_into_64(reader: &SharedRef<Engine>, value: &mut Engine) -> u64 {
    reader.read_into(value)
}

#[inline(never)]
fn read_into_1k(reader: &SharedRef<Block>, value: &mut Block) -> u64 {
    reader.read_into(value)
}

/// By value, which is to be copied once.
#[inline(never)]
fn read_1k(reader: &SharedRef<Block>) -> Block {
    reader.read()
}

/// By value, which is to be copied once and checked where it is.
#[inline(never)]
fn try_read_4k_checked(reader: &SharedRef<Switches>) -> Result<Switches, ReadError> {
    reader.try_read()
}

#[inline(never)]
fn read_with_two_fields(reader: &SharedRef<Engine>) -> (f64, u64) {
    reader.read_with(|v| (v.speed(), v.faults()))
}

#[inline(never)]
fn fold_64k(reader: &SharedRef<Samples>) -> u64 {
    let add = |sum: u64, chunk: &[u64]| chunk.iter().fold(sum, |sum, word| sum.wrapping_add(*word));
    reader.fold(|v| *v, 0, add)
}

/// The pin and its end.
#[inline(never)]
fn pin_64(reader: &mut TrustedRef<Engine>) -> u64 {
    reader.pin().faults
}

#[inline(never)]
fn publish_64(writer: &mut SharedBox<Engine>, value: &Engine) {
    writer.publish(value);
}

#[inline(never)]
fn publish_1k(writer: &mut SharedBox<Block>, value: &Block) {
    writer.publish(value);
}

#[inline(never)]
fn update_64(writer: &mut SharedBox<Engine>) {
    writer.update(|value| value.faults += 1);
}

#[inline(never)]
fn write_guard_64(writer: &mut SharedBox<Engine>) {
    writer.write().faults += 1;
}

#[inline(never)]
fn update_with_one_field(writer: &mut SharedBox<Engine>) {
    writer.update_with(|mut value| *value.faults() += 1);
}

/// Of a value whose parts are stored by themselves.
#[inline(never)]
fn update_with_one_of_64k(writer: &mut SharedBox<Samples>) {
    writer.update_with(|mut value| {
        if let Some(word) = value.at(9) {
            *word += 1;
        }
    });
}

#[inline(never)]
fn live_add(counters: &LiveBox<Counters>) {
    counters.requests.add(1);
}

const PATHS: [&str; 15] = [
    "read_64",
    "read_into_64",
    "read_into_1k",
    "read_1k",
    "try_read_4k_checked",
    "read_with_two_fields",
    "fold_64k",
    "pin_64",
    "publish_64",
    "publish_1k",
    "update_64",
    "write_guard_64",
    "update_with_one_field",
    "update_with_one_of_64k",
    "live_add",
];

const ENGINE: Engine = Engine {
    speed: 3000.0,
    torque: 210.0,
    temperature: 90.0,
    pressure: 4.5,
    fuel: 0.5,
    hours: 12.0,
    starts: 3,
    faults: 1,
};

fn main() -> Result<(), shm_typed::Error> {
    let mut args = std::env::args().skip(1);
    let path = args.next().unwrap_or_default();
    if path == "list" {
        for path in PATHS {
            println!("{path}");
        }
        return Ok(());
    }
    let turns: u64 = args.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    run(&path, turns)
}

/// Ends with a look at the outcome, so that no path counts that does nothing.
fn run(path: &str, turns: u64) -> Result<(), shm_typed::Error> {
    let name = Name::unique("hot-paths");
    let mut engine = SharedBox::create(&name, ENGINE)?;
    let engines = SharedRef::<Engine>::open(&name)?;
    match path {
        "read_64" => {
            for _ in 0..turns {
                black_box(read_64(black_box(&engines)));
            }
            assert_eq!(read_64(&engines), ENGINE);
        }
        "read_into_64" => {
            let mut value = Engine {
                faults: 0,
                ..ENGINE
            };
            for _ in 0..turns {
                black_box(read_into_64(black_box(&engines), &mut value));
            }
            assert_eq!(value, ENGINE);
        }
        "read_with_two_fields" => {
            for _ in 0..turns {
                black_box(read_with_two_fields(black_box(&engines)));
            }
            assert_eq!(read_with_two_fields(&engines), (3000.0, 1));
        }
        "pin_64" => {
            // SAFETY: nobody but this process knows the name, and it neither forks nor writes by other
            // means than this library.
            let mut trusting = unsafe { engines.trust_writer() }?;
            for _ in 0..turns {
                black_box(pin_64(black_box(&mut trusting)));
            }
            assert_eq!(pin_64(&mut trusting), ENGINE.faults);
        }
        "publish_64" => {
            for _ in 0..turns {
                publish_64(black_box(&mut engine), black_box(&ENGINE));
            }
            assert_eq!((engines.read(), engine.version()), (ENGINE, turns + 1));
        }
        "update_64" => {
            for _ in 0..turns {
                update_64(black_box(&mut engine));
            }
            assert_eq!(engines.read().faults, ENGINE.faults + turns);
        }
        "write_guard_64" => {
            for _ in 0..turns {
                write_guard_64(black_box(&mut engine));
            }
            assert_eq!(engines.read().faults, ENGINE.faults + turns);
        }
        "update_with_one_field" => {
            for _ in 0..turns {
                update_with_one_field(black_box(&mut engine));
            }
            assert_eq!(engines.read().faults, ENGINE.faults + turns);
        }
        "read_into_1k" | "read_1k" | "publish_1k" => {
            let name = Name::unique("hot-paths-block");
            let mut value: Block = std::array::from_fn(|n| n as u64);
            let wanted = value;
            let mut writer = SharedBox::create(&name, [0; 128])?;
            let reader = SharedRef::<Block>::open(&name)?;
            publish_1k(&mut writer, &value);
            value.fill(0);
            for _ in 0..turns {
                match path {
                    "publish_1k" => publish_1k(black_box(&mut writer), black_box(&wanted)),
                    "read_1k" => _ = black_box(&read_1k(black_box(&reader))),
                    _ => _ = black_box(read_into_1k(black_box(&reader), &mut value)),
                }
            }
            read_into_1k(&reader, &mut value);
            assert_eq!(value, wanted);
        }
        "try_read_4k_checked" => {
            let name = Name::unique("hot-paths-switches");
            let value = Switches {
                words: [3; 508],
                on: [true; 32],
            };
            let _writer = SharedBox::create(&name, value)?;
            let reader = SharedRef::<Switches>::open(&name)?;
            for _ in 0..turns {
                let _ = black_box(&try_read_4k_checked(black_box(&reader)));
            }
            assert_eq!(try_read_4k_checked(&reader), Ok(value));
        }
        "update_with_one_of_64k" => {
            let name = Name::unique("hot-paths-samples");
            let mut writer = SharedBox::create_with(&name, |_: &mut Samples| ())?;
            let reader = SharedRef::<Samples>::open(&name)?;
            for _ in 0..turns {
                update_with_one_of_64k(black_box(&mut writer));
            }
            assert_eq!(reader.read_with(|v| v.at(9)), Some(turns));
        }
        "fold_64k" => {
            let name = Name::unique("hot-paths-samples");
            let _writer = SharedBox::create_with(&name, |v: &mut Samples| v.fill(3))?;
            let reader = SharedRef::<Samples>::open(&name)?;
            for _ in 0..turns {
                black_box(fold_64k(black_box(&reader)));
            }
            assert_eq!(fold_64k(&reader), 3 * 8192);
        }
        "live_add" => {
            let name = Name::unique("hot-paths-counter");
            let options = LiveBox::options().on_drop(OnDrop::Unlink);
            let zero = Counters { requests: 0.into() };
            let counters = options.create(&name, zero)?;
            for _ in 0..turns {
                live_add(black_box(&counters));
            }
            assert_eq!(counters.requests.load(), turns);
        }
        _ => panic!("hot_paths: no path is called {path:?}"),
    }
    Ok(())
}
