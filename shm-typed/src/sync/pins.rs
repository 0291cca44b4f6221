//! Holding a value in its slot, so that a reader may look at it there for as long as it likes.
//!
//! # State
//!
//! A reader that holds values owns a *cell*, a word that it and the writer write: `NONE`, or the
//! `head` word that it holds, or `PENDING`. `pinning = epoch << 8 | n` says that only cells below
//! `n` may be in use. There are two slots more than cells, or more: each cell holds one slot at most,
//! whatever is in it, one slot is current, and so one is always free.
//!
//! Who owns a cell is the kernel's word: a lock, which dies with its holder.
//!
//! # Steps
//!
//! Reader, once, when it has got its cell `c`:
//!
//! - **G1** `c = NONE` (Release).
//! - **G2** `pinning`: the epoch goes up by one, and `n` to at least `c + 1` (Relaxed).
//! - **G3** barrier.
//!
//! Reader, to pin the current value:
//!
//! - **P1** `h = head` (Relaxed); `c = h` (Release).
//! - **P2** `fence(SeqCst)`; `head` (Relaxed) is still `h`, the whole word: it holds `h`.
//! - **P3** else it asks for help: `c = PENDING` (Release); `fence(SeqCst)`; `h = head` (Relaxed);
//!   `fence(Acquire)`.
//! - **P4** compare-exchange `c` from `PENDING` to `h` (Relaxed). Done: it holds `h`. Failed
//!   (Acquire): the writer has put its current `head` there, and the reader holds that.
//! - **P5** to let go: `c = NONE` (Release).
//!
//! Writer, within W4, when it has stored `head` and before it chooses the next slot:
//!
//! - **Q1** barrier; `pinning` (Relaxed). `n` is 0: no slot is held.
//! - **Q2** `fence(SeqCst)`.
//! - **Q3** each cell below `n` (Acquire). One that is `PENDING` gets the current `head` by
//!   compare-exchange (AcqRel).
//! - **Q4** the slots that cells name are held, and so is the current one.
//!
//! Writer, once in a while, between Q1 and Q2, one cell at a time, in rounds:
//!
//! - **T1** the next cell below `n`: what it names; then, whether somebody owns it. Nobody does, and it
//!   does not name the current slot: compare-exchange what it named to `NONE`.
//! - **T2** at the end of a round in which nobody owned any: compare-exchange `pinning` from what Q1 saw
//!   at the beginning of the round to `n = 0`.
//!
//! The barriers are those of [`waiting`](super::waiting): full fences, or none on the writer's side
//! and one by the kernel at G3.
//!
//! # Why a held slot is not filled
//!
//! Take the choice of W4 behind the store of `head = v`, and a reader that ends up holding an older
//! value in slot `s`.
//!
//! - *It chose `s` itself.* At P2, or at P3 and P4, its load of `head` behind its fence found an older
//!   word than `v`. Were Q2 before that fence, the load would have found `v`. So its fence came first,
//!   and Q3 sees what it stored before: `s`, which is held; or `PENDING`, and then the two
//!   compare-exchanges decide, of which one only succeeds: the reader's, and the writer's fails and
//!   sees `s`; or the writer's, and the reader holds `v`. Or Q3 sees something later, and the hold
//!   is over.
//! - *The writer gave it `s`* at an earlier Q3. `s` was in the cell then, and Q3 sees it or later.
//! - *Q1 did not see its mark.* G2 precedes the barrier G3, and the store of `head = v` the barrier
//!   of Q1: one of the two sees the other's. So all loads of `head` behind G3 found `v` or newer,
//!   and it holds nothing older. A mark that is seen stays until T2.
//! - *Between this choice and the next store of `head`* nobody can come to hold the chosen slot:
//!   behind Q2, whoever loads `head` finds `v`, whose slot is not the chosen one. So the slot may be
//!   chosen long before it is filled.
//! - *The same `head` comes back.* Whole words are compared, versions included.
//! - *A request is answered late.* The writer may answer a `PENDING` that is of a later pin than the
//!   one that it saw. What it gives is current still: it alone stores `head`.
//!
//! Every store into a cell is a release and Q3 acquires: whatever a reader did with a value happens
//! before its slot is filled again.
//!
//! # Why tidying is harmless
//!
//! - *T1 erases what a living owner holds.* It got its cell after the writer asked, and so after the
//!   store of `head = v`: what it holds is `v` or newer, and T1 erases older words only.
//! - *T2 hides a mark.* Whoever raised it before the round began got its cell before that, and is found,
//!   or has let go before its cell's turn. Whoever raised it later, in a cell whose turn was over
//!   perhaps, changed the epoch, and T2 fails.
//!
//! # What it costs whom
//!
//! Both sides are wait-free: no step repeats but G2, whose loop is over when no other reader begins at
//! the same time. The writer asks the kernel of one cell at a time, so that its slowest publish has one
//! such call more, however many cells there are. A reader that is killed or stopped keeps one slot from being filled, its own;
//! killed, until its cell has a new owner, or T1.
//!
//! # Takeover
//!
//! A new writer starts from `head` and goes through Q1 to Q4 before it chooses its first slot. There
//! is nothing to repair.

