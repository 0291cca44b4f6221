//! The same words by vector registers.
//!
//! Each assembly block stands for relaxed accesses of the aligned words that it touches, in some
//! order: a vector move reads or writes whole aligned words, and x86-64 never tears one of those
//! (Intel SDM vol. 3A, 9.1.1: an aligned quadword is accessed atomically; a wider move may be
//! split, but only between them where its start is aligned to a word). The compiler sees only that memory was
//! read and written, so it can neither split a word nor fetch one twice.
//!
//! Which width serves which size was measured. A load that is wider than the stores which have just
//! filled its bytes waits for them to reach the cache, which takes longer than copying a small value.
//! So below 128 bytes the writer, whose value has mostly just been changed, fetches words and stores
//! 16 bytes, and the reader goes by 16 bytes; from 128 bytes up the widest vectors serve both.

use core::arch::asm;
use core::arch::x86_64::__m128i;

use super::{Kernel, words};

/// From this size on the widest vectors serve, in a loop.
const WIDE: usize = 128;

/// Copies `len` bytes, a multiple of a word, out of shared memory.
///
/// # Safety
///
/// That of [`Kernel::load`], and `kernel` came from [`Kernel::detect`] on this processor.
#[inline(always)]
pub(super) unsafe fn load(kernel: Kernel, shared: *const u8, private: *mut u8, len: usize) {
    if len < WIDE {
        // SAFETY: as the caller promises.
        unsafe { load_short(shared, private, len) };
    } else {
        // SAFETY: as the caller promises; the sides do not overlap, since one is private.
        unsafe { long(kernel, shared, private, len) };
    }
}

/// Copies `len` bytes, a multiple of a word, into shared memory.
///
/// # Safety
///
/// That of [`Kernel::store`], and `kernel` came from [`Kernel::detect`] on this processor.
#[inline(always)]
pub(super) unsafe fn store(kernel: Kernel, private: *const u8, shared: *mut u8, len: usize) {
    if len < WIDE {
        // SAFETY: as the caller promises.
        unsafe { store_short(private, shared, len) };
    } else {
        // SAFETY: as the caller promises; the sides do not overlap, since one is private.
        unsafe { long(kernel, private, shared, len) };
    }
}

/// Less than 128 bytes, straight-line code where `len` is a constant.
///
/// Only the shared side is touched by assembly: the private one is left to the compiler, which then
/// keeps a small value in registers.
///
/// # Safety
///
/// That of [`load`].
#[inline(always)]
unsafe fn load_short(shared: *const u8, private: *mut u8, len: usize) {
    let mut at = 0;
    while at + 64 <= len {
        let (a, b, c, d): (__m128i, __m128i, __m128i, __m128i);
        // SAFETY: within `len`.
        let from = unsafe { shared.add(at) };
        // SAFETY: 64 bytes from `at` are within `len`. The block reads memory and sets the four
        // registers that it declares; no stack, no flags.
        unsafe {
            asm!(
                "movups {a}, [{from}]",
                "movups {b}, [{from} + 16]",
                "movups {c}, [{from} + 32]",
                "movups {d}, [{from} + 48]",
                from = in(reg) from,
                a = out(xmm_reg) a, b = out(xmm_reg) b, c = out(xmm_reg) c, d = out(xmm_reg) d,
                options(readonly, nostack, preserves_flags)
            );
        }
        // SAFETY: within `len`.
        let to = unsafe { private.add(at) }.cast::<[__m128i; 4]>();
        // SAFETY: 64 bytes that are the caller's to write; no alignment is needed.
        unsafe { to.write_unaligned([a, b, c, d]) };
        at += 64;
    }
    while at + 16 <= len {
        let a: __m128i;
        // SAFETY: within `len`.
        let from = unsafe { shared.add(at) };
        // SAFETY: as above, for 16 bytes and one register.
        unsafe {
            asm!(
                "movups {a}, [{from}]",
                from = in(reg) from, a = out(xmm_reg) a,
                options(readonly, nostack, preserves_flags)
            );
        }
        // SAFETY: within `len`.
        let to = unsafe { private.add(at) }.cast::<__m128i>();
        // SAFETY: 16 bytes that are the caller's to write; no alignment is needed.
        unsafe { to.write_unaligned(a) };
        at += 16;
    }
    if at < len {
        // SAFETY: within `len`.
        let shared = unsafe { shared.add(at) };
        // SAFETY: within `len`.
        let private = unsafe { private.add(at) };
        // SAFETY: one word is left on both sides.
        unsafe { words::load(shared, private, len - at) };
    }
}

