//! What can be done by name, and where.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use super::list::{Listing, checked};
use super::object::Object;
use super::verify::{self, Finding};
use crate::error::{Action, Cause, Error};
use crate::os::{self, Directory, ObjectName, OsError, Owners};
use crate::schema::Schema;
use crate::snapshot::{Force, remove_from, remove_leftovers, remove_stale};

/// Settings for looking into objects, and what can be done by name.
///
/// ```
/// use shm_typed::inspect::Inspector;
/// use shm_typed::{ErrorKind, SharedBox};
/// # let name = &format!("shm-typed-doc-inspector-{}", std::process::id());
///
/// let _writer = SharedBox::create(name, 5_u64)?;
///
/// let inspector = Inspector::new();
/// assert!(inspector.list()?.objects().iter().any(|entry| entry.name() == *name));
/// assert!(inspector.verify(name)?.is_empty());
/// assert_eq!(inspector.remove(name).unwrap_err().kind(), ErrorKind::WriterTaken);
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Inspector {
    pub(super) directory: Option<PathBuf>,
    pub(super) owners: Owners,
    pub(super) max_value: usize,
}

/// The default of [`Inspector::max_value`].
const MAX_VALUE: usize = 256 << 20;

impl Default for Inspector {
    fn default() -> Self {
        Self::new()
    }
}

impl Inspector {
    /// For the objects in `/dev/shm` of this process's user and of root.
    pub fn new() -> Self {
        Self {
            directory: None,
            owners: Owners::default(),
            max_value: MAX_VALUE,
        }
    }

