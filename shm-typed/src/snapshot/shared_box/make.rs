//! How a box comes to be: created, taken over, put in the place of another.

use bytemuck::Zeroable;

use super::SharedBox;
use crate::error::Error;
use crate::layout::Shared;
use crate::snapshot::options::WriterOptions;

impl<T: Shared> SharedBox<T> {
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

    /// Settings for creating and opening: mode, slots, what a drop does.
    pub fn options() -> WriterOptions<T> {
        WriterOptions::new()
    }
}
