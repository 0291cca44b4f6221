//! The textbook: a sequence, and one slot of relaxed words.
//!
//! A reader waits for a writer that is in the middle of a value, for ever if it was killed there.

#![allow(unsafe_code, reason = "shares words with another process")]

use std::hint::spin_loop;
use std::slice;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};

use super::bare::Mapping;
use super::{Contender, Read, Write};
use crate::{Outcome, payload};

/// Before the value, which so has a cache line of its own.
const HEAD: usize = 64;

/// One slot.
pub struct OneSlot;

pub struct Writer(Mapping);

pub struct Reader<const N: usize>(Mapping, Box<[u64; N]>);

/// The sequence and the words of the value.
#[inline(always)]
fn parts<const N: usize>(mapping: &Mapping) -> (&AtomicU64, &[AtomicU64]) {
    let start = mapping.start().cast::<AtomicU64>();
    // SAFETY: a page-aligned mapping of at least `HEAD` bytes, which are only accessed as atomics.
    let sequence = unsafe { &*start };
    // SAFETY: `HEAD + N * 8` bytes are mapped.
    let words = unsafe { start.add(HEAD / 8) };
    // SAFETY: as above; it lives as long as the mapping is borrowed.
    (sequence, unsafe { slice::from_raw_parts(words, N) })
}

impl<const N: usize> Contender<N> for OneSlot {
    const NAME: &'static str = "one-slot seqlock";
    type Writer = Writer;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer> {
        Ok(Writer(Mapping::create(name, HEAD + N * 8)?))
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        Ok(Reader(Mapping::open(name, HEAD + N * 8)?, payload::of(0)))
    }
}

impl<const N: usize> Write<N> for Writer {
    #[inline(always)]
    fn publish(&mut self, value: &[u64; N]) {
        let (sequence, words) = parts::<N>(&self.0);
        let before = sequence.load(Relaxed);
        sequence.store(before + 1, Relaxed);
        fence(Release);
        for (word, new) in words.iter().zip(value) {
            word.store(*new, Relaxed);
        }
        sequence.store(before + 2, Release);
    }
}

/// Repeats `attempt` until the sequence was even and stood still round it.
#[inline(always)]
fn validated<R>(sequence: &AtomicU64, mut attempt: impl FnMut() -> R) -> R {
    loop {
        let before = sequence.load(Acquire);
        if before.is_multiple_of(2) {
            let result = attempt();
            fence(Acquire);
            if sequence.load(Relaxed) == before {
                return result;
            }
        }
        spin_loop();
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        let (sequence, words) = parts::<N>(&self.0);
        validated(sequence, || {
            for (word, into) in words.iter().zip(self.1.iter_mut()) {
                *into = word.load(Relaxed);
            }
        });
        look(&self.1)
    }

    #[inline(always)]
    fn field(&mut self, index: usize) -> u64 {
        let (sequence, words) = parts::<N>(&self.0);
        validated(sequence, || words[index].load(Relaxed))
    }

    #[inline(always)]
    fn fields(&mut self, at: [usize; 2]) -> [u64; 2] {
        let (sequence, words) = parts::<N>(&self.0);
        validated(sequence, || at.map(|index| words[index].load(Relaxed)))
    }
}
