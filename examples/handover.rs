//! Objects without a name go over a Unix socket to a process of another user.
//!
//! ```text
//! cargo run --release --example handover
//! ```
//!
//! One process has a gauge, which goes on, and limits, which are frozen. It hands both to a second process
//! that it does not trust, and that need not trust it. Run as root, the second process gives up every
//! right and becomes nobody before it looks at what it got. You should see that it reads the gauge as it
//! changes, borrows the limits where they are, is refused each way of writing, and is told when
//! the first process has ended. Nothing is in `/dev/shm` at any time.

use std::error::Error;
use std::fs::File;
use std::io::{IoSlice, IoSliceMut, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::cmsg_space;
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use rustix::process::{Gid, Uid, geteuid};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};
use shm_typed::{Change, Frozen, Shared, SharedBox, SharedRef};

#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
struct Gauge {
    #[shared(unit = "rpm", kind = "gauge")]
    speed: f64,
}

#[derive(Clone, Copy, Debug, Shared)]
#[shared(checked)]
#[repr(C)]
struct Limits {
    #[shared(unit = "rpm")]
    most: f64,
    strict: bool,
    _pad: [u8; 7],
}

fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1).as_deref() {
        Some("reader") => reader(),
        _ => writer(),
    }
}

/// Makes the objects and hands them to a child, on a socket in the place of its input.
fn writer() -> Result<(), Box<dyn Error>> {
    let mut gauge = SharedBox::anonymous("gauge", Gauge { speed: 0.0 })?;
    let limits = Limits {
        most: 6000.0,
        strict: true,
        _pad: [0; 7],
    };
    let limits = Frozen::new("limits", &limits)?;

    let (mut socket, theirs) = UnixStream::pair()?;
    let mut child = Command::new(std::env::current_exe()?)
        .arg("reader")
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .spawn()?;
    let gauge_descriptor = gauge.as_fd().expect("it is anonymous");
    send(&socket, &[gauge_descriptor, limits.as_fd()])?;

    for speed in [1000.0, 2000.0, 3000.0] {
        wait_for(&mut socket)?; // the child has seen the last one
        gauge.update(|g| g.speed = speed);
    }
    wait_for(&mut socket)?;
    drop(gauge);
    let status = child.wait()?;
    println!("writer: the reader has ended: {status}");
    Ok(())
}

/// Takes what comes, as a user who may do nothing.
fn reader() -> Result<(), Box<dyn Error>> {
    let mut socket = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned()?);
    let [gauge, limits] = receive(&socket)?;
    if geteuid().is_root() {
        become_nobody()?;
        println!("reader: was root, and is nobody now");
    } else {
        println!("reader: is the same user as the writer, as that is not root");
    }
    try_to_write("gauge", &gauge);
    try_to_write("limits", &limits);

    let limits = Frozen::<Limits>::from_fd(limits)?;
    let limits: &Limits = &limits; // in the shared memory itself
    println!(
        "reader: at most {} rpm, strict: {}",
        limits.most, limits.strict
    );

    let gauge = SharedRef::<Gauge>::from_fd(gauge)?;
    loop {
        match gauge.changed(Duration::MAX) {
            Change::Published => {
                println!("reader: {} rpm", gauge.read().speed);
                socket.write_all(b"s")?;
            }
            Change::Closed => break println!("reader: the writer has ended"),
            end => return Err(format!("the writer is gone: {end:?}").into()),
        }
    }
    Ok(())
}

/// Shows that a descriptor which was handed over is good for reading only.
fn try_to_write(what: &str, descriptor: &OwnedFd) {
    let path = format!("/proc/self/fd/{}", descriptor.as_raw_fd());
    match File::options().write(true).open(path) {
        Ok(_) => println!("reader: {what} can be opened for writing, which is wrong"),
        Err(error) => println!("reader: {what} cannot be opened for writing: {error}"),
    }
    let written = descriptor.try_clone().map(File::from);
    match written.and_then(|file| file.write_at(&[1], 0)) {
        Ok(_) => println!("reader: {what} can be written, which is wrong"),
        Err(error) => println!("reader: {what} cannot be written: {error}"),
    }
}

/// Gives up every right, for good.
fn become_nobody() -> rustix::io::Result<()> {
    let (user, group) = (Uid::from_raw(65534), Gid::from_raw(65534));
    set_thread_groups(&[])?;
    set_thread_res_gid(group, group, group)?;
    // This program has one thread, so the thread's user is the process's.
    set_thread_res_uid(user, user, user)
}

/// Waits for a byte.
fn wait_for(socket: &mut UnixStream) -> std::io::Result<()> {
    std::io::Read::read_exact(socket, &mut [0])
}

/// Sends two descriptors, with a byte that carries them.
fn send(socket: &UnixStream, descriptors: &[BorrowedFd<'_>; 2]) -> Result<(), Box<dyn Error>> {
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(2))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !control.push(SendAncillaryMessage::ScmRights(descriptors)) {
        return Err("no room for two descriptors".into());
    }
    sendmsg(
        socket,
        &[IoSlice::new(b"d")],
        &mut control,
        SendFlags::empty(),
    )?;
    Ok(())
}

/// Receives two descriptors.
fn receive(socket: &UnixStream) -> Result<[OwnedFd; 2], Box<dyn Error>> {
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(2))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    let received = recvmsg(
        socket,
        &mut [IoSliceMut::new(&mut byte)],
        &mut control,
        RecvFlags::CMSG_CLOEXEC,
    )?;
    if received.flags.contains(ReturnFlags::CTRUNC) {
        return Err("the kernel has dropped a descriptor for want of room".into());
    }
    let mut descriptors = Vec::new();
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(rights) = message {
            descriptors.extend(rights);
        }
    }
    descriptors
        .try_into()
        .map_err(|got: Vec<OwnedFd>| format!("{} descriptors came, not two", got.len()).into())
}
