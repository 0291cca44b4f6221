//! The same words by vector registers.
//!
//! Each assembly block stands for relaxed accesses of the aligned words that it touches, in some
//! order: a vector move reads or writes whole aligned words, and x86-64 never tears one of those
//! (Intel SDM vol. 3A, 9.1.1: an aligned quadword is accessed atomically; a wider move may be
//! split, but only between them where its start is aligned to a word). The compiler sees only that memory was
//! read and written, so it can neither split a word nor fetch one twice.
//!
//! Which width serves which size was measured: below 128 bytes a 32-byte load of bytes that were
//! just stored in smaller pieces stalls for longer than the whole copy, so two or four 16-byte
//! moves serve there; from 128 bytes up the widest does.

use core::arch::asm;

use super::Kernel;

/// From this size on the widest vectors serve.
const WIDE: usize = 128;

/// Copies `len` bytes, a multiple of a word; one of the sides is shared.
///
/// # Safety
///
/// `from` is readable and `to` writable for `len` bytes, they do not overlap, and the shared one
/// of them is aligned to a word; `kernel` came from [`Kernel::detect`] on this processor.
#[inline(always)]
pub(super) unsafe fn copy(kernel: Kernel, from: *const u8, to: *mut u8, len: usize) {
    if len < WIDE {
        // SAFETY: as the caller promises.
        unsafe { short(from, to, len) };
    } else {
        match kernel {
            // SAFETY: as the caller promises; `Avx` was detected.
            Kernel::Avx => unsafe { avx(from, to, len) },
            // SAFETY: as the caller promises; SSE2 is part of x86-64.
            Kernel::Sse2 | Kernel::Words => unsafe { sse2(from, to, len) },
        }
    }
}

/// Less than 128 bytes, a multiple of a word: straight-line code where `len` is a constant.
///
/// # Safety
///
/// That of [`copy`].
#[inline(always)]
unsafe fn short(from: *const u8, to: *mut u8, len: usize) {
    let mut at = 0;
    while at + 64 <= len {
        // SAFETY: 64 bytes from `at` are within `len` on both sides. The block declares the four
        // registers that it changes and that it reads and writes memory; no stack, no flags.
        unsafe {
            asm!(
                "movups {a}, [{from} + {at}]",
                "movups {b}, [{from} + {at} + 16]",
                "movups {c}, [{from} + {at} + 32]",
                "movups {d}, [{from} + {at} + 48]",
                "movups [{to} + {at}], {a}",
                "movups [{to} + {at} + 16], {b}",
                "movups [{to} + {at} + 32], {c}",
                "movups [{to} + {at} + 48], {d}",
                from = in(reg) from, to = in(reg) to, at = in(reg) at,
                a = out(xmm_reg) _, b = out(xmm_reg) _, c = out(xmm_reg) _, d = out(xmm_reg) _,
                options(nostack, preserves_flags)
            );
        }
        at += 64;
    }
    while at + 16 <= len {
        // SAFETY: as above, for 16 bytes and one register.
        unsafe {
            asm!(
                "movups {a}, [{from} + {at}]",
                "movups [{to} + {at}], {a}",
                from = in(reg) from, to = in(reg) to, at = in(reg) at, a = out(xmm_reg) _,
                options(nostack, preserves_flags)
            );
        }
        at += 16;
    }
    if at < len {
        // SAFETY: one word is left, within `len` on both sides.
        unsafe { word(from, to, at) };
    }
}

/// One word, through a general register.
///
/// # Safety
///
/// That of [`copy`], for the eight bytes from `at`.
#[inline(always)]
unsafe fn word(from: *const u8, to: *mut u8, at: usize) {
    // SAFETY: eight bytes within the caller's, one register, memory read and written.
    unsafe {
        asm!(
            "mov {a}, [{from} + {at}]",
            "mov [{to} + {at}], {a}",
            from = in(reg) from, to = in(reg) to, at = in(reg) at, a = out(reg) _,
            options(nostack, preserves_flags)
        );
    }
}

/// At least 128 bytes by 16-byte moves.
///
/// # Safety
///
/// That of [`copy`].
#[inline(never)]
unsafe fn sse2(from: *const u8, to: *mut u8, len: usize) {
    let blocks = len & !63;
    // SAFETY: `blocks >= 64` bytes, 64 a turn, within `len` on both sides. All registers that
    // change are declared; no stack.
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
            from = in(reg) from, to = in(reg) to, at = inout(reg) 0_usize => _,
            blocks = in(reg) blocks,
            a = out(xmm_reg) _, b = out(xmm_reg) _, c = out(xmm_reg) _, d = out(xmm_reg) _,
            options(nostack)
        );
    }
    // SAFETY: `blocks <= len`, so the rest begins within the bytes or at their end.
    let from = unsafe { from.add(blocks) };
    // SAFETY: as above.
    let to = unsafe { to.add(blocks) };
    // SAFETY: the rest of the same bytes.
    unsafe { short(from, to, len - blocks) };
}

/// At least 128 bytes by 32-byte moves.
///
/// # Safety
///
/// That of [`copy`], and the processor has AVX.
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
