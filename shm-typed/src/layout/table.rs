//! The reader table `<name>.readers`: what readers write, apart from what they read.
//!
//! An object of its own, since whoever may write here must not be able to write the value.

use super::header::{LINE, PAGE, round_up};
use static_assertions::const_assert_eq;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// First bytes of every reader table.
pub(crate) const TABLE_MAGIC: [u8; 8] = *b"SHMREADR";
/// The only version so far; another is not used.
pub(crate) const TABLE_FORMAT: u32 = 1;
/// Offset of the `waiting` word.
pub(crate) const WAITING: usize = 128;
/// Offset of the `pinning` word, on the line of `waiting`: the writer looks at both.
pub(crate) const PINNING: usize = 136;
/// Offset of the first pin cell.
pub(crate) const CELLS: usize = 256;
/// From one pin cell to the next: a cache line. The cell is its first word.
pub(crate) const CELL: usize = LINE;
/// As many cells as there can be: a cell needs a slot, and two are needed besides.
pub(crate) const MAX_CELLS: u8 = 253;

/// Length of a table of `cells` cells.
pub(crate) const fn table_len(cells: u8) -> usize {
    round_up(cell_at(cells), PAGE)
}

/// Offset of a cell.
pub(crate) const fn cell_at(cell: u8) -> usize {
    #[expect(clippy::as_conversions, reason = "widening, in a const fn")]
    {
        CELLS + cell as usize * CELL
    }
}

/// The first 64 bytes, written once before the table has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(crate) struct TableHeader {
    pub(crate) magic: [u8; 8],
    pub(crate) format: u32,
    /// How many pin cells there are: as many as the object's header says.
    pub(crate) cells: u32,
    /// Of the object that the table belongs to.
    pub(crate) instance: [u8; 16],
    pub(crate) reserved: [u8; 32],
}

const_assert_eq!(size_of::<TableHeader>(), 64);
// The header, which nobody writes, shares no pair of cache lines with what readers write.
const_assert_eq!(WAITING % 128, 0);
const_assert_eq!(WAITING / LINE, PINNING / LINE);
// Nor do the cells with those two.
const_assert_eq!(CELLS % 128, 0);
const_assert_eq!(table_len(0), 4096);
const_assert_eq!(table_len(60), 4096);
const_assert_eq!(table_len(61), 8192);

impl TableHeader {
    /// The header of a table for the object `instance`, which has `cells` pin cells.
    pub(crate) fn new(instance: [u8; 16], cells: u8) -> Self {
        Self {
            magic: TABLE_MAGIC,
            format: TABLE_FORMAT,
            cells: cells.into(),
            instance,
            reserved: [0; 32],
        }
    }

    /// Whether this is the table of the object `instance` with `cells` pin cells, in a format known
    /// here.
    pub(crate) fn belongs_to(&self, instance: &[u8; 16], cells: u8) -> bool {
        self.is_of(instance) && self.cells == u32::from(cells)
    }

    /// As [`belongs_to`](Self::belongs_to), for who looks at no cells.
    pub(crate) fn is_of(&self, instance: &[u8; 16]) -> bool {
        self.magic == TABLE_MAGIC && self.format == TABLE_FORMAT && self.instance == *instance
    }
}
