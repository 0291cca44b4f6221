//! Names that nobody else uses, and the removal of everything under them.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::{env, fs, process};

/// Where shared memory has its names.
pub const DIRECTORY: &str = "/dev/shm";

const PREFIX: &str = "shm-typed-bench-";

/// A name for one object of this run.
pub fn unique() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Relaxed);
    format!("{PREFIX}{}-{n}", process::id())
}

/// Removes what contenders may leave under `name`.
pub fn remove(name: &str) {
    for end in ["", ".lock", ".readers", "_state", "_data_0", "_data_1"] {
        let _ = fs::remove_file(format!("{DIRECTORY}/{name}{end}"));
    }
}

/// Removes what has one of this run's names when it is dropped, and at once what runs have left
/// behind that are over.
pub struct Sweeper(());

impl Sweeper {
    pub fn new() -> Self {
        // A zombie has no program any more.
        let program = |pid: &str| fs::read_link(format!("/proc/{pid}/exe"));
        sweep(|pid| program(pid).is_err_and(|error| error.kind() == ErrorKind::NotFound));
        Self(())
    }

    /// Removes this run's names now.
    pub fn sweep_now() {
        sweep(|pid| pid == process::id().to_string());
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        Self::sweep_now();
    }
}

/// Removes what belongs to a run whose process id `is_over`.
fn sweep(is_over: impl Fn(&str) -> bool) {
    for directory in [Path::new(DIRECTORY), &env::temp_dir()] {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
            let pid = pid.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
            if pid.is_some_and(|pid| !pid.is_empty() && is_over(pid)) {
                let path = entry.path();
                let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
            }
        }
    }
}
