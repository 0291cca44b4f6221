//! Promise: an object without a name is read by whoever is handed its descriptor, and written by
//! nobody but its one writer; what is handed over is looked at before it is trusted.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use rustix::fs::{CWD, Mode, OFlags, SealFlags, fcntl_add_seals, openat};
use rustix::io::Errno;
use shm_typed::{
    Change, Error, ErrorKind, Frozen, ReadError, Shared, SharedBox, SharedRef, WriterState,
};
use shm_typed_tests::handover::{
    NOBODY, Writable, bytes_of, map_for_writing, memory_file, receive, reopen_for_writing, send,
};
use shm_typed_tests::process::{descriptors_of, mappings_of};
use shm_typed_tests::{Name, Peer, Watchdog};

const HANDOVER: &str = env!("CARGO_BIN_EXE_handover");

/// What a receiver asks for.
const ENOUGH: SealFlags = SealFlags::SHRINK.union(SealFlags::FUTURE_WRITE);

type Value = [u64; 3];

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// As it arrives at a receiver.
fn handed<T: Shared>(writer: &SharedBox<T>) -> OwnedFd {
    let descriptor = writer.as_fd().expect("it is anonymous");
    descriptor.try_clone_to_owned().unwrap()
}

/// The largest alignment that a shared type may have.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C, align(4096))]
struct Pages {
    words: [u64; 1024],
}

#[test]
fn values_that_are_aligned_to_a_page_are_handed_over() {
    let mut writer = SharedBox::anonymous("pages", Pages { words: [1; 1024] }).unwrap();
    let reader = SharedRef::<Pages>::from_fd(handed(&writer)).unwrap();
    assert_eq!(reader.read(), Pages { words: [1; 1024] });

    for n in 2..20 {
        writer.update_with(|mut pages| pages.words().range(..).unwrap().fill(n));
        assert_eq!(*reader.read_boxed(), Pages { words: [n; 1024] });
        assert_eq!(reader.read_with(|pages| pages.words().at(1023)), Some(n));
    }
    let frozen = writer.freeze().unwrap();
    assert_eq!(std::ptr::from_ref(&*frozen).addr() % 4096, 0);
    assert_eq!(*frozen, *writer);
}

// ---- between processes -------------------------------------------------------------------------

#[test]
fn another_process_reads_what_it_is_handed_and_cannot_write_it() {
    let _watchdog = Watchdog::new("handed over", 60);
    let mut writer = SharedBox::anonymous("handed", 1_u64).unwrap();
    let (mut peer, socket) = Peer::on_socket(HANDOVER, ["read"]);
    send(&socket, writer.as_fd().unwrap());

    // As root it runs as another user; else at least as another process.
    let user = if is_root() {
        NOBODY
    } else {
        rustix::process::geteuid().as_raw()
    };
    assert_eq!(peer.line(), format!("uid {user}"));
    assert_eq!(peer.line(), "written false");
    assert_eq!(peer.line(), "mapped false");
    assert_eq!(peer.line(), "shortened false");
    assert_eq!(peer.line(), "reopened Err(PermissionDenied)");
    assert_eq!(peer.line(), "read 1");
    writer.publish(&2);
    assert_eq!(peer.line(), "read 2");
    drop(writer);
    assert_eq!(peer.line(), "Closed");
    assert!(peer.finish().success());
}

#[test]
fn a_killed_writer_is_seen_and_waited_for_no_longer() {
    let _watchdog = Watchdog::new("killed writer", 60);
    let (mut peer, mut socket) = Peer::on_socket(HANDOVER, ["write"]);
    let reader = SharedRef::<u64>::from_fd(receive(&socket)).unwrap();
    let status = reader.writer().unwrap();
    assert_eq!(
        (status.state(), status.is_alive(), status.pid()),
        (WriterState::Live, true, Some(peer.pid()))
    );
    socket.write_all(b"p").unwrap();
    socket.read_exact(&mut [0]).unwrap();
    assert_eq!(reader.read(), 2);

    peer.kill();

    let status = reader.writer().unwrap();
    assert_eq!(
        (status.state(), status.is_alive()),
        (WriterState::Dead, false)
    );
    assert!(!reader.is_closed(), "a killed writer says nothing");
    assert_eq!(reader.changed(Duration::MAX), Change::Orphaned);
    assert_eq!((reader.read(), reader.version()), (2, 2));
}