use super::snapshot::{Cells, Head};
use crate::fault;
use crate::primitive::{
    AtomicU64, BEFORE_FENCE,
    Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst},
    fence,
};

/// No value is held. No `head`, since versions start at 1.
const NONE: u64 = 0;
/// A value is asked for. No `head`, since slot 255 is none.
const PENDING: u64 = u64::MAX;

/// The bits of `pinning` that count cells.
const COUNT: u64 = 0xff;

/// How often the writer tidies: a cell in so many versions.
const TIDY: u64 = 1 << 13;

/// The words of one reader table, wherever they are.
pub(crate) trait PinCells {
    /// The word that says which cells may be in use.
    fn pinning(&self) -> &AtomicU64;
    /// A cell; `cell < cells()`.
    fn cell(&self, cell: u8) -> &AtomicU64;
    /// How many cells there are: two less than slots, or fewer.
    fn cells(&self) -> u8;
}

/// G1 to G3: begins to use a cell that the caller has just come to own.
///
/// `remote` fences every processor on which a writer runs, for the writer that does not do it, and
/// says whether it could.
pub(crate) fn begin(table: &impl PinCells, cell: u8, remote: impl FnOnce() -> bool) -> bool {
    // G1. Release: what the owner before did with its last value happens before its slot is filled.
    // A swap, since the model takes a store for one that may come before T1.
    table.cell(cell).swap(NONE, Release);
    fault::point("pin.cleared");
    let raised = |mark: u64| {
        let count = (mark & COUNT).max(u64::from(cell) + 1);
        Some((mark & !COUNT).wrapping_add(COUNT + 1) | count)
    };
    let _ = table.pinning().fetch_update(Relaxed, Relaxed, raised); // G2
    fault::point("pin.marked");
    let is_fenced = remote();
    fence(SeqCst); // G3: against Q1
    is_fenced
}

/// P1 to P4: pins the current value in `cell`, which the caller owns, and says which it is.
///
/// Of an object that breaks the protocol it gives version 0 in slot 0. Otherwise the slot is below
/// `slots()`, and not filled before the cell is stored to again.
#[inline(always)]
pub(crate) fn pin(object: &impl Cells, cell: &AtomicU64) -> Head {
    let head = object.head().load(BEFORE_FENCE);
    // P1. Release: what was done with the value before happens before its slot is filled.
    cell.store(head, Release);
    fault::point("pin.stored");
    // P2: against Q2. It acquires too: the value that `head` names is visible.
    fence(SeqCst);
    if object.head().load(Relaxed) == head {
        return checked(object, head);
    }
    ask(object, cell)
}

/// P3 and P4.
#[cold]
fn ask(object: &impl Cells, cell: &AtomicU64) -> Head {
    // Release: as P1.
    cell.store(PENDING, Release);
    fault::point("pin.asked");
    fence(SeqCst); // P3: against Q2
    let head = object.head().load(BEFORE_FENCE);
    // Acquire: pairs with the release store of W3.
    fence(Acquire);
    // P4. Relaxed: it goes on with the release of P3. Acquire: the value that the writer gives is
    // visible.
    let held = match cell.compare_exchange(PENDING, head, Relaxed, Acquire) {
        Ok(_) => head,
        Err(given) => given,
    };
    fault::point("pin.answered");
    checked(object, held)
}

/// P5: lets go of what `cell` holds.
#[inline(always)]
pub(crate) fn unpin(cell: &AtomicU64) {
    // Release: whatever was done with the value happens before its slot is filled.
    cell.store(NONE, Release);
    fault::point("pin.dropped");
}

/// What a word names, if it can be a value's.
#[inline(always)]
fn checked(object: &impl Cells, word: u64) -> Head {
    named(word, object.slots()).unwrap_or(Head::new(0, 0))
}

