//! A value that nobody can change any more, and that is therefore borrowed where it lies.

#![allow(
    unsafe_code,
    reason = "the bytes of a value become a `&T`, which the seals of their file allow"
)]

use core::fmt;
use core::num::NonZeroUsize;
use core::ops::Deref;
use core::ptr::NonNull;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;

use super::attach::{Origin, checked_header, require_layout, value_offset};
use super::create;
use super::lifecycle::Lifecycle;
use super::options::ReaderOptions;
use crate::error::{Action, Cause, Error};
use crate::layout::bits::bytes_of;
use crate::layout::header::{EVENT, Geometry, HEAD, LIFECYCLE, WRITER_PID, WRITER_SINCE};
use crate::layout::{Shared, check};
use crate::object::{self, read_schema, too_large};
use crate::os::{self, Access, Anonymous, Mapping, Object, ObjectName, Sealing};
use crate::schema::Schema;
use crate::sync::snapshot::Head;

/// A constant in shared memory: a real `&T` without a copy, and without trust in anybody.
///
/// For a config, a table, a model that is made once and never changes. The object is filled before
/// anybody sees it, and then sealed whole. From then on the kernel refuses everybody, for ever,
/// every way of changing a byte of it: whoever made it, root, and this process. So a safe borrow is
/// sound, even if the object came from a hostile process, and it costs nothing, however large `T`
/// is.
///
/// It has no name. Its descriptor ([`AsFd`]) is handed on, over a socket or to a child. Clones share
/// the mapping. It lives until its last mapping and descriptor are gone.
///
/// A reader that can live with copies may take the same descriptor with
/// [`SharedRef::from_fd`](crate::SharedRef::from_fd): it finds one value, of a writer that has ended.
///
/// ```
/// use shm_typed::{Frozen, Shared};
/// use std::os::fd::AsFd;
///
/// #[derive(Clone, Copy, Shared)]
/// #[shared(checked)]
/// #[repr(C)]
/// struct Limits {
///     most: u32,
///     strict: bool,
///     _pad: [u8; 3],
/// }
///
/// let limits = Frozen::new("limits", &Limits { most: 30, strict: true, _pad: [0; 3] })?;
///
/// // In truth the descriptor goes over a socket, and `sendmsg` duplicates it.
/// let received = limits.as_fd().try_clone_to_owned()?;
/// let limits = Frozen::<Limits>::from_fd(received)?;
/// assert_eq!((limits.most, limits.strict), (30, true));
///
/// // Nobody can write it, whatever the descriptor.
/// let file = std::fs::File::from(limits.as_fd().try_clone_to_owned()?);
/// assert!(std::os::unix::fs::FileExt::write_at(&file, &[1], 0).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Why the borrow is sound
///
/// A `&T` promises that its bytes do not change. The file carries `F_SEAL_WRITE`, which was asked
/// for before it was mapped. The kernel (`fcntl(2)`, *File sealing*)
///
/// - sets that seal only while no writable shared mapping of the file exists (`EBUSY`), and so there is
///   none left from before; one that is made later is refused (`EPERM`), and `mprotect` cannot turn a
///   read-only mapping into one (nor `userfaultfd` fill the holes of one);
/// - refuses `write`, `pwrite` and their kin (`EPERM`), and `fallocate` with a hole
///   (`FALLOC_FL_PUNCH_HOLE`, and so `madvise(MADV_REMOVE)`);
/// - never takes a seal away. `F_SEAL_SHRINK`, which is asked for too, keeps the length, and a file whose
///   value has a hole is refused; so no borrow ends by SIGBUS;
/// - gives seals to files in its own memory only, so no file system of a user's can claim one.
///
/// What is left is what may change any process's memory: the kernel itself, and whoever may write
/// `/dev/mem`.
pub struct Frozen<T: Shared> {
    // Invariants:
    //
    // - F1 The file of `shared.mapping` carries `F_SEAL_WRITE` and `F_SEAL_SHRINK`, and did before it
    //   was mapped, read-only; so no byte of the mapping ever changes.
    // - F2 `value` is aligned for a `T`, and `size_of::<T>()` bytes behind it lie within
    //   `shared.mapping`, which lives as long as this value.
    // - F3 Those bytes are a `T`: every pattern is (S5), or they were checked.
    value: NonNull<T>,
    shared: Arc<Sealed>,
}

