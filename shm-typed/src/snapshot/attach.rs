//! Mapping an object that somebody else has made, after it has been looked at.
//!
//! The header is read once, by the kernel's copy, into private memory; what is checked is that
//! copy, and what is used later is that copy. No length, offset or count is read from the mapping.

#![allow(unsafe_code, reason = "names a mapping as a region")]

use core::num::NonZeroUsize;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::options::Compatible;
use super::region::Region;
use super::slots::Slots;
use super::table::{Owner, Table};
use crate::error::{Action, Cause, Error};
use crate::layout::Shared;
use crate::layout::header::{Geometry, HEAD, Header, HeaderFault};
use crate::object::{Value, layout_diff, read_header, read_schema};
use crate::os::{
    self, Access, Directory, Mapping, Memory, Object, ObjectName, OsError, Owners, Sealing,
};
use crate::schema::Schema;
use crate::sync::snapshot::{Head, Miss, attempt};

/// A mapped object and the private copy of its header.
///
/// # Invariants
///
/// - **A1** `mapping` covers the `object_len` bytes of `geometry`, and lives as long as this value.
/// - **A2** `geometry` was planned for this object or checked against `header` and the object's
///   length.
#[derive(Debug)]
pub(super) struct Attached {
    pub(super) name: ObjectName,
    pub(super) object: Object,
    header: Header,
    geometry: Geometry,
    mapping: Mapping,
    /// The reader table, once a reader has asked for it; `None` if it cannot be had.
    table: OnceLock<Option<Table>>,
    /// Whether it never had a name: then `name` is its label, and leads nowhere.
    is_anonymous: bool,
}

/// How a reader came to its object, so that it can come to the next one under the same name.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    pub(super) directory: Option<PathBuf>,
    pub(super) owners: Owners,
    pub(super) compatible: Compatible,
    pub(super) memory: Memory,
}

impl Origin {
    /// The directory that objects are looked for in.
    pub(super) fn open_directory(&self) -> Result<Directory, OsError> {
        Directory::open_or_default(self.directory.as_deref())
    }
}

impl Attached {
    /// Opens, checks and maps `name`.
    pub(super) fn open(
        directory: &Directory,
        name: &ObjectName,
        access: Access,
        owners: &Owners,
        memory: Memory,
    ) -> Result<Self, Cause> {
        let object = Object::open(directory, name.object(), access, owners)?;
        let (header, geometry) = checked_header(&object)?;
        Self::map(name.clone(), object, header, geometry, access, memory)
    }

    /// Checks and maps an anonymous object that somebody handed over.
    pub(super) fn receive(file: OwnedFd, memory: Memory) -> Result<Self, Cause> {
        let (object, sealing) = Object::received(file, Sealing::OneWriter)?;
        let name = os::label_of(&object).unwrap_or_else(ObjectName::unknown);
        let (header, geometry) = checked_header(&object)?;
        Self::map_received(name, object, sealing, header, geometry, memory)
    }

    /// Maps an anonymous object that was received, is sealed so and has this geometry (A2).
    pub(super) fn map_received(
        name: ObjectName,
        object: Object,
        sealing: Sealing,
        header: Header,
        geometry: Geometry,
        memory: Memory,
    ) -> Result<Self, Cause> {
        let used = match sealing {
            Sealing::OneWriter => geometry.object_len,
            // Of what never changes no slot is used but the current one.
            Sealing::Constant => value_offset(&object, &geometry)? + geometry.value_size,
        };
        object.require_pages(used)?;
        let attached = Self::map(name, object, header, geometry, Access::Read, memory)?;
        Ok(attached.without_name())
    }

    /// Maps an object that has this geometry (A2).
    pub(super) fn map(
        name: ObjectName,
        object: Object,
        header: Header,
        geometry: Geometry,
        access: Access,
        memory: Memory,
    ) -> Result<Self, Cause> {
        // The length is not 0: the slots start at 4096 or behind.
        let len = NonZeroUsize::new(geometry.object_len).ok_or(Cause::Header(
            HeaderFault::Inconsistent {
                what: "object length",
            },
        ))?;
        let mapping = os::map(&object, len, access, memory)?; // A1
        Ok(Self::new(name, object, header, geometry, mapping))
    }

    /// Puts together what belongs together: A1 and A2 hold.
    pub(super) fn new(
        name: ObjectName,
        object: Object,
        header: Header,
        geometry: Geometry,
        mapping: Mapping,
    ) -> Self {
        Self {
            name,
            object,
            header,
            geometry,
            mapping,
            table: OnceLock::new(),
            is_anonymous: false,
        }
    }

    /// The same, of an object that never had a name: nothing is looked for under its label.
    pub(super) fn without_name(self) -> Self {
        Self {
            table: OnceLock::from(None),
            is_anonymous: true,
            ..self
        }
    }

