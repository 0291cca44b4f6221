//! Who holds values of an object where they are, as its reader table says.

use crate::layout::table::cell_at;
use crate::os::Object;
use crate::os::lock::{self, Byte};

/// The places of one object for readers that look at values where they are, when it was looked at.
///
/// For people: readers come and go meanwhile, and whoever may write the reader table may write
/// anything there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pins {
    places: u8,
    owned: Option<u8>,
    holding: u8,
}

impl Pins {
    /// Counts the `places` of `table`, of which the caller has checked the header.
    pub(super) fn look(table: &Object, places: u8) -> Option<Self> {
        let (mut owned, mut holding) = (Some(0), 0);
        for cell in 0..places {
            let at = u64::try_from(cell_at(cell)).ok()?;
            let mut word = [0; 8];
            table.read_at(&mut word, at).ok()?;
            holding += u8::from(word != [0; 8]);
            // The owner locks the first byte of its cell.
            owned = lock::is_held_exclusively(table, Byte::at(at))
                .ok()
                .zip(owned)
                .map(|(is_owned, owned)| owned + u8::from(is_owned));
        }
        Some(Self {
            places,
            owned,
            holding,
        })
    }

    /// How many handles can pin at a time
    /// ([`pinning_readers`](crate::WriterOptions::pinning_readers)).
    #[must_use]
    pub fn places(&self) -> u8 {
        self.places
    }

    /// How many places have an owner that lives; `None` if the kernel does not say.
    #[must_use]
    pub fn owned(&self) -> Option<u8> {
        self.owned
    }

    /// How many places name a value that is held, or ask for one. One that has no owner was left by a
    /// killed reader.
    #[must_use]
    pub fn holding(&self) -> u8 {
        self.holding
    }
}
