//! Whole values from one writer to any number of readers.
//!
//! # State
//!
//! `head = version << 8 | slot`; each slot has a `stamp`, the version that it holds, or 0 while it
//! is being filled. A reader needs no permission but to read.
//!
//! # Steps
//!
//! Writer, with slot `s` reserved (never the current one), publishing version `v`:
//!
//! - **W1** `stamp[s] = 0` (Release); `fence(Release)`; fill `s` by relaxed words.
//! - **W2** `stamp[s] = v` (Release).
//! - **W3** `head = (v, s)` (Release); `event` = low half of `v`.
//! - **W4** reserve the next slot: the one that was filled longest ago, of those that no reader
//!   [holds](super::pins).
//!
//! Reader:
//!
//! - **R1** `h = head` (Relaxed); `fence(Acquire)`.
//! - **R2** copy the words of `slot(h)` (Relaxed).
//! - **R3** `fence(Acquire)`; `stamp[slot(h)]` (Relaxed). Equal to `version(h)`: done.
//! - **R4** else `head` again (Relaxed). Changed: lapped, start again. Unchanged: corrupt.
//!
//! R2 may load some of the words only, and R2 and R3 may alternate: each R3 speaks for every load
//! of that slot since R1. So a reader may use a part as soon as the R3 behind it has held.
//!
//! Loads are relaxed with a fence behind them because read-only pages guarantee no more (std,
//! `core::sync::atomic`, "Atomic accesses to read-only memory").
//!
//! # Why it holds
//!
//! - *The copy mixes in a later fill of the slot.* Some word in R2 then read a store of that fill.
//!   The fence in W1 precedes that store and the fence in R3 follows the load, so R3 sees the 0 of
//!   W1 or something later. A version names one fill only and never comes back, so R3 differs from
//!   `version(h)`.
//! - *The copy misses part of the fill it wants.* R1 read the `head` of W3; its fence orders W2 and
//!   the fill before R2.
//! - *The writer dies at any point.* Before W3 `head` names the last complete value, whose slot
//!   nobody touches. After W3 it names the new one. There is nothing to repair: a new writer starts
//!   from `head`.
//! - *R4 says corrupt only of a corrupt object.* Under this protocol R3 differs only if W1 of a
//!   later fill of the slot came first, and that follows a W3 of another version. The store of W1
//!   is a release, so having seen it, R4 sees that W3.

use super::pins::Held;
use crate::fault;
use crate::primitive::{
    AtomicU32, AtomicU64, BEFORE_FENCE,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};

/// Versions use the upper 56 bits of `head`. At one publish every 3 ns they last for six years.
const SLOT_BITS: u32 = 8;
const SLOT_MASK: u64 = (1 << SLOT_BITS) - 1;

/// The words of one object, wherever they are.
///
/// The protocol is written against this, so that the model checker runs the same lines.
pub(crate) trait Cells {
    /// The word that names the current value.
    fn head(&self) -> &AtomicU64;
    /// The word that waiters sleep on.
    fn event(&self) -> &AtomicU32;
    /// The stamp of a slot; `slot < slots()`.
    fn stamp(&self, slot: u8) -> &AtomicU64;
    /// How many slots there are, at least 2.
    fn slots(&self) -> u8;
}

/// The version and the slot that a `head` word names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head(u64);

impl Head {
    /// The word for `version` in `slot`.
    #[inline(always)]
    pub(crate) const fn new(version: u64, slot: u8) -> Self {
        // A `u8` fits a `u64`; `u64::from` is not const.
        #[expect(clippy::as_conversions, reason = "widening, in a const fn")]
        Self(version << SLOT_BITS | slot as u64)
    }

    /// What `word` names, whoever wrote it.
    #[inline(always)]
    pub(crate) const fn of(word: u64) -> Self {
        Self(word)
    }

    /// The word as it stands in the object.
    #[inline(always)]
    pub(crate) const fn word(self) -> u64 {
        self.0
    }

