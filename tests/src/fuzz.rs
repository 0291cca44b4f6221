//! What the fuzzers do with their input, kept here so that a test can repeat it on any toolchain.
//!
//! An input is a byte of flags and then either the bytes of an object, or edits: records of
//! [`RECORD`] bytes, each two bytes of offset, one that says what to do, and eight of value.

use std::fmt::{Debug, Display};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::sync::OnceLock;
use std::time::Duration;
use std::{fs, io};

use shm_typed::schema::{Field, Schema, Shape, Type};
use shm_typed::{
    Change, Compatible, ErrorKind, OnDrop, Plain, Shared, SharedBox, SharedRef, WriterState, remove,
};

use crate::Name;

mod inspect;
mod sealed;
mod table;

pub use inspect::{LIVE, RICH, inspect};
use sealed::sealed;
pub use table::table;

/// Bytes of one edit.
pub const RECORD: usize = 11;
/// [`attach`]: the rest of the input is the object.
pub const RAW: u8 = 1;
/// [`attach`]: the object holds `[u8; 13]`, a size that is no multiple of a word.
pub const BYTES: u8 = 2;
/// [`attach`]: the writer ended in good order; else it was killed.
pub const CLOSED: u8 = 4;
/// [`attach`]: the object has no reader table. [`live_scribble`]: likewise.
pub const NO_TABLE: u8 = 8;
/// [`live_scribble`]: the writer keeps the time of its last publish.
pub const TIMED: u8 = 16;
/// An edit is of the reader table, and not of the object.
pub const TABLE: u8 = 16;

/// The edits of one input after which it is cut off.
const MAX_RECORDS: usize = 128;
/// The longest file that an edit makes.
const MAX_LEN: u64 = 1 << 24;

/// Offset of the instance id in the header.
const INSTANCE: usize = 120;
/// Offset of the lifecycle word.
const LIFECYCLE: usize = 384;
/// Offset of the instance id in the header of the reader table.
const TABLE_INSTANCE: usize = 16;

/// The value of the valid object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(C)]
pub struct Sample {
    /// Where it is.
    #[shared(unit = "mm", kind = "gauge", range = -1000..=1000)]
    place: i64,
    /// What went wrong.
    #[shared(kind = "counter")]
    faults: u64,
    cells: [u32; 4],
    part: Part,
}

/// A struct inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(C)]
pub struct Part {
    color: [u8; 3],
    mode: u8,
    limit: i32,
}

/// What [`Sample`] was before it grew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(C)]
pub struct Sooner {
    place: i64,
    faults: u64,
}

impl Sample {
    fn numbered(n: u64) -> Self {
        let part = Part {
            color: [1, 2, 3],
            mode: n.to_le_bytes()[0],
            limit: -1,
        };
        Self {
            place: -7,
            faults: n,
            cells: [u32::MAX, 0, 1, 2],
            part,
        }
    }
}

/// One edit.
struct Edit {
    offset: u16,
    what: u8,
    value: [u8; 8],
}

fn edits(bytes: &[u8]) -> impl Iterator<Item = Edit> {
    let records = bytes.chunks_exact(RECORD).take(MAX_RECORDS);
    records.filter_map(|record| {
        let (offset, rest) = record.split_first_chunk()?;
        let (what, value) = rest.split_first()?;
        Some(Edit {
            offset: u16::from_le_bytes(*offset),
            what: *what,
            value: value.try_into().ok()?,
        })
    })
}

/// Any bytes as the text of a schema: refused, or consistent in everything that can be asked of it.
///
/// # Panics
///
/// If not.
pub fn schema_decode(data: &[u8]) {
    let fixed = Schema::of::<Sample>();
    let schema = match Schema::from_json(data) {
        Ok(schema) => schema,
        Err(error) => return printable(&error),
    };
    let json = schema.to_json();
    let again = Schema::from_json(json.as_bytes()).expect("what was written can be read");
    assert_eq!(again, schema);
    assert_eq!(again.to_json(), json, "the text is canonical");
    assert!(schema.diff(&again).is_empty());
    assert_eq!(schema.fingerprint(), again.fingerprint());
    printable(&schema);
    for diff in [schema.diff(&fixed), fixed.diff(&schema)] {
        printable(&diff);
        assert_eq!(
            diff.is_empty(),
            schema.fingerprint() == fixed.fingerprint(),
            "{diff}"
        );
    }
    look_up(&schema, schema.root(), "");
}

