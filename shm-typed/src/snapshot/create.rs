//! Making an object, and taking one over.
//!
//! An object is built without a name: sized, filled with header, schema and first value, its beacon
//! lit. The name is the last thing it gets, so a crash at any earlier point leaves nothing, and an
//! opener never meets half an object.

#![allow(
    unsafe_code,
    reason = "promises the typed half that the mapping is writable"
)]

use core::num::NonZeroUsize;
use core::sync::atomic::Ordering::{Relaxed, Release};
use std::time::{SystemTime, UNIX_EPOCH};

use zerocopy::{FromZeros, IntoBytes};

use super::attach::{Attached, region};
use super::lifecycle::Lifecycle;
use super::options::{Compatible, WriterOptions};
use super::region::Region;
use super::slots::Slots;
use super::table::Table;
use super::writer::{self, Parts, Writer};
use crate::error::Cause;
use crate::layout::Shared;
use crate::layout::header::{
    DISCIPLINE_SNAPSHOT, FLAG_READERS_FENCE, FORMAT_MAJOR, FORMAT_MINOR, Geometry, Header, MAGIC,
    SCHEMA,
};
use crate::os::beacon::{Beacon, Light};
use crate::os::{
    self, Access, Claim, Directory, Draft, Identity, Mapping, ObjectName, OsErrorKind, Owners,
    Prefault,
};
use crate::schema::{Schema, layout_fingerprint, schema_fingerprint};
use crate::sync::snapshot::Publisher;
use crate::sync::waiting::Barrier;

/// Slots of a new object, if nobody asks for another number: more where they are cheap, since
/// readers under a writer that never pauses need the distance.
const fn default_slots(slot: usize) -> u8 {
    if slot <= 4096 { 8 } else { 4 }
}

/// Creates the object `name` with `value` as its first version.
pub(super) fn create<T: Shared>(
    options: &WriterOptions<T>,
    name: ObjectName,
    value: &T,
) -> Result<(Slots<T>, Writer), Cause> {
    let directory = options.open_directory()?;
    if Identity::at(&directory, name.object()).is_ok() {
        return Err(Cause::Exists);
    }
    let claim = Claim::acquire(&directory, &name)?;
    build(
        options,
        Site {
            directory,
            name,
            claim,
            predecessor: None,
        },
        value,
    )
}

/// Puts a new object with `value` under `name`, whatever its layout was before.
pub(super) fn replace<T: Shared>(
    options: &WriterOptions<T>,
    name: ObjectName,
    value: &T,
) -> Result<(Slots<T>, Writer), Cause> {
    let directory = options.open_directory()?;
    let claim = Claim::acquire(&directory, &name)?;
    let predecessor = match Attached::open(&directory, &name, Access::ReadWrite, &Owners::default())
    {
        Ok(predecessor) => Some(predecessor),
        Err(Cause::Os(error)) if error.kind() == OsErrorKind::NotFound => None,
        Err(cause) => return Err(cause),
    };
    // The claim's file was removed by hand under a writer that lives.
    if let Some(old) = &predecessor
        && os::beacon::writer_lives(&old.object)?
    {
        return Err(Cause::Taken { pid: None });
    }
    build(
        options,
        Site {
            directory,
            name,
            claim,
            predecessor,
        },
        value,
    )
}

/// The parts of a writer that goes on, and the value that it found, if that is a checked one.
type TakenOver<T> = (Slots<T>, Writer, Option<Box<T>>);