    /// The word for the next version, in `slot`.
    #[inline(always)]
    const fn next(self, slot: u8) -> Self {
        let next = (self.0 & !SLOT_MASK).wrapping_add(1 << SLOT_BITS);
        let next = if next == 0 {
            // Behind the last version comes the first one: 0 is none.
            core::hint::cold_path();
            1 << SLOT_BITS
        } else {
            next
        };
        #[expect(clippy::as_conversions, reason = "widening, in a const fn")]
        Self(next | slot as u64)
    }

    /// Which publish this is, from 1 up.
    #[inline(always)]
    pub(crate) const fn version(self) -> u64 {
        self.0 >> SLOT_BITS
    }

    /// Where it is; to be checked against the number of slots.
    #[inline(always)]
    pub(crate) const fn slot(self) -> u8 {
        #[expect(clippy::as_conversions, reason = "masked to eight bits")]
        {
            (self.0 & SLOT_MASK) as u8
        }
    }
}

/// Why an attempt to read gave no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Miss {
    /// The writer published a whole lap of slots during the copy: try again.
    Lapped,
    /// No writer that follows the protocol leaves this: the object was written by somebody else.
    Corrupt,
}

/// Reads `head` without what it leads to.
#[inline(always)]
pub(crate) fn head(cells: &impl Cells) -> Head {
    Head(cells.head().load(Relaxed))
}

/// The slot that was current at R1, for as long as a reader looks at it.
#[derive(Debug)]
pub(crate) struct Look<'c, C> {
    cells: &'c C,
    head: Head,
}

/// Starts to look at the current slot (R1).
#[inline(always)]
pub(crate) fn look<C: Cells>(cells: &C) -> Result<Look<'_, C>, Miss> {
    let head = Head(cells.head().load(BEFORE_FENCE)); // R1
    // Acquire: pairs with the release store of W3; the fill it names is visible below.
    fence(Acquire);
    if head.slot() >= cells.slots() || head.version() == 0 {
        return Err(Miss::Corrupt);
    }
    Ok(Look { cells, head })
}

impl<C: Cells> Look<'_, C> {
    /// What is looked at.
    #[inline(always)]
    pub(crate) fn head(&self) -> Head {
        self.head
    }

    /// Where it is, below `slots()`.
    #[inline(always)]
    pub(crate) fn slot(&self) -> u8 {
        self.head.slot()
    }

    /// Whether every word of the slot that was loaded since R1 is of that one value (R3, R4).
    ///
    /// May be asked again after more words: R3 holds for all loads before it.
    #[inline(always)]
    pub(crate) fn held(&self) -> Result<(), Miss> {
        // Acquire: pairs with the release fence of W1. If a word above came from a later fill, the
        // stamp below is that fill's 0 or newer.
        fence(Acquire);
        if self.cells.stamp(self.slot()).load(Relaxed) == self.head.version() {
            Ok(()) // R3
        } else {
            Err(miss(self.cells, self.head)) // R4
        }
    }
}

/// One attempt at the current value: `take(slot)` copies, and what it returns counts only if the
/// slot held one whole value throughout.
///
/// `take` is called with a slot below `slots()`, at most once. It need not load all of the slot's
/// words: those that it did load are of one value.
#[inline(always)]
pub(crate) fn attempt<R>(
    cells: &impl Cells,
    take: impl FnOnce(u8) -> R,
) -> Result<(Head, R), Miss> {
    let look = look(cells)?;
    let taken = take(look.slot()); // R2
    look.held()?;
    Ok((look.head(), taken))
}

/// R4: tells a lap from a corrupt object.
#[cold]
fn miss(cells: &impl Cells, seen: Head) -> Miss {
    // Acquire: pairs with the release store of the stamp in W1, so that the load below sees the
    // publish that came before it.
    fence(Acquire);
    if head(cells) == seen {
        Miss::Corrupt
    } else {
        Miss::Lapped
    }
}

