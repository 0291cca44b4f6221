//! A pin cell that a handle owns, for as long as it lives.

use super::attach::{Attached, Origin};
use super::region::Region;
use super::table::Table;
use crate::error::Cause;
use crate::fault;
use crate::layout::header::FLAG_READERS_FENCE;
use crate::os::fork::Era;
use crate::os::{self, OsErrorKind};
use crate::primitive::Ordering::Relaxed;
use crate::sync::pins::{self, PinCells};
use crate::sync::snapshot::Head;

/// An owned cell.
///
/// # Invariants
///
/// - **N1** `table` has locked the byte of `index` for its own descriptor, and has begun to use the
///   cell (G1 to G3); nobody else of ours stores to it but the writer in answer to it.
#[derive(Debug)]
pub(super) struct PinCell {
    table: Table,
    index: u8,
    /// In a forked child the table is not mapped, and the cell is the parent's.
    era: Era,
}

impl PinCell {
    /// Comes to own a free cell of the object's reader table.
    pub(super) fn claim(attached: &Attached, origin: &Origin) -> Result<Self, Cause> {
        if attached.is_anonymous() {
            return Err(Cause::NotPinnable(
                "it has no name, and so no reader table in which to say what is pinned; copy the \
                 value, with `read`, or have its writer `freeze` it",
            ));
        }
        let owner = attached.owner();
        if owner.cells == 0 {
            return Err(Cause::NotPinnable(
                "it was created for readers that copy; create it anew with `pinning_readers(1)` or \
                 more and a reader table, or copy the value, with `read`",
            ));
        }
        // Before the table is looked for: a writer that does not find it asks for this.
        if !os::beacon::announce_pins(&attached.object)? {
            return Err(Cause::NotPinnable(
                "a process that may write it keeps its readers from saying that they pin; end that \
                 process",
            ));
        }
        fault::point("pin.announced");
        let directory = origin.open_directory()?;
        // A table of its own, since what is locked belongs to the descriptor.
        let table = match Table::open(&directory, &attached.name, owner, &origin.owners) {
            Ok(Some(table)) => table,
            Ok(None) => return Err(LOST),
            Err(error) if error.kind() == OsErrorKind::NotFound => return Err(LOST),
            Err(error) => return Err(Cause::table(error)),
        };
        for index in 0..owner.cells {
            if table.try_own(index).map_err(Cause::table)? {
                fault::point("pin.owned");
                let cell = Self {
                    table,
                    index,
                    era: Era::now(),
                };
                cell.begin(&attached.region())?;
                return Ok(cell); // N1
            }
        }
        Err(Cause::PinsTaken { cells: owner.cells })
    }

    /// Begins to use the cell.
    fn begin(&self, region: &Region) -> Result<(), Cause> {
        let is_fenced = pins::begin(&self.table, self.index, os::membarrier::issue);
        let relies = region.writer_flags().load(Relaxed) & FLAG_READERS_FENCE != 0;
        // A writer that begins later stores its flags, passes a fence, and finds the mark.
        if relies && !is_fenced {
            return Err(Cause::NotPinnable(
                "its writer counts on `membarrier(2)`, which this process may not call; allow it \
                 that call, or copy the value, with `read`",
            ));
        }
        Ok(())
    }

    /// Whether this is the process that owns it, and no child of its.
    #[inline(always)]
    pub(super) fn is_here(&self) -> bool {
        self.era.is_now()
    }

    /// Pins the current value.
    ///
    /// # Panics
    ///
    /// In a forked child.
    #[inline(always)]
    pub(super) fn pin(&mut self, region: &Region) -> Head {
        assert!(
            self.is_here(),
            "a forked child cannot pin by its parent's handle: give it its own, with `try_clone`"
        );
        pins::pin(region, self.table.cell(self.index))
    }

    /// Lets go of what is pinned; in a forked child it is not the child's to let go.
    #[inline(always)]
    pub(super) fn unpin(&self) {
        if self.is_here() {
            pins::unpin(self.table.cell(self.index));
        }
    }
}

impl Drop for PinCell {
    fn drop(&mut self) {
        if self.is_here() {
            // A guard that was forgotten may have left something in it.
            pins::unpin(self.table.cell(self.index));
            self.table.disown(self.index);
            fault::point("pin.disowned");
        }
    }
}

const LOST: Cause = Cause::NotPinnable(
    "it has no reader table any more: it was replaced, or the table was removed; `reopen` it",
);
