//! What a contender is, and who takes part.
//!
//! One file each. A new one is a file with a [`Contender`] and a line in [`everybody`].

pub mod bare;
mod by_hand;
pub mod iceoryx2;
pub mod memcpy;
pub mod mmap_sync;
pub mod ours;
pub mod pinned;
pub mod pipe;
mod ringfire;
pub mod seqlock;
pub mod shared_memory;
pub mod socket;
mod stream;

use crate::Outcome;
use crate::job::Job;

/// What a contender is in the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// This library.
    Ours,
    /// What nobody can beat, and what gives no guarantee at all.
    Limit,
    /// What somebody would use instead.
    Rival,
}

/// What a read gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The value that is current; it can be read again.
    Value,
    /// The next message of a queue: the writer blocks until it was read.
    Messages,
}

/// One writer and one reader of a value of `N` words.
pub trait Contender<const N: usize>: 'static {
    /// As in the tables.
    const NAME: &'static str;
    const ROLE: Role = Role::Rival;
    const WAY: Way = Way::Value;
    /// Whether it takes part where values are read.
    const READS: bool = true;
    /// Whether it takes part where values are written.
    const WRITES: bool = true;
    /// The jobs that it is there for, if it is another way for those only.
    const ONLY: Option<&'static [Job]> = None;

    type Writer: Write<N> + 'static;
    type Reader: Read<N> + 'static;

    /// Creates the object `name`.
    fn create(name: &str) -> Outcome<Self::Writer>;

    /// Opens what [`create`](Self::create) has made.
    fn open(name: &str) -> Outcome<Self::Reader>;

    /// Writes `value` and reads it, in one thread. For messages that do not fit the queue.
    #[inline(always)]
    fn pass<R>(
        writer: &mut Self::Writer,
        reader: &mut Self::Reader,
        value: &[u64; N],
        look: impl FnOnce(&[u64; N]) -> R,
    ) -> R {
        writer.publish(value);
        reader.look(look)
    }
}

/// The writing side.
pub trait Write<const N: usize> {
    fn publish(&mut self, value: &[u64; N]);

    /// Sets the word at `index` of the current value and publishes what comes of it. `own` is a copy
    /// of that value, for those that keep none themselves.
    #[inline(always)]
    fn update(&mut self, own: &mut [u64; N], index: usize, word: u64) {
        own[index] = word;
        self.publish(own);
    }
}

/// The reading side.
pub trait Read<const N: usize> {
    /// Comes by a whole value, in whatever way is the contender's fastest, and lets `look` see it.
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R;

    /// Comes by the word at `index`; by the whole value where there is no shorter way.
    #[inline(always)]
    fn field(&mut self, index: usize) -> u64 {
        self.look(|value| value[index])
    }

    /// Comes by two words of one value.
    #[inline(always)]
    fn fields(&mut self, [a, b]: [usize; 2]) -> [u64; 2] {
        self.look(|value| [value[a], value[b]])
    }

    /// Comes by the sum of all words of one value.
    #[inline(always)]
    fn sum(&mut self) -> u64 {
        self.look(sum)
    }
}

/// The sum of all words.
#[inline(always)]
pub fn sum<const N: usize>(value: &[u64; N]) -> u64 {
    value.iter().fold(0, |sum, word| sum.wrapping_add(*word))
}

/// A contender that says what a new writer does after the old one was killed.
pub trait TakeOver<const N: usize>: Contender<N> {
    fn take_over(name: &str) -> Outcome<Self::Writer>;
}

/// What is done with each contender.
pub trait Visitor<const N: usize> {
    fn visit<C: Contender<N>>(&mut self) -> Outcome<()>;
}

/// Leads `visitor` to everybody, in the order of the tables.
pub fn everybody<const N: usize>(visitor: &mut impl Visitor<N>) -> Outcome<()> {
    visitor.visit::<memcpy::Memcpy>()?;
    visitor.visit::<ours::ReadInto>()?;
    visitor.visit::<ours::ByValue>()?;
    visitor.visit::<ours::InPlace>()?;
    visitor.visit::<pinned::Pin>()?;
    visitor.visit::<ours::Guarded>()?;
    visitor.visit::<ours::Parts>()?;
    visitor.visit::<iceoryx2::Blackboard>()?;
    visitor.visit::<mmap_sync::Typed>()?;
    visitor.visit::<mmap_sync::Raw>()?;
    visitor.visit::<ringfire::Blackboard>()?;
    visitor.visit::<seqlock::OneSlot>()?;
    visitor.visit::<shared_memory::Unlocked>()?;
    visitor.visit::<shared_memory::Locked>()?;
    visitor.visit::<by_hand::ByHand>()?;
    visitor.visit::<socket::UnixSocket>()?;
    visitor.visit::<pipe::Pipe>()
}
