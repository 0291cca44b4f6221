//! One object, of whatever type.

use core::time::Duration;
use std::os::fd::OwnedFd;
use std::sync::{Arc, OnceLock};

use zerocopy::{FromZeros, IntoBytes};

use super::facts::{Discipline, Facts};
use super::inspector::Inspector;
use super::live;
use super::pins::Pins;
use super::reading::Reading;
use crate::error::{Action, Cause, Error};
use crate::layout::header::{DISCIPLINE_LIVE, Geometry, Header, HeaderFault, MAGIC};
use crate::layout::live::LiveGeometry;
use crate::layout::table::{TableHeader, WAITING};
use crate::live::LiveWords;
use crate::object::{read_header, read_schema};
use crate::os::{self, ObjectName, Owners, Sealing};
use crate::schema::Schema;
use crate::snapshot::{Change, Untyped, WriterStatus};
use crate::sync::snapshot::Miss;

/// Attempts to copy a value.
const TRIES: u32 = 1000;

/// An object that is looked into; made by [`Inspector::open`] or [`Inspector::open_fd`].
///
/// It stays this object when another takes its name. What it was [opened](Inspector) with decides
/// whether its values can be read.
///
/// ```
/// use shm_typed::SharedBox;
/// use shm_typed::inspect::{Discipline, Inspector};
/// # let name = &format!("shm-typed-doc-inspect-object-{}", std::process::id());
///
/// let mut writer = SharedBox::create(name, [1_u16, 2, 3])?;
/// writer.publish(&[4, 5, 6]);
///
/// let object = Inspector::new().open(name)?;
/// assert_eq!(object.discipline(), Discipline::Snapshot);
/// assert_eq!(object.version()?, Some(2));
/// assert_eq!(object.facts().map(|facts| facts.value_size()), Some(6));
/// assert_eq!(object.writer()?.and_then(|writer| writer.pid()), Some(std::process::id()));
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[derive(Debug)]
pub struct Object {
    settings: Inspector,
    name: ObjectName,
    file: os::Object,
    /// How it is sealed, if it has no name but a label.
    sealing: Option<Sealing>,
    sort: Sort,
    schema: OnceLock<Arc<Schema>>,
    mapped: OnceLock<Mapped>,
}

/// What it is, as checked against its length.
#[derive(Debug)]
pub(super) enum Sort {
    Snapshot(Facts, Geometry),
    Live(Facts, LiveGeometry),
    Bare(LiveGeometry),
}

/// Its mapping.
#[derive(Debug)]
enum Mapped {
    Snapshot(Box<Untyped>),
    Live(LiveWords),
}

impl Object {
    pub(super) fn open(settings: &Inspector, name: ObjectName) -> Result<Self, Cause> {
        let file = os::Object::open_untrusted(&settings.open_directory()?, name.object())?;
        let header = read_header(&file)?;
        let sort = sort(header, file.len()).map_err(Cause::Header)?;
        Ok(Self::new(settings, name, file, sort))
    }

    pub(super) fn receive(settings: &Inspector, file: OwnedFd) -> Result<Self, Cause> {
        let (file, sealing) = os::Object::received(file, Sealing::OneWriter)?;
        let label = os::label_of(&file).unwrap_or_else(ObjectName::unknown);
        let header = read_header(&file)?;
        let sort = sort_of_snapshot(header, file.len()).map_err(Cause::Header)?;
        Ok(Self::new(settings, label, file, sort).sealed(sealing))
    }

    pub(super) fn open_bare(
        settings: &Inspector,
        name: ObjectName,
        schema: Schema,
    ) -> Result<Self, Cause> {
        let file = os::Object::open_untrusted(&settings.open_directory()?, name.object())?;
        let size = Cause::Size {
            len: file.len(),
            needed: schema.size(),
        };
        let Some(geometry) = LiveGeometry::bare(schema.size(), schema.align()) else {
            return Err(size);
        };
        if u64::try_from(schema.size()) != Ok(file.len()) {
            return Err(size);
        }
        if read_header(&file)?.magic == MAGIC {
            return Err(Cause::Option("it has a header, and is no bare object"));
        }
        let object = Self::new(settings, name, file, Sort::Bare(geometry));
        // Nobody has asked yet, so it is empty.
        let _ = object.schema.set(Arc::new(schema));
        Ok(object)
    }

