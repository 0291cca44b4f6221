//! One writer at a time, and everybody can see whether it lives.

use core::sync::atomic::{AtomicBool, Ordering};
use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::super::*;
use super::kit::*;
use crate::os::beacon::{BEACON, Beacon, Light, writer_lives};
use crate::os::lock::{self, Byte, try_exclusive, unlock};

fn is_taken(it: &TestName) -> bool {
    match it.claim() {
        Ok(_) => false,
        Err(ClaimError::Taken { .. }) => true,
        Err(ClaimError::Os(error)) => panic!("{error:?}"),
    }
}

fn beacon(object: &Object) -> Beacon {
    match Beacon::light(object).unwrap() {
        Light::Lit(beacon) => beacon,
        other => panic!("{other:?}"),
    }
}

fn lives(it: &TestName) -> bool {
    writer_lives(&it.open(Access::Read).unwrap()).unwrap()
}

#[test]
fn the_second_of_one_process_is_told_who_the_first_is() {
    let it = TestName::new("second");
    let first = it.claim().unwrap();

    let Err(ClaimError::Taken { pid }) = it.claim() else {
        panic!("both have it")
    };

    assert_eq!(pid, Some(std::process::id()));
    drop(first);
    it.claim().unwrap();
}

#[test]
fn a_claim_shows_as_one_private_file_that_goes_with_it() {
    let it = TestName::new("file");
    let claim = it.claim().unwrap();
    let path = it.path_of(&it.name.lock());

    assert_eq!(it.files(), [it.name.lock().as_str()]);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
        0o600
    );
    assert_eq!(
        fs::read_to_string(&path).unwrap().trim_end(),
        std::process::id().to_string()
    );

    drop(claim);
    assert!(it.files().is_empty());
}

#[test]
fn names_are_claimed_independently() {
    let one = TestName::new("one");
    let other = TestName::new("other");

    let _one = one.claim().unwrap();
    let _other = other.claim().unwrap();
}

#[test]
fn a_killed_holder_leaves_the_claim_free_and_its_file_behind() {
    let it = TestName::new("killed");
    let mut holder = Helper::start("holds_the_claim", &it);
    holder.expect("held");
    let pid = holder.pid();

    assert!(matches!(it.claim(), Err(ClaimError::Taken { pid: Some(p) }) if p == pid));
    assert!(lives(&it));

    holder.kill();

    assert_eq!(it.files(), [it.name.as_str(), it.name.lock().as_str()]);
    assert!(!lives(&it));
    let claim = it.claim().unwrap();
    assert!(
        matches!(it.claim(), Err(ClaimError::Taken { pid: Some(p) }) if p == std::process::id())
    );
    drop(claim);
    assert_eq!(it.files(), [it.name.as_str()]);
}

pub(super) fn holds_the_claim(it: &TestName) {
    let _claim = it.claim().unwrap();
    let draft = it.draft(b"value");
    let object = draft.into_object();
    let _beacon = beacon(&object);
    give_name(it, &object);
    say("held");
    hear();
}

/// Links an object that already has its beacon.
fn give_name(it: &TestName, object: &Object) {
    crate::os::create::give_name(object, &it.directory, it.name.object()).unwrap();
}

#[test]
fn a_forked_child_that_drops_its_copies_takes_nothing_from_the_writer() {
    let it = TestName::new("forked");
    let mut writer = Helper::start("forks_while_it_writes", &it);
    writer.expect("the child dropped everything");

    assert!(is_taken(&it));
    assert!(lives(&it));
    assert_eq!(it.files(), [it.name.as_str(), it.name.lock().as_str()]);

    writer.say("drop them, while another child lives");
    writer.expect("the writer dropped everything");

    assert!(!lives(&it));
    assert_eq!(it.files(), [it.name.as_str()]);
    it.claim().unwrap();
    writer.say("end");
    writer.finish();
}

pub(super) fn forks_while_it_writes(it: &TestName) {
    let object = it.create(b"value");
    let mut claim = Some(it.claim().unwrap());
    let mut light = Some(beacon(&object));

    let end = ForkedChild::start(|| {
        drop(claim.take());
        drop(light.take());
    })
    .wait();
    assert!(end.success(), "{end}");
    say("the child dropped everything");
    hear();

    // The copies that a living child has do not prolong anything either.
    let (reading, writing) = std::io::pipe().unwrap();
    let mut writing = Some(writing);
    let child = ForkedChild::start(|| {
        drop(writing.take());
        // Returns once the parent has closed its end too.
        rustix::io::read(&reading, &mut [0; 1]).unwrap();
    });
    drop(claim.take());
    drop(light.take());
    say("the writer dropped everything");
    hear();
    drop(writing.take());
    let end = child.wait();
    assert!(end.success(), "{end}");
}

#[test]
fn claims_exclude_threads_and_lose_none() {
    let it = TestName::new("threads");
    let inside = AtomicBool::new(false);

    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut wins = 0;
                while wins < 200 {
                    match it.claim() {
                        Ok(claim) => {
                            assert!(!inside.swap(true, Ordering::SeqCst), "two hold the claim");
                            inside.store(false, Ordering::SeqCst);
                            drop(claim);
                            wins += 1;
                        }
                        Err(ClaimError::Taken { .. }) => std::thread::yield_now(),
                        Err(ClaimError::Os(error)) => panic!("{error:?}"),
                    }
                }
            });
        }
    });
    assert!(it.files().is_empty(), "{:?}", it.files());
}

