//! The words and the slots of one mapped object, found by its geometry.
//!
//! The one place where an address meets the protocol: here, and only here, references to atomic
//! words of a mapping are formed, and addresses of values are given to the copy. Knows no types.

#![allow(
    unsafe_code,
    reason = "forms references to atomic words of a mapping, and slot addresses"
)]

use core::ptr::NonNull;

use super::lifecycle::Lifecycle;
#[cfg(shm_typed_faults)]
use crate::fault;
use crate::layout::header::{
    EVENT, Geometry, HEAD, LIFECYCLE, PERIOD, PUBLISHED_AT, SCHEMA, WRITER_FLAGS, WRITER_PID,
    WRITER_SINCE,
};
use crate::primitive::{AtomicU32, AtomicU64, BEFORE_FENCE, Ordering::Acquire, fence};
use crate::sync::copy::Kernel;
use crate::sync::snapshot::Cells;

/// Addresses into one mapping.
///
/// # Invariants
///
/// - **R1** `base` is page aligned, and the `object_len >= 512` bytes of its geometry stay mapped
///   readable while this value is used: its owner keeps the mapping beside it.
/// - **R2** The geometry was planned or checked (G1 to G5), so slot `s < slots` lies at
///   `first_slot + s * stride`, whole within the mapping, and its value at `first_value + s * stride`.
/// - **R3** No reference to bytes other than the atomic words named here is formed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    base: NonNull<u8>,
    first_slot: NonNull<u8>,
    first_value: NonNull<u8>,
    stride: usize,
    value_size: usize,
    slots: u8,
    kernel: Kernel,
}

// SAFETY: addresses only. What they lead to is accessed by atomic words (R3), from any thread.
unsafe impl Send for Region {}
// SAFETY: as for `Send`; no method changes `self`.
unsafe impl Sync for Region {}

impl Region {
    /// The region at `base` with `geometry`.
    ///
    /// # Safety
    ///
    /// - `base` is page aligned, and `geometry.object_len` bytes behind it stay mapped readable for
    ///   as long as the region or a copy of it is used.
    /// - `geometry` comes from [`Geometry::plan`] or [`Geometry::check`].
    pub(super) unsafe fn new(base: NonNull<u8>, geometry: &Geometry) -> Self {
        // SAFETY: G4: the slots begin within `object_len`.
        let first_slot = unsafe { base.add(geometry.slots_offset) };
        // SAFETY: G3: the value lies within its slot.
        let first_value = unsafe { first_slot.add(geometry.value_offset) };
        Self {
            base,
            first_slot,
            first_value,
            stride: geometry.stride,
            value_size: geometry.value_size,
            slots: geometry.slots,
            kernel: Kernel::detect(),
        }
    }

    /// Bytes of the value in each slot.
    pub(super) fn value_size(&self) -> usize {
        self.value_size
    }

    /// The 8-byte word `at` bytes into the object.
    #[inline(always)]
    fn word(&self, at: usize) -> &AtomicU64 {
        debug_assert!(
            at.is_multiple_of(8) && at + 8 <= SCHEMA,
            "a word of the state"
        );
        // SAFETY: R1: the state lies within the first 512 bytes.
        let word = unsafe { self.base.add(at) }.cast::<AtomicU64>();
        // SAFETY: R1: mapped, and aligned since the base is on a page and `at` is a multiple of 8.
        // The bytes of an atomic may change under a shared reference.
        unsafe { word.as_ref() }
    }

    /// The 4-byte word `at` bytes into the object.
    #[inline(always)]
    fn half(&self, at: usize) -> &AtomicU32 {
        debug_assert!(
            at.is_multiple_of(4) && at + 4 <= SCHEMA,
            "a word of the state"
        );
        // SAFETY: R1: the state lies within the first 512 bytes.
        let word = unsafe { self.base.add(at) }.cast::<AtomicU32>();
        // SAFETY: as in `word`, with a multiple of 4.
        unsafe { word.as_ref() }
    }

    /// How far behind the first slot a slot lies.
    #[inline(always)]
    fn distance(&self, slot: u8) -> usize {
        // The protocol has compared it already, so this costs nothing after inlining.
        assert!(
            slot < self.slots,
            "slot numbers are checked before they are used"
        );
        usize::from(slot) * self.stride
    }

    /// The first byte of a slot: its stamp.
    #[inline(always)]
    fn slot(&self, slot: u8) -> NonNull<u8> {
        // SAFETY: R2, and the slot number is in bounds (`distance`).
        unsafe { self.first_slot.add(self.distance(slot)) }
    }

    /// The first byte of the value in a slot: word aligned (G2), and `value_size` bytes rounded up
    /// to a word lie within the slot (G3).
    #[inline(always)]
    fn value(&self, slot: u8) -> NonNull<u8> {
        // SAFETY: R2, and the slot number is in bounds (`distance`).
        unsafe { self.first_value.add(self.distance(slot)) }
    }

    /// The lifecycle word.
    pub(super) fn lifecycle(&self) -> &AtomicU32 {
        self.half(LIFECYCLE)
    }

    /// What the object's lifecycle is; what came before it is visible afterwards.
    ///
    /// A relaxed load and a fence, since read-only pages guarantee no more (std, "Atomic accesses to
    /// read-only memory").
    pub(super) fn lifecycle_now(&self) -> Lifecycle {
        let word = self.lifecycle().load(BEFORE_FENCE);
        // Acquire: pairs with the release store of the writer that begins or ends.
        fence(Acquire);
        Lifecycle::of(word)
    }

