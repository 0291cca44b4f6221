//! The victim of the crash tests: does with one object what its input says, line by line.
//!
//! ```text
//! SHM_TYPED_FAULT=STEP[:N] crash NAME
//!
//! create ROUND | replace ROUND | open | publish ROUND | parts ROUND | publishes N | drop | remove | wait
//! trust | pin | pins | untrust
//! ```
//!
//! It prints `done` after each. Built with `--cfg shm_typed_faults` it kills itself at the step; one
//! that did not is known by the `done` of what should have killed it. `pins` never ends by itself.

#![allow(unsafe_code, reason = "trusts the writer, which is a test's")]

use std::time::Duration;

use shm_typed::{Error, SharedBox, SharedRef};
use shm_typed_tests::checked;

/// Large enough that its parts are stored by themselves.
type Value = [u64; 320];

fn main() -> Result<(), Error> {
    let name = std::env::args().nth(1).expect("the name of an object");
    let mut writer = None;
    let mut handle = None;
    for line in std::io::stdin().lines() {
        let line = line.expect("its input is text");
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["create", round] => writer = Some(SharedBox::create(&name, value(round))?),
            ["replace", round] => writer = Some(SharedBox::replace(&name, value(round))?),
            ["open"] => writer = Some(SharedBox::open(&name)?),
            ["publish", round] => writer.as_mut().expect("a writer").publish(&value(round)),
            ["parts", round] => {
                let new = value(round);
                let writer: &mut SharedBox<Value> = writer.as_mut().expect("a writer");
                writer.update_with(|mut value| {
                    for (word, new) in value.iter_mut().zip(new) {
                        *word = new;
                    }
                });
            }
            // The rounds are those of the versions.
            ["publishes", n] => {
                let writer = writer.as_mut().expect("a writer");
                for _ in 0..n.parse().expect("a number") {
                    writer.publish(&round(writer.version() + 1));
                }
            }
            ["drop"] => drop(writer.take()),
            ["remove"] => shm_typed::remove(&name)?,
            ["wait"] => {
                let reader = SharedRef::<Value>::open(&name)?;
                let _ = reader.read();
                let _ = reader.changed(Duration::MAX);
            }
            ["trust"] => {
                let reader = SharedRef::<Value>::open(&name)?;
                // SAFETY: the tests let no other program than those of this library write the object.
                handle = Some(unsafe { reader.trust_writer() }?);
            }
            ["pin"] => drop(handle.as_mut().expect("a handle").pin()),
            ["pins"] => loop {
                drop(handle.as_mut().expect("a handle").pin());
            },
            ["untrust"] => drop(handle.take()),
            _ => panic!("crash: what is {line:?}?"),
        }
        println!("done");
    }
    Ok(())
}

fn value(text: &str) -> Value {
    round(text.parse().expect("a round"))
}

fn round(round: u64) -> Value {
    let mut value = [0; 320];
    checked::set(&mut value, round);
    value
}