#[test]
fn the_end_of_a_writer_in_another_process_is_told() {
    let _watchdog = Watchdog::new("closed writer", 60);
    let (peer, socket) = Peer::on_socket(HANDOVER, ["write"]);
    let reader = SharedRef::<u64>::from_fd(receive(&socket)).unwrap();
    assert_eq!(reader.read(), 1);

    drop(socket);
    assert!(peer.finish().success());

    assert_eq!(reader.changed(Duration::MAX), Change::Closed);
    assert_eq!(reader.writer().unwrap().state(), WriterState::Closed);
    assert_eq!(reader.read(), 1);
}

// ---- within one ----------------------------------------------------------------------------------

#[test]
fn every_way_of_publishing_reaches_the_readers() {
    let mut writer = SharedBox::anonymous("engine", [1_u64, 2, 3]).unwrap();
    let reader = SharedRef::<Value>::from_fd(handed(&writer)).unwrap();
    let other = SharedRef::<Value>::from_fd(handed(&writer)).unwrap();

    writer.publish(&[2, 2, 3]);
    writer.update(|v| v[1] = 3);
    writer.write()[2] = 4;

    assert_eq!(*writer, [2, 3, 4]);
    assert_eq!((reader.read(), reader.version()), ([2, 3, 4], 4));
    assert_eq!(other.try_read(), Ok([2, 3, 4]));
    assert_eq!((reader.name(), writer.name()), ("engine", "engine"));
    assert_eq!((reader.generation(), writer.generation()), (1, 1));
    assert_eq!(reader.schema().unwrap(), shm_typed::Schema::of::<Value>());
}

#[test]
fn a_sleeper_is_told_of_a_value_and_of_the_end() {
    let _watchdog = Watchdog::new("sleeper", 60);
    let mut writer = SharedBox::anonymous("engine", 1_u64).unwrap();
    let reader = SharedRef::<u64>::from_fd(handed(&writer)).unwrap();
    assert_eq!(reader.changed(Duration::MAX), Change::Published);
    assert_eq!(reader.read(), 1);
    assert_eq!(reader.changed(Duration::ZERO), Change::TimedOut);

    let waiter = std::thread::spawn(move || {
        assert_eq!(reader.changed(Duration::MAX), Change::Published);
        assert_eq!(reader.read(), 2);
        reader.changed(Duration::MAX)
    });
    writer.publish(&2);
    drop(writer);

    assert_eq!(waiter.join().unwrap(), Change::Closed);
}

#[test]
fn settings_are_kept_where_they_mean_something() {
    let options = SharedBox::options().slots(3).publish_time(true);
    let writer = options.anonymous("engine", 1_u8).unwrap();
    let reader = SharedRef::<u8>::from_fd(handed(&writer)).unwrap();
    assert!(reader.writer().unwrap().value_age().is_some());
    let bytes = bytes_of(handed(&writer));
    assert_eq!(bytes[36..40], 3_u32.to_le_bytes(), "the slot count");

    let words: Box<[u64; 1 << 20]> = vec![7; 1 << 20].try_into().unwrap();
    let large = SharedBox::options().anonymous_from("large", words).unwrap();
    assert_eq!(large[(1 << 20) - 1], 7);

    let kind = |result: Result<SharedBox<u8>, Error>| result.unwrap_err().kind();
    let one = SharedBox::options().slots(1).anonymous("engine", 1);
    assert_eq!(kind(one), ErrorKind::InvalidOption);
    let path = SharedBox::anonymous("a/b", 1);
    assert_eq!(kind(path), ErrorKind::InvalidName);
}

