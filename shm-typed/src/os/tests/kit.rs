//! Names that clean up after themselves, and helper processes.
//!
//! A helper is this test binary again, told by an environment variable which role to play. A role
//! is a function that asserts; it talks to the test by lines on its standard streams. Each helper
//! has a watchdog: the kernel's alarm ends it, which the test sees as a failure.

#![allow(
    unsafe_code,
    reason = "the calls that only a test makes have no safe wrapper"
)]

use std::env;
use std::ffi::CString;
use std::io::{BufRead, BufReader, Write, stdin, stdout};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use super::super::*;

/// A name in `/dev/shm` that nobody else uses, and whose files are removed on drop.
pub(in crate::os) struct TestName {
    pub(in crate::os) directory: Directory,
    pub(in crate::os) name: ObjectName,
}

impl TestName {
    pub(in crate::os) fn new(what: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);

        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("shm-typed-test.{}.{number}.{what}", std::process::id());
        Self::named(&name)
    }

    fn named(name: &str) -> Self {
        Self {
            directory: Directory::open_default().unwrap(),
            name: ObjectName::new(name).unwrap(),
        }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.path_of(self.name.object())
    }

    fn directory_path(&self) -> PathBuf {
        let descriptor = self.directory.as_fd().as_raw_fd();
        std::fs::read_link(format!("/proc/self/fd/{descriptor}")).unwrap()
    }

    pub(super) fn path_of(&self, file: &FileName) -> PathBuf {
        self.directory_path().join(file.as_str())
    }

    /// Makes the object, with `bytes` in it.
    pub(super) fn create(&self, bytes: &[u8]) -> Object {
        let draft = self.draft(bytes);
        draft.link(&self.directory, self.name.object()).unwrap();
        draft.into_object()
    }

    /// Makes the object, but for its name.
    pub(super) fn draft(&self, bytes: &[u8]) -> Draft {
        let draft = Draft::new(&self.directory, bytes.len().try_into().unwrap()).unwrap();
        assert_eq!(rustix::io::pwrite(&draft, bytes, 0).unwrap(), bytes.len());
        draft
    }

    pub(super) fn open(&self, access: Access) -> Result<Object, OsError> {
        Object::open(
            &self.directory,
            self.name.object(),
            access,
            &Owners::Trusted,
        )
    }

    pub(in crate::os) fn claim(&self) -> Result<Claim, ClaimError> {
        Claim::acquire(&self.directory, &self.name)
    }

    /// Whatever has this name, in the directory listing.
    pub(super) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.directory_path()).unwrap();
        let mut files: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|file| file.contains(self.name.as_str()))
            .collect();
        files.sort();
        files
    }
}

/// Removes what a test left, unless this is a helper, whose test does it.
impl Drop for TestName {
    fn drop(&mut self) {
        if env::var_os(ROLE).is_some() {
            return;
        }
        let name = &self.name;
        let successor = name.object().successor();
        for file in [
            name.object().clone(),
            name.lock(),
            name.readers(),
            successor,
        ] {
            let path = self.path_of(&file);
            let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir(&path));
        }
    }
}

pub(super) fn refusal<T>(result: Result<T, OsError>) -> Refusal {
    match result {
        Ok(_) => panic!("accepted"),
        Err(error) => error
            .refusal()
            .unwrap_or_else(|| panic!("not a refusal: {error:?}")),
    }
}

pub(super) fn kind<T>(result: Result<T, OsError>) -> OsErrorKind {
    match result {
        Ok(_) => panic!("succeeded"),
        Err(error) => error.kind(),
    }
}

pub(super) fn contents(object: &Object) -> Vec<u8> {
    let mut bytes = vec![0; object.len().try_into().unwrap()];
    object.read_at(&mut bytes, 0).unwrap();
    bytes
}

pub(super) fn is_root(test: &str) -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        eprintln!("skipped in {test}: needs root");
    }
    root
}

// ---- the test's side of a helper

const ROLE: &str = "SHM_TYPED_OS_TEST_ROLE";
const NAME: &str = "SHM_TYPED_OS_TEST_NAME";
/// Marks the helper's lines among the test harness's own.
const MARK: &str = "helper: ";
/// When the alarm ends a helper.
const WATCHDOG_SECONDS: u32 = 120;

