//! Whether bytes are a value, and which field is none.
//!
//! Works on bytes and a descriptor, before there is a value. Knows nothing of where the bytes come
//! from; whoever calls it keeps them still.

use core::fmt;
use core::hash::{Hash, Hasher};

use super::{EnumDescriptor, LENGTH_BYTES, Scalar, Shape, TypeDescriptor};

/// A field whose bits are no value of its type.
///
/// Small and `Copy`; the words are made when they are asked for.
///
/// ```
/// use shm_typed::{ReadError, Shared, SharedBox, SharedRef};
/// use std::os::unix::fs::FileExt;
/// # let name = &format!("shm-typed-doc-invalid-{}", std::process::id());
///
/// #[derive(Clone, Copy, Shared)]
/// #[repr(u8)]
/// enum State { Off, On }
///
/// let writer = SharedBox::create(name, [State::Off; 3])?;
/// let reader = SharedRef::<[State; 3]>::open(name)?;
///
/// // Something that is not this library writes into the object: the value is at 4096 + 8.
/// let path = format!("/dev/shm/{name}");
/// std::fs::File::options().write(true).open(path)?.write_at(&[7], 4096 + 8 + 2)?;
///
/// let Err(ReadError::Invalid(invalid)) = reader.try_read() else { unreachable!() };
/// assert_eq!(invalid.path(), "[2]");
/// assert_eq!(invalid.bits(), 7);
/// assert_eq!(
///     invalid.to_string(),
///     "element `[2]` holds 7 (0x07), and a `State` is 0 (Off) or 1 (On)",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct InvalidValue {
    root: &'static TypeDescriptor,
    ty: &'static TypeDescriptor,
    offset: usize,
    /// Zero-extended. A 16-byte number is invalid only if it is 0.
    bits: u64,
}

impl InvalidValue {
    /// The field by its path: `mode`, `cylinders[2].state`; empty if it is the whole value.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        let (mut ty, mut offset) = (self.root, self.offset);
        loop {
            match ty.shape() {
                Shape::Array { element, .. } | Shape::List { element, .. } => {
                    if matches!(ty.shape(), Shape::List { .. }) {
                        offset -= LENGTH_BYTES; // any length is valid, so it is an element
                    }
                    // Something in the array has bytes, so its elements have.
                    let index = offset / element.size().max(1);
                    path.push_str(&format!("[{index}]"));
                    offset -= index * element.size();
                    ty = element;
                }
                Shape::Struct(structure) => {
                    let field = structure.fields().iter().find(|field| {
                        (field.offset()..field.offset() + field.ty().size()).contains(&offset)
                    });
                    let Some(field) = field else { return path };
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(field.name());
                    offset -= field.offset();
                    ty = field.ty();
                }
                _ => return path,
            }
        }
    }

    /// Where the field is, in bytes from the start of the value.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What the field holds, as a number without sign.
    #[must_use]
    pub const fn bits(&self) -> u64 {
        self.bits
    }

    /// The field's type, of which the bits are no value.
    #[must_use]
    pub const fn ty(&self) -> &'static TypeDescriptor {
        self.ty
    }
}

impl Eq for InvalidValue {}

impl Hash for InvalidValue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Equal values have these in common; the types hardly ever tell more.
        (self.offset, self.bits).hash(state);
    }
}

impl fmt::Debug for InvalidValue {
    /// What `unwrap` and a `?` in `main` show: the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Variants that a message lists.
const LISTED: usize = 8;

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        match &*path {
            "" => f.write_str("the value is ")?,
            path if path.ends_with(']') => write!(f, "element `{path}` holds ")?,
            path => write!(f, "field `{path}` holds ")?,
        }
        let bits = self.bits;
        match self.ty.shape() {
            Shape::Bool => write!(
                f,
                "{bits} (0x{bits:02x}), and a `bool` is 0 (false) or 1 (true)"
            ),
            Shape::Char => write!(
                f,
                "0x{bits:08x}, and a `char` is 0 to 0x10ffff, but not 0xd800 to 0xdfff"
            ),
            Shape::NonZero(number) => {
                let name = number.non_zero_name().unwrap_or("NonZero");
                write!(f, "0, and a `{name}` is any number but 0")
            }
            Shape::Enum(state) => {
                let value = value_of(state.repr(), bits);
                let width = 2 * state.repr().size();
                write!(
                    f,
                    "{value} (0x{bits:0width$x}), and a `{}` is ",
                    state.name()
                )?;
                variants(f, state)
            }
            Shape::Scalar(_)
            | Shape::Array { .. }
            | Shape::Text { .. }
            | Shape::List { .. }
            | Shape::Struct(_)
            | Shape::Opaque { .. } => {
                write!(f, "0x{bits:x}")
            }
        }
    }
}

