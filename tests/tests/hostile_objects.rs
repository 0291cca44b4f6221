//! Promise: whatever has the name, a call gives a clear error or a value, and a call that fails
//! leaves what is there as it was.

use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::fs::{FileExt, PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};
use shm_typed::inspect::Inspector;
use shm_typed::{Error, ErrorKind, OnDrop, ReadError, Schema, SharedBox, SharedRef};
use shm_typed_tests::evidence::Evidence;
use shm_typed_tests::{Name, Watchdog};

type Value = [u64; 3];

// Where things are in an object of `Value`, by the format.
const MAJOR: usize = 8;
const MINOR: usize = 10;
const REQUIRED: usize = 16;
const OPTIONAL: usize = 24;
const DISCIPLINE: usize = 32;
const SLOTS_OFFSET: usize = 64;
const OBJECT_LEN: usize = 72;
const SCHEMA_LEN: usize = 84;
const LAYOUT_FINGERPRINT: usize = 88;
const HEAD: usize = 256;
const EVENT: usize = 264;
const PUBLISHED_AT: usize = 272;
const LIFECYCLE: usize = 384;
const SCHEMA: usize = 512;
const SLOTS: usize = 4096;
const STRIDE: usize = 64;

const EVIL: [u64; 18] = [
    0,
    1,
    2,
    3,
    7,
    8,
    63,
    255,
    256,
    4095,
    4096,
    4608,
    1 << 20,
    0x7fff_ffff,
    0x8000_0000,
    u32::MAX as u64,
    i64::MAX as u64,
    u64::MAX,
];

/// The six calls that take a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Read,
    Create,
    Open,
    OpenOrCreate,
    Replace,
    Remove,
}

const CALLS: [Call; 6] = [
    Call::Read,
    Call::Create,
    Call::Open,
    Call::OpenOrCreate,
    Call::Replace,
    Call::Remove,
];

impl Call {
    /// Does it, and uses what it gives.
    fn on(self, name: &str) -> Result<(), Error> {
        let keep = || SharedBox::<Value>::options().on_drop(OnDrop::Keep);
        match self {
            Self::Read => SharedRef::<Value>::open(name).map(|reader| use_reader(&reader)),
            Self::Create => keep().create(name, [0; 3]).map(use_writer),
            Self::Open => keep().open(name).map(use_writer),
            Self::OpenOrCreate => keep().open_or_create(name, [0; 3]).map(use_writer),
            Self::Replace => keep().replace(name, [0; 3]).map(use_writer),
            Self::Remove => shm_typed::remove(name),
        }
    }
}

fn use_reader(reader: &SharedRef<Value>) {
    let _ = (reader.read(), reader.try_read(), reader.read_boxed());
    let _ = reader.changed(Duration::from_millis(1));
    let _ = (reader.version(), reader.has_changed(), reader.is_closed());
    let _ = (reader.writer(), reader.generation(), format!("{reader:?}"));
    if let Err(error) = reader.schema() {
        assert_clear(&error, "open", reader.name());
    }
}

fn use_writer(mut writer: SharedBox<Value>) {
    let _ = *writer;
    writer.publish(&[1, 2, 3]);
    writer.update(|v| v[0] = 2);
    writer.write()[1] = 3;
    assert_eq!(*writer, [2, 3, 3]);
}

/// The text is one line that names the object and says what to do.
fn assert_clear(error: &Error, verb: &str, name: &str) {
    const ADVICE: [&str; 10] = [
        "remove",
        "choose",
        "build",
        "start",
        "take",
        "accept",
        "write",
        "open it as",
        "ask",
        "run as",
    ];
    let text = error.to_string();
    let start = format!("cannot {verb} the shared object `{name}`: ");
    let reason = text
        .strip_prefix(&start)
        .unwrap_or_else(|| panic!("does not begin with {start:?}: {text}"));
    assert!(
        ADVICE.iter().any(|advice| reason.contains(advice)),
        "no advice: {text}"
    );
    assert!(!text.contains(char::is_control), "{text:?}");
    assert_eq!(error.object(), name);
}