    pub(super) fn new(
        settings: &Inspector,
        name: ObjectName,
        file: os::Object,
        sort: Sort,
    ) -> Self {
        Self {
            settings: settings.clone(),
            name,
            file,
            sealing: None,
            sort,
            schema: OnceLock::new(),
            mapped: OnceLock::new(),
        }
    }

    /// The same, of an object that was received, is sealed so, and has its label for a name.
    pub(super) fn sealed(self, sealing: Sealing) -> Self {
        Self {
            sealing: Some(sealing),
            ..self
        }
    }

    /// Its name, without a slash; the label of one that has no name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// How its value changes.
    #[must_use]
    pub fn discipline(&self) -> Discipline {
        match self.sort {
            Sort::Snapshot(..) => Discipline::Snapshot,
            Sort::Live(..) => Discipline::Live,
            Sort::Bare(_) => Discipline::Bare,
        }
    }

    /// What its header says; a bare object has none.
    #[must_use]
    pub fn facts(&self) -> Option<&Facts> {
        match &self.sort {
            Sort::Snapshot(facts, _) | Sort::Live(facts, _) => Some(facts),
            Sort::Bare(_) => None,
        }
    }

    /// Bytes of its file, as it was opened.
    #[must_use]
    pub fn file_len(&self) -> u64 {
        self.file.len()
    }

    /// Permission bits of its file, as it was opened.
    #[must_use]
    pub fn mode(&self) -> u32 {
        self.file.mode()
    }

    /// The user who made it.
    #[must_use]
    pub fn owner(&self) -> u32 {
        self.file.owner()
    }

    /// Whether a name still leads to it; never to one that is [anonymous](Self::is_anonymous).
    ///
    /// # Errors
    ///
    /// If the kernel does not tell.
    pub fn is_linked(&self) -> Result<bool, Error> {
        self.file
            .is_linked()
            .map_err(|error| self.error(error.into()))
    }

