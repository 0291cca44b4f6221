//! Views of private words: which bytes each part gets, at every place in a word.

#![allow(unsafe_code, reason = "stands in for a slot")]

use core::mem::MaybeUninit;
use core::ptr::NonNull;

use super::{ArrayView, Place, Viewed};
use crate::layout::Plain;
use crate::sync::copy::Kernel;

/// Words whose bytes count up from 0.
fn counted<const W: usize>() -> [u64; W] {
    core::array::from_fn(|word| {
        u64::from_le_bytes(core::array::from_fn(|byte| {
            u8::try_from((word * 8 + byte) % 256).unwrap()
        }))
    })
}

fn place<T: Plain, const W: usize>(words: &[u64; W]) -> Place<'_, T> {
    assert!(size_of::<T>() <= 8 * W);
    // SAFETY: the words are as many, and nobody changes them.
    unsafe { Place::new(NonNull::from(words).cast(), Kernel::detect()) }
}

#[test]
fn a_part_gets_its_bytes_wherever_it_starts() {
    let words = counted::<4>();
    let whole: Place<'_, [u8; 32]> = place(&words);

    for at in 0..=24_u8 {
        let byte = whole.field::<u8>(at.into());
        let half = whole.field::<u16>(at.into());
        let number = whole.field::<u32>(at.into());
        let long = whole.field::<u64>(at.into());

        assert_eq!(byte, at);
        assert_eq!(half.to_le_bytes(), [at, at + 1]);
        assert_eq!(number.to_le_bytes(), [at, at + 1, at + 2, at + 3]);
        assert_eq!(
            long.to_le_bytes(),
            words.map(u64::to_le_bytes).as_flattened()[at.into()..][..8]
        );
    }
}

#[test]
#[should_panic(expected = "a field is within its struct")]
fn a_part_outside_of_its_whole_is_refused() {
    let words = counted::<2>();

    let _ = place::<[u8; 12], 2>(&words).field::<u32>(9);
}

#[test]
fn arrays_end_where_they_end() {
    let words = counted::<3>();
    let array = <[u16; 10]>::view(place(&words));

    assert_eq!(array.len(), 10);
    assert_eq!(array.at(9), Some(u16::from_le_bytes([18, 19])));
    assert_eq!(array.at(10), None);
    assert_eq!(array.at(usize::MAX), None);
    assert_eq!(array.skip(3).at(0), array.at(3));
    assert_eq!(array.skip(3).at(7), None);
    assert_eq!(array.skip(11).len(), 0);
    assert_eq!(array.take(4).iter().count(), 4);
    assert_eq!(array.take(11).len(), 10);
    assert_eq!(
        array.skip(2).take(1).to_array(),
        Some([array.at(2).unwrap()])
    );
    assert_eq!(array.to_array::<9>(), None);
}

#[test]
fn elements_come_from_both_ends() {
    let words = counted::<1>();
    let array = <[u8; 8]>::view(place(&words));

    let mut elements = array.iter();

    assert_eq!(elements.len(), 8);
    assert_eq!((elements.next(), elements.next_back()), (Some(0), Some(7)));
    assert_eq!(elements.nth(2), Some(3));
    assert!(elements.eq(4..7));
    assert!(array.into_iter().rev().eq((0..8).rev()));
}

#[test]
fn chunks_are_copied_from_any_element() {
    let words = counted::<8>();
    let whole: Place<'_, [u8; 64]> = place(&words);
    let array: ArrayView<'_, u32> = whole.field::<[u32; 12]>(4);

    for start in 0..=12_usize {
        let mut chunk = [MaybeUninit::<u32>::uninit(); 12];
        let chunk = &mut chunk[..12 - start];
        array.load(start, chunk);

        for (i, element) in chunk.iter().enumerate() {
            // SAFETY: the line above has written it.
            let element = unsafe { element.assume_init() };
            assert_eq!(Some(element), array.at(start + i));
        }
    }
}

#[test]
#[should_panic(expected = "a chunk is within its array")]
fn a_chunk_behind_the_end_is_refused() {
    let words = counted::<1>();

    <[u8; 8]>::view(place(&words)).load(5, &mut [MaybeUninit::uninit(); 4]);
}
