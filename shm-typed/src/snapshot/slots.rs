//! Values of one type in the slots of a region: the typed face of the copy.

#![allow(
    unsafe_code,
    reason = "turns bytes that the protocol found whole into a `T`"
)]

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use super::region::Region;
use crate::layout::{Plain, Shared};
use crate::sync::snapshot::{self, Head, Miss, Publisher};

/// The slots of a region whose values are, or begin with, a `T`.
///
/// # Invariants
///
/// - **T1** `size_of::<T>() <= region.value_size()`.
/// - **T2** `T::DESCRIPTOR` has been evaluated, so `T` has no padding (S4).
#[derive(Debug)]
pub(super) struct Slots<T> {
    region: Region,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Slots<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Slots<T> {}

impl<T: Shared> Slots<T> {
    /// Refuses a type with padding where it is used.
    const NO_PADDING: () = assert!(
        T::DESCRIPTOR.size() == size_of::<T>() && T::DESCRIPTOR.align() == align_of::<T>(),
        "a descriptor tells the size and alignment of its type"
    );

    /// The slots of `region`, or `None` if its values are too short to hold a `T`.
    pub(super) fn new(region: Region) -> Option<Self> {
        const { Self::NO_PADDING }; // T2
        (size_of::<T>() <= region.value_size()).then_some(Self {
            region,
            value: PhantomData,
        }) // T1
    }

    /// The region.
    #[inline(always)]
    pub(super) fn region(&self) -> &Region {
        &self.region
    }

    /// Publishes `value`.
    ///
    /// # Safety
    ///
    /// The region's mapping is writable.
    #[inline(always)]
    pub(super) unsafe fn publish(&self, publisher: &mut Publisher, value: &T) {
        let this = *self; // see `read_into`
        publisher.publish(&this.region, |slot| {
            // SAFETY: the caller's for the mapping.
            unsafe { this.fill(slot, value) };
        });
    }

    /// Publishes `value` as the first one of an object that nobody else has seen.
    ///
    /// # Safety
    ///
    /// The region's mapping is writable.
    pub(super) unsafe fn publish_first(&self, value: &T) -> Publisher {
        Publisher::first(&self.region, |slot| {
            // SAFETY: the caller's for the mapping.
            unsafe { self.fill(slot, value) };
        })
    }

    /// Stores `value` into `slot`.
    ///
    /// # Safety
    ///
    /// The region's mapping is writable.
    #[inline(always)]
    unsafe fn fill(&self, slot: u8, value: &T) {
        let from = core::ptr::from_ref(value).cast::<u8>();
        // SAFETY: a borrowed `T` is valid for reads, T2 says that every byte of it is initialised,
        // T1 that it fits. The mapping is the caller's.
        unsafe { self.region.store(slot, from, size_of::<T>()) };
    }

    /// Copies the bytes of `slot` to `into`, whatever they are just now.
    #[inline(always)]
    fn copy(&self, slot: u8, into: &mut MaybeUninit<T>) {
        // SAFETY: a unique borrow of `size_of::<T>()` bytes; T1 says that they fit.
        unsafe {
            self.region
                .load(slot, into.as_mut_ptr().cast(), size_of::<T>())
        };
    }
}

impl<T: Plain> Slots<T> {
    /// Reads the current value over `value`, as often as it takes; see [`snapshot::read`].
    ///
    /// Of a corrupt object it gives whatever bytes are found, with no version.
    #[inline(always)]
    pub(super) fn read_into(&self, value: &mut T) -> Option<Head> {
        let value = core::ptr::from_mut(value).cast::<MaybeUninit<T>>();
        // SAFETY: a unique borrow of the same bytes; below, only initialised bytes are written
        // to it, and any bytes are a `T` (Plain), so it is a `T` again when the borrow ends.
        let value = unsafe { &mut *value };
        // A local copy: as far as the compiler knows the assembly of the copy may change all memory
        // but locals, and it would load and check everything again behind it.
        let this = *self;
        let head = snapshot::read(&this.region, |slot| this.copy(slot, value));
        self.or_any(head, value)
    }

    /// As [`read_into`](Self::read_into), onto the heap, without a `T` on the stack.
    pub(super) fn read_boxed(&self) -> (Option<Head>, Box<T>) {
        let mut value = Box::<T>::new_uninit();
        let head = snapshot::read(&self.region, |slot| self.copy(slot, &mut value));
        let head = self.or_any(head, &mut value);
        // SAFETY: one of the copies above wrote every byte, and any bytes are a `T` (Plain).
        (head, unsafe { value.assume_init() })
    }

    /// Reads the current value in at most `tries` attempts.
    #[inline(always)]
    pub(super) fn try_read(&self, tries: u32) -> Result<(Head, T), Miss> {
        let this = *self;
        let mut value = MaybeUninit::<T>::uninit();
        let mut miss = Miss::Lapped;
        for _ in 0..tries {
            match snapshot::attempt(&this.region, |slot| this.copy(slot, &mut value)) {
                // SAFETY: the copy wrote every byte, and any bytes are a `T` (Plain).
                Ok((head, ())) => return Ok((head, unsafe { value.assume_init() })),
                Err(Miss::Lapped) => core::hint::spin_loop(),
                Err(corrupt) => {
                    miss = corrupt;
                    break;
                }
            }
        }
        Err(miss)
    }

    /// Makes sure that `value` was written even if the object is corrupt.
    #[inline(always)]
    fn or_any(&self, head: Result<(Head, ()), Miss>, value: &mut MaybeUninit<T>) -> Option<Head> {
        match head {
            Ok((head, ())) => Some(head),
            Err(_) => {
                self.copy_any(value);
                None
            }
        }
    }

    /// Copies whatever is in the first slot.
    #[cold]
    #[inline(never)]
    fn copy_any(&self, value: &mut MaybeUninit<T>) {
        self.copy(0, value);
    }
}
