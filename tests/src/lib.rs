//! The kit that the tests share: names that are unique and removed, watchdogs, and children.

pub mod fuzz;

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

pub mod evidence;
pub mod handover;
pub mod process;

/// The name of an object that no other test uses; what is under it is removed on drop.
#[derive(Debug)]
pub struct Name(String);

impl Name {
    /// A name with `tag` in it.
    #[must_use]
    pub fn unique(tag: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let n = NEXT.fetch_add(1, Relaxed);
        Self(format!("shm-typed-test-{tag}-{}-{n}", std::process::id()))
    }

    /// Where the object is in the file system.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        PathBuf::from("/dev/shm").join(&self.0)
    }

    /// Whether anything is under the name.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path().symlink_metadata().is_ok()
    }

    /// Whether the lock or the reader table of the object is there.
    #[must_use]
    pub fn has_companions(&self) -> bool {
        self.companions()
            .iter()
            .any(|p| p.symlink_metadata().is_ok())
    }

    /// Whether some reader has said in the object's reader table that it is about to sleep.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        let mut word = [0; 8];
        std::fs::File::open(format!("/dev/shm/{}.readers", self.0))
            .and_then(|table| table.read_exact_at(&mut word, 128))
            .is_ok()
            && word != [0; 8]
    }

    /// What is in `/dev/shm` of the object: the end of each file's name behind its own, in order. The
    /// object itself is the empty one, and an unfinished successor `.new`.
    ///
    /// # Panics
    ///
    /// If `/dev/shm` cannot be listed.
    #[must_use]
    pub fn files(&self) -> Vec<String> {
        let dir = std::fs::read_dir("/dev/shm").expect("/dev/shm can be listed");
        let mut files: Vec<String> = dir
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|file| {
                let end = file.trim_start_matches('.').strip_prefix(&self.0)?;
                (end.is_empty() || end.starts_with('.')).then(|| end.to_owned())
            })
            .collect();
        files.sort();
        files
    }

    fn companions(&self) -> [PathBuf; 2] {
        ["lock", "readers"].map(|end| PathBuf::from(format!("/dev/shm/{}.{end}", self.0)))
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<OsStr> for Name {
    fn as_ref(&self) -> &OsStr {
        self.0.as_ref()
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        let path = self.path();
        // A test may have put a directory there.
        let _ = std::fs::remove_dir(&path);
        let _ = std::fs::remove_file(&path);
        for path in self.companions() {
            let _ = std::fs::remove_dir(&path);
            let _ = std::fs::remove_file(path);
        }
        for unfinished in ["", ".readers"] {
            let _ = std::fs::remove_file(format!("/dev/shm/.{}{unfinished}.new", self.0));
        }
    }
}

/// Ends the whole test program if it is not dropped in time, and says which test hung.
#[derive(Debug)]
pub struct Watchdog {
    _alive: Sender<()>,
}

impl Watchdog {
    /// Watches the test `what` for `seconds`.
    #[must_use]
    pub fn new(what: &'static str, seconds: u64) -> Self {
        let (alive, dropped) = mpsc::channel::<()>();
        thread::spawn(move || {
            if dropped.recv_timeout(Duration::from_secs(seconds)) == Err(RecvTimeoutError::Timeout)
            {
                let _ = writeln!(
                    std::io::stderr(),
                    "watchdog: {what} did not end in {seconds} s"
                );
                std::process::abort();
            }
        });
        Self { _alive: alive }
    }
}

/// A helper process that is killed when it is dropped.
///
/// It is spoken to by lines: what it prints is read with [`line`](Self::line), and it is told to go
/// on with [`say`](Self::say).
#[derive(Debug)]
pub struct Peer {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts `program` with `args`.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    pub fn start<A: AsRef<OsStr>>(
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = A>,
    ) -> Self {
        let mut child = Command::new(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a helper program starts");
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("its output is piped");
        Self {
            child,
            stdin,
            stdout: BufReader::new(stdout),
        }
    }

    /// Starts `program` with `args` and with one end of a socket in the place of its input, on which
    /// descriptors can be handed over; the other end.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    pub fn on_socket<A: AsRef<OsStr>>(
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = A>,
    ) -> (Self, UnixStream) {
        let (ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        let mut child = Command::new(program)
            .args(args)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::piped())
            .spawn()
            .expect("a helper program starts");
        let stdout = child.stdout.take().expect("its output is piped");
        let peer = Self {
            child,
            stdin: None,
            stdout: BufReader::new(stdout),
        };
        (peer, ours)
    }

    /// The next line that it prints, without its end; empty when there are no more.
    ///
    /// # Panics
    ///
    /// If its output cannot be read.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout
            .read_line(&mut line)
            .expect("a helper prints text");
        line.truncate(line.trim_end().len());
        line
    }

    /// Sends it a line.
    ///
    /// # Panics
    ///
    /// If it does not read any more.
    pub fn say(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("its input is open");
        writeln!(stdin, "{line}").expect("a helper reads");
    }

    /// Closes its input.
    pub fn end_of_input(&mut self) {
        drop(self.stdin.take());
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it with SIGKILL and waits until it is gone.
    ///
    /// # Panics
    ///
    /// If it cannot be waited for.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().expect("a child can be waited for");
    }

    /// Closes its input, and waits until it ends by itself.
    ///
    /// # Panics
    ///
    /// If it cannot be waited for.
    pub fn finish(mut self) -> ExitStatus {
        drop(self.stdin.take());
        self.child.wait().expect("a child can be waited for")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What many processes count in.
pub mod tally {
    use shm_typed::Shared;

    /// Counters of every sort.
    #[derive(Clone, Copy, Debug, PartialEq, Shared)]
    #[shared(live)]
    #[repr(C)]
    pub struct Tally {
        /// Of all.
        pub sum: u64,
        /// Halves.
        pub halves: f64,
        /// Of each worker.
        pub each: [u64; 16],
        /// The highest of all.
        pub most: i32,
        /// The lowest of all.
        pub least: i32,
        /// Small ones, which share a word.
        pub small: [u8; 8],
    }

    impl Tally {
        /// Nothing counted.
        pub const ZERO: Self = Self {
            sum: 0,
            halves: 0.0,
            each: [0; 16],
            most: i32::MIN,
            least: i32::MAX,
            small: [0; 8],
        };
    }
}

/// Values that show whether they are whole: every word follows from the first and its place.
pub mod checked {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

    /// Makes `words` the value of round `round`.
    pub fn set(words: &mut [u64], round: u64) {
        let mut offset = 0_u64;
        for word in words {
            *word = round ^ offset;
            offset = offset.wrapping_add(STEP);
        }
    }

    /// The round that `words` is of, or `None` if it is torn.
    #[must_use]
    pub fn round(words: &[u64]) -> Option<u64> {
        let round = *words.first()?;
        let mut offset = 0_u64;
        let mut wrong = 0;
        for word in words {
            wrong |= *word ^ round ^ offset;
            offset = offset.wrapping_add(STEP);
        }
        (wrong == 0).then_some(round)
    }
}
