//! An object appears whole or not at all.

use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicBool, Ordering};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rustix::process::{Resource, Rlimit, setrlimit, umask};

use super::super::*;
use super::kit::*;

fn bytes(len: usize) -> NonZeroUsize {
    NonZeroUsize::new(len).unwrap()
}

fn mode_of(path: impl AsRef<Path>) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_draft_has_no_name_until_it_is_linked() {
    let it = TestName::new("draft");
    let draft = it.draft(b"complete");

    assert!(it.files().is_empty(), "{:?}", it.files());
    assert_eq!(kind(it.open(Access::Read)), OsErrorKind::NotFound);

    draft.link(&it.directory, it.name.object()).unwrap();

    assert_eq!(it.files(), [it.name.as_str()]);
    assert_eq!(contents(&it.open(Access::Read).unwrap()), b"complete");
    assert_eq!(it.open(Access::Read).unwrap().identity(), draft.identity());
}

#[test]
fn a_dropped_draft_leaves_nothing() {
    let it = TestName::new("dropped");

    drop(it.draft(b"never seen"));

    assert!(it.files().is_empty());
}

#[test]
fn whoever_finds_the_name_finds_all_bytes() {
    let it = TestName::new("whole");
    let value = vec![0xa5; 100_000];
    let linked = AtomicBool::new(false);

    std::thread::scope(|scope| {
        let opener = scope.spawn(|| {
            loop {
                let last = linked.load(Ordering::Acquire);
                match it.open(Access::Read) {
                    Ok(object) => return contents(&object),
                    Err(error) => assert_eq!(error.kind(), OsErrorKind::NotFound, "{error:?}"),
                }
                assert!(!last, "not found after it was linked");
            }
        });
        it.create(&value);
        linked.store(true, Ordering::Release);

        assert!(opener.join().unwrap() == value);
    });
}

#[test]
fn a_fresh_draft_is_zero_and_its_pages_are_reserved() {
    let it = TestName::new("reserved");
    // More than one step, and not a whole number of pages.
    let len = (9 << 20) + 5;

    let draft = Draft::new(&it.directory, bytes(len)).unwrap();

    let stat = rustix::fs::fstat(&draft).unwrap();
    assert!(u64::try_from(stat.st_blocks).unwrap() * 512 >= u64::try_from(len).unwrap());
    assert!(contents(&draft.into_object()) == vec![0; len]);
}

#[test]
fn a_taken_name_keeps_what_it_has() {
    let it = TestName::new("taken");
    let first = it.create(b"first");
    let second = it.draft(b"second");

    assert_eq!(
        kind(second.link(&it.directory, it.name.object())),
        OsErrorKind::Exists
    );

    let found = it.open(Access::Read).unwrap();
    assert_eq!(found.identity(), first.identity());
    assert_eq!(contents(&found), b"first");
}

#[test]
fn a_dangling_link_counts_as_taken() {
    let it = TestName::new("dangling");
    let target = it.name.readers();
    std::os::unix::fs::symlink(it.path_of(&target), it.path()).unwrap();

    let linked = it.draft(b"value").link(&it.directory, it.name.object());

    assert_eq!(kind(linked), OsErrorKind::Exists);
    assert!(!it.path_of(&target).exists());
}

#[test]
fn a_replaced_object_lives_on_for_those_who_have_it_open() {
    let it = TestName::new("replaced");
    it.create(b"old");
    let old = it.open(Access::Read).unwrap();
    assert!(old.is_linked().unwrap());

    it.draft(b"newer")
        .link_replacing(&it.directory, it.name.object())
        .unwrap();

    assert!(!old.is_linked().unwrap());
    assert_eq!(contents(&old), b"old");
    assert_eq!(contents(&it.open(Access::Read).unwrap()), b"newer");
    assert_eq!(it.files(), [it.name.as_str()]);
}

#[test]
fn replacing_nothing_is_creating() {
    let it = TestName::new("replaces-nothing");

    it.draft(b"value")
        .link_replacing(&it.directory, it.name.object())
        .unwrap();

    assert_eq!(contents(&it.open(Access::Read).unwrap()), b"value");
}

#[test]
fn the_successor_of_a_killed_writer_is_removed_by_the_next() {
    let it = TestName::new("leftover");
    it.draft(b"leftover")
        .link(&it.directory, &it.name.object().successor())
        .unwrap();

    it.draft(b"value")
        .link_replacing(&it.directory, it.name.object())
        .unwrap();

    assert_eq!(it.files(), [it.name.as_str()]);
    assert_eq!(contents(&it.open(Access::Read).unwrap()), b"value");
}

#[test]
fn a_failed_replacement_leaves_no_successor() {
    let it = TestName::new("not-replaced");
    std::fs::create_dir(it.path()).unwrap();

    let replaced = it
        .draft(b"value")
        .link_replacing(&it.directory, it.name.object());

    assert_eq!(kind(replaced), OsErrorKind::Other);
    assert_eq!(it.files(), [it.name.as_str()]);
    assert!(it.path().is_dir());
}

