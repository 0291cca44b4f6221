//! The victim of the crash tests: does with one object what its input says, line by line.
//!
//! ```text
//! SHM_TYPED_FAULT=STEP[:N] crash NAME
//!
//! create ROUND | replace ROUND | open | publish ROUND | drop | remove | wait
//! ```
//!
//! It prints `done` after each. Built with `--cfg shm_typed_faults` it kills itself at the step; one
//! that did not is known by the `done` of what should have killed it.

use std::time::Duration;

use shm_typed::{Error, SharedBox, SharedRef};
use shm_typed_tests::checked;

type Value = [u64; 64];

fn main() -> Result<(), Error> {
    let name = std::env::args().nth(1).expect("the name of an object");
    let mut writer = None;
    for line in std::io::stdin().lines() {
        let line = line.expect("its input is text");
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["create", round] => writer = Some(SharedBox::create(&name, value(round))?),
            ["replace", round] => writer = Some(SharedBox::replace(&name, value(round))?),
            ["open"] => writer = Some(SharedBox::open(&name)?),
            ["publish", round] => writer.as_mut().expect("a writer").publish(&value(round)),
            ["drop"] => drop(writer.take()),
            ["remove"] => shm_typed::remove(&name)?,
            ["wait"] => {
                let reader = SharedRef::<Value>::open(&name)?;
                let _ = reader.read();
                let _ = reader.changed(Duration::MAX);
            }
            _ => panic!("crash: what is {line:?}?"),
        }
        println!("done");
    }
    Ok(())
}

fn value(round: &str) -> Value {
    let mut value = [0; 64];
    checked::set(&mut value, round.parse().expect("a round"));
    value
}
