//! The writer's handle.

use core::fmt;
use core::ops::Deref;
use std::os::fd::BorrowedFd;
use std::sync::{Mutex, OnceLock, PoisonError};

use bytemuck::Zeroable;

use super::frozen::Frozen;
use super::guard::WriteGuard;
use super::options::WriterOptions;
use super::slots::{Slots, boxed, overwrite, overwrite_part};
use super::staged::Staged;
use super::writer::Writer;
use crate::error::Error;
use crate::layout::Shared;
use crate::sync::behind::{Behind, Changes};
use crate::sync::snapshot::Cells as _;
use crate::view::{Part, ViewMut, Viewed};

/// The largest value that is always stored whole.
const WHOLE: usize = 2048;

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
    // Invariants:
    //
    // - X1 If `T` is checked, `value` is never empty.
    // - X2 If `changed`, `T` is checked and `spare` holds the value that was published last.
    /// At the box's own address, so that what a publish ends with calling finds it where it is: no register for another one.
    writer: Writer,
    /// The value that was published last, once somebody changed it. Empty after a `publish`.
    value: Option<Box<T>>,
    /// The same where somebody only looked at it. Empty if `value` is not.
    fetched: OnceLock<Box<T>>,
    /// The memory of a value that `publish` has overtaken; of a checked type, the value to go back
    /// to.
    spare: Mutex<Option<Box<T>>>,
    /// Whether `value` was lent to be changed, and not published since.
    changed: bool,
    /// How far each slot, and behind them `spare`, differs from `value`, once `update_with` was called.
    behind: Option<Box<Behind>>,
    slots: Slots<T>,
}

impl<T: Shared> SharedBox<T> {
    /// Whether the private copy is kept, since the shared bytes are no `T` before they are checked.
    const KEEPS: bool = Slots::<T>::CHECKED;
    /// Whether `update_with` stores parts. The sets of a smaller value cost more than its copy.
    const HAS_PARTS: bool = size_of::<T>() > WHOLE;

