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
//! | a `bool`, `char`, `NonZero` number or enum | that, or what is wrong with its bits: `Result<State, InvalidValue>` |
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
//! Those that implement [`Viewed`]: numbers, `bool`, `char`, enums, texts, arrays and lists of types that do, and each struct with
//! `#[derive(Shared)]` all of whose fields do. A struct that holds a type without a view, in a
//! field of its own or by way of a type parameter, has none either; all else works with it. Generic
//! code asks for both: `T: Plain + Viewed`.
//!
//! # Fields that need a check
//!
//! A `bool`, a `char`, a `NonZero` number or an enum is checked when its method is called: its bits are copied
//! into private memory, and the method returns the value or an [`InvalidValue`](crate::InvalidValue), which
//! names the field by its path in the whole value. Other fields are not looked at. A view of a checked struct
//! becomes that struct by `Struct::try_from(view)`, which checks all of it.
//!
//! Like all that a view gives, the error counts only if the run does. Bits that were changing under the
//! look are no error: the closure runs again.
//!
//! ```
//! use shm_typed::{ReadError, Shared, SharedBox, SharedRef};
//! # let name = &format!("shm-typed-doc-checked-view-{}", std::process::id());
//!
//! #[derive(Clone, Copy, Debug, PartialEq, Shared)]
//! #[repr(u8)]
//! enum Mode { Idle, Run }
//!
//! #[derive(Clone, Copy, Shared)]
//! #[repr(C)]
//! #[shared(checked)]
//! struct Pump {
//!     flow: f64,
//!     open: [bool; 7],
//!     mode: Mode,
//! }
//!
//! let value = Pump { flow: 2.5, open: [true; 7], mode: Mode::Run };
//! let pump = SharedBox::create(name, value)?;
//!
//! fn mode(reader: &SharedRef<Pump>) -> Result<(f64, Mode), ReadError> {
//!     let seen = reader.try_read_with(|v| Ok((v.flow(), v.mode()?)))?;
//!     seen
//! }
//! let reader = SharedRef::<Pump>::open(name)?;
//! assert_eq!(mode(&reader)?, (2.5, Mode::Run));
//! assert_eq!(reader.read_with(|v| v.open().at(6)), Some(Ok(true)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Changing parts
//!
//! [`SharedBox::update_with`] gives a closure a [`ViewMut`], whose methods have the same names and lend
//! the fields. What was lent is what a publish stores. They take `&mut self`, so one field is lent at a time.
//!
//! | the field is | its method returns |
//! |---|---|
//! | a number, `bool`, `char`, enum, text or list | `&mut` to it |
//! | marked `#[shared(opaque)]` | `&mut` to it |
//! | a struct with `#[derive(Shared)]` | a view with methods of its own, which derefs to the struct |
//! | an array | an [`ArrayViewMut`]: `at(i)`, `range(a..b)`, `iter_mut`; it derefs to a slice, to look at |
//!
//! A struct may be replaced, `*engine.cylinder() = new`. Any other assignment through its `Deref`,
//! as in `engine.cylinder().pressure = 8.5`, is as correct, and counts all of the struct as changed.
//!
//! All of this is the writer's own memory: the references are ordinary ones, a checked field is its type
//! and not a `Result`, and nothing of it is seen by readers until the closure has returned.
//!
//! [`SharedRef::read_with`]: crate::SharedRef::read_with
//! [`SharedBox::update_with`]: crate::SharedBox::update_with

mod array;
mod array_mut;
mod impls;
mod part;
mod place;
mod viewed;

pub use array::{ArrayIter, ArrayView};
pub use array_mut::{ArrayIterMut, ArrayViewMut};
#[doc(hidden)]
pub use part::Part;
#[doc(hidden)]
pub use place::Place;
pub use viewed::{View, ViewMut, Viewed};

#[cfg(test)]
mod tests;
