//! Settings for creating and opening live objects.

use core::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytemuck::allocation::try_zeroed_box;

use super::attached::Attached;
use super::shared::LiveShared;
use super::{LiveBox, LiveRef};
use crate::error::{Action, Cause, Error, ErrorKind};
use crate::object::OnDrop;
use crate::os::{Access, Directory, ObjectName, OsError, Owners};

/// Where an object is, in which form, and whose to accept.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) directory: Option<PathBuf>,
    pub(super) owners: Owners,
    /// Write permission bits of others that are accepted.
    pub(super) others: u32,
    pub(super) bare: bool,
}

/// Everybody's write permission but the owner's.
const OTHERS: u32 = 0o022;

impl Place {
    fn error(&self, action: Action, name: &str, cause: Cause) -> Error {
        Error::new(action, name, cause).within(self.directory.as_deref())
    }

    pub(super) fn open_directory(&self) -> Result<Directory, OsError> {
        Directory::open_or_default(self.directory.as_deref())
    }
}

/// Settings for creating and opening a live object for writing; made by [`LiveBox::options`].
///
/// ```
/// use shm_typed::{LiveBox, OnDrop};
/// # let name = &format!("shm-typed-doc-live-options-{}", std::process::id());
///
/// let counters = LiveBox::<[u64; 4]>::options()
///     .mode(0o660) // the group may count too
///     .on_drop(OnDrop::Unlink) // this process ends last
///     .create(name, [0; 4])?;
/// counters[2].add(1);
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct LiveOptions<T> {
    place: Place,
    mode: u32,
    on_drop: OnDrop,
    value: PhantomData<fn() -> T>,
}

impl<T> LiveOptions<T> {
    pub(super) fn new() -> Self {
        Self {
            place: Place::default(),
            mode: 0o600,
            on_drop: OnDrop::Keep,
            value: PhantomData,
        }
    }

    /// Permission bits of a new object; 0600 by default, 0666 at most.
    ///
    /// They are exactly these, whatever the umask is. `0o660` lets the processes of the group write
    /// too. When an object is opened, the write bits for group and others are those that it may
    /// have: an object that others may write is refused unless that was asked for here, since
    /// whoever may write a file may also shorten it, which ends whoever has it mapped by SIGBUS.
    pub const fn mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self.place.others = mode & OTHERS;
        self
    }

    /// What dropping the box does; [`OnDrop::Keep`] by default.
    ///
    /// Any number of processes may hold a live object, and none of them can know that it is the
    /// last. If one removed the name while others count on, whoever comes next would create a
    /// second object, and both halves would look right. So it stays until somebody who knows says
    /// [`OnDrop::Unlink`], as a supervisor that outlives its workers does, or calls
    /// [`remove`](crate::remove).
    pub const fn on_drop(mut self, on_drop: OnDrop) -> Self {
        self.on_drop = on_drop;
        self
    }

    /// The directory of the object, on a tmpfs; `/dev/shm` by default.
    pub fn directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.place.directory = Some(directory.as_ref().to_owned());
        self
    }

    /// Also accepts objects of the user `uid`, besides those of this process's user and of root.
    pub fn owner(mut self, uid: u32) -> Self {
        self.place.owners.also(uid);
        self
    }

    /// Whether the object is exactly the `size_of::<T>()` bytes of its value, without header and
    /// schema; no by default.
    ///
    /// For exchange with programs that know nothing of this library: `shm_open` and `mmap` in C,
    /// `multiprocessing.shared_memory` in Python. Nothing tells two types of one size apart, so
    /// whoever opens it has to know what it is. They must access each number by one aligned access
    /// of its own width.
    ///
    /// ```
    /// use shm_typed::LiveBox;
    /// # let name = &format!("shm-typed-doc-bare-{}", std::process::id());
    ///
    /// let counter = LiveBox::<u64>::options().bare(true).create(name, 7)?;
    /// assert_eq!(std::fs::read(format!("/dev/shm/{name}")).unwrap(), 7_u64.to_le_bytes());
    /// # std::fs::remove_file(format!("/dev/shm/{name}")).unwrap();
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub const fn bare(mut self, bare: bool) -> Self {
        self.place.bare = bare;
        self
    }
}

impl<T: LiveShared> LiveOptions<T> {
    /// Creates the object `name`; see [`LiveBox::create`].
    ///
    /// # Errors
    ///
    /// As there, and [`InvalidOption`](ErrorKind::InvalidOption) for a mode that is not to be had.
    pub fn create(&self, name: &str, value: T) -> Result<LiveBox<T>, Error> {
        self.create_from(name, &value)
    }

