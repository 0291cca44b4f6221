//! Which parts of each slot are older than the writer's own copy.
//!
//! A value is published into the slot that was filled longest ago, so what has changed since then is what
//! has to be stored: not only the change that is being published, but those of the publishes in between.
//! A *set* has a bit for each *chunk* of the value; every slot has a set, and so has the private copy that a
//! writer goes back to. The bits that are set are the chunks in which it may differ from the value.
//!
//! Only the writer knows any of this, in memory of its own: after a crash the next one takes every slot to
//! be behind in everything.

use core::cell::Cell;
use core::ops::Range;

/// At most as many chunks has a value: a set then has 512 bytes at most.
const MAX_CHUNKS: usize = 4096;
/// Chunks have 64 bytes or more, so that each begins at a word, and no number crosses from one into the next.
const MIN_SHIFT: u32 = 6;
const BITS: usize = 64;

/// How far each slot is behind the value.
///
/// # Invariants
///
/// - **B1** If `version` is what was published last, a chunk whose bit is not set in a slot's set holds the bytes of the
///   value in that slot.
#[derive(Debug)]
pub(crate) struct Behind {
    /// Bytes of the value.
    len: usize,
    /// A chunk has `1 << shift` bytes.
    shift: u32,
    /// Chunks of the value.
    chunks: usize,
    /// What has changed since `begin`.
    changed: Box<[u64]>,
    /// One set after the other, each as long as `changed`.
    sets: Box<[u64]>,
    /// The version that the sets speak of; 0 if they say nothing.
    version: u64,
}

impl Behind {
    /// For values of `len` bytes of which there are `sets` copies; nothing is known of any.
    pub(crate) fn new(len: usize, sets: usize) -> Self {
        let mut shift = MIN_SHIFT;
        while (len >> shift) >= MAX_CHUNKS && len.div_ceil(1 << shift) > MAX_CHUNKS {
            shift += 1;
        }
        let chunks = len.div_ceil(1 << shift);
        let words = chunks.div_ceil(BITS).max(1);
        Self {
            len,
            shift,
            chunks,
            changed: vec![0; words].into(),
            sets: vec![u64::MAX; words * sets].into(),
            version: 0,
        }
    }

    /// Before a change of the value, which was published as `version`.
    ///
    /// Until [`published`](Self::published) the sets count as knowing nothing, so that whoever unwinds has
    /// nothing to put right.
    pub(crate) fn begin(&mut self, version: u64) {
        if self.version != version {
            self.sets.fill(u64::MAX);
        }
        self.version = 0;
        self.changed.fill(0);
    }

    /// Where the changes of a value at the address `base` are noted.
    pub(crate) fn changes(&mut self, base: usize) -> Changes<'_> {
        Changes {
            base,
            shift: self.shift,
            words: Cell::from_mut(&mut *self.changed).as_slice_of_cells(),
        }
    }

    /// Every copy is behind in what has changed.
    pub(crate) fn note(&mut self) {
        let words = self.changed.len();
        let mut from = 0;
        // Mostly little has changed.
        while let Some((index, changed)) = next_set(&self.changed, from) {
            let mut at = index; // in the first set
            while let Some(word) = self.sets.get_mut(at) {
                *word |= changed;
                at += words;
            }
            from = index + 1;
        }
    }

    /// The bytes of the value in which the copy `set` may be behind, from the first to the last.
    #[expect(
        clippy::indexing_slicing,
        reason = "a set that is not there has no answer"
    )]
    pub(crate) fn parts(&self, set: usize) -> Parts<'_> {
        let words = self.changed.len();
        Parts {
            behind: self,
            set: &self.sets[set * words..][..words],
            next: 0,
        }
    }

    /// The copy `set` holds the value.
    #[expect(clippy::indexing_slicing, reason = "as in `parts`")]
    pub(crate) fn caught_up(&mut self, set: usize) {
        let words = self.changed.len();
        self.sets[set * words..][..words].fill(0);
    }

    /// The value was published as `version`.
    pub(crate) fn published(&mut self, version: u64) {
        self.version = version;
    }

    /// The value may have changed in ways that nobody noted.
    pub(crate) fn forget(&mut self) {
        self.version = 0;
    }
}

