//! Values of one type in the slots of a region: the typed face of the copy.

#![allow(
    unsafe_code,
    reason = "turns bytes that the protocol found whole into a `T`"
)]

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ops::Range;
use core::ptr::NonNull;

use super::region::Region;
use crate::layout::{InvalidValue, Plain, Shared, check, make_value};
use crate::sync::behind::Behind;
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

    /// Whether bytes are checked before they are a `T`: if not, any bytes are one (S5).
    pub(super) const CHECKED: bool = T::DESCRIPTOR.is_checked();

    /// Whether a value that is returned is written by a call, right before the return.
    ///
    /// A local that the copy was inlined into is copied once more on its way out. One that a single call has written
    /// the compiler does not make: the call writes to where the caller wants the value.
    pub(super) const BY_CALL: bool = size_of::<T>() >= 128;

    /// The slots of `region`, or `None` if its values are too short to hold a `T`.
    pub(super) fn new(region: Region) -> Option<Self> {
        const { Self::NO_PADDING }; // T2
        (size_of::<T>() <= region.value_size()).then_some(Self {
            region,
            value: PhantomData,
        }) // T1
    }

    /// Where the value in `slot` is; T1 says that as many bytes as a `T` has are there.
    #[inline(always)]
    pub(super) fn address(&self, slot: u8) -> NonNull<T> {
        self.region.place(slot).0.cast()
    }

    /// Whether every slot's value is aligned as a `T` is.
    ///
    /// Only an object that contradicts itself, or one whose values begin with a `T` and are aligned to
    /// less, has others.
    pub(super) fn are_aligned(&self) -> bool {
        self.region.is_aligned(align_of::<T>())
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

    /// Publishes `value` by storing only the parts in which the next slot is `behind`, which has a set for
    /// each slot.
    ///
    /// # Safety
    ///
    /// The region's mapping is writable.
    pub(super) unsafe fn publish_parts(
        &self,
        publisher: &mut Publisher,
        value: &T,
        behind: &mut Behind,
    ) {
        publisher.publish(&self.region, |slot| {
            let set = usize::from(slot);
            for part in behind.parts(set) {
                // SAFETY: the caller's for the mapping.
                unsafe { self.fill_part(slot, value, part) };
            }
            behind.caught_up(set);
        });
    }

    /// Stores `part` of `value` into `slot`; it starts at a word.
    ///
    /// # Safety
    ///
    /// The region's mapping is writable.
    ///
    /// # Panics
    ///
    /// If it is not a part of a `T`, or neither whole words nor the end.
    unsafe fn fill_part(&self, slot: u8, value: &T, part: Range<usize>) {
        assert_is_part::<T>(&part);
        // SAFETY: within the borrowed value, as was just found.
        let from = unsafe { core::ptr::from_ref(value).cast::<u8>().add(part.start) };
        // SAFETY: the part is whole words of the value or its end, as was just found, and T1 says that it
        // fits. It is borrowed, and T2 says that every byte of it is initialised. The mapping is the
        // caller's.
        unsafe { self.region.store_part(slot, part.start, from, part.len()) };
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

/// A value that a read found whole, or the field of it that is none, and where it was.
pub(super) type Found<T> = (Head, Result<T, InvalidValue>);

impl<T: Shared> Slots<T> {
    /// Reads the current value in at most `tries` attempts.
    #[inline(always)]
    pub(super) fn try_read(&self, tries: u32) -> Result<Found<T>, Miss> {
        let mut value = MaybeUninit::<T>::uninit();
        let head = self.try_copy(tries, &mut value)?;
        // SAFETY: `try_copy` wrote every byte, and this memory is private.
        let checked = unsafe { Self::checked(&value) };
        // SAFETY: those bytes are a `T`, as was just found.
        Ok((head, checked.map(|()| unsafe { value.assume_init() })))
    }

    /// As [`try_read`](Self::try_read), onto the heap, without a `T` on the stack.
    pub(super) fn try_read_boxed(&self, tries: u32) -> Result<Found<Box<T>>, Miss> {
        let mut value = Box::<T>::new_uninit();
        let head = self.try_copy(tries, &mut value)?;
        // SAFETY: `try_copy` wrote every byte, and this memory is private.
        let checked = unsafe { Self::checked(&value) };
        // SAFETY: those bytes are a `T`, as was just found.
        Ok((head, checked.map(|()| unsafe { value.assume_init() })))
    }

    /// As [`try_read`](Self::try_read), over `value`.
    ///
    /// A checked value goes through memory of its own: until it is checked, it must not be where a
    /// `T` is. So without a new value the old one stays. One that is not checked may have been
    /// overwritten in part.
    #[inline(always)]
    pub(super) fn try_read_into(&self, tries: u32, value: &mut T) -> Result<Found<()>, Miss> {
        if Self::CHECKED && size_of::<T>() <= ON_STACK {
            return self.try_read_by_stack(tries, value);
        }
        if Self::CHECKED {
            return self.try_read_by_heap(tries, value);
        }
        let value = core::ptr::from_mut(value).cast::<MaybeUninit<T>>();
        // SAFETY: a unique borrow of the same bytes; only initialised bytes are written to it, and
        // any bytes are a `T` (not CHECKED, S5), so it is a `T` again when the borrow ends.
        let value = unsafe { &mut *value };
        let head = self.try_copy(tries, value)?;
        Ok((head, Ok(())))
    }

    // A function of its own: its frame holds a `T`.
    #[inline(never)]
    fn try_read_by_stack(&self, tries: u32, value: &mut T) -> Result<Found<()>, Miss> {
        let mut found = Err(Miss::Lapped);
        let new = self.try_read_or_any(tries, &mut found);
        if let Ok((_, Ok(()))) = found {
            *value = new;
        }
        found
    }

    #[inline(never)]
    fn try_read_by_heap(&self, tries: u32, value: &mut T) -> Result<Found<()>, Miss> {
        let (head, found) = self.try_read_boxed(tries)?;
        Ok((head, found.map(|found| overwrite(value, &*found))))
    }

    /// Reads the current value, whatever bits it has, in the memory of `spare` if there is one.
    ///
    /// # Panics
    ///
    /// For a checked type, whose owner keeps its value and never asks.
    pub(super) fn read_any(&self, spare: Option<Box<T>>) -> Box<T> {
        assert!(!Self::CHECKED, "the owner of a checked value keeps it");
        let mut value = match spare {
            // SAFETY: the same allocation, and a `MaybeUninit` takes what is in it.
            Some(spare) => unsafe { Box::from_raw(Box::into_raw(spare).cast::<MaybeUninit<T>>()) },
            None => Box::new_uninit(),
        };
        let head = snapshot::read(&self.region, |slot| self.copy(slot, &mut value));
        self.or_any(head, &mut value);
        // SAFETY: one of the copies above wrote every byte, and any bytes are a `T` (not CHECKED,
        // S5).
        unsafe { value.assume_init() }
    }

    /// Copies a whole value, in at most `tries` attempts: if one succeeds every byte is written.
    #[inline(always)]
    fn try_copy(&self, tries: u32, value: &mut MaybeUninit<T>) -> Result<Head, Miss> {
        let this = *self; // see `read_into`
        snapshot::try_read(&this.region, tries, |slot| this.copy(slot, value))
            .map(|(head, ())| head)
    }

    /// As [`try_read`](Self::try_read), and a value in any case, which is the one of the object if `found` is then `Ok`
    /// and its result too.
    #[inline(always)]
    pub(super) fn try_read_or_any(&self, tries: u32, found: &mut Result<Found<()>, Miss>) -> T {
        let mut value = MaybeUninit::<T>::uninit();
        *found = self.try_copy_or_any(tries, &mut value);
        // SAFETY: those bytes are a `T`, as it promises.
        unsafe { value.assume_init() }
    }

    /// As [`try_copy`](Self::try_copy), and the bytes are checked; afterwards they are a `T` in any case.
    // Not inlined: see `BY_CALL`.
    #[inline(never)]
    fn try_copy_or_any(&self, tries: u32, value: &mut MaybeUninit<T>) -> Result<Found<()>, Miss> {
        let found = self.try_copy(tries, value).map(|head| {
            // SAFETY: `try_copy` wrote every byte, and this memory is private.
            (head, unsafe { Self::checked(value) })
        });
        if !matches!(found, Ok((_, Ok(())))) {
            Self::make_any(value);
        }
        found
    }

    /// Makes a `T` of `value`, whatever it was.
    #[cold]
    #[inline(never)]
    fn make_any(value: &mut MaybeUninit<T>) {
        let bytes = value.as_mut_ptr().cast::<u8>();
        // SAFETY: a unique borrow of `size_of::<T>()` bytes.
        unsafe { bytes.write_bytes(0, size_of::<T>()) };
        // SAFETY: as above, and all of them have just been written.
        let bytes = unsafe { core::slice::from_raw_parts_mut(bytes, size_of::<T>()) };
        make_value(T::DESCRIPTOR, bytes);
        assert!(
            check(T::DESCRIPTOR, bytes).is_ok(),
            "every shared type has a value"
        ); // so it is one (S5)
    }

    /// Whether the bytes of `value` are a `T`, or which field is none.
    ///
    /// # Safety
    ///
    /// Every byte is initialised, and nobody changes any meanwhile.
    #[inline(always)]
    pub(super) unsafe fn checked(value: &MaybeUninit<T>) -> Result<(), InvalidValue> {
        if !Self::CHECKED {
            return Ok(()); // S5
        }
        // SAFETY: a borrow of `size_of::<T>()` bytes, initialised and unchanged meanwhile, as the
        // caller promises.
        let bytes = unsafe { core::slice::from_raw_parts(value.as_ptr().cast(), size_of::<T>()) };
        check(T::DESCRIPTOR, bytes)
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

/// A copy on the heap, made without a `T` on the stack.
pub(super) fn boxed<T: Shared>(value: &T) -> Box<T> {
    let mut copy = Box::<T>::new_uninit();
    // SAFETY: a borrowed `T`, and as many bytes that were just allocated for one.
    unsafe { core::ptr::copy_nonoverlapping(value, copy.as_mut_ptr(), 1) };
    // SAFETY: just written; a `Shared` type is `Copy`.
    unsafe { copy.assume_init() }
}

/// `*to = *from`, which in a build without optimisation goes by way of the stack.
#[inline(always)]
pub(super) fn overwrite<T: Shared>(to: &mut T, from: &T) {
    core::slice::from_mut(to).copy_from_slice(core::slice::from_ref(from));
}

/// Copies `part` of `from` over that of `to`.
///
/// # Panics
///
/// As [`assert_is_part`].
pub(super) fn overwrite_part<T: Shared>(to: &mut T, from: &T, part: Range<usize>) {
    assert_is_part::<T>(&part);
    // SAFETY: within the borrowed value, as was just found.
    let from = unsafe { core::ptr::from_ref(from).cast::<u8>().add(part.start) };
    // SAFETY: within the borrowed value, as was just found.
    let to = unsafe { core::ptr::from_mut(to).cast::<u8>().add(part.start) };
    // SAFETY: the borrows keep both sides, which do not overlap, since one is unique. The part starts
    // and ends at a multiple of 64, or at the end, and whatever has bits that are no value is a number of at most
    // 16 bytes and aligned to its size, or to 8: it is whole within one of the sides, and `to` is a `T` again (S5).
    unsafe { core::ptr::copy_nonoverlapping(from, to, part.len()) };
}

/// Makes sure that `part` is of a `T`: from a multiple of 64 bytes to another one, or to the end.
#[inline(always)]
fn assert_is_part<T>(part: &Range<usize>) {
    assert!(
        part.start <= part.end
            && part.end <= size_of::<T>()
            && part.start.is_multiple_of(64)
            && (part.end.is_multiple_of(64) || part.end == size_of::<T>()),
        "a part of the value, in chunks"
    );
}

/// The largest checked value that is read over another by way of the stack.
const ON_STACK: usize = 4096;

/// Memory for a value on the stack, from the start of a cache line: wide stores then straddle none.
#[repr(align(64))]
struct Line<T>(MaybeUninit<T>);

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

    /// As [`read_into`](Self::read_into), by value; `saw` is told the version of a whole one.
    #[inline(always)]
    pub(super) fn read(&self, saw: impl FnOnce(Head)) -> T {
        if Self::BY_CALL {
            return self.read_by_call(saw);
        }
        let mut line = Line(MaybeUninit::<T>::uninit());
        let value = &mut line.0;
        let this = *self; // see `read_into`
        let head = snapshot::read(&this.region, |slot| this.copy(slot, value));
        if let Some(head) = self.or_any(head, value) {
            saw(head);
        }
        // SAFETY: one of the copies above wrote every byte, and any bytes are a `T` (Plain).
        unsafe { line.0.assume_init() }
    }

    // Not inlined: see `BY_CALL`.
    #[inline(never)]
    fn read_by_call(&self, saw: impl FnOnce(Head)) -> T {
        let mut value = MaybeUninit::<T>::uninit();
        self.read_over(&mut value, saw);
        // SAFETY: it wrote every byte, and any bytes are a `T` (Plain).
        unsafe { value.assume_init() }
    }

    /// Writes every byte of `value`.
    // Not inlined: see `BY_CALL`.
    #[inline(never)]
    fn read_over(&self, value: &mut MaybeUninit<T>, saw: impl FnOnce(Head)) {
        let this = *self; // see `read_into`
        let head = snapshot::read(&this.region, |slot| this.copy(slot, value));
        if let Some(head) = self.or_any(head, value) {
            saw(head);
        }
    }

    /// As [`read_into`](Self::read_into), onto the heap, without a `T` on the stack.
    pub(super) fn read_boxed(&self) -> (Option<Head>, Box<T>) {
        let mut value = Box::<T>::new_uninit();
        let head = snapshot::read(&self.region, |slot| self.copy(slot, &mut value));
        let head = self.or_any(head, &mut value);
        // SAFETY: one of the copies above wrote every byte, and any bytes are a `T` (Plain).
        (head, unsafe { value.assume_init() })
    }
}
