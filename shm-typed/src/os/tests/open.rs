//! What a name leads to is not trusted.

use std::fs;
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::super::*;
use super::kit::*;
use crate::os::beacon::{Beacon, Light};

const BOTH: [Access; 2] = [Access::Read, Access::ReadWrite];

fn chmod(it: &TestName, mode: u32) {
    fs::set_permissions(it.path(), fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_missing_name_is_not_found_and_not_created() {
    let it = TestName::new("missing");

    for access in BOTH {
        assert_eq!(kind(it.open(access)), OsErrorKind::NotFound);
    }
    assert!(it.files().is_empty());
}

#[test]
fn a_directory_is_refused() {
    let it = TestName::new("directory");
    fs::create_dir(it.path()).unwrap();

    for access in BOTH {
        assert_eq!(
            refusal(it.open(access)),
            Refusal::NotAnObject(FileKind::Directory)
        );
    }
}

#[test]
fn a_symlink_is_refused_and_not_followed() {
    let it = TestName::new("symlink");
    let target = TestName::new("symlink-target");
    target.create(b"value");
    symlink(target.path(), it.path()).unwrap();

    for access in BOTH {
        assert_eq!(
            refusal(it.open(access)),
            Refusal::NotAnObject(FileKind::Symlink)
        );
    }
}

#[test]
fn a_dangling_symlink_is_refused_and_its_target_not_created() {
    let it = TestName::new("dangling");
    let target = TestName::new("dangling-target");
    symlink(target.path(), it.path()).unwrap();

    for access in BOTH {
        assert_eq!(
            refusal(it.open(access)),
            Refusal::NotAnObject(FileKind::Symlink)
        );
    }
    assert!(target.files().is_empty());
}

#[test]
fn a_fifo_is_refused_and_does_not_hang() {
    let it = TestName::new("fifo");
    mknodat(CWD, it.path(), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    assert!(fs::metadata(it.path()).unwrap().file_type().is_fifo());

    Helper::start("opens_a_fifo", &it).finish();
}

pub(super) fn opens_a_fifo(it: &TestName) {
    for access in BOTH {
        assert_eq!(
            refusal(it.open(access)),
            Refusal::NotAnObject(FileKind::Fifo)
        );
    }
}

#[test]
fn a_socket_is_refused() {
    let it = TestName::new("socket");
    let _listener = UnixListener::bind(it.path()).unwrap();

    for access in BOTH {
        assert_eq!(
            refusal(it.open(access)),
            Refusal::NotAnObject(FileKind::Socket)
        );
    }
}

#[test]
fn a_device_is_refused() {
    let it = TestName::new("device");
    let null = rustix::fs::makedev(1, 3);
    let made = mknodat(
        CWD,
        it.path(),
        FileType::CharacterDevice,
        Mode::RUSR | Mode::WUSR,
        null,
    );
    if let Err(errno) = made {
        eprintln!("skipped in a_device_is_refused: cannot make one: {errno}");
        return;
    }

    for access in BOTH {
        assert_eq!(
            refusal(it.open(access)),
            Refusal::NotAnObject(FileKind::Device)
        );
    }
}

#[test]
fn an_object_that_others_may_write_is_refused() {
    let it = TestName::new("writable");
    it.create(b"value");

    for mode in [0o620, 0o602, 0o666] {
        chmod(&it, mode);
        for access in BOTH {
            assert_eq!(refusal(it.open(access)), Refusal::ForeignWritable { mode });
        }
    }
    chmod(&it, 0o644);
    assert_eq!(it.open(Access::Read).unwrap().mode(), 0o644);
}

#[test]
fn a_reader_table_may_be_written_by_others() {
    let it = TestName::new("table");
    it.create(b"table");
    chmod(&it, 0o666);

    let table = Object::open_table(&it.directory, it.name.object(), &Owners::Trusted).unwrap();

    assert_eq!(table.mode(), 0o666);
    rustix::io::pwrite(&table, b"T", 0).unwrap();
    assert_eq!(contents(&table), b"Table");
}

#[test]
fn a_strangers_object_is_refused_unless_that_owner_is_accepted() {
    if !is_root("a_strangers_object_is_refused_unless_that_owner_is_accepted") {
        return;
    }
    let it = TestName::new("stranger");
    it.create(b"value");
    chown(it.path(), Some(12_345), None).unwrap();
    let open = |owners| Object::open(&it.directory, it.name.object(), Access::Read, &owners);

    let foreign = Refusal::ForeignOwner {
        uid: 12_345,
        expected: 0,
    };
    assert_eq!(refusal(open(Owners::Trusted)), foreign);
    assert_eq!(refusal(open(Owners::Also(vec![1, 2]))), foreign);
    assert_eq!(open(Owners::Also(vec![1, 12_345])).unwrap().owner(), 12_345);
    assert_eq!(open(Owners::Any).unwrap().owner(), 12_345);
}

#[test]
fn a_second_name_is_refused_to_a_writer_alone() {
    let it = TestName::new("linked");
    let object = it.create(b"value");
    fs::hard_link(it.path(), it.path_of(&it.name.readers())).unwrap();

    assert_eq!(refusal(it.open(Access::ReadWrite)), Refusal::HardLinked);
    assert_eq!(it.open(Access::Read).unwrap().identity(), object.identity());
}

#[test]
fn a_short_object_gives_an_error_and_no_signal() {
    let it = TestName::new("short");
    let made = it.create(b"0123456789");
    let object = it.open(Access::Read).unwrap();
    let mut part = [0; 4];

    object.read_at(&mut part, 6).unwrap();
    assert_eq!(&part, b"6789");
    assert_eq!(
        refusal(object.read_at(&mut part, 7)),
        Refusal::Short {
            len: 10,
            needed: 11
        }
    );
    assert_eq!(
        refusal(object.read_at(&mut part, 99)),
        Refusal::Short {
            len: 99,
            needed: 103
        }
    );

    // Also if it becomes short while it is open.
    rustix::fs::ftruncate(&made, 2).unwrap();
    assert_eq!(object.len(), 10);
    assert_eq!(
        refusal(object.read_at(&mut part, 0)),
        Refusal::Short { len: 2, needed: 4 }
    );
}

#[test]
fn a_strangers_view_of_a_writers_files() {
    if !is_root("a_strangers_view_of_a_writers_files") {
        return;
    }
    let it = TestName::new("strange");
    let mut draft = it.draft(b"public");
    draft.set_mode(0o644).unwrap();
    draft.link(&it.directory, it.name.object()).unwrap();
    let claim = it.claim().unwrap();

    if let Some(stranger) = Helper::start_as("opens_as_a_stranger", &it, 65_534) {
        stranger.finish();
    }
    drop(claim);
}

pub(super) fn opens_as_a_stranger(it: &TestName) {
    // Root's object may be read, as root is trusted, but not written.
    assert_eq!(contents(&it.open(Access::Read).unwrap()), b"public");
    assert_eq!(kind(it.open(Access::ReadWrite)), OsErrorKind::Permission);

    // The lock file cannot be opened, so nothing can be held on it.
    let open_lock = |access| Object::open(&it.directory, &it.name.lock(), access, &Owners::Trusted);
    assert_eq!(kind(open_lock(Access::Read)), OsErrorKind::Permission);
    let Err(ClaimError::Os(error)) = it.claim() else {
        panic!("a stranger claimed it")
    };
    assert_eq!(error.kind(), OsErrorKind::Permission);

    // Nor can either be removed or replaced, since the directory is sticky.
    assert!(fs::remove_file(it.path()).is_err());
    let replaced = it
        .draft(b"mine")
        .link_replacing(&it.directory, it.name.object());
    assert_eq!(kind(replaced), OsErrorKind::Permission);
}

#[test]
fn only_what_has_the_identity_is_removed() {
    let it = TestName::new("identity");
    let old = it.create(b"old");
    let new = it.draft(b"new");
    new.link_replacing(&it.directory, it.name.object()).unwrap();
    let remove = |identity| unlink_if_same(&it.directory, it.name.object(), identity).unwrap();

    assert!(!remove(old.identity()));
    assert_eq!(contents(&it.open(Access::Read).unwrap()), b"new");
    assert!(remove(new.identity()));
    assert!(it.files().is_empty());
    assert!(!remove(new.identity()));
}

#[test]
fn a_directory_on_disk_or_none_at_all_is_refused() {
    assert_eq!(refusal(Directory::open("/proc")), Refusal::NotTmpfs);
    assert_eq!(
        refusal(Directory::open("/dev/shm/no such directory")),
        Refusal::NoDirectory
    );

    let it = TestName::new("no-directory");
    it.create(b"file");
    assert_eq!(refusal(Directory::open(it.path())), Refusal::NoDirectory);
}

#[test]
fn a_file_of_another_file_system_is_refused() {
    if is_root("a_file_of_another_file_system_is_refused") {
        let it = TestName::new("mounted");
        it.create(b"value");
        Helper::start("opens_what_is_mounted_there", &it).finish();
    }
}

pub(super) fn opens_what_is_mounted_there(it: &TestName) {
    if has_own_mounts() {
        let path = it.path();
        mount(
            "/proc/version",
            path.to_str().unwrap(),
            "",
            libc::MS_BIND,
            "",
        );

        // The directory opened before shows what its own namespace has mounted.
        let directory = Directory::open_default().unwrap();
        let opened = Object::open(&directory, it.name.object(), Access::Read, &Owners::Trusted);
        assert_eq!(refusal(opened), Refusal::NotTmpfs);
    }
}

#[test]
fn no_descriptor_outlives_the_program() {
    let it = TestName::new("cloexec");
    let claim = it.claim().unwrap();
    let draft = it.draft(b"value");
    draft.link(&it.directory, it.name.object()).unwrap();
    let object = it.open(Access::Read).unwrap();
    let directory = it.directory.clone();
    let Light::Lit(beacon) = Beacon::light(&draft).unwrap() else {
        panic!("not lit")
    };

    for file in [
        it.directory.as_fd(),
        directory.as_fd(),
        draft.as_fd(),
        object.as_fd(),
        claim.as_fd(),
        beacon.as_fd(),
    ] {
        assert!(
            rustix::io::fcntl_getfd(file)
                .unwrap()
                .contains(rustix::io::FdFlags::CLOEXEC)
        );
    }
}

#[test]
fn an_error_says_what_was_tried_and_its_source_why() {
    let it = TestName::new("message");

    let error = it.open(Access::Read).unwrap_err();

    assert_eq!(error.to_string(), "could not open it");
    let source = std::error::Error::source(&error).unwrap();
    let source: &std::io::Error = source.downcast_ref().unwrap();
    assert_eq!(source.raw_os_error(), Some(libc::ENOENT));
}
