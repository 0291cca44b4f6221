//! mmap-sync: two files that take turns, and a view into the current one.
//!
//! A read is a borrow of the mapped bytes and not a copy, so it costs the same for every size; what
//! it borrows may change under it when the writer has waited for the grace that it was given. The
//! writer sleeps in steps while a reader is in the way: of 1 µs here, of a second by default.

#![allow(unsafe_code, reason = "reading is an unsafe function of this crate")]

use std::ffi::OsString;
use std::mem::size_of;
use std::slice;
use std::time::Duration;

use mmap_sync::locks::LockDisabled;
use mmap_sync::synchronizer::Synchronizer;
use wyhash::WyHash;

use super::{Contender, Read, TakeOver, Write};
use crate::Outcome;
use crate::name::DIRECTORY;

const STEP_NS: u64 = 1_000;
const GRACE: Duration = Duration::from_secs(1);
/// rkyv's scratch space; its default in this crate.
const SCRATCH: usize = 1024;

type Files = Synchronizer<WyHash, LockDisabled, SCRATCH, STEP_NS>;

fn files(name: &str) -> Files {
    Files::with_params(&OsString::from(format!("{DIRECTORY}/{name}")))
}

/// `write`, which serializes and checks.
pub struct Typed;

/// `write_raw`, of bytes that are in the archived form already.
pub struct Raw;

pub struct Writer(Files);

pub struct RawWriter(Files);

pub struct Reader(Files);

impl<const N: usize> Contender<N> for Typed {
    const NAME: &'static str = "mmap-sync";
    type Writer = Writer;
    type Reader = Reader;

    fn create(name: &str) -> Outcome<Writer> {
        Ok(Writer(files(name)))
    }

    fn open(name: &str) -> Outcome<Reader> {
        Ok(Reader(files(name)))
    }
}

impl<const N: usize> TakeOver<N> for Typed {
    fn take_over(name: &str) -> Outcome<Writer> {
        Ok(Writer(files(name)))
    }
}

impl<const N: usize> Contender<N> for Raw {
    const NAME: &'static str = "mmap-sync, write_raw";
    const READS: bool = false;
    type Writer = RawWriter;
    type Reader = Reader;

    fn create(name: &str) -> Outcome<RawWriter> {
        Ok(RawWriter(files(name)))
    }

    fn open(name: &str) -> Outcome<Reader> {
        Ok(Reader(files(name)))
    }
}

impl<const N: usize> Write<N> for Writer {
    #[inline(always)]
    fn publish(&mut self, value: &[u64; N]) {
        self.0.write(value, GRACE).expect("mmap-sync writes");
    }
}

impl<const N: usize> Write<N> for RawWriter {
    #[inline(always)]
    fn publish(&mut self, value: &[u64; N]) {
        let start = value.as_ptr().cast::<u8>();
        // SAFETY: the bytes of a borrowed array of words.
        let bytes = unsafe { slice::from_raw_parts(start, size_of::<[u64; N]>()) };
        self.0
            .write_raw::<[u64; N]>(bytes, GRACE)
            .expect("mmap-sync writes");
    }
}

impl<const N: usize> Read<N> for Reader {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        // SAFETY: what was written is an archived `[u64; N]`, and the guard goes before the grace is
        // over. (It asks no more, and yet torn values come out of it: the case `hot` counts them.)
        let view = unsafe { self.0.read::<[u64; N]>(false) }.expect("mmap-sync reads");
        look(&view)
    }
}