    /// Creates the object `name` and publishes `value` as its first version.
    ///
    /// The object appears under its name complete: no reader ever sees it half made.
    ///
    /// Takes about 0.1 ms; the first time in a process that has several threads by then, some 10 ms
    /// more, for [registering with the kernel](crate::WriterOptions::reader_table).
    ///
    /// # Errors
    ///
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists) if there is an object of that name, which
    /// is left as it is; [`WriterTaken`](crate::ErrorKind::WriterTaken) if another process or
    /// handle writes it; [`NoSpace`](crate::ErrorKind::NoSpace) if the file system cannot hold it;
    /// [`InvalidName`](crate::ErrorKind::InvalidName).
    pub fn create(name: &str, value: T) -> Result<Self, Error> {
        Self::options().create(name, value)
    }

    /// Creates the object `name` with a value that `fill` makes in place, out of zeros.
    ///
    /// For values too large for the stack. A type of which zeros are no value, such as one with a
    /// `NonZero` in it, is not `Zeroable`: use [`create_from`](Self::create_from).
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-with-{}", std::process::id());
    ///
    /// let table = SharedBox::<[u32; 1 << 20]>::create_with(name, |t| t[7] = 49)?;
    /// assert_eq!(table[7], 49);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn create_with(name: &str, fill: impl FnOnce(&mut T)) -> Result<Self, Error>
    where
        T: Zeroable,
    {
        Self::options().create_with(name, fill)
    }

    /// Creates the object `name` with a value that is on the heap already, and becomes the private
    /// copy.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// use std::num::NonZeroU32;
    /// # let name = &format!("shm-typed-doc-from-{}", std::process::id());
    ///
    /// let ones: Box<[NonZeroU32]> = vec![NonZeroU32::MIN; 1 << 20].into();
    /// let ones: Box<[NonZeroU32; 1 << 20]> = ones.try_into().expect("as many");
    /// let table = SharedBox::create_from(name, ones)?;
    /// assert_eq!(table[7].get(), 1);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn create_from(name: &str, value: Box<T>) -> Result<Self, Error> {
        Self::options().create_from(name, value)
    }

    /// Takes over the object `name`, which a writer has left behind by being killed or by
    /// [`OnDrop::Keep`](crate::OnDrop::Keep).
    ///
    /// The last complete value is kept, and the next publish has the next version; readers that are
    /// mapped notice nothing but the pause.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound); [`WriterTaken`](crate::ErrorKind::WriterTaken) if
    /// a writer lives (see [`Error::writer_pid`]);
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) if its values are not of `T`'s layout;
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if `T` is checked and what is left is no value
    /// of it;
    /// [`Untrusted`](crate::ErrorKind::Untrusted) or
    /// [`PermissionDenied`](crate::ErrorKind::PermissionDenied) if it is another user's; and the
    /// others of [`ErrorKind`](crate::ErrorKind) for what is not a whole object.
    ///
    /// ```
    /// use shm_typed::{OnDrop, SharedBox};
    /// # let name = &format!("shm-typed-doc-open-{}", std::process::id());
    ///
    /// let mut first = SharedBox::options().on_drop(OnDrop::Keep).create(name, 1_u64)?;
    /// first.publish(&2);
    /// drop(first); // or the process is killed
    ///
    /// let second = SharedBox::<u64>::open(name)?;
    /// assert_eq!((*second, second.version()), (2, 2));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn open(name: &str) -> Result<Self, Error> {
        Self::options().open(name)
    }

    /// [Takes over](Self::open) the object `name`, or [creates](Self::create) it with `value` if
    /// there is none.
    ///
    /// `value` is used only in the second case.
    ///
    /// # Errors
    ///
    /// Those of both.
    ///
    /// ```
    /// use shm_typed::{OnDrop, SharedBox};
    /// # let name = &format!("shm-typed-doc-either-{}", std::process::id());
    ///
    /// let keep = SharedBox::options().on_drop(OnDrop::Keep);
    /// drop(keep.open_or_create(name, 1_u64)?);
    ///
    /// let starts = SharedBox::open_or_create(name, 0_u64)?;
    /// assert_eq!(*starts, 1);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn open_or_create(name: &str, value: T) -> Result<Self, Error> {
        Self::options().open_or_create(name, value)
    }

    /// [Takes over](Self::open) the object `name`, or creates it with a value that `fill` makes in place,
    /// out of zeros, if there is none.
    ///
    /// For values too large for the stack. `fill` runs only in the second case, once at most. Where zeros are no
    /// value, ask [`open`](Self::open) first, and then [`create_from`](Self::create_from).
    ///
    /// # Errors
    ///
    /// Those of both.
    ///
    /// ```
    /// use shm_typed::{OnDrop, SharedBox};
    /// # let name = &format!("shm-typed-doc-either-with-{}", std::process::id());
    ///
    /// let keep = SharedBox::<[u32; 1 << 20]>::options().on_drop(OnDrop::Keep);
    /// drop(keep.open_or_create_with(name, |t| t[7] = 49)?);
    ///
    /// let table = SharedBox::<[u32; 1 << 20]>::open_or_create_with(name, |_| unreachable!())?;
    /// assert_eq!(table[7], 49);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn open_or_create_with(name: &str, fill: impl FnOnce(&mut T)) -> Result<Self, Error>
    where
        T: Zeroable,
    {
        Self::options().open_or_create_with(name, fill)
    }

    /// Puts a new object with `value` under `name`, in one step, in the place of what a writer has
    /// left there; of another layout, say. If nothing is there it is [created](Self::create).
    ///
    /// Readers of the old object keep its last value and are told
    /// [`Superseded`](crate::Change::Superseded); [`reopen`](crate::SharedRef::reopen) leads them to
    /// the new one, whose [generation](Self::generation) is one more.
    ///
    /// # Errors
    ///
    /// [`WriterTaken`](crate::ErrorKind::WriterTaken) while a writer lives; and if what has the name
    /// is not a whole object of this library, which is left as it is:
    /// [`NotAnObject`](crate::ErrorKind::NotAnObject), [`Corrupt`](crate::ErrorKind::Corrupt) and
    /// their kin. [`remove`](crate::remove) it first.
    ///
    /// ```
    /// use shm_typed::{Change, OnDrop, SharedBox, SharedRef};
    /// use std::time::Duration;
    /// # let name = &format!("shm-typed-doc-replace-{}", std::process::id());
    ///
    /// let old = SharedBox::options().on_drop(OnDrop::Keep).create(name, 1_u32)?;
    /// let reader = SharedRef::<u32>::open(name)?;
    /// drop(old);
    ///
    /// let new = SharedBox::replace(name, [2_u64, 3])?;
    /// assert_eq!(new.generation(), 2);
    /// assert_eq!(reader.read(), 1);
    /// assert_eq!(reader.changed(Duration::MAX), Change::Superseded);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn replace(name: &str, value: T) -> Result<Self, Error> {
        Self::options().replace(name, value)
    }

    /// As [`replace`](Self::replace), with a value that is on the heap already, and becomes the private
    /// copy.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// ```
    /// use shm_typed::{OnDrop, SharedBox};
    /// # let name = &format!("shm-typed-doc-replace-from-{}", std::process::id());
    ///
    /// drop(SharedBox::options().on_drop(OnDrop::Keep).create(name, 1_u32)?);
    ///
    /// let large: Box<[u64]> = vec![7; 1 << 20].into();
    /// let large: Box<[u64; 1 << 20]> = large.try_into().expect("as many");
    /// let new = SharedBox::replace_from(name, large)?;
    /// assert_eq!((new[99], new.generation()), (7, 2));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn replace_from(name: &str, value: Box<T>) -> Result<Self, Error> {
        Self::options().replace_from(name, value)
    }

    /// Makes an object without a name, for readers that are handed its [descriptor](Self::as_fd).
    ///
    /// The kernel itself makes every other process a reader: once the object is sealed, nobody can
    /// map it for writing, write to it, or change its length, not this user, not root, not this
    /// process. So readers need not trust its owner with their lives, as those of a named object
    /// do, and there is no name that somebody else could take first.
    ///
    /// It is published and read as any other. It ends with its last mapping and descriptor: there
    /// is nothing to remove, nothing to take over after a crash, and no lock file or reader table.
    /// `label` is for people, in `/proc/PID/maps`; it follows the rules of names, and any number of
    /// objects may have the same. All its pages are touched here, so that its readers can be sure of
    /// them.
    ///
    /// # Errors
    ///
    /// [`NoSpace`](crate::ErrorKind::NoSpace), [`InvalidName`](crate::ErrorKind::InvalidName), and
    /// [`Os`](crate::ErrorKind::Os) where `/proc` is not mounted or the kernel is older than 5.1.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    ///
    /// let mut engine = SharedBox::anonymous("engine", [0.0_f64; 2])?;
    /// let descriptor = engine.as_fd().expect("it is anonymous");
    ///
    /// // In truth the descriptor goes over a socket: see the example `handover`.
    /// let reader = SharedRef::<[f64; 2]>::from_fd(descriptor.try_clone_to_owned()?)?;
    /// engine.update(|e| e[0] = 3000.0);
    /// assert_eq!(reader.read(), [3000.0, 0.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn anonymous(label: &str, value: T) -> Result<Self, Error> {
        Self::options().anonymous(label, value)
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

    /// Settings for creating and opening: mode, slots, what a drop does.
    pub fn options() -> WriterOptions<T> {
        WriterOptions::new()
    }

    /// Puts the parts together; `value` is what was published last, if it is at hand, as that of a
    /// checked type is (X1).
    pub(super) fn from_parts(slots: Slots<T>, writer: Writer, value: Option<Box<T>>) -> Self {
        Self {
            value,
            fetched: OnceLock::new(),
            spare: Mutex::new(None),
            changed: false,
            behind: None,
            slots,
            writer,
        }
    }

    /// Publishes `value` as the next version.
    ///
    /// Readers that ask from now on get it; those that are in the middle of the old value get that
    /// one whole, or start again with the new one.
    ///
    /// One copy into shared memory, wait-free. No system call, unless a reader is asleep in
    /// [`changed`](crate::SharedRef::changed), who is then woken.
    ///
    /// # Panics
    ///
    /// In a forked child of the process that made the box.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-publish-{}", std::process::id());
    ///
    /// let mut limits = SharedBox::create(name, [1_u32, 2])?;
    /// let reader = SharedRef::<[u32; 2]>::open(name)?;
    ///
    /// limits.publish(&[3, 4]);
    /// assert_eq!(reader.read(), [3, 4]);
    /// assert_eq!(limits.version(), 2);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn publish(&mut self, value: &T) {
        if Self::KEEPS {
            self.keep(value);
        } else if self.value.is_some() || self.fetched.get().is_some() {
            return self.publish_anew(value);
        }
        self.writer.publish(&self.slots, value);
    }

    /// Publishes `value` where there is a private copy, which is then an old one.
    // Out of line, and the last call: as in `Writer::publish`.
    #[inline(never)]
    fn publish_anew(&mut self, value: &T) {
        let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
        *spare = self.value.take().or_else(|| self.fetched.take());
        self.writer.publish(&self.slots, value);
    }

    /// Changes the value in place and publishes it when `change` returns; returns what `change`
    /// does.
    ///
    /// If `change` panics nothing is published, and the value is again what was published last.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-update-{}", std::process::id());
    ///
    /// let mut totals = SharedBox::create(name, [0_u64; 2])?;
    ///
    /// let first = totals.update(|t| {
    ///     t[0] += 7;
    ///     t[0]
    /// });
    /// assert_eq!((first, *totals, totals.version()), (7, [7, 0], 2));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn update<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut undo = UndoOnPanic {
            owner: self,
            done: false,
        };
        let result = change(undo.owner.value_mut());
        undo.done = true;
        undo.owner.publish_value();
        result
    }

    /// Changes some fields of a large value and publishes it when `change` returns; returns what `change`
    /// does.
    ///
    /// The closure gets a [`ViewMut`], with a method for each field that lends `&mut` to it. Only what was lent is
    /// stored, and what was lent since the slot that the value goes to was last filled: as a rule the price is that of the
    /// change, whatever the size of the value, where [`update`](Self::update) stores all of it. A value of up to 2 KiB is
    /// stored whole, since that is quicker: then this is `update`, with methods.
    ///
    /// Readers see what they always see: whole values. The fields are those of the private copy, which
    /// the box derefs to, so no other process can change them under the closure; and a reader that copies is
    /// never handed a part of the change.
    ///
    /// It is published even if nothing was changed. If `change` panics nothing is published, and the value is again what was published last.
    ///
    /// The first calls store all of the value, one for each slot, and so do those after a `publish`, an `update` or a `write`: they leave no
    /// trace of what they change. So use this alone, or hardly ever the others. It needs the memory
    /// of one `T` (of a checked type two), which `update` needs as well.
    ///
    /// # Panics
    ///
    /// In a forked child of the process that made the box.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::{Shared, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-update-with-{}", std::process::id());
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Engine {
    ///     speed: f64,
    ///     samples: [f64; 100_000],
    ///     cylinders: [Cylinder; 8],
    /// }
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Cylinder {
    ///     pressure: f32,
    ///     misfires: u32,
    /// }
    ///
    /// let mut engine = SharedBox::<Engine>::create_with(name, |_| ())?;
    /// engine.update_with(|mut e| {
    ///     *e.speed() = 3000.0;
    ///     if let Some(mut cylinder) = e.cylinders().at(3) {
    ///         *cylinder.misfires() += 1;
    ///     }
    ///     if let Some(samples) = e.samples().range(40..42) {
    ///         samples.copy_from_slice(&[0.5, 0.25]);
    ///     }
    /// });
    /// assert_eq!((engine.speed, engine.version()), (3000.0, 2));
    ///
    /// let reader = SharedRef::<Engine>::open(name)?;
    /// let seen = reader.read_with(|v| (v.cylinders().at(3).map(|c| c.misfires()), v.samples().at(41)));
    /// assert_eq!(seen, (Some(1), Some(0.25)));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn update_with<R>(&mut self, change: impl FnOnce(ViewMut<'_, T>) -> R) -> R
    where
        T: Viewed,
    {
        if Self::HAS_PARTS {
            self.update_parts(change)
        } else {
            self.update(|value| change(T::view_mut(Part::new(value, Changes::ALL))))
        }
    }

    fn update_parts<R>(&mut self, change: impl FnOnce(ViewMut<'_, T>) -> R) -> R
    where
        T: Viewed,
    {
        let mut undo = UndoOnPanic {
            owner: self,
            done: false,
        };
        undo.owner.begin_parts();
        let result = change(undo.owner.lend());
        undo.owner.publish_parts();
        undo.done = true;
        result
    }

    /// Lends fields of the value to be changed, as [`update_with`](Self::update_with) does, and publishes the change
    /// when [`Staged::publish`] is called, or never.
    ///
    /// For a change that may fail half-way: what is dropped without `publish`, by `?` for instance, is undone,
    /// and no reader has seen any of it. [`update`](Self::update), `update_with` and
    /// [`write`](Self::write) undo it for a panic alone.
    ///
    /// Costs what `update_with` costs.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-stage-{}", std::process::id());
    ///
    /// let mut table = SharedBox::<[u64; 100_000]>::create_with(name, |_| ())?;
    ///
    /// let mut change = table.stage();
    /// if let Some(number) = change.view().at(7) {
    ///     *number = 49;
    /// }
    /// drop(change);
    /// assert_eq!((table[7], table.version()), (0, 1));
    ///
    /// let mut change = table.stage();
    /// if let Some(number) = change.view().at(7) {
    ///     *number = 49;
    /// }
    /// change.publish();
    /// assert_eq!((table[7], table.version()), (49, 2));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn stage(&mut self) -> Staged<'_, T>
    where
        T: Viewed,
    {
        Staged::new(self)
    }

    /// Begins a change that is lent by [`lend`](Self::lend).
    pub(super) fn begin_lending(&mut self) {
        if Self::HAS_PARTS {
            self.begin_parts();
        } else {
            let _ = self.value_mut();
        }
    }

    /// Publishes what was lent since [`begin_lending`](Self::begin_lending).
    pub(super) fn publish_lent(&mut self) {
        if Self::HAS_PARTS {
            self.publish_parts();
        } else {
            self.publish_value();
        }
    }

    /// Begins a change by parts.
    fn begin_parts(&mut self) {
        if self.value.is_none() {
            self.fetch();
        }
        let version = self.writer.version();
        let slots = usize::from(self.slots.region().slots());
        let sets = slots + usize::from(Self::KEEPS);
        let behind = self
            .behind
            .get_or_insert_with(|| Box::new(Behind::new(size_of::<T>(), sets)));
        behind.begin(version);
        if let (true, false, Some(value)) = (Self::KEEPS, self.changed, &self.value) {
            let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
            match spare {
                Some(spare) => {
                    for part in behind.parts(slots) {
                        overwrite_part(&mut **spare, &**value, part);
                    }
                }
                None => *spare = Some(boxed(value)),
            }
            behind.caught_up(slots);
            self.changed = true; // X2
        }
    }

    /// Lends the fields of the private copy, after a change of it was begun.
    pub(super) fn lend(&mut self) -> ViewMut<'_, T>
    where
        T: Viewed,
    {
        let Some(value) = &mut self.value else {
            unreachable!("made when the change was begun")
        };
        let changes = match &mut self.behind {
            Some(behind) if Self::HAS_PARTS => {
                behind.changes(core::ptr::from_mut(&mut **value).addr())
            }
            _ => Changes::ALL,
        };
        T::view_mut(Part::new(value, changes))
    }

    /// Publishes the private copy, of which parts were lent.
    fn publish_parts(&mut self) {
        if let (Some(value), Some(behind)) = (&self.value, &mut self.behind) {
            behind.note();
            self.writer.publish_parts(&self.slots, value, behind);
            behind.published(self.writer.version());
        }
        if Self::KEEPS {
            self.changed = false;
        }
    }

    /// A guard that derefs to `&mut T` and publishes when it goes out of scope.
    ///
    /// A guard that was never used to change anything publishes nothing. One that is dropped by a
    /// panic publishes nothing, and the value is again what was published last. One that is left by `?` publishes
    /// what has been changed by then: for a change that may fail there is [`stage`](Self::stage).
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-write-{}", std::process::id());
    ///
    /// let mut totals = SharedBox::create(name, [0_u64; 2])?;
    ///
    /// let mut guard = totals.write();
    /// guard[0] = 1;
    /// guard[1] = 2;
    /// drop(guard);
    /// assert_eq!(totals.version(), 2, "both changes at once");
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn write(&mut self) -> WriteGuard<'_, T> {
        WriteGuard::new(self)
    }

    /// Makes the private copy, which is about to be changed. That of a checked type is always there (X1).
    #[cold]
    fn fetch(&mut self) {
        self.load();
        self.value = self.fetched.take();
    }

    /// Makes the private copy from the current slot, for somebody who looks.
    #[cold]
    fn load(&self) -> &T {
        self.writer.require_here();
        self.fetched.get_or_init(|| {
            let spare = self
                .spare
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            self.slots.read_any(spare)
        })
    }

    /// Makes `value`, which is about to be published, the private copy of a checked type.
    fn keep(&mut self, value: &T) {
        match &mut self.value {
            Some(kept) => overwrite(&mut **kept, value),
            None => unreachable!("X1"),
        }
        self.changed = false;
    }

    /// Keeps what was published last of a checked type, before somebody changes it (X2).
    fn save(&mut self) {
        let (Some(value), false) = (&self.value, self.changed) else {
            return;
        };
        let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
        match spare {
            Some(spare) => overwrite(&mut **spare, &**value),
            None => *spare = Some(boxed(value)),
        }
        self.changed = true;
    }

    /// The private copy, to be changed.
    #[inline]
    pub(super) fn value_mut(&mut self) -> &mut T {
        if self.value.is_none() {
            self.fetch();
        }
        if Self::KEEPS {
            self.save();
        }
        if Self::HAS_PARTS
            && let Some(behind) = &mut self.behind
        {
            behind.forget();
        }
        match &mut self.value {
            Some(value) => value,
            None => unreachable!("made above"),
        }
    }

    /// Publishes the private copy.
    #[inline]
    pub(super) fn publish_value(&mut self) {
        if let Some(value) = &self.value {
            self.writer.publish(&self.slots, value);
        }
        if Self::KEEPS {
            self.changed = false;
        }
    }

    /// Forgets the private copy, so that the next look at it finds what was published.
    #[cold]
    pub(super) fn forget_value(&mut self) {
        if !Self::KEEPS {
            self.value = None;
            return;
        }
        let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
        // X2, and X1 holds: the old value takes the place of the new one.
        if let (true, Some(old), Some(value)) = (self.changed, spare, &mut self.value) {
            core::mem::swap(old, value);
        }
        self.changed = false;
    }
}

/// A change by a closure; puts the value back if that panics.
struct UndoOnPanic<'b, T: Shared> {
    owner: &'b mut SharedBox<T>,
    done: bool,
}

impl<T: Shared> Drop for UndoOnPanic<'_, T> {
    fn drop(&mut self) {
        if !self.done {
            // What `behind` says is forgotten since before the change.
            self.owner.forget_value();
        }
    }
}

impl<T: Shared> SharedBox<T> {
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
        match &self.value {
            Some(value) => value,
            None => match self.fetched.get() {
                Some(value) => value,
                None => self.load(),
            },
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
