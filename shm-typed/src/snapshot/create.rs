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
use std::os::fd::AsFd;

use super::attach::{Attached, region};
use super::lifecycle::Lifecycle;
use super::options::{Compatible, WriterOptions};
use super::region::Region;
use super::slots::Slots;
use super::table::{Owner, Table};
use super::writer::{self, Home, Parts, Writer};
use crate::error::Cause;
use crate::fault;
use crate::layout::Shared;
use crate::layout::header::{DISCIPLINE_SNAPSHOT, FLAG_READERS_FENCE, Geometry, Header};
use crate::object::{self, too_large};
use crate::os::beacon::{Beacon, Light};
use crate::os::{
    self, Access, Anonymous, Claim, Directory, Draft, Identity, Mapping, Memory, ObjectName,
    OsError, OsErrorKind, Owners, Prefault, Sealing,
};
use crate::sync::snapshot::Publisher;
use crate::sync::waiting::Barrier;

/// Slots of a new object, if nobody asks for another number: more where they are cheap, since
/// readers under a writer that never pauses need the distance.
const fn default_slots(value: usize) -> u8 {
    if value <= 4096 { 8 } else { 4 }
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
    fault::point("create.claimed");
    // A lock file that nobody has left comes without what else would be left.
    if claim.is_inherited() {
        os::sweep(&directory, &name);
    }
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
    fault::point("replace.claimed");
    os::sweep(&directory, &name);
    let predecessor = match Attached::open(
        &directory,
        &name,
        Access::ReadWrite,
        &Owners::default(),
        Memory::default(),
    ) {
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
    fault::point("replace.opened");
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
    fault::point("takeover.claimed");
    os::sweep(&directory, name);
    let attached = Attached::open(
        &directory,
        name,
        Access::ReadWrite,
        &Owners::default(),
        options.memory,
    )?;
    let slots = attached.slots::<T>(Compatible::Exact)?;
    let publisher = Publisher::resume(slots.region())
        .map_err(|_| Cause::Corrupt("it holds no complete value"))?;
    fault::point("takeover.resumed");
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
    fault::point("takeover.lit");
    let table = table(options, &directory, &attached)?;
    fault::point("takeover.table");
    let barrier = begin(options, slots.region());
    fault::point("takeover.begun");
    let writer = Writer::new(Parts {
        publisher,
        attached,
        home: Home::Named {
            directory,
            _claim: claim,
        },
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
    let schema = object::schema_text::<T>()?;
    let geometry = plan(options, schema.len())?;
    let header = header::<T>(&geometry, generation)?;
    let len = NonZeroUsize::new(geometry.object_len).ok_or(too_large::<T>())?;

    let mut draft = Draft::new(&directory, len)?;
    draft.set_mode(options.mode)?;
    fault::point("create.sized");
    draft.write_at(&object::front_bytes(&header, &schema), 0)?;
    fault::point("create.front");

    let (mapping, slots, publisher) = first(&draft, len, &geometry, options.memory, value)?;
    fault::point("create.filled");
    let barrier = begin(options, slots.region());
    let beacon = light(&draft)?;
    fault::point("create.lit");

    // Before the object has its name, so that a reader that finds the one finds the other.
    let table = match options.reader_table {
        Some(mode) => {
            let owner = Owner {
                instance: header.instance,
                cells: geometry.pin_cells,
            };
            let table = Table::create(&directory, &name, owner, mode);
            Some(table.map_err(Cause::table)?)
        }
        None => None,
    };
    fault::point("create.table");
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
    fault::point("create.named");
    if let Some(old) = predecessor {
        writer::end(&old.region(), Lifecycle::Superseded);
    }
    if table.is_none() {
        // A failure leaves another object's table, which readers do not take for this one's.
        let _ = Table::discard(&directory, &name);
    }

    let attached = Attached::new(name, draft.into_object(), header, geometry, mapping);
    let writer = Writer::new(Parts {
        publisher,
        attached,
        home: Home::Named {
            directory,
            _claim: claim,
        },
        beacon: Some(beacon),
        table,
        barrier,
        publish_time: options.publish_time,
        on_drop: options.on_drop,
    });
    Ok((slots, writer))
}

/// Makes a new object without a name, whose readers the kernel keeps from writing.
pub(super) fn anonymous<T: Shared>(
    options: &WriterOptions<T>,
    label: ObjectName,
    value: &T,
) -> Result<(Slots<T>, Writer), Cause> {
    // Only names lead to a table.
    let options = &options.clone().reader_table(None);
    let schema = object::schema_text::<T>()?;
    let geometry = plan(options, schema.len())?;
    let header = header::<T>(&geometry, 1)?;
    let len = NonZeroUsize::new(geometry.object_len).ok_or(too_large::<T>())?;

    let draft = Anonymous::new(&label, len)?;
    draft.write_at(&object::front_bytes(&header, &schema), 0)?;
    // A page that was touched once is there for good, which its readers insist on.
    let memory = Memory {
        prefault: Prefault::Yes,
        ..options.memory
    };
    let (mapping, slots, publisher) = first(&draft, len, &geometry, memory, value)?;
    let barrier = begin(options, slots.region());
    let beacon = light(&draft)?;
    // The one mapping that can be written is there; from here on there will be no other.
    let object = draft.seal(Sealing::OneWriter)?;
    object.require_pages(len.get())?;
    let for_readers = object.for_readers()?;

    let attached = Attached::new(label, object, header, geometry, mapping).without_name();
    let writer = Writer::new(Parts {
        publisher,
        attached,
        home: Home::Anonymous { for_readers },
        beacon: Some(beacon),
        table: None,
        barrier,
        publish_time: options.publish_time,
        on_drop: options.on_drop,
    });
    Ok((slots, writer))
}

/// Lights the beacon of a new object, which nobody else can have opened.
fn light(object: impl AsFd) -> Result<Beacon, Cause> {
    match Beacon::light(object)? {
        Light::Lit(beacon) => Ok(beacon),
        Light::WriterLives | Light::Obstructed => Err(Cause::Corrupt(
            "its nameless file is locked by somebody else",
        )),
    }
}

/// Maps a new object for writing, and publishes its first value.
fn first<T: Shared>(
    object: impl AsFd,
    len: NonZeroUsize,
    geometry: &Geometry,
    memory: Memory,
    value: &T,
) -> Result<(Mapping, Slots<T>, Publisher), Cause> {
    let mapping = os::map(object, len, Access::ReadWrite, memory)?;
    let slots = Slots::<T>::new(region(&mapping, geometry)).ok_or(too_large::<T>())?;
    // SAFETY: the mapping was just made for writing.
    let publisher = unsafe { slots.publish_first(value) };
    Ok((mapping, slots, publisher))
}

/// The reader table of an object that was found: its own, or a new one if that is lost.
fn table<T>(
    options: &WriterOptions<T>,
    directory: &Directory,
    attached: &Attached,
) -> Result<Option<Table>, Cause> {
    let (name, owner) = (&attached.name, attached.owner());
    if options.reader_table.is_none() && owner.cells == 0 {
        // Readers that come now shall not rely on wakes.
        Table::discard(directory, name).map_err(Cause::table)?;
        return Ok(None);
    }
    match Table::open(directory, name, owner, &Owners::default()) {
        Ok(Some(table)) => return Ok(Some(table)),
        // Lost, of another object, or spoilt by a reader: readers that have it open will look again
        // by themselves.
        Ok(None) => {}
        Err(error) if is_lost(&error) || owner.cells == 0 => {}
        // It may be there, with pins in it.
        Err(error) => return Err(Cause::table(error)),
    }
    if owner.cells != 0 {
        // Whoever begins to pin says so before it looks for the table, so nobody does any more in
        // what is there now, if it has no name.
        Table::discard(directory, name).map_err(Cause::table)?;
        fault::point("takeover.discarded");
        if os::beacon::may_be_pinned(&attached.object)? {
            return Err(Cause::PinsLost);
        }
    }
    let mode = match options.reader_table {
        Some(mode) => mode,
        None => return Ok(None),
    };
    Table::create(directory, name, owner, mode)
        .map(Some)
        .map_err(Cause::table)
}

/// Whether what is under the table's name is certainly no table.
fn is_lost(error: &OsError) -> bool {
    matches!(error.kind(), OsErrorKind::NotFound | OsErrorKind::Refused)
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
fn plan<T: Shared>(options: &WriterOptions<T>, schema_len: usize) -> Result<Geometry, Cause> {
    let plan = |slots| {
        Geometry::plan(size_of::<T>(), align_of::<T>(), slots, schema_len).ok_or(too_large::<T>())
    };
    let slots = match (options.slots, options.pin_cells) {
        (Some(slots), _) => slots,
        (None, cells) => default_slots(size_of::<T>()).max(cells.unwrap_or(0).saturating_add(2)),
    };
    let cells = match (options.reader_table, options.pin_cells) {
        (None, _) => 0,
        (Some(_), Some(cells)) => cells,
        (Some(_), None) => slots.saturating_sub(2),
    };
    plan(slots)?.with_pin_cells(cells).ok_or(Cause::Option(
        "a slot is needed for each pinning reader and two besides; write `slots` two above \
         `pinning_readers`, or leave `slots` out",
    ))
}

/// The header of a new object.
pub(super) fn header<T: Shared>(geometry: &Geometry, generation: u64) -> Result<Header, Cause> {
    let half = |n: usize| u32::try_from(n).map_err(|_| too_large::<T>());
    let word = |n: usize| u64::try_from(n).map_err(|_| too_large::<T>());
    let mut header = object::header::<T>(DISCIPLINE_SNAPSHOT, geometry.schema_len, generation)?;
    header.slot_count = geometry.slots.into();
    header.pin_cells = geometry.pin_cells.into();
    header.value_offset = half(geometry.value_offset)?;
    header.slot_stride = word(geometry.stride)?;
    header.slots_offset = word(geometry.slots_offset)?;
    header.object_len = word(geometry.object_len)?;
    Ok(header)
}
