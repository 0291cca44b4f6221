//! The fixed header at the start of every object, and the geometry that it promises.
//!
//! Every constant of format version 1 is here and nowhere else. A header is read once, as bytes,
//! into a private copy; [`Geometry::check`] turns that copy into numbers that are safe to use, or
//! says which of them is wrong. Nothing reads the header in the mapping again.

use static_assertions::{assert_impl_all, const_assert, const_assert_eq};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// First bytes of every object.
pub(crate) const MAGIC: [u8; 8] = *b"SHMTYPED";
/// A reader refuses another major version, and tolerates a higher minor one.
pub(crate) const FORMAT_MAJOR: u16 = 1;
/// See [`FORMAT_MAJOR`].
pub(crate) const FORMAT_MINOR: u16 = 0;
/// Required capabilities that this build knows. An unknown one refuses the object.
pub(crate) const KNOWN_REQUIRED: u64 = 0;

/// Whole values, published by one writer.
pub(crate) const DISCIPLINE_SNAPSHOT: u32 = 1;
/// One value whose numbers change in place, each by itself; see [`super::live`].
pub(crate) const DISCIPLINE_LIVE: u32 = 2;

/// Offset of the `head` word: `version << 8 | slot`.
pub(crate) const HEAD: usize = 256;
/// Offset of the event word (a futex): the low half of the version.
pub(crate) const EVENT: usize = 264;
/// Offset of the time of the last publish, `CLOCK_MONOTONIC` ns; 0 if it is not kept.
pub(crate) const PUBLISHED_AT: usize = 272;
/// Offset of the lifecycle word, on a line that a publish does not write.
pub(crate) const LIFECYCLE: usize = 384;
/// Offset of the present writer's pid, for display only.
pub(crate) const WRITER_PID: usize = 388;
/// Offset of the time at which the present writer began, `CLOCK_MONOTONIC` ns.
pub(crate) const WRITER_SINCE: usize = 392;
/// Offset of the present writer's flags.
pub(crate) const WRITER_FLAGS: usize = 400;
/// Offset of the time within which the present writer promises to publish again, in ns; 0 if it
/// promises none.
pub(crate) const PERIOD: usize = 408;
/// Offset of the schema text; also the length of everything before it.
pub(crate) const SCHEMA: usize = 512;

/// Flag: this writer runs no fence before it looks whether somebody waits; who waits must make the
/// kernel run one (`membarrier`).
pub(crate) const FLAG_READERS_FENCE: u32 = 1;

/// The schema text is at most this long.
pub(crate) const MAX_SCHEMA: usize = 1 << 20;
/// A slot number is one byte of `head`.
pub(crate) const MAX_SLOTS: u32 = 255;
/// A writer fills one slot while another is current.
pub(crate) const MIN_SLOTS: u32 = 2;
/// Slots start on a page.
pub(crate) const PAGE: usize = 4096;
/// Slots are a multiple of this apart, so that no two share a cache line.
pub(crate) const LINE: usize = 64;
/// Largest alignment that a page-aligned mapping can give.
pub(crate) const MAX_ALIGN: usize = PAGE;
/// Largest value size: far above any tmpfs, and small enough that no sum below overflows.
pub(super) const MAX_VALUE: u64 = 1 << 40;

/// The first 256 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(crate) struct Header {
    pub(crate) magic: [u8; 8],
    pub(crate) format_major: u16,
    pub(crate) format_minor: u16,
    pub(crate) header_len: u32,
    pub(crate) required: u64,
    pub(crate) optional: u64,
    pub(crate) discipline: u32,
    pub(crate) slot_count: u32,
    pub(crate) value_align: u32,
    pub(crate) value_offset: u32,
    pub(crate) value_size: u64,
    pub(crate) slot_stride: u64,
    pub(crate) slots_offset: u64,
    pub(crate) object_len: u64,
    pub(crate) schema_offset: u32,
    pub(crate) schema_len: u32,
    pub(crate) layout_fingerprint: [u8; 16],
    pub(crate) schema_fingerprint: [u8; 16],
    pub(crate) instance: [u8; 16],
    pub(crate) generation: u64,
    pub(crate) created_unix_ns: u64,
    pub(crate) boot_id: [u8; 16],
    pub(crate) creator_start: u64,
    pub(crate) creator_pid: u32,
    pub(crate) crate_version: [u8; 4],
    /// Pin cells of the reader table.
    pub(crate) pin_cells: u32,
    pub(crate) reserved: [u8; 68],
}

