//! What the kernel guarantees of a sealed object.

#![allow(unsafe_code, reason = "reads and writes mapped memory")]

use core::num::NonZeroUsize;
use core::ptr::NonNull;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{
    FallocateFlags, MemfdFlags, OFlags, SealFlags, fallocate, fcntl_add_seals, fcntl_getfl, fstat,
    ftruncate, memfd_create,
};
use rustix::io::Errno;

use super::super::*;
use super::kit::*;
use crate::os::beacon::{Beacon, Light, writer_lives};

const LEN: NonZeroUsize = NonZeroUsize::new(5000).unwrap();

fn anonymous() -> Anonymous {
    Anonymous::new(&ObjectName::new("engine").unwrap(), LEN).unwrap()
}

/// The writer's mapping and its sealed object.
fn sealed() -> (Mapping, Object) {
    let anonymous = anonymous();
    let writer = Mapping::new(&anonymous, LEN, Access::ReadWrite, Prefault::No).unwrap();
    (writer, anonymous.seal(Sealing::OneWriter).unwrap())
}

fn duplicate(file: impl AsFd) -> OwnedFd {
    file.as_fd().try_clone_to_owned().unwrap()
}

fn received(file: OwnedFd, wanted: Sealing) -> Result<Object, OsError> {
    Object::received(file, wanted).map(|(object, _)| object)
}

fn load(at: NonNull<u8>) -> u8 {
    // SAFETY: the callers pass the first byte of a live mapping, which nobody writes meanwhile.
    unsafe { at.read_volatile() }
}

fn store(at: NonNull<u8>, byte: u8) {
    // SAFETY: the callers pass the first byte of a live writable mapping, used by nobody else.
    unsafe { at.write_volatile(byte) }
}

#[test]
fn the_writers_mapping_goes_on_writing_after_the_seal() {
    let (writer, object) = sealed();
    let received = received(object.for_readers().unwrap(), Sealing::OneWriter).unwrap();
    let reader = Mapping::new(&received, LEN, Access::Read, Prefault::No).unwrap();

    store(writer.base(), 7);

    assert_eq!(load(reader.base()), 7);
    assert_eq!(received.len(), 5000);
    assert_eq!(received.identity(), object.identity());
    assert!(!received.is_linked().unwrap());
}

#[test]
fn nobody_else_writes_or_resizes_a_sealed_object() {
    let (_writer, object) = sealed();
    let for_readers = object.for_readers().unwrap();
    let flags = fcntl_getfl(&for_readers).unwrap();
    assert_eq!(flags & OFlags::RWMODE, OFlags::RDONLY);

    // Not even who made it.
    for file in [for_readers, duplicate(&object)] {
        let mapped = Mapping::new(&file, LEN, Access::ReadWrite, Prefault::No);
        assert_eq!(kind(mapped), OsErrorKind::Permission);
        assert!(matches!(
            rustix::io::pwrite(&file, b"x", 0),
            Err(Errno::PERM | Errno::BADF)
        ));
        for len in [0, 4999, 5001] {
            assert!(matches!(
                ftruncate(&file, len),
                Err(Errno::PERM | Errno::INVAL)
            ));
        }
        assert_eq!(fcntl_add_seals(&file, SealFlags::WRITE), Err(Errno::PERM));
    }
    assert_eq!(fstat(&object).unwrap().st_mode & 0o7777, 0o400);
}

#[test]
fn an_anonymous_objects_pages_are_reserved() {
    let stat = fstat(anonymous()).unwrap();

    assert_eq!(stat.st_size, 5000);
    assert!(stat.st_blocks * 512 >= 5000);
}

#[test]
fn each_missing_seal_is_named() {
    const NONE: SealFlags = SealFlags::empty();
    let both = (true, true);
    for (seals, one_writer, constant) in [
        (NONE, both, both),
        (SealFlags::GROW, both, both),
        (SealFlags::SHRINK, (false, true), (false, true)),
        (SealFlags::FUTURE_WRITE, (true, false), both),
        (SealFlags::WRITE, (true, false), (true, false)),
        (
            SealFlags::SHRINK | SealFlags::FUTURE_WRITE,
            (false, false),
            (false, true),
        ),
        (
            SealFlags::SHRINK | SealFlags::WRITE,
            (false, false),
            (false, false),
        ),
    ] {
        let object = anonymous();
        fcntl_add_seals(&object, seals).unwrap();
        for (wanted, missing) in [
            (Sealing::OneWriter, one_writer),
            (Sealing::Constant, constant),
        ] {
            let received = received(duplicate(&object), wanted);
            let (shrinks, writable) = missing;
            if missing == (false, false) {
                received.unwrap();
                continue;
            }
            let refusal = refusal(received);
            assert_eq!(
                refusal,
                Refusal::Unsealed {
                    wanted,
                    shrinks,
                    writable
                }
            );
            let text = refusal.to_string();
            assert_eq!(text.contains("F_SEAL_SHRINK"), shrinks, "{text}");
            assert_eq!(text.contains("WRITE"), writable, "{text}");
        }
    }
}