    /// The event; what came before it is visible afterwards. As [`lifecycle_now`](Self::lifecycle_now).
    pub(super) fn event_now(&self) -> u32 {
        let event = self.event().load(BEFORE_FENCE);
        // Acquire: pairs with the release stores of a publish and of an end.
        fence(Acquire);
        event
    }

    /// The present writer's pid, for display.
    pub(super) fn writer_pid(&self) -> &AtomicU32 {
        self.half(WRITER_PID)
    }

    /// When the present writer began.
    pub(super) fn writer_since(&self) -> &AtomicU64 {
        self.word(WRITER_SINCE)
    }

    /// How the present writer goes about its wakes.
    pub(super) fn writer_flags(&self) -> &AtomicU32 {
        self.half(WRITER_FLAGS)
    }

    /// Within which time the present writer promises to publish again.
    pub(super) fn period(&self) -> &AtomicU64 {
        self.word(PERIOD)
    }

    /// When the last value was published, if that is kept.
    pub(super) fn published_at(&self) -> &AtomicU64 {
        self.word(PUBLISHED_AT)
    }

    /// Stores `len` bytes into the value of `slot`.
    ///
    /// # Safety
    ///
    /// - `from` is valid for reads of `len <= value_size()` initialised bytes.
    /// - The mapping is writable.
    #[inline(always)]
    pub(super) unsafe fn store(&self, slot: u8, from: *const u8, len: usize) {
        debug_assert!(len <= self.value_size, "as the caller promises");
        // SAFETY: as the caller promises, from byte 0 on, and it is all that is stored.
        unsafe { self.store_part(slot, 0, from, len) };
    }

    /// Stores `len` bytes into the value of `slot`, from its byte `at` on.
    ///
    /// # Safety
    ///
    /// - `at` is a multiple of a word, and `at + len <= value_size()`.
    /// - `len` is a multiple of a word, or these bytes are the end of what is stored in the slot.
    /// - `from` is valid for reads of `len` initialised bytes.
    /// - The mapping is writable.
    #[inline(always)]
    pub(super) unsafe fn store_part(&self, slot: u8, at: usize, from: *const u8, len: usize) {
        debug_assert!(
            at.is_multiple_of(8) && at + len <= self.value_size,
            "as the caller promises"
        );
        // SAFETY: within the value (`value`), as the caller promises.
        let to = unsafe { self.value(slot).add(at) }.as_ptr();
        // Whole words, so that the rest is aligned as well.
        #[cfg(shm_typed_faults)]
        let (from, to, len) = {
            let half = (len / 2) & !7;
            // SAFETY: as below, for a part of it.
            unsafe { self.kernel.store(from, to, half) };
            fault::point("publish.half");
            // SAFETY: within the `len` bytes that the caller promises.
            let from = unsafe { from.add(half) };
            // SAFETY: within the value (`value`).
            let to = unsafe { to.add(half) };
            (from, to, len - half)
        };
        // SAFETY: the caller's contract for `from`. `value` says why the other side is mapped, and it
        // starts at a word, as `at` is a multiple of one; writable, the caller promises. Others
        // read it by relaxed words only.
        unsafe { self.kernel.store(from, to, len) };
    }

    /// Copies the first `len` bytes of the value in `slot`, whatever they are just now.
    ///
    /// # Safety
    ///
    /// `into` is valid for writes of `len <= value_size()` bytes that nobody else touches.
    #[inline(always)]
    pub(super) unsafe fn load(&self, slot: u8, into: *mut u8, len: usize) {
        debug_assert!(len <= self.value_size, "as the caller promises");
        // SAFETY: the caller's contract for `into`. `value` says why the other side is aligned and
        // mapped. It may change meanwhile, by relaxed words.
        unsafe { self.kernel.load(self.value(slot).as_ptr(), into, len) };
    }
}

impl Region {
    /// Copies the first bytes of the value in `slot`, as many as `into` has or as there are.
    ///
    /// They are whatever is there just now.
    pub(super) fn load_bytes(&self, slot: u8, into: &mut [u8]) {
        let len = into.len().min(self.value_size);
        // SAFETY: a unique borrow of at least `len` bytes, and `len` is at most the value's size.
        unsafe { self.load(slot, into.as_mut_ptr(), len) };
    }

    /// Whether the values of all slots are aligned to `align`, which is at most a page.
    pub(super) fn is_aligned(&self, align: usize) -> bool {
        self.first_value.addr().get().is_multiple_of(align) && self.stride.is_multiple_of(align)
    }

    /// Where the value in `slot` is, and how to copy out of it: for a view.
    ///
    /// The address is aligned to a word and to the alignment of the value, and `value_size()`
    /// bytes rounded up to a word are mapped readable behind it, which others change by relaxed
    /// accesses of whole words only.
    #[inline(always)]
    pub(super) fn place(&self, slot: u8) -> (NonNull<u8>, Kernel) {
        (self.value(slot), self.kernel)
    }
}

impl Cells for Region {
    #[inline(always)]
    fn head(&self) -> &AtomicU64 {
        self.word(HEAD)
    }

    #[inline(always)]
    fn event(&self) -> &AtomicU32 {
        self.half(EVENT)
    }

    #[inline(always)]
    fn stamp(&self, slot: u8) -> &AtomicU64 {
        let stamp = self.slot(slot).cast::<AtomicU64>();
        // SAFETY: the first 8 bytes of a slot (G2: values start behind them), aligned since the
        // slots start on a page and the stride is a multiple of 64 (G3, G4); mapped (R1).
        unsafe { stamp.as_ref() }
    }

    #[inline(always)]
    fn slots(&self) -> u8 {
        self.slots
    }
}