const_assert_eq!(size_of::<Header>(), 256);
const_assert_eq!(core::mem::offset_of!(Header, format_major), 8);
const_assert_eq!(core::mem::offset_of!(Header, required), 16);
const_assert_eq!(core::mem::offset_of!(Header, discipline), 32);
const_assert_eq!(core::mem::offset_of!(Header, value_size), 48);
const_assert_eq!(core::mem::offset_of!(Header, object_len), 72);
const_assert_eq!(core::mem::offset_of!(Header, schema_offset), 80);
const_assert_eq!(core::mem::offset_of!(Header, layout_fingerprint), 88);
const_assert_eq!(core::mem::offset_of!(Header, schema_fingerprint), 104);
const_assert_eq!(core::mem::offset_of!(Header, instance), 120);
const_assert_eq!(core::mem::offset_of!(Header, generation), 136);
const_assert_eq!(core::mem::offset_of!(Header, boot_id), 152);
const_assert_eq!(core::mem::offset_of!(Header, creator_pid), 176);
const_assert_eq!(core::mem::offset_of!(Header, pin_cells), 184);
const_assert_eq!(core::mem::offset_of!(Header, reserved), 188);
// `head` begins a pair of cache lines, the lifecycle another, and the schema follows both.
const_assert_eq!(HEAD % 128, 0);
const_assert_eq!(LIFECYCLE % 128, 0);
const_assert!(PERIOD + 8 <= SCHEMA);
assert_impl_all!(Header: Send, Sync);

/// Why bytes are not the header of an object that this build can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderFault {
    /// The magic is not there.
    NotOurs,
    /// Another major format version.
    Format { major: u16 },
    /// Capabilities are required that this build does not know.
    Required { unknown: u64 },
    /// The object is of another discipline than the caller can use.
    Discipline { found: u32 },
    /// The object is shorter than its header says.
    Truncated { len: u64, needed: u64 },
    /// Numbers that cannot all be true.
    Inconsistent { what: &'static str },
}

/// Where things are in an object: checked once, then trusted.
///
/// # Invariants
///
/// - **G1** `2 <= slots <= 255`.
/// - **G2** `value_offset >= 8`, a multiple of `value_align` and of 8; `value_align` is a power of
///   two and at most a page.
/// - **G3** `value_offset + value_size`, rounded up to a word, is at most `stride`; `stride` is a
///   multiple of 64 and of `value_align`.
/// - **G4** `slots_offset` is a multiple of a page, and `slots_offset + slots * stride` is at most
///   `object_len`, which is at most the length of the file when it was looked at.
/// - **G5** The schema lies between the state and the slots.
/// - **G6** `pin_cells + 2 <= slots`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Geometry {
    pub(crate) slots: u8,
    pub(crate) stride: usize,
    pub(crate) value_offset: usize,
    pub(crate) value_size: usize,
    pub(crate) value_align: usize,
    pub(crate) slots_offset: usize,
    pub(crate) object_len: usize,
    pub(crate) schema_len: usize,
    pub(crate) pin_cells: u8,
}

/// Rounds `n` up to a multiple of the power of two `to`.
pub(super) const fn round_up(n: usize, to: usize) -> usize {
    (n + (to - 1)) & !(to - 1)
}

/// Where the value starts in its slot: beside the stamp while both fit one cache line, else on a
/// line of its own, so that no 64-byte block of a larger value crosses a line.
const fn value_offset(size: usize, align: usize) -> usize {
    let beside = if align > 8 { align } else { 8 };
    if beside + size <= LINE {
        beside
    } else if align > LINE {
        align
    } else {
        LINE
    }
}

