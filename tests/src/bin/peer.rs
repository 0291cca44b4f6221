//! A process of its own for the tests: writes or reads an object of self-checking values.
//!
//! ```text
//! peer write NAME WORDS        creates NAME, prints `ready`, publishes flat out until its input ends,
//!                              then prints the number of publishes
//! peer read NAME WORDS READS   reads READS values, checks each, prints `reads=… torn=… backwards=…`
//! peer hold NAME               creates NAME, prints `ready`, and waits until its input ends
//! peer take NAME               takes NAME over, prints its value, adds 1, and waits likewise
//! ```

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use shm_typed::{Error, OnDrop, SharedBox, SharedRef};
use shm_typed_tests::checked;

fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["write", name, "8"] => write::<8>(name),
        ["write", name, "128"] => write::<128>(name),
        ["write", name, "1024"] => write::<1024>(name),
        ["write", name, "8192"] => write::<8192>(name),
        ["write", name, "131072"] => write::<131_072>(name),
        ["read", name, "8", reads] => read::<8>(name, reads),
        ["read", name, "128", reads] => read::<128>(name, reads),
        ["read", name, "1024", reads] => read::<1024>(name, reads),
        ["read", name, "8192", reads] => read::<8192>(name, reads),
        ["read", name, "131072", reads] => read::<131_072>(name, reads),
        ["hold", name] => hold(SharedBox::options().on_drop(OnDrop::Keep).create(name, 1)?),
        ["take", name] => hold(SharedBox::open(name)?),
        _ => panic!("peer: what is {args:?}?"),
    }
}

/// Publishes flat out until nobody holds the other end of the input.
fn write<const N: usize>(name: &str) -> Result<(), Error> {
    let mut writer =
        SharedBox::<[u64; N]>::create_with(name, |words| checked::set(&mut words[..], 1))?;
    let mut words = zeroed::<N>();
    let over = until_input_ends();
    println!("ready");
    let mut round = 1;
    while !over.load(Relaxed) {
        round += 1;
        checked::set(&mut words[..], round);
        writer.publish(&words);
    }
    println!("{round}");
    Ok(())
}

/// Reads and checks.
fn read<const N: usize>(name: &str, reads: &str) -> Result<(), Error> {
    let reads: u64 = reads.parse().expect("a number of reads");
    let reader = SharedRef::<[u64; N]>::open(name)?;
    let mut words = zeroed::<N>();
    let (mut torn, mut backwards, mut last) = (0, 0, 0);
    for _ in 0..reads {
        let version = reader.read_into(&mut words);
        match checked::round(&words[..]) {
            Some(round) => {
                backwards += u64::from(round < last || round != version);
                last = round;
            }
            None => torn += 1,
        }
    }
    println!("reads={reads} torn={torn} backwards={backwards}");
    Ok(())
}

/// Shows the value, adds 1, and stays.
fn hold(mut writer: SharedBox<u64>) -> Result<(), Error> {
    println!("ready {} at version {}", *writer, writer.version());
    writer.update(|value| *value += 1);
    let mut rest = Vec::new();
    std::io::stdin()
        .read_to_end(&mut rest)
        .expect("its input can be read");
    Ok(())
}

fn zeroed<const N: usize>() -> Box<[u64; N]> {
    vec![0; N]
        .into_boxed_slice()
        .try_into()
        .expect("as many as asked for")
}

/// A flag that goes up when the input ends.
fn until_input_ends() -> &'static AtomicBool {
    static OVER: AtomicBool = AtomicBool::new(false);
    thread::spawn(|| {
        let mut rest = Vec::new();
        let _ = std::io::stdin().read_to_end(&mut rest);
        OVER.store(true, Relaxed);
    });
    &OVER
}
