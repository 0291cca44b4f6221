//! The reader's handle.

use core::fmt;
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use super::attach::{Attached, Origin};
use super::change::{self, Change, Seen};
use super::lifecycle::Lifecycle;
use super::options::ReaderOptions;
use super::read_error::ReadError;
use super::slots::Slots;
#[cfg(doc)]
use super::status::WriterState;
use super::status::{self, WriterStatus};
use crate::error::{Action, Cause, Error};
use crate::layout::{InvalidValue, Plain, Shared};
use crate::os::{Access, ObjectName};
use crate::schema::Schema;
use crate::sync::snapshot::{Head, Miss, head};
use crate::view::{ArrayView, View, Viewed};

/// Attempts that [`SharedRef::try_read`] makes.
const TRIES: u32 = 1000;

/// A reader of the value that some [`SharedBox`](crate::SharedBox) publishes.
///
/// The object is mapped read-only: a reader writes nothing, needs no permission but to read, and
/// cannot slow the writer down. Any number of readers in any number of processes may hold one.
/// A clone shares the mapping and remembers for itself what it has [seen](Self::has_changed).
///
/// The mapping stays valid when the writer ends, and when the object's name is removed: the last
/// value can still be read.
///
/// ```
/// use shm_typed::{SharedBox, SharedRef};
/// # let name = &format!("shm-typed-doc-ref-{}", std::process::id());
///
/// let mut limits = SharedBox::create(name, [10_u32, 20, 30])?;
///
/// let reader = SharedRef::<[u32; 3]>::open(name)?;
/// assert_eq!(reader.read(), [10, 20, 30]);
///
/// limits.publish(&[11, 21, 31]);
/// assert!(reader.has_changed());
/// assert_eq!(reader.read(), [11, 21, 31]);
/// # Ok::<(), shm_typed::Error>(())
/// ```
pub struct SharedRef<T: Shared> {
    slots: Slots<T>,
    seen: Seen,
    /// Keeps the mapping that `slots` leads into.
    attached: Arc<Attached>,
    /// How it was come by.
    origin: Arc<Origin>,
}