impl Geometry {
    /// The geometry of a new object, or `None` if it would be larger than any object can be.
    pub(crate) const fn plan(
        size: usize,
        align: usize,
        slots: u8,
        schema_len: usize,
    ) -> Option<Self> {
        if size > 1 << 40 || align > MAX_ALIGN || schema_len > MAX_SCHEMA {
            return None;
        }
        let value_offset = value_offset(size, align);
        let step = if align > LINE { align } else { LINE };
        let stride = round_up(value_offset + round_up(size, 8), step);
        let slots_offset = round_up(SCHEMA + schema_len, PAGE);
        let mut all = 0_usize;
        let mut slot = 0;
        while slot < slots {
            all += stride;
            slot += 1;
        }
        Some(Self {
            slots,
            stride,
            value_offset,
            value_size: size,
            value_align: align,
            slots_offset,
            object_len: slots_offset + all,
            schema_len,
            pin_cells: 0,
        })
    }

    /// The same with a reader table of `cells` pin cells, or `None` if that leaves fewer than two
    /// slots besides.
    pub(crate) fn with_pin_cells(self, cells: u8) -> Option<Self> {
        (u16::from(cells) + 2 <= u16::from(self.slots)).then_some(Self {
            pin_cells: cells,
            ..self
        }) // G6
    }

    /// What `header` promises about an object of `len` bytes, if all of it can be true.
    pub(crate) fn check(header: &Header, len: u64) -> Result<Self, HeaderFault> {
        recognise(header, len, DISCIPLINE_SNAPSHOT)?;
        let fault = |what| HeaderFault::Inconsistent { what };
        let word = |n: u64, what| usize::try_from(n).map_err(|_| fault(what));
        let half = |n: u32, what| usize::try_from(n).map_err(|_| fault(what));

        if header.header_len != 256 {
            return Err(fault("header length"));
        }
        if header.slot_count < MIN_SLOTS || header.slot_count > MAX_SLOTS {
            return Err(fault("slot count"));
        }
        let slots = u8::try_from(header.slot_count).map_err(|_| fault("slot count"))?;
        let value_align = half(header.value_align, "value alignment")?;
        if !value_align.is_power_of_two() || value_align > MAX_ALIGN {
            return Err(fault("value alignment"));
        }
        let value_offset = half(header.value_offset, "value offset")?;
        if value_offset < 8
            || !value_offset.is_multiple_of(8)
            || !value_offset.is_multiple_of(value_align)
        {
            return Err(fault("value offset"));
        }
        if header.value_size > MAX_VALUE {
            return Err(fault("value size"));
        }
        let value_size = word(header.value_size, "value size")?;
        let stride = word(header.slot_stride, "slot stride")?;
        // No overflow: the size is at most 2^40 and the offset at most 2^32.
        if stride < value_offset + round_up(value_size, 8)
            || !stride.is_multiple_of(LINE)
            || !stride.is_multiple_of(value_align)
        {
            return Err(fault("slot stride"));
        }
        let slots_offset = word(header.slots_offset, "slots offset")?;
        if !slots_offset.is_multiple_of(PAGE) {
            return Err(fault("slots offset"));
        }
        let object_len = word(header.object_len, "object length")?;
        let end = stride
            .checked_mul(usize::from(slots))
            .and_then(|all| all.checked_add(slots_offset))
            .ok_or(fault("slot stride"))?;
        if end > object_len {
            return Err(fault("object length"));
        }
        let schema_len = schema_len(header, slots_offset)?;
        let pin_cells = u8::try_from(header.pin_cells).map_err(|_| fault("pin cells"))?;
        Self {
            slots,
            stride,
            value_offset,
            value_size,
            value_align,
            slots_offset,
            object_len,
            schema_len,
            pin_cells: 0,
        }
        .with_pin_cells(pin_cells)
        .ok_or(fault("pin cells"))
    }
}

/// Whether `header` is that of a whole object of `discipline` in this format.
pub(super) fn recognise(header: &Header, len: u64, discipline: u32) -> Result<(), HeaderFault> {
    if header.magic != MAGIC {
        return Err(HeaderFault::NotOurs);
    }
    if header.format_major != FORMAT_MAJOR {
        return Err(HeaderFault::Format {
            major: header.format_major,
        });
    }
    let unknown = header.required & !KNOWN_REQUIRED;
    if unknown != 0 {
        return Err(HeaderFault::Required { unknown });
    }
    if header.discipline != discipline {
        return Err(HeaderFault::Discipline {
            found: header.discipline,
        });
    }
    if len < header.object_len {
        return Err(HeaderFault::Truncated {
            len,
            needed: header.object_len,
        });
    }
    Ok(())
}

