//! A process that forks: what its child has of an object. One thread only, so that the child may do
//! whatever its parent could.
//!
//! ```text
//! forker writer NAME    creates NAME; a child looks, and drops its copy; then the parent goes on
//! forker scribe NAME    creates NAME; a child publishes, and the parent tells how it ended
//! forker live NAME      creates the live NAME, to be removed; a child counts, and drops its copy
//! forker nameless        makes an anonymous object; a child drops its copy and borrows a frozen value
//! forker reader NAME    opens NAME; a child reads, and reads again when its input has a line
//! forker exec NAME WHAT  holds a writer and a reader of NAME; a child executes WHAT, `probe`
//! forker outlive NAME   creates NAME; a child ends when its input has a line; the parent never
//! ```

#![allow(
    unsafe_code,
    reason = "forks, which is sound while there is one thread"
)]

use std::error::Error;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use rustix::process::{Pid, WaitOptions, waitpid};
use shm_typed::{Frozen, LiveBox, OnDrop, SharedBox, SharedRef};
use shm_typed_tests::process::{descriptors_of, mappings_of};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["writer", name] => writer(name),
        ["scribe", name] => scribe(name),
        ["live", name] => live(name),
        ["nameless"] => nameless(),
        ["reader", name] => reader(name),
        ["exec", name, what] => exec(name, what),
        ["outlive", name] => outlive(name),
        _ => panic!("forker: what is {args:?}?"),
    }
}

/// Forks; what `child` does is all that the child does. Returns its number.
fn fork(child: impl FnOnce()) -> Result<Pid, Box<dyn Error>> {
    // SAFETY: this program starts no threads, so the child's memory is in the state in which this
    // thread left it, with no lock held by another.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        child();
        // Nothing of the parent's is dropped in the child but by `child` itself.
        std::process::exit(0);
    }
    Pid::from_raw(pid).ok_or_else(|| std::io::Error::last_os_error().into())
}

/// A child that counts is one more process that counts.
fn live(name: &str) -> Result<(), Box<dyn Error>> {
    let counter = LiveBox::<u64>::options().on_drop(OnDrop::Unlink);
    let mut copy = Some(counter.create(name, 1)?);
    let child = fork(|| {
        if let Some(counter) = copy.take() {
            counter.add(10);
        }
    })?;
    println!("child {}", ended(child)?);
    if let Some(counter) = &copy {
        println!("parent counts {}", counter.add(100) + 100);
    }
    println!("removed {}", !std::fs::exists(format!("/dev/shm/{name}"))?);
    Ok(())
}

/// Waits for a child, and says how it ended.
fn ended(child: Pid) -> Result<String, Box<dyn Error>> {
    let (_, status) = waitpid(Some(child), WaitOptions::empty())?.ok_or("nobody to wait for")?;
    Ok(match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => format!("exit {code}"),
        (_, Some(signal)) => format!("signal {signal}"),
        _ => "neither exit nor signal".into(),
    })
}

fn line() -> Result<(), Box<dyn Error>> {
    std::io::stdin().read_line(&mut String::new())?;
    Ok(())
}

fn maps() -> usize {
    mappings_of("/dev/shm/").len()
}

fn writer(name: &str) -> Result<(), Box<dyn Error>> {
    let mut writer = Some(SharedBox::create(name, 1_u64)?);
    println!("parent maps {}", maps());
    let child = fork(|| {
        println!("child maps {}", maps());
        drop(writer.take());
        println!("child dropped");
    })?;
    println!("child {}", ended(child)?);
    let writer = writer.as_mut().ok_or("dropped by the child only")?;
    writer.update(|value| *value += 1);
    println!("parent published version {}", writer.version());
    line()
}

fn nameless() -> Result<(), Box<dyn Error>> {
    let mut writer = Some(SharedBox::anonymous("nameless", 1_u64)?);
    let copy = |writer: &SharedBox<u64>| -> Result<SharedRef<u64>, Box<dyn Error>> {
        let descriptor = writer.as_fd().ok_or("it is anonymous")?;
        Ok(SharedRef::from_fd(descriptor.try_clone_to_owned()?)?)
    };
    let reader = writer.as_ref().map(copy).ok_or("there is one")??;
    let frozen = Frozen::new("frozen", &[1_u64, 2])?;
    let child = fork(|| {
        drop(writer.take());
        println!("child borrows {:?}", *frozen);
        println!("child read {}", reader.read());
    })?;
    println!("child {}", ended(child)?);
    println!("closed {}", reader.is_closed());
    println!("state {:?}", reader.writer()?.state());
    writer
        .as_mut()
        .ok_or("dropped by the child only")?
        .publish(&2);
    println!("parent read {}", reader.read());
    Ok(())
}

fn scribe(name: &str) -> Result<(), Box<dyn Error>> {
    let mut writer = SharedBox::create(name, 1_u64)?;
    let child = fork(|| {
        writer.publish(&666);
        println!("child published");
    })?;
    println!("child {}", ended(child)?);
    writer.publish(&2);
    println!("parent published version {}", writer.version());
    line()
}

fn reader(name: &str) -> Result<(), Box<dyn Error>> {
    let reader = SharedRef::<u64>::open(name)?;
    // Maps the reader table, which the child does not inherit.
    let _ = (reader.read(), reader.changed(Duration::from_millis(1)));
    println!("parent maps {}", maps());
    let child = fork(|| {
        println!("child maps {}", maps());
        println!("child read {}", reader.read());
        line().expect("its input can be read");
        let change = reader.changed(Duration::MAX);
        let state = reader.writer().map(|status| status.state());
        println!("child read {} {change:?} {state:?}", reader.read());
        drop(reader.clone());
    })?;
    println!("child {}", ended(child)?);
    println!("parent read {}", reader.read());
    Ok(())
}

fn exec(name: &str, what: &str) -> Result<(), Box<dyn Error>> {
    let _writer = SharedBox::create(name, 1_u64)?;
    let reader = SharedRef::<u64>::open(name)?;
    let _ = (reader.read(), reader.changed(Duration::from_millis(1)));
    println!("parent descriptors {}", descriptors_of("/dev/shm").len());
    let child = fork(|| {
        // The child of a fork still has them.
        println!("child descriptors {}", descriptors_of("/dev/shm").len());
        panic!("{}", Command::new(what).arg("holds").exec());
    })?;
    println!("child {}", ended(child)?);
    Ok(())
}

fn outlive(name: &str) -> Result<(), Box<dyn Error>> {
    let _writer = SharedBox::options()
        .on_drop(OnDrop::Keep)
        .create(name, 1_u64)?;
    let child = fork(|| line().expect("its input can be read"))?;
    println!("ready {}", child.as_raw_nonzero());
    loop {
        std::thread::park();
    }
}
