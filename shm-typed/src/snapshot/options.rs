//! Settings for creating and opening, on either side.

use core::marker::PhantomData;
use core::time::Duration;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytemuck::Zeroable;
use bytemuck::allocation::try_zeroed_box;

use super::attach::Origin;
use super::slots::{Slots, boxed};
use super::writer::Writer;
use super::{Frozen, SharedBox, SharedRef, create};
use crate::error::{Action, Cause, Error, ErrorKind};
use crate::layout::Shared;
use crate::object::OnDrop;
use crate::os::{self, Directory, Memory, ObjectName, OsError, Owners, Prefault};

/// Settings for creating or taking over an object; made by [`SharedBox::options`].
///
/// [`mode`](Self::mode), [`slots`](Self::slots) and [`pinning_readers`](Self::pinning_readers) are of the object: one that
/// is taken over keeps those that it was created with.
///
/// ```
/// use shm_typed::{OnDrop, SharedBox};
/// # let name = &format!("shm-typed-doc-options-{}", std::process::id());
///
/// let config = SharedBox::options()
///     .mode(0o640) // the group may read
///     .on_drop(OnDrop::Keep)
///     .create(name, [1_u32, 2, 3])?;
/// drop(config);
///
/// let config = SharedBox::<[u32; 3]>::open(name)?;
/// assert_eq!(*config, [1, 2, 3]);
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct WriterOptions<T> {
    pub(super) mode: u32,
    pub(super) slots: Option<u8>,
    pub(super) pin_cells: Option<u8>,
    pub(super) on_drop: OnDrop,
    pub(super) publish_time: bool,
    pub(super) period: Option<Duration>,
    pub(super) reader_table: Option<u32>,
    pub(super) directory: Option<PathBuf>,
    pub(super) memory: Memory,
    value: PhantomData<fn() -> T>,
}

impl<T> WriterOptions<T> {
    pub(super) fn new() -> Self {
        Self {
            mode: 0o600,
            slots: None,
            pin_cells: None,
            on_drop: OnDrop::default(),
            publish_time: false,
            period: None,
            reader_table: Some(0o600),
            directory: None,
            memory: Memory::default(),
            value: PhantomData,
        }
    }

