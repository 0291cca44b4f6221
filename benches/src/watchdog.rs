//! An end to a run that hangs: a rival's reader may wait for ever for a writer that has died.

use std::process::abort;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::name::Sweeper;

/// Far beyond what a case takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// Ends the process if it is not dropped in time, and says in which case.
pub struct Watchdog(#[expect(dead_code, reason = "its drop is the sign of life")] Sender<()>);

impl Watchdog {
    pub fn over(case: &str) -> Self {
        let case = case.to_owned();
        let (alive, dropped) = mpsc::channel();
        thread::spawn(move || {
            if dropped.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
                eprintln!("error: {case} hangs");
                Sweeper::sweep_now();
                abort();
            }
        });
        Self(alive)
    }
}
