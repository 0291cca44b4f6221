//! The mapped reader table of one object: where readers say that they wait.

#![allow(
    unsafe_code,
    reason = "forms the reference to the one word of the table"
)]

use core::num::NonZeroUsize;

use zerocopy::{FromZeros, IntoBytes};

use crate::layout::table::{TABLE_LEN, TableHeader, WAITING};
use crate::os::{
    Access, Directory, Draft, Identity, Mapping, Object, ObjectName, OsError, Owners, Prefault,
    Refusal, unlink_if_same,
};
use crate::primitive::AtomicU64;

/// A mapped table.
///
/// # Invariants
///
/// - **B1** `mapping` covers `TABLE_LEN` bytes, writable.
/// - **B2** The header was checked from a private copy, and is not looked at again.
#[derive(Debug)]
pub(super) struct Table {
    /// Stays this file's while it is mapped.
    identity: Identity,
    mapping: Mapping,
}

const LEN: NonZeroUsize = NonZeroUsize::new(TABLE_LEN).unwrap();

impl Table {
    /// Makes a table for the object `instance` and gives it its name, in place of a stale one.
    ///
    /// The caller holds the claim of `name`.
    pub(super) fn create(
        directory: &Directory,
        name: &ObjectName,
        instance: [u8; 16],
        mode: u32,
    ) -> Result<Self, OsError> {
        let draft = Draft::new(directory, LEN)?;
        draft.set_joint_mode(mode)?;
        draft.write_at(TableHeader::new(instance).as_bytes(), 0)?;
        let mapping = Mapping::new(&draft, LEN, Access::ReadWrite, Prefault::No)?; // B1
        draft.link_replacing(directory, &name.readers())?;
        Ok(Self {
            identity: draft.into_object().identity(),
            mapping,
        })
    }

    /// Opens the table of the object `instance`; `None` if there is none that belongs to it.
    pub(super) fn open(
        directory: &Directory,
        name: &ObjectName,
        instance: &[u8; 16],
        owners: &Owners,
    ) -> Result<Option<Self>, OsError> {
        let object = Object::open_table(directory, &name.readers(), owners)?;
        let mut header = TableHeader::new_zeroed();
        object.read_at(header.as_mut_bytes(), 0)?;
        if !header.belongs_to(instance) {
            return Ok(None);
        }
        let (len, needed) = (object.len(), u64::try_from(TABLE_LEN).unwrap_or(u64::MAX));
        if len < needed {
            return Err(Refusal::Short { len, needed }.into());
        }
        let mapping = Mapping::new(&object, LEN, Access::ReadWrite, Prefault::No)?; // B1
        let identity = object.identity();
        Ok(Some(Self { identity, mapping }))
    }

    /// The newest version that somebody may be asleep on; 0 for nobody. `None` in a forked child,
    /// which has no mapping of it.
    pub(super) fn waiting_here(&self) -> Option<&AtomicU64> {
        self.mapping.is_mapped_here().then(|| self.waiting())
    }

    /// As [`waiting_here`](Self::waiting_here), for the writer, who is not used in a forked child.
    #[inline(always)]
    pub(super) fn waiting(&self) -> &AtomicU64 {
        // SAFETY: B1: within the table.
        let word = unsafe { self.mapping.base().add(WAITING) }.cast::<AtomicU64>();
        // SAFETY: B1: mapped while `self` lives, and aligned, since the base is on a page. (In a
        // forked child it is not mapped, and the access ends the child, as a `SharedBox` says of
        // itself.) The bytes of an atomic may change under a shared reference.
        unsafe { word.as_ref() }
    }

    /// Removes whatever table has the name. The caller holds the claim.
    pub(super) fn discard(directory: &Directory, name: &ObjectName) -> Result<(), OsError> {
        // There may be none, or something that no table is and that is left alone.
        if let Ok(table) = Object::open_table(directory, &name.readers(), &Owners::default()) {
            unlink_if_same(directory, &name.readers(), table.identity())?;
        }
        Ok(())
    }

    /// Removes the table's name, if it is still this table's. The caller holds the claim.
    pub(super) fn unlink(&self, directory: &Directory, name: &ObjectName) {
        // A failure leaves a table that the next writer replaces.
        let _ = unlink_if_same(directory, &name.readers(), self.identity);
    }
}