    /// Permission bits of a new object; 0600 by default.
    ///
    /// They are exactly these, whatever the umask is. `0o640` lets the group read, `0o644` everybody.
    /// Write bits for the group or others, and any execute bit, are refused
    /// ([`InvalidOption`](ErrorKind::InvalidOption)), and so is less than 0600: only the owner's
    /// processes may write a value.
    ///
    /// An object that exists already keeps its bits, also what a killed writer has left:
    /// [`replace`](Self::replace) makes it anew, with these.
    ///
    /// ```
    /// use shm_typed::{OnDrop, SharedBox};
    /// use std::os::unix::fs::PermissionsExt as _;
    /// # let name = &format!("shm-typed-doc-mode-{}", std::process::id());
    ///
    /// let mode = || std::fs::metadata(format!("/dev/shm/{name}")).map(|m| m.permissions().mode() & 0o777);
    /// drop(SharedBox::options().on_drop(OnDrop::Keep).create(name, 1_u64)?);
    /// let wider = SharedBox::options().mode(0o644);
    ///
    /// let config = wider.clone().on_drop(OnDrop::Keep).open_or_create(name, 0_u64)?;
    /// assert_eq!(mode()?, 0o600, "it goes on from what is there");
    /// let value = *config;
    /// drop(config);
    ///
    /// let config = wider.replace(name, value)?;
    /// assert_eq!((mode()?, *config), (0o644, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self
    }

    /// How many values a new object has room for, 2 to 255; by default 8 if one is at most 4 KiB,
    /// else 4.
    ///
    /// A reader's copy starts again when the writer publishes `slots - 1` values during it, less one
    /// for each value that is [pinned](crate::TrustedRef). More slots cost memory and nothing else. An
    /// object that exists already keeps its slots.
    pub const fn slots(mut self, slots: u8) -> Self {
        self.slots = Some(slots);
        self
    }

    /// How many readers of a new object may [pin](crate::TrustedRef) values at a time, 0 to 253; by
    /// default two less than it has slots.
    ///
    /// Each needs a slot, and two are needed besides. So a new object has `readers + 2` slots, or the
    /// default number if that is more, unless [`slots`](Self::slots) says how many: then more readers
    /// than `slots - 2` are refused ([`InvalidOption`](ErrorKind::InvalidOption)), and so are any
    /// without a [reader table](Self::reader_table), in which they say what they pin. An
    /// [anonymous](Self::anonymous) object has none, and an object that exists already keeps its
    /// number.
    ///
    /// ```
    /// use shm_typed::{ErrorKind, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-pinning-{}", std::process::id());
    ///
    /// let _writer = SharedBox::options().pinning_readers(1).create(name, [0_u64; 1024])?;
    /// let reader = SharedRef::<[u64; 1024]>::open(name)?;
    ///
    /// // SAFETY: nothing but `_writer` above, and readers of this library, opens this object.
    /// let first = unsafe { reader.trust_writer() }?;
    /// let second = unsafe { reader.trust_writer() }.unwrap_err();
    /// assert_eq!(second.kind(), ErrorKind::PinsTaken);
    /// # drop(first);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub const fn pinning_readers(mut self, readers: u8) -> Self {
        self.pin_cells = Some(readers);
        self
    }

    /// What dropping the box does; [`OnDrop::Unlink`] by default.
    pub const fn on_drop(mut self, on_drop: OnDrop) -> Self {
        self.on_drop = on_drop;
        self
    }

    /// Whether each publish stores the time, so that readers can tell how old the value is; no by
    /// default, since reading the clock costs more than publishing 64 bytes.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-time-{}", std::process::id());
    ///
    /// let _writer = SharedBox::options().publish_time(true).create(name, 1_u8)?;
    /// let reader = SharedRef::<u8>::open(name)?;
    /// assert!(reader.writer()?.value_age().is_some());
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub const fn publish_time(mut self, keep: bool) -> Self {
        self.publish_time = keep;
        self
    }

    /// Promises to publish at least once in `period`, so that readers can tell a writer that is
    /// [stalled](crate::WriterState::Stalled) from one that has nothing to say. No promise by
    /// default.
    ///
    /// Implies [`publish_time`](Self::publish_time). Nothing enforces the promise.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef, WriterState};
    /// use std::time::Duration;
    /// # let name = &format!("shm-typed-doc-period-{}", std::process::id());
    ///
    /// let period = Duration::from_millis(1);
    /// let _writer = SharedBox::options().period(period).create(name, 1_u8)?;
    /// let reader = SharedRef::<u8>::open(name)?;
    /// std::thread::sleep(2 * period);
    /// assert_eq!(reader.writer()?.state(), WriterState::Stalled);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub const fn period(mut self, period: Duration) -> Self {
        self.period = Some(period);
        self.publish_time = true;
        self
    }

    /// Permission bits of the reader table `NAME.readers`, in which readers say that they wait;
    /// `Some(0o600)` by default, `None` for no table.
    ///
    /// Readers that may write the table are woken by a publish at once; the others look for
    /// themselves every 10 ms while they wait. (So that a publish needs no fence to see who waits, the
    /// process registers for `membarrier(2)` once, which takes the kernel some 10 ms if the process
    /// has several threads by then.) It is an object of its own, so that readers need no
    /// permission to write the value. Whoever may write it can shorten it, which ends the writer by
    /// SIGBUS, so let in only users who may: `Some(0o660)` for the group, say.
    ///
    /// In the table readers also say what they [pin](Self::pinning_readers). An object that exists
    /// already and can be pinned keeps its table, also with `None`, since values may be pinned in it.
    pub const fn reader_table(mut self, mode: Option<u32>) -> Self {
        self.reader_table = mode;
        self
    }

    /// The directory of the object, on a tmpfs; `/dev/shm` by default.
    ///
    /// A service's own `/run/NAME` is not touched when a user logs out, and is not writable for
    /// everybody. Readers must name the same one. A directory on another file system is refused
    /// ([`InvalidOption`](ErrorKind::InvalidOption)); one that is not there is not made.
    pub fn directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.directory = Some(directory.as_ref().to_owned());
        self
    }

    /// Whether the object's pages are mapped into this process at once, so that no publish pays for
    /// a page fault; no by default.
    ///
    /// The pages themselves are there in any case, and those of an [anonymous](Self::anonymous) object
    /// are always mapped. If the kernel does not map some of them, that goes
    /// unnoticed, and their first touch is a fault as without.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-prefault-{}", std::process::id());
    ///
    /// let table = SharedBox::options().prefault(true).create(name, [0_u64; 4096])?;
    /// assert_eq!(table[7], 0);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub const fn prefault(mut self, prefault: bool) -> Self {
        self.memory.prefault = if prefault {
            Prefault::Yes
        } else {
            Prefault::No
        };
        self
    }

    /// Whether the object is locked in memory (`mlock`) for as long as this box lives, so that
    /// none of its pages is ever swapped out; no by default. Maps them at once, too.
    ///
    /// If the kernel refuses, the call that takes these settings fails with
    /// [`NoSpace`](ErrorKind::NoSpace), and nothing is created: a process without `CAP_IPC_LOCK` may lock
    /// `RLIMIT_MEMLOCK` bytes in all, often 8 MiB. The reader table and the private copy are not
    /// locked.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-lock-{}", std::process::id());
    ///
    /// let limits = SharedBox::options().lock_memory(true).create(name, [1_u32, 2])?;
    /// assert_eq!(limits[1], 2);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub const fn lock_memory(mut self, lock: bool) -> Self {
        self.memory.lock = lock;
        self
    }

    /// Whether the kernel is asked to hold the object in huge pages (`MADV_HUGEPAGE`, `MADV_COLLAPSE`);
    /// no by default.
    ///
    /// A wish and no more: nothing fails, and nothing tells here whether it was granted. It pays for
    /// values of many megabytes only. The kernel grants it for whole runs of usually 2 MiB, if the
    /// file system was mounted with `huge=advise` (for an object with a name), or
    /// `/sys/kernel/mm/transparent_hugepage/shmem_enabled` is `advise` (for an
    /// [anonymous](Self::anonymous) one); most systems come with neither. It does so here from Linux
    /// 6.1 on, and some time later before. Huge pages of the reserved pool (`MAP_HUGETLB`) are not
    /// used: their files cannot be written but through a mapping, and a reader's touch of one can
    /// fail.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    ///
    /// let options = SharedBox::<[u64; 1 << 19]>::options().huge_pages(true);
    /// let table = options.anonymous_from("table", bytemuck::zeroed_box())?;
    /// assert_eq!(table[7], 0);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub const fn huge_pages(mut self, wish: bool) -> Self {
        self.memory.huge = wish;
        self
    }
}

