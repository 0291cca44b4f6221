//! The two marker traits: what may live in shared memory, and what may be read from it blindly.

#![allow(
    unsafe_code,
    reason = "declares the unsafe marker traits; holds no unsafe block"
)]

use super::TypeDescriptor;

/// A type whose bytes mean the same in every process.
///
/// Derive it; never implement it by hand. The derive checks every point below at compile time.
///
/// ```
/// use shm_typed::Shared;
///
/// #[derive(Clone, Copy, Shared)]
/// #[repr(C)]
/// struct Engine {
///     /// Crankshaft speed.
///     #[shared(unit = "rpm", kind = "gauge")]
///     speed: f64,
///     #[shared(kind = "counter")]
///     faults: u64,
/// }
///
/// assert_eq!(Engine::DESCRIPTOR.size(), 16);
/// ```
///
/// # Safety
///
/// An implementation promises, for `Self`:
///
/// - **S1** A fixed layout: `repr(C)`, `repr(transparent)` or a primitive. (A `repr(Rust)` struct
///   may be laid out differently by another build.)
/// - **S2** No pointer, reference, handle or other value that means something only in the process
///   that made it. (A `&str` is an address; a `usize` changes its size with the target.)
/// - **S3** No interior mutability: `&Self` never writes. (A `Cell<u64>` would.)
/// - **S4** Evaluating [`DESCRIPTOR`](Self::DESCRIPTOR) either yields a descriptor that is true,
///   with `size_of::<Self>()`, `align_of::<Self>()`, every field at its offset, and says that
///   `Self` has no padding byte, or it fails to compile. Code that reads the bytes of a `Self`
///   evaluates it first. (`struct { a: u8, b: u64 }` has seven bytes that nobody has written.)
/// - **S5** Any `size_of::<Self>()` initialised bytes in which every `bool`, `char`, `NonZero` and
///   enum that `DESCRIPTOR` names holds one of its values are a valid `Self`. (A `bool` described as
///   a `u8` would be read from the byte 2.)
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot live in shared memory: it is not `Shared`",
    label = "not `Shared`",
    note = "above a struct of your own write `#[derive(Clone, Copy, Shared)]` and `#[repr(C)]`, above an enum `#[repr(u8)]` for the latter",
    note = "numbers of fixed width are shared (`u64`, not `usize`), `bool`, `char`, text of bounded length as `FixedStr<64>`, short lists as `FixedVec<u32, 16>`, and arrays of shared types",
    note = "a plain-old-data type of another crate (`bytemuck::Pod`) goes in with `#[shared(opaque)]` on the field"
)]
pub unsafe trait Shared: Copy + 'static {
    /// Every byte of the type, as constant data.
    ///
    /// Evaluating it is what checks a generic type for padding, once per instantiation.
    const DESCRIPTOR: &'static TypeDescriptor;
}

/// A [`Shared`] type for which every bit pattern is a value, so that whatever a peer wrote can be
/// read as one.
///
/// The derive implements it for every struct that is not `#[shared(checked)]`, whose fields are all
/// `Plain`. Types with invalid bit patterns (`bool`, `char`, `NonZero` numbers, enums, structs that
/// hold them) are `Shared` only: they are read with [`try_read`](crate::SharedRef::try_read), which
/// checks the bits before they become a value.
///
/// ```
/// use shm_typed::{Plain, Shared, SharedRef};
///
/// /// Any object, as long as it holds one of these.
/// fn latest<T: Plain>(name: &str) -> Option<T> {
///     SharedRef::<T>::open(name).ok().map(|reader| reader.read())
/// }
///
/// assert_eq!(latest::<[u32; 4]>("no-such-object"), None);
/// ```
///
/// # Safety
///
/// Any `size_of::<Self>()` initialised bytes are a valid `Self`. (The byte 2 is no `bool`.)
#[diagnostic::on_unimplemented(
    message = "`{Self}` has bit patterns that are no value of it, or is not `Shared`: a checked type is read with `try_read`, `try_read_into` or `try_read_boxed`, and pinned with `try_pin`",
    label = "not every bit pattern is a `{Self}`",
    note = "a struct with parameters takes checked types for them if it is `#[shared(checked)]`"
)]
pub unsafe trait Plain: Shared + bytemuck::Zeroable {}
