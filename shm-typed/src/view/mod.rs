//! Parts of a value in shared memory, read without the rest.
//!
//! [`SharedRef::read_with`] gives a closure a [`View`] of the current value: `#[derive(Shared)]`
//! makes a method of each field, which loads that field and nothing else.
//!
//! ```
//! use shm_typed::{Shared, SharedBox, SharedRef, View};
//! # let name = &format!("shm-typed-doc-view-{}", std::process::id());
//!
//! #[derive(Clone, Copy, Shared)]
//! #[repr(C)]
//! struct Engine {
//!     speed: f64,
//!     faults: u64,
//!     cylinders: [Cylinder; 8],
//! }
//!
//! #[derive(Clone, Copy, Shared)]
//! #[repr(C)]
//! struct Cylinder {
//!     pressure: f32,
//!     misfires: u32,
//! }
//!
//! fn worst(engine: View<'_, Engine>) -> Option<u32> {
//!     engine.cylinders().iter().map(|cylinder| cylinder.misfires()).max()
//! }
//!
//! # let mut value: Engine = bytemuck::Zeroable::zeroed();
//! # value.speed = 3000.0;
//! # value.cylinders[3] = Cylinder { pressure: 8.5, misfires: 2 };
//! let engine = SharedBox::create(name, value)?;
//!
//! let reader = SharedRef::<Engine>::open(name)?;
//! assert_eq!(reader.read_with(|v| (v.speed(), v.faults())), (3000.0, 0));
//! assert_eq!(reader.read_with(|v| v.cylinders().at(3).map(|c| c.pressure())), Some(8.5));
//! assert_eq!(reader.read_with(worst), Some(2));
//! # Ok::<(), shm_typed::Error>(())
//! ```
//!
//! # What a field's method returns
//!
//! | the field is | its method returns |
//! |---|---|
//! | a number | the number |
//! | a struct with `#[derive(Shared)]` | a view of it, with methods of its own; `Struct::from(view)` copies it |
//! | an array | an [`ArrayView`]: `len`, `at(i)`, `iter`, `to_array` |
//! | a [`FixedStr`](crate::FixedStr) | a copy of it |
//! | a [`FixedVec`](crate::FixedVec) | an [`ArrayView`] of the elements in use |
//! | a type parameter `T` | `View<'_, T>` |
//! | marked `#[shared(opaque)]` | a copy of it |
//!
//! The method has the field's name and its visibility: a private field stays private. The
//! field `0` of a tuple struct has the method `_0`.
//!
//! # Which types have one
//!
//! Those that implement [`Viewed`]: numbers, texts, arrays and lists of types that do, and each struct with
//! `#[derive(Shared)]` all of whose fields do. A struct that holds a type without a view, in a
//! field of its own or by way of a type parameter, has none either; all else works with it. Generic
//! code asks for both: `T: Plain + Viewed`.
//!
//! A [checked](crate::InvalidValue) struct has a view of those of its fields of which any bits are a value. A
//! `bool`, a `char`, a `NonZero` number or an enum has none, and its field no method: what a view sees is
//! bits that nobody has checked, and may change under it. [`try_read`](crate::SharedRef::try_read)
//! checks them.
//!
//! ```
//! use shm_typed::{Shared, SharedBox, SharedRef};
//! # let name = &format!("shm-typed-doc-checked-view-{}", std::process::id());
//!
//! #[derive(Clone, Copy, Shared)]
//! #[repr(C)]
//! #[shared(checked)]
//! struct Pump {
//!     flow: f64,
//!     open: [bool; 8],
//! }
//!
//! let pump = SharedBox::create(name, Pump { flow: 2.5, open: [true; 8] })?;
//! let reader = SharedRef::<Pump>::open(name)?;
//! assert_eq!(reader.read_with(|v| v.flow()), 2.5); // `v.open()` does not compile
//! assert!(reader.try_read()?.open[7]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`SharedRef::read_with`]: crate::SharedRef::read_with

mod array;
mod impls;
mod place;
mod viewed;

pub use array::{ArrayIter, ArrayView};
#[doc(hidden)]
pub use place::Place;
pub use viewed::{View, Viewed};

#[cfg(test)]
mod tests;
