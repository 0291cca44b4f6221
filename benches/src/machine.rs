//! Where and when, and with what versions, the numbers were measured.

use std::fs;
use std::process::Command;
use std::time::SystemTime;

use serde::Serialize;

use crate::cpu;

/// The lock file that this program was built with.
const LOCK: &str = include_str!("../Cargo.lock");

/// The crates whose versions matter.
const CRATES: [&str; 6] = [
    "shm-typed",
    "iceoryx2",
    "mmap-sync",
    "ringfire",
    "shared_memory",
    "raw_sync",
];

#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub cpu: String,
    /// That the run could use; most cases use at most two.
    pub cpus: usize,
    /// That there were for many readers.
    pub all_cpus: usize,
    pub kernel: String,
    pub rustc: String,
    pub commit: String,
    /// In UTC.
    pub date: String,
    pub load_before: String,
    pub versions: Vec<(&'static str, String)>,
}

impl Machine {
    pub fn look() -> Self {
        let commit = told("git", &["rev-parse", "--short", "HEAD"]);
        let dirty = !told("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty();
        Self {
            cpu: cpu_model(),
            cpus: cpu::count(),
            all_cpus: cpu::all(),
            kernel: file("/proc/sys/kernel/osrelease"),
            rustc: env!("RUSTC_VERSION").to_owned(),
            commit: commit + if dirty { " with changes" } else { "" },
            date: date(SystemTime::now()),
            load_before: load(),
            versions: CRATES.map(|name| (name, locked(name))).to_vec(),
        }
    }
}

/// A load before the start that leaves the processors to the run.
const QUIET: f64 = 0.5;

impl Machine {
    /// Whether others were at work when the run began.
    pub fn was_busy(&self) -> bool {
        self.load_before
            .parse::<f64>()
            .is_ok_and(|load| load > QUIET)
    }

    /// All of it in a line, and the load at the end of the run.
    pub fn line(&self, load_after: &str) -> String {
        format!(
            "{} · {} CPUs · Linux {} · {} · {} UTC · commit {} · load {} before and {load_after} after",
            self.cpu,
            self.all_cpus,
            self.kernel,
            self.rustc,
            self.date,
            self.commit,
            self.load_before
        )
    }
}

/// How busy the machine is: the load over the last minute.
pub fn load() -> String {
    let all = file("/proc/loadavg");
    all.split(' ').next().unwrap_or_default().to_owned()
}

fn cpu_model() -> String {
    let all = file("/proc/cpuinfo");
    let model = all.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map(|rest| rest.trim_start_matches(['\t', ' ', ':']));
    model.unwrap_or("unknown").to_owned()
}

fn file(path: &str) -> String {
    fs::read_to_string(path)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// The version of `name` in the lock file.
fn locked(name: &str) -> String {
    let after = LOCK.split_once(&format!("name = \"{name}\"\nversion = \""));
    let version = after.and_then(|(_, rest)| rest.split_once('"'));
    version.map_or("unknown", |(version, _)| version).to_owned()
}

/// What a program prints about the sources.
fn told(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    output.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// `2026-03-01 12:00`, in UTC.
fn date(now: SystemTime) -> String {
    let seconds = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (mut days, rest) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 0;
    let lengths = [
        31,
        28 + u64::from(leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    let (hour, minute) = (rest / 3600, rest % 3600 / 60);
    format!(
        "{year}-{:02}-{:02} {hour:02}:{minute:02}",
        month + 1,
        days + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let at = |seconds| date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01 00:00");
        assert_eq!(at(951_782_400), "2000-02-29 00:00");
        assert_eq!(at(1_767_225_599), "2025-12-31 23:59");
    }

    #[test]
    fn every_version_is_known() {
        for name in CRATES {
            assert_ne!(locked(name), "unknown", "{name}");
        }
    }
}
