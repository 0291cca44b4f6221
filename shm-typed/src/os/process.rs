//! Who is running, for people to read, and what time it is.
//!
//! Nothing is decided by a process number: it is reused, and means something else in another PID
//! namespace.

use core::fmt;
use core::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

use rustix::io::Errno;
use rustix::process;
use rustix::rand::{self, GetRandomFlags};
use rustix::time::{self, ClockId};

use super::error::OsError;

/// Which process this is, among all that ever ran on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ProcessIdentity {
    /// Its number in its own PID namespace.
    pub(crate) pid: u32,
    /// When it started, in clock ticks since boot; 0 where `/proc` does not say.
    pub(crate) started: u64,
    /// Which boot that was; zeros where `/proc` does not say.
    pub(crate) boot: [u8; 16],
}

/// This process. Reads two files of `/proc` the first time; later calls cost one system call.
pub(crate) fn identity() -> ProcessIdentity {
    // The number is stored last: who finds its own there finds the rest. No lock, since a child
    // forked while another thread held it would inherit it; the child has another number.
    static PID: AtomicU32 = AtomicU32::new(0);
    static STARTED: AtomicU64 = AtomicU64::new(0);
    static BOOT: [AtomicU64; 2] = [const { AtomicU64::new(0) }; 2];

    let pid = process::getpid().as_raw_nonzero().get().unsigned_abs();
    // Acquire: pairs with the store below.
    if PID.load(Acquire) != pid {
        let started = read_text("/proc/self/stat").and_then(|text| start_time(&text));
        let boot = read_text("/proc/sys/kernel/random/boot_id").and_then(|text| uuid(&text));
        // Relaxed: threads that come here at once store the same.
        STARTED.store(started.unwrap_or(0), Relaxed);
        for (half, word) in BOOT.iter().zip(boot.unwrap_or([0; 2])) {
            half.store(word, Relaxed);
        }
        PID.store(pid, Release);
    }
    let mut boot = [0; 16];
    for (bytes, half) in boot.chunks_exact_mut(8).zip(&BOOT) {
        bytes.copy_from_slice(&half.load(Relaxed).to_be_bytes());
    }
    ProcessIdentity {
        pid,
        started: STARTED.load(Relaxed),
        boot,
    }
}

impl fmt::Display for ProcessIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}", self.pid)
    }
}

/// Sixteen bytes that no other call has returned.
pub(crate) fn random_id() -> Result<[u8; 16], OsError> {
    let mut id = [0; 16];
    loop {
        // The kernel returns up to 256 bytes in full.
        match rand::getrandom(&mut id, GetRandomFlags::empty()) {
            Ok(_) => return Ok(id),
            Err(Errno::INTR) => {}
            Err(errno) => return Err(OsError::at("get random bytes")(errno)),
        }
    }
}

/// Nanoseconds on the clock that all processes of the machine share and that never steps. It
/// stands still while the machine sleeps.
pub(crate) fn monotonic_ns() -> u64 {
    nanoseconds(time::clock_gettime(ClockId::Monotonic))
}

fn nanoseconds(time: time::Timespec) -> u64 {
    let part = |value: i64| u64::try_from(value).unwrap_or(0);
    part(time.tv_sec)
        .saturating_mul(1_000_000_000)
        .saturating_add(part(time.tv_nsec))
}

fn read_text(path: &str) -> Option<String> {
    // The process's name in `stat` is arbitrary bytes.
    std::fs::read(path)
        .ok()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Field 22 of `/proc/self/stat`. The second field, the name in parentheses, may itself contain
/// blanks and parentheses, so counting starts behind the last one.
fn start_time(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_ascii_whitespace().nth(22 - 3)?.parse().ok()
}

/// The two halves of a UUID.
fn uuid(text: &str) -> Option<[u64; 2]> {
    let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
    if digits.len() != 32 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let (high, low) = digits.split_at(16);
    let half = |digits| u64::from_str_radix(digits, 16).ok();
    Some([half(high)?, half(low)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_time_survives_a_hostile_process_name() {
        let stat = "7 (a) R 1 (b c) ) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 2 3";

        assert_eq!(start_time(stat), Some(987_654));
        assert_eq!(start_time("7 (short) S 1"), None);
        assert_eq!(start_time(""), None);
    }

    #[test]
    fn boot_id_is_read_as_its_digits_are_written() {
        let id = uuid("00112233-4455-6677-8899-aabbccddeeff\n").unwrap();

        assert_eq!(id, [0x0011_2233_4455_6677, 0x8899_aabb_ccdd_eeff]);
        assert_eq!(uuid("+0112233-4455-6677-8899-aabbccddeef"), None);
    }

    #[test]
    fn identity_of_this_process_is_complete_and_steady() {
        let found = identity();

        assert_eq!(found.pid, std::process::id());
        assert_ne!(found.started, 0);
        assert_ne!(found.boot, [0; 16]);
        assert_eq!(found, identity());
    }

    #[test]
    fn random_ids_differ() {
        assert_ne!(random_id().unwrap(), random_id().unwrap());
    }

    #[test]
    fn the_clock_never_goes_back() {
        let before = monotonic_ns();

        assert!(monotonic_ns() >= before);
        assert_ne!(before, 0);
    }
}
