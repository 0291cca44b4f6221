//! What an object's header says.

use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::layout::header::{DISCIPLINE_SNAPSHOT, Header};
use crate::os;
use crate::schema::Fingerprint;

/// How an object's value changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Discipline {
    /// One writer publishes whole values ([`SharedBox`](crate::SharedBox)).
    Snapshot,
    /// Any number of writers change single numbers ([`LiveBox`](crate::LiveBox)).
    Live,
    /// The same, in an object that is its value and nothing else.
    Bare,
}

impl Discipline {
    /// The word for it: `snapshot`, `live` or `bare`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Live => "live",
            Self::Bare => "bare",
        }
    }
}

/// What the header of an object says, which does not change while the object lives.
///
/// The numbers of [sizes](Self::value_size) have been compared with each other and with the length of
/// the file. The rest is as the creator wrote it, and for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    header: Header,
}

impl Facts {
    /// The caller has checked the header.
    pub(super) fn new(header: Header) -> Self {
        Self { header }
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// Whole values, or single numbers.
    #[must_use]
    pub fn discipline(&self) -> Discipline {
        if self.header.discipline == DISCIPLINE_SNAPSHOT {
            Discipline::Snapshot
        } else {
            Discipline::Live
        }
    }

    /// The format's major and minor version.
    #[must_use]
    pub fn format(&self) -> (u16, u16) {
        (self.header.format_major, self.header.format_minor)
    }

    /// Major, minor and patch version of the crate that created it.
    #[must_use]
    pub fn crate_version(&self) -> (u8, u8, u8) {
        let [major, minor, patch, _] = self.header.crate_version;
        (major, minor, patch)
    }

    /// Capabilities that a reader must have, as bits; none are known so far.
    #[must_use]
    pub fn required(&self) -> u64 {
        self.header.required
    }

    /// Capabilities that a reader may ignore, as bits.
    #[must_use]
    pub fn optional(&self) -> u64 {
        self.header.optional
    }

    /// Bytes of one value.
    #[must_use]
    pub fn value_size(&self) -> u64 {
        self.header.value_size
    }

    /// Alignment of a value in bytes.
    #[must_use]
    pub fn value_align(&self) -> u32 {
        self.header.value_align
    }

    /// How many values there is room for; 0 for live objects, which have one in place.
    #[must_use]
    pub fn slots(&self) -> u32 {
        self.header.slot_count
    }

    /// How many readers can [pin](crate::TrustedRef::pin) values at a time; 0 for live objects.
    #[must_use]
    pub fn pin_places(&self) -> u8 {
        match self.discipline() {
            // It was compared with the slots, of which there are fewer than 256.
            Discipline::Snapshot => u8::try_from(self.header.pin_cells).unwrap_or(0),
            _ => 0,
        }
    }

    /// From the start of one slot to the next, in bytes; 0 for live objects.
    #[must_use]
    pub fn slot_stride(&self) -> u64 {
        self.header.slot_stride
    }

    /// Where the first slot starts, or the value of a live object, in bytes from the start of the
    /// object.
    #[must_use]
    pub fn slots_offset(&self) -> u64 {
        self.header.slots_offset
    }

    /// Where the value starts in its slot, in bytes; 0 for live objects.
    #[must_use]
    pub fn value_offset(&self) -> u32 {
        self.header.value_offset
    }

    /// Bytes of the whole object.
    #[must_use]
    pub fn object_len(&self) -> u64 {
        self.header.object_len
    }

    /// Bytes of the schema's text.
    #[must_use]
    pub fn schema_len(&self) -> u32 {
        self.header.schema_len
    }

    /// The fingerprint by which typed readers decide. What that of the
    /// [schema](super::Object::schema) is, is another matter: [`verify`](super::Inspector::verify)
    /// compares them.
    #[must_use]
    pub fn layout_fingerprint(&self) -> Fingerprint {
        Fingerprint::from_bytes(self.header.layout_fingerprint)
    }

    /// The fingerprint that also covers names, kinds and units.
    #[must_use]
    pub fn schema_fingerprint(&self) -> Fingerprint {
        Fingerprint::from_bytes(self.header.schema_fingerprint)
    }

    /// Random bytes that tell this object from every other that ever had its name.
    #[must_use]
    pub fn instance(&self) -> [u8; 16] {
        self.header.instance
    }

    /// Which incarnation it is: 1, and one more for each [`replace`](crate::SharedBox::replace).
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.header.generation
    }

    /// When it was created, by the wall clock of then; `None` if that is no time.
    #[must_use]
    pub fn created(&self) -> Option<SystemTime> {
        let since = Duration::from_nanos(self.header.created_unix_ns);
        (!since.is_zero())
            .then(|| UNIX_EPOCH.checked_add(since))
            .flatten()
    }

    /// The process that created it, as it called itself.
    #[must_use]
    pub fn creator_pid(&self) -> u32 {
        self.header.creator_pid
    }

    /// When that process had started, in clock ticks since boot; 0 if unknown.
    #[must_use]
    pub fn creator_start(&self) -> u64 {
        self.header.creator_start
    }

    /// Whether it was created since this machine was booted; `None` if either side does not know.
    #[must_use]
    pub fn is_of_this_boot(&self) -> Option<bool> {
        let (here, there) = (os::process::identity().boot, self.header.boot_id);
        (here != [0; 16] && there != [0; 16]).then_some(here == there)
    }
}