#[test]
fn nothing_of_it_is_in_the_file_system_and_nothing_stays_open() {
    let label = Name::unique("nameless");
    let writer = SharedBox::anonymous(&label, 1_u64).unwrap();
    let reader = SharedRef::<u64>::from_fd(handed(&writer)).unwrap();
    assert_eq!(reader.changed(Duration::MAX), Change::Published);

    assert_eq!(label.files(), [""; 0]);
    assert_eq!(descriptors_of(&label).len(), 3 + 1);
    let second = SharedBox::anonymous(&label, 2_u64).unwrap();
    assert_eq!((*writer, *second), (1, 2), "a label may be had twice");

    assert_eq!(mappings_of(&label).len(), 3);
    drop((writer, reader, second));
    assert_eq!(descriptors_of(&label), [""; 0]);
    assert_eq!(mappings_of(&label), [""; 0]);
}

#[test]
fn a_label_leads_nowhere() {
    let name = Name::unique("label");
    let named = SharedBox::create(&name, 7_u64).unwrap();
    let writer = SharedBox::anonymous(&name, 1_u64).unwrap();
    let mut reader = SharedRef::<u64>::from_fd(handed(&writer)).unwrap();
    assert_eq!(reader.read(), 1);

    drop(writer);
    assert_eq!(reader.changed(Duration::MAX), Change::Closed);
    // Of a named object it would be told that another has the name.
    let later = reader.changed(Duration::from_millis(600));
    assert_eq!(later, Change::TimedOut);
    let error = reader.reopen().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("from_fd"), "{error}");

    assert_eq!((reader.read(), *named), (1, 7));
    assert!(name.exists());
}

#[test]
fn the_writers_process_itself_cannot_write_but_by_its_box() {
    let writer = SharedBox::anonymous("engine", 1_u64).unwrap();
    let descriptor = writer.as_fd().unwrap();

    let file = File::from(handed(&writer));
    assert_eq!(errno(file.write_at(&[1], 0)), Errno::BADF, "read-only");
    assert!(map_for_writing(descriptor).is_err());
    // Mode 0400 keeps out who is not root, and the seals who is.
    match reopen_for_writing(descriptor) {
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied),
        Ok(file) => {
            assert!(is_root());
            assert_eq!(errno(file.write_at(&[1], 0)), Errno::PERM);
            assert_eq!(map_for_writing(&file), Err(Errno::PERM));
            assert_eq!(errno(file.set_len(0)), Errno::PERM);
            assert_eq!(errno(file.set_len(1 << 20)), Errno::PERM);
        }
    }
    assert_eq!(file.metadata().unwrap().len() % 64, 0);
}

fn errno<R: std::fmt::Debug>(result: std::io::Result<R>) -> Errno {
    Errno::from_io_error(&result.unwrap_err()).unwrap()
}

// ---- what may be handed over ---------------------------------------------------------------------

#[test]
fn a_descriptor_without_a_seal_is_refused_and_told_which() {
    let writer = SharedBox::anonymous("engine", [1_u64, 2, 3]).unwrap();
    let bytes = bytes_of(handed(&writer));

    for (seals, missing, present) in [
        (
            SealFlags::empty(),
            &["F_SEAL_SHRINK", "SIGBUS", "F_SEAL_FUTURE_WRITE"][..],
            &[][..],
        ),
        (
            SealFlags::SHRINK | SealFlags::GROW,
            &["F_SEAL_FUTURE_WRITE"],
            &["F_SEAL_SHRINK"],
        ),
        (
            SealFlags::FUTURE_WRITE,
            &["F_SEAL_SHRINK", "SIGBUS"],
            &["F_SEAL_FUTURE_WRITE"],
        ),
    ] {
        let error = SharedRef::<Value>::from_fd(memory_file(&bytes, seals)).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Untrusted);
        assert_eq!(error.object(), "hostile", "its label");
        let text = error.to_string();
        assert!(missing.iter().all(|word| text.contains(word)), "{text}");
        assert!(!present.iter().any(|word| text.contains(word)), "{text}");
        assert!(text.contains("SharedBox::anonymous"), "{text}");
    }
    let reader = SharedRef::<Value>::from_fd(memory_file(&bytes, ENOUGH)).unwrap();
    assert_eq!(reader.read(), [1, 2, 3]);
    assert_eq!(reader.writer().unwrap().state(), WriterState::Dead);
}

