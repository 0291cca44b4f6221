//! Descriptors: sent over a socket, made by hand, and tried for what they allow.

#![allow(
    unsafe_code,
    reason = "maps files for writing, as who hands them over might"
)]

use std::fs::File;
use std::io::{IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::ptr::null_mut;
use std::slice::from_raw_parts;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rustix::cmsg_space;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use rustix::io::Errno;
use rustix::mm::{MapFlags, ProtFlags};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use rustix::process::{Gid, Uid, geteuid};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

/// Sends `descriptor` over `socket`.
///
/// # Panics
///
/// If nobody takes it.
pub fn send(socket: impl AsFd, descriptor: BorrowedFd<'_>) {
    let descriptors = [descriptor];
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(1))];
    let mut buffer = SendAncillaryBuffer::new(&mut space);
    assert!(buffer.push(SendAncillaryMessage::ScmRights(&descriptors)));
    let sent = sendmsg(
        socket,
        &[IoSlice::new(b"d")],
        &mut buffer,
        SendFlags::empty(),
    );
    assert_eq!(sent, Ok(1), "a socket takes a descriptor");
}

/// Receives a descriptor from `socket`.
///
/// # Panics
///
/// If none comes.
#[must_use]
pub fn receive(socket: impl AsFd) -> OwnedFd {
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(1))];
    let mut buffer = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    recvmsg(
        socket,
        &mut [IoSliceMut::new(&mut byte)],
        &mut buffer,
        RecvFlags::CMSG_CLOEXEC,
    )
    .expect("a message");
    buffer
        .drain()
        .find_map(|message| match message {
            RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next(),
            _ => None,
        })
        .expect("a descriptor")
}

/// The user who has nothing.
pub const NOBODY: u32 = 65534;

/// Makes this process one of [`NOBODY`], if it is root's; whether it was. It has one thread.
///
/// # Panics
///
/// If the kernel does not let root go.
#[must_use]
pub fn become_nobody() -> bool {
    if !geteuid().is_root() {
        return false;
    }
    let (user, group) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
    set_thread_groups(&[]).expect("root may");
    set_thread_res_gid(group, group, group).expect("root may");
    set_thread_res_uid(user, user, user).expect("root may");
    true
}

/// A memory file with `bytes` in it and these seals: what anybody may make and hand over.
///
/// # Panics
///
/// If there is no memory.
#[must_use]
pub fn memory_file(bytes: &[u8], seals: SealFlags) -> OwnedFd {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let file = File::from(memfd_create("hostile", flags).expect("a memory file"));
    file.write_all_at(bytes, 0).expect("memory");
    fcntl_add_seals(&file, seals).expect("seals of a new file");
    file.into()
}

/// All bytes of a file.
///
/// # Panics
///
/// If they cannot be read.
#[must_use]
pub fn bytes_of(file: impl AsFd) -> Vec<u8> {
    let file = File::from(file.as_fd().try_clone_to_owned().expect("a duplicate"));
    let len = file.metadata().expect("a file").len();
    let mut bytes = vec![0; usize::try_from(len).expect("it fits")];
    file.read_exact_at(&mut bytes, 0).expect("its bytes");
    bytes
}

/// A mapping that its maker may write, whatever seals the file is given behind it.
#[derive(Debug)]
pub struct Writable<'a>(&'a [AtomicU64]);

impl Writable<'_> {
    /// Maps all of `file` for writing, for as long as this process lives.
    ///
    /// # Errors
    ///
    /// The kernel's answer, if it does not let.
    ///
    /// # Panics
    ///
    /// If it has no length.
    pub fn map(file: impl AsFd) -> Result<Self, Errno> {
        let len = rustix::fs::fstat(&file)?.st_size;
        let len = usize::try_from(len).expect("a length");
        let access = ProtFlags::READ | ProtFlags::WRITE;
        #[expect(
            clippy::disallowed_methods,
            reason = "a hostile maker, or an attempt to fail"
        )]
        // SAFETY: the kernel picks a free range.
        let base = unsafe { rustix::mm::mmap(null_mut(), len, access, MapFlags::SHARED, file, 0) }?;
        // SAFETY: that range, in whole words; it is never unmapped, its file is not shortened by these
        // tests, and everybody's accesses to it are atomic or are made by the kernel.
        Ok(Self(unsafe { from_raw_parts(base.cast(), len / 8) }))
    }

    /// Stores a word, `at` bytes into the file, if it is as long as that.
    pub fn store(&self, at: usize, word: u64) {
        if let Some(place) = self.0.get(at / 8) {
            place.store(word, Relaxed);
        }
    }
}

/// Whether the kernel lets this process map `file` for writing.
///
/// # Errors
///
/// The kernel's answer, if not.
pub fn map_for_writing(file: impl AsFd) -> Result<(), Errno> {
    Writable::map(file).map(drop)
}

/// Opens what `descriptor` leads to anew, for writing.
///
/// # Errors
///
/// The kernel's answer, if it does not let.
pub fn reopen_for_writing(descriptor: impl AsFd) -> std::io::Result<File> {
    File::options()
        .read(true)
        .write(true)
        .open(format!("/proc/self/fd/{}", descriptor.as_fd().as_raw_fd()))
}
