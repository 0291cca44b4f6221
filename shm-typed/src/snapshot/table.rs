//! The mapped reader table of one object: where readers say that they wait, and what they pin.

#![allow(
    unsafe_code,
    reason = "forms references to the atomic words of the table"
)]

use core::num::NonZeroUsize;

use zerocopy::{FromZeros, IntoBytes};

use crate::layout::table::{PINNING, TableHeader, WAITING, cell_at, table_len};
use crate::os::lock::{self, Byte};
use crate::os::{
    Access, Directory, Draft, Mapping, Object, ObjectName, OsError, OsErrorKind, Owners, Prefault,
    Refusal, unlink_if_same,
};
use crate::primitive::AtomicU64;
use crate::sync::pins::PinCells;

/// A mapped table.
///
/// # Invariants
///
/// - **B1** `mapping` covers the length of a table of `cells` cells, writable.
/// - **B2** The header was checked from a private copy, and is not looked at again.
#[derive(Debug)]
pub(super) struct Table {
    /// Open for writing. What it locks it locks for itself.
    object: Object,
    mapping: Mapping,
    cells: u8,
}

/// Which object a table belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    pub(super) instance: [u8; 16],
    pub(super) cells: u8,
}

impl Owner {
    /// The length of its table.
    fn table_len(self) -> NonZeroUsize {
        NonZeroUsize::MIN.saturating_add(table_len(self.cells) - 1)
    }
}

impl Table {
    /// Makes a table for the object `owner` and gives it its name, in place of a stale one.
    ///
    /// The caller holds the claim of `name`.
    pub(super) fn create(
        directory: &Directory,
        name: &ObjectName,
        owner: Owner,
        mode: u32,
    ) -> Result<Self, OsError> {
        let len = owner.table_len();
        let mut draft = Draft::new(directory, len)?;
        draft.set_joint_mode(mode)?;
        let header = TableHeader::new(owner.instance, owner.cells);
        draft.write_at(header.as_bytes(), 0)?;
        let mapping = Mapping::new(&draft, len, Access::ReadWrite, Prefault::No)?; // B1
        let file = name.readers();
        match draft.link(directory, &file) {
            Err(error) if error.kind() == OsErrorKind::Exists => {
                draft.link_replacing(directory, &file)?;
            }
            // Mostly there is no stale one, and the name is had in one step.
            linked => linked?,
        }
        Ok(Self {
            object: draft.into_object(),
            mapping,
            cells: owner.cells,
        })
    }

    /// Opens the table of the object `owner`; `None` if there is none that belongs to it.
    pub(super) fn open(
        directory: &Directory,
        name: &ObjectName,
        owner: Owner,
        owners: &Owners,
    ) -> Result<Option<Self>, OsError> {
        let object = Object::open_table(directory, &name.readers(), owners)?;
        let mut header = TableHeader::new_zeroed();
        object.read_at(header.as_mut_bytes(), 0)?;
        if !header.belongs_to(&owner.instance, owner.cells) {
            return Ok(None);
        }
        let needed = owner.table_len();
        let (len, needed_len) = (
            object.len(),
            u64::try_from(needed.get()).unwrap_or(u64::MAX),
        );
        if len < needed_len {
            return Err(Refusal::Short {
                len,
                needed: needed_len,
            }
            .into());
        }
        let mapping = Mapping::new(&object, needed, Access::ReadWrite, Prefault::No)?; // B1
        Ok(Some(Self {
            object,
            mapping,
            cells: owner.cells,
        }))
    }

    /// The newest version that somebody may be asleep on; 0 for nobody. `None` in a forked child,
    /// which has no mapping of it.
    pub(super) fn waiting_here(&self) -> Option<&AtomicU64> {
        self.mapping.is_mapped_here().then(|| self.waiting())
    }

    /// As [`waiting_here`](Self::waiting_here), for the writer, who is not used in a forked child.
    #[inline(always)]
    pub(super) fn waiting(&self) -> &AtomicU64 {
        self.word(WAITING)
    }

    /// The word `at` bytes into the table.
    #[inline(always)]
    fn word(&self, at: usize) -> &AtomicU64 {
        debug_assert!(
            at.is_multiple_of(8) && at + 8 <= self.mapping.len().get(),
            "a word of the table"
        );
        // SAFETY: B1: within the table: `waiting`, `pinning`, or a cell below `cells`.
        let word = unsafe { self.mapping.base().add(at) }.cast::<AtomicU64>();
        // SAFETY: B1: mapped while `self` lives, and aligned, since the base is on a page and `at` a
        // multiple of 8. (In a forked child it is not mapped, and the access ends the child, as a
        // `SharedBox` says of itself.) The bytes of an atomic may change under a shared reference.
        unsafe { word.as_ref() }
    }

    /// Locks a cell for this table's own descriptor; whether it was free.
    pub(super) fn try_own(&self, cell: u8) -> Result<bool, OsError> {
        lock::try_exclusive(&self.object, byte_of(cell))
    }

    /// Lets go of a cell that [`try_own`](Self::try_own) has locked.
    pub(super) fn disown(&self, cell: u8) {
        // Not left to the descriptor's end, as a forked child may have a copy of it.
        let _ = lock::unlock(&self.object, byte_of(cell));
    }

    /// Whether somebody owns a cell, or the kernel does not say.
    pub(super) fn is_owned(&self, cell: u8) -> bool {
        lock::is_held_exclusively(&self.object, byte_of(cell)).unwrap_or(true)
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
        let _ = unlink_if_same(directory, &name.readers(), self.object.identity());
    }
}

impl PinCells for Table {
    #[inline(always)]
    fn pinning(&self) -> &AtomicU64 {
        self.word(PINNING)
    }

    #[inline(always)]
    fn cell(&self, cell: u8) -> &AtomicU64 {
        assert!(cell < self.cells, "cells are counted before they are used");
        self.word(cell_at(cell))
    }

    #[inline(always)]
    fn cells(&self) -> u8 {
        self.cells
    }
}

/// The byte whose lock is the right to a cell: its first.
fn byte_of(cell: u8) -> Byte {
    Byte::at(u64::try_from(cell_at(cell)).unwrap_or(0))
}