/// Goes on with the object `name`, which has no writer. A checked value comes with it.
pub(super) fn take_over<T: Shared>(
    options: &WriterOptions<T>,
    name: &ObjectName,
) -> Result<TakenOver<T>, Cause> {
    let directory = options.open_directory()?;
    // Before a lock file is made for a name that leads nowhere.
    Identity::at(&directory, name.object())?;
    let claim = Claim::acquire(&directory, name)?;
    let attached = Attached::open(&directory, name, Access::ReadWrite, &Owners::default())?;
    let slots = attached.slots::<T>(Compatible::Exact)?;
    let publisher = Publisher::resume(slots.region())
        .map_err(|_| Cause::Corrupt("it holds no complete value"))?;
    let value = if Slots::<T>::CHECKED {
        // Nobody publishes now, so one attempt decides.
        let (_, value) = slots
            .try_read_boxed(1)
            .map_err(|_| Cause::Corrupt("it holds no complete value"))?;
        Some(value.map_err(|invalid| Cause::Invalid(Box::new(invalid)))?)
    } else {
        None
    };
    let beacon = match Beacon::light(&attached.object)? {
        Light::Lit(beacon) => Some(beacon),
        // The claim's file was removed by hand under a writer that lives.
        Light::WriterLives => return Err(Cause::Taken { pid: None }),
        // Readers will not see that this writer lives; its values they will.
        Light::Obstructed => None,
    };
    let table = table(options, &directory, name, attached.instance())?;
    let barrier = begin(options, slots.region());
    let writer = Writer::new(Parts {
        publisher,
        attached,
        directory,
        claim,
        beacon,
        table,
        barrier,
        publish_time: options.publish_time,
        on_drop: options.on_drop,
    });
    Ok((slots, writer, value))
}

/// Where a new object goes.
struct Site {
    directory: Directory,
    name: ObjectName,
    claim: Claim,
    /// What has the name now.
    predecessor: Option<Attached>,
}

/// Builds an object and gives it its name.
fn build<T: Shared>(
    options: &WriterOptions<T>,
    site: Site,
    value: &T,
) -> Result<(Slots<T>, Writer), Cause> {
    let Site {
        directory,
        name,
        claim,
        predecessor,
    } = site;
    let generation = predecessor
        .as_ref()
        .map_or(1, |old| old.generation().saturating_add(1));
    let schema = Schema::of::<T>().to_json();
    let geometry = plan::<T>(options.slots, schema.len())?;
    let header = header::<T>(&geometry, generation)?;
    let len = NonZeroUsize::new(geometry.object_len).ok_or(too_large::<T>())?;

    let draft = Draft::new(&directory, len)?;
    draft.set_mode(options.mode)?;
    let mut front = vec![0; SCHEMA];
    front.splice(..size_of::<Header>(), header.as_bytes().iter().copied());
    front.extend_from_slice(schema.as_bytes());
    draft.write_at(&front, 0)?;

    let mapping = Mapping::new(&draft, len, Access::ReadWrite, Prefault::No)?;
    let region = region(&mapping, &geometry);
    let slots = Slots::<T>::new(region).ok_or(too_large::<T>())?;
    // SAFETY: the mapping was just made for writing.
    let publisher = unsafe { slots.publish_first(value) };
    let barrier = begin(options, &region);
    let Light::Lit(beacon) = Beacon::light(&draft)? else {
        return Err(Cause::Corrupt(
            "its nameless file is locked by somebody else",
        ));
    };

    // Before the object has its name, so that a reader that finds the one finds the other.
    let table = match options.reader_table {
        Some(mode) => {
            let table = Table::create(&directory, &name, header.instance, mode);
            Some(table.map_err(Cause::table)?)
        }
        None => None,
    };
    let linked = match &predecessor {
        None => draft.link(&directory, name.object()),
        Some(_) => draft.link_replacing(&directory, name.object()),
    };
    if let Err(error) = linked {
        if let Some(table) = &table {
            table.unlink(&directory, &name);
        }
        return Err(match error.kind() {
            OsErrorKind::Exists => Cause::Exists,
            _ => error.into(),
        });
    }
    if let Some(old) = predecessor {
        writer::end(&old.region(), Lifecycle::Superseded);
    }
    if table.is_none() {
        forget_table(&directory, &name);
    }

    let attached = Attached::new(name, draft.into_object(), header, geometry, mapping);
    let writer = Writer::new(Parts {
        publisher,
        attached,
        directory,
        claim,
        beacon: Some(beacon),
        table,
        barrier,
        publish_time: options.publish_time,
        on_drop: options.on_drop,
    });
    Ok((slots, writer))
}