/// Does `call`; if it fails, what was there is there still, and nothing else is.
fn attempt(call: Call, name: &Name) -> Result<(), ErrorKind> {
    let before = Evidence::of(name.path());
    call.on(name).map_err(|error| {
        let verb = match call {
            Call::Create => "create",
            Call::Replace => "replace",
            Call::Remove => "remove",
            Call::Read | Call::Open | Call::OpenOrCreate => "open",
        };
        assert_clear(&error, verb, name);
        assert_eq!(Evidence::of(name.path()), before, "{call:?} changed it");
        assert!(!name.has_companions(), "{call:?} left something behind");
        error.kind()
    })
}

/// Each call fails, and says that what is there is of this `kind`.
fn assert_refused(name: &Name, kind: ErrorKind) {
    for call in CALLS {
        let expected = match call {
            Call::Create => ErrorKind::AlreadyExists,
            _ => kind,
        };
        assert_eq!(attempt(call, name), Err(expected), "{call:?}");
    }
}

/// As [`assert_refused`], of what is a (broken) object by its first bytes: it can be removed.
fn assert_refused_but_removable(name: &Name, kind: ErrorKind) {
    for call in CALLS {
        let expected = match call {
            Call::Create => Err(ErrorKind::AlreadyExists),
            Call::Remove => Ok(()),
            _ => Err(kind),
        };
        assert_eq!(attempt(call, name), expected, "{call:?}");
    }
    assert!(!name.exists() && !name.has_companions());
}

/// The bytes of an object that its writer has left in good order.
fn good_bytes() -> Vec<u8> {
    let name = Name::unique("good");
    let keep = SharedBox::options().on_drop(OnDrop::Keep);
    let mut writer = keep.create(&name, [1_u64, 2, 3]).unwrap();
    writer.publish(&[4, 5, 6]);
    drop(writer);
    fs::read(name.path()).unwrap()
}

fn put(name: &Name, bytes: &[u8]) {
    fs::write(name.path(), bytes).unwrap();
    fs::set_permissions(name.path(), Permissions::from_mode(0o600)).unwrap();
}

/// An object of `bytes` under a name of its own.
fn object(tag: &str, bytes: &[u8]) -> Name {
    let name = Name::unique(tag);
    put(&name, bytes);
    name
}

fn set(bytes: &mut [u8], at: usize, value: impl Into<u64>, width: usize) {
    bytes[at..at + width].copy_from_slice(&value.into().to_le_bytes()[..width]);
}

