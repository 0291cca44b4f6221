//! The reader's handle.

use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed};
use core::time::Duration;
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

    /// Settings for opening: where objects live, and whose to trust.
    pub fn options() -> ReaderOptions<T> {
        ReaderOptions::new()
    }

    /// Opens `name` by the settings of `origin`.
    pub(super) fn attach(name: &ObjectName, origin: &Arc<Origin>) -> Result<Self, Cause> {
        let directory = origin.open_directory()?;
        let attached = Attached::open(&directory, name, Access::Read, &origin.owners)?;
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
    /// As [`open`](Self::open). The handle is then as it was.
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
        match Self::attach(&self.attached.name, &self.origin) {
            // Still the same object: what was read of it was read.
            Ok(reader) if reader.attached.instance() == self.attached.instance() => Ok(()),
            Ok(reader) => {
                *self = reader;
                Ok(())
            }
            Err(cause) => Err(Error::new(Action::Open, self.name(), cause)),
        }
    }

    /// Waits until there is a value that this handle has not read, the object ends, or `timeout` is
    /// over. A new value comes first: an end is told when the last value was read, and it is told
    /// once. After it the handle waits on: an object that was kept may get a new writer.
    ///
    /// It sleeps in the kernel, on a word of the read-only mapping. A publish wakes it at once if
    /// this process may write the object's [reader table](crate::WriterOptions::reader_table);
    /// otherwise it looks again every 10 ms. In either case it looks again after 250 ms by itself,
    /// in case the writer was killed after publishing and before waking. A timeout that the clock
    /// cannot count to means for ever.
    ///
    /// A writer that is killed wakes nobody: ask [`writer`](Self::writer) after a timeout.
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
    /// # while !waiter.is_finished() && writer.version() < 3 { std::thread::yield_now(); break }
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
        loop {
            let still = match change::look(self.slots.region(), &self.seen) {
                Ok(change) => return change,
                Err(still) => still,
            };
            let Some(left) = deadline.left() else {
                return Change::TimedOut;
            };
            let (attached, origin) = (Arc::clone(&self.attached), Arc::clone(&self.origin));
            // The region is made anew from what the thread keeps mapped.
            let sleep = move || change::sleep(&attached, &origin, &attached.region(), still, left);
            // An error is a panic, of which there is none, or the end of the runtime.
            let _ = tokio::task::spawn_blocking(sleep).await;
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
            .map_err(|cause| Error::new(Action::Open, self.name(), cause))
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
    /// A new handle has read none.
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
    /// The last value can still be read. A writer that was killed says nothing.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        // Acquire: pairs with the store of the writer that ends; its last value is visible.
        Lifecycle::of(self.slots.region().lifecycle().load(Acquire)) == Lifecycle::Closed
    }

    /// Remembers what was read last. A store only if it is news, so that threads which share the
    /// handle do not pass its cache line around.
    #[inline(always)]
    fn saw(&self, word: u64) {
        if self.seen.head.load(Relaxed) != word {
            self.seen.head.store(word, Relaxed);
        }
    }

    /// The current value: one whole value as it was published, never a mixture of two.
    ///
    /// Costs one copy of `T`. It starts again only if the writer published a whole lap of slots
    /// during the copy (seven values or more by default), so some reader or the writer always gets
    /// on: it is lock-free. Against a writer that never pauses and is faster than this reader for
    /// good it may go round for long; [`try_read`](Self::try_read) does not.
    ///
    /// If the object has been scribbled on by something that is not this library, so that it
    /// holds no complete value, the bits that are found are returned as they are; `try_read` tells
    /// that apart.
    ///
    /// A `T` too large for the stack is read by [`read_into`](Self::read_into) or
    /// [`read_boxed`](Self::read_boxed). A checked type, of which some bits are no value, is read by
    /// [`try_read`](Self::try_read): this one does not compile.
    #[inline]
    #[must_use]
    pub fn read(&self) -> T
    where
        T: Plain,
    {
        // Read in place and returned in place: taking it out of a `MaybeUninit` costs another copy.
        let mut value = T::zeroed();
        self.read_into(&mut value);
        value
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
        let (_, value) = self.found(self.slots.try_read(TRIES))?;
        Ok(value)
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
            Err(Miss::Lapped) => Err(ReadError::Lapped),
            Err(Miss::Corrupt) => Err(ReadError::Corrupt),
        }
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