/// The length of the schema, which lies between the state and `end` in objects of either discipline.
pub(super) fn schema_len(header: &Header, end: usize) -> Result<usize, HeaderFault> {
    let fault = |what| HeaderFault::Inconsistent { what };
    let half = |n: u32, what| usize::try_from(n).map_err(|_| fault(what));

    let schema_len = half(header.schema_len, "schema length")?;
    if half(header.schema_offset, "schema offset")? != SCHEMA {
        return Err(fault("schema offset"));
    }
    if schema_len > MAX_SCHEMA || SCHEMA + schema_len > end {
        return Err(fault("schema length"));
    }
    Ok(schema_len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;
    use zerocopy::FromZeros;

    fn header(geometry: &Geometry) -> Header {
        let mut header = Header::new_zeroed();
        header.magic = MAGIC;
        header.format_major = FORMAT_MAJOR;
        header.header_len = 256;
        header.discipline = DISCIPLINE_SNAPSHOT;
        header.slot_count = u32::from(geometry.slots);
        header.value_align = u32::try_from(geometry.value_align).unwrap();
        header.value_offset = u32::try_from(geometry.value_offset).unwrap();
        header.value_size = u64::try_from(geometry.value_size).unwrap();
        header.slot_stride = u64::try_from(geometry.stride).unwrap();
        header.slots_offset = u64::try_from(geometry.slots_offset).unwrap();
        header.object_len = u64::try_from(geometry.object_len).unwrap();
        header.schema_offset = 512;
        header.schema_len = u32::try_from(geometry.schema_len).unwrap();
        header.pin_cells = geometry.pin_cells.into();
        header
    }

    #[test]
    fn a_planned_geometry_passes_its_own_check() {
        for size in [0, 1, 7, 8, 56, 57, 64, 100, 4096, 1 << 20] {
            for align in [1, 8, 16, 64, 4096] {
                let size = round_up(size, align);
                let plan = Geometry::plan(size, align, 8, 700).unwrap();
                let plan = plan.with_pin_cells(6).unwrap();

                let checked =
                    Geometry::check(&header(&plan), u64::try_from(plan.object_len).unwrap());

                assert_eq!(checked, Ok(plan), "size {size} align {align}");
            }
        }
    }

    #[test]
    fn two_slots_are_left_besides_the_pin_cells() {
        let plan = Geometry::plan(8, 8, 8, 0).unwrap();

        assert_eq!(plan.with_pin_cells(7), None);
        let mut header = header(&plan.with_pin_cells(6).unwrap());
        let len = header.object_len;
        assert_eq!(Geometry::check(&header, len).unwrap().pin_cells, 6);
        for evil in [7, 8, 255, 256, u32::MAX] {
            header.pin_cells = evil;
            let fault = HeaderFault::Inconsistent { what: "pin cells" };
            assert_eq!(Geometry::check(&header, len), Err(fault), "{evil}");
        }
    }

    #[test]
    fn a_small_value_shares_the_line_of_its_stamp() {
        let plan = Geometry::plan(56, 8, 8, 0).unwrap();

        assert_eq!((plan.value_offset, plan.stride), (8, 64));
    }

    #[test]
    fn a_large_value_starts_on_a_line_of_its_own() {
        let plan = Geometry::plan(64, 8, 8, 0).unwrap();

        assert_eq!((plan.value_offset, plan.stride), (64, 128));
    }

    /// G1 to G6, each as it is written there.
    fn assert_holds(g: &Geometry, len: u64) {
        assert!((2..=255).contains(&g.slots), "G1: {g:?}");
        assert!(
            g.value_align.is_power_of_two() && g.value_align <= PAGE,
            "G2: {g:?}"
        );
        assert!(
            g.value_offset >= 8
                && g.value_offset.is_multiple_of(8)
                && g.value_offset.is_multiple_of(g.value_align),
            "G2: {g:?}"
        );
        let value_end = g.value_offset.checked_add(g.value_size).unwrap();
        assert!(
            value_end.checked_next_multiple_of(8).unwrap() <= g.stride
                && g.stride.is_multiple_of(64)
                && g.stride.is_multiple_of(g.value_align),
            "G3: {g:?}"
        );
        let all = g.stride.checked_mul(usize::from(g.slots)).unwrap();
        let end = g.slots_offset.checked_add(all).unwrap();
        assert!(
            g.slots_offset.is_multiple_of(4096)
                && end <= g.object_len
                && u64::try_from(g.object_len).unwrap() <= len,
            "G4: {g:?}"
        );
        assert!(512 + g.schema_len <= g.slots_offset, "G5: {g:?}");
        assert!(u32::from(g.pin_cells) + 2 <= g.slots.into(), "G6: {g:?}");
    }

    fn check(bytes: &[u8; 256], len: u64) -> Result<Geometry, HeaderFault> {
        let header = Header::read_from_bytes(bytes).unwrap();
        let geometry = Geometry::check(&header, len)?;
        assert_holds(&geometry, len);
        Ok(geometry)
    }

    /// Numbers near which a check may be wrong by one.
    fn number() -> impl Strategy<Value = u64> {
        let around = |n: u64| (0_u64..5).prop_map(move |by| n.wrapping_add(by).wrapping_sub(2));
        prop_oneof![
            any::<u64>(),
            (0_u32..64).prop_flat_map(move |bit| around(1 << bit)),
            (0_u64..64).prop_map(|n| n * 64),
            (0_u64..64).prop_map(|n| n * 4096),
        ]
    }

    /// Of the fields that say where things are: offset and length.
    const PLACES: [(usize, usize); 10] = [
        (36, 4),
        (40, 4),
        (44, 4),
        (48, 8),
        (56, 8),
        (64, 8),
        (72, 8),
        (80, 4),
        (84, 4),
        (184, 4),
    ];

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: if cfg!(miri) { 16 } else { 2000 },
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn any_bytes_are_refused_or_give_a_geometry_that_holds(
            mut bytes in any::<[u8; 256]>(),
            genuine in 0_usize..=36,
            len in number(),
        ) {
            // Otherwise nothing comes past the magic.
            let plan = Geometry::plan(24, 8, 4, 100).unwrap();
            bytes[..genuine].copy_from_slice(&header(&plan).as_bytes()[..genuine]);

            let _ = check(&bytes, len);
        }

        #[test]
        fn a_geometry_with_numbers_changed_is_refused_or_holds(
            size in 0_usize..10_000,
            align in (0_u32..13).prop_map(|bit| 1_usize << bit),
            slots in 2_u8..,
            schema_len in 0_usize..10_000,
            changes in vec((select(&PLACES[..]), number()), 0..4),
            len in option::of(number()),
        ) {
            let plan = Geometry::plan(round_up(size, align), align, slots, schema_len).unwrap();
            let mut bytes = [0; 256];
            bytes.copy_from_slice(header(&plan).as_bytes());
            let unchanged = changes.is_empty();
            for ((at, width), value) in changes {
                bytes[at..at + width].copy_from_slice(&value.to_le_bytes()[..width]);
            }
            let whole = u64::try_from(plan.object_len).unwrap();

            let checked = check(&bytes, len.unwrap_or(whole));

            if unchanged && len.is_none_or(|len| len >= whole) {
                prop_assert_eq!(checked, Ok(plan));
            }
        }
    }

    #[test]
    fn no_single_word_of_the_header_can_make_a_geometry_that_leaves_the_object() {
        let plan = Geometry::plan(24, 8, 4, 100).unwrap();
        let good = header(&plan);
        let len = good.object_len;
        for at in 0..64 {
            for evil in [
                0_u32,
                1,
                3,
                7,
                9,
                255,
                256,
                0x7fff_ffff,
                0x8000_0000,
                u32::MAX,
            ] {
                let mut bytes = [0_u8; 256];
                bytes.copy_from_slice(good.as_bytes());
                bytes[at * 4..at * 4 + 4].copy_from_slice(&evil.to_le_bytes());
                let header = Header::read_from_bytes(&bytes).unwrap();

                if let Ok(g) = Geometry::check(&header, len) {
                    let end = g.slots_offset + g.stride * usize::from(g.slots);
                    assert!(end <= g.object_len && u64::try_from(g.object_len).unwrap() <= len);
                    assert!(g.value_offset + round_up(g.value_size, 8) <= g.stride);
                    assert!(SCHEMA + g.schema_len <= g.slots_offset);
                }
            }
        }
    }
}