impl core::error::Error for InvalidValue {}

/// `0 (Off), 1 (On) or 4 (Fault)`.
fn variants(f: &mut fmt::Formatter<'_>, state: &EnumDescriptor) -> fmt::Result {
    let variants = state.variants();
    let more = variants.len().saturating_sub(LISTED);
    let listed = variants.len() - more;
    for (index, variant) in variants.iter().take(listed).enumerate() {
        f.write_str(match index {
            0 => "",
            _ if index + 1 == listed && more == 0 => " or ",
            _ => ", ",
        })?;
        write!(f, "{} ({})", variant.value(), variant.name())?;
    }
    match more {
        0 => Ok(()),
        more => write!(f, " or one of {more} more"),
    }
}

/// The number that the bits are for an enum of this `repr`.
#[inline]
fn value_of(repr: Scalar, bits: u64) -> i128 {
    // The sign is in the highest bit of as many as it has.
    let unused = 64 - 8 * u32::try_from(repr.size().min(8)).unwrap_or(8);
    match repr.enum_range() {
        Some((low, _)) if low < 0 => (bits << unused).cast_signed() >> unused,
        _ => return bits.into(),
    }
    .into()
}

/// Looks at every field of `ty` in `bytes`, which are as many as it has, and names the first that is
/// no value.
#[inline]
pub(crate) fn check(ty: &'static TypeDescriptor, bytes: &[u8]) -> Result<(), InvalidValue> {
    check_part(ty, 0, ty, bytes)
}

/// As [`check`], for a part of type `ty` that starts `at` bytes into a value of type `root`: what is
/// wrong is named by its path in the whole.
#[inline(always)]
pub(crate) fn check_part(
    root: &'static TypeDescriptor,
    at: usize,
    ty: &'static TypeDescriptor,
    bytes: &[u8],
) -> Result<(), InvalidValue> {
    // The type is a constant where this is inlined, and a comparison or two are left of it.
    if holds_no_other(ty) && is_value(ty, bytes) {
        return Ok(());
    }
    walk(root, at, ty, bytes)
}

#[inline(never)]
fn walk(
    root: &'static TypeDescriptor,
    at: usize,
    ty: &'static TypeDescriptor,
    bytes: &[u8],
) -> Result<(), InvalidValue> {
    match first_invalid(ty, bytes, 0) {
        None => Ok(()),
        Some((leaf, offset)) => Err(invalid(root, at, leaf, offset, bytes)),
    }
}

/// Whether it is a `bool`, a `char`, a `NonZero` number or an enum.
#[inline(always)]
const fn holds_no_other(ty: &TypeDescriptor) -> bool {
    matches!(
        ty.shape(),
        Shape::Bool | Shape::Char | Shape::NonZero(_) | Shape::Enum(_)
    )
}

/// What is wrong with `bytes`, which are no value of `ty`.
#[cold]
pub(crate) fn invalid_scalar(ty: &'static TypeDescriptor, bytes: &[u8]) -> InvalidValue {
    invalid(ty, 0, ty, 0, bytes)
}

/// Writes the value that `bytes` are, if it is written otherwise than as their number; says whether it
/// was.
pub(crate) fn show_scalar(
    ty: &TypeDescriptor,
    bytes: &[u8],
    f: &mut fmt::Formatter<'_>,
) -> Result<bool, fmt::Error> {
    let bits = number(bytes);
    match ty.shape() {
        Shape::Bool => fmt::Display::fmt(&(bits != 0), f)?,
        Shape::Char => match u32::try_from(bits).ok().and_then(char::from_u32) {
            Some(letter) => fmt::Debug::fmt(&letter, f)?,
            None => return Ok(false),
        },
        Shape::Enum(state) => match state.variant(value_of(state.repr(), bits)) {
            Some(variant) => f.write_str(variant.name())?,
            None => return Ok(false),
        },
        _ => return Ok(false),
    }
    Ok(true)
}