pub(super) struct Helper {
    role: &'static str,
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Helper {
    pub(super) fn start(role: &'static str, name: &TestName) -> Self {
        Self::spawn(role, name, None).unwrap()
    }

    /// As another user. `None`, with a printed reason, where that is not possible.
    pub(super) fn start_as(role: &'static str, name: &TestName, uid: u32) -> Option<Self> {
        Self::spawn(role, name, Some(uid))
            .inspect_err(|error| eprintln!("skipped {role}: cannot run it as {uid}: {error}"))
            .ok()
    }

    fn spawn(role: &'static str, name: &TestName, uid: Option<u32>) -> std::io::Result<Self> {
        let entry = format!(
            "{}::play_a_role",
            module_path!().split_once("::").unwrap().1
        );
        let mut command = Command::new(env::current_exe()?);
        command
            .args(["--exact", &entry, "--nocapture", "--test-threads=1"])
            .env(ROLE, role)
            .env(NAME, name.name.as_str())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        if let Some(uid) = uid {
            command.uid(uid).gid(uid);
        }
        let mut child = command.spawn()?;
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().unwrap());
        Ok(Self {
            role,
            child,
            to,
            from,
        })
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the helper says `word`.
    pub(super) fn expect(&mut self, word: &str) {
        let mut line = String::new();
        while self.from.read_line(&mut line).unwrap() > 0 {
            // The harness may have begun a line of its own.
            if let Some((_, said)) = line.trim_end().split_once(MARK) {
                assert_eq!(said, word, "{} said it", self.role);
                return;
            }
            line.clear();
        }
        panic!(
            "{} ended before it said {word:?}: {:?}",
            self.role,
            self.child.wait()
        );
    }

    pub(super) fn say(&mut self, word: &str) {
        writeln!(self.to.as_mut().unwrap(), "{word}").unwrap();
    }

    pub(super) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// SIGKILL, and waits for the end.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(
            self.child.wait().unwrap().signal(),
            Some(libc::SIGKILL),
            "{}",
            self.role
        );
    }

    /// Waits for the end, which must be a good one.
    pub(super) fn finish(mut self) {
        self.to = None;
        // Or else the helper might block on a full pipe.
        std::io::copy(&mut self.from, &mut std::io::sink()).unwrap();
        let status = self.child.wait().unwrap();
        assert!(
            status.success(),
            "{}: {status} (its watchdog is SIGALRM)",
            self.role
        );
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

// ---- the helper's side

/// What a helper is started for; does nothing in an ordinary test run.
#[test]
fn play_a_role() {
    let Ok(role) = env::var(ROLE) else { return };
    set_watchdog();
    let name = TestName::named(&env::var(NAME).unwrap());
    let role: fn(&TestName) = match role.as_str() {
        "creates_under_umasks" => super::create::creates_under_umasks,
        "creates_over_the_file_size_limit" => super::create::creates_over_the_file_size_limit,
        "creates_on_a_full_tmpfs" => super::create::creates_on_a_full_tmpfs,
        "opens_a_fifo" => super::open::opens_a_fifo,
        "opens_what_is_mounted_there" => super::open::opens_what_is_mounted_there,
        "opens_as_a_stranger" => super::open::opens_as_a_stranger,
        "holds_the_claim" => super::claim::holds_the_claim,
        "forks_while_it_writes" => super::claim::forks_while_it_writes,
        "takes_turns" => super::claim::takes_turns,
        "maps_in_huge_pages" => super::mapping::maps_in_huge_pages,
        "forks_with_mappings" => super::mapping::forks_with_mappings,
        "sleeps_on_a_read_only_word" => super::futex::sleeps_on_a_read_only_word,
        other => panic!("no role {other}"),
    };
    role(&name);
}

/// Says `word` to the test.
pub(super) fn say(word: &str) {
    let mut stdout = stdout().lock();
    writeln!(stdout, "{MARK}{word}").unwrap();
    stdout.flush().unwrap();
}

/// Waits until the test says something, or ends.
pub(super) fn hear() -> String {
    let mut line = String::new();
    stdin().lock().read_line(&mut line).unwrap();
    line.trim_end().into()
}

fn set_watchdog() {
    // SAFETY: touches no memory; its signal ends the process, as nobody handles it.
    unsafe { libc::alarm(WATCHDOG_SECONDS) };
}

/// Gives this thread a mount namespace of its own, which ends with it; false, with a printed
/// reason, where that is not possible.
pub(super) fn has_own_mounts() -> bool {
    // SAFETY: touches no memory.
    let unshared = unsafe { libc::unshare(libc::CLONE_NEWNS) } == 0;
    if unshared {
        mount("none", "/", "", libc::MS_REC | libc::MS_PRIVATE, "");
    } else {
        eprintln!(
            "skipped: no mount namespace: {}",
            std::io::Error::last_os_error()
        );
    }
    unshared
}

/// Mounts, in the helper's own namespace.
pub(super) fn mount(source: &str, target: &str, kind: &str, flags: libc::c_ulong, options: &str) {
    let [source, target, kind, options] =
        [source, target, kind, options].map(|text| CString::new(text).unwrap());
    // SAFETY: all four are strings that live during the call; the last is one as tmpfs wants it.
    let mounted = unsafe {
        libc::mount(
            source.as_ptr(),
            target.as_ptr(),
            kind.as_ptr(),
            flags,
            options.as_ptr().cast(),
        )
    };
    assert_eq!(
        mounted,
        0,
        "{target:?}: {}",
        std::io::Error::last_os_error()
    );
}

/// A process that shares everything with the helper that forked it.
pub(super) struct ForkedChild(libc::pid_t);

impl ForkedChild {
    /// Forks a child that runs `body` and ends.
    pub(super) fn start(body: impl FnOnce()) -> Self {
        // SAFETY: the child runs `body`, which makes system calls and drops what it captured, and
        // ends without running anybody else's code. The harness's other thread waits, and holds
        // none of the locks that this may need.
        let pid = unsafe { libc::fork() };
        assert_ne!(pid, -1, "{}", std::io::Error::last_os_error());
        if pid == 0 {
            // A fork does not inherit the alarm.
            set_watchdog();
            let good = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).is_ok();
            // SAFETY: ends this process at once.
            unsafe { libc::_exit(if good { 0 } else { 1 }) }
        }
        Self(pid)
    }

    /// Waits for its end, and says how it was.
    pub(super) fn wait(self) -> ExitStatus {
        let mut status = 0;
        // SAFETY: `status` is ours to write.
        let waited = unsafe { libc::waitpid(self.0, &raw mut status, 0) };
        assert_eq!(waited, self.0);
        ExitStatus::from_raw(status)
    }
}
