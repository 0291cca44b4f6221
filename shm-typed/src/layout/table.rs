//! The reader table `<name>.readers`: what readers write, apart from what they read.
//!
//! An object of its own, since whoever may write here must not be able to write the value.

use static_assertions::const_assert_eq;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// First bytes of every reader table.
pub(crate) const TABLE_MAGIC: [u8; 8] = *b"SHMREADR";
/// The only version so far; another is not used.
pub(crate) const TABLE_FORMAT: u32 = 1;
/// Offset of the `waiting` word.
pub(crate) const WAITING: usize = 128;
/// Length of a table.
pub(crate) const TABLE_LEN: usize = 4096;

/// The first 64 bytes, written once before the table has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(crate) struct TableHeader {
    pub(crate) magic: [u8; 8],
    pub(crate) format: u32,
    /// Pin cells behind the waiting word; none so far.
    pub(crate) cells: u32,
    /// Of the object that the table belongs to.
    pub(crate) instance: [u8; 16],
    pub(crate) reserved: [u8; 32],
}

const_assert_eq!(size_of::<TableHeader>(), 64);
// The header, which nobody writes, shares no pair of cache lines with what readers write.
const_assert_eq!(WAITING % 128, 0);

impl TableHeader {
    /// The header of a table for the object `instance`.
    pub(crate) const fn new(instance: [u8; 16]) -> Self {
        Self {
            magic: TABLE_MAGIC,
            format: TABLE_FORMAT,
            cells: 0,
            instance,
            reserved: [0; 32],
        }
    }

    /// Whether this is the table of the object `instance`, in a format known here.
    pub(crate) fn belongs_to(&self, instance: &[u8; 16]) -> bool {
        self.magic == TABLE_MAGIC && self.format == TABLE_FORMAT && self.instance == *instance
    }
}
