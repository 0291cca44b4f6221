//! The system calls that shared memory needs at the least, and nothing else.

#![allow(unsafe_code, reason = "maps memory and copies to and from it")]

use std::hint::black_box;
use std::ptr::{copy_nonoverlapping, null_mut};

use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};
use rustix::{fs, shm};

use super::{Contender, Read, Role, Write};
use crate::{Outcome, payload};

/// Named shared memory, mapped.
pub struct Mapping {
    start: *mut u8,
    len: usize,
    /// The name to remove, for the side that gave it.
    name: Option<String>,
}

impl Mapping {
    /// `shm_open`, `ftruncate`, `mmap`, `close`.
    pub fn create(name: &str, len: usize) -> Outcome<Self> {
        let flags = shm::OFlags::CREATE | shm::OFlags::EXCL | shm::OFlags::RDWR;
        let fd = shm::open(name, flags, shm::Mode::RUSR | shm::Mode::WUSR)?;
        let name = Some(name.to_owned());
        fs::ftruncate(&fd, len.try_into()?)?;
        // SAFETY: a new mapping at a place of the kernel's choice.
        let start = unsafe {
            mmap(
                null_mut(),
                len,
                ProtFlags::READ | ProtFlags::WRITE,
                MapFlags::SHARED,
                &fd,
                0,
            )?
        };
        Ok(Self {
            start: start.cast(),
            len,
            name,
        })
    }

    /// `shm_open`, `fstat`, `mmap`, `close`.
    pub fn open(name: &str, len: usize) -> Outcome<Self> {
        let fd = shm::open(name, shm::OFlags::RDONLY, shm::Mode::empty())?;
        if usize::try_from(fs::fstat(&fd)?.st_size)? < len {
            return Err("the object is too short".into());
        }
        // SAFETY: a new mapping at a place of the kernel's choice.
        let start = unsafe { mmap(null_mut(), len, ProtFlags::READ, MapFlags::SHARED, &fd, 0)? };
        Ok(Self {
            start: start.cast(),
            len,
            name: None,
        })
    }

    /// Where it begins: aligned to a page.
    pub fn start(&self) -> *mut u8 {
        self.start
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is this value's own; whoever took `start` keeps this value as long.
        let _ = unsafe { munmap(self.start.cast(), self.len) };
        if let Some(name) = &self.name {
            let _ = shm::unlink(name.as_str());
        }
    }
}

/// A copy into and out of a bare mapping.
pub struct Calls;

pub struct Writer(Mapping);

pub struct Reader<const N: usize>(Mapping, Box<[u64; N]>);

impl<const N: usize> Contender<N> for Calls {
    const NAME: &'static str = "bare system calls";
    const ROLE: Role = Role::Limit;
    type Writer = Writer;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer> {
        Ok(Writer(Mapping::create(name, N * 8)?))
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        Ok(Reader(Mapping::open(name, N * 8)?, payload::of(0)))
    }
}

impl<const N: usize> Write<N> for Writer {
    fn publish(&mut self, value: &[u64; N]) {
        // SAFETY: the mapping is as long as the value, aligned and writable.
        unsafe { copy_nonoverlapping(value, self.0.start().cast(), 1) };
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        // SAFETY: as above. That nobody writes meanwhile only the benches promise.
        unsafe { copy_nonoverlapping(self.0.start().cast(), &raw mut *self.1, 1) };
        look(black_box(&self.1))
    }
}