/// Less than 128 bytes, straight-line code where `len` is a constant.
///
/// Fetched by words and stored by 16 bytes: stores are what such a publish is made of, and a fetch of
/// 16 bytes would wait for the store that has just changed half of them.
///
/// # Safety
///
/// That of [`store`].
#[inline(always)]
unsafe fn store_short(private: *const u8, shared: *mut u8, len: usize) {
    let mut at = 0;
    while at + 64 <= len {
        // SAFETY: within `len`.
        let from = unsafe { private.add(at) };
        // SAFETY: within `len`.
        let to = unsafe { shared.add(at) };
        // SAFETY: 64 bytes from `at` are within `len` on both sides. The block reads one and writes
        // the other, and changes the four registers that it declares; no stack, no flags.
        unsafe {
            asm!(
                "movq {a}, [{from}]",
                "movhps {a}, [{from} + 8]",
                "movq {b}, [{from} + 16]",
                "movhps {b}, [{from} + 24]",
                "movq {c}, [{from} + 32]",
                "movhps {c}, [{from} + 40]",
                "movq {d}, [{from} + 48]",
                "movhps {d}, [{from} + 56]",
                "movups [{to}], {a}",
                "movups [{to} + 16], {b}",
                "movups [{to} + 32], {c}",
                "movups [{to} + 48], {d}",
                from = in(reg) from, to = in(reg) to,
                a = out(xmm_reg) _, b = out(xmm_reg) _, c = out(xmm_reg) _, d = out(xmm_reg) _,
                options(nostack, preserves_flags)
            );
        }
        at += 64;
    }
    while at + 16 <= len {
        // SAFETY: within `len`.
        let from = unsafe { private.add(at) };
        // SAFETY: within `len`.
        let to = unsafe { shared.add(at) };
        // SAFETY: as above, for 16 bytes and one register.
        unsafe {
            asm!(
                "movq {a}, [{from}]",
                "movhps {a}, [{from} + 8]",
                "movups [{to}], {a}",
                from = in(reg) from, to = in(reg) to,
                a = out(xmm_reg) _,
                options(nostack, preserves_flags)
            );
        }
        at += 16;
    }
    if at < len {
        // SAFETY: within `len`.
        let private = unsafe { private.add(at) };
        // SAFETY: within `len`.
        let shared = unsafe { shared.add(at) };
        // SAFETY: one word is left on both sides.
        unsafe { words::store(private, shared, len - at) };
    }
}

/// At least 128 bytes.
///
/// # Safety
///
/// `from` is readable and `to` writable for `len` bytes, a multiple of a word; they do not overlap,
/// and the shared one of them is aligned to a word. `kernel` came from [`Kernel::detect`].
#[inline(always)]
unsafe fn long(kernel: Kernel, from: *const u8, to: *mut u8, len: usize) {
    match kernel {
        // SAFETY: as the caller promises; `Avx` was detected.
        Kernel::Avx => unsafe { avx(from, to, len) },
        // SAFETY: as the caller promises; SSE2 is part of x86-64.
        Kernel::Sse2 | Kernel::Words => unsafe { sse2(from, to, len) },
    }
}

/// At least 128 bytes by 16-byte moves.
///
/// # Safety
///
/// That of [`long`].
#[inline(never)]
unsafe fn sse2(from: *const u8, to: *mut u8, len: usize) {
    let blocks = len & !63;
    // SAFETY: `blocks >= 64` bytes, 64 a turn, then the words up to `len`, within `len` on both
    // sides. All registers that change are declared; no stack.
    unsafe {
        asm!(
            "2:",
            "movups {a}, [{from} + {at}]",
            "movups {b}, [{from} + {at} + 16]",
            "movups {c}, [{from} + {at} + 32]",
            "movups {d}, [{from} + {at} + 48]",
            "movups [{to} + {at}], {a}",
            "movups [{to} + {at} + 16], {b}",
            "movups [{to} + {at} + 32], {c}",
            "movups [{to} + {at} + 48], {d}",
            "add {at}, 64",
            "cmp {at}, {blocks}",
            "jb 2b",
            "jmp 4f",
            "3:",
            "mov {word}, [{from} + {at}]",
            "mov [{to} + {at}], {word}",
            "add {at}, 8",
            "4:",
            "cmp {at}, {len}",
            "jb 3b",
            from = in(reg) from, to = in(reg) to, at = inout(reg) 0_usize => _,
            blocks = in(reg) blocks, len = in(reg) len, word = out(reg) _,
            a = out(xmm_reg) _, b = out(xmm_reg) _, c = out(xmm_reg) _, d = out(xmm_reg) _,
            options(nostack)
        );
    }
}

/// At least 128 bytes by 32-byte moves.
///
/// # Safety
///
/// That of [`long`], and the processor has AVX.
#[inline(never)]
unsafe fn avx(from: *const u8, to: *mut u8, len: usize) {
    let blocks = len & !127;
    // SAFETY: `blocks >= 128` bytes, 128 a turn, within `len` on both sides; the rest by 32 and 8
    // bytes up to `len`. `vzeroupper` changes all sixteen vector registers, which the clobber of
    // the C calling convention declares, with every general register that is used; no stack.
    unsafe {
        asm!(
            "2:",
            "vmovups ymm0, [rsi + rax]",
            "vmovups ymm1, [rsi + rax + 32]",
            "vmovups ymm2, [rsi + rax + 64]",
            "vmovups ymm3, [rsi + rax + 96]",
            "vmovups [rdi + rax], ymm0",
            "vmovups [rdi + rax + 32], ymm1",
            "vmovups [rdi + rax + 64], ymm2",
            "vmovups [rdi + rax + 96], ymm3",
            "add rax, 128",
            "cmp rax, rcx",
            "jb 2b",
            "jmp 4f",
            "3:",
            "vmovups ymm0, [rsi + rax]",
            "vmovups [rdi + rax], ymm0",
            "add rax, 32",
            "4:",
            "lea r8, [rax + 32]",
            "cmp r8, rdx",
            "jbe 3b",
            "vzeroupper",
            "jmp 6f",
            "5:",
            "mov r8, [rsi + rax]",
            "mov [rdi + rax], r8",
            "add rax, 8",
            "6:",
            "cmp rax, rdx",
            "jb 5b",
            inout("rsi") from => _, inout("rdi") to => _, inout("rcx") blocks => _,
            inout("rdx") len => _, inout("rax") 0_usize => _,
            clobber_abi("sysv64"),
            options(nostack)
        );
    }
}