impl<T: Shared> SharedRef<T> {
    /// Opens the object `name` for reading.
    ///
    /// Never creates, never waits: an object has its name only when it is complete.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is no such object,
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) if its values are not of `T`'s layout
    /// (the error says which field differs), [`Untrusted`](crate::ErrorKind::Untrusted) if somebody
    /// other than this user, root or an [allowed owner](ReaderOptions::owner) could have written
    /// it, and the others of [`ErrorKind`](crate::ErrorKind) for what is not a whole object.
    ///
    /// ```
    /// use shm_typed::{ErrorKind, SharedRef};
    ///
    /// let error = SharedRef::<u64>::open("no-such-object").unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NotFound);
    /// ```
    pub fn open(name: &str) -> Result<Self, Error> {
        Self::options().open(name)
    }

    /// Takes the descriptor of an anonymous object, which its writer has
    /// [handed over](crate::SharedBox::as_fd).
    ///
    /// Before anything of it is mapped, the kernel is asked for the descriptor's seals: it is
    /// accepted if nobody can shorten it (`F_SEAL_SHRINK`) and nobody can begin to write it
    /// (`F_SEAL_FUTURE_WRITE`, or `F_SEAL_WRITE` of a [`Frozen`](crate::Frozen)), and has no holes. So, other than
    /// with a named object, no process can end this one by SIGBUS, and **its owner is not asked
    /// for**: who made it can do nothing but publish wrong values, and whether those are to be
    /// believed is a question of whom the descriptor came from. [`try_read`](Self::try_read)
    /// returns whatever they do.
    ///
    /// What differs from a named object:
    ///
    /// - [`changed`](Self::changed) looks for itself every 10 ms, as there is no reader table.
    /// - A killed writer has no successor. `changed` then ends with [`Change::Orphaned`], a quarter to
    ///   half a second later; [`writer`](Self::writer) says [`Dead`](WriterState::Dead). After
    ///   [`Change::Closed`], too, nothing comes any more.
    /// - [`name`](Self::name) is the label that the writer gave it, and leads nowhere.
    ///   [`reopen`](Self::reopen) is an error.
    ///
    /// The descriptor may be closed on `exec` only from here on: whoever receives it with `recvmsg`
    /// says `MSG_CMSG_CLOEXEC`, and looks for `MSG_CTRUNC`.
    ///
    /// # Errors
    ///
    /// [`Untrusted`](crate::ErrorKind::Untrusted) for a descriptor without those seals (the error says which
    /// is missing) or with a hole, [`NotAnObject`](crate::ErrorKind::NotAnObject) for a pipe, a socket, a file that
    /// this library has not made, and otherwise as [`open`](Self::open).
    /// [`Error::object`] is the label, and empty if there is none.
    ///
    /// ```
    /// use shm_typed::{ErrorKind, SharedBox, SharedRef};
    ///
    /// let mut writer = SharedBox::anonymous("engine", 1_u64)?;
    /// // In truth it goes over a socket, and `sendmsg` duplicates it.
    /// let received = writer.as_fd().expect("it is anonymous").try_clone_to_owned()?;
    ///
    /// let reader = SharedRef::<u64>::from_fd(received)?;
    /// writer.publish(&2);
    /// assert_eq!((reader.read(), reader.name()), (2, "engine"));
    ///
    /// let file = std::fs::File::open("/proc/self/exe")?;
    /// let error = SharedRef::<u64>::from_fd(file).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Untrusted);
    /// assert!(error.to_string().contains("F_SEAL_SHRINK"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_fd(descriptor: impl Into<OwnedFd>) -> Result<Self, Error> {
        Self::options().from_fd(descriptor)
    }

    /// Settings for opening: where objects live, and whose to trust.
    pub fn options() -> ReaderOptions<T> {
        ReaderOptions::new()
    }

    /// Opens `name` by the settings of `origin`.
    pub(super) fn attach(name: &ObjectName, origin: &Arc<Origin>) -> Result<Self, Cause> {
        let directory = origin.open_directory()?;
        let attached = Attached::open(
            &directory,
            name,
            Access::Read,
            &origin.owners,
            origin.memory,
        )?;
        Self::with(attached, origin)
    }

    /// Takes the descriptor of an anonymous object by the settings of `origin`.
    pub(super) fn receive(file: OwnedFd, origin: &Arc<Origin>) -> Result<Self, Cause> {
        Self::with(Attached::receive(file, origin.memory)?, origin)
    }

    fn with(attached: Attached, origin: &Arc<Origin>) -> Result<Self, Cause> {
        let slots = attached.slots::<T>(origin.compatible)?;
        Ok(Self {
            slots,
            seen: Seen::default(),
            attached: Arc::new(attached),
            origin: Arc::clone(origin),
        })
    }

    /// Follows the name to the object that is there now, with the settings that this handle was
    /// opened with.
    ///
    /// For a reader whose object is [superseded](WriterState::Superseded),
    /// [closed](WriterState::Closed) or [orphaned](WriterState::Orphaned). Of a new object the handle
    /// has read nothing yet. If the name still leads to the same object, the handle stays as it is.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open). The handle is then as it was. An anonymous object has no name to
    /// follow: that is [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-reopen-{}", std::process::id());
    ///
    /// let first = SharedBox::create(name, 1_u64)?;
    /// let mut reader = SharedRef::<u64>::open(name)?;
    /// drop(first);
    /// let second = SharedBox::create(name, 2_u64)?;
    /// assert_eq!(reader.read(), 1);
    ///
    /// reader.reopen()?;
    /// assert_eq!(reader.read(), 2);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn reopen(&mut self) -> Result<(), Error> {
        if self.attached.is_anonymous() {
            return Err(Error::new(Action::Receive, self.name(), Cause::Nameless));
        }
        match Self::attach(&self.attached.name, &self.origin) {
            // Still the same object: what was read of it was read.
            Ok(reader) if reader.attached.instance() == self.attached.instance() => Ok(()),
            Ok(reader) => {
                *self = reader;
                Ok(())
            }
            Err(cause) => {
                let error = Error::new(Action::Open, self.name(), cause);
                Err(error.within(self.origin.directory.as_deref()))
            }
        }
    }

    /// Waits until there is a value that this handle has not read, the object ends, or `timeout` is
    /// over. A new value comes first: an end is told when the last value was read, and it is told
    /// once. After it the handle waits on: an object that was kept may get a new writer. That another
    /// object has taken the name is told until the handle is reopened. With a timeout of zero it looks
    /// and does not wait: some nanoseconds, or a few system calls where the writer has ended.
    ///
    /// It sleeps in the kernel, on a word of the read-only mapping. A publish wakes it at once if
    /// this process may write the object's [reader table](crate::WriterOptions::reader_table), and it
    /// looks by itself every 250 ms in case the writer was killed after publishing and before waking.
    /// Without the table it looks every 10 ms. A signal does not end the wait. A timeout that the
    /// clock cannot count to means for ever.
    ///
    /// Only reading makes a value an old one: until then each call returns
    /// [`Published`](Change::Published) at once.
    ///
    /// A reader that outlives its writers:
    ///
    /// ```no_run
    /// use shm_typed::{Change, Error, ErrorKind, SharedRef};
    /// use std::time::Duration;
    ///
    /// # fn main() -> Result<(), Error> {
    /// let mut limits = SharedRef::<[u32; 3]>::open("limits")?;
    /// loop {
    ///     match limits.changed(Duration::from_secs(5)) {
    ///         Change::Published => println!("{:?}", limits.read()),
    ///         Change::Superseded | Change::Orphaned => match limits.reopen() {
    ///             Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
    ///             _ => {}
    ///         },
    ///         _ => {} // closed, or nothing new: wait on
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// A writer that is killed wakes nobody: ask [`writer`](Self::writer) after a timeout. The wait goes
    /// on for the next writer, unless the object has lost its name too and so can have none; then it
    /// ends with [`Change::Orphaned`].
    ///
    /// ```
    /// use shm_typed::{Change, SharedBox, SharedRef};
    /// use std::time::Duration;
    /// # let name = &format!("shm-typed-doc-wait-{}", std::process::id());
    ///
    /// let mut writer = SharedBox::create(name, 1_u64)?;
    /// let reader = SharedRef::<u64>::open(name)?;
    /// assert_eq!(reader.changed(Duration::MAX), Change::Published);
    /// assert_eq!(reader.read(), 1);
    /// assert_eq!(reader.changed(Duration::ZERO), Change::TimedOut);
    ///
    /// let waiter = std::thread::spawn(move || {
    ///     assert_eq!(reader.changed(Duration::MAX), Change::Published);
    ///     assert_eq!(reader.read(), 2);
    ///     reader.changed(Duration::MAX)
    /// });
    /// writer.publish(&2);
    /// drop(writer);
    /// assert_eq!(waiter.join().unwrap(), Change::Closed);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[must_use = "it may have returned for want of time"]
    pub fn changed(&self, timeout: Duration) -> Change {
        change::changed(
            &self.attached,
            &self.origin,
            self.slots.region(),
            &self.seen,
            timeout,
        )
    }

    /// As [`changed`](Self::changed), without blocking the task: on a tokio runtime.
    ///
    /// The wait goes on in a thread of the runtime's blocking pool, for at most 250 ms at a time. The
    /// future may be dropped at any time; a thread that sleeps for it then is free again after that
    /// time at the latest.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    ///
    /// ```
    /// use shm_typed::{Change, SharedBox, SharedRef};
    /// use std::time::Duration;
    /// # let name = &format!("shm-typed-doc-async-{}", std::process::id());
    ///
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let mut writer = SharedBox::create(name, 1_u64)?;
    /// let reader = SharedRef::<u64>::open(name)?;
    /// assert_eq!(reader.read(), 1);
    ///
    /// let waiter = tokio::spawn(async move {
    ///     let change = reader.changed_async(Duration::MAX).await;
    ///     (change, reader.read())
    /// });
    /// writer.publish(&2);
    /// assert_eq!(waiter.await?, (Change::Published, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "async")]
    #[must_use = "it may have returned for want of time"]
    pub async fn changed_async(&self, timeout: Duration) -> Change {
        let deadline = change::Deadline::after(timeout);
        let mut orphan = change::Orphan::default();
        loop {
            let still = match change::look(self.slots.region(), &self.seen) {
                Ok(change) => return change,
                Err(still) => still,
            };
            let Some(left) = deadline.left() else {
                let region = self.slots.region();
                return change::over(&self.attached, &self.origin, region, &self.seen);
            };
            let (attached, origin) = (Arc::clone(&self.attached), Arc::clone(&self.origin));
            // The region is made anew from what the thread keeps mapped.
            let sleep = move || change::sleep(&attached, &origin, &attached.region(), still, left);
            // An error is a panic, of which there is none, or the end of the runtime.
            let slept = tokio::task::spawn_blocking(sleep).await.ok().flatten();
            let region = self.slots.region();
            if orphan.is_certain(&self.attached, region, still, slept) {
                return Change::Orphaned;
            }
            if slept == Some(crate::os::futex::Wait::TimedOut)
                && let Some(change) =
                    change::succeeded(&self.attached, &self.origin, region, &self.seen)
            {
                return change;
            }
        }
    }

    /// What is known of the writer: whether it lives, by the kernel's word, since when, and how old
    /// the value is. Costs two system calls.
    ///
    /// # Errors
    ///
    /// [`Os`](crate::ErrorKind::Os) if the kernel refuses to answer.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef, WriterState};
    /// # let name = &format!("shm-typed-doc-writer-{}", std::process::id());
    ///
    /// let writer = SharedBox::create(name, 1_u64)?;
    /// let reader = SharedRef::<u64>::open(name)?;
    /// assert_eq!(reader.writer()?.state(), WriterState::Live);
    /// assert_eq!(reader.writer()?.pid(), Some(std::process::id()));
    ///
    /// drop(writer);
    /// assert_eq!(reader.writer()?.state(), WriterState::Closed);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn writer(&self) -> Result<WriterStatus, Error> {
        status::ask(&self.attached, self.slots.region())
            .map_err(|cause| Error::new(self.attached.action(), self.name(), cause))
    }

    /// The version of the current value: 1 for the first that was ever published, one more for
    /// each since.
    ///
    /// Costs one load. A program that only wants to know whether something new is there asks
    /// [`has_changed`](Self::has_changed).
    #[inline]
    #[must_use]
    pub fn version(&self) -> u64 {
        head(self.slots.region()).version()
    }

    /// Whether a value has been published that this handle has not read yet.
    ///
    /// A new handle has read none. Costs one load. The `read` methods count, and `version` does not.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-has-changed-{}", std::process::id());
    ///
    /// let _writer = SharedBox::create(name, 1_u64)?;
    /// let reader = SharedRef::<u64>::open(name)?;
    /// assert!(reader.has_changed());
    /// reader.read();
    /// assert!(!reader.has_changed());
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn has_changed(&self) -> bool {
        head(self.slots.region()).word() != self.seen.head.load(Relaxed)
    }

    /// The object's schema: names, offsets, units and help of all fields, as its creator wrote them.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](crate::ErrorKind::Corrupt) if the object's schema text cannot be read. Its values
    /// still can.
    ///
    /// ```
    /// use shm_typed::{Shared, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-schema-{}", std::process::id());
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Engine {
    ///     #[shared(unit = "rpm")]
    ///     speed: f64,
    /// }
    ///
    /// let _writer = SharedBox::create(name, Engine { speed: 0.0 })?;
    /// let schema = SharedRef::<Engine>::open(name)?.schema()?;
    /// assert_eq!(schema.fields()[0].unit(), "rpm");
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn schema(&self) -> Result<Schema, Error> {
        self.attached.schema()
    }

    /// The object's name, without a slash.
    #[must_use]
    pub fn name(&self) -> &str {
        self.attached.name()
    }

    /// Which incarnation of the object this is: 1 for the first, one more each time that
    /// `replace` has put a new object in its place.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.attached.generation()
    }

    /// Whether the writer has ended in good order, by dropping its [`SharedBox`](crate::SharedBox),
    /// and nobody has taken the object over since.
    ///
    /// The last value can still be read. A writer that was killed says nothing: ask
    /// [`writer`](Self::writer).
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-closed-{}", std::process::id());
    ///
    /// let writer = SharedBox::create(name, 5_u64)?;
    /// let reader = SharedRef::<u64>::open(name)?;
    /// assert!(!reader.is_closed());
    /// drop(writer);
    /// assert!(reader.is_closed());
    /// assert_eq!(reader.read(), 5);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[must_use]
    pub fn is_closed(&self) -> bool {
        // With the end of the writer its last value is visible.
        self.slots.region().lifecycle_now() == Lifecycle::Closed
    }

    /// Remembers what was read last. A store only if it is news, so that threads which share the
    /// handle do not pass its cache line around.
    #[inline(always)]
    pub(super) fn saw(&self, word: u64) {
        if self.seen.head.load(Relaxed) != word {
            self.seen.head.store(word, Relaxed);
        }
    }

    /// What it keeps mapped, and how it came by that.
    pub(super) fn parts(&self) -> (&Attached, &Origin) {
        (&self.attached, &self.origin)
    }

    /// The slots that it keeps mapped.
    #[inline(always)]
    pub(super) fn slots(&self) -> Slots<T> {
        self.slots
    }

    /// The current value: one whole value as it was published, never a mixture of two.
    ///
    /// Costs one copy of `T`. It starts again only if the writer published a whole lap of slots
    /// during the copy (by default 7 values or more, 3 where one is over 4 KiB), so some reader or
    /// the writer always gets on: it is lock-free. Against a writer that never pauses and is faster
    /// than this reader for good it may go round for long, and against a hostile one for ever;
    /// [`try_read`](Self::try_read) does not.
    ///
    /// If the object has been scribbled on by something that is not this library, so that it
    /// holds no complete value, the bits that are found are returned as they are, and the handle has
    /// [seen](Self::has_changed) nothing; `try_read` tells that apart.
    ///
    /// A `T` too large for the stack is read by [`read_into`](Self::read_into) or
    /// [`read_boxed`](Self::read_boxed). A checked type, of which some bits are no value, is read by
    /// [`try_read`](Self::try_read): this one does not compile.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-read-{}", std::process::id());
    ///
    /// let mut writer = SharedBox::create(name, 20.0_f32)?;
    /// let reader = SharedRef::<f32>::open(name)?;
    /// writer.publish(&21.5);
    /// writer.publish(&22.0);
    /// assert_eq!(reader.read(), 22.0, "the latest, not the next");
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn read(&self) -> T
    where
        T: Plain,
    {
        self.slots.read(|head| self.saw(head.word()))
    }

    /// Reads the current value over `value`, and returns its version.
    ///
    /// As [`read`](Self::read), with no `T` on the stack. The version is 0 if the object was
    /// corrupt.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-into-{}", std::process::id());
    ///
    /// let writer = SharedBox::create(name, [7_u64; 100])?;
    /// let reader = SharedRef::<[u64; 100]>::open(name)?;
    ///
    /// let mut value = [0; 100];
    /// assert_eq!(reader.read_into(&mut value), 1);
    /// assert_eq!(value, *writer);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn read_into(&self, value: &mut T) -> u64
    where
        T: Plain,
    {
        let head = self.slots.read_into(value);
        if let Some(head) = head {
            self.saw(head.word());
        }
        head.map_or(0, |head| head.version())
    }

    /// Reads the current value onto the heap.
    ///
    /// As [`read`](Self::read), with no `T` on the stack.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-boxed-{}", std::process::id());
    ///
    /// let _writer = SharedBox::<[u64; 1 << 20]>::create_with(name, |v| v[9] = 81)?;
    /// let reader = SharedRef::<[u64; 1 << 20]>::open(name)?;
    /// let value: Box<[u64; 1 << 20]> = reader.read_boxed();
    /// assert_eq!(value[9], 81);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[must_use]
    pub fn read_boxed(&self) -> Box<T>
    where
        T: Plain,
    {
        let (head, value) = self.slots.read_boxed();
        if let Some(head) = head {
            self.saw(head.word());
        }
        value
    }

    /// The current value, or an error after a bounded number of attempts: 1000 copies of `T`.
    ///
    /// Wait-free in that sense, whatever the writer does.
    ///
    /// For a checked type (`bool`, `char`, `NonZero`, enums, structs that hold them) the bytes are
    /// copied into private memory first and then checked, every field, before they are a `T`.
    ///
    /// # Errors
    ///
    /// [`ReadError::Lapped`] if the writer published a whole lap of slots during every attempt;
    /// [`ReadError::Corrupt`] if no writer of this library can have left the object as it is;
    /// [`ReadError::Invalid`] if a field of a checked type holds bits that are none of its values.
    /// Such a value counts as read: [`changed`](Self::changed) waits for the next one.
    ///
    /// ```
    /// use shm_typed::{Shared, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-try-{}", std::process::id());
    ///
    /// #[derive(Clone, Copy, Debug, PartialEq, Shared)]
    /// #[repr(u8)]
    /// enum Mode { Idle, Run }
    ///
    /// let writer = SharedBox::create(name, Mode::Run)?;
    /// let reader = SharedRef::<Mode>::open(name)?;
    /// assert_eq!(reader.try_read()?, Mode::Run);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn try_read(&self) -> Result<T, ReadError> {
        if Slots::<T>::BY_CALL {
            return self.try_read_by_call();
        }
        let (_, value) = self.found(self.slots.try_read(TRIES))?;
        Ok(value)
    }

    // Not inlined: see `Slots::BY_CALL`.
    #[inline(never)]
    fn try_read_by_call(&self) -> Result<T, ReadError> {
        let mut found = Err(Miss::Lapped);
        let mut result = Ok(self.slots.try_read_or_any(TRIES, &mut found));
        if let Err(error) = self.found(found) {
            result = Err(error);
        }
        result
    }

    /// Reads the current value over `value`, and returns its version.
    ///
    /// As [`try_read`](Self::try_read), with no `T` on the stack. A checked type that is larger than
    /// 4 KiB is read by way of the heap.
    ///
    /// # Errors
    ///
    /// As there. A checked value is then as it was; any other may be overwritten in part.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-try-into-{}", std::process::id());
    ///
    /// let writer = SharedBox::create(name, [true; 100])?;
    /// let reader = SharedRef::<[bool; 100]>::open(name)?;
    ///
    /// let mut flags = [false; 100];
    /// assert_eq!(reader.try_read_into(&mut flags)?, 1);
    /// assert_eq!(flags, *writer);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn try_read_into(&self, value: &mut T) -> Result<u64, ReadError> {
        let (version, ()) = self.found(self.slots.try_read_into(TRIES, value))?;
        Ok(version)
    }

    /// Reads the current value onto the heap.
    ///
    /// As [`try_read`](Self::try_read), with no `T` on the stack.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn try_read_boxed(&self) -> Result<Box<T>, ReadError> {
        let (_, value) = self.found(self.slots.try_read_boxed(TRIES))?;
        Ok(value)
    }

    /// The value that was found and its version, or why there is none.
    #[inline(always)]
    fn found<R>(
        &self,
        found: Result<(Head, Result<R, InvalidValue>), Miss>,
    ) -> Result<(u64, R), ReadError> {
        match found {
            Ok((head, value)) => {
                self.saw(head.word());
                Ok((head.version(), value?))
            }
            Err(miss) => Err(miss.into()),
        }
    }
}