/// What clones have in common.
#[derive(Debug)]
struct Sealed {
    label: ObjectName,
    object: Object,
    schema_len: usize,
    _mapping: Mapping,
}

// SAFETY: as an `Arc<T>`, it gives other threads a `&T`, which `T: Sync` allows; it never gives a
// `&mut T` and drops none (a `Shared` type is `Copy`). By F1 nobody writes.
unsafe impl<T: Shared + Sync> Send for Frozen<T> {}
// SAFETY: as for `Send`.
unsafe impl<T: Shared + Sync> Sync for Frozen<T> {}

impl<T: Shared> Frozen<T> {
    /// Makes a constant object that holds `value`.
    ///
    /// One copy, and some ten system calls. `label` is for people, in `/proc/PID/maps`; it follows
    /// the rules of names, and any number of objects may have the same.
    ///
    /// # Errors
    ///
    /// [`NoSpace`](crate::ErrorKind::NoSpace), [`InvalidName`](crate::ErrorKind::InvalidName), and
    /// [`Os`](crate::ErrorKind::Os) where `/proc` is not mounted.
    pub fn new(label: &str, value: &T) -> Result<Self, Error> {
        ObjectName::new(label)
            .map_err(Cause::Name)
            .and_then(|label| make(label, value))
            .map_err(|cause| Error::new(Action::CreateAnonymous, label, cause))
    }

    /// Takes the descriptor of a constant object that somebody handed over.
    ///
    /// Asks the kernel for its seals before anything is mapped. Who made the object does not
    /// matter: it cannot change. Of a checked type every field is checked here, once.
    ///
    /// # Errors
    ///
    /// [`Untrusted`](crate::ErrorKind::Untrusted) for a descriptor that lacks `F_SEAL_WRITE` or
    /// `F_SEAL_SHRINK`, or has a hole; [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) if its value is not of `T`'s
    /// layout; [`InvalidValue`](crate::ErrorKind::InvalidValue) if a field's bits are no value of its
    /// type ([`Error::invalid_value`] tells which); and as
    /// [`SharedRef::from_fd`](crate::SharedRef::from_fd).
    ///
    /// ```
    /// use shm_typed::{ErrorKind, Frozen, SharedBox};
    ///
    /// let writer = SharedBox::anonymous("engine", 1_u64)?;
    /// let received = writer.as_fd().expect("it is anonymous").try_clone_to_owned()?;
    /// let error = Frozen::<u64>::from_fd(received).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Untrusted); // its writer goes on
    /// assert!(error.to_string().contains("F_SEAL_WRITE"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_fd(descriptor: impl Into<OwnedFd>) -> Result<Self, Error> {
        ReaderOptions::new().frozen_from_fd(descriptor)
    }

    /// As [`from_fd`](Self::from_fd), by the settings of `origin`.
    pub(super) fn receive(file: OwnedFd, origin: &Origin) -> Result<Self, Cause> {
        let (object, _) = Object::received(file, Sealing::Constant)?; // F1: before the mapping
        let label = os::label_of(&object).unwrap_or_else(ObjectName::unknown);
        Self::attach(label, object, origin)
    }

    /// Maps an object that carries the seals of F1.
    fn attach(label: ObjectName, object: Object, origin: &Origin) -> Result<Self, Cause> {
        let (header, geometry) = checked_header(&object)?;
        require_layout::<T>(&object, &header, &geometry, origin.compatible)?;
        if size_of::<T>() > geometry.value_size {
            return Err(Cause::Corrupt("its values are too short"));
        }
        let at = value_offset(&object, &geometry)?;
        // No overflow, and within the file: the value lies within its slot (G3, G4). The length is not
        // 0, as slots begin behind the header.
        let len = NonZeroUsize::new(at + size_of::<T>())
            .ok_or(Cause::Corrupt("it holds no complete value"))?;
        object.require_pages(len.get())?;
        let mapping = os::map(&object, len, Access::Read, origin.memory)?;
        // SAFETY: `at` is less than the length of the mapping, or equal to it for a `T` of no bytes.
        let value = unsafe { mapping.base().add(at) }.cast::<T>();
        if !value.is_aligned() {
            return Err(Cause::Corrupt(
                "its values are not aligned as their type is",
            ));
        }
        // F2. F3: below, before anybody has it.
        let frozen = Self {
            value,
            shared: Arc::new(Sealed {
                label,
                object,
                schema_len: geometry.schema_len,
                _mapping: mapping,
            }),
        };
        check(T::DESCRIPTOR, frozen.bytes())
            .map_err(|invalid| Cause::Invalid(Box::new(invalid)))?;
        Ok(frozen)
    }

    /// The bytes of the value.
    fn bytes(&self) -> &[u8] {
        // SAFETY: F2: mapped while `self` is borrowed, and initialised, as all file memory is; F1:
        // nobody changes them.
        unsafe { core::slice::from_raw_parts(self.value.as_ptr().cast(), size_of::<T>()) }
    }

    /// The object's schema: names, offsets, units and help of all fields, as its creator wrote them.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](crate::ErrorKind::Corrupt) if the object's schema text cannot be read. Its value
    /// still can.
    pub fn schema(&self) -> Result<Schema, Error> {
        read_schema(&self.shared.object, self.shared.schema_len)
            .map_err(|cause| Error::new(Action::Receive, self.label(), cause))
    }

    /// What its maker called it; `anonymous` if that cannot be found out.
    #[must_use]
    pub fn label(&self) -> &str {
        self.shared.label.as_str()
    }
}

