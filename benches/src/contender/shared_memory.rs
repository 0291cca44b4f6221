//! The crate `shared_memory`, which gives bytes; alone, and with the mutex of `raw_sync`.

#![allow(unsafe_code, reason = "what a user of these crates has to write")]

use std::hint::black_box;
use std::ptr::{copy_nonoverlapping, read_volatile};
use std::sync::atomic::{Ordering::SeqCst, compiler_fence};

use raw_sync::locks::{LockImpl, LockInit, Mutex};
use shared_memory::{Shmem, ShmemConf};

use super::{Contender, Read, Write};
use crate::{Outcome, payload};

/// `memcpy` in and out, and nothing to hold a writer and a reader apart.
pub struct Unlocked;

pub struct Bytes(Shmem);

pub struct BytesReader<const N: usize>(Shmem, Box<[u64; N]>);

impl<const N: usize> Contender<N> for Unlocked {
    const NAME: &'static str = "shared_memory, memcpy";
    type Writer = Bytes;
    type Reader = BytesReader<N>;

    fn create(name: &str) -> Outcome<Bytes> {
        Ok(Bytes(ShmemConf::new().os_id(name).size(N * 8).create()?))
    }

    fn open(name: &str) -> Outcome<BytesReader<N>> {
        Ok(BytesReader(
            ShmemConf::new().os_id(name).open()?,
            payload::of(0),
        ))
    }
}

impl<const N: usize> Write<N> for Bytes {
    #[inline(always)]
    fn publish(&mut self, value: &[u64; N]) {
        // SAFETY: as long as the value, aligned to a page, and mapped. Against a reader in another
        // process it is a data race, which the torn values show: that is the contender.
        unsafe { copy_nonoverlapping(value, self.0.as_ptr().cast(), 1) };
        compiler_fence(SeqCst);
    }
}

impl<const N: usize> Read<N> for BytesReader<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        // SAFETY: as in `publish`.
        unsafe { copy_nonoverlapping(self.0.as_ptr().cast(), &raw mut *self.1, 1) };
        look(black_box(&self.1))
    }

    #[inline(always)]
    fn field(&mut self, index: usize) -> u64 {
        assert!(index < N);
        // SAFETY: within the value.
        let word = unsafe { self.0.as_ptr().cast::<u64>().add(index) };
        // SAFETY: as in `publish`.
        unsafe { read_volatile(word) }
    }

    #[inline(always)]
    fn fields(&mut self, at: [usize; 2]) -> [u64; 2] {
        at.map(|index| Read::<N>::field(self, index))
    }
}

/// The same under a mutex in front of the value.
pub struct Locked;

/// Room for the mutex.
const HEAD: usize = 128;

pub struct Guarded {
    // Dropped before the memory that it lies in.
    lock: Box<dyn LockImpl>,
    _memory: Shmem,
}

pub struct GuardedReader<const N: usize>(Guarded, Box<[u64; N]>);

impl<const N: usize> Contender<N> for Locked {
    const NAME: &'static str = "shared_memory, raw_sync mutex";
    type Writer = Guarded;
    type Reader = GuardedReader<N>;

    fn create(name: &str) -> Outcome<Guarded> {
        let memory = ShmemConf::new().os_id(name).size(HEAD + N * 8).create()?;
        let start = memory.as_ptr();
        // SAFETY: `HEAD` bytes are within the mapping.
        let value = unsafe { start.add(HEAD) };
        // SAFETY: mapped as long as `_memory` is, and the mutex is smaller than `HEAD`.
        let (lock, used) = unsafe { Mutex::new(start, value) }.map_err(|e| e.to_string())?;
        assert!(used <= HEAD, "the mutex fits in front of the value");
        Ok(Guarded {
            lock,
            _memory: memory,
        })
    }

    fn open(name: &str) -> Outcome<GuardedReader<N>> {
        let memory = ShmemConf::new().os_id(name).open()?;
        let start = memory.as_ptr();
        // SAFETY: as in `create`.
        let value = unsafe { start.add(HEAD) };
        // SAFETY: as in `create`, which has made the mutex.
        let (lock, _) = unsafe { Mutex::from_existing(start, value) }.map_err(|e| e.to_string())?;
        let guarded = Guarded {
            lock,
            _memory: memory,
        };
        Ok(GuardedReader(guarded, payload::of(0)))
    }
}

impl<const N: usize> Write<N> for Guarded {
    #[inline(always)]
    fn publish(&mut self, value: &[u64; N]) {
        let guard = self.lock.lock().expect("the mutex can be had");
        // SAFETY: the value behind the mutex, which is held.
        unsafe { copy_nonoverlapping(value, (*guard).cast(), 1) };
    }
}

impl<const N: usize> Read<N> for GuardedReader<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        let guard = self.0.lock.rlock().expect("the mutex can be had");
        // SAFETY: as in `publish`.
        unsafe { copy_nonoverlapping((*guard).cast(), &raw mut *self.1, 1) };
        drop(guard);
        look(black_box(&self.1))
    }

    #[inline(always)]
    fn field(&mut self, index: usize) -> u64 {
        assert!(index < N);
        self.fields([index; 2])[0]
    }

    #[inline(always)]
    fn fields(&mut self, at: [usize; 2]) -> [u64; 2] {
        let guard = self.0.lock.rlock().expect("the mutex can be had");
        at.map(|index| {
            assert!(index < N);
            // SAFETY: within the value.
            let word = unsafe { (*guard).cast::<u64>().add(index) };
            // SAFETY: as in `publish`.
            unsafe { read_volatile(word) }
        })
    }
}
