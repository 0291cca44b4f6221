//! A process on one end of a socket, its input, over which descriptors are handed.
//!
//! ```text
//! handover write           makes an anonymous object, sends it, publishes the next number for each byte
//!                          that comes and answers it, ends with the socket
//! handover read            receives one, and reads until it is closed; one of nobody's if it was root's
//! handover frozen          the same of a frozen one
//! handover locked NAME     has no right to lock memory, and tells what comes of asking for it
//! ```

use std::error::Error;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, geteuid, setrlimit};
use shm_typed::{Change, Frozen, SharedBox, SharedRef};
use shm_typed_tests::handover::{
    become_nobody, map_for_writing, receive, reopen_for_writing, send,
};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["write"] => write(),
        ["read"] => read(),
        ["frozen"] => frozen(),
        ["locked", name] => locked(name),
        _ => panic!("handover: what is {args:?}?"),
    }
}

fn write() -> Result<(), Box<dyn Error>> {
    let mut socket = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned()?);
    let mut writer = SharedBox::anonymous("handed", 1_u64)?;
    send(&socket, writer.as_fd().ok_or("it is anonymous")?);
    let mut byte = [0];
    while socket.read(&mut byte)? == 1 {
        writer.update(|value| *value += 1);
        socket.write_all(&byte)?;
    }
    Ok(())
}

/// Tries to write what `descriptor` leads to in every way, and tells the kernel's answers.
fn try_to_write(descriptor: impl AsFd) -> Result<(), Box<dyn Error>> {
    let descriptor = descriptor.as_fd();
    let file = std::fs::File::from(descriptor.try_clone_to_owned()?);
    println!("written {:?}", file.write_at(&[1], 0).is_ok());
    println!("mapped {:?}", map_for_writing(descriptor).is_ok());
    println!("shortened {:?}", file.set_len(0).is_ok());
    let again = reopen_for_writing(descriptor).map_err(|error| error.kind());
    println!("reopened {:?}", again.map(drop));
    Ok(())
}

fn read() -> Result<(), Box<dyn Error>> {
    let received = receive(std::io::stdin());
    let _ = become_nobody();
    println!("uid {}", geteuid().as_raw());
    try_to_write(&received)?;
    let reader = SharedRef::<u64>::from_fd(received)?;
    loop {
        println!("read {}", reader.read());
        match reader.changed(Duration::MAX) {
            Change::Published => {}
            end => {
                println!("{end:?}");
                return Ok(());
            }
        }
    }
}

fn frozen() -> Result<(), Box<dyn Error>> {
    let received = receive(std::io::stdin());
    let _ = become_nobody();
    println!("uid {}", geteuid().as_raw());
    let frozen = Frozen::<[u64; 4]>::from_fd(received)?;
    try_to_write(&frozen)?;
    println!("borrowed {:?}", *frozen);
    Ok(())
}

fn locked(name: &str) -> Result<(), Box<dyn Error>> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Memlock, none)?;
    let _ = become_nobody(); // and nobody has no privilege that overrides it
    let writer = SharedBox::options().lock_memory(true);
    for refused in [
        writer.create(name, 1_u64).err(),
        writer.anonymous(name, 1_u64).err(),
    ] {
        let error = refused.ok_or("it was locked")?;
        println!("{:?}: {error}", error.kind());
    }
    let left = std::fs::exists(format!("/dev/shm/{name}"))?;
    println!("left {left}");
    let _writer = SharedBox::create(name, 1_u64)?;
    let reader = SharedRef::<u64>::options().lock_memory(true).open(name);
    println!("{:?}", reader.err().ok_or("it was locked")?.kind());
    Ok(())
}