/// Reads until a whole value is there.
///
/// Lock-free: it goes round only when the writer has published `slots() - 1` values or more during
/// one copy. Gives up only on an object that no writer of ours can have left behind.
#[inline(always)]
pub(crate) fn read<R>(
    cells: &impl Cells,
    mut take: impl FnMut(u8) -> R,
) -> Result<(Head, R), Miss> {
    loop {
        match attempt(cells, &mut take) {
            Err(Miss::Lapped) => core::hint::spin_loop(),
            done => return done,
        }
    }
}

/// As [`read`], in at most `tries` attempts.
#[inline(always)]
pub(crate) fn try_read<R>(
    cells: &impl Cells,
    tries: u32,
    mut take: impl FnMut(u8) -> R,
) -> Result<(Head, R), Miss> {
    for _ in 0..tries {
        match attempt(cells, &mut take) {
            Err(Miss::Lapped) => core::hint::spin_loop(),
            done => return done,
        }
    }
    Err(Miss::Lapped)
}

/// The writer's side: which version is current, and which slot comes next.
///
/// # Invariants
///
/// - **P1** `current` is what `head` held when this writer last looked, and only this writer
///   stores it.
/// - **P2** `next` is a slot below `slots()` other than the current one.
#[derive(Debug)]
pub(crate) struct Publisher {
    current: Head,
    next: u8,
}

impl Publisher {
    /// Fills the first slot of an object that nobody else has seen, as version 1.
    pub(crate) fn first(cells: &impl Cells, fill: impl FnOnce(u8)) -> Self {
        let mut publisher = Self {
            current: Head::new(0, cells.slots() - 1),
            next: 0,
        };
        publisher.publish(cells, fill);
        publisher
    }

    /// Goes on behind a writer that is gone, or says that its object is corrupt.
    pub(crate) fn resume(cells: &impl Cells) -> Result<Self, Miss> {
        // Nobody publishes now, so one attempt decides.
        let (current, ()) = attempt(cells, |_| ())?;
        Ok(Self {
            current,
            next: after(current.slot(), cells.slots()),
        })
    }

    /// What was published last.
    #[inline(always)]
    pub(crate) fn current(&self) -> Head {
        self.current
    }

    /// Publishes what `fill(slot)` stores by relaxed words, as the next version.
    #[inline(always)]
    pub(crate) fn publish(&mut self, cells: &impl Cells, fill: impl FnOnce(u8)) {
        let slot = self.next;
        let next = self.current.next(slot);
        let version = next.version();
        let stamp = cells.stamp(slot);
        fault::point("publish.begun");
        // W1. Release: whoever sees this 0 sees the W3 of the publishes before it (R4).
        stamp.store(0, Release);
        fault::point("publish.zeroed");
        // Release: pairs with the fence of R3. Whoever sees a word of the fill below sees the 0
        // above.
        fence(Release);
        fill(slot);
        fault::point("publish.filled");
        // W2. Release: the fill is complete for whoever sees this stamp.
        stamp.store(version, Release);
        fault::point("publish.stamped");
        // W3. Release: pairs with the fence of R1.
        self.current = next;
        cells.head().store(self.current.word(), Release);
        fault::point("publish.head");
        // Release: a waiter that sees this event sees the head above.
        cells.event().store(event(version), Release);
        fault::point("publish.event");
        self.next = after(slot, cells.slots()); // W4
    }

    /// W4, where readers hold slots: takes the next one that is not `held`.
    ///
    /// To be called after each publish, and by a new writer before its first. P2 stays, since the
    /// current slot is held.
    pub(crate) fn avoid(&mut self, cells: &impl Cells, held: &Held) {
        // There are more slots than can be held, so this ends; and in any case.
        for _ in 1..cells.slots() {
            if !held.contains(self.next) {
                return;
            }
            self.next = after(self.next, cells.slots());
        }
    }
}

/// The event word of a version.
#[inline(always)]
pub(crate) const fn event(version: u64) -> u32 {
    #[expect(clippy::as_conversions, reason = "the low half is what is wanted")]
    {
        version as u32
    }
}

/// The slot that was filled longest ago.
#[inline(always)]
const fn after(slot: u8, slots: u8) -> u8 {
    if slot + 1 >= slots { 0 } else { slot + 1 }
}

#[cfg(test)]
mod tests;
