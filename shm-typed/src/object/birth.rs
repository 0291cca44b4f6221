//! The front of a new object: its header and its schema.

use std::time::{SystemTime, UNIX_EPOCH};

use zerocopy::{FromZeros, IntoBytes};

use crate::error::Cause;
use crate::layout::Shared;
use crate::layout::header::{FORMAT_MAJOR, FORMAT_MINOR, Header, MAGIC, SCHEMA};
use crate::os;
use crate::schema::{Schema, layout_fingerprint, schema_fingerprint};

/// The schema of `T`, as an object carries it.
pub(crate) fn schema_text<T: Shared>() -> Result<String, Cause> {
    let text = Schema::of::<T>().to_json();
    if text.len() > Schema::MAX_JSON_LEN {
        return Err(Cause::Option(
            "the schema of its type is longer than 1 MiB; shorten the doc comments of its fields",
        ));
    }
    Ok(text)
}

/// Everything before the payload: the header, a state of zeros, the schema.
pub(crate) fn front_bytes(header: &Header, schema: &str) -> Vec<u8> {
    let mut front = vec![0; SCHEMA];
    front.splice(..size_of::<Header>(), header.as_bytes().iter().copied());
    front.extend_from_slice(schema.as_bytes());
    front
}

pub(crate) fn too_large<T>() -> Cause {
    Cause::TooLarge {
        bytes: size_of::<T>(),
    }
}

/// The header of a new object for values of `T`: all but where they lie, and `object_len`.
pub(crate) fn header<T: Shared>(
    discipline: u32,
    schema_len: usize,
    generation: u64,
) -> Result<Header, Cause> {
    let process = os::process::identity();
    let half = |n: usize| u32::try_from(n).map_err(|_| too_large::<T>());
    let word = |n: usize| u64::try_from(n).map_err(|_| too_large::<T>());
    let mut header = Header::new_zeroed();
    header.magic = MAGIC;
    header.format_major = FORMAT_MAJOR;
    header.format_minor = FORMAT_MINOR;
    header.header_len = half(size_of::<Header>())?;
    header.discipline = discipline;
    header.value_align = half(align_of::<T>())?;
    header.value_size = word(size_of::<T>())?;
    header.schema_offset = half(SCHEMA)?;
    header.schema_len = half(schema_len)?;
    header.layout_fingerprint = const { layout_fingerprint(T::DESCRIPTOR) }.to_bytes();
    header.schema_fingerprint = const { schema_fingerprint(T::DESCRIPTOR) }.to_bytes();
    header.instance = os::process::random_id()?;
    header.generation = generation;
    header.created_unix_ns = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |age| u64::try_from(age.as_nanos()).unwrap_or(u64::MAX));
    header.boot_id = process.boot;
    header.creator_start = process.started;
    header.creator_pid = process.pid;
    header.crate_version = CRATE_VERSION;
    Ok(header)
}

/// Major, minor and patch of this crate, and zero.
const CRATE_VERSION: [u8; 4] = [
    number(env!("CARGO_PKG_VERSION_MAJOR")),
    number(env!("CARGO_PKG_VERSION_MINOR")),
    number(env!("CARGO_PKG_VERSION_PATCH")),
    0,
];

/// A number of up to three digits.
const fn number(text: &str) -> u8 {
    match u8::from_str_radix(text, 10) {
        Ok(number) => number,
        Err(_) => panic!("a version number fits a byte"),
    }
}
