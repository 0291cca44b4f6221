//! A process of its own for the tests of pins: pins values of 320 words, as its input says.
//!
//! ```text
//! pinner NAME
//!
//! open | pin | round | latest | drop | close | flat out
//! fork
//! ```
//!
//! It answers each line by one: `done`, the round of what is pinned or `torn`, or an error's kind.
//! `flat out` pins until its input ends, and prints `pins=… torn=… backwards=…`. `fork` prints what a
//! child can do with a handle and a value that it inherited.

#![allow(
    unsafe_code,
    reason = "trusts the writer, which is a test's; forks while there is one thread"
)]

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use rustix::process::{Pid, WaitOptions, waitpid};
use shm_typed::{Error, SharedRef, TrustedRef};
use shm_typed_tests::checked;

type Value = [u64; 320];

fn main() {
    let name = std::env::args().nth(1).expect("the name of an object");
    let mut handle = None;
    while let Some(line) = line() {
        match line.as_str() {
            "open" => match open(&name) {
                Ok(trusted) => {
                    handle = Some(trusted);
                    println!("done");
                }
                Err(error) => println!("{:?}: {error}", error.kind()),
            },
            "pin" => pin(handle.as_mut().expect("a handle")),
            "close" => {
                drop(handle.take());
                println!("done");
            }
            "flat out" => return flat_out(handle.as_mut().expect("a handle")),
            "fork" => fork(handle.take().expect("a handle")),
            _ => panic!("pinner: what is {line:?}?"),
        }
    }
}

fn line() -> Option<String> {
    let mut line = String::new();
    let len = std::io::stdin()
        .read_line(&mut line)
        .expect("its input is text");
    (len > 0).then(|| line.trim_end().to_owned())
}

fn open(name: &str) -> Result<TrustedRef<Value>, Error> {
    let reader = SharedRef::<Value>::open(name)?;
    // SAFETY: the tests let no other program than those of this library write the object while a
    // value is looked at.
    unsafe { reader.trust_writer() }
}

/// Holds a value until it is told to drop it, or its input ends.
fn pin(handle: &mut TrustedRef<Value>) {
    let value = handle.pin();
    println!("{}", value.version());
    while let Some(line) = line() {
        match line.as_str() {
            "round" => match checked::round(&*value) {
                Some(round) => println!("{round}"),
                None => println!("torn"),
            },
            "latest" => println!("{}", value.is_latest()),
            "drop" => {
                drop(value);
                return println!("done");
            }
            _ => panic!("pinner: what is {line:?} of a value?"),
        }
    }
}

/// Pins as fast as it can, and looks at each value twice.
fn flat_out(handle: &mut TrustedRef<Value>) {
    static OVER: AtomicBool = AtomicBool::new(false);
    println!("done");
    thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        OVER.store(true, Relaxed);
    });
    let (mut pins, mut torn, mut backwards, mut last) = (0_u64, 0, 0, 0);
    while !OVER.load(Relaxed) {
        let value = handle.pin();
        let rounds = [checked::round(&*value), checked::round(&*value)];
        torn += u64::from(rounds != [Some(value.version()); 2]);
        backwards += u64::from(value.version() < last);
        last = value.version();
        pins += 1;
    }
    println!("pins={pins} torn={torn} backwards={backwards}");
}

/// What a child can do with what it inherited.
fn fork(mut handle: TrustedRef<Value>) {
    let value = handle.pin();
    let pinned = value.version();
    // SAFETY: this program has started no thread yet, so the child finds no lock held.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        drop(value);
        std::panic::set_hook(Box::new(|_| ()));
        let panics = catch_unwind(AssertUnwindSafe(|| drop(handle.pin()))).is_err();
        let copied = checked::round(&handle.read());
        let own = handle.try_clone().map(|mut own| own.pin().version());
        drop(handle);
        println!("child panics={panics} copied={copied:?} own={own:?}");
        std::process::exit(0);
    }
    let child = Pid::from_raw(pid).expect("a child");
    let (_, status) = waitpid(Some(child), WaitOptions::empty())
        .expect("a child can be waited for")
        .expect("a child");
    println!("child ended {:?}", status.exit_status());
    while let Some(line) = line() {
        assert_eq!(line, "round");
        println!("{:?} of version {pinned}", checked::round(&*value));
    }
}
