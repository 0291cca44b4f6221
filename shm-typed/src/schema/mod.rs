//! Layouts as data: text for tools and other languages, fingerprints, and differences in words.
//!
//! Every [`Shared`](crate::Shared) type carries a constant description of its bytes. From it come:
//!
//! - a [`Schema`]: the description as owned data, with names, offsets, types, units and help. It goes
//!   into the object as JSON ([`Schema::to_json`]), so that programs in any language can read the
//!   values, and comes back out of objects whose type this program does not know
//!   ([`Schema::from_json`]);
//! - two [`Fingerprint`]s, computed while the program compiles: [`layout_fingerprint`] decides whether a
//!   typed open is allowed, [`schema_fingerprint`] also notices another unit or kind. Help texts are in
//!   neither, so mending a typo breaks no reader;
//! - a [`Diff`] of two schemas, which says what a fingerprint cannot: which field differs, what it is
//!   here and what it is there, and whether fields were only appended ([`Diff::is_append`]).
//!
//! Nothing here trusts the bytes of an object. Reading a schema never panics, takes bounded time and
//! memory, and what it returns is consistent; what is printed holds no control characters.
//!
//! ```
//! use shm_typed::schema::Schema;
//!
//! let engine = Schema::from_json(
//!     br#"{"format":1,"type":{"struct":"Engine","size":40,"align":8,"fields":[
//!         {"name":"speed","offset":0,"type":"f64","kind":"gauge","unit":"rpm"},
//!         {"name":"cylinders","offset":8,"type":{"array":{"struct":"Cylinder","size":8,"align":4,
//!             "fields":[{"name":"pressure","offset":0,"type":"f32","unit":"bar"},
//!                       {"name":"knocks","offset":4,"type":"u32"}]},"len":4}}]}}"#,
//! )?;
//!
//! let knocks = engine.field("cylinders[3].knocks").expect("it has four cylinders");
//! assert_eq!((knocks.ty().to_string(), knocks.offset()), ("u32".to_owned(), 36));
//!
//! assert_eq!(
//!     engine.to_string(),
//!     "Engine: 40 bytes, align 8
//!        0  f64            speed  (rpm, gauge)
//!        8  [Cylinder; 4]  cylinders
//!        8  f32              pressure  (bar)
//!       12  u32              knocks",
//! );
//! # Ok::<(), shm_typed::schema::DecodeError>(())
//! ```

mod decode;
mod diff;
mod difference;
mod document;
mod encode;
mod error;
mod escape;
mod fingerprint;
mod json;
mod limits;
mod listing;
mod lookup;
mod model;
mod node;
mod record;
#[cfg(test)]
mod tests;

pub use diff::Diff;
pub use difference::{Aspect, Difference};
pub use document::Schema;
pub use error::DecodeError;
pub use fingerprint::{Fingerprint, layout_fingerprint, schema_fingerprint};
pub use lookup::Located;
pub use model::{Enum, Field, Shape, Struct, Type, Variant};
