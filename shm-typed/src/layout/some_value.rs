//! Some value of a type, made out of its descriptor: for where there has to be one, and nobody looks at it.

use super::{LENGTH_BYTES, Shape, TypeDescriptor};

/// Makes a value of `ty` of `bytes`, which are as many as it has, and zeros.
///
/// Zeros are a value of every type but `NonZero` numbers and enums without a 0; what holds none of these stays as
/// it is. An enum without variants has no value, and the derive refuses it.
pub(crate) fn make_value(ty: &TypeDescriptor, bytes: &mut [u8]) {
    if !ty.is_checked() {
        return;
    }
    match ty.shape() {
        Shape::NonZero(_) => put(1, bytes),
        Shape::Enum(state) => {
            let first = state.variants().first();
            put(first.map_or(0, |variant| variant.value()), bytes);
        }
        Shape::Array { element, .. } => make_values(element, bytes),
        Shape::List { element, .. } => {
            make_values(element, bytes.get_mut(LENGTH_BYTES..).unwrap_or_default());
        }
        Shape::Struct(structure) => {
            for field in structure.fields() {
                let (from, ty) = (field.offset(), field.ty());
                make_value(
                    ty,
                    bytes.get_mut(from..from + ty.size()).unwrap_or_default(),
                );
            }
        }
        Shape::Bool
        | Shape::Char
        | Shape::Scalar(_)
        | Shape::Text { .. }
        | Shape::Opaque { .. } => {}
    }
}

fn make_values(element: &TypeDescriptor, bytes: &mut [u8]) {
    // An element without bytes has nothing to make.
    for bytes in bytes.chunks_exact_mut(element.size().max(1)) {
        make_value(element, bytes);
    }
}

/// Writes the low bytes of a number, as many as there is room for.
fn put(number: i128, bytes: &mut [u8]) {
    for (to, from) in bytes.iter_mut().zip(number.to_le_bytes()) {
        *to = from;
    }
}

#[cfg(test)]
mod tests {
    use core::num::{NonZeroI128, NonZeroU16};

    use super::*;
    use crate::layout::{
        EnumDescriptor, FieldDescriptor, FixedVec, Scalar, Shared, StructDescriptor,
        VariantDescriptor, check,
    };

    static STATE: TypeDescriptor = TypeDescriptor::enumeration::<i16>(EnumDescriptor::new(
        "State",
        Scalar::I16,
        &[
            VariantDescriptor::new("Low", -300),
            VariantDescriptor::new("High", 7),
        ],
    ));
    static STATES: TypeDescriptor = TypeDescriptor::array::<[i16; 3]>(&STATE, 3);
    static ENGINE: TypeDescriptor = TypeDescriptor::structure::<[u8; 14]>(StructDescriptor::new(
        "Engine",
        &[
            FieldDescriptor::new("number", 0, u32::DESCRIPTOR),
            FieldDescriptor::new("states", 4, &STATES),
            FieldDescriptor::new("running", 10, bool::DESCRIPTOR),
            FieldDescriptor::new("spare", 11, u8::DESCRIPTOR),
            FieldDescriptor::new("workers", 12, NonZeroU16::DESCRIPTOR),
        ],
    ));

    #[track_caller]
    fn made(ty: &'static TypeDescriptor) -> Vec<u8> {
        let mut bytes = vec![0; ty.size()];

        make_value(ty, &mut bytes);

        assert_eq!(check(ty, &bytes), Ok(()), "{ty:?}");
        bytes
    }

    #[test]
    fn every_type_of_which_zeros_are_none_gets_a_value() {
        made(NonZeroU16::DESCRIPTOR);
        made(&STATE);
        made(<[[NonZeroI128; 2]; 3]>::DESCRIPTOR);
        made(<FixedVec<NonZeroU16, 5>>::DESCRIPTOR);
        made(&ENGINE);
    }

    #[test]
    fn what_any_bits_or_zeros_are_a_value_of_stays() {
        assert_eq!(made(<[u64; 3]>::DESCRIPTOR), [0; 24]);
        assert_eq!(made(<[[NonZeroU16; 0]; 3]>::DESCRIPTOR), []);
        assert_eq!(made(<[char; 2]>::DESCRIPTOR), [0; 8]);
        let low = (-300_i16).to_le_bytes();
        let states = [low, low, low].concat();
        assert_eq!(made(&ENGINE), [&[0; 4], &*states, &[0, 0, 1, 0]].concat());
    }
}
