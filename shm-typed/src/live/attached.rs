//! A mapped live object: where an address meets the cells of a type.

#![allow(unsafe_code, reason = "forms the reference to the cells of a mapping")]

use core::num::NonZeroUsize;
use core::ptr::NonNull;

use super::options::Place;
use super::shared::{LiveShared, same_size};
use crate::error::Cause;
use crate::layout::bits::bytes_of;
use crate::layout::header::{DISCIPLINE_LIVE, HeaderFault, LIFECYCLE, MAGIC};
use crate::layout::live::LiveGeometry;
use crate::object::{
    Value, front_bytes, header, layout_diff, read_header, read_schema, schema_text, too_large,
};
use crate::os::{
    Access, Directory, Draft, Identity, Mapping, Object, ObjectName, OsErrorKind, Prefault,
};
use crate::schema::Schema;

/// An object that its opener has mapped.
///
/// # Invariants
///
/// - **C1** `mapping` covers the `object_len` bytes of a geometry that was planned or checked (V1 to
///   V3) and whose value has the size and alignment of `T`, and lives as long as this value.
/// - **C2** `cells` is the address of that value: mapped, aligned, and inside the mapping.
/// - **C3** No reference into the mapping is formed but to these cells.
#[derive(Debug)]
pub(super) struct Attached<T: LiveShared> {
    pub(super) name: ObjectName,
    pub(super) object: Object,
    cells: NonNull<T::Live>,
    /// `None` for a bare object.
    schema_len: Option<usize>,
    _mapping: Mapping,
}

// SAFETY: the address leads to cells, which are `Send` and `Sync` (the bound on `T::Live`), in a
// mapping that belongs to the value and not to a thread.
unsafe impl<T: LiveShared> Send for Attached<T> {}
// SAFETY: as for `Send`; no method changes `self`.
unsafe impl<T: LiveShared> Sync for Attached<T> {}

impl<T: LiveShared> Attached<T> {
    /// Opens, checks and maps `name`.
    pub(super) fn open(place: &Place, name: ObjectName, access: Access) -> Result<Self, Cause> {
        let directory = place.open_directory()?;
        let object = Object::open_joint(
            &directory,
            name.object(),
            access,
            &place.owners,
            place.others,
        )?;
        let geometry = if place.bare {
            Self::check_bare(&object)?
        } else {
            Self::check(&object)?
        };
        if place.bare && access != Access::Read {
            object.reserve()?;
        }
        let len = NonZeroUsize::new(geometry.object_len).ok_or(Cause::Header(
            HeaderFault::Inconsistent {
                what: "object length",
            },
        ))?;
        let mapping = Mapping::new(&object, len, access, Prefault::No)?;
        Ok(Self::new(place, name, object, mapping, &geometry))
    }

    /// Creates `name` with `value`: complete before it has its name.
    pub(super) fn create(
        place: &Place,
        mode: u32,
        name: ObjectName,
        value: &T,
    ) -> Result<Self, Cause> {
        let directory = place.open_directory()?;
        if Identity::at(&directory, name.object()).is_ok() {
            return Err(Cause::Exists);
        }
        let (front, geometry) = if place.bare {
            (Vec::new(), Self::bare()?)
        } else {
            Self::front()?
        };
        let len = NonZeroUsize::new(geometry.object_len).ok_or(too_large::<T>())?;
        let mut draft = Draft::new(&directory, len)?;
        draft.set_joint_mode(mode)?;
        draft.write_at(&front, 0)?;
        let at = u64::try_from(geometry.value_offset).map_err(|_| too_large::<T>())?;
        draft.write_at(bytes_of(value), at)?;
        let mapping = Mapping::new(&draft, len, Access::Joint, Prefault::No)?;
        Self::link(&draft, &directory, &name)?;
        Ok(Self::new(
            place,
            name,
            draft.into_object(),
            mapping,
            &geometry,
        ))
    }

    fn link(draft: &Draft, directory: &Directory, name: &ObjectName) -> Result<(), Cause> {
        draft
            .link(directory, name.object())
            .map_err(|error| match error.kind() {
                OsErrorKind::Exists => Cause::Exists,
                _ => error.into(),
            })
    }