    /// Whether it never had a name: it was opened by [descriptor](Inspector::open_fd).
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.sealing.is_some()
    }

    /// Its schema: names, offsets, units and help of all fields, as its creator wrote them, or as the
    /// opener of a bare object said. Read once.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](crate::ErrorKind::Corrupt) if it is none, or one of values of another size.
    pub fn schema(&self) -> Result<&Schema, Error> {
        self.shared_schema().map(|schema| &**schema)
    }

    fn shared_schema(&self) -> Result<&Arc<Schema>, Error> {
        match self.schema.get() {
            Some(schema) => Ok(schema),
            None => {
                let schema = self.read_schema().map_err(|cause| self.error(cause))?;
                Ok(self.schema.get_or_init(|| Arc::new(schema)))
            }
        }
    }

    pub(super) fn read_schema(&self) -> Result<Schema, Cause> {
        let (schema_len, value_align) = match &self.sort {
            Sort::Snapshot(_, geometry) => (geometry.schema_len, geometry.value_align),
            Sort::Live(_, geometry) | Sort::Bare(geometry) => {
                (geometry.schema_len, geometry.value_align)
            }
        };
        let schema = read_schema(&self.file, schema_len)?;
        if schema.size() == self.value_size() && schema.align() == value_align {
            Ok(schema)
        } else {
            Err(Cause::Corrupt(
                "its schema and the size of its values disagree",
            ))
        }
    }

    fn value_size(&self) -> usize {
        match &self.sort {
            Sort::Snapshot(_, geometry) => geometry.value_size,
            Sort::Live(_, geometry) | Sort::Bare(geometry) => geometry.value_size,
        }
    }

    /// The current value: of a snapshot object one that was published so, of others each number as
    /// it is at some time during the call.
    ///
    /// # Errors
    ///
    /// [`Lapped`](crate::ErrorKind::Lapped) if the writer published too fast a thousand times over;
    /// [`Corrupt`](crate::ErrorKind::Corrupt) if there is no complete value or no schema;
    /// [`Untrusted`](crate::ErrorKind::Untrusted) if a stranger could have written it, unless
    /// [allowed](Inspector::any_owner); [`NoSpace`](crate::ErrorKind::NoSpace) for a value beyond
    /// [`max_value`](Inspector::max_value). Bits that are no value of their type are no error: they are
    /// [`Content::Invalid`](super::Content::Invalid). A `bool` of a live object is `true` for any bits but zero,
    /// as it is for who has its type.
    pub fn read(&self) -> Result<Reading, Error> {
        let schema = Arc::clone(self.shared_schema()?);
        let mut reading = Reading {
            schema,
            bytes: Vec::new(),
            version: 0,
            is_consistent: false,
        };
        self.read_into(&mut reading)?;
        Ok(reading)
    }

    /// As [`read`](Self::read), in the memory of a reading of this object.
    ///
    /// # Errors
    ///
    /// As there. What is in `reading` then is no value.
    pub fn read_into(&self, reading: &mut Reading) -> Result<(), Error> {
        reading.schema = Arc::clone(self.shared_schema()?);
        let size = self.value_size();
        let most = self.settings.max_value;
        if size > most {
            return Err(self.error(Cause::Limit { bytes: size, most }));
        }
        reading.bytes.truncate(size);
        let more = size - reading.bytes.len();
        if reading.bytes.try_reserve_exact(more).is_err() {
            return Err(self.error(Cause::Memory { bytes: size }));
        }
        reading.bytes.resize(size, 0);
        match self.mapped()? {
            Mapped::Snapshot(untyped) => {
                let read = untyped.read(TRIES, &mut reading.bytes);
                reading.version = read.map_err(|miss| {
                    self.error(match miss {
                        Miss::Lapped => Cause::Lapped,
                        Miss::Corrupt => Cause::Corrupt("it holds no complete value"),
                    })
                })?;
                reading.is_consistent = true;
            }
            Mapped::Live(words) => {
                live::load(words, reading.schema.root(), 0, &mut reading.bytes);
                reading.version = 0;
                reading.is_consistent = false;
            }
        }
        Ok(())
    }

    /// The version of the current value: 1 for the first that was ever published. `None` for live
    /// and bare objects.
    ///
    /// # Errors
    ///
    /// [`Untrusted`](crate::ErrorKind::Untrusted), as [`read`](Self::read).
    pub fn version(&self) -> Result<Option<u64>, Error> {
        Ok(match self.mapped()? {
            Mapped::Snapshot(untyped) => Some(untyped.version()),
            Mapped::Live(_) => None,
        })
    }

    /// What is known of the one writer: whether it lives, by the kernel's word, since when, and how
    /// old the value is. `None` for live and bare objects, which have no one writer.
    ///
    /// # Errors
    ///
    /// [`Untrusted`](crate::ErrorKind::Untrusted), as [`read`](Self::read), and
    /// [`Os`](crate::ErrorKind::Os) if the kernel refuses to answer.
    pub fn writer(&self) -> Result<Option<WriterStatus>, Error> {
        match self.mapped()? {
            Mapped::Snapshot(untyped) => untyped
                .writer()
                .map(Some)
                .map_err(|cause| self.error(cause)),
            Mapped::Live(_) => Ok(None),
        }
    }

    /// Whether some reader has said that it is about to sleep until the next publish; `None` if
    /// there is no reader table that this process may read.
    #[must_use]
    pub fn is_awaited(&self) -> Option<bool> {
        let (table, _) = self.table(self.facts()?)?;
        let mut waiting = [0; 8];
        let at = u64::try_from(WAITING).ok()?;
        table.read_at(&mut waiting, at).ok()?;
        Some(waiting != [0; 8])
    }

    /// Who pins its values; `None` if there is no reader table that this process may read, or one without
    /// places for pins.
    ///
    /// ```
    /// use shm_typed::inspect::Inspector;
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-inspect-pins-{}", std::process::id());
    ///
    /// let _writer = SharedBox::options().pinning_readers(2).create(name, 1_u64)?;
    /// let reader = SharedRef::<u64>::open(name)?;
    /// // SAFETY: only this program opens the object, and only by this library.
    /// let mut reader = unsafe { reader.trust_writer() }?;
    /// let value = reader.pin();
    ///
    /// let pins = Inspector::new().open(name)?.pins().expect("it has places for pins");
    /// assert_eq!((pins.places(), pins.owned(), pins.holding()), (2, Some(1), 1));
    /// # drop(value);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[must_use]
    pub fn pins(&self) -> Option<Pins> {
        let facts = self.facts()?;
        let places = facts.pin_places();
        let (table, header) = self.table(facts)?;
        (places > 0 && header.belongs_to(&facts.instance(), places))
            .then(|| Pins::look(&table, places))
            .flatten()
    }

    /// Its reader table, for a look.
    fn table(&self, facts: &Facts) -> Option<(os::Object, TableHeader)> {
        if self.is_anonymous() {
            return None;
        }
        let directory = self.settings.open_directory().ok()?;
        let table = os::Object::open_untrusted(&directory, &self.name.readers()).ok()?;
        let mut header = TableHeader::new_zeroed();
        table.read_at(header.as_mut_bytes(), 0).ok()?;
        header.is_of(&facts.instance()).then_some((table, header))
    }

    /// Waits until a value is published that was not read through this `Object`, the object ends,
    /// or `timeout` is over: as [`SharedRef::changed`](crate::SharedRef::changed). Open the name
    /// anew where that says to reopen.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](crate::ErrorKind::InvalidOption) for live and bare objects, whose writers
    /// tell nobody: read them again from time to time.
    /// [`Untrusted`](crate::ErrorKind::Untrusted), as [`read`](Self::read).
    ///
    /// ```
    /// use shm_typed::inspect::Inspector;
    /// use shm_typed::{Change, SharedBox};
    /// use std::time::Duration;
    /// # let name = &format!("shm-typed-doc-inspect-changed-{}", std::process::id());
    ///
    /// let mut writer = SharedBox::create(name, 1_u64)?;
    /// let object = Inspector::new().open(name)?;
    /// assert_eq!(object.read()?.version(), 1);
    /// assert_eq!(object.changed(Duration::ZERO)?, Change::TimedOut);
    ///
    /// writer.publish(&2);
    /// assert_eq!(object.changed(Duration::MAX)?, Change::Published);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn changed(&self, timeout: Duration) -> Result<Change, Error> {
        match self.mapped()? {
            Mapped::Snapshot(untyped) => Ok(untyped.changed(timeout)),
            Mapped::Live(_) => Err(self.error(Cause::Option(
                "its numbers change one by one, and nobody tells when; read it again from time to \
                 time",
            ))),
        }
    }

    /// The device and the number of its file.
    pub(super) fn numbers(&self) -> (u32, u32, u64) {
        self.file.identity().numbers()
    }

    pub(super) fn file(&self) -> &os::Object {
        &self.file
    }

    /// Its mapping, made when it is first needed.
    fn mapped(&self) -> Result<&Mapped, Error> {
        match self.mapped.get() {
            Some(mapped) => Ok(mapped),
            None => {
                let mapped = self.map().map_err(|cause| self.error(cause))?;
                // Another thread may have been quicker; its mapping is as good.
                Ok(self.mapped.get_or_init(|| mapped))
            }
        }
    }

    fn map(&self) -> Result<Mapped, Cause> {
        // Whose it is does not matter: the seals were asked for.
        if let (Some(sealing), Sort::Snapshot(facts, _)) = (self.sealing, &self.sort) {
            let (label, file) = (self.name.clone(), self.file.try_clone()?);
            return Untyped::map_received(label, file, sealing, *facts.header())
                .map(|untyped| Mapped::Snapshot(Box::new(untyped)));
        }
        let owners = &self.settings.owners;
        // Live objects are for several writers, of a group or of all users.
        let others = match (owners, &self.sort) {
            (Owners::Any, _) | (_, Sort::Live(..) | Sort::Bare(_)) => 0o022,
            (_, Sort::Snapshot(..)) => 0,
        };
        self.file.require_trust(owners, others)?;
        match &self.sort {
            Sort::Snapshot(facts, _) => Untyped::map(
                self.name.clone(),
                self.file.try_clone()?,
                *facts.header(),
                self.settings.directory.as_deref(),
                owners,
            )
            .map(|untyped| Mapped::Snapshot(Box::new(untyped))),
            Sort::Live(_, geometry) | Sort::Bare(geometry) => {
                LiveWords::map(&self.file, geometry).map(Mapped::Live)
            }
        }
    }

    fn error(&self, cause: Cause) -> Error {
        let action = if self.is_anonymous() {
            Action::Receive
        } else {
            Action::Read
        };
        Error::new(action, self.name(), cause)
    }
}

/// What an object with this header is, if all of it can be true of `len` bytes.
pub(super) fn sort(header: Header, len: u64) -> Result<Sort, HeaderFault> {
    // Whatever is neither is refused as no snapshot.
    if header.discipline == DISCIPLINE_LIVE {
        let geometry = LiveGeometry::check(&header, len)?;
        Ok(Sort::Live(Facts::new(header), geometry))
    } else {
        sort_of_snapshot(header, len)
    }
}

/// The same, if nothing but an object of whole values will do.
pub(super) fn sort_of_snapshot(header: Header, len: u64) -> Result<Sort, HeaderFault> {
    let geometry = Geometry::check(&header, len)?;
    Ok(Sort::Snapshot(Facts::new(header), geometry))
}
