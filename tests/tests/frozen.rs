//! Promise: a frozen value is borrowed where it lies, by anybody who is handed its descriptor, and no
//! process changes a byte of it, whoever made it.

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::time::Duration;

use rustix::fs::{FallocateFlags, SealFlags, fallocate, fcntl_add_seals};
use rustix::io::Errno;
use shm_typed::{Change, Compatible, ErrorKind, Frozen, Shared, SharedBox, SharedRef, WriterState};
use shm_typed_tests::handover::{
    NOBODY, bytes_of, map_for_writing, memory_file, reopen_for_writing, send,
};
use shm_typed_tests::process::{descriptors_of, mappings_of};
use shm_typed_tests::{Name, Peer, Watchdog};

const HANDOVER: &str = env!("CARGO_BIN_EXE_handover");

const WHOLE: SealFlags = SealFlags::SHRINK.union(SealFlags::WRITE);

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(u8)]
enum Mode {
    Off,
    On = 4,
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[shared(checked)]
#[repr(C)]
struct Limits {
    most: u64,
    modes: [Mode; 7],
    strict: bool,
}

const LIMITS: Limits = Limits {
    most: 30,
    modes: [Mode::On; 7],
    strict: true,
};

/// Where the value is in the object of a small type.
const VALUE: usize = 4096 + 8;

/// As it arrives at a receiver.
fn handed<T: Shared>(frozen: &Frozen<T>) -> OwnedFd {
    frozen.as_fd().try_clone_to_owned().unwrap()
}

fn errno<R: std::fmt::Debug>(result: std::io::Result<R>) -> Errno {
    Errno::from_io_error(&result.unwrap_err()).unwrap()
}

#[test]
fn a_value_is_borrowed_by_its_maker_by_receivers_and_by_clones() {
    let label = Name::unique("frozen");
    let frozen = Frozen::new(&label, &LIMITS).unwrap();
    let received = Frozen::<Limits>::from_fd(handed(&frozen)).unwrap();
    let clone = received.clone();

    assert_eq!((*frozen, *received), (LIMITS, LIMITS));
    assert_eq!(received.label(), &*label);
    assert!(std::ptr::eq::<Limits>(&*received, &*clone), "no copy");
    assert!(!std::ptr::eq::<Limits>(&*frozen, &*received));
    assert_eq!(
        received.schema().unwrap(),
        shm_typed::Schema::of::<Limits>()
    );

    assert_eq!(mappings_of(&label).len(), 2);
    assert_eq!(descriptors_of(&label).len(), 2);
    drop((frozen, received));
    let other = std::thread::spawn(move || (clone.most, clone));
    let (most, clone) = other.join().unwrap();
    assert_eq!((most, *clone), (30, LIMITS), "the last handle keeps it");
    drop(clone);
    assert_eq!(mappings_of(&label), [""; 0]);
    assert_eq!(descriptors_of(&label), [""; 0]);
    assert_eq!(label.files(), [""; 0]);
}

#[test]
fn nobody_changes_a_byte_not_even_its_maker() {
    let frozen = Frozen::new("limits", &LIMITS).unwrap();
    let before = bytes_of(&frozen);

    let mut files = vec![File::from(handed(&frozen))];
    // Mode 0400 keeps out who is not root, and the seals who is.
    match reopen_for_writing(&frozen) {
        Ok(file) => {
            assert_eq!(errno(file.write_at(&[1], 4104)), Errno::PERM);
            assert_eq!(map_for_writing(&file), Err(Errno::PERM));
            let hole = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
            assert_eq!(fallocate(&file, hole, 4096, 4096), Err(Errno::PERM));
            assert_eq!(errno(file.set_len(4096)), Errno::PERM);
            assert_eq!(errno(file.set_len(1 << 20)), Errno::PERM);
            let more = fcntl_add_seals(&file, SealFlags::FUTURE_WRITE);
            assert_eq!(more, Err(Errno::PERM));
            files.push(file);
        }
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied),
    }
    for file in files {
        assert!(file.write_at(&[1], 0).is_err());
        assert!(map_for_writing(&file).is_err());
        assert!(file.set_len(0).is_err());
    }

    assert_eq!(*frozen, LIMITS);
    assert_eq!(bytes_of(&frozen), before);
}

#[test]
fn another_user_borrows_it() {
    let _watchdog = Watchdog::new("frozen", 60);
    let frozen = Frozen::new("numbers", &[1_u64, 2, 3, 4]).unwrap();
    let (mut peer, socket) = Peer::on_socket(HANDOVER, ["frozen"]);
    send(&socket, frozen.as_fd());

    let user = rustix::process::geteuid();
    let user = if user.is_root() {
        NOBODY
    } else {
        user.as_raw()
    };
    assert_eq!(peer.line(), format!("uid {user}"));
    assert_eq!(peer.line(), "written false");
    assert_eq!(peer.line(), "mapped false");
    assert_eq!(peer.line(), "shortened false");
    assert_eq!(peer.line(), "reopened Err(PermissionDenied)");
    assert_eq!(peer.line(), "borrowed [1, 2, 3, 4]");
    assert!(peer.finish().success());
}