/// The reader table of an object that was found: its own, or a new one if that is lost.
fn table<T>(
    options: &WriterOptions<T>,
    directory: &Directory,
    name: &ObjectName,
    instance: [u8; 16],
) -> Result<Option<Table>, Cause> {
    let Some(mode) = options.reader_table else {
        forget_table(directory, name);
        return Ok(None);
    };
    match Table::open(directory, name, &instance, &Owners::default()) {
        Ok(Some(table)) => Ok(Some(table)),
        // Lost, of another object, or spoilt by a reader: readers that have it open will look again
        // by themselves.
        Ok(None) | Err(_) => Table::create(directory, name, instance, mode)
            .map(Some)
            .map_err(Cause::table),
    }
}

/// Removes the table of an earlier writer, so that no reader waits for a wake that never comes.
fn forget_table(directory: &Directory, name: &ObjectName) {
    // A failure leaves readers that look again by themselves, less often.
    let _ = Table::remove(directory, name);
}

/// Says that this process is the writer now, and whether its wakes have a fence.
fn begin<T>(options: &WriterOptions<T>, region: &Region) -> Barrier {
    let now = os::process::monotonic_ns();
    let (barrier, flags) = if options.reader_table.is_some() && os::membarrier::register() {
        (Barrier::Remote, FLAG_READERS_FENCE)
    } else {
        (Barrier::Here, 0)
    };
    let period = options
        .period
        .map_or(0, |p| u64::try_from(p.as_nanos()).unwrap_or(u64::MAX));
    // Relaxed: for display, but for the flags, which whoever waits looks at each time.
    region.writer_flags().store(flags, Relaxed);
    region.writer_pid().store(std::process::id(), Relaxed);
    region.writer_since().store(now, Relaxed);
    region.period().store(period, Relaxed);
    region
        .published_at()
        .store(if options.publish_time { now } else { 0 }, Relaxed);
    region.lifecycle().store(Lifecycle::Ready.word(), Release);
    barrier
}

/// Where things will be in an object for values of `T`.
fn plan<T: Shared>(slots: Option<u8>, schema_len: usize) -> Result<Geometry, Cause> {
    let plan = |slots| {
        Geometry::plan(size_of::<T>(), align_of::<T>(), slots, schema_len).ok_or(too_large::<T>())
    };
    match slots {
        Some(slots) => plan(slots),
        None => plan(default_slots(plan(2)?.stride)),
    }
}

fn too_large<T>() -> Cause {
    Cause::TooLarge {
        bytes: size_of::<T>(),
    }
}

/// The header of a new object.
fn header<T: Shared>(geometry: &Geometry, generation: u64) -> Result<Header, Cause> {
    let process = os::process::identity();
    let half = |n: usize| u32::try_from(n).map_err(|_| too_large::<T>());
    let word = |n: usize| u64::try_from(n).map_err(|_| too_large::<T>());
    let mut header = Header::new_zeroed();
    header.magic = MAGIC;
    header.format_major = FORMAT_MAJOR;
    header.format_minor = FORMAT_MINOR;
    header.header_len = half(size_of::<Header>())?;
    header.discipline = DISCIPLINE_SNAPSHOT;
    header.slot_count = geometry.slots.into();
    header.value_align = half(geometry.value_align)?;
    header.value_offset = half(geometry.value_offset)?;
    header.value_size = word(geometry.value_size)?;
    header.slot_stride = word(geometry.stride)?;
    header.slots_offset = word(geometry.slots_offset)?;
    header.object_len = word(geometry.object_len)?;
    header.schema_offset = half(SCHEMA)?;
    header.schema_len = half(geometry.schema_len)?;
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