#[test]
fn what_knows_no_seals_is_not_received() {
    let it = TestName::new("received");
    let named = it.create(b"value").for_readers().unwrap();
    let disk = OwnedFd::from(std::fs::File::open("/proc/self/exe").unwrap());
    let (pipe, _other) = std::io::pipe().unwrap();

    for file in [named, disk] {
        assert!(matches!(
            refusal(received(file, Sealing::OneWriter)),
            Refusal::Unsealed {
                shrinks: true,
                writable: true,
                ..
            }
        ));
    }
    let pipe = received(OwnedFd::from(pipe), Sealing::OneWriter);
    assert_eq!(refusal(pipe), Refusal::NotAnObject(FileKind::Fifo));
}

#[test]
fn a_hole_is_found_wherever_it_is() {
    let len = 3 * 4096;
    let sparse = |written: &[u64]| {
        let label = ObjectName::new("sparse").unwrap();
        let draft = Anonymous::sparse(&label, NonZeroUsize::new(len).unwrap()).unwrap();
        for page in written {
            draft.write_at(b"x", page * 4096).unwrap();
        }
        draft.seal(Sealing::Constant).unwrap()
    };
    for (written, whole) in [(&[][..], 0), (&[1, 2], 0), (&[0, 2], 1), (&[0, 1], 2)] {
        let object = sparse(written);
        let at = whole * 4096;
        object.require_pages(at).unwrap();
        let refused = refusal(object.require_pages(at + 1));
        assert!(
            matches!(refused, Refusal::Hole { at: hole, .. } if hole == at.try_into().unwrap()),
            "{refused:?}"
        );
    }
    sparse(&[0, 1, 2]).require_pages(len).unwrap();
    // Reserved is not written: a sleeping page can be had, but nobody sees that from outside.
    assert!(
        anonymous()
            .seal(Sealing::OneWriter)
            .unwrap()
            .require_pages(1)
            .is_err()
    );
}

#[test]
fn huge_pages_of_the_pool_are_not_received() {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING | MemfdFlags::HUGETLB;
    let Ok(huge) = memfd_create("huge", flags) else {
        return; // a kernel without them
    };
    fcntl_add_seals(&huge, SealFlags::SHRINK | SealFlags::WRITE).unwrap();

    for wanted in [Sealing::OneWriter, Sealing::Constant] {
        let refused = received(duplicate(&huge), wanted);
        assert_eq!(refusal(refused), Refusal::HugePages);
    }
}

#[test]
fn a_received_descriptor_is_closed_on_exec() {
    let (_writer, object) = sealed();
    let file = object.for_readers().unwrap();
    rustix::io::fcntl_setfd(&file, rustix::io::FdFlags::empty()).unwrap();

    let received = received(file, Sealing::OneWriter).unwrap();

    let flags = rustix::io::fcntl_getfd(&received).unwrap();
    assert_eq!(flags, rustix::io::FdFlags::CLOEXEC);
}

#[test]
fn a_label_is_what_could_be_a_name() {
    assert_eq!(label_of(anonymous()).unwrap().as_str(), "engine");
    let hostile = memfd_create("../../etc/passwd", MemfdFlags::CLOEXEC).unwrap();
    assert_eq!(label_of(hostile), None);
    let (pipe, _other) = std::io::pipe().unwrap();
    assert_eq!(label_of(pipe), None);
}

#[test]
fn nobody_changes_a_constant_object_not_even_its_maker() {
    let draft = Anonymous::sparse(&ObjectName::new("engine").unwrap(), LEN).unwrap();
    let early = duplicate(&draft);
    draft.write_at(b"v", 0).unwrap();
    let object = draft.seal(Sealing::Constant).unwrap();
    let object = received(object.for_readers().unwrap(), Sealing::Constant).unwrap();
    let reader = Mapping::new(&object, LEN, Access::Read, Prefault::No).unwrap();

    assert_eq!(rustix::io::pwrite(&early, b"x", 0), Err(Errno::PERM));
    assert_eq!(
        kind(Mapping::new(&early, LEN, Access::ReadWrite, Prefault::No)),
        OsErrorKind::Permission
    );
    let hole = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    assert_eq!(fallocate(&early, hole, 0, 4096), Err(Errno::PERM));
    assert_eq!(ftruncate(&early, 0), Err(Errno::PERM));
    assert_eq!(load(reader.base()), b'v');
}

#[test]
fn a_constant_object_has_no_writable_mapping() {
    let draft = anonymous();
    let _writer = Mapping::new(&draft, LEN, Access::ReadWrite, Prefault::No).unwrap();

    let sealed = draft.seal(Sealing::Constant);

    let Err(OsError::Call { source, .. }) = sealed else {
        panic!("sealed under a writer")
    };
    assert_eq!(Errno::from_io_error(&source), Some(Errno::BUSY));
}

#[test]
fn readers_of_an_anonymous_object_see_its_beacon() {
    let (_writer, object) = sealed();
    let Light::Lit(beacon) = Beacon::light(&object).unwrap() else {
        panic!("not lit")
    };
    let received = received(object.for_readers().unwrap(), Sealing::OneWriter).unwrap();
    assert!(writer_lives(&received).unwrap());

    drop(beacon);

    assert!(!writer_lives(&received).unwrap());
}

#[test]
fn a_read_only_mapping_is_all_that_stays_open() {
    let (writer, object) = sealed();
    let received = received(object.for_readers().unwrap(), Sealing::OneWriter).unwrap();
    let reader = Mapping::new(&received, LEN, Access::Read, Prefault::Yes).unwrap();
    store(writer.base(), 9);

    drop((writer, object, received));

    assert_eq!(load(reader.base()), 9);
}