    /// Puts together what belongs together.
    ///
    /// The mapping covers the object of `geometry`, whose value is of `T`'s layout.
    fn new(
        place: &Place,
        name: ObjectName,
        object: Object,
        mapping: Mapping,
        geometry: &LiveGeometry,
    ) -> Self {
        const { T::LAYOUT }
        const { same_size::<T, T::Live>() }
        // The checks on which C1 and C2 stand, whatever the caller did.
        assert!(
            geometry.value_size == size_of::<T>()
                && geometry.value_offset + geometry.value_size <= mapping.len().get(),
            "a mapping covers the value of its object"
        );
        // SAFETY: the offset is at most the mapping's length, as just checked.
        let cells = unsafe { mapping.base().add(geometry.value_offset) }.cast();
        debug_assert!(cells.is_aligned(), "V1, on a page-aligned base");
        Self {
            name,
            object,
            cells,
            schema_len: (!place.bare).then_some(geometry.schema_len),
            _mapping: mapping,
        }
    }

    /// The cells.
    #[inline(always)]
    pub(super) fn cells(&self) -> &T::Live {
        // SAFETY: C2: `size_of::<T>()` bytes are mapped while `self` lives, which is the size of
        // `T::Live` (L1, asserted in `new`), and aligned: V1 puts them on a page. Any bytes are a
        // `T::Live` (L3). All of them belong to cells (L2), which may change under a `&`.
        unsafe { self.cells.as_ref() }
    }

    /// The schema that the object carries; of a bare one, that of `T`.
    pub(super) fn schema(&self) -> Result<Schema, Cause> {
        match self.schema_len {
            Some(len) => read_schema(&self.object, len),
            None => Ok(Schema::of::<T>()),
        }
    }

    /// What `object` says of itself, if it is a live object of `T`'s layout.
    fn check(object: &Object) -> Result<LiveGeometry, Cause> {
        let header = read_header(object)?;
        let geometry = LiveGeometry::check(&header, object.len()).map_err(Cause::Header)?;
        let value = Value {
            size: geometry.value_size,
            align: geometry.value_align,
            schema_len: geometry.schema_len,
        };
        match layout_diff::<T>(object, &header, value)? {
            Some(diff) => Err(Cause::Layout(diff)),
            None => Ok(geometry),
        }
    }

    /// The geometry of a bare object, if `object` can be one of `T`.
    fn check_bare(object: &Object) -> Result<LiveGeometry, Cause> {
        let geometry = Self::bare()?;
        if u64::try_from(geometry.object_len) != Ok(object.len()) {
            return Err(Cause::Size {
                len: object.len(),
                needed: geometry.object_len,
            });
        }
        // An object with a header has words of its own where these cells would be.
        let mut first = [0; MAGIC.len()];
        if usize::try_from(object.len()).is_ok_and(|len| len >= first.len()) {
            object.read_at(&mut first, 0)?;
        }
        if first == MAGIC {
            return Err(Cause::Option(
                "it has a header, and is no bare object; open it as what it was created as",
            ));
        }
        Ok(geometry)
    }

    fn bare() -> Result<LiveGeometry, Cause> {
        if size_of::<T>() == 0 {
            return Err(Cause::Option(
                "a bare object is its value and nothing else, and its type has no bytes; give it a \
                 field, or choose an object that is not `bare`",
            ));
        }
        LiveGeometry::bare(size_of::<T>(), align_of::<T>()).ok_or(too_large::<T>())
    }

    /// Everything before the value of a new object.
    fn front() -> Result<(Vec<u8>, LiveGeometry), Cause> {
        let schema = schema_text::<T>()?;
        let geometry = LiveGeometry::plan(size_of::<T>(), align_of::<T>(), schema.len())
            .ok_or(too_large::<T>())?;
        let word = |n: usize| u64::try_from(n).map_err(|_| too_large::<T>());
        let mut header = header::<T>(DISCIPLINE_LIVE, schema.len(), 1)?;
        header.slots_offset = word(geometry.value_offset)?;
        header.object_len = word(geometry.object_len)?;
        let mut front = front_bytes(&header, &schema);
        if let Some(lifecycle) = front.get_mut(LIFECYCLE) {
            *lifecycle = READY;
        }
        Ok((front, geometry))
    }
}

/// The lifecycle of a live object, for ever: it has no writer that could end.
const READY: u8 = 1;