    /// Creates the object `name` with a value that `fill` makes in place, out of zeros: for values
    /// too large for the stack.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub fn create_with(&self, name: &str, fill: impl FnOnce(&mut T)) -> Result<LiveBox<T>, Error>
    where
        T: bytemuck::Zeroable,
    {
        let mut value = try_zeroed_box::<T>().map_err(|()| {
            let bytes = size_of::<T>();
            Error::new(Action::Create, name, Cause::Memory { bytes })
        })?;
        fill(&mut value);
        self.create_from(name, &value)
    }

    fn create_from(&self, name: &str, value: &T) -> Result<LiveBox<T>, Error> {
        ObjectName::new(name)
            .map_err(Cause::Name)
            .and_then(|name| Attached::create(&self.place, self.mode, name, value))
            .map(|attached| LiveBox::new(attached, self.place.clone(), self.on_drop))
            .map_err(|cause| self.place.error(Action::Create, name, cause))
    }

    /// Opens the object `name` for writing; see [`LiveBox::open`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn open(&self, name: &str) -> Result<LiveBox<T>, Error> {
        ObjectName::new(name)
            .map_err(Cause::Name)
            .and_then(|name| Attached::open(&self.place, name, Access::Joint))
            .map(|attached| LiveBox::new(attached, self.place.clone(), self.on_drop))
            .map_err(|cause| self.place.error(Action::Join, name, cause))
    }

    /// Opens the object `name` for writing, or creates it; see [`LiveBox::open_or_create`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn open_or_create(&self, name: &str, value: T) -> Result<LiveBox<T>, Error> {
        // A round is lost only against somebody who creates or removes the object meanwhile.
        for _ in 0..ROUNDS {
            match self.open(name) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                done => return done,
            }
            match self.create_from(name, &value) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                done => return done,
            }
        }
        self.open(name)
    }
}

/// How often `open_or_create` starts over.
const ROUNDS: u32 = 16;

/// Settings for opening a live object for reading; made by [`LiveRef::options`].
///
/// ```
/// use shm_typed::{LiveBox, LiveRef, OnDrop};
/// # let name = &format!("shm-typed-doc-live-reader-{}", std::process::id());
///
/// let counter = LiveBox::options().mode(0o660).on_drop(OnDrop::Unlink).create(name, 0_u64)?;
/// let reader = LiveRef::<u64>::options().any_writer().open(name)?;
/// counter.add(3);
/// assert_eq!(reader.read(), 3);
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct LiveReaderOptions<T> {
    place: Place,
    value: PhantomData<fn() -> T>,
}

impl<T> LiveReaderOptions<T> {
    pub(super) fn new() -> Self {
        Self {
            place: Place::default(),
            value: PhantomData,
        }
    }

    /// Also accepts objects of the user `uid`, besides those of this process's user and of root.
    pub fn owner(mut self, uid: u32) -> Self {
        self.place.owners.also(uid);
        self
    }

    /// Accepts objects of any user: for tools that only look.
    ///
    /// An owner can always shorten a file; a reader that has it mapped then ends by SIGBUS.
    pub fn any_owner(mut self) -> Self {
        self.place.owners = Owners::Any;
        self
    }

    /// Also accepts objects that other users than their owner may write, as with
    /// [`mode(0o660)`](LiveOptions::mode).
    ///
    /// Whoever may write it may shorten it; a reader that has it mapped then ends by SIGBUS.
    pub const fn any_writer(mut self) -> Self {
        self.place.others = OTHERS;
        self
    }

    /// The directory of the object, on a tmpfs; `/dev/shm` by default.
    pub fn directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.place.directory = Some(directory.as_ref().to_owned());
        self
    }

    /// Whether the object is its value and nothing else; see [`LiveOptions::bare`].
    pub const fn bare(mut self, bare: bool) -> Self {
        self.place.bare = bare;
        self
    }
}

impl<T: LiveShared> LiveReaderOptions<T> {
    /// Opens the object `name`; see [`LiveRef::open`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn open(&self, name: &str) -> Result<LiveRef<T>, Error> {
        ObjectName::new(name)
            .map_err(Cause::Name)
            .and_then(|name| Attached::open(&self.place, name, Access::Read))
            .map(|attached| LiveRef::new(Arc::new(attached)))
            .map_err(|cause| self.place.error(Action::OpenLive, name, cause))
    }
}
