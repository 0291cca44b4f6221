//! Views of one object, here and in forked children.

#![allow(unsafe_code, reason = "reads and writes mapped memory")]

use core::num::NonZeroUsize;
use core::ptr::NonNull;

use super::super::*;
use super::kit::*;

fn map(object: &Object, access: Access) -> Mapping {
    let len = NonZeroUsize::new(object.len().try_into().unwrap()).unwrap();
    Mapping::new(object, len, access, Prefault::No).unwrap()
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
fn two_mappings_show_the_same_bytes_at_different_addresses() {
    let it = TestName::new("two");
    it.create(b"value");
    let writer = map(&it.open(Access::ReadWrite).unwrap(), Access::ReadWrite);
    let reader = map(&it.open(Access::Read).unwrap(), Access::Read);

    store(writer.base(), b'V');

    assert_ne!(writer.base(), reader.base());
    assert_eq!(load(reader.base()), b'V');
    assert_eq!(reader.len().get(), 5);
    assert_eq!(
        (writer.access(), reader.access()),
        (Access::ReadWrite, Access::Read)
    );
}

#[test]
fn a_mapping_outlives_its_descriptor_and_its_name() {
    let it = TestName::new("outlives");
    let object = it.create(b"value");
    let mapping = map(&object, Access::Read);

    unlink_if_same(&it.directory, it.name.object(), object.identity()).unwrap();
    drop(object);

    assert_eq!(load(mapping.base()), b'v');
}

#[test]
fn a_read_only_descriptor_cannot_be_mapped_for_writing() {
    let it = TestName::new("read-only");
    it.create(b"value");
    let object = it.open(Access::Read).unwrap();

    let mapped = Mapping::new(
        &object,
        NonZeroUsize::new(5).unwrap(),
        Access::ReadWrite,
        Prefault::Yes,
    );

    assert_eq!(kind(mapped), OsErrorKind::Permission);
}

#[test]
fn dropping_a_mapping_unmaps_it() {
    let it = TestName::new("unmapped");
    it.create(b"value");
    // A mapping of the descriptor that made it would show as `#inode (deleted)`.
    let mapping = map(&it.open(Access::Read).unwrap(), Access::Read);
    let shown = || {
        std::fs::read_to_string("/proc/self/maps")
            .unwrap()
            .contains(it.name.as_str())
    };
    assert!(shown());

    drop(mapping);

    assert!(!shown());
}

#[test]
fn a_prefaulted_mapping_shows_the_same_bytes() {
    let it = TestName::new("prefault");
    let object = it.create(b"value");
    let len = NonZeroUsize::new(5).unwrap();

    for access in [Access::Read, Access::ReadWrite] {
        let mapping = Mapping::new(&object, len, access, Prefault::Yes).unwrap();
        assert_eq!(load(mapping.base()), b'v');
    }
}

#[test]
fn a_forked_child_keeps_a_readers_mapping_and_loses_a_writers() {
    let it = TestName::new("fork");
    Helper::start("forks_with_mappings", &it).finish();
}

pub(super) fn forks_with_mappings(it: &TestName) {
    let object = it.create(b"value");
    let writer = map(&object, Access::ReadWrite);
    let reader = map(&it.open(Access::Read).unwrap(), Access::Read);
    let addresses = (writer.base(), reader.base());
    let (mut writer, mut reader) = (Some(writer), Some(reader));

    // The child's drop leaves alone what it finds at the writer's address.
    let end = ForkedChild::start(|| {
        assert_eq!(load(addresses.1), b'v');
        take_address(addresses.0);
        store(addresses.0, 7);
        drop(writer.take());
        drop(reader.take());
        assert_eq!(load(addresses.0), 7);
    })
    .wait();
    assert!(end.success(), "{end}");

    // The parent's are as before.
    store(addresses.0, b'V');
    assert_eq!(load(addresses.1), b'V');

    // Nothing is at the writer's address in a child.
    let end = ForkedChild::start(|| store(addresses.0, load(addresses.0))).wait();
    assert_eq!(
        std::os::unix::process::ExitStatusExt::signal(&end),
        Some(libc::SIGSEGV)
    );
}

/// Maps a private page at `address`, which must be free.
fn take_address(address: NonNull<u8>) {
    // SAFETY: with `MAP_FIXED_NOREPLACE` no existing mapping is touched.
    let mapped = unsafe {
        libc::mmap(
            address.as_ptr().cast(),
            5,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED_NOREPLACE,
            -1,
            0,
        )
    };
    assert_eq!(mapped, address.as_ptr().cast());
}
