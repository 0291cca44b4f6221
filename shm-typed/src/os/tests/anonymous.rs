//! What the kernel guarantees of a sealed object.

#![allow(unsafe_code, reason = "reads and writes mapped memory")]

use core::num::NonZeroUsize;
use core::ptr::NonNull;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{
    MemfdFlags, OFlags, SealFlags, fcntl_add_seals, fcntl_getfl, fstat, ftruncate, memfd_create,
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
    (writer, anonymous.seal().unwrap())
}

fn duplicate(file: impl AsFd) -> OwnedFd {
    file.as_fd().try_clone_to_owned().unwrap()
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
    let received = Object::received(object.for_readers().unwrap()).unwrap();
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
fn only_sealed_descriptors_are_received() {
    let it = TestName::new("received");
    let named = it.create(b"value").for_readers().unwrap();
    let plain = memfd_create("plain", MemfdFlags::CLOEXEC).unwrap();
    let open = duplicate(anonymous());
    let disk = OwnedFd::from(std::fs::File::open("/proc/self/exe").unwrap());
    let (pipe, _other) = std::io::pipe().unwrap();

    for file in [named, plain, open, disk] {
        assert_eq!(refusal(Object::received(file)), Refusal::Unsealed);
    }
    let pipe = Object::received(OwnedFd::from(pipe));
    assert_eq!(refusal(pipe), Refusal::NotAnObject(FileKind::Fifo));
}

#[test]
fn a_constant_object_is_received() {
    let object = anonymous();
    let seals = SealFlags::SHRINK | SealFlags::WRITE;
    fcntl_add_seals(&object, seals).unwrap();

    Object::received(duplicate(&object)).unwrap();
}

#[test]
fn readers_of_an_anonymous_object_see_its_beacon() {
    let (_writer, object) = sealed();
    let Light::Lit(beacon) = Beacon::light(&object).unwrap() else {
        panic!("not lit")
    };
    let received = Object::received(object.for_readers().unwrap()).unwrap();
    assert!(writer_lives(&received).unwrap());

    drop(beacon);

    assert!(!writer_lives(&received).unwrap());
}

#[test]
fn a_read_only_mapping_is_all_that_stays_open() {
    let (writer, object) = sealed();
    let received = Object::received(object.for_readers().unwrap()).unwrap();
    let reader = Mapping::new(&received, LEN, Access::Read, Prefault::Yes).unwrap();
    store(writer.base(), 9);

    drop((writer, object, received));

    assert_eq!(load(reader.base()), 9);
}
