//! The command while it runs.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use super::Folder;

/// The command with its output piped; killed on drop.
pub(crate) struct Running {
    child: Child,
    /// Nothing once nobody reads any more.
    out: Option<BufReader<ChildStdout>>,
}

impl Running {
    pub(crate) fn start(folder: &Folder, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
            .arg("--dir")
            .arg(folder.path())
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = child.stdout.take().map(BufReader::new);
        Self { child, out }
    }

    /// The next line, without its end.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.as_mut().unwrap().read_line(&mut line).unwrap();
        line.truncate(line.trim_end_matches('\n').len());
        line
    }

    /// The next line of lines that `watch` prints, without its time.
    pub(crate) fn timeless(&mut self) -> String {
        timeless(&self.line()).to_owned()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Closes the pipe that it writes to.
    pub(crate) fn leave(&mut self) {
        self.out = None;
    }

    /// Its exit code, if it has ended.
    pub(crate) fn ended(&mut self) -> Option<Option<i32>> {
        self.child.try_wait().unwrap().map(|status| status.code())
    }

    /// Waits until it ends, though nobody reads what it writes: its exit code.
    pub(crate) fn end_unread(mut self) -> Option<i32> {
        self.leave();
        self.child.wait().unwrap().code()
    }

    /// Waits until it ends by itself: its exit code, and what it had still to say.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.out
            .as_mut()
            .unwrap()
            .read_to_string(&mut rest)
            .unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A line without its time, of which it is checked that it is one.
pub(crate) fn timeless(line: &str) -> &str {
    let (time, rest) = line.split_once('\t').unwrap_or_else(|| panic!("{line:?}"));
    assert!(
        time.starts_with("20") && time.ends_with('Z') && time.len() == 27,
        "{time}"
    );
    rest
}