/// The first word from `from` on in which a bit is set.
#[inline(always)]
fn next_set(words: &[u64], from: usize) -> Option<(usize, u64)> {
    let rest = words.get(from..)?;
    let at = rest.iter().position(|word| *word != 0)?;
    rest.get(at).map(|word| (from + at, *word))
}

/// Runs of chunks; made by [`Behind::parts`].
#[derive(Debug)]
pub(crate) struct Parts<'b> {
    behind: &'b Behind,
    set: &'b [u64],
    next: usize,
}

impl Parts<'_> {
    /// The first chunk from `next` on whose bit is `wanted`, or the number of chunks.
    fn seek(&self, wanted: bool) -> usize {
        let (index, passed) = (self.next / BITS, self.next % BITS);
        let Some((first, rest)) = self.set.get(index..).and_then(<[u64]>::split_first) else {
            return self.behind.chunks;
        };
        let other = if wanted { 0 } else { u64::MAX };
        let bits = (first ^ other) & u64::MAX << passed;
        // Mostly the rest of a set is alike.
        let (index, bits) = if bits == 0 {
            match rest
                .iter()
                .zip(index + 1..)
                .find(|(word, _)| **word != other)
            {
                Some((word, index)) => (index, word ^ other),
                None => return self.behind.chunks,
            }
        } else {
            (index, bits)
        };
        let skip = usize::try_from(bits.trailing_zeros()).unwrap_or(0);
        (index * BITS + skip).min(self.behind.chunks)
    }
}

impl Iterator for Parts<'_> {
    /// Starts at a multiple of 64, and ends at one or at the value's end.
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let first = self.seek(true);
        if first == self.behind.chunks {
            return None;
        }
        self.next = first;
        let end = self.seek(false);
        self.next = end;
        let (shift, len) = (self.behind.shift, self.behind.len);
        Some(first << shift..(end << shift).min(len))
    }
}

/// Where a mutable view notes which parts of a value were handed out to be changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Changes<'b> {
    base: usize,
    shift: u32,
    words: &'b [Cell<u64>],
}

impl Changes<'_> {
    /// Of a value that is stored whole: nothing is noted.
    pub(crate) const ALL: Self = Self {
        base: 0,
        shift: MIN_SHIFT,
        words: &[],
    };

    /// The `len` bytes at the address `at` may change.
    #[inline(always)]
    pub(crate) fn mark(&self, at: usize, len: usize) {
        if len == 0 || self.words.is_empty() {
            return;
        }
        let start = at.wrapping_sub(self.base);
        let end = start.wrapping_add(len - 1);
        let (first, last) = (start >> self.shift, end >> self.shift);
        if first == last && self.mark_one(first) {
            return;
        }
        self.mark_many(first, last);
    }

    #[inline(always)]
    fn mark_one(&self, chunk: usize) -> bool {
        let Some(word) = self.words.get(chunk / BITS) else {
            return false;
        };
        word.set(word.get() | 1 << (chunk % BITS));
        true
    }

    /// All chunks from `first` to `last`, word by word. What is not within the value leads nowhere.
    #[inline(never)]
    fn mark_many(&self, first: usize, last: usize) {
        for (index, word) in self.words.iter().enumerate() {
            let start = index * BITS;
            if last < start || first >= start + BITS {
                continue;
            }
            let low = first.saturating_sub(start);
            let high = (last - start).min(BITS - 1);
            let bits = (u64::MAX >> (BITS - 1 - high)) & (u64::MAX << low);
            word.set(word.get() | bits);
        }
    }
}

#[cfg(test)]
mod tests;