/// `bytes` with another schema text, and the slots behind it.
fn with_schema(bytes: &[u8], schema: &[u8]) -> Vec<u8> {
    let slots = (SCHEMA + schema.len()).next_multiple_of(4096);
    let mut moved = bytes[..SCHEMA].to_vec();
    moved.extend_from_slice(schema);
    moved.resize(slots, 0);
    moved.extend_from_slice(&bytes[SLOTS..]);
    let len = moved.len() as u64;
    set(&mut moved, SLOTS_OFFSET, slots as u64, 8);
    set(&mut moved, OBJECT_LEN, len, 8);
    set(&mut moved, SCHEMA_LEN, schema.len() as u64, 4);
    moved
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

// ---- what is no regular file -------------------------------------------------------------------

#[test]
fn a_directory_is_no_object() {
    let name = Name::unique("directory");
    fs::create_dir(name.path()).unwrap();

    assert_refused(&name, ErrorKind::NotAnObject);
}

#[test]
fn a_dangling_link_is_no_object_and_nothing_is_made_at_its_end() {
    let (name, end) = (Name::unique("dangling"), Name::unique("end"));
    symlink(end.path(), name.path()).unwrap();

    assert_refused(&name, ErrorKind::NotAnObject);
    assert!(!end.exists() && !end.has_companions());
}

#[test]
fn a_link_to_a_good_object_is_no_object_and_its_end_is_left_alone() {
    let name = Name::unique("link");
    let end = object("end", &good_bytes());
    symlink(end.path(), name.path()).unwrap();
    let before = Evidence::of(end.path());

    assert_refused(&name, ErrorKind::NotAnObject);

    assert_eq!(Evidence::of(end.path()), before);
    assert!(!end.has_companions());
}

#[test]
fn a_fifo_is_no_object_and_nobody_waits_for_its_other_end() {
    let _watchdog = Watchdog::new("hostile_objects: FIFO", 60);
    let name = Name::unique("fifo");
    mknodat(CWD, name.path(), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();

    assert_refused(&name, ErrorKind::NotAnObject);
}

#[test]
fn a_socket_is_no_object() {
    let name = Name::unique("socket");
    let _listener = UnixListener::bind(name.path()).unwrap();

    assert_refused(&name, ErrorKind::NotAnObject);
}

#[test]
fn a_device_is_no_object() {
    let name = Name::unique("device");
    let null = mknodat(
        CWD,
        name.path(),
        FileType::CharacterDevice,
        Mode::RUSR | Mode::WUSR,
        makedev(1, 3),
    );
    if let Err(error) = null {
        println!("skipped: no device can be made here: {error}");
        return;
    }

    assert_refused(&name, ErrorKind::NotAnObject);
}

// ---- regular files of others -------------------------------------------------------------------

#[test]
fn files_of_others_are_no_objects_whatever_their_length() {
    let zeros = [0; 8192];
    let mut other_magic = good_bytes();
    other_magic[..8].copy_from_slice(b"SHMREADR");
    let magic_alone = &b"SHMTYPE"[..];

    for bytes in [
        &zeros[..0],
        &zeros[..1],
        &zeros[..255],
        &zeros[..256],
        &zeros[..511],
        &zeros[..512],
        &zeros,
        b"my shopping list\n",
        magic_alone,
        &other_magic,
    ] {
        let name = object("foreign", bytes);

        assert_refused(&name, ErrorKind::NotAnObject);
    }
}

// ---- objects that are not what they say --------------------------------------------------------

#[test]
fn an_object_cut_off_anywhere_is_truncated() {
    let good = good_bytes();

    for len in [8, 9, 255, 256, 511, 512, 4095, 4096, good.len() - 1] {
        let name = object("truncated", &good[..len]);

        assert_refused_but_removable(&name, ErrorKind::Truncated);
    }
}

#[test]
fn an_object_in_a_newer_format_is_refused_and_one_of_a_newer_minor_is_read() {
    let mut bytes = good_bytes();
    set(&mut bytes, MAJOR, 2_u64, 2);
    assert_refused_but_removable(&object("major", &bytes), ErrorKind::NewerFormat);

    let mut bytes = good_bytes();
    set(&mut bytes, MINOR, 9_u64, 2);
    let name = object("minor", &bytes);
    assert_eq!(SharedRef::<Value>::open(&name).unwrap().read(), [4, 5, 6]);
}

#[test]
fn an_unknown_required_capability_is_refused_and_an_optional_one_is_tolerated() {
    let mut bytes = good_bytes();
    set(&mut bytes, REQUIRED, 1_u64 << 40, 8);
    assert_refused_but_removable(&object("required", &bytes), ErrorKind::NewerFormat);

    let mut bytes = good_bytes();
    set(&mut bytes, OPTIONAL, u64::MAX, 8);
    let name = object("optional", &bytes);
    assert_eq!(SharedRef::<Value>::open(&name).unwrap().read(), [4, 5, 6]);
}

#[test]
fn an_object_of_another_discipline_is_refused() {
    let mut bytes = good_bytes();
    set(&mut bytes, DISCIPLINE, 2_u64, 4);

    // What `replace` puts there has another layout anyway, but it has to understand the old one.
    assert_refused_but_removable(&object("discipline", &bytes), ErrorKind::LayoutMismatch);
}

/// Every call, with `width` bytes at each of `places` set to each evil value.
fn each_evil_value(places: impl Iterator<Item = usize>, width: usize) -> (u32, u32) {
    let _watchdog = Watchdog::new("hostile_objects: evil values", 300);
    let good = good_bytes();
    let name = Name::unique("evil");
    let (mut refused, mut accepted) = (0, 0);
    for at in places {
        for evil in EVIL {
            let mut bytes = good.clone();
            set(&mut bytes, at, evil, width);
            put(&name, &bytes);
            for call in CALLS {
                match attempt(call, &name) {
                    Ok(()) => {
                        accepted += 1;
                        assert_ne!(call, Call::Create, "it exists");
                        // A writer's companions, and its changes, are none of the next call's.
                        let _ = fs::remove_file(format!("{}.readers", name.path().display()));
                        fs::remove_file(name.path()).ok();
                        put(&name, &bytes);
                    }
                    Err(_) => refused += 1,
                }
            }
        }
    }
    println!("refused={refused} accepted={accepted}");
    (refused, accepted)
}

#[test]
fn no_4_byte_word_of_the_header_can_hurt() {
    let (refused, accepted) = each_evil_value((0..256).step_by(4), 4);

    assert!(refused > 0 && accepted > 0, "the words are looked at");
}

#[test]
fn no_8_byte_word_of_the_header_can_hurt() {
    let (refused, accepted) = each_evil_value((0..256).step_by(8), 8);

    assert!(refused > 0 && accepted > 0, "the words are looked at");
}

#[test]
fn no_word_of_the_state_and_of_the_slots_can_hurt() {
    let state = [HEAD, EVENT, PUBLISHED_AT].into_iter();
    let lives = (LIFECYCLE..LIFECYCLE + 40).step_by(8);
    let slots = (0..3).flat_map(|slot| [0, 8].map(|at| SLOTS + slot * STRIDE + at));

    let (refused, accepted) = each_evil_value(state.chain(lives).chain(slots), 8);

    assert!(refused > 0 && accepted > 0, "the words are looked at");
}

#[test]
fn a_head_that_names_no_complete_value_is_corrupt() {
    let head = |version: u64, slot: u64| version << 8 | slot;

    for head in [0, head(0, 1), head(2, 0), head(2, 8), head(3, 1), u64::MAX] {
        let mut bytes = good_bytes();
        set(&mut bytes, HEAD, head, 8);
        let name = object("head", &bytes);

        // A new object needs nothing of the old one's state, so `replace` succeeds.
        for call in [Call::Read, Call::Open, Call::OpenOrCreate] {
            assert_eq!(
                attempt(call, &name),
                Err(ErrorKind::Corrupt),
                "{call:?} {head:#x}"
            );
        }
        assert_eq!(attempt(Call::Replace, &name), Ok(()));
    }
}

#[test]
fn an_object_that_becomes_corrupt_under_a_reader_still_gives_it_bits() {
    let name = object("spoilt", &good_bytes());
    let reader = SharedRef::<Value>::open(&name).unwrap();
    assert_eq!(reader.try_read(), Ok([4, 5, 6]));

    let file = OpenOptions::new().write(true).open(name.path()).unwrap();
    file.write_all_at(&u64::MAX.to_le_bytes(), 256).unwrap();

    assert_eq!(reader.try_read(), Err(ReadError::Corrupt));
    let mut value = [0; 3];
    assert_eq!(reader.read_into(&mut value), 0, "no version");
    assert_eq!(reader.read(), value);
    assert!(SharedRef::<Value>::open(&name).is_err());
}

// ---- schemas -----------------------------------------------------------------------------------

#[test]
fn a_schema_that_cannot_be_read_is_an_error_and_its_values_can_still_be_read() {
    let _watchdog = Watchdog::new("hostile_objects: schemas", 120);
    let good = good_bytes();
    let deep = b"[".repeat(1 << 20);
    let deep_types = br#"{"array":"#.repeat(100_000);
    let numbers = [b"[".to_vec(), b"1,".repeat((1 << 19) - 1)].concat();

    for schema in [
        &b""[..],
        b"not JSON",
        b"\0\0\0\0",
        b"{\"format\":1,\"type\":\"\xff\xfe\"}",
        b"{\"format\":1}",
        b"{\"format\":1,\"type\":\"u64\"}trailing",
        b"{\"format\":99,\"type\":\"u64\"}",
        b"{\"format\":1,\"type\":{\"array\":\"u64\",\"len\":18446744073709551615}}",
        &deep,
        &deep_types,
        &numbers,
    ] {
        let mut bytes = with_schema(&good, schema);
        let shown = String::from_utf8_lossy(&schema[..schema.len().min(40)]).into_owned();

        // The layout's fingerprint is right: the text is for tools.
        let name = object("schema", &bytes);
        let reader = SharedRef::<Value>::open(&name).unwrap();
        assert_eq!(reader.read(), [4, 5, 6]);
        let error = reader.schema().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{shown}");
        assert_clear(&error, "open", &name);

        // It is another: the text would have to say what differs.
        bytes[LAYOUT_FINGERPRINT] ^= 1;
        let name = object("schema", &bytes);
        for call in [Call::Read, Call::Open, Call::OpenOrCreate] {
            assert_eq!(attempt(call, &name), Err(ErrorKind::Corrupt), "{shown}");
        }
    }
}

/// A schema of `len` structs of one byte each, which have thousands of fields without bytes besides.
fn crowded(number: &str, len: usize) -> String {
    let mut fields = format!(r#"{{"name":"one","offset":0,"type":"{number}"}}"#);
    for field in 0..15_000 {
        let more = r#""offset":1,"type":{"array":"u8","len":0}"#;
        fields += &format!(r#",{{"name":"{field}",{more}}}"#);
    }
    let element = format!(r#"{{"struct":"S","size":1,"align":1,"fields":[{fields}]}}"#);
    format!(r#"{{"format":1,"type":{{"array":{element},"len":{len}}}}}"#)
}

#[test]
fn fields_without_bytes_make_no_look_at_a_value_endless() {
    // If each element were gone through field by field, it would take many minutes.
    const LEN: usize = 1 << 20;
    let _watchdog = Watchdog::new("hostile_objects: fields without bytes", 120);

    let name = Name::unique("crowded");
    let keep = SharedBox::<[bool; LEN]>::options().on_drop(OnDrop::Keep);
    drop(
        keep.create_with(&name, |flags| flags[LEN - 1] = true)
            .unwrap(),
    );
    let mut bytes = with_schema(
        &fs::read(name.path()).unwrap(),
        crowded("bool", LEN).as_bytes(),
    );
    let last = bytes.iter().rposition(|byte| *byte == 1).unwrap();
    bytes[last] = 2;
    put(&name, &bytes);
    let findings = Inspector::new().verify(&name).unwrap();
    let invalid = format!("`[{}].one` holds 2 (0x02), and a bool is 0 or 1", LEN - 1);
    assert_eq!(findings.last().unwrap().text(), invalid);

    let name = Name::unique("crowded-live");
    put(&name, &[7; LEN]);
    let schema = Schema::from_json(crowded("u8", LEN).as_bytes()).unwrap();
    let reading = Inspector::new()
        .open_bare(&name, schema)
        .unwrap()
        .read()
        .unwrap();
    assert_eq!((reading.bytes()[0], reading.bytes()[LEN - 1]), (7, 7));
}

#[test]
fn a_schema_that_disagrees_with_the_fingerprint_is_corrupt() {
    let mut bytes = good_bytes();
    bytes[LAYOUT_FINGERPRINT] ^= 1;
    let name = object("fingerprint", &bytes);

    for call in [Call::Read, Call::Open, Call::OpenOrCreate] {
        assert_eq!(attempt(call, &name), Err(ErrorKind::Corrupt));
    }
}

#[test]
fn a_schema_that_disagrees_with_the_size_of_the_values_is_corrupt() {
    let mut bytes = with_schema(&good_bytes(), br#"{"format":1,"type":"u32"}"#);
    bytes[LAYOUT_FINGERPRINT] ^= 1;
    let name = object("size", &bytes);

    for call in [Call::Read, Call::Open, Call::OpenOrCreate] {
        assert_eq!(attempt(call, &name), Err(ErrorKind::Corrupt));
    }
}

#[test]
fn another_layout_is_told_in_words() {
    let name = object("layout", &good_bytes());

    let error = SharedRef::<[u64; 4]>::open(&name).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
    assert_clear(&error, "open", &name);
    let text = error.to_string();
    assert!(text.contains("[u64; 4] here"), "{text}");
    assert!(text.contains("[u64; 3] in the object"), "{text}");
    assert!(error.diff().is_some());
}

// ---- whose it is -------------------------------------------------------------------------------

#[test]
fn an_object_that_others_may_write_is_not_trusted() {
    for mode in [0o620, 0o602, 0o666, 0o622] {
        let name = object("mode", &good_bytes());
        fs::set_permissions(name.path(), Permissions::from_mode(mode)).unwrap();

        assert_refused(&name, ErrorKind::Untrusted);

        let text = SharedRef::<Value>::open(&name).unwrap_err().to_string();
        assert!(text.contains(&format!("{mode:04o}")), "{text}");
        assert!(text.contains("chmod go-w"), "{text}");
    }
}

#[test]
fn an_object_of_a_stranger_is_not_trusted_unless_he_is_named() {
    const STRANGER: u32 = 54_321;
    if !is_root() {
        println!("skipped: only root can give a file away");
        return;
    }
    let name = object("owner", &good_bytes());
    chown(name.path(), Some(STRANGER), None).unwrap();

    assert_refused(&name, ErrorKind::Untrusted);
    let text = SharedRef::<Value>::open(&name).unwrap_err().to_string();
    assert!(text.contains("uid 54321"), "{text}");

    let options = SharedRef::<Value>::options();
    assert_eq!(
        options
            .clone()
            .owner(STRANGER + 1)
            .open(&name)
            .unwrap_err()
            .kind(),
        ErrorKind::Untrusted
    );
    assert_eq!(
        options.clone().owner(STRANGER).open(&name).unwrap().read(),
        [4, 5, 6]
    );
    assert_eq!(options.any_owner().open(&name).unwrap().read(), [4, 5, 6]);
}

#[test]
fn an_object_with_a_second_name_is_read_and_not_written() {
    let name = object("linked", &good_bytes());
    let second = Name::unique("second");
    fs::hard_link(name.path(), second.path()).unwrap();

    for call in [Call::Open, Call::OpenOrCreate, Call::Replace] {
        assert_eq!(attempt(call, &name), Err(ErrorKind::Untrusted), "{call:?}");
    }
    assert_eq!(attempt(Call::Read, &name), Ok(()));
}

// ---- what stands where the companions belong ---------------------------------------------------

/// Puts things where the companion `NAME.suffix` belongs, and shows each to `with`.
fn each_obstacle(suffix: &str, with: impl Fn(&Name, &Path)) {
    let place = |path: &Path, kind: &str| match kind {
        "directory" => fs::create_dir(path).unwrap(),
        "link" => symlink("/nonexistent", path).unwrap(),
        "fifo" => mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap(),
        _ => fs::write(path, "somebody else's\n").unwrap(),
    };
    for kind in ["directory", "link", "fifo", "text"] {
        let name = object("obstacle", &good_bytes());
        let path = format!("{}.{suffix}", name.path().display());
        place(path.as_ref(), kind);
        with(&name, path.as_ref());
    }
}

#[test]
fn what_stands_where_the_lock_belongs_is_left_alone_and_named() {
    let _watchdog = Watchdog::new("hostile_objects: obstacles", 60);
    each_obstacle("lock", |name, path| {
        let before = (Evidence::of(name.path()), Evidence::of(path));

        for call in [Call::Open, Call::OpenOrCreate, Call::Replace, Call::Remove] {
            let error = call.on(name).unwrap_err();

            let text = error.to_string();
            assert!(
                matches!(error.kind(), ErrorKind::NotAnObject | ErrorKind::Untrusted),
                "{text}"
            );
            assert!(text.contains("lock"), "{text}");
            assert!(text.contains("remove"), "{text}");
            assert_eq!((Evidence::of(name.path()), Evidence::of(path)), before);
        }
        assert_eq!(SharedRef::<Value>::open(name).unwrap().read(), [4, 5, 6]);
    });
}

#[test]
fn what_stands_where_the_reader_table_belongs_stops_no_reader() {
    let _watchdog = Watchdog::new("hostile_objects: obstacles", 60);
    each_obstacle("readers", |name, path| {
        let before = Evidence::of(path);

        let reader = SharedRef::<Value>::open(name).unwrap();

        use_reader(&reader);
        assert_eq!(Evidence::of(path), before);
    });
}

#[test]
fn a_directory_where_the_reader_table_belongs_is_left_alone_and_named() {
    let name = Name::unique("table-directory");
    let path = format!("{}.readers", name.path().display());
    fs::create_dir(&path).unwrap();
    let before = Evidence::of(&path);

    let error = SharedBox::create(&name, 1_u64).unwrap_err();

    assert!(error.to_string().contains("reader table"), "{error}");
    assert_eq!(Evidence::of(&path), before);
    assert!(!name.exists());
}

/// A directory that is removed on drop.
struct Obstacle(String);

impl Obstacle {
    fn at(path: String) -> Self {
        fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Obstacle {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

#[test]
fn a_replace_that_cannot_be_finished_leaves_the_old_object_as_it_was() {
    let name = object("unfinished", &good_bytes());
    let reader = SharedRef::<Value>::open(&name).unwrap();
    // The successor is called so until it takes over the name.
    let obstacle = Obstacle::at(format!("/dev/shm/.{}.new", &*name));
    let before = Evidence::of(name.path());

    let error = Call::Replace.on(&name).unwrap_err();

    assert!(error.to_string().contains("successor"), "{error}");
    assert_eq!(Evidence::of(name.path()), before);
    assert!(!name.has_companions());
    assert_eq!(reader.read(), [4, 5, 6]);
    drop(obstacle);
    Call::Replace.on(&name).unwrap();
}

#[test]
fn what_a_killed_writer_left_half_done_is_cleared_away() {
    let name = object("half-done", &good_bytes());
    let successors = ["", ".readers"].map(|end| format!("/dev/shm/.{}{end}.new", &*name));
    for path in &successors {
        fs::write(path, "half a successor").unwrap();
    }

    Call::Replace.on(&name).unwrap();

    assert_eq!(SharedRef::<Value>::open(&name).unwrap().read(), [2, 3, 3]);
    for path in &successors {
        assert!(!Path::new(path).exists(), "{path}");
    }
}

// ---- scribbling --------------------------------------------------------------------------------

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// Writes 1 to 64 random bytes at a random place of the file, `rounds` times.
fn scribble(file: &File, seed: u64, rounds: u32) {
    let len = file.metadata().unwrap().len();
    let mut numbers = Numbers(seed);
    for _ in 0..rounds {
        let bytes: [u8; 64] = std::array::from_fn(|_| match numbers.below(4) {
            0 => 0,
            1 => 0xff,
            _ => numbers.next() as u8,
        });
        // The words that matter most are few: go there often.
        let at = match numbers.below(4) {
            0 => HEAD as u64 + numbers.below(24),
            1 => LIFECYCLE as u64 + numbers.below(40),
            _ => numbers.below(len),
        };
        let most = (len - at).min(64);
        let part = &bytes[..1 + numbers.below(most) as usize];
        file.write_all_at(part, at).unwrap();
    }
}

#[test]
fn a_reader_and_a_writer_live_on_while_somebody_scribbles_over_everything() {
    const ROUNDS: u32 = 20_000;
    let _watchdog = Watchdog::new("hostile_objects: scribbling", 300);
    let name = Name::unique("scribbled");
    let mut writer = SharedBox::create(&name, [1_u64; 3]).unwrap();
    let reader = SharedRef::<Value>::open(&name).unwrap();
    // The table is mapped by the first wait.
    let _ = (reader.read(), reader.changed(Duration::from_millis(1)));
    let write = |path: &str| OpenOptions::new().write(true).open(path).unwrap();
    let path = name.path().display().to_string();
    let files = [write(&path), write(&format!("{path}.readers"))];
    let over = AtomicBool::new(false);

    let (reads, publishes) = thread::scope(|scope| {
        let scribblers: Vec<_> = files
            .iter()
            .zip([0x5eed, 0xfeed])
            .map(|(file, seed)| scope.spawn(move || scribble(file, seed, ROUNDS)))
            .collect();
        let reading = scope.spawn(|| {
            let mut reads = 0;
            while !over.load(Relaxed) {
                use_reader(&reader);
                use_reader(&reader.clone());
                reads += 1;
            }
            reads
        });
        let writer = &mut writer;
        let over = &over;
        let writing = scope.spawn(move || {
            let mut publishes = 0;
            while !over.load(Relaxed) {
                writer.publish(&[2; 3]);
                // What it derefs to came out of the object, so it may be anything.
                let _ = **writer;
                writer.update(|v| v[0] = 4);
                writer.write()[1] = 5;
                let _ = (writer.version(), writer.generation());
                publishes += 3;
            }
            publishes
        });
        for scribbler in scribblers {
            scribbler.join().unwrap();
        }
        over.store(true, Relaxed);
        (reading.join().unwrap(), writing.join().unwrap())
    });

    println!("rounds={ROUNDS} reads={reads} publishes={publishes}");
    assert!(reads > 0 && publishes > 0);
    writer.publish(&[7, 8, 9]);
    assert_eq!(reader.read(), [7, 8, 9], "the next publish mends it");
    assert_eq!(reader.try_read(), Ok([7, 8, 9]));
    drop(writer);
    assert!(!name.exists() && !name.has_companions());
}

#[test]
fn an_object_scribbled_over_is_opened_or_refused_and_nothing_else() {
    let _watchdog = Watchdog::new("hostile_objects: scribbled objects", 300);
    let good = good_bytes();
    let name = Name::unique("random");
    for seed in 1..=300 {
        put(&name, &good);
        let file = OpenOptions::new().write(true).open(name.path()).unwrap();
        scribble(&file, seed * 0x9e37_79b9, 1 + (seed % 3) as u32);
        drop(file);
        for call in [Call::Read, Call::Open, Call::OpenOrCreate] {
            let _ = attempt(call, &name);
            let _ = fs::remove_file(format!("{}.readers", name.path().display()));
        }
    }
}
