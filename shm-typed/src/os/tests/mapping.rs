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

#[test]
fn huge_pages_are_used_where_the_mount_allows_them() {
    if is_root("huge_pages_are_used_where_the_mount_allows_them") {
        let it = TestName::new("huge");
        Helper::start("maps_in_huge_pages", &it).finish();
    }
}

/// In a mount namespace of its own, which ends with the process.
pub(super) fn maps_in_huge_pages(_it: &TestName) {
    let has_them = std::fs::read_to_string("/proc/self/smaps")
        .is_ok_and(|maps| maps.contains("ShmemPmdMapped"))
        && std::fs::exists("/sys/kernel/mm/transparent_hugepage").unwrap();
    if !has_them || !has_own_mounts() {
        return;
    }
    mount("none", "/tmp", "tmpfs", 0, "huge=advise,size=64m");
    let directory = Directory::open("/tmp").unwrap();
    let len = NonZeroUsize::new(8 << 20).unwrap();
    for huge in [false, true] {
        let draft = Draft::new(&directory, len).unwrap();
        draft.write_at(b"value", 0).unwrap();
        let memory = Memory {
            huge,
            ..Memory::default()
        };
        let mapping = super::super::map(&draft, len, Access::ReadWrite, memory).unwrap();

        assert_eq!(load(mapping.base()), b'v');
        let (found, flag) = in_huge_pages(mapping.base());
        assert_eq!(flag, huge);
        // Until 6.1 it takes its time.
        if !huge || collapses_at_once() {
            assert_eq!(found > 0, huge, "{found} bytes");
        }
        store(mapping.base(), b'V');
        assert_eq!(load(mapping.base()), b'V');
    }
}

/// Whether this kernel is 6.1 or newer.
fn collapses_at_once() -> bool {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    let mut numbers = release
        .split(['.', '-'])
        .map_while(|n| n.parse::<u32>().ok());
    (numbers.next(), numbers.next()) >= (Some(6), Some(1))
}

/// How many bytes of the mapping at `base` are in huge pages, and whether they were asked for.
fn in_huge_pages(base: NonNull<u8>) -> (usize, bool) {
    let maps = std::fs::read_to_string("/proc/self/smaps").unwrap();
    let start = format!("{:x}-", base.addr());
    let mapping = maps.split_once(&start).unwrap().1;
    let of = |key: &str| mapping.split_once(key).unwrap().1.lines().next().unwrap();
    let kib: usize = of("ShmemPmdMapped:")
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap();
    (kib * 1024, of("VmFlags:").contains("hg"))
}
