//! The handle that counts.

use core::fmt;
use core::ops::Deref;

use super::attached::Attached;
use super::options::{LiveOptions, Place};
use super::shared::LiveShared;
use crate::error::{Action, Error};
use crate::object::OnDrop;
use crate::os::fork::Era;
use crate::os::{Claim, unlink_if_same};
use crate::schema::Schema;

/// A value in shared memory whose numbers any number of processes change, each by itself.
///
/// It derefs to the live form of `T`, in which every number is a [`Live`](crate::Live) cell. No
/// operation needs `&mut`, none waits, and none is lost: also not if the process is killed right
/// after it. An `add` costs what `AtomicU64::fetch_add` costs, since it is one.
///
/// What it does not do is keep numbers together: each cell changes by itself, and a reader may see one
/// change without another that was made before it. For values that belong together there is
/// [`SharedBox`](crate::SharedBox).
///
/// Dropping it leaves the object, unless [`OnDrop::Unlink`] was
/// [asked for](LiveOptions::on_drop). A child made by `fork` counts on with its parent's handle; only the
/// process that made the handle removes the name.
///
/// ```
/// use shm_typed::{LiveBox, LiveRef, Shared};
/// # let name = &format!("shm-typed-doc-live-{}", std::process::id());
///
/// #[derive(Clone, Copy, Debug, Shared)]
/// #[shared(live)]
/// #[repr(C)]
/// struct Service {
///     /// Requests since start.
///     #[shared(kind = "counter")]
///     requests: u64,
///     /// Seconds of work since start.
///     #[shared(unit = "s", kind = "counter")]
///     busy: f64,
/// }
///
/// // Any number of threads and processes:
/// let service = LiveBox::open_or_create(name, Service { requests: 0, busy: 0.0 })?;
/// service.requests.add(1);
/// service.busy.add(0.25);
///
/// // Any number of readers, with a read-only mapping:
/// let reader = LiveRef::<Service>::open(name)?;
/// assert_eq!(reader.view().requests(), 1);
/// assert_eq!(reader.read().busy, 0.25);
///
/// shm_typed::remove(name)?;
/// # Ok::<(), shm_typed::Error>(())
/// ```
pub struct LiveBox<T: LiveShared> {
    attached: Attached<T>,
    place: Place,
    on_drop: OnDrop,
    made_in: Era,
}

impl<T: LiveShared> LiveBox<T> {
    pub(super) fn new(attached: Attached<T>, place: Place, on_drop: OnDrop) -> Self {
        Self {
            attached,
            place,
            on_drop,
            made_in: Era::now(),
        }
    }

    /// Creates the object `name` with `value`.
    ///
    /// It appears under its name complete.
    ///
    /// # Errors
    ///
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists) if there is an object of that name, which
    /// is left as it is; [`NoSpace`](crate::ErrorKind::NoSpace) if the file system cannot hold it;
    /// [`InvalidName`](crate::ErrorKind::InvalidName).
    pub fn create(name: &str, value: T) -> Result<Self, Error> {
        Self::options().create(name, value)
    }

    /// Opens the object `name` for writing, beside whoever has it open already. Its numbers stay as
    /// they are.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is no such object,
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) if it is of another layout or was not made
    /// by a `LiveBox`, [`PermissionDenied`](crate::ErrorKind::PermissionDenied) if this user may not
    /// write it, [`Untrusted`](crate::ErrorKind::Untrusted) if others could have written it and
    /// [`mode`](LiveOptions::mode) does not say that they may, and the others of
    /// [`ErrorKind`](crate::ErrorKind) for what is not a whole object.
    ///
    /// ```
    /// use shm_typed::{ErrorKind, LiveBox, SharedBox};
    /// # let name = &format!("shm-typed-doc-live-open-{}", std::process::id());
    ///
    /// let snapshots = SharedBox::create(name, 0_u64)?;
    /// let error = LiveBox::<u64>::open(name).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
    /// assert!(error.to_string().contains("open it as that, with `SharedBox`"));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn open(name: &str) -> Result<Self, Error> {
        Self::options().open(name)
    }

    /// Opens the object `name` for writing, or creates it with `value` if there is none.
    ///
    /// Of several processes that do so at once, one creates it and all get the same object.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open) and [`create`](Self::create).
    pub fn open_or_create(name: &str, value: T) -> Result<Self, Error> {
        Self::options().open_or_create(name, value)
    }

    /// Settings for creating and opening: permissions, the directory, bare objects.
    pub fn options() -> LiveOptions<T> {
        LiveOptions::new()
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
            .map_err(|cause| Error::new(Action::Join, self.name(), cause))
    }
}

impl<T: LiveShared> Deref for LiveBox<T> {
    type Target = T::Live;

    #[inline(always)]
    fn deref(&self) -> &T::Live {
        self.attached.cells()
    }
}

impl<T: LiveShared> Drop for LiveBox<T> {
    fn drop(&mut self) {
        if self.on_drop != OnDrop::Unlink || !self.made_in.is_now() {
            return;
        }
        let name = &self.attached.name;
        let Ok(directory) = self.place.open_directory() else {
            return;
        };
        // The claim keeps all others who remove names away, so that between the look and the
        // removal the name cannot come to lead elsewhere. Without it the object stays.
        if let Ok(_claim) = Claim::acquire(&directory, name) {
            let _ = unlink_if_same(&directory, name.object(), self.attached.object.identity());
        }
    }
}

impl<T: LiveShared> fmt::Debug for LiveBox<T> {
    /// The name, and the numbers as they are just now.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveBox")
            .field("name", &self.name())
            .field("value", &**self)
            .finish()
    }
}