/// What a word names, if it names a slot.
#[inline(always)]
fn named(word: u64, slots: u8) -> Option<Head> {
    let head = Head::of(word);
    (head.version() != 0 && head.slot() < slots).then_some(head)
}

/// Slots that may not be filled.
#[derive(Debug)]
pub(crate) struct Held([u64; 4]);

impl Held {
    /// Whether `slot` is one.
    #[inline]
    pub(crate) fn contains(&self, slot: u8) -> bool {
        self.0
            .get(usize::from(slot / 64))
            .is_some_and(|bits| bits >> (slot % 64) & 1 != 0)
    }

    #[inline]
    fn add(&mut self, slot: u8) {
        if let Some(bits) = self.0.get_mut(usize::from(slot / 64)) {
            *bits |= 1 << (slot % 64);
        }
    }
}

/// Q1 behind its barrier: whether anybody may pin.
#[inline(always)]
pub(crate) fn may_be_held(table: &impl PinCells) -> bool {
    table.pinning().load(Relaxed) & COUNT != 0
}

/// Q1 to Q4 behind the barrier of Q1: which slots are held; `None` if nobody pins.
///
/// `current` is what this writer stored in `head` last, of `slots` slots. `is_owned` asks the kernel
/// whether somebody owns a cell.
#[inline(always)]
pub(crate) fn held(
    table: &impl PinCells,
    current: Head,
    slots: u8,
    round: &mut Round,
    is_owned: impl Fn(u8) -> bool,
) -> Option<Held> {
    let mark = table.pinning().load(Relaxed); // Q1
    (mark & COUNT != 0).then(|| {
        if current.version().is_multiple_of(TIDY) {
            round.tidy(table, mark, current, slots, is_owned);
        }
        scan(table, mark, current, slots)
    })
}

/// The cells that may be in use, as `mark` says, which readers write.
fn in_use(table: &impl PinCells, mark: u64) -> u8 {
    u8::try_from(mark & COUNT).map_or(0, |count| count.min(table.cells()))
}

/// Q2 to Q4.
fn scan(table: &impl PinCells, mark: u64, current: Head, slots: u8) -> Held {
    let mut held = Held([0; 4]);
    held.add(current.slot());
    fence(SeqCst); // Q2: against P2 and P3
    fault::point("scan.begun");
    for cell in 0..in_use(table, mark) {
        let cell = table.cell(cell);
        // Q3. Acquire: pairs with the release stores of G1 and P1 to P5.
        let mut word = cell.load(Acquire);
        if word == PENDING {
            // Acquire: as above. Release: the value is visible to whom it is given. (The fence of Q2
            // does that already, but ThreadSanitizer knows no fences.)
            word = match cell.compare_exchange(PENDING, current.word(), AcqRel, Acquire) {
                Ok(_) => current.word(),
                Err(word) => word,
            };
            fault::point("scan.answered");
        }
        if let Some(head) = named(word, slots) {
            held.add(head.slot()); // Q4
        }
    }
    held
}

/// How far the writer has come in tidying.
#[derive(Debug, Default)]
pub(crate) struct Round {
    /// The cell whose turn is next; 0: a new round begins.
    next: u8,
    /// What Q1 saw when it began.
    mark: u64,
    /// Whether somebody owned a cell whose turn is over.
    owned: bool,
}

impl Round {
    /// T1 of one cell, and T2 behind the last.
    #[cold]
    fn tidy(
        &mut self,
        table: &impl PinCells,
        mark: u64,
        current: Head,
        slots: u8,
        is_owned: impl Fn(u8) -> bool,
    ) {
        if self.next == 0 {
            (self.mark, self.owned) = (mark, false);
        }
        let cells = in_use(table, self.mark);
        if self.next < cells {
            let cell = table.cell(self.next);
            let word = cell.load(Relaxed);
            if is_owned(self.next) {
                self.owned = true;
            } else if word != current.word() && named(word, slots).is_some() {
                // T1. Relaxed: there is nobody to whom it tells anything.
                let _ = cell.compare_exchange(word, NONE, Relaxed, Relaxed);
            }
            fault::point("tidy.cell");
            self.next += 1;
        }
        if self.next >= cells {
            self.next = 0;
            if !self.owned {
                // T2.
                let pinning = table.pinning();
                let _ = pinning.compare_exchange(self.mark, self.mark & !COUNT, Relaxed, Relaxed);
                fault::point("tidy.mark");
            }
        }
    }
}

#[cfg(test)]
mod tests;