impl<T: Shared> WriterOptions<T> {
    /// Creates the object `name`; see [`SharedBox::create`].
    ///
    /// # Errors
    ///
    /// As there, and [`InvalidOption`](ErrorKind::InvalidOption) for a mode or a number of slots
    /// that is not to be had.
    pub fn create(&self, name: &str, value: T) -> Result<SharedBox<T>, Error> {
        let (slots, writer) = self.create_parts(name, &value)?;
        Ok(SharedBox::from_parts(slots, writer, kept(&value)))
    }

    /// Creates the object `name` with a value made in place; see [`SharedBox::create_with`].
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub fn create_with(&self, name: &str, fill: impl FnOnce(&mut T)) -> Result<SharedBox<T>, Error>
    where
        T: Zeroable,
    {
        self.create_from(name, filled(name, Some(fill))?)
    }

    /// Creates the object `name` with a value that is on the heap; see [`SharedBox::create_from`].
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub fn create_from(&self, name: &str, value: Box<T>) -> Result<SharedBox<T>, Error> {
        let (slots, writer) = self.create_parts(name, &value)?;
        Ok(SharedBox::from_parts(slots, writer, Some(value)))
    }

    fn create_parts(&self, name: &str, value: &T) -> Result<(Slots<T>, Writer), Error> {
        self.check()
            .and_then(|()| ObjectName::new(name).map_err(Cause::Name))
            .and_then(|name| create::create(self, name, value))
            .map_err(|cause| self.error(Action::Create, name, cause))
    }