#[test]
fn claims_exclude_processes_and_lose_none() {
    let it = TestName::new("processes");
    it.create(&[0]);

    let others = [0, 1, 2].map(|_| Helper::start("takes_turns", &it));

    others.into_iter().for_each(Helper::finish);
    assert_eq!(it.files(), [it.name.as_str()]);
}

/// Marks the object while it holds the claim, which nobody else may have done.
pub(super) fn takes_turns(it: &TestName) {
    let object = it.open(Access::ReadWrite).unwrap();
    let mut wins = 0;
    while wins < 200 {
        match it.claim() {
            Ok(claim) => {
                assert_eq!(contents(&object), [0], "two hold the claim");
                rustix::io::pwrite(&object, &[1], 0).unwrap();
                assert_eq!(contents(&object), [1], "two hold the claim");
                rustix::io::pwrite(&object, &[0], 0).unwrap();
                drop(claim);
                wins += 1;
            }
            Err(ClaimError::Taken { .. }) => std::thread::yield_now(),
            Err(ClaimError::Os(error)) => panic!("{error:?}"),
        }
    }
}

#[test]
fn a_lock_file_that_others_could_hold_is_refused() {
    let it = TestName::new("loose");
    let path = it.path_of(&it.name.lock());
    fs::write(&path, "").unwrap();

    for mode in [0o644, 0o660, 0o601, 0o700] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let Err(ClaimError::Os(error)) = it.claim() else {
            panic!("mode {mode:o} was accepted")
        };
        assert_eq!(error.refusal(), Some(Refusal::LooseLock { mode }));
        assert!(
            error.to_string().contains("remove it while no writer runs"),
            "{error}"
        );
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    it.claim().unwrap();
}

#[test]
fn a_strangers_lock_file_is_refused() {
    if !is_root("a_strangers_lock_file_is_refused") {
        return;
    }
    let it = TestName::new("squatted");
    let path = it.path_of(&it.name.lock());
    fs::write(&path, "").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::chown(&path, Some(12_345), None).unwrap();

    let Err(ClaimError::Os(error)) = it.claim() else {
        panic!("accepted")
    };

    assert_eq!(error.refusal(), Some(Refusal::ForeignLock { uid: 12_345 }));
}

#[test]
fn a_lock_file_that_is_none_is_refused() {
    let it = TestName::new("odd");
    let path = it.path_of(&it.name.lock());

    std::os::unix::fs::symlink(it.path(), &path).unwrap();
    let Err(ClaimError::Os(error)) = it.claim() else {
        panic!("a symlink was accepted")
    };
    assert_eq!(
        error.refusal(),
        Some(Refusal::NotAnObject(FileKind::Symlink))
    );
    fs::remove_file(&path).unwrap();

    fs::create_dir(&path).unwrap();
    let Err(ClaimError::Os(error)) = it.claim() else {
        panic!("a directory was accepted")
    };
    assert_eq!(
        error.refusal(),
        Some(Refusal::NotAnObject(FileKind::Directory))
    );
}

#[test]
fn a_claim_whose_file_was_replaced_leaves_the_other_alone() {
    let it = TestName::new("usurped");
    let first = it.claim().unwrap();
    fs::remove_file(it.path_of(&it.name.lock())).unwrap();
    let second = it.claim().unwrap();

    drop(first);

    assert!(is_taken(&it));
    drop(second);
    assert!(it.files().is_empty());
}

#[test]
fn the_first_opener_sees_the_beacon_and_nobody_its_end_before_the_writer() {
    let it = TestName::new("beacon");
    let object = it.draft(b"value").into_object();
    let light = beacon(&object);
    give_name(&it, &object);

    assert!(lives(&it));
    let second = it.open(Access::ReadWrite).unwrap();
    assert!(matches!(
        Beacon::light(&second).unwrap(),
        Light::WriterLives
    ));
    // Closing some descriptor of the object, even the writer's own copies, ends nothing.
    drop((second, object));
    assert!(lives(&it));

    drop(light);
    assert!(!lives(&it));
}

#[test]
fn a_reader_can_neither_feign_nor_end_a_writers_life() {
    let it = TestName::new("feigned");
    it.create(b"value");
    let squatter = it.open(Access::Read).unwrap();
    let writer = it.open(Access::ReadWrite).unwrap();

    assert!(lock::try_shared(&squatter, BEACON).unwrap());
    assert!(!lives(&it));
    // But it can keep a writer that comes later from showing.
    assert!(matches!(Beacon::light(&writer).unwrap(), Light::Obstructed));
    drop(squatter);

    let light = beacon(&writer);
    let squatter = it.open(Access::Read).unwrap();
    assert!(!lock::try_shared(&squatter, BEACON).unwrap());
    assert!(lock::try_exclusive(&squatter, BEACON).is_err());
    lock::unlock(&squatter, BEACON).unwrap();
    assert!(lives(&it));
    drop(light);
}

#[test]
fn bytes_of_one_file_are_locked_apart() {
    let it = TestName::new("bytes");
    it.create(b"value");
    let [one, other] = [0, 1].map(|_| it.open(Access::ReadWrite).unwrap());

    assert!(try_exclusive(&one, Byte::at(3)).unwrap());
    assert!(
        try_exclusive(&one, Byte::at(3)).unwrap(),
        "one's own lock does not conflict"
    );
    assert!(!try_exclusive(&other, Byte::at(3)).unwrap());
    assert!(try_exclusive(&other, Byte::at(4)).unwrap());

    unlock(&one, Byte::at(3)).unwrap();
    assert!(try_exclusive(&other, Byte::at(3)).unwrap());
}
