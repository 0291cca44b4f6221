//! The handle that only looks.

use core::fmt;
use std::sync::Arc;

use super::attached::Attached;
use super::options::LiveReaderOptions;
use super::shared::LiveShared;
use crate::error::{Action, Error};
use crate::layout::bits::{Bits, bytes_mut};
use crate::layout::{InvalidValue, Plain};
use crate::schema::Schema;

/// A reader of a live object: a read-only mapping, from which it loads numbers one by one.
///
/// It needs no permission but to read, writes nothing, and slows nobody down except as every load of
/// a cache line does that others write. A clone shares the mapping.
///
/// ```
/// use shm_typed::{LiveBox, LiveRef, OnDrop};
/// # let name = &format!("shm-typed-doc-live-ref-{}", std::process::id());
///
/// let counters = LiveBox::options().on_drop(OnDrop::Unlink).create(name, [0_u32; 3])?;
/// let reader = LiveRef::<[u32; 3]>::open(name)?;
///
/// counters[1].add(5);
/// assert_eq!(reader.view().at(1), 5);
/// assert_eq!(reader.read(), [0, 5, 0]);
/// # Ok::<(), shm_typed::Error>(())
/// ```
pub struct LiveRef<T: LiveShared> {
    attached: Arc<Attached<T>>,
}

impl<T: LiveShared> LiveRef<T> {
    pub(super) fn new(attached: Arc<Attached<T>>) -> Self {
        Self { attached }
    }

    /// Opens the object `name` for reading.
    ///
    /// # Errors
    ///
    /// As [`LiveBox::open`](crate::LiveBox::open), with read permission.
    pub fn open(name: &str) -> Result<Self, Error> {
        Self::options().open(name)
    }

    /// Settings for opening: where objects live, whose to trust, bare objects.
    pub fn options() -> LiveReaderOptions<T> {
        LiveReaderOptions::new()
    }

    /// The value, to load single numbers from: a number loads at once, a struct has a method per
    /// field, an array has [`at`](crate::LiveArray::at).
    #[inline]
    #[must_use]
    pub fn view(&self) -> T::View<'_> {
        T::view(self.attached.cells())
    }

    /// All numbers, each loaded by itself.
    ///
    /// Each is one that the cell really held, never half of one. But they need not belong together:
    /// `read` may have the `errors` of now and the `requests` of a moment ago, and
    /// it may see a later change without an earlier one. Two `read`s may disagree about which of
    /// two changes came first. Values that must agree are published with
    /// [`SharedBox`](crate::SharedBox).
    ///
    /// A type that holds a `char`, a `NonZero` number or an enum is read by [`try_read`](Self::try_read): this one
    /// does not compile.
    #[inline]
    #[must_use]
    pub fn read(&self) -> T
    where
        T: Plain,
    {
        let mut value = T::zeroed();
        self.read_into(&mut value);
        value
    }

    /// As [`read`](Self::read), over `value`: with no `T` on the stack.
    #[inline]
    pub fn read_into(&self, value: &mut T)
    where
        T: Plain,
    {
        T::load_into(self.attached.cells(), bytes_mut(value));
    }

    /// All numbers, each loaded by itself and checked before there is a value, for types of which some
    /// bits are none.
    ///
    /// As [`read`](Self::read). A `bool` is `true` unless all bits are zero, so it is never wrong.
    ///
    /// # Errors
    ///
    /// The first field that holds none of its values, by its path, with the bits that it holds.
    ///
    /// ```
    /// use shm_typed::{LiveBox, LiveRef, OnDrop, Shared};
    /// # let name = &format!("shm-typed-doc-live-try-{}", std::process::id());
    ///
    /// #[derive(Clone, Copy, Debug, PartialEq, Shared)]
    /// #[repr(u8)]
    /// enum State { Idle, Busy }
    ///
    /// #[derive(Clone, Copy, Debug, PartialEq, Shared)]
    /// #[shared(live, checked)]
    /// #[repr(C)]
    /// struct Worker {
    ///     jobs: u32,
    ///     state: State,
    ///     drain: bool,
    ///     _pad: [u8; 2],
    /// }
    ///
    /// let start = Worker { jobs: 0, state: State::Idle, drain: false, _pad: [0; 2] };
    /// let worker = LiveBox::options().on_drop(OnDrop::Unlink).create(name, start)?;
    /// let reader = LiveRef::<Worker>::open(name)?;
    ///
    /// worker.state.store(State::Busy);
    /// worker.drain.store(true);
    /// assert_eq!(reader.view().state(), Ok(State::Busy));
    /// assert_eq!(reader.view().drain(), true);
    /// assert_eq!(reader.try_read()?, Worker { state: State::Busy, drain: true, ..start });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn try_read(&self) -> Result<T, InvalidValue> {
        let mut bits: Bits<T> = bytemuck::Zeroable::zeroed();
        T::load_into(self.attached.cells(), bits.bytes_mut());
        bits.value()
    }

    /// The object's name, without a slash.
    #[must_use]
    pub fn name(&self) -> &str {
        self.attached.name.as_str()
    }

    /// The object's schema, as its creator wrote it; of a bare object, that of `T`.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](crate::ErrorKind::Corrupt) if the object's schema text cannot be read.
    pub fn schema(&self) -> Result<Schema, Error> {
        self.attached
            .schema()
            .map_err(|cause| Error::new(Action::OpenLive, self.name(), cause))
    }
}

impl<T: LiveShared> Clone for LiveRef<T> {
    fn clone(&self) -> Self {
        Self {
            attached: Arc::clone(&self.attached),
        }
    }
}

impl<T: LiveShared> fmt::Debug for LiveRef<T> {
    /// The name, and the numbers as they are just now.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveRef")
            .field("name", &self.name())
            .field("value", self.attached.cells())
            .finish()
    }
}
