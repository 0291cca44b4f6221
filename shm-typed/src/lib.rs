//! Typed structs in POSIX shared memory: one process writes a value, any number of others read it,
//! whole and at the price of a `memcpy`.
//!
//! ```
//! use shm_typed::{Shared, SharedBox, SharedRef};
//! # let name = &format!("shm-typed-doc-crate-{}", std::process::id());
//!
//! #[derive(Clone, Copy, Debug, Shared)]
//! #[repr(C)]
//! struct Engine {
//!     /// Crankshaft speed.
//!     #[shared(unit = "rpm", kind = "gauge")]
//!     speed: f64,
//!     /// Ignition faults since start.
//!     #[shared(kind = "counter")]
//!     faults: u64,
//! }
//!
//! // The service that owns the value (one that restarts: open_or_create):
//! let mut engine = SharedBox::create(name, Engine { speed: 0.0, faults: 0 })?;
//! engine.update(|e| e.speed = 3000.0);
//! engine.write().faults += 1;
//!
//! // Any other service:
//! let reader = SharedRef::<Engine>::open(name)?;
//! let now = reader.read();
//! assert_eq!((now.speed, now.faults), (3000.0, 1));
//! # Ok::<(), shm_typed::Error>(())
//! ```
//!
//! # Which one
//!
//! | you have | use | readers get |
//! |---|---|---|
//! | values that belong together, and one service that writes them | [`SharedBox`], [`SharedRef`] | a whole value, copied |
//! | the same, too large to copy | [`read_with`](SharedRef::read_with), [`fold`](SharedRef::fold); writer: [`update_with`](SharedBox::update_with) | the fields that they ask for, of one value |
//! | the same, among services that trust each other | [`trust_writer`](SharedRef::trust_writer), then [`pin`](TrustedRef::pin) | a `&T`, for as long as they hold it |
//! | counters, flags and states that many processes change | [`LiveBox`], [`LiveRef`] | each number as it is now, and no two that belong together |
//! | a value that is complete | [`Frozen`] | a `&T`, for good |
//! | readers that do not trust the writer's user, or share no `/dev/shm` with it | [`SharedBox::anonymous`], [`SharedRef::from_fd`] | a whole value, copied; the kernel keeps others from writing |
//!
//! Named objects are found by their name; frozen and anonymous ones have none, and their descriptor is handed over.
//!
//! # What it guarantees
//!
//! | | |
//! |---|---|
//! | [`SharedRef::read`] | one value as it was published, never a mixture; lock-free, and the writer is never held up |
//! | [`SharedRef::try_read`] | the same in a bounded number of steps; `bool`, enums and their like are checked before they exist |
//! | [`SharedRef::read_with`] | the same of the fields that a closure asks for, at the price of those; see [`view`] |
//! | [`TrustedRef::pin`] | a real `&T`, whole and unchanged while it is held, at one price for every size; wait-free; the writer has to be trusted |
//! | [`SharedBox::publish`] | wait-free, one copy, no system call unless somebody [waits](SharedRef::changed) |
//! | [`SharedBox::update_with`] | the same for a few fields of a large value: stores those and not the rest |
//! | [`SharedBox::stage`] | the same, all or nothing: published when told to, else undone |
//! | [`SharedBox::create`] | an object has its name only when it is complete; one writer, by a kernel lock |
//! | [`SharedBox::open`] | goes on from the last complete value, whatever instruction the last writer died at |
//! | [`SharedRef::open`] | only the layout that `T` has, else an [`Error`] that says which field differs |
//! | [`SharedBox::anonymous`] | by the kernel's word, no process but this one can write the object, and none can shorten it |
//! | [`Frozen`] | a `&T` in shared memory that nobody can change any more, in any process |
//! | [`inspect`] | any object, without its type: values, errors or findings, whatever is in it |
//! | [`LiveBox`] | every change of every number counts, whoever makes it and whenever it is killed; never waits |
//! | all safe calls | no undefined behaviour and no panic, whatever other processes write |
//!
//! # What it is not for
//!
//! Pointers and growing data; many writers of one whole value (of single numbers there may be:
//! [`LiveBox`]); queues, since a slow reader misses values;
//! other hosts and other kernels than 64-bit little-endian Linux.
//!
//! # More
//!
//! Long-form pages: [`docs::calls`] (every call, a line each), [`docs::cookbook`] (a program for each task),
//! [`docs::failure`] (what a crash leaves), [`docs::memory_model`] (why no value is torn),
//! [`docs::format`](mod@docs::format) (the bytes, for readers in other languages), [`docs::platform`] (containers,
//! `fork`, limits, kernels). What the [words](docs#words) mean: object, slot, lap, generation, checked, live.
//!
//! # Features
//!
//! | | |
//! |---|---|
//! | `derive` (default) | `#[derive(Shared)]` |
//! | `async` | [`SharedRef::changed_async`](SharedRef#method.changed_async), on tokio |
//! | `serde` | [`FixedStr`] and [`FixedVec`] are `Serialize` and `Deserialize` |

#![cfg_attr(
    shm_typed_loom,
    allow(
        dead_code,
        unused_imports,
        reason = "the model checker builds the protocols alone"
    )
)]

#[cfg(not(all(
    target_os = "linux",
    target_pointer_width = "64",
    target_endian = "little"
)))]
compile_error!(
    "shm-typed runs on 64-bit little-endian Linux only: the object format is little-endian, and \
     8-byte relaxed loads from read-only pages are guaranteed on 64-bit targets only"
);

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[cfg(any(doc, doctest))]
pub mod docs;
#[cfg(not(shm_typed_loom))]
mod error;
mod fault;
#[cfg(not(shm_typed_loom))]
pub mod inspect;
pub mod layout;
#[cfg(not(shm_typed_loom))]
mod live;
#[cfg(not(shm_typed_loom))]
mod object;
#[cfg(not(shm_typed_loom))]
mod os;
mod primitive;
pub mod schema;
#[cfg(not(shm_typed_loom))]
mod snapshot;
mod sync;
pub mod view;

pub use layout::{CacheLine, FixedStr, FixedVec, InvalidValue, Plain, Shared, TooLong};
pub use schema::Schema;
pub use view::{View, ViewMut, Viewed};

#[cfg(not(shm_typed_loom))]
pub use {
    error::{Error, ErrorKind},
    live::{
        Live, LiveArray, LiveBox, LiveIter, LiveNumber, LiveOptions, LivePlain, LiveReaderOptions,
        LiveRef, LiveScalar, LiveShared,
    },
    object::OnDrop,
    snapshot::{
        Change, Compatible, Frozen, Pinned, ReadError, ReaderOptions, SharedBox, SharedRef, Staged,
        TrustedRef, WriteGuard, WriterOptions, WriterState, WriterStatus, remove,
    },
};

#[cfg(feature = "derive")]
pub use shm_typed_derive::Shared;

/// Compiles the README's example. A test runs it, under a name of its own (`tests/tests/readme.rs`).
#[cfg(all(doctest, feature = "derive"))]
#[doc = include_str!("../../README.md")]
struct Readme;