/// Finds every field, the last element of each array, and nothing behind it.
fn look_up(schema: &Schema, ty: &Type, path: &str) {
    let found = schema.field(path).expect("it is in the list");
    assert_eq!(found.ty(), ty);
    let end = found.offset().checked_add(ty.size());
    assert!(
        end.is_some_and(|end| end <= schema.size()),
        "`{path}` lies in the value"
    );
    if let Shape::Array { element, len } = ty.shape() {
        assert_eq!(schema.field(&format!("{path}[{len}]")), None);
        if let Some(last) = len.checked_sub(1) {
            look_up(schema, element, &format!("{path}[{last}]"));
        }
    }
    for field in ty.fields() {
        let dot = if path.is_empty() { "" } else { "." };
        look_up(schema, field.ty(), &format!("{path}{dot}{}", field.name()));
        notes(field);
    }
}

fn notes(field: &Field) {
    let _ = format!("{field:?}");
    let _ = (field.kind(), field.unit(), field.range(), field.invalid());
}

/// What is printed holds nothing that a terminal would obey.
fn printable(what: &impl Display) {
    let text = what.to_string();
    assert!(
        !text.contains(|c: char| c.is_control() && c != '\n'),
        "{text:?}"
    );
}

/// The files of a valid object, with nothing in them that differs from run to run where the reader
/// looks.
struct Template {
    object: Vec<u8>,
    table: Vec<u8>,
}

impl Template {
    fn of<T: Plain>(values: [T; 3]) -> Self {
        let name = Name::unique("template");
        let [first, rest @ ..] = values;
        let mut writer = SharedBox::options()
            .on_drop(OnDrop::Keep)
            .create(&name, first)
            .expect("an object can be made");
        for value in &rest {
            writer.publish(value);
        }
        drop(writer);
        let mut object = fs::read(name.path()).expect("it is there");
        let mut table = fs::read(companion(&name, "readers")).expect("it has a table");
        object[INSTANCE..INSTANCE + 16].fill(7);
        table[TABLE_INSTANCE..TABLE_INSTANCE + 16].fill(7);
        Self { object, table }
    }

    /// The files, after the edits in `rest`, under a new name.
    fn place(&self, flags: u8, rest: &[u8]) -> Name {
        let name = Name::unique("fuzz");
        let write = |bytes: &[u8], edits: &[Edit], path: &str| -> io::Result<()> {
            let file = fs::File::options()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)?;
            file.write_all_at(bytes, 0)?;
            for edit in edits {
                let len = usize::from(edit.what & 15);
                if len == 0 {
                    file.set_len(u64::from_le_bytes(edit.value) % MAX_LEN)?;
                } else {
                    let value = edit.value.get(..len).unwrap_or(&edit.value);
                    file.write_all_at(value, u64::from(edit.offset))?;
                }
            }
            Ok(())
        };

        let path = name.path().display().to_string();
        let written = if flags & RAW != 0 {
            write(rest, &[], &path)
        } else {
            let (table, object): (Vec<_>, Vec<_>) =
                edits(rest).partition(|edit| edit.what & TABLE != 0);
            let mut image = self.object.clone();
            image[LIFECYCLE] = if flags & CLOSED != 0 { 2 } else { 1 };
            write(&image, &object, &path).and_then(|()| {
                if flags & NO_TABLE == 0 {
                    write(&self.table, &table, &companion(&name, "readers"))?;
                }
                Ok(())
            })
        };
        written.expect("files can be written");
        name
    }
}

fn companion(name: &Name, end: &str) -> String {
    format!("{}.{end}", name.path().display())
}

