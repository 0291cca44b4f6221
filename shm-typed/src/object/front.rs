//! Reading the front of an object that may be anything: header, schema, and how its type differs.
//!
//! Everything is read by the kernel's copy into private memory, and checked there.

use zerocopy::{FromZeros, IntoBytes};

use crate::error::Cause;
use crate::layout::Shared;
use crate::layout::header::{Header, HeaderFault, MAGIC, SCHEMA};
use crate::os::Object;
use crate::schema::{Diff, Fingerprint, Schema, layout_fingerprint};

/// What a checked geometry says of an object's values and of its schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    pub(crate) size: usize,
    pub(crate) align: usize,
    pub(crate) schema_len: usize,
}

/// The header of a file that may be anything.
pub(crate) fn read_header(object: &Object) -> Result<Header, Cause> {
    let len = object.len();
    let mut header = Header::new_zeroed();
    let fixed = header.as_mut_bytes();
    let present = usize::try_from(len).unwrap_or(usize::MAX).min(fixed.len());
    if let Some(bytes) = fixed.get_mut(..present) {
        object.read_at(bytes, 0)?;
    }
    // Too short for a header and a state, whatever it says.
    let needed = u64::try_from(SCHEMA).unwrap_or(u64::MAX);
    if header.magic == MAGIC && len < needed {
        return Err(Cause::Header(HeaderFault::Truncated { len, needed }));
    }
    Ok(header)
}

/// The schema that the object carries.
pub(crate) fn read_schema(object: &Object, schema_len: usize) -> Result<Schema, Cause> {
    let mut text = vec![0; schema_len];
    // A constant that fits.
    let at = u64::try_from(SCHEMA).unwrap_or(u64::MAX);
    object.read_at(&mut text, at)?;
    Schema::from_json(&text).map_err(Cause::Schema)
}

/// How the layout of the object's values differs from that of `T`; `None` if it does not.
pub(crate) fn layout_diff<T: Shared>(
    object: &Object,
    header: &Header,
    value: Value,
) -> Result<Option<Box<Diff>>, Cause> {
    let here = const { layout_fingerprint(T::DESCRIPTOR) };
    if Fingerprint::from_bytes(header.layout_fingerprint) != here {
        return differences(&Schema::of::<T>(), object, value).map(Some);
    }
    if value.size == size_of::<T>() && value.align == align_of::<T>() {
        Ok(None)
    } else {
        Err(Cause::Corrupt(
            "its fingerprint and the size of its values disagree",
        ))
    }
}

/// What differs, in words.
#[cold]
fn differences(here: &Schema, object: &Object, value: Value) -> Result<Box<Diff>, Cause> {
    let there = read_schema(object, value.schema_len)?;
    if there.size() != value.size {
        return Err(Cause::Corrupt(
            "its schema and the size of its values disagree",
        ));
    }
    let diff = here.diff(&there);
    if diff.layout_differences().next().is_none() {
        return Err(Cause::Corrupt("its schema and its fingerprint disagree"));
    }
    Ok(Box::new(diff))
}
