//! Looking into objects whose type this program does not know: what tools are built on.
//!
//! An object carries its own description, so a program can list the objects of a host, take one
//! consistent value of each, and walk through its fields by name, unit and offset, without having
//! been built with their types. The `shm-typed` command is made of this module and nothing else of
//! the library.
//!
//! | | |
//! |---|---|
//! | [`Inspector`] | settings, and what can be done by name: [list](Inspector::list), [open](Inspector::open), [by descriptor](Inspector::open_fd), [verify](Inspector::verify), [remove](Inspector::remove) |
//! | [`Object`] | one object: its [`Facts`], its [`Schema`](crate::Schema), its writer, its values |
//! | [`Reading`] | one value, as it was published |
//! | [`Node`] | a field or an element of it: name, unit, offset, and its [`Content`] |
//! | [`Finding`] | what is wrong with an object |
//!
//! ```
//! use shm_typed::inspect::{Content, Inspector};
//! use shm_typed::{Shared, SharedBox};
//! # let name = &format!("shm-typed-doc-inspect-{}", std::process::id());
//!
//! #[derive(Clone, Copy, Shared)]
//! #[repr(C)]
//! struct Engine {
//!     #[shared(unit = "rpm")]
//!     speed: f64,
//!     pressures: [u16; 4],
//! }
//! let _writer = SharedBox::create(name, Engine { speed: 3000.0, pressures: [7, 8, 9, 10] })?;
//!
//! // A program that has never heard of `Engine`:
//! let object = Inspector::new().open(name)?;
//! assert_eq!(object.schema()?.name(), "Engine");
//!
//! let reading = object.read()?;
//! let speed = reading.node("speed").expect("it has one");
//! assert_eq!((speed.unit(), speed.content()), ("rpm", Content::F64(3000.0)));
//!
//! let all: Vec<String> = reading.root().leaves(8).map(|(path, _)| path).collect();
//! assert_eq!(all, ["speed", "pressures[0]", "pressures[1]", "pressures[2]", "pressures[3]"]);
//! # Ok::<(), shm_typed::Error>(())
//! ```
//!
//! # What may be in an object
//!
//! Anything. Whoever may write a directory may put any bytes there under any name. Nothing in this
//! module panics or loops for ever over them, and memory is bounded: a schema by [its
//! limits](crate::Schema::from_json), a value by [`max_value`](Inspector::max_value). Bits that are
//! no value of their type become [`Content::Invalid`]. Names and texts are given as they stand in
//! the object: escape them before a terminal sees them.
//!
//! What an object says of itself is read by the kernel's copy and never from a mapping. Only its
//! values, its version and its writer's state need a mapping, which is read-only, and which whoever
//! owns the file can take away from under it: an access beyond the end of a file that was shortened
//! ends the process by SIGBUS. So a stranger's object is not mapped unless the caller [says
//! so](Inspector::any_owner).

mod content;
mod elements;
mod facts;
mod inspector;
mod leaves;
mod list;
mod live;
mod node;
mod object;
mod pins;
mod reading;
mod users;
mod verify;

pub use content::{Content, Invalid};
pub use elements::{Children, Elements};
pub use facts::{Discipline, Facts};
pub use inspector::Inspector;
pub use leaves::Leaves;
pub use list::{Entry, Listing};
pub use node::Node;
pub use object::Object;
pub use pins::Pins;
pub use reading::Reading;
pub use users::{Users, UsersOf};
pub use verify::{Class, Finding};