#[test]
fn an_object_with_a_hole_is_refused_and_told_where() {
    let writer = SharedBox::anonymous("engine", [7_u64; 4096]).unwrap();
    let bytes = bytes_of(handed(&writer));
    let (front, rest) = bytes.split_at(4096 + (32 << 10));
    let sparse = || {
        let file = File::from(memory_file(front, SealFlags::empty()));
        // One page is passed over.
        file.write_all_at(&rest[4096..], front.len() as u64 + 4096)
            .unwrap();
        file
    };

    let file = sparse();
    fcntl_add_seals(&file, ENOUGH).unwrap();
    let error = SharedRef::<[u64; 4096]>::from_fd(file).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Untrusted);
    let text = error.to_string();
    assert!(text.contains("a hole at byte 36864"), "{text}");
    assert!(text.contains("SIGBUS"), "{text}");
    // The value lies in what is there and in the hole.
    let file = sparse();
    fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::WRITE).unwrap();
    let error = Frozen::<[u64; 4096]>::from_fd(file).unwrap_err();
    assert!(
        error.to_string().contains("a hole at byte 36864"),
        "{error}"
    );
}

/// Descriptors of all sorts of things that are no object.
fn strange() -> Vec<(&'static str, OwnedFd, ErrorKind)> {
    let (pipe_out, pipe_in) = std::io::pipe().unwrap();
    let (stream, datagram) = (
        UnixStream::pair().unwrap().0,
        UnixDatagram::unbound().unwrap(),
    );
    let open = |path: &str, flags| openat(CWD, path, flags, Mode::empty()).unwrap();
    let event = rustix::event::eventfd(0, rustix::event::EventfdFlags::CLOEXEC).unwrap();
    let short = memory_file(b"SHMTYPED", ENOUGH);
    let write_only = {
        let object = SharedBox::anonymous("engine", [1_u64, 2, 3]).unwrap();
        let file = memory_file(&bytes_of(handed(&object)), ENOUGH);
        let path = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&file));
        open(&path, OFlags::WRONLY)
    };
    vec![
        ("pipe", pipe_out.into(), ErrorKind::NotAnObject),
        ("pipe", pipe_in.into(), ErrorKind::NotAnObject),
        ("socket", stream.into(), ErrorKind::NotAnObject),
        ("socket", datagram.into(), ErrorKind::NotAnObject),
        ("eventfd", event, ErrorKind::NotAnObject),
        (
            "directory",
            open("/dev/shm", OFlags::RDONLY),
            ErrorKind::NotAnObject,
        ),
        (
            "device",
            open("/dev/zero", OFlags::RDWR),
            ErrorKind::NotAnObject,
        ),
        (
            "disk file",
            open("/proc/self/exe", OFlags::RDONLY),
            ErrorKind::Untrusted,
        ),
        (
            "proc file",
            open("/proc/self/stat", OFlags::RDONLY),
            ErrorKind::Untrusted,
        ),
        ("path", open("/proc/self/exe", OFlags::PATH), ErrorKind::Os),
        (
            "empty",
            memory_file(b"", ENOUGH | SealFlags::WRITE),
            ErrorKind::NotAnObject,
        ),
        (
            "text",
            memory_file(b"hello", ENOUGH | SealFlags::WRITE),
            ErrorKind::NotAnObject,
        ),
        ("short", short, ErrorKind::Truncated),
        ("write-only", write_only, ErrorKind::Os),
    ]
}