#[test]
fn a_descriptor_that_could_change_is_refused_and_told_why() {
    let bytes = bytes_of(Frozen::new("limits", &LIMITS).unwrap());
    for (seals, missing, present) in [
        (
            SealFlags::empty(),
            &["F_SEAL_SHRINK", "F_SEAL_WRITE"][..],
            &[][..],
        ),
        (
            SealFlags::WRITE,
            &["F_SEAL_SHRINK", "SIGBUS"],
            &["F_SEAL_WRITE"],
        ),
        (SealFlags::SHRINK, &["F_SEAL_WRITE"], &["F_SEAL_SHRINK"]),
        (
            // Its maker may have a mapping.
            SealFlags::SHRINK | SealFlags::FUTURE_WRITE,
            &["F_SEAL_WRITE", "SharedRef::from_fd"],
            &["F_SEAL_SHRINK"],
        ),
    ] {
        let error = Frozen::<Limits>::from_fd(memory_file(&bytes, seals)).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Untrusted);
        let text = error.to_string();
        assert!(missing.iter().all(|word| text.contains(word)), "{text}");
        assert!(!present.iter().any(|word| text.contains(word)), "{text}");
    }
    let taken = Frozen::<Limits>::from_fd(memory_file(&bytes, WHOLE)).unwrap();
    assert_eq!(*taken, LIMITS);
}