    /// How a reader came to it, for errors.
    pub(super) fn action(&self) -> Action {
        if self.is_anonymous {
            Action::Receive
        } else {
            Action::Open
        }
    }

    /// Whether the object never had a name.
    pub(super) fn is_anonymous(&self) -> bool {
        self.is_anonymous
    }

    /// The words and slots of the object. Used only while this value lives.
    pub(super) fn region(&self) -> Region {
        region(&self.mapping, &self.geometry)
    }

    /// The slots, if the object's values are of the layout of `T`, or have more fields behind those
    /// and that was asked for.
    pub(super) fn slots<T: Shared>(&self, compatible: Compatible) -> Result<Slots<T>, Cause> {
        require_layout::<T>(&self.object, &self.header, &self.geometry, compatible)?;
        let region = self.region();
        // Nobody needs to wait for a first value: there was one before the object had its name.
        if attempt(&region, |_| ()) == Err(Miss::Corrupt) {
            return Err(Cause::Corrupt("it holds no complete value"));
        }
        Slots::new(region).ok_or(Cause::Corrupt("its values are too short"))
    }

    /// The schema that the object carries, for the user.
    pub(super) fn schema(&self) -> Result<Schema, Error> {
        read_schema(&self.object, self.geometry.schema_len)
            .map_err(|cause| Error::new(self.action(), self.name(), cause))
    }

    /// The reader table, if there is one that this process may write.
    pub(super) fn table(&self, origin: &Origin) -> Option<&Table> {
        let open = || {
            let directory = origin.open_directory().ok()?;
            Table::open(&directory, &self.name, self.owner(), &origin.owners).ok()?
        };
        self.table.get_or_init(open).as_ref()
    }

    /// What its reader table says of it.
    pub(super) fn owner(&self) -> Owner {
        Owner {
            instance: self.header.instance,
            cells: self.geometry.pin_cells,
        }
    }

    /// Which object this is, among all that ever were.
    pub(super) fn instance(&self) -> [u8; 16] {
        self.header.instance
    }

    /// The object's name.
    pub(super) fn name(&self) -> &str {
        self.name.as_str()
    }

    /// Which incarnation of the object this is.
    pub(super) fn generation(&self) -> u64 {
        self.header.generation
    }
}

/// The header of an object that may be anything, and the geometry that it promises truly.
pub(super) fn checked_header(object: &Object) -> Result<(Header, Geometry), Cause> {
    let header = read_header(object)?;
    let geometry = Geometry::check(&header, object.len()).map_err(Cause::Header)?;
    Ok((header, geometry))
}

/// Where the current value of a constant object is, in bytes from its start.
pub(super) fn value_offset(object: &Object, geometry: &Geometry) -> Result<usize, Cause> {
    let word = |at: usize| {
        let mut bytes = [0; 8];
        object
            .read_at(&mut bytes, u64::try_from(at).unwrap_or(u64::MAX))
            .map(|()| u64::from_le_bytes(bytes))
    };
    let head = Head::of(word(HEAD)?);
    if head.version() == 0 || head.slot() >= geometry.slots {
        return Err(Cause::Corrupt("it holds no complete value"));
    }
    // No overflow: the slot lies within the object (G4).
    let slot = geometry.slots_offset + usize::from(head.slot()) * geometry.stride;
    if word(slot)? != head.version() {
        return Err(Cause::Corrupt("it holds no complete value"));
    }
    Ok(slot + geometry.value_offset)
}

/// Refuses an object whose values are of another layout than `T`, unless they have more fields behind
/// those and that was asked for.
pub(super) fn require_layout<T: Shared>(
    object: &Object,
    header: &Header,
    geometry: &Geometry,
    compatible: Compatible,
) -> Result<(), Cause> {
    let value = Value {
        size: geometry.value_size,
        align: geometry.value_align,
        schema_len: geometry.schema_len,
    };
    match layout_diff::<T>(object, header, value)? {
        Some(diff) if compatible != Compatible::Prefix || !diff.is_append() => {
            Err(Cause::Layout(diff))
        }
        Some(_) | None => Ok(()),
    }
}

/// The words and slots in `mapping`, which covers the object length of `geometry`.
///
/// The caller keeps the mapping for as long as it uses the region.
pub(super) fn region(mapping: &Mapping, geometry: &Geometry) -> Region {
    // The one check on which R1 stands.
    assert!(
        mapping.len().get() >= geometry.object_len,
        "a mapping covers its object"
    );
    // SAFETY: a mapping starts on a page and stays mapped readable for its length, which the check
    // above compares, until its owner, who keeps it beside the region, drops it. A geometry is
    // made by `plan` or `check` only.
    unsafe { Region::new(mapping.base(), geometry) }
}