#[test]
fn what_is_no_object_is_an_error_that_says_what_to_do() {
    for (what, descriptor, kind) in strange() {
        let copy = descriptor.try_clone().unwrap();
        let error = SharedRef::<Value>::from_fd(descriptor).unwrap_err();

        assert_eq!(error.kind(), kind, "{what}: {error}");
        let text = error.to_string();
        let start = "cannot open the descriptor of an anonymous object";
        assert!(text.starts_with(start), "{what}: {text}");
        assert!(!text.contains("remove"), "{what}: {text}");
        if kind != ErrorKind::Os {
            assert!(
                text.contains("take ") || text.contains("ask "),
                "{what}: {text}"
            );
        }
        let _ = Frozen::<Value>::from_fd(copy).unwrap_err();
    }
}

#[test]
fn a_named_objects_descriptor_is_no_anonymous_one() {
    let name = Name::unique("by-descriptor");
    let _writer = SharedBox::create(&name, 1_u64).unwrap();
    let file = File::open(name.path()).unwrap();

    let error = SharedRef::<u64>::from_fd(file).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Untrusted);
}

#[test]
fn another_layout_is_refused_as_it_is_under_a_name() {
    let writer = SharedBox::anonymous("engine", 1.5_f64).unwrap();

    let error = SharedRef::<u64>::from_fd(handed(&writer)).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
    assert_eq!(error.object(), "engine");
    assert!(
        error
            .to_string()
            .contains("type is u64 here, f64 in the object")
    );
}

/// A sequence that is the same each time.
fn noise(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
    *seed >> 24
}

fn use_reader(reader: &SharedRef<Value>) {
    let _ = (reader.read(), reader.try_read(), reader.read_boxed());
    let _ = (reader.version(), reader.has_changed(), reader.is_closed());
    let _ = (reader.writer(), reader.generation(), format!("{reader:?}"));
    let _ = (reader.schema(), reader.changed(Duration::ZERO));
}

#[test]
fn whatever_a_sealed_file_holds_there_is_an_error_or_a_value() {
    let _watchdog = Watchdog::new("hostile", 120);
    let writer = SharedBox::anonymous("engine", [1_u64, 2, 3]).unwrap();
    let bytes = bytes_of(handed(&writer));
    let mut seed = 1;
    let (mut taken, mut refused) = (0, 0);
    for round in 0..3000_u32 {
        let mut bytes = bytes.clone();
        // Mostly the header and the state; sometimes the slots, sometimes the length.
        for _ in 0..=noise(&mut seed) % 4 {
            let within = if noise(&mut seed).is_multiple_of(4) {
                4600
            } else {
                512
            };
            let at = usize::try_from(noise(&mut seed)).unwrap() % within;
            bytes[at] = match noise(&mut seed) % 4 {
                0 => 0,
                1 => 0xff,
                2 => bytes[at].wrapping_add(1),
                _ => noise(&mut seed).to_le_bytes()[0],
            };
        }
        if noise(&mut seed).is_multiple_of(8) {
            bytes.truncate(usize::try_from(noise(&mut seed)).unwrap() % bytes.len());
        }
        if round % 2 == 0 {
            match SharedRef::<Value>::from_fd(memory_file(&bytes, ENOUGH)) {
                Ok(reader) => {
                    taken += 1;
                    use_reader(&reader);
                }
                Err(error) => {
                    refused += 1;
                    assert!(!error.to_string().contains("shm_typed::remove"), "{error}");
                }
            }
        } else {
            let seals = SealFlags::SHRINK | SealFlags::WRITE;
            match Frozen::<Value>::from_fd(memory_file(&bytes, seals)) {
                Ok(frozen) => {
                    taken += 1;
                    let _ = (*frozen, frozen.schema());
                }
                Err(error) => {
                    refused += 1;
                    assert!(!error.to_string().contains("shm_typed::remove"), "{error}");
                }
            }
        }
    }
    assert!(taken > 100 && refused > 100, "{taken} {refused}");
}

