//! The other process: this program again, told what to be.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use rustix::process::{Pid, Signal, kill_process, set_parent_process_death_signal};

use crate::{Outcome, case, cpu};

/// The first argument of a child.
pub const COMMAND: &str = "--as-peer";

/// A child; killed when it is dropped, and by the kernel when its parent is killed.
pub struct Peer {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts the child that `arguments` describe, where writers belong, and waits until it is ready.
    pub fn start(arguments: &[&str]) -> Outcome<Self> {
        Self::start_on(cpu::place(cpu::WRITER), arguments)
    }

    /// The same on processor `cpu`.
    pub fn start_on(cpu: usize, arguments: &[&str]) -> Outcome<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(COMMAND)
            .arg(cpu.to_string())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().ok_or("the child's output is piped")?;
        let mut peer = Self {
            child,
            stdin,
            stdout: BufReader::new(stdout),
        };
        match peer.line()?.as_str() {
            READY => Ok(peer),
            _ => Err(format!("the child {arguments:?} did not get ready").into()),
        }
    }

    /// Tells it to stop, and returns the line that it prints then.
    pub fn stop(mut self) -> Outcome<String> {
        drop(self.stdin.take());
        self.line()
    }

    /// Sends it a line.
    pub fn tell(&mut self, line: &str) -> Outcome<()> {
        let stdin = self.stdin.as_mut().ok_or("the child was told to stop")?;
        Ok(writeln!(stdin, "{line}")?)
    }

    /// The next line that it prints.
    pub fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        line.truncate(line.trim_end().len());
        Ok(line)
    }

    /// SIGSTOP: it does nothing any more, and lives.
    pub fn halt(&self) -> Outcome<()> {
        Ok(kill_process(Pid::from_child(&self.child), Signal::STOP)?)
    }

    /// SIGKILL, and until it is gone.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.kill();
    }
}

const READY: &str = "ready";

/// In the child: says that the parent can go on.
pub fn ready() {
    println!("{READY}");
}

/// In the child: a flag that goes up when the parent says stop.
pub fn until_stopped() -> &'static AtomicBool {
    static OVER: AtomicBool = AtomicBool::new(false);
    thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        OVER.store(true, Relaxed);
    });
    &OVER
}

/// Is the child that `arguments` describe.
pub fn run(arguments: &[String]) -> Outcome<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [cpu, ref rest @ ..] = arguments[..] else {
        return Err("a child is told where to run".into());
    };
    // Those that are told what to do line by line, or nothing but to end.
    if let [
        what @ ("read" | "timed" | "hold" | "spin"),
        contender,
        bytes,
        name,
    ] = *rest
    {
        cpu::pin_to(cpu.parse()?);
        return match what {
            "read" => case::readers::read(contender, bytes, name),
            "timed" => case::hostile::write(contender, bytes, name),
            _ => case::hostile::read(what, contender, bytes, name),
        };
    }
    if let ["scribble", object] = *rest {
        cpu::pin_to(cpu.parse()?);
        return case::hostile::scribble(object);
    }
    // The flag's thread is to run elsewhere than the work if it can, so it is started first.
    let over = until_stopped();
    cpu::pin_to(cpu.parse()?);
    match *rest {
        ["write", contender, words, name] => case::hot::write(contender, words, name, over),
        ["create", contender, name] => case::life::first(contender, name),
        ["wait", contender, name] => case::wake::wait(contender, name),
        _ => Err(format!("unknown child {rest:?}").into()),
    }
}