#[test]
fn a_squatted_successor_is_not_taken_for_a_taken_name() {
    let it = TestName::new("squatted");
    std::fs::create_dir(it.path_of(&it.name.object().successor())).unwrap();

    let replaced = it
        .draft(b"value")
        .link_replacing(&it.directory, it.name.object());

    assert_eq!(kind(replaced), OsErrorKind::Other);
}

#[test]
fn permissions_that_let_others_write_are_refused() {
    let it = TestName::new("modes");
    let mut draft = it.draft(b"value");

    for mode in [
        0o620,
        0o602,
        0o666,
        0o700,
        0o4600,
        0o1600,
        0o440,
        0o200,
        0,
        u32::MAX,
    ] {
        assert_eq!(
            refusal(draft.set_mode(mode)),
            Refusal::UnusableMode { mode, most: 0o644 }
        );
    }
    for mode in [0o600, 0o640, 0o644, 0o604] {
        draft.set_mode(mode).unwrap();
    }
    draft.set_joint_mode(0o666).unwrap();
    assert_eq!(
        refusal(draft.set_joint_mode(0o777)),
        Refusal::UnusableMode {
            mode: 0o777,
            most: 0o666
        }
    );
}

#[test]
fn the_mode_is_exact_under_any_umask() {
    let it = TestName::new("umask");
    Helper::start("creates_under_umasks", &it).finish();
}

pub(super) fn creates_under_umasks(it: &TestName) {
    for (mask, mode) in [
        (0o000, 0o600),
        (0o077, 0o644),
        (0o777, 0o640),
        (0o000, 0o644),
    ] {
        umask(rustix::fs::Mode::from_raw_mode(mask));
        let mut draft = it.draft(b"value");
        if mode != 0o600 {
            draft.set_mode(mode).unwrap();
        }
        draft
            .link_replacing(&it.directory, it.name.object())
            .unwrap();

        assert_eq!(mode_of(it.path()), mode, "umask {mask:o}");
    }
    for mask in [0o000, 0o777] {
        umask(rustix::fs::Mode::from_raw_mode(mask));
        let _claim = it.claim().unwrap();

        assert_eq!(
            mode_of(it.path_of(&it.name.lock())),
            0o600,
            "umask {mask:o}"
        );
    }
}

#[test]
fn the_file_size_limit_is_an_error_and_no_signal() {
    let it = TestName::new("fsize");
    Helper::start("creates_over_the_file_size_limit", &it).finish();
}

pub(super) fn creates_over_the_file_size_limit(it: &TestName) {
    let at_most = |limit| {
        let limit = Rlimit {
            current: Some(limit),
            maximum: None,
        };
        setrlimit(Resource::Fsize, limit).unwrap();
    };

    at_most(4096);
    assert_eq!(
        refusal(Draft::new(&it.directory, bytes(4097))),
        Refusal::FileSizeLimit {
            limit: 4096,
            needed: 4097
        }
    );
    Draft::new(&it.directory, bytes(4096)).unwrap();

    // A claim is possible without a byte to write.
    at_most(0);
    let claim = it.claim().unwrap();
    assert!(matches!(it.claim(), Err(ClaimError::Taken { pid: None })));
    drop(claim);
}

#[test]
fn a_full_tmpfs_is_an_error_and_no_signal() {
    if is_root("a_full_tmpfs_is_an_error_and_no_signal") {
        let it = TestName::new("full");
        Helper::start("creates_on_a_full_tmpfs", &it).finish();
    }
}

/// In a mount namespace of its own, which ends with the process.
pub(super) fn creates_on_a_full_tmpfs(it: &TestName) {
    if !has_own_mounts() {
        return;
    }
    mount("none", "/tmp", "tmpfs", 0, "size=1m");
    let small = Directory::open("/tmp").unwrap();
    let needed = 8 << 20;

    let full = Draft::new(&small, bytes(needed)).unwrap_err();

    assert_eq!(full.kind(), OsErrorKind::NoSpace);
    assert_eq!(full.refusal(), Some(Refusal::NoSpace { needed: 8 << 20 }));
    // And nothing stays reserved.
    let all = Draft::new(&small, bytes(1 << 20)).unwrap();
    assert_eq!(kind(Draft::new(&small, bytes(1))), OsErrorKind::NoSpace);
    drop(all);

    // A link needs no /proc (where the kernel is new, or the process may).
    mount("none", "/proc", "tmpfs", 0, "");
    assert!(!Path::new("/proc/self").exists());
    let draft = Draft::new(&small, bytes(5)).unwrap();
    draft.link(&small, it.name.object()).unwrap();
    assert_eq!(
        kind(draft.link(&small, it.name.object())),
        OsErrorKind::Exists
    );
}
