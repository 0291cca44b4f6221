//! The only crossing between bytes that may race and private memory.
//!
//! # What it means
//!
//! In the memory model both directions are **relaxed atomic accesses of aligned 8-byte words**, in
//! some order: always the same size at the same address on both sides, so no two accesses of a
//! value race (std, `core::sync::atomic`, "Memory model for atomic accesses"), and nothing wider
//! than what that page guarantees on read-only pages. The shared side is touched through raw
//! pointers only; no reference to a value in shared memory is ever formed. A value whose size is no
//! multiple of 8 ends in a word of its own, filled up with zeros.
//!
//! # How it is done
//!
//! A loop of relaxed words costs three times `memcpy` at 1 KiB, since the compiler does not merge
//! atomic accesses. On x86-64 an assembly block stands for the same words in some order (see
//! [`x86`]); elsewhere, under loom, under Miri and with `--cfg shm_typed_portable` the loop of
//! [`words`] runs.

#![allow(
    unsafe_code,
    reason = "moves bytes between shared and private memory by raw pointers"
)]

mod words;
#[cfg(all(
    target_arch = "x86_64",
    not(any(miri, shm_typed_loom, shm_typed_portable))
))]
mod x86;

/// Bytes in a word, the unit in which values cross.
pub(crate) const WORD: usize = 8;

/// How the words of larger values are moved: the widest way that this processor has.
///
/// Asked for once per handle, and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kernel {
    /// A loop of relaxed words.
    #[cfg_attr(
        all(
            target_arch = "x86_64",
            not(any(miri, shm_typed_loom, shm_typed_portable))
        ),
        expect(dead_code, reason = "the portable way; assembly serves on this target")
    )]
    Words,
    /// 16 bytes at a time.
    #[cfg(all(
        target_arch = "x86_64",
        not(any(miri, shm_typed_loom, shm_typed_portable))
    ))]
    Sse2,
    /// 32 bytes at a time.
    #[cfg(all(
        target_arch = "x86_64",
        not(any(miri, shm_typed_loom, shm_typed_portable))
    ))]
    Avx,
}

impl Kernel {
    /// The best kernel of this processor.
    pub(crate) fn detect() -> Self {
        #[cfg(all(
            target_arch = "x86_64",
            not(any(miri, shm_typed_loom, shm_typed_portable))
        ))]
        {
            if std::arch::is_x86_feature_detected!("avx") {
                Self::Avx
            } else {
                Self::Sse2
            }
        }
        #[cfg(not(all(
            target_arch = "x86_64",
            not(any(miri, shm_typed_loom, shm_typed_portable))
        )))]
        {
            Self::Words
        }
    }

    /// Copies `len` bytes of a shared value into private memory.
    ///
    /// The bytes are whatever was there: only the caller's protocol can tell whether they belong
    /// together.
    ///
    /// # Safety
    ///
    /// - `shared` is aligned to a word, and `len` rounded up to a word bytes at it are mapped and
    ///   readable during the call. They may change meanwhile, by relaxed accesses of whole words.
    /// - `private` is valid for writes of `len` bytes that nobody else touches during the call.
    #[inline(always)]
    pub(crate) unsafe fn load(self, shared: *const u8, private: *mut u8, len: usize) {
        #[cfg(all(
            target_arch = "x86_64",
            not(any(miri, shm_typed_loom, shm_typed_portable))
        ))]
        {
            // SAFETY: the caller's contract covers `len` bytes on either side, of which this
            // copies the whole words.
            unsafe { x86::load(self, shared, private, len & !(WORD - 1)) };
        }
        #[cfg(not(all(
            target_arch = "x86_64",
            not(any(miri, shm_typed_loom, shm_typed_portable))
        )))]
        // SAFETY: as the caller promises; these are the whole words.
        unsafe {
            words::load(shared, private, len & !(WORD - 1));
        }
        if !len.is_multiple_of(WORD) {
            // SAFETY: the last word is within `len` rounded up, and its bytes within `len`.
            unsafe { words::load_tail(shared, private, len) };
        }
    }

    /// Copies `len` bytes that start `at` bytes behind `shared`, which may be inside of a word.
    ///
    /// The words that these bytes touch are loaded, each as a whole, and no others. Straight-line
    /// code where `at` and `len` are constants.
    ///
    /// # Safety
    ///
    /// - `shared` is aligned to a word. The words that the `len` bytes at `shared + at` touch are
    ///   mapped and readable during the call. They may change meanwhile, by relaxed accesses of
    ///   whole words.
    /// - `private` is valid for writes of `len` bytes that nobody else touches during the call.
    #[inline(always)]
    pub(crate) unsafe fn load_at(self, shared: *const u8, at: usize, private: *mut u8, len: usize) {
        let skip = at % WORD;
        let word = at - skip;
        if len == 0 {
            return;
        }
        if skip + len <= WORD {
            // SAFETY: all of the bytes are in this one word, and it is the caller's.
            unsafe { words::load_part(shared, word, skip, private, len) };
            return;
        }
        let head = (WORD - skip) % WORD;
        if head > 0 {
            // SAFETY: the first word that the bytes touch; more than `head` bytes are wanted.
            unsafe { words::load_part(shared, word, skip, private, head) };
        }
        // SAFETY: within the bytes that the caller names, and at the start of a word.
        let shared = unsafe { shared.add(at + head) };
        // SAFETY: within the bytes that the caller names, since `head < len`.
        let private = unsafe { private.add(head) };
        // SAFETY: these are the rest of the caller's bytes, from a word's start.
        unsafe { self.load(shared, private, len - head) };
    }

    /// Copies `len` bytes of private memory into a shared value, and fills its last word with
    /// zeros.
    ///
    /// # Safety
    ///
    /// - `private` is valid for reads of `len` initialised bytes that nobody else writes.
    /// - `shared` is aligned to a word, and `len` rounded up to a word bytes at it are mapped and
    ///   writable during the call. Others may read them meanwhile, by relaxed accesses of whole
    ///   words.
    #[inline(always)]
    pub(crate) unsafe fn store(self, private: *const u8, shared: *mut u8, len: usize) {
        #[cfg(all(
            target_arch = "x86_64",
            not(any(miri, shm_typed_loom, shm_typed_portable))
        ))]
        {
            // SAFETY: the caller's contract covers `len` bytes on either side, of which this
            // copies the whole words.
            unsafe { x86::store(self, private, shared, len & !(WORD - 1)) };
        }
        #[cfg(not(all(
            target_arch = "x86_64",
            not(any(miri, shm_typed_loom, shm_typed_portable))
        )))]
        // SAFETY: as the caller promises; these are the whole words.
        unsafe {
            words::store(private, shared, len & !(WORD - 1));
        }
        if !len.is_multiple_of(WORD) {
            // SAFETY: the last word is within `len` rounded up, and its bytes within `len`.
            unsafe { words::store_tail(private, shared, len) };
        }
    }
}

#[cfg(test)]
mod tests;
