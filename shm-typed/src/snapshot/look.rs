//! Looking at parts of the current value where it is: what a view sees, and when it counts.

#![allow(
    unsafe_code,
    reason = "hands out places in a slot, and reads chunks that the protocol found whole"
)]

use core::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use super::slots::Slots;
use crate::layout::Plain;
use crate::sync::snapshot::{self, Head, Miss};
use crate::view::{ArrayView, Place, View, Viewed};

/// Bytes that are copied and validated at once: small enough for the first-level cache, large
/// enough that the looks at the stamp between them cost little.
const CHUNK: usize = 2048;

/// Private memory for one chunk of small elements.
#[repr(C, align(64))]
struct Chunk([MaybeUninit<u8>; CHUNK]);

impl<T: Viewed> Slots<T> {
    /// Where the value in `slot` is, while this handle is borrowed.
    #[inline(always)]
    fn place(&self, slot: u8) -> Place<'_, T> {
        let (value, kernel) = self.region().place(slot);
        // SAFETY: `Region::place` says it of `value_size()` bytes, and T1 that a `T` has no more.
        // The kernel is the region's, which asked for it.
        unsafe { Place::new(value, kernel) }
    }

    /// One run of `look` over the current value.
    #[inline(always)]
    fn run<R>(&self, look: &impl Fn(View<'_, T>) -> R) -> Result<(Head, thread::Result<R>), Miss> {
        let this = *self; // see `read_into`
        snapshot::attempt(this.region(), |slot| {
            let place = this.place(slot);
            caught(move || look(T::view(place)))
        })
    }

    /// Runs `look` over the current value until a run counts; see [`snapshot::read`].
    ///
    /// Of a corrupt object it gives what comes of the bytes that are found, with no version.
    #[inline(always)]
    pub(super) fn read_with<R>(&self, look: impl Fn(View<'_, T>) -> R) -> (Option<Head>, R) {
        loop {
            match self.run(&look) {
                Ok((head, run)) => return (Some(head), done(run)),
                Err(Miss::Lapped) => core::hint::spin_loop(),
                Err(Miss::Corrupt) => return (None, self.look_at_any(look)),
            }
        }
    }

    /// As [`read_with`](Self::read_with), in at most `tries` runs.
    #[inline(always)]
    pub(super) fn try_read_with<R>(
        &self,
        tries: u32,
        look: impl Fn(View<'_, T>) -> R,
    ) -> Result<(Head, R), Miss> {
        for _ in 0..tries {
            match self.run(&look) {
                Ok((head, run)) => return Ok((head, done(run))),
                Err(Miss::Lapped) => core::hint::spin_loop(),
                Err(Miss::Corrupt) => return Err(Miss::Corrupt),
            }
        }
        Err(Miss::Lapped)
    }

    /// Looks at whatever is in the first slot.
    #[cold]
    #[inline(never)]
    fn look_at_any<R>(&self, look: impl Fn(View<'_, T>) -> R) -> R {
        look(T::view(self.place(0)))
    }

    /// One attempt at a fold: `step` is given the elements of `of(view)` chunk by chunk, each once it
    /// is known to be of the one value that the attempt began with.
    #[inline(always)]
    pub(super) fn fold_once<E: Plain, A>(
        &self,
        of: impl for<'a> Fn(&'a View<'a, T>) -> ArrayView<'a, E>,
        init: impl FnOnce() -> A,
        step: impl Fn(A, &[E]) -> A,
    ) -> Result<(Head, A), Miss> {
        let this = *self;
        let look = snapshot::look(this.region())?;
        let slot = look.slot();
        let folded = this.fold_slot(slot, of, init, step, || look.held())?;
        Ok((look.head(), folded))
    }

    /// Folds whatever is in the first slot.
    #[cold]
    #[inline(never)]
    pub(super) fn fold_any<E: Plain, A>(
        &self,
        of: impl for<'a> Fn(&'a View<'a, T>) -> ArrayView<'a, E>,
        init: A,
        step: impl Fn(A, &[E]) -> A,
    ) -> A {
        let folded = self.fold_slot(0, of, || init, step, || Ok::<(), Never>(()));
        match folded {
            Ok(folded) => folded,
            Err(never) => match never {},
        }
    }

    /// Folds the value in `slot`: what was loaded is used only after `held` has said that it counts.
    #[inline(always)]
    fn fold_slot<E: Plain, A, M>(
        &self,
        slot: u8,
        of: impl for<'a> Fn(&'a View<'a, T>) -> ArrayView<'a, E>,
        init: impl FnOnce() -> A,
        step: impl Fn(A, &[E]) -> A,
        held: impl Fn() -> Result<(), M>,
    ) -> Result<A, M> {
        let view = T::view(self.place(slot));
        // Which elements these are may follow from words that do not belong together. They are
        // elements of this slot in any case, and the first look below speaks for those words too.
        let array = match caught(|| of(&view)) {
            Ok(array) => array,
            Err(panic) => {
                held()?;
                resume_unwind(panic)
            }
        };
        if array.is_empty() {
            held()?;
            return Ok(init());
        }
        let mut small = Chunk([MaybeUninit::uninit(); CHUNK]);
        let mut large;
        let buffer: &mut [MaybeUninit<E>] = if size_of::<E>() <= CHUNK && align_of::<E>() <= 64 {
            let len = CHUNK.checked_div(size_of::<E>()).unwrap_or(array.len());
            let start = small.0.as_mut_ptr().cast::<MaybeUninit<E>>();
            // SAFETY: aligned to 64 and so for `E`; `len` elements are at most `CHUNK` bytes;
            // anything may be in a `MaybeUninit`; a unique borrow.
            unsafe { core::slice::from_raw_parts_mut(start, len) }
        } else {
            large = Box::<E>::new_uninit();
            core::slice::from_mut(&mut large)
        };
        let mut folded = init();
        let mut start = 0;
        while start < array.len() {
            let len = buffer.len().min(array.len() - start);
            let (chunk, _) = buffer.split_at_mut(len);
            array.load(start, chunk);
            held()?;
            // SAFETY: `load` has written every byte of the `len` elements, and any bytes are an `E`
            // (Plain). A shared borrow of private memory.
            let chunk = unsafe { core::slice::from_raw_parts(chunk.as_ptr().cast::<E>(), len) };
            folded = step(folded, chunk);
            start += len;
        }
        Ok(folded)
    }
}

/// What `run` makes of words that may be changing; or how it panicked.
///
/// A panic is a result like any other: it may come of words that do not belong together, and then it
/// does not count. Costs nothing where `run` cannot panic.
#[inline(always)]
fn caught<R>(run: impl FnOnce() -> R) -> thread::Result<R> {
    // Whatever `run` borrows is the caller's, who is told that it may be run again.
    catch_unwind(AssertUnwindSafe(run))
}

/// What cannot happen.
enum Never {}

/// The result of a run that counts.
#[inline(always)]
fn done<R>(run: thread::Result<R>) -> R {
    match run {
        Ok(result) => result,
        Err(panic) => resume_unwind(panic),
    }
}