#[test]
fn a_maker_that_writes_on_against_all_rules_spoils_values_and_nothing_else() {
    let _watchdog = Watchdog::new("hostile maker", 120);
    let writer = SharedBox::anonymous("engine", [1_u64, 2, 3]).unwrap();
    let file = memory_file(&bytes_of(handed(&writer)), SealFlags::empty());
    let hostile = Writable::map(&file).unwrap();
    fcntl_add_seals(&file, ENOUGH).unwrap();
    let reader = SharedRef::<Value>::from_fd(file).unwrap();
    let over = AtomicBool::new(false);

    let (values, errors) = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut seed = 7;
            while !over.load(Relaxed) {
                let (version, slot) = (noise(&mut seed) % 4, noise(&mut seed) % 10);
                hostile.store(256, version << 8 | slot);
                // Stamps, values, and any word of the file.
                let place = 4096 + 64 * usize::try_from(slot).unwrap();
                hostile.store(place, version);
                hostile.store(place + 16, noise(&mut seed));
                let any = usize::try_from(noise(&mut seed)).unwrap() % 4608;
                hostile.store(any & !7, noise(&mut seed));
            }
        });
        let (mut values, mut errors) = (0, 0);
        while values < 1000 || errors < 1000 {
            match reader.try_read() {
                Ok(_) => values += 1,
                Err(_) => errors += 1,
            }
            let mut value = [0; 3];
            let _ = reader.try_read_into(&mut value);
            let _ = (reader.try_read_boxed(), reader.try_read_with(|v| v.at(2)));
            let _ = (reader.version(), reader.is_closed(), reader.schema());
            let _ = (reader.writer(), reader.changed(Duration::ZERO));
        }
        over.store(true, Relaxed);
        (values, errors)
    });

    assert!(values >= 1000 && errors >= 1000, "both were seen");
}

#[test]
fn a_field_that_is_none_is_named_also_here() {
    let writer = SharedBox::anonymous("flags", [true; 3]).unwrap();
    let mut bytes = bytes_of(handed(&writer));
    assert_eq!(bytes[4096 + 8..4096 + 11], [1; 3]);
    bytes[4096 + 8 + 2] = 2;

    let reader = SharedRef::<[bool; 3]>::from_fd(memory_file(&bytes, ENOUGH)).unwrap();

    let Err(ReadError::Invalid(invalid)) = reader.try_read() else {
        panic!("2 is no bool")
    };
    assert_eq!((invalid.path(), invalid.bits()), ("[2]".into(), 2));
}

#[test]
fn an_object_that_holds_no_complete_value_is_refused() {
    let writer = SharedBox::anonymous("engine", [1_u64, 2, 3]).unwrap();
    let mut bytes = bytes_of(handed(&writer));
    bytes[256..264].fill(0xff); // a head that leads nowhere

    let error = SharedRef::<Value>::from_fd(memory_file(&bytes, ENOUGH)).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert!(error.to_string().contains("ask whoever sent it"), "{error}");
}

#[test]
fn a_schema_that_is_spoilt_is_an_error_and_its_values_are_read() {
    let writer = SharedBox::anonymous("engine", [1_u64, 2, 3]).unwrap();
    let mut bytes = bytes_of(handed(&writer));
    bytes[512] = b'X';

    let reader = SharedRef::<Value>::from_fd(memory_file(&bytes, ENOUGH)).unwrap();

    assert_eq!(reader.read(), [1, 2, 3]);
    let error = reader.schema().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert!(error.to_string().contains("ask whoever sent it"), "{error}");
}

#[test]
fn a_descriptor_is_closed_when_it_is_refused() {
    let label = Name::unique("refused");
    let writer = SharedBox::anonymous(&label, 1_u64).unwrap();
    let before = descriptors_of(&label).len();

    for _ in 0..3 {
        assert!(SharedRef::<u32>::from_fd(handed(&writer)).is_err());
        assert!(Frozen::<u64>::from_fd(handed(&writer)).is_err());
    }

    assert_eq!(descriptors_of(&label).len(), before);
    assert_eq!(mappings_of(&label).len(), 1, "the writer's");
}