/// Any bytes as an object, or as edits of a valid one: every call gives an error or a value, and what
/// is published afterwards arrives.
///
/// The length of a file is the value of a record that has no length of its own.
///
/// # Panics
///
/// If not.
pub fn attach(data: &[u8]) {
    static SAMPLE: OnceLock<Template> = OnceLock::new();
    static ODD: OnceLock<Template> = OnceLock::new();

    let Some((&flags, rest)) = data.split_first() else {
        return;
    };
    let template = if flags & BYTES == 0 {
        SAMPLE.get_or_init(|| Template::of([1, 2, 3].map(Sample::numbered)))
    } else {
        ODD.get_or_init(|| Template::of([[1_u8; 13], [2; 13], [3; 13]]))
    };
    let name = template.place(flags, rest);
    if flags & BYTES == 0 {
        attack(&name, [4, 5, 6].map(Sample::numbered));
    } else {
        attack(&name, [[4_u8; 13], [5; 13], [6; 13]]);
    }
}

/// Everything that can be done with the object `name`, which may be any bytes.
fn attack<T: Plain + PartialEq + Debug>(name: &Name, [first, second, third]: [T; 3]) {
    let reader = refused(SharedRef::<T>::open(name));
    if let Some(reader) = &reader {
        look(reader);
    }
    // Its own type is among these, or none of them.
    if let Some(other) = refused(SharedRef::<[u64; 5]>::open(name)) {
        look(&other);
    }
    if let Some(other) = refused(SharedRef::<i8>::open(name)) {
        look(&other);
    }
    let grown = SharedRef::<Sooner>::options().compatible(Compatible::Prefix);
    if let Some(other) = refused(grown.open(name)) {
        look(&other);
    }
    if let Some(file) = sealed(name)
        && let Some(other) = refused(SharedRef::<T>::from_fd(file))
    {
        look(&other);
    }

    let keep = SharedBox::<T>::options().on_drop(OnDrop::Keep);
    if let Some(mut writer) = refused(keep.open(name)) {
        let version = writer.version();
        writer.publish(&first);
        assert!(writer.version() == version + 1 || writer.version() == 1);
        arrived(&writer, reader.as_ref(), &first);
        writer.update(|value| *value = second);
        arrived(&writer, reader.as_ref(), &second);
        *writer.write() = third;
        arrived(&writer, reader.as_ref(), &third);

        let taken = SharedBox::<T>::open(name).expect_err("there is one writer");
        assert_eq!(taken.kind(), ErrorKind::WriterTaken);
        let taken = remove(name).expect_err("there is a writer");
        assert_eq!(taken.kind(), ErrorKind::WriterTaken);
        drop(writer);
        if let Some(reader) = &reader {
            assert!(reader.is_closed());
            let state = reader.writer().map(|status| status.state());
            assert!(matches!(state, Ok(WriterState::Closed)), "{state:?}");
            assert_eq!(reader.changed(Duration::MAX), Change::Closed);
        }
    }

    let mut reader = reader;
    if let Some(writer) = refused(keep.replace(name, first))
        && let Some(reader) = &mut reader
    {
        if !reader.has_changed() {
            assert_eq!(reader.changed(Duration::MAX), Change::Superseded);
        }
        reader.reopen().expect("it is whole now");
        assert_eq!(reader.generation(), writer.generation());
        arrived(&writer, Some(reader), &first);
    }
    drop(reader);
    match remove(name) {
        Ok(()) => assert!(!name.exists() && !name.has_companions()),
        // What does not even begin as an object does is left alone.
        Err(error) => assert_eq!(error.kind(), ErrorKind::NotAnObject),
    }
}

/// The value, if there is one; a refusal can be printed.
fn refused<V>(result: Result<V, shm_typed::Error>) -> Option<V> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            printable(&error);
            let _ = (format!("{error:?}"), error.kind());
            None
        }
    }
}

/// Everything that can be asked of a reader whose object nobody writes.
fn look<T: Plain + PartialEq + Debug>(reader: &SharedRef<T>) {
    assert!(reader.has_changed());
    let value = reader
        .try_read()
        .expect("what can be opened holds a whole value");
    assert_eq!(reader.read(), value);
    assert_eq!(*reader.read_boxed(), value);
    let mut again = value;
    assert_eq!(reader.read_into(&mut again), reader.version());
    assert_eq!(again, value);
    assert!(!reader.has_changed());
    assert_ne!(reader.changed(Duration::ZERO), Change::Published);
    assert_eq!(reader.clone().read(), value);
    let _ = reader.generation();
    describe(reader);
}