/// Makes the object, seals it, and takes it as a stranger would.
fn make<T: Shared>(label: ObjectName, value: &T) -> Result<Frozen<T>, Cause> {
    let schema = object::schema_text::<T>()?;
    // As few slots as an object has. The second one stays a hole, and takes no memory.
    let geometry =
        Geometry::plan(size_of::<T>(), align_of::<T>(), 2, schema.len()).ok_or(too_large::<T>())?;
    let header = create::header::<T>(&geometry, 1)?;
    let len = NonZeroUsize::new(geometry.object_len).ok_or(too_large::<T>())?;

    let draft = Anonymous::sparse(&label, len)?;
    let put =
        |bytes: &[u8], at: usize| draft.write_at(bytes, u64::try_from(at).unwrap_or(u64::MAX));
    put(&object::front_bytes(&header, &schema), 0)?;
    let closed = Lifecycle::Closed.word();
    put(&Head::new(1, 0).word().to_le_bytes(), HEAD)?;
    put(&1_u32.to_le_bytes(), EVENT)?;
    put(&closed.to_le_bytes(), LIFECYCLE)?;
    put(&std::process::id().to_le_bytes(), WRITER_PID)?;
    put(&os::process::monotonic_ns().to_le_bytes(), WRITER_SINCE)?;
    put(&1_u64.to_le_bytes(), geometry.slots_offset)?;
    put(
        bytes_of(value),
        geometry.slots_offset + geometry.value_offset,
    )?;
    let object = draft.seal(Sealing::Constant)?;

    // Not the descriptor that was written with: one that is open for reading is handed on.
    let (object, _) = Object::received(object.for_readers()?, Sealing::Constant)?; // F1
    Frozen::attach(label, object, &Origin::default())
}

impl<T: Shared> Deref for Frozen<T> {
    type Target = T;

    /// The value, where it lies.
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: F2: mapped while `self` is borrowed, and aligned; F3: a `T`; F1: nobody changes it.
        unsafe { self.value.as_ref() }
    }
}

impl<T: Shared> AsFd for Frozen<T> {
    /// The descriptor, to hand on.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.shared.object.as_fd()
    }
}

impl<T: Shared> Clone for Frozen<T> {
    /// Another handle of the same mapping.
    fn clone(&self) -> Self {
        Self {
            value: self.value,
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T: Shared> fmt::Debug for Frozen<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frozen")
            .field("label", &self.label())
            .finish_non_exhaustive()
    }
}
