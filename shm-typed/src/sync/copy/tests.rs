//! Every kernel copies what it should, and not a byte more, at every size and alignment.

use super::Kernel;

/// Words that both sides of a copy start at.
fn filled(words: usize, seed: u64) -> Vec<u64> {
    (0..u64::try_from(words).unwrap())
        .map(|i| (i + seed).wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .collect()
}

fn kernels() -> Vec<Kernel> {
    let mut all = vec![Kernel::detect()];
    #[cfg(all(
        target_arch = "x86_64",
        not(any(miri, shm_typed_loom, shm_typed_portable))
    ))]
    all.push(Kernel::Sse2);
    all.dedup();
    all
}

fn sizes() -> impl Iterator<Item = usize> {
    let top = if cfg!(miri) { 40 } else { 700 };
    (0..top).chain(if cfg!(miri) {
        vec![]
    } else {
        vec![4096, 4097, 65_536, 65_543]
    })
}

#[test]
fn load_copies_exactly_the_bytes_asked_for_at_any_private_alignment() {
    for kernel in kernels() {
        for len in sizes() {
            let shared = filled(len / 8 + 2, 1);
            for shift in [0, 1, 4] {
                let mut private = vec![0xee_u8; len + 32];

                let to = private[shift..].as_mut_ptr();
                // SAFETY: `shared` holds `len` rounded up to a word; `private` holds 32 more.
                unsafe { kernel.load(shared.as_ptr().cast(), to, len) };

                let want: Vec<u8> = shared.iter().flat_map(|w| w.to_le_bytes()).collect();
                assert_eq!(private[shift..shift + len], want[..len], "{kernel:?} {len}");
                assert!(
                    private[..shift].iter().all(|b| *b == 0xee),
                    "{kernel:?} {len}"
                );
                assert!(
                    private[shift + len..].iter().all(|b| *b == 0xee),
                    "{kernel:?} {len}"
                );
            }
        }
    }
}

#[test]
fn store_fills_the_last_word_with_zeros_and_leaves_the_next_alone() {
    for kernel in kernels() {
        for len in sizes() {
            let private: Vec<u8> = filled(len / 8 + 2, 7)
                .iter()
                .flat_map(|w| w.to_le_bytes())
                .collect();
            for shift in [0, 1, 4] {
                let mut shared = vec![u64::MAX; len / 8 + 3];

                let from = private[shift..].as_ptr();
                // SAFETY: `shared` holds `len` rounded up to a word; `private` holds 8 more.
                unsafe { kernel.store(from, shared.as_mut_ptr().cast(), len) };

                let got: Vec<u8> = shared.iter().flat_map(|w| w.to_le_bytes()).collect();
                let words = len.div_ceil(8) * 8;
                assert_eq!(got[..len], private[shift..shift + len], "{kernel:?} {len}");
                assert!(got[len..words].iter().all(|b| *b == 0), "{kernel:?} {len}");
                assert!(got[words..].iter().all(|b| *b == 0xff), "{kernel:?} {len}");
            }
        }
    }
}

#[test]
fn load_at_copies_exactly_the_bytes_asked_for_from_any_byte_of_a_word() {
    for kernel in kernels() {
        for len in sizes() {
            let shared = filled(len / 8 + 4, 3);
            let bytes: Vec<u8> = shared.iter().flat_map(|w| w.to_le_bytes()).collect();
            for at in 0..=16 {
                let mut private = vec![0xee_u8; len + 16];

                let to = private.as_mut_ptr();
                // SAFETY: `shared` holds 16 bytes and a word more than `len`; `private` 16 more.
                unsafe { kernel.load_at(shared.as_ptr().cast(), at, to, len) };

                assert_eq!(private[..len], bytes[at..at + len], "{kernel:?} {at} {len}");
                assert!(
                    private[len..].iter().all(|b| *b == 0xee),
                    "{kernel:?} {at} {len}"
                );
            }
        }
    }
}