#[test]
fn a_field_whose_bits_are_no_value_is_named() {
    let bytes = bytes_of(Frozen::new("limits", &LIMITS).unwrap());
    for (at, bits, path, says) in [
        (8 + 2, 3, "modes[2]", "a `Mode` is 0 (Off) or 4 (On)"),
        (8 + 7, 2, "strict", "`strict` holds 2"),
    ] {
        let mut bytes = bytes.clone();
        bytes[VALUE + at] = bits;

        let error = Frozen::<Limits>::from_fd(memory_file(&bytes, WHOLE)).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        let invalid = error.invalid_value().unwrap();
        assert_eq!((invalid.path(), invalid.bits()), (path.into(), bits.into()));
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn an_object_that_lies_about_itself_is_refused() {
    let bytes = bytes_of(Frozen::new("limits", &LIMITS).unwrap());
    let with = |at: usize, new: &[u8]| {
        let mut bytes = bytes.clone();
        bytes[at..at + new.len()].copy_from_slice(new);
        let error = Frozen::<Limits>::from_fd(memory_file(&bytes, WHOLE)).unwrap_err();
        error.kind()
    };
    let head = |version: u64, slot: u64| (version << 8 | slot).to_le_bytes();

    assert_eq!(with(0, b"X"), ErrorKind::NotAnObject);
    assert_eq!(with(256, &head(0, 0)), ErrorKind::Corrupt, "no version");
    assert_eq!(with(256, &head(1, 2)), ErrorKind::Corrupt, "no such slot");
    assert_eq!(with(256, &head(1, 255)), ErrorKind::Corrupt, "no such slot");
    assert_eq!(with(256, &head(1, 1)), ErrorKind::Corrupt, "another slot");
    assert_eq!(with(4096, &[2]), ErrorKind::Corrupt, "another stamp");
    assert_eq!(
        with(48, &1_u64.to_le_bytes()),
        ErrorKind::Corrupt,
        "the size"
    );
    assert_eq!(with(88, &[0]), ErrorKind::Corrupt, "the fingerprint");
    let error = Frozen::<u64>::from_fd(memory_file(&bytes, WHOLE)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
}

mod old {
    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub struct Engine {
        pub speed: f64,
    }
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Engine {
    speed: f64,
    faults: u64,
}

#[test]
fn fields_that_were_appended_are_passed_over_if_that_is_asked_for() {
    let engine = Engine {
        speed: 3000.0,
        faults: 2,
    };
    let frozen = Frozen::new("engine", &engine).unwrap();
    let exact = Frozen::<old::Engine>::from_fd(handed(&frozen)).unwrap_err();
    assert_eq!(exact.kind(), ErrorKind::LayoutMismatch);
    assert!(exact.to_string().contains("Compatible::Prefix"), "{exact}");

    let options = SharedRef::<old::Engine>::options().compatible(Compatible::Prefix);
    let received = options.frozen_from_fd(handed(&frozen)).unwrap();

    assert_eq!(received.speed, 3000.0);
    assert_eq!(frozen.faults, 2);
}

mod short {
    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub struct Wide {
        pub big: u128,
    }
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Wide {
    big: u128,
    more: u128,
}

#[test]
fn a_value_that_is_not_aligned_as_its_type_is_never_borrowed() {
    let mut bytes = bytes_of(Frozen::new("wide", &Wide { big: 1, more: 2 }).unwrap());
    // Of a type with more fields only the schema says how it is aligned, and this header lies.
    bytes[40..48].copy_from_slice(&[8, 0, 0, 0, 8, 0, 0, 0]);
    let options = SharedRef::<short::Wide>::options().compatible(Compatible::Prefix);

    let error = options
        .frozen_from_fd(memory_file(&bytes, WHOLE))
        .unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert!(error.to_string().contains("aligned"), "{error}");
    // A copy does not mind.
    let reader = options.from_fd(memory_file(&bytes, WHOLE)).unwrap();
    let _ = reader.read();
}

#[derive(Clone, Copy, Shared)]
#[repr(C, align(256))]
struct Aligned {
    words: [u64; 32],
}

/// The largest alignment that a shared type may have.
#[derive(Clone, Copy, Shared)]
#[repr(C, align(4096))]
struct Pages {
    words: [u64; 1024],
}

#[test]
fn types_of_any_size_and_alignment_are_borrowed() {
    // More than one: a mapping may be aligned to more than a page by chance.
    let pages: Vec<_> = (0..8)
        .map(|n| Frozen::new("pages", &Pages { words: [n; 1024] }).unwrap())
        .collect();
    for (n, page) in (0_u64..).zip(&pages) {
        let received = Frozen::<Pages>::from_fd(handed(page)).unwrap();
        assert_eq!(std::ptr::from_ref(&*received).addr() % 4096, 0);
        assert_eq!(received.words, [n; 1024]);
    }
    let none: Frozen<[Pages; 0]> = Frozen::new("no-pages", &[]).unwrap();
    assert_eq!(std::ptr::from_ref(&*none).addr() % 4096, 0);

    let aligned = Frozen::new("aligned", &Aligned { words: [7; 32] }).unwrap();
    assert_eq!(std::ptr::from_ref(&*aligned).addr() % 256, 0);
    assert_eq!(aligned.words, [7; 32]);

    let nothing = Frozen::new("nothing", &[0_u8; 0]).unwrap();
    assert_eq!(*nothing, [0_u8; 0]);

    let words: Box<[u64; 1 << 20]> = vec![9; 1 << 20].try_into().unwrap();
    let large = Frozen::new("large", &*words).unwrap();
    let large = Frozen::<[u64; 1 << 20]>::from_fd(handed(&large)).unwrap();
    assert!(large.iter().all(|word| *word == 9));
    // The slot that nobody fills takes no memory.
    let taken = File::from(handed(&large)).metadata().unwrap().blocks() * 512;
    assert!((8 << 20..9 << 20).contains(&taken), "{taken}");
}

#[test]
fn a_box_freezes_what_it_has_and_goes_on() {
    let name = Name::unique("thaw");
    let mut writer = SharedBox::create(&name, LIMITS).unwrap();
    writer.update(|limits| limits.most = 40);

    let frozen = writer.freeze().unwrap();
    writer.update(|limits| limits.most = 50);

    assert_eq!((frozen.most, writer.most), (40, 50));
    assert_eq!(frozen.label(), &*name);
    drop(writer);
    assert_eq!(frozen.most, 40);
}

#[test]
fn a_reader_of_copies_may_take_it_too() {
    let frozen = Frozen::new("numbers", &[1_u64, 2]).unwrap();
    let reader = SharedRef::<[u64; 2]>::from_fd(handed(&frozen)).unwrap();

    assert_eq!(reader.changed(Duration::ZERO), Change::Published);
    assert_eq!((reader.read(), reader.version()), ([1, 2], 1));
    assert_eq!(reader.changed(Duration::ZERO), Change::Closed);
    let status = reader.writer().unwrap();
    assert_eq!(
        (status.state(), status.is_alive(), status.pid()),
        (WriterState::Closed, false, Some(std::process::id()))
    );
}

#[test]
fn its_bytes_are_those_that_the_format_page_says() {
    let bytes = bytes_of(Frozen::new("numbers", &[1_u64, 2]).unwrap());
    let at = |offset: usize| u64::from_le_bytes(bytes[offset..offset + 8].try_into().unwrap());
    let half = |offset: usize| u32::from_le_bytes(bytes[offset..offset + 4].try_into().unwrap());

    assert_eq!(&bytes[..8], b"SHMTYPED");
    assert_eq!((half(32), half(36)), (1, 2), "snapshots, two slots");
    assert_eq!((at(256), half(264), half(384)), (1 << 8, 1, 2));
    assert_eq!(half(388), std::process::id());
    let (slots, stride) = (4096, 64);
    assert_eq!((at(64), at(56)), (slots, stride));
    assert_eq!([at(4096), at(4104), at(4112)], [1, 1, 2]);
    assert!(bytes[4096 + 64..].iter().all(|byte| *byte == 0));
    assert_eq!(bytes.len(), 4096 + 2 * 64);
}

#[test]
fn a_name_that_cannot_be_a_label_is_refused() {
    let error = Frozen::new("a/b", &1_u8).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidName);
    let text = error.to_string();
    assert!(
        text.starts_with("cannot create the anonymous object `a/b`"),
        "{text}"
    );
}