    /// Makes an object without a name; see [`SharedBox::anonymous`].
    ///
    /// Slots, times and memory are as these settings say. Mode, directory, reader table and what a
    /// drop does are those of names, and mean nothing for it.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn anonymous(&self, label: &str, value: T) -> Result<SharedBox<T>, Error> {
        let (slots, writer) = self.anonymous_parts(label, &value)?;
        Ok(SharedBox::from_parts(slots, writer, kept(&value)))
    }

    /// As [`anonymous`](Self::anonymous), with a value that is on the heap already and becomes the
    /// private copy.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn anonymous_from(&self, label: &str, value: Box<T>) -> Result<SharedBox<T>, Error> {
        let (slots, writer) = self.anonymous_parts(label, &value)?;
        Ok(SharedBox::from_parts(slots, writer, Some(value)))
    }

    fn anonymous_parts(&self, label: &str, value: &T) -> Result<(Slots<T>, Writer), Error> {
        self.check()
            .and_then(|()| ObjectName::new(label).map_err(Cause::Name))
            .and_then(|label| create::anonymous(self, label, value))
            .map_err(|cause| Error::new(Action::CreateAnonymous, label, cause))
    }

    /// Puts a new object under `name`; see [`SharedBox::replace`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn replace(&self, name: &str, value: T) -> Result<SharedBox<T>, Error> {
        let (slots, writer) = self.replace_parts(name, &value)?;
        Ok(SharedBox::from_parts(slots, writer, kept(&value)))
    }

    /// As [`replace`](Self::replace), with a value that is on the heap already and becomes the
    /// private copy; see [`SharedBox::replace_from`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn replace_from(&self, name: &str, value: Box<T>) -> Result<SharedBox<T>, Error> {
        let (slots, writer) = self.replace_parts(name, &value)?;
        Ok(SharedBox::from_parts(slots, writer, Some(value)))
    }

    fn replace_parts(&self, name: &str, value: &T) -> Result<(Slots<T>, Writer), Error> {
        self.check()
            .and_then(|()| ObjectName::new(name).map_err(Cause::Name))
            .and_then(|name| create::replace(self, name, value))
            .map_err(|cause| self.error(Action::Replace, name, cause))
    }

    /// Takes over the object `name`; see [`SharedBox::open`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn open(&self, name: &str) -> Result<SharedBox<T>, Error> {
        ObjectName::new(name)
            .map_err(Cause::Name)
            .and_then(|name| create::take_over(self, &name))
            .map(|(slots, writer, value)| SharedBox::from_parts(slots, writer, value))
            .map_err(|cause| self.error(Action::TakeOver, name, cause))
    }

    /// Takes over the object `name`, or creates it; see [`SharedBox::open_or_create`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn open_or_create(&self, name: &str, value: T) -> Result<SharedBox<T>, Error> {
        self.open_or(name, || self.create(name, value))
    }

    /// Takes over the object `name`, or creates it with a value made in place; see
    /// [`SharedBox::open_or_create_with`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn open_or_create_with(
        &self,
        name: &str,
        fill: impl FnOnce(&mut T),
    ) -> Result<SharedBox<T>, Error>
    where
        T: Zeroable,
    {
        let (mut fill, mut made) = (Some(fill), None);
        self.open_or(name, || {
            let value = match made.take() {
                Some(value) => value,
                None => filled(name, fill.take())?,
            };
            match self.create_parts(name, &value) {
                Ok((slots, writer)) => Ok(SharedBox::from_parts(slots, writer, Some(value))),
                Err(error) => {
                    made = Some(value); // for the next round
                    Err(error)
                }
            }
        })
    }

    fn open_or(
        &self,
        name: &str,
        mut create: impl FnMut() -> Result<SharedBox<T>, Error>,
    ) -> Result<SharedBox<T>, Error> {
        // A round is lost only against somebody who creates or removes the object meanwhile.
        for _ in 0..ROUNDS {
            match self.open(name) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                done => return done,
            }
            match create() {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                done => return done,
            }
        }
        self.open(name)
    }

    /// Refuses settings that no object can have.
    fn check(&self) -> Result<(), Cause> {
        match self.slots {
            Some(0 | 1) => Err(Cause::Option(
                "one slot is being written while another is read; write `slots(2)` or more",
            )),
            _ => Ok(()),
        }?;
        match (self.pin_cells, self.reader_table) {
            (Some(254..), _) => Err(Cause::Option(
                "at most 253 readers can pin, since there are at most 255 slots; write \
                 `pinning_readers(253)` or less",
            )),
            (Some(1..), None) => Err(Cause::Option(
                "readers say in the reader table what they pin; give the object a `reader_table`, or \
                 write `pinning_readers(0)`",
            )),
            _ => Ok(()),
        }
    }

    fn error(&self, action: Action, name: &str, cause: Cause) -> Error {
        Error::new(action, name, cause).within(self.directory.as_deref())
    }

    pub(super) fn open_directory(&self) -> Result<Directory, OsError> {
        Directory::open_or_default(self.directory.as_deref())
    }
}