/// What is told of the object, and not of its value.
fn describe<T: Plain>(reader: &SharedRef<T>) {
    let status = reader.writer().expect("the kernel answers");
    let _ = format!("{status:?} {reader:?} {}", reader.is_closed());
    if let Some(schema) = refused(reader.schema()) {
        printable(&schema);
        printable(&Schema::of::<T>().diff(&schema));
    }
}

/// What was published last is what everybody gets.
fn arrived<T: Plain + PartialEq + Debug>(
    writer: &SharedBox<T>,
    reader: Option<&SharedRef<T>>,
    value: &T,
) {
    assert_eq!(**writer, *value);
    if let Some(reader) = reader {
        assert!(reader.has_changed());
        assert_eq!(reader.changed(Duration::ZERO), Change::Published);
        assert_eq!(reader.version(), writer.version());
        assert_eq!(reader.read(), *value);
        assert_eq!(reader.try_read().as_ref(), Ok(value));
        assert!(!reader.has_changed());
    }
}

/// Bytes of an object that change under a live writer and its readers: what is published arrives all
/// the same, and nothing else happens than errors and wrong values.
///
/// The upper three bits of a record say which call follows the edit.
///
/// # Panics
///
/// If not.
pub fn live_scribble(data: &[u8]) {
    let Some((&flags, rest)) = data.split_first() else {
        return;
    };
    let name = Name::unique("fuzz");
    let mut writer = SharedBox::options()
        .slots(2 + (flags >> 5))
        .publish_time(flags & TIMED != 0)
        .reader_table((flags & NO_TABLE == 0).then_some(0o600))
        .create(&name, Sample::numbered(0))
        .expect("an object can be made");
    let mut reader = SharedRef::<Sample>::open(&name).expect("it is whole");
    let open = |path: &str| fs::File::options().write(true).open(path).ok();
    let object = open(&name.path().display().to_string()).expect("it is there");
    let table = open(&companion(&name, "readers"));

    for (n, edit) in (1..).zip(edits(rest)) {
        let target = match &table {
            Some(table) if edit.what & TABLE != 0 => table,
            _ => &object,
        };
        scribble(target, &edit).expect("the bytes can be changed");

        let version = writer.version();
        match edit.what >> 5 {
            0 => {
                let _ = (reader.read(), reader.version(), reader.has_changed());
            }
            1 => {
                if let Ok(value) = reader.try_read() {
                    assert_eq!(reader.read(), value);
                    assert!(!reader.has_changed());
                }
            }
            2 => {
                writer.publish(&Sample::numbered(n));
                assert_eq!(writer.version(), version + 1);
                assert_eq!(reader.read(), Sample::numbered(n));
                assert_eq!(*writer, Sample::numbered(n));
            }
            3 => {
                writer.update(|value| value.faults = n);
                assert_eq!(writer.version(), version + 1);
                assert_eq!(reader.read(), *writer);
            }
            4 => {
                let _ = reader.changed(Duration::from_micros(n % 2));
            }
            5 => describe(&reader),
            6 => {
                if let Some(other) = refused(SharedRef::<Sample>::open(&name)) {
                    let _ = (other.read(), other.try_read());
                }
                let _ = reader.clone().read_boxed();
            }
            _ => {
                if n % 2 == 0 {
                    refused(reader.reopen());
                } else {
                    writer.write().cells[0] = 9;
                    assert_eq!(reader.read(), *writer);
                }
            }
        }
    }
    drop(writer);
    assert!(!name.exists() && !name.has_companions());
    let _ = (reader.is_closed(), reader.read());
}

/// Changes bytes within the file.
fn scribble(file: &fs::File, edit: &Edit) -> io::Result<()> {
    let len = usize::from(edit.what & 15);
    let value = edit.value.get(..len).unwrap_or(&edit.value);
    let room = file.metadata()?.len().saturating_sub(8);
    file.write_all_at(value, u64::from(edit.offset) % room.max(1))
}
