//! What a pipe and a stream socket have in common: a message is its bytes.

#![allow(unsafe_code, reason = "sees words as bytes")]

use std::io::{Read, Write};
use std::mem::size_of_val;
use std::slice;

/// What a queue holds for certain, so that one thread can write it and then read it.
const PART: usize = 32 * 1024;

pub fn send(mut to: impl Write, value: &[u64]) {
    to.write_all(bytes(value)).expect("the other side reads");
}

pub fn receive(mut from: impl Read, value: &mut [u64]) {
    from.read_exact(bytes_mut(value))
        .expect("the other side writes");
}

/// Both, part by part, in one thread.
pub fn pass(mut to: impl Write, mut from: impl Read, value: &[u64], into: &mut [u64]) {
    let parts = bytes(value).chunks(PART);
    for (part, into) in parts.zip(bytes_mut(into).chunks_mut(PART)) {
        to.write_all(part).expect("the queue holds a part");
        from.read_exact(into).expect("the part is there");
    }
}

fn bytes(words: &[u64]) -> &[u8] {
    // SAFETY: the bytes of borrowed words.
    unsafe { slice::from_raw_parts(words.as_ptr().cast(), size_of_val(words)) }
}

fn bytes_mut(words: &mut [u64]) -> &mut [u8] {
    // SAFETY: the bytes of borrowed words; any bytes are words again.
    unsafe { slice::from_raw_parts_mut(words.as_mut_ptr().cast(), size_of_val(words)) }
}