/// A value on the heap, made out of zeros.
fn filled<T: Zeroable>(name: &str, fill: Option<impl FnOnce(&mut T)>) -> Result<Box<T>, Error> {
    let bytes = size_of::<T>();
    let mut value = try_zeroed_box::<T>()
        .map_err(|()| Error::new(Action::Create, name, Cause::Memory { bytes }))?;
    if let Some(fill) = fill {
        fill(&mut value);
    }
    Ok(value)
}

/// The private copy that a new box begins with: none, unless the type is checked.
fn kept<T: Shared>(value: &T) -> Option<Box<T>> {
    Slots::<T>::CHECKED.then(|| boxed(value))
}

/// How often `open_or_create` starts over.
const ROUNDS: u32 = 16;

/// Which layouts a reader accepts besides its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compatible {
    /// None.
    #[default]
    Exact,
    /// Those that begin with the reader's: whose writer has appended fields since the reader was
    /// built.
    Prefix,
}

/// Settings for opening an object for reading; made by [`SharedRef::options`].
///
/// ```
/// use shm_typed::{SharedBox, SharedRef};
/// # let name = &format!("shm-typed-doc-read-options-{}", std::process::id());
///
/// let writer = SharedBox::create(name, 7_u16)?;
/// let reader = SharedRef::<u16>::options().any_owner().open(name)?;
/// assert_eq!(reader.read(), 7);
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ReaderOptions<T> {
    origin: Origin,
    value: PhantomData<fn() -> T>,
}

impl<T> ReaderOptions<T> {
    pub(super) fn new() -> Self {
        Self {
            origin: Origin::default(),
            value: PhantomData,
        }
    }

    /// Also accepts objects of the user `uid`, besides those of this process's user and of root.
    ///
    /// `/dev/shm` is open to everybody, so whoever takes a name first could feed a reader that
    /// asks no questions.
    pub fn owner(mut self, uid: u32) -> Self {
        self.origin.owners.also(uid);
        self
    }

    /// Accepts objects of any user: for tools that only look.
    ///
    /// It takes away what keeps a reader from opening a stranger's object of that name. And an owner
    /// can always shorten a file: a reader that has it mapped then ends by SIGBUS.
    pub fn any_owner(mut self) -> Self {
        self.origin.owners = Owners::Any;
        self
    }

