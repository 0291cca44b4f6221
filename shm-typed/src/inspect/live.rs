//! A copy of a live value, number by number.

use crate::layout::LENGTH_BYTES;
use crate::live::LiveWords;
use crate::schema::{Shape, Type};

/// Loads a value of type `ty` that begins at `at` into `into`, which has as many bytes: each number
/// by one load of its width, as those who write it do.
pub(super) fn load(words: &LiveWords, ty: &Type, at: usize, into: &mut [u8]) {
    match ty.shape() {
        Shape::Array { element, .. } => elements(words, element, at, into),
        Shape::List { element, .. } => {
            if let Some((len, rest)) = into.split_at_mut_checked(LENGTH_BYTES) {
                words.load(at, 1, len);
                elements(words, element, at.saturating_add(LENGTH_BYTES), rest);
            }
        }
        Shape::Struct(structure) => {
            for field in structure.fields_with_bytes() {
                let end = field.offset().saturating_add(field.ty().size());
                if let Some(bytes) = into.get_mut(field.offset()..end) {
                    load(words, field.ty(), at.saturating_add(field.offset()), bytes);
                }
            }
        }
        Shape::Text { .. } | Shape::Opaque { .. } => words.load(at, 1, into),
        Shape::Bool => {
            words.load(at, 1, into);
            // As a cell has it: any bits but zero are `true`.
            for byte in into {
                *byte = u8::from(*byte != 0);
            }
        }
        // 16 bytes at once have no atomic; no live type has them.
        _ => words.load(at, ty.size().min(8), into),
    }
}

fn elements(words: &LiveWords, element: &Type, at: usize, into: &mut [u8]) {
    let size = element.size();
    if size == 0 {
        return;
    }
    // Numbers side by side: one call for all.
    if matches!(element.shape(), Shape::Scalar(_)) {
        return words.load(at, size.min(8), into);
    }
    for (index, bytes) in into.chunks_exact_mut(size).enumerate() {
        load(
            words,
            element,
            at.saturating_add(index.saturating_mul(size)),
            bytes,
        );
    }
}
