//! A process of its own for the tests of waiting.
//!
//! ```text
//! waiter echo ASK ANSWER table|no-table   creates ANSWER with or without a reader table, prints
//!                                         `ready`, answers each value of ASK by the same in ANSWER
//!                                         until ASK ends, then prints `rounds=… end=…`
//! waiter report NAME every                prints `ready`, then each change and the value it found
//! waiter own NAME                         creates NAME, prints `ready`, and sleeps
//! waiter fork NAME                        reports from this process and from a forked child
//! waiter publish NAME N                   creates NAME, publishes N times, and ends
//! ```

#![allow(unsafe_code, reason = "forks, to look what a child can do")]

use std::time::Duration;

use shm_typed::{Change, Error, SharedBox, SharedRef};

fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["echo", ask, answer, how] => echo(ask, answer, how == "table"),
        ["report", name, "every"] => {
            let reader = SharedRef::<u64>::open(name)?;
            report(&reader, "");
            Ok(())
        }
        ["own", name] => {
            let _writer = SharedBox::create(name, 0_u64)?;
            println!("ready");
            loop {
                std::thread::park();
            }
        }
        ["fork", name] => {
            let reader = SharedRef::<u64>::open(name)?;
            // SAFETY: this process has one thread, so the child finds no lock held.
            let pid = unsafe { libc::fork() };
            report(&reader, if pid == 0 { "child " } else { "parent " });
            Ok(())
        }
        ["publish", name, number] => {
            let number: u64 = number.parse().expect("a number");
            let mut writer = SharedBox::create(name, 0_u64)?;
            for value in 0..number {
                writer.publish(&value);
            }
            Ok(())
        }
        ["read", name, number] => {
            let number: u64 = number.parse().expect("a number");
            let mut writer = SharedBox::create(name, [0_u64; 64])?;
            let reader = SharedRef::<[u64; 64]>::open(name)?;
            let mut value = [0; 64];
            for turn in 0..number {
                // A new value now and then, so that nothing is taken from an earlier look.
                if turn % 1000 == 0 {
                    writer.update(|value| value[0] += 1);
                }
                reader.read_into(&mut value);
                let sum = reader.fold(|v| *v, 0, |sum, chunk| sum + chunk.iter().sum::<u64>());
                assert_eq!(sum, reader.read()[0]);
                assert_eq!(reader.read_with(|v| v.at(0)), Some(value[0]));
                assert_eq!(reader.try_read().ok().map(|v| v[0]), Some(value[0]));
                assert!(!reader.has_changed());
            }
            Ok(())
        }
        _ => panic!("waiter: what is {args:?}?"),
    }
}

fn echo(ask: &str, answer: &str, table: bool) -> Result<(), Error> {
    let asks = SharedRef::<u64>::open(ask)?;
    let options = SharedBox::options().reader_table(table.then_some(0o600));
    let mut answers = options.create(answer, asks.read())?;
    println!("ready");
    let mut rounds = 0;
    loop {
        match asks.changed(Duration::MAX) {
            Change::Published => {
                rounds += 1;
                answers.publish(&asks.read());
            }
            end => {
                println!("rounds={rounds} end={end:?}");
                return Ok(());
            }
        }
    }
}

/// Prints what it is told, until the object ends.
fn report(reader: &SharedRef<u64>, who: &str) {
    let _ = reader.read();
    println!("{who}ready");
    loop {
        let change = reader.changed(Duration::MAX);
        println!("{who}{change:?} {}", reader.read());
        if change != Change::Published {
            return;
        }
    }
}