#[cold]
fn invalid(
    root: &'static TypeDescriptor,
    at: usize,
    ty: &'static TypeDescriptor,
    offset: usize,
    bytes: &[u8],
) -> InvalidValue {
    let field = bytes.get(offset..).unwrap_or_default();
    InvalidValue {
        root,
        ty,
        offset: at + offset,
        bits: number(field.get(..ty.size()).unwrap_or_default()),
    }
}

/// The first field that is no value, and its offset; `bytes` begin at `base`.
fn first_invalid(
    ty: &'static TypeDescriptor,
    bytes: &[u8],
    base: usize,
) -> Option<(&'static TypeDescriptor, usize)> {
    if !ty.is_checked() {
        return None;
    }
    match ty.shape() {
        Shape::Scalar(_) | Shape::Text { .. } | Shape::Opaque { .. } => None,
        Shape::Array { element, .. } => elements(element, bytes, base),
        // Any length is valid: one beyond the end counts as the end. The elements behind it are `T`s too.
        Shape::List { element, .. } => match bytes.get(LENGTH_BYTES..) {
            Some(bytes) => elements(element, bytes, base + LENGTH_BYTES),
            None => Some((ty, base)),
        },
        Shape::Struct(structure) => structure.fields().iter().find_map(|field| {
            let (from, ty) = (field.offset(), field.ty());
            match bytes.get(from..from + ty.size()) {
                Some(bytes) => first_invalid(ty, bytes, base + from),
                // No descriptor that is true (S4) says so.
                None => Some((ty, base)),
            }
        }),
        Shape::Bool | Shape::Char | Shape::NonZero(_) | Shape::Enum(_) => {
            (!is_value(ty, bytes)).then_some((ty, base))
        }
    }
}

/// As [`first_invalid`], for the elements of an array.
fn elements(
    element: &'static TypeDescriptor,
    bytes: &[u8],
    base: usize,
) -> Option<(&'static TypeDescriptor, usize)> {
    // An element without bytes has nothing to check.
    let size = element.size();
    if size == 0 {
        return None;
    }
    // One pass over all of them: the compiler makes vectors of it.
    if matches!(element.shape(), Shape::Bool) && bytes.iter().fold(0, |or, byte| or | byte) <= 1 {
        return None;
    }
    bytes
        .chunks_exact(size)
        .zip(0..)
        .find_map(|(bytes, index): (_, usize)| first_invalid(element, bytes, base + index * size))
}

/// Whether the bytes are a value of `ty`, which holds no other type.
#[inline(always)]
fn is_value(ty: &TypeDescriptor, bytes: &[u8]) -> bool {
    match ty.shape() {
        Shape::Bool => matches!(bytes, [0 | 1]),
        Shape::Char => {
            u32::try_from(number(bytes)).is_ok_and(|number| char::from_u32(number).is_some())
        }
        Shape::NonZero(_) => bytes.iter().any(|byte| *byte != 0),
        Shape::Enum(state) => {
            let value = value_of(state.repr(), number(bytes));
            let (first, last) = (state.variants().first(), state.variants().last());
            let (Some(first), Some(last)) = (first, last) else {
                return false;
            };
            if value < first.value() || last.value() < value {
                return false;
            }
            // Most enums have no gaps, and then this was all: values are in order, each once.
            let span = last.value() - first.value();
            // (The span of an enum from the lowest number to the highest has no successor.)
            usize::try_from(span).ok() == state.variants().len().checked_sub(1)
                || state.variant(value).is_some()
        }
        Shape::Scalar(_) | Shape::Text { .. } | Shape::Opaque { .. } => true,
        Shape::Array { .. } | Shape::List { .. } | Shape::Struct(_) => false,
    }
}

/// The little-endian number in the first 8 bytes.
#[inline]
fn number(bytes: &[u8]) -> u64 {
    let mut word = [0; 8];
    for (to, from) in word.iter_mut().zip(bytes) {
        *to = *from;
    }
    u64::from_le_bytes(word)
}
