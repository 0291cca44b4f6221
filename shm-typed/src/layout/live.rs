//! Where the value lies in a live object, or in a bare one.

use super::header::{
    DISCIPLINE_LIVE, Header, HeaderFault, MAX_ALIGN, MAX_SCHEMA, MAX_VALUE, PAGE, SCHEMA,
    recognise, round_up, schema_len,
};

/// Where the one value of a live object is: checked once, then trusted.
///
/// # Invariants
///
/// - **V1** `value_offset` is a multiple of a page, and so of every alignment that a value may have.
/// - **V2** `value_offset + value_size` is at most `object_len`, which is at most the length of the
///   file when it was looked at.
/// - **V3** The schema lies between the state and the value; a bare object has neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LiveGeometry {
    pub(crate) value_offset: usize,
    pub(crate) value_size: usize,
    pub(crate) value_align: usize,
    pub(crate) object_len: usize,
    pub(crate) schema_len: usize,
}

impl LiveGeometry {
    /// The geometry of a new object, or `None` if it would be larger than any object can be.
    pub(crate) const fn plan(size: usize, align: usize, schema_len: usize) -> Option<Self> {
        if size > 1 << 40 || align > MAX_ALIGN || schema_len > MAX_SCHEMA {
            return None;
        }
        let value_offset = round_up(SCHEMA + schema_len, PAGE);
        Some(Self {
            value_offset,
            value_size: size,
            value_align: align,
            object_len: value_offset + size,
            schema_len,
        })
    }

    /// The geometry of an object that is its value and nothing else.
    pub(crate) const fn bare(size: usize, align: usize) -> Option<Self> {
        if size == 0 || size > 1 << 40 || align > MAX_ALIGN {
            return None;
        }
        Some(Self {
            value_offset: 0,
            value_size: size,
            value_align: align,
            object_len: size,
            schema_len: 0,
        })
    }

    /// What `header` promises about an object of `len` bytes, if all of it can be true.
    pub(crate) fn check(header: &Header, len: u64) -> Result<Self, HeaderFault> {
        recognise(header, len, DISCIPLINE_LIVE)?;
        let fault = |what| HeaderFault::Inconsistent { what };
        let word = |n: u64, what| usize::try_from(n).map_err(|_| fault(what));
        let half = |n: u32, what| usize::try_from(n).map_err(|_| fault(what));

        if header.header_len != 256 {
            return Err(fault("header length"));
        }
        if header.slot_count != 0 || header.slot_stride != 0 || header.value_offset != 0 {
            return Err(fault("slots in an object that has none"));
        }
        let value_align = half(header.value_align, "value alignment")?;
        if !value_align.is_power_of_two() || value_align > MAX_ALIGN {
            return Err(fault("value alignment"));
        }
        if header.value_size > MAX_VALUE {
            return Err(fault("value size"));
        }
        let value_size = word(header.value_size, "value size")?;
        let value_offset = word(header.slots_offset, "value offset")?;
        if !value_offset.is_multiple_of(PAGE) {
            return Err(fault("value offset"));
        }
        let object_len = word(header.object_len, "object length")?;
        let end = value_offset
            .checked_add(value_size)
            .ok_or(fault("value offset"))?;
        if end > object_len {
            return Err(fault("object length"));
        }
        let schema_len = schema_len(header, value_offset)?;
        Ok(Self {
            value_offset,
            value_size,
            value_align,
            object_len,
            schema_len,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::header::{DISCIPLINE_SNAPSHOT, FORMAT_MAJOR, MAGIC};
    use zerocopy::{FromBytes, FromZeros, IntoBytes};

    fn header(geometry: &LiveGeometry) -> Header {
        let half = |n: usize| u32::try_from(n).unwrap();
        let word = |n: usize| u64::try_from(n).unwrap();
        let mut header = Header::new_zeroed();
        header.magic = MAGIC;
        header.format_major = FORMAT_MAJOR;
        header.header_len = 256;
        header.discipline = DISCIPLINE_LIVE;
        header.value_align = half(geometry.value_align);
        header.value_size = word(geometry.value_size);
        header.slots_offset = word(geometry.value_offset);
        header.object_len = word(geometry.object_len);
        header.schema_offset = 512;
        header.schema_len = half(geometry.schema_len);
        header
    }

    #[test]
    fn a_planned_geometry_passes_its_own_check() {
        for (size, align) in [(0, 1), (1, 1), (8, 8), (4096, 64), (1 << 20, 4096)] {
            let plan = LiveGeometry::plan(size, align, 700).unwrap();
            let len = u64::try_from(plan.object_len).unwrap();

            let checked = LiveGeometry::check(&header(&plan), len);

            assert_eq!(checked, Ok(plan), "size {size} align {align}");
        }
    }

    #[test]
    fn a_snapshot_object_is_told_apart() {
        let plan = LiveGeometry::plan(8, 8, 0).unwrap();
        let mut header = header(&plan);
        header.discipline = DISCIPLINE_SNAPSHOT;

        let refused = LiveGeometry::check(&header, header.object_len);

        assert_eq!(refused, Err(HeaderFault::Discipline { found: 1 }));
    }

    #[test]
    fn no_single_word_of_the_header_can_make_a_value_that_leaves_the_object() {
        let plan = LiveGeometry::plan(24, 8, 100).unwrap();
        let good = header(&plan);
        let len = good.object_len;
        for at in 0..64 {
            for evil in [
                0_u32,
                1,
                7,
                24,
                4096,
                8192,
                0x7fff_ffff,
                0x8000_0000,
                u32::MAX,
            ] {
                let mut bytes = [0_u8; 256];
                bytes.copy_from_slice(good.as_bytes());
                bytes[at * 4..at * 4 + 4].copy_from_slice(&evil.to_le_bytes());
                let header = Header::read_from_bytes(&bytes).unwrap();

                if let Ok(g) = LiveGeometry::check(&header, len) {
                    assert!(g.value_offset + g.value_size <= g.object_len);
                    assert!(u64::try_from(g.object_len).unwrap() <= len);
                    assert!(g.value_offset.is_multiple_of(PAGE));
                    assert!(SCHEMA + g.schema_len <= g.value_offset);
                }
            }
        }
    }
}
