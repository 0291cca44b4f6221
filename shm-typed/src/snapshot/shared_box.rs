//! The writer's handle.

mod change;
mod make;
mod own_copy;

use core::fmt;
use core::ops::Deref;
use std::os::fd::BorrowedFd;

use self::own_copy::OwnCopy;
use super::frozen::Frozen;
use super::slots::Slots;
use super::writer::Writer;
use crate::error::Error;
use crate::layout::Shared;

/// The owner of a value in shared memory: the one process that may write it.
///
/// Reading it is free: it derefs to the value that was published last. Every way of changing it
/// publishes a whole new value, which readers see at once and never in part:
///
/// | | copies of `T` | |
/// |---|---|---|
/// | [`publish(&value)`](Self::publish) | 1 | a value that is complete already |
/// | [`update(\|v\| …)`](Self::update) | 1 | a change; published when the closure returns |
/// | [`write()`](Self::write) | 1 | the same as a guard; published when it goes out of scope |
/// | [`update_with(\|v\| …)`](Self::update_with) | only what changes | a few fields of a large value |
/// | [`stage()`](Self::stage) | only what changes | the same, undone if it is not published |
///
/// `engine.speed = 3000.0` alone does not compile (there is no `DerefMut`), since nothing would say when to publish
/// it: write `engine.write().speed = 3000.0`.
///
/// (A `publish` leaves the private copy behind; the next `update`, `write` or deref makes up for
/// it with one more.)
///
/// Of a checked type (`bool`, `char`, `NonZero`, enums, structs that hold them) the box always keeps a
/// private copy, and never looks at the shared bytes again: whoever spoils them changes nothing here.
/// Each of the three ways then costs one copy more, and a change needs the memory of a second `T`, for
/// the case of a panic.
///
/// Dropping it marks the object closed and removes its name, unless
/// [`OnDrop::Keep`](crate::OnDrop::Keep) was asked for. If the process is killed, the object stays
/// as it was after the last complete publish, and [`open`](Self::open) goes on from there.
///
/// A child made by `fork` does not own the box and must not use it: the mapping is not there in the
/// child. Dropping the child's copy of the handle touches nothing; publishing panics, and so does a look
/// at the value if the parent has made no private copy of it. A child that
/// outlives a killed writer keeps the writer's locks until it executes another program or ends: only
/// then can another process take over.
///
/// ```
/// use shm_typed::{Shared, SharedBox, SharedRef};
/// # let name = &format!("shm-typed-doc-box-{}", std::process::id());
///
/// #[derive(Clone, Copy, Debug, PartialEq, Shared)]
/// #[repr(C)]
/// struct Engine {
///     speed: f64,
///     faults: u64,
/// }
///
/// let mut engine = SharedBox::create(name, Engine { speed: 0.0, faults: 0 })?;
/// engine.update(|e| e.speed = 3000.0);
/// engine.write().faults += 1;
/// assert_eq!(engine.faults, 1);
///
/// let reader = SharedRef::<Engine>::open(name)?;
/// assert_eq!(reader.read(), *engine);
/// assert_eq!(reader.version(), 3);
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[must_use = "dropping it ends the writer and removes the object: bind it to a variable"]
// In this order: see `writer`.
#[repr(C)]
pub struct SharedBox<T: Shared> {
    /// At the box's own address, so that what a publish ends with calling finds it where it is: no register for another one.
    writer: Writer,
    own: OwnCopy<T>,
    slots: Slots<T>,
}

/// The value that was published last, in the memory of `spare` if there is one.
///
/// # Panics
///
/// In a forked child.
fn fetch<T: Shared>(writer: &Writer, slots: &Slots<T>, spare: Option<Box<T>>) -> Box<T> {
    writer.require_here();
    slots.read_any(spare)
}

impl<T: Shared> SharedBox<T> {
    /// Puts the parts together; `value` is what was published last, if it is at hand, as that of a
    /// checked type is.
    pub(super) const fn from_parts(slots: Slots<T>, writer: Writer, value: Option<Box<T>>) -> Self {
        Self {
            writer,
            own: OwnCopy::new(value),
            slots,
        }
    }

    /// Makes the private copy, for somebody who looks.
    #[cold]
    fn load(&self) -> &T {
        self.own
            .load(|spare| fetch(&self.writer, &self.slots, spare))
    }

    /// The descriptor of an anonymous object, to hand to its readers; `None` of an object with a
    /// name.
    ///
    /// It is open for reading only, and an open file description of its own, which has nothing of the
    /// writer's locks: whoever gets it can do nothing with it but read, and pass it on. Send it with
    /// `SCM_RIGHTS`, or let a child inherit a duplicate of it.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-as-fd-{}", std::process::id());
    ///
    /// assert!(SharedBox::anonymous("engine", 1_u64)?.as_fd().is_some());
    /// assert!(SharedBox::create(name, 1_u64)?.as_fd().is_none());
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[must_use]
    pub fn as_fd(&self) -> Option<BorrowedFd<'_>> {
        self.writer.for_readers()
    }

    /// A constant object that holds the current value and can never change, not even by this
    /// process.
    ///
    /// For a value that is complete: whoever is handed the [`Frozen`]'s descriptor has a `&T` into the
    /// shared memory itself, and trusts nobody. The box goes on as before. Its name, or label, becomes
    /// the label.
    ///
    /// # Errors
    ///
    /// As [`Frozen::new`].
    ///
    /// ```
    /// use shm_typed::{Frozen, SharedBox};
    ///
    /// let mut limits = SharedBox::anonymous("limits", [10_u32, 20])?;
    /// limits.write()[1] = 30;
    /// let frozen: Frozen<[u32; 2]> = limits.freeze()?;
    /// limits.write()[1] = 40;
    /// assert_eq!((*frozen, *limits), ([10, 30], [10, 40]));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn freeze(&self) -> Result<Frozen<T>, Error> {
        Frozen::new(self.name(), self)
    }

    /// The version of the current value: 1 for the first that was ever published in this object, one
    /// more for each since, by whichever writer.
    #[inline]
    #[must_use]
    pub fn version(&self) -> u64 {
        self.writer.version()
    }

    /// The object's name, without a slash.
    #[must_use]
    pub fn name(&self) -> &str {
        self.writer.name()
    }

    /// Which incarnation of the object this is: 1 for the first, one more each time that
    /// `replace` has put a new object in its place.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.writer.generation()
    }
}

impl<T: Shared> Deref for SharedBox<T> {
    type Target = T;

    /// The value that was published last: a private copy, which no other process can change.
    #[inline]
    fn deref(&self) -> &T {
        match self.own.get() {
            Some(value) => value,
            None => self.load(),
        }
    }
}

impl<T: Shared> fmt::Debug for SharedBox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedBox")
            .field("name", &self.name())
            .field("version", &self.version())
            .finish_non_exhaustive()
    }
}
