//! The portable kernel, and the last words of small values: relaxed accesses, one word each.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::WORD;

/// Loads the word that starts `at` bytes behind `shared`.
///
/// # Safety
///
/// `shared + at` is aligned to a word that is mapped and readable; conflicting accesses are atomic
/// and of the same word.
#[inline(always)]
unsafe fn load_word(shared: *const u8, at: usize) -> u64 {
    // SAFETY: within the bytes that the caller names.
    let word = unsafe { shared.add(at) }.cast::<AtomicU64>();
    // SAFETY: aligned and mapped as the caller promises. The reference lives for this load only;
    // its bytes are inside an `UnsafeCell`, so it claims nothing about who may change them.
    unsafe { &*word }.load(Relaxed)
}

/// Stores the word that starts `at` bytes behind `shared`.
///
/// # Safety
///
/// As for [`load_word`], and writable.
#[inline(always)]
unsafe fn store_word(shared: *mut u8, at: usize, value: u64) {
    // SAFETY: within the bytes that the caller names.
    let word = unsafe { shared.add(at) }.cast::<AtomicU64>();
    // SAFETY: as in `load_word`.
    unsafe { &*word }.store(value, Relaxed);
}

/// Copies whole words out of shared memory.
///
/// # Safety
///
/// That of [`Kernel::load`](super::Kernel::load); `len` is a multiple of a word.
#[inline(always)]
pub(super) unsafe fn load(shared: *const u8, private: *mut u8, len: usize) {
    let mut at = 0;
    while at < len {
        // SAFETY: `at` is a multiple of a word below `len`.
        let word = unsafe { load_word(shared, at) };
        // SAFETY: within the `len` bytes that the caller names.
        let to = unsafe { private.add(at) }.cast::<u64>();
        // SAFETY: valid for writes of these 8 bytes; no alignment is needed.
        unsafe { to.write_unaligned(word) };
        at += WORD;
    }
}

/// Copies whole words into shared memory.
///
/// # Safety
///
/// That of [`Kernel::store`](super::Kernel::store); `len` is a multiple of a word.
#[inline(always)]
pub(super) unsafe fn store(private: *const u8, shared: *mut u8, len: usize) {
    let mut at = 0;
    while at < len {
        // SAFETY: within the `len` bytes that the caller names.
        let from = unsafe { private.add(at) }.cast::<u64>();
        // SAFETY: 8 initialised bytes; no alignment is needed.
        let word = unsafe { from.read_unaligned() };
        // SAFETY: `at` is a multiple of a word below `len`.
        unsafe { store_word(shared, at, word) };
        at += WORD;
    }
}

/// Copies the last `len % 8` bytes out of the last word.
///
/// # Safety
///
/// That of [`Kernel::load`](super::Kernel::load); `len` is no multiple of a word.
#[inline(always)]
pub(super) unsafe fn load_tail(shared: *const u8, private: *mut u8, len: usize) {
    let (at, rest) = (len & !(WORD - 1), len % WORD);
    // SAFETY: `len` rounded up covers this word.
    let bytes = unsafe { load_word(shared, at) }.to_le_bytes();
    // SAFETY: within the `len` bytes that the caller names.
    let to = unsafe { private.add(at) };
    // SAFETY: `rest < 8` bytes from a local array to the end of the private bytes.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), to, rest) };
}

/// Copies `len` bytes out of the word at `at`, behind its first `skip`.
///
/// # Safety
///
/// That of [`load_word`] for `at`; `skip + len` is at most a word; `private` is valid for writes of
/// `len` bytes that nobody else touches.
#[inline(always)]
pub(super) unsafe fn load_part(
    shared: *const u8,
    at: usize,
    skip: usize,
    private: *mut u8,
    len: usize,
) {
    // SAFETY: as the caller promises.
    let word = unsafe { load_word(shared, at) };
    let bytes = (word >> (8 * skip)).to_le_bytes();
    // SAFETY: at most 8 bytes from a local array to private ones.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), private, len) };
}

/// Copies the last `len % 8` bytes into the last word, and zeros behind them.
///
/// # Safety
///
/// That of [`Kernel::store`](super::Kernel::store); `len` is no multiple of a word.
#[inline(always)]
pub(super) unsafe fn store_tail(private: *const u8, shared: *mut u8, len: usize) {
    let (at, rest) = (len & !(WORD - 1), len % WORD);
    let mut bytes = [0_u8; WORD];
    // SAFETY: within the `len` bytes that the caller names.
    let from = unsafe { private.add(at) };
    // SAFETY: `rest < 8` initialised bytes into a local array.
    unsafe { core::ptr::copy_nonoverlapping(from, bytes.as_mut_ptr(), rest) };
    // SAFETY: `len` rounded up covers this word.
    unsafe { store_word(shared, at, u64::from_le_bytes(bytes)) };
}