impl<T: Viewed> SharedRef<T> {
    /// What `look` makes of the current value, of which only the fields that it asks for are
    /// loaded: two fields of a large struct cost what they cost of a small one.
    ///
    /// The [`View`] has a method for each field; see [the module](crate::view).
    ///
    /// ```
    /// use shm_typed::{Shared, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-with-{}", std::process::id());
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Engine {
    ///     speed: f64,
    ///     faults: u64,
    ///     history: [f64; 10_000],
    /// }
    ///
    /// # let mut value: Engine = bytemuck::Zeroable::zeroed();
    /// # value.speed = 3000.0;
    /// # value.faults = 2;
    /// let writer = SharedBox::create(name, value)?;
    /// let reader = SharedRef::<Engine>::open(name)?;
    ///
    /// let (speed, faults) = reader.read_with(|v| (v.speed(), v.faults()));
    /// assert_eq!((speed, faults), (3000.0, 2));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    ///
    /// # When a run counts
    ///
    /// `look` sees the value **while the writer may be filling the slot anew**. What it returns is
    /// used only if the slot held one value throughout, which is checked once, when `look` has
    /// returned; then everything that it saw was of one published value. Else it **runs again**. So:
    ///
    /// - Within `look`, two fields may be of two values, as may be the two halves of a field of more than
    ///   8 bytes. Do nothing with them but compute the result: no side effects, no loops that
    ///   only certain values end.
    /// - A **panic** is a result too. One in a run that does not count is dropped, after the panic hook has
    ///   printed its message, and `look` runs again; one in a run that counts goes on to the caller. In
    ///   a program built with `panic = "abort"` either ends it. Arithmetic that relies on how fields
    ///   agree, such as `v.total() - v.used()`, is better done with what `read_with` returns.
    /// - An index that is one of the value's fields is safe to use: [`ArrayView::at`] gives `None`
    ///   behind the end.
    ///
    /// Otherwise as [`read`](Self::read): lock-free, it marks the value as [seen](Self::has_changed), and
    /// of an object that holds no complete value `look` gets the bits that are found, once.
    // Always: a call costs as much as the read of a field.
    #[inline(always)]
    pub fn read_with<R>(&self, look: impl Fn(View<'_, T>) -> R) -> R {
        let (head, result) = self.slots.read_with(look);
        if let Some(head) = head {
            self.saw(head.word());
        }
        result
    }

    /// As [`read_with`](Self::read_with), or an error after a bounded number of runs: 1000.
    ///
    /// # Errors
    ///
    /// As [`try_read`](Self::try_read). What the closure found [invalid](crate::view#fields-that-need-a-check) is part
    /// of its own result: `reader.try_read_with(|v| v.mode())??`. A panic in a run that does not count is dropped
    /// here too.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-try-with-{}", std::process::id());
    ///
    /// let writer = SharedBox::create(name, [1_u16, 2, 3])?;
    /// let reader = SharedRef::<[u16; 3]>::open(name)?;
    /// assert_eq!(reader.try_read_with(|v| v.at(2))?, Some(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn try_read_with<R>(&self, look: impl Fn(View<'_, T>) -> R) -> Result<R, ReadError> {
        let (head, result) = self.slots.try_read_with(TRIES, look)?;
        self.saw(head.word());
        Ok(result)
    }

    /// Goes through a long array of the current value where it is, in chunks of about 2 KiB: `of` names
    /// the array, and `step` adds each chunk to what has been made of those before.
    ///
    /// A chunk is copied into private memory and **checked before `step` sees it**: `step` gets no
    /// torn element, and all that goes into one result is of one published value. If the
    /// writer publishes a whole lap of slots before the end, what was made so far is dropped, and
    /// it starts again from a clone of `init`. The elements are given in order, each once.
    ///
    /// Faster than [`read_into`](Self::read_into) and a loop, since the elements go through the fastest
    /// cache only, and needs no room for a `T`.
    ///
    /// ```
    /// use shm_typed::{Shared, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-fold-{}", std::process::id());
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Trace {
    ///     samples: [u64; 10_000],
    ///     len: u64,
    /// }
    ///
    /// let writer = SharedBox::create(name, Trace { samples: [2; 10_000], len: 1234 })?;
    /// let reader = SharedRef::<Trace>::open(name)?;
    ///
    /// let sum = |sum, chunk: &[u64]| sum + chunk.iter().sum::<u64>();
    /// assert_eq!(reader.fold(|v| v.samples(), 0, sum), 20_000);
    /// assert_eq!(reader.fold(|v| v.samples().take(v.len() as usize), 0, sum), 2468);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    ///
    /// `of` is to `fold` what its closure is to [`read_with`](Self::read_with), panics included. A
    /// panic in `step` goes to the caller at once: it has seen true values only.
    ///
    /// Lock-free as [`read`](Self::read) is, with the whole of the fold for its copy: a `step` that takes
    /// longer than the writer takes for a lap gets nowhere while the writer goes on at
    /// that pace. [`try_fold`](Self::try_fold) gives up.
    #[inline]
    pub fn fold<E: Plain, A: Clone>(
        &self,
        of: impl for<'a> Fn(&'a View<'a, T>) -> ArrayView<'a, E>,
        init: A,
        step: impl Fn(A, &[E]) -> A,
    ) -> A {
        loop {
            match self.slots.fold_once(&of, || init.clone(), &step) {
                Ok((head, folded)) => {
                    self.saw(head.word());
                    return folded;
                }
                Err(Miss::Lapped) => core::hint::spin_loop(),
                Err(Miss::Corrupt) => return self.slots.fold_any(of, init, step),
            }
        }
    }

    /// As [`fold`](Self::fold), or an error after a bounded number of attempts: 1000.
    ///
    /// # Errors
    ///
    /// As [`try_read`](Self::try_read).
    #[inline]
    pub fn try_fold<E: Plain, A: Clone>(
        &self,
        of: impl for<'a> Fn(&'a View<'a, T>) -> ArrayView<'a, E>,
        init: A,
        step: impl Fn(A, &[E]) -> A,
    ) -> Result<A, ReadError> {
        for _ in 0..TRIES {
            match self.slots.fold_once(&of, || init.clone(), &step) {
                Ok((head, folded)) => {
                    self.saw(head.word());
                    return Ok(folded);
                }
                Err(Miss::Lapped) => core::hint::spin_loop(),
                Err(Miss::Corrupt) => return Err(ReadError::Corrupt),
            }
        }
        Err(ReadError::Lapped)
    }
}

impl<T: Shared> Clone for SharedRef<T> {
    /// Another reader of the same mapping, which has seen what this one has.
    fn clone(&self) -> Self {
        Self {
            slots: self.slots,
            seen: self.seen.clone(),
            attached: Arc::clone(&self.attached),
            origin: Arc::clone(&self.origin),
        }
    }
}

impl<T: Shared> fmt::Debug for SharedRef<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedRef")
            .field("name", &self.name())
            .field("version", &self.version())
            .finish_non_exhaustive()
    }
}
