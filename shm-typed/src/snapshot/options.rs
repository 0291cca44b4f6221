//! Settings for creating and opening, on either side.

use core::marker::PhantomData;
use std::path::{Path, PathBuf};

use super::attach::Access;
use super::{SharedBox, SharedRef, attach, create};
use crate::error::{Error, ErrorKind};
use crate::layout::{Plain, Shared};

/// What dropping a [`SharedBox`] does with its object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnDrop {
    /// Marks it closed and removes its name. Readers that are mapped keep the last value.
    #[default]
    Unlink,
    /// Marks it closed and leaves it for readers that come later, and for the next start of the
    /// writer.
    Keep,
}

/// Who may own an object that is opened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trust {
    /// Owners besides this process's effective user and root.
    pub(crate) uids: Vec<u32>,
    /// Any owner at all.
    pub(crate) anybody: bool,
}

/// Settings for creating or taking over an object; made by [`SharedBox::options`].
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
    pub(super) on_drop: OnDrop,
    pub(super) publish_time: bool,
    pub(super) directory: Option<PathBuf>,
    value: PhantomData<fn() -> T>,
}

impl<T> WriterOptions<T> {
    pub(super) fn new() -> Self {
        Self {
            mode: 0o600,
            slots: None,
            on_drop: OnDrop::default(),
            publish_time: false,
            directory: None,
            value: PhantomData,
        }
    }

    /// Permission bits of a new object; 0600 by default.
    ///
    /// They are exactly these, whatever the umask is. `0o640` lets the group read, `0o644` everybody.
    /// Write bits for the group or others are refused: only the owner's processes may write a
    /// value. An object that exists already keeps its bits.
    pub const fn mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self
    }

    /// How many values a new object has room for, 2 to 255; by default 8 if a slot is at most 4 KiB,
    /// else 4.
    ///
    /// A reader's copy starts again when the writer publishes `slots - 1` values during it. More
    /// slots cost memory and nothing else. An object that exists already keeps its slots.
    pub const fn slots(mut self, slots: u8) -> Self {
        self.slots = Some(slots);
        self
    }

    /// What dropping the box does; [`OnDrop::Unlink`] by default.
    pub const fn on_drop(mut self, on_drop: OnDrop) -> Self {
        self.on_drop = on_drop;
        self
    }

    /// Whether each publish stores the time, so that readers can tell how old the value is; no by
    /// default, since reading the clock costs more than publishing 64 bytes.
    pub const fn publish_time(mut self, keep: bool) -> Self {
        self.publish_time = keep;
        self
    }

    /// The directory of the object, on a tmpfs; `/dev/shm` by default.
    ///
    /// A service's own `/run/NAME` is not touched when a user logs out, and is not writable for
    /// everybody. Readers must name the same one.
    pub fn directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.directory = Some(directory.as_ref().to_owned());
        self
    }
}

impl<T: Plain> WriterOptions<T> {
    /// Creates the object `name`; see [`SharedBox::create`].
    ///
    /// # Errors
    ///
    /// As there, and [`InvalidOption`](ErrorKind::InvalidOption) for a mode or a number of slots
    /// that is not to be had.
    pub fn create(&self, name: &str, value: T) -> Result<SharedBox<T>, Error> {
        create::create(self, name, &value, None)
    }

    /// Creates the object `name` with a value made in place; see [`SharedBox::create_with`].
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub fn create_with(&self, name: &str, fill: impl FnOnce(&mut T)) -> Result<SharedBox<T>, Error> {
        let mut value = zeroed(name)?;
        fill(&mut value);
        create::create_boxed(self, name, value)
    }

    /// Takes over the object `name`; see [`SharedBox::open`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn open(&self, name: &str) -> Result<SharedBox<T>, Error> {
        create::take_over(self, name)
    }

    /// Takes over the object `name`, or creates it; see [`SharedBox::open_or_create`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn open_or_create(&self, name: &str, value: T) -> Result<SharedBox<T>, Error> {
        // Each round loses only against somebody who creates or removes the object meanwhile.
        for _ in 0..ROUNDS {
            match self.open(name) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                done => return done,
            }
            match self.create(name, value) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                done => return done,
            }
        }
        self.open(name)
    }
}