    /// The directory of the objects, on a tmpfs; `/dev/shm` by default.
    pub fn directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.directory = Some(directory.as_ref().to_owned());
        self
    }

    /// Also maps objects of the user `uid`.
    pub fn owner(mut self, uid: u32) -> Self {
        self.owners.also(uid);
        self
    }

    /// Maps objects of any user, and those that anybody may write.
    ///
    /// Whoever may write a file can shorten it, and a process that has it mapped then ends by SIGBUS.
    /// What an object says of itself, and its schema, can be read without.
    pub fn any_owner(mut self) -> Self {
        self.owners = Owners::Any;
        self
    }

    /// How many bytes a value may have to be read, 256 MiB by default: a file in memory may claim
    /// to be far larger than the memory.
    pub const fn max_value(mut self, bytes: usize) -> Self {
        self.max_value = bytes;
        self
    }

    /// The objects of the directory.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is no such directory,
    /// [`InvalidOption`](crate::ErrorKind::InvalidOption) if it is not on a tmpfs, and what the kernel
    /// refuses. What is wrong with an object is said when it is opened.
    pub fn list(&self) -> Result<Listing, Error> {
        self.open_directory()
            .map_err(Cause::from)
            .and_then(|directory| Listing::of(&directory))
            .map_err(|cause| {
                let path = self.directory.as_deref();
                let path = path.map_or("/dev/shm".into(), Path::to_string_lossy);
                Error::new(Action::List, &path, cause)
            })
    }

    /// Opens the object `name`, of whatever type and of either discipline.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound); [`NotAnObject`](crate::ErrorKind::NotAnObject),
    /// [`NewerFormat`](crate::ErrorKind::NewerFormat), [`Truncated`](crate::ErrorKind::Truncated) and
    /// [`Corrupt`](crate::ErrorKind::Corrupt) for what is no whole object;
    /// [`PermissionDenied`](crate::ErrorKind::PermissionDenied) and
    /// [`InvalidName`](crate::ErrorKind::InvalidName).
    pub fn open(&self, name: &str) -> Result<Object, Error> {
        checked(name)
            .and_then(|name| Object::open(self, name))
            .map_err(|cause| self.error(Action::Open, name, cause))
    }

    /// Opens the bare object `name`: a file that holds a value of `schema` and nothing else.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), and [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) if it has
    /// another length than `schema` says; that is all that can be compared.
    ///
    /// ```
    /// use shm_typed::inspect::{Content, Inspector};
    /// use shm_typed::{LiveBox, OnDrop, Schema};
    /// # let name = &format!("shm-typed-doc-inspect-bare-{}", std::process::id());
    ///
    /// let options = LiveBox::<u32>::options().bare(true).on_drop(OnDrop::Unlink);
    /// let _counter = options.create(name, 7)?;
    ///
    /// let object = Inspector::new().open_bare(name, Schema::of::<u32>())?;
    /// assert_eq!(object.read()?.root().content(), Content::UInt(7));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn open_bare(&self, name: &str, schema: Schema) -> Result<Object, Error> {
        checked(name)
            .and_then(|name| Object::open_bare(self, name, schema))
            .map_err(|cause| self.error(Action::Open, name, cause))
    }

    /// Opens an [anonymous](crate::SharedBox::anonymous) or [frozen](crate::Frozen) object by its
    /// descriptor, be it one that was handed over or one that was opened as `/proc/PID/fd/N`.
    ///
    /// It is accepted as [`SharedRef::from_fd`](crate::SharedRef::from_fd) accepts one: sealed, so that
    /// nobody can shorten it, and whoever's it is.
    ///
    /// # Errors
    ///
    /// [`Untrusted`](crate::ErrorKind::Untrusted) for what is not sealed so, and as [`open`](Self::open)
    /// for what is no whole object.
    ///
    /// ```
    /// use shm_typed::inspect::{Content, Inspector};
    /// use shm_typed::{ErrorKind, SharedBox};
    /// use std::fs::File;
    /// use std::os::fd::AsRawFd;
    ///
    /// let writer = SharedBox::anonymous("engine", 3000.0_f64)?;
    /// let number = writer.as_fd().expect("it is anonymous").as_raw_fd();
    ///
    /// // Another process of this user or of root, which knows nothing but the numbers:
    /// let file = File::open(format!("/proc/{}/fd/{number}", std::process::id()))?;
    /// let object = Inspector::new().open_fd(file)?;
    /// assert_eq!((object.name(), object.is_anonymous()), ("engine", true));
    /// assert_eq!(object.read()?.root().content(), Content::F64(3000.0));
    /// assert!(object.writer()?.is_some_and(|writer| writer.is_alive()));
    ///
    /// let other = Inspector::new().open_fd(File::open("/proc/self/exe")?).unwrap_err();
    /// assert_eq!(other.kind(), ErrorKind::Untrusted);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_fd(&self, descriptor: impl Into<OwnedFd>) -> Result<Object, Error> {
        let file = descriptor.into();
        let label = os::label_of(&file);
        Object::receive(self, file).map_err(|cause| received(label.as_ref(), cause))
    }

    /// As [`verify`](Self::verify), of an object without a name.
    ///
    /// # Errors
    ///
    /// [`Untrusted`](crate::ErrorKind::Untrusted) for what is not sealed as
    /// [`open_fd`](Self::open_fd) demands.
    ///
    /// ```
    /// use shm_typed::Frozen;
    /// use shm_typed::inspect::Inspector;
    /// use std::os::fd::AsFd;
    ///
    /// let table = Frozen::new("table", &[1_u16, 2, 3])?;
    /// let descriptor = table.as_fd().try_clone_to_owned()?;
    /// assert!(Inspector::new().verify_fd(descriptor)?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_fd(&self, descriptor: impl Into<OwnedFd>) -> Result<Vec<Finding>, Error> {
        let file = descriptor.into();
        let label = os::label_of(&file);
        verify::verify_fd(self, file).map_err(|cause| received(label.as_ref(), cause))
    }

    /// Everything that is wrong with the object `name`; nothing, if nothing is.
    ///
    /// Looks at the header, where things lie, the schema, both fingerprints, the owner and the
    /// permissions, the state words and every field of the current value.
    ///
    /// # Errors
    ///
    /// If it cannot be looked at: [`NotFound`](crate::ErrorKind::NotFound),
    /// [`PermissionDenied`](crate::ErrorKind::PermissionDenied),
    /// [`InvalidName`](crate::ErrorKind::InvalidName), or it is no file in memory.
    pub fn verify(&self, name: &str) -> Result<Vec<Finding>, Error> {
        checked(name)
            .and_then(|name| verify::verify(self, name))
            .map_err(|cause| self.error(Action::Open, name, cause))
    }

    /// Removes the object `name`, as [`remove`](crate::remove) does in `/dev/shm`.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        self.remove_by(name, Force::No)
    }

    /// Removes the object `name` even if its writer lives. That writer goes on, in an object that
    /// nobody can find any more, and until it ends nobody else can create one of that name.
    ///
    /// # Errors
    ///
    /// As [`remove`](Self::remove), without [`WriterTaken`](crate::ErrorKind::WriterTaken).
    pub fn remove_by_force(&self, name: &str) -> Result<(), Error> {
        self.remove_by(name, Force::Yes)
    }

    fn remove_by(&self, name: &str, force: Force) -> Result<(), Error> {
        checked(name)
            .and_then(|name| remove_from(&self.open_directory()?, &name, force))
            .map_err(|cause| self.error(Action::Remove, name, cause))
    }

    /// Removes the object `name` if its writer was killed and nobody has taken it over: if its state
    /// is [`Dead`](crate::WriterState::Dead). Whether it was; else nothing is removed.
    ///
    /// No writer can come between the look and the removal. One that has taken the object over, or
    /// [replaced](crate::SharedBox::replace) it, keeps it, be it that it lives or that it has ended
    /// with [`OnDrop::Keep`](crate::OnDrop::Keep).
    ///
    /// # Errors
    ///
    /// As [`remove`](Self::remove), without [`WriterTaken`](crate::ErrorKind::WriterTaken), and as
    /// [`open`](Self::open) for what is no whole object.
    ///
    /// ```
    /// use shm_typed::inspect::Inspector;
    /// use shm_typed::{OnDrop, SharedBox};
    /// # let name = &format!("shm-typed-doc-remove-stale-{}", std::process::id());
    ///
    /// let writer = SharedBox::options().on_drop(OnDrop::Keep).create(name, 5_u64)?;
    /// assert!(!Inspector::new().remove_stale(name)?, "its writer lives");
    ///
    /// drop(writer);
    /// assert!(!Inspector::new().remove_stale(name)?, "its writer has left it on purpose");
    /// # shm_typed::remove(name)?;
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn remove_stale(&self, name: &str) -> Result<bool, Error> {
        checked(name)
            .and_then(|name| remove_stale(&self.open_directory()?, &name))
            .map_err(|cause| self.error(Action::Remove, name, cause))
    }

    /// Removes what a killed process has left of an object `name` that is gone: see
    /// [`Listing::leftovers`](super::Listing::leftovers). Whether there was no object of that name;
    /// else nothing is removed.
    ///
    /// # Errors
    ///
    /// [`WriterTaken`](crate::ErrorKind::WriterTaken) if somebody is about to create it,
    /// [`Untrusted`](crate::ErrorKind::Untrusted) for another user's files.
    pub fn remove_leftovers(&self, name: &str) -> Result<bool, Error> {
        checked(name)
            .and_then(|name| remove_leftovers(&self.open_directory()?, &name))
            .map_err(|cause| self.error(Action::Remove, name, cause))
    }

    fn error(&self, action: Action, name: &str, cause: Cause) -> Error {
        Error::new(action, name, cause).within(self.directory.as_deref())
    }

    pub(super) fn open_directory(&self) -> Result<Directory, OsError> {
        Directory::open_or_default(self.directory.as_deref())
    }
}

/// Why a descriptor is refused, of which this is the label.
fn received(label: Option<&ObjectName>, cause: Cause) -> Error {
    Error::new(Action::Receive, label.map_or("", ObjectName::as_str), cause)
}