    /// The directory of the object, on a tmpfs; `/dev/shm` by default.
    pub fn directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.origin.directory = Some(directory.as_ref().to_owned());
        self
    }

    /// Which layouts are accepted besides that of `T`; none by default.
    ///
    /// With [`Compatible::Prefix`] a reader goes on reading while the writer's struct grows at its
    /// end, so that writers can be upgraded first. What the reader gets is a whole `T`, as before.
    ///
    /// ```
    /// use shm_typed::{Compatible, ErrorKind, Shared, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-compatible-{}", std::process::id());
    ///
    /// mod old {
    ///     #[derive(Clone, Copy, shm_typed::Shared)]
    ///     #[repr(C)]
    ///     pub struct Engine { pub speed: f64 }
    /// }
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Engine { speed: f64, faults: u64 }
    ///
    /// let writer = SharedBox::create(name, Engine { speed: 3000.0, faults: 2 })?;
    ///
    /// let exact = SharedRef::<old::Engine>::open(name).unwrap_err();
    /// assert_eq!(exact.kind(), ErrorKind::LayoutMismatch);
    ///
    /// let reader = SharedRef::<old::Engine>::options().compatible(Compatible::Prefix).open(name)?;
    /// assert_eq!(reader.read().speed, 3000.0);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub const fn compatible(mut self, compatible: Compatible) -> Self {
        self.origin.compatible = compatible;
        self
    }

    /// Whether the object's pages are mapped into this process at once, so that no read pays for a
    /// page fault; no by default. As [`WriterOptions::prefault`].
    pub const fn prefault(mut self, prefault: bool) -> Self {
        self.origin.memory.prefault = if prefault {
            Prefault::Yes
        } else {
            Prefault::No
        };
        self
    }

    /// Whether the object is locked in memory for as long as this handle or a clone lives; no by
    /// default. If the kernel refuses, opening fails with [`NoSpace`](ErrorKind::NoSpace). As
    /// [`WriterOptions::lock_memory`].
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-lock-ref-{}", std::process::id());
    ///
    /// let _writer = SharedBox::create(name, 7_u16)?;
    /// let reader = SharedRef::<u16>::options().lock_memory(true).open(name)?;
    /// assert_eq!(reader.read(), 7);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub const fn lock_memory(mut self, lock: bool) -> Self {
        self.origin.memory.lock = lock;
        self
    }
}

impl<T: Shared> ReaderOptions<T> {
    /// Opens the object `name`; see [`SharedRef::open`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn open(&self, name: &str) -> Result<SharedRef<T>, Error> {
        self.attach(name).map_err(|cause| {
            Error::new(Action::Open, name, cause).within(self.origin.directory.as_deref())
        })
    }

    /// Takes the descriptor of an anonymous object; see [`SharedRef::from_fd`].
    ///
    /// Owners and the directory are questions of names, and mean nothing here.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// ```
    /// use shm_typed::{Compatible, Shared, SharedBox, SharedRef};
    ///
    /// mod old {
    ///     #[derive(Clone, Copy, shm_typed::Shared)]
    ///     #[repr(C)]
    ///     pub struct Engine { pub speed: f64 }
    /// }
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Engine { speed: f64, faults: u64 }
    ///
    /// let writer = SharedBox::anonymous("engine", Engine { speed: 3000.0, faults: 2 })?;
    /// let received = writer.as_fd().expect("it is anonymous").try_clone_to_owned()?;
    /// let reader = SharedRef::<old::Engine>::options()
    ///     .compatible(Compatible::Prefix)
    ///     .from_fd(received)?;
    /// assert_eq!(reader.read().speed, 3000.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_fd(&self, descriptor: impl Into<OwnedFd>) -> Result<SharedRef<T>, Error> {
        let file = descriptor.into();
        let label = os::label_of(&file);
        SharedRef::receive(file, &Arc::new(self.origin.clone())).map_err(|cause| {
            let label = label.as_ref().map_or("", ObjectName::as_str);
            Error::new(Action::Receive, label, cause)
        })
    }

    /// Takes the descriptor of a frozen object; see [`Frozen::from_fd`].
    ///
    /// Owners and the directory mean nothing here.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// ```
    /// use shm_typed::{Frozen, SharedRef};
    /// use std::os::fd::AsFd;
    ///
    /// let frozen = Frozen::new("limits", &[10_u32, 20])?;
    /// let received = frozen.as_fd().try_clone_to_owned()?;
    /// let locked = SharedRef::<[u32; 2]>::options().lock_memory(true).frozen_from_fd(received)?;
    /// assert_eq!(*locked, [10, 20]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn frozen_from_fd(&self, descriptor: impl Into<OwnedFd>) -> Result<Frozen<T>, Error> {
        let file = descriptor.into();
        let label = os::label_of(&file);
        Frozen::receive(file, &self.origin).map_err(|cause| {
            let label = label.as_ref().map_or("", ObjectName::as_str);
            Error::new(Action::Receive, label, cause)
        })
    }

    fn attach(&self, name: &str) -> Result<SharedRef<T>, Cause> {
        let name = ObjectName::new(name).map_err(Cause::Name)?;
        SharedRef::attach(&name, &Arc::new(self.origin.clone()))
    }
}
