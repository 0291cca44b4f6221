//! What tutorials of POSIX shared memory do for each value, by the very same calls of the C library:
//! `shm_open`, `ftruncate`, `mmap`, `memcpy`, `munmap`, `close`.
//!
//! The tutorials also call `shm_unlink` for each value; here it is left to the end, so that a value can
//! be read twice. Nothing keeps a writer and a reader apart.

#![allow(unsafe_code, reason = "what a user of the C library has to write")]

use std::ffi::{CString, c_int, c_void};
use std::hint::black_box;
use std::mem::size_of;
use std::ptr::{copy_nonoverlapping, null_mut};

use super::{Contender, Read, Write};
use crate::{Outcome, payload};

/// Everything anew for each value.
pub struct ByHand;

pub struct Writer(CString);

pub struct Reader<const N: usize>(CString, Box<[u64; N]>);

impl<const N: usize> Contender<N> for ByHand {
    const NAME: &'static str = "by hand, as in C tutorials";
    type Writer = Writer;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer> {
        Ok(Writer(CString::new(format!("/{name}"))?))
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        let name = CString::new(format!("/{name}"))?;
        Ok(Reader(name, payload::of(0)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // SAFETY: a string with its end.
        unsafe { libc::shm_unlink(self.0.as_ptr()) };
    }
}

/// Maps `len` bytes of `fd`.
fn map(fd: c_int, len: usize, protection: c_int) -> *mut c_void {
    // SAFETY: a new mapping at a place of the kernel's choice.
    let start = unsafe { libc::mmap(null_mut(), len, protection, libc::MAP_SHARED, fd, 0) };
    assert_ne!(start, libc::MAP_FAILED, "mmap");
    start
}

/// Undoes [`map`] and `shm_open`.
fn end(start: *mut c_void, len: usize, fd: c_int) {
    // SAFETY: the mapping is this call's, and nothing refers to it any more.
    unsafe { libc::munmap(start, len) };
    // SAFETY: the descriptor is this call's.
    unsafe { libc::close(fd) };
}

impl<const N: usize> Write<N> for Writer {
    fn publish(&mut self, value: &[u64; N]) {
        let len = size_of::<[u64; N]>();
        // SAFETY: a string with its end.
        let fd = unsafe { libc::shm_open(self.0.as_ptr(), libc::O_CREAT | libc::O_RDWR, 0o600) };
        assert!(fd >= 0, "shm_open");
        // SAFETY: a descriptor that is open.
        let cut = unsafe { libc::ftruncate(fd, len as libc::off_t) };
        assert_eq!(cut, 0, "ftruncate");
        let start = map(fd, len, libc::PROT_READ | libc::PROT_WRITE);
        // SAFETY: mapped for so many bytes, aligned to a page. Against a reader in another process it
        // is a data race, which the torn values show: that is the contender.
        unsafe { copy_nonoverlapping(value, start.cast(), 1) };
        end(start, len, fd);
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        let len = size_of::<[u64; N]>();
        // SAFETY: a string with its end.
        let fd = unsafe { libc::shm_open(self.0.as_ptr(), libc::O_RDONLY, 0) };
        assert!(fd >= 0, "shm_open");
        let start = map(fd, len, libc::PROT_READ);
        // SAFETY: as in `publish`.
        unsafe { copy_nonoverlapping(start.cast(), &raw mut *self.1, 1) };
        end(start, len, fd);
        look(black_box(&self.1))
    }
}
