//! Promise: how an object's memory is held is as asked for, or an error where that was promised.

use std::fs::File;
use std::os::unix::fs::MetadataExt;

use shm_typed::{Shared, SharedBox, SharedRef};
use shm_typed_tests::{Name, Peer, Watchdog};

const HANDOVER: &str = env!("CARGO_BIN_EXE_handover");

type Large = [u64; 1 << 19];
const SIZE: u64 = 4 << 20;

fn large() -> Box<Large> {
    vec![1; 1 << 19].try_into().unwrap()
}

fn inode(name: &Name) -> u64 {
    std::fs::metadata(name.path()).unwrap().ino()
}

fn inode_of<T: Shared>(anonymous: &SharedBox<T>) -> u64 {
    let descriptor = anonymous.as_fd().unwrap().try_clone_to_owned().unwrap();
    File::from(descriptor).metadata().unwrap().ino()
}

/// What `/proc/self/smaps` says of this process's mappings of the file `inode`: in bytes what is mapped
/// of each, what is locked of it, and its flags.
fn held(inode: u64) -> Vec<(u64, u64, String)> {
    let maps = std::fs::read_to_string("/proc/self/smaps").unwrap();
    let mut found = Vec::new();
    let mut within = false;
    for line in maps.lines() {
        let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
        let number = || rest.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024;
        match key {
            "Rss:" if within => found.push((number(), 0, String::new())),
            "Locked:" if within => found.last_mut().unwrap().1 = number(),
            "VmFlags:" if within => found.last_mut().unwrap().2 = rest.trim().into(),
            _ if key.contains('-') => {
                within = line.split_whitespace().nth(4) == Some(&inode.to_string());
            }
            _ => {}
        }
    }
    found
}

/// The one mapping of it.
fn only(inode: u64) -> (u64, u64, String) {
    let mut held = held(inode);
    assert_eq!(held.len(), 1, "{held:?}");
    held.remove(0)
}

#[test]
fn prefault_maps_every_page_at_once() {
    let name = Name::unique("prefault");
    let options = SharedBox::<Large>::options().slots(2);
    let plain = options.create_from(&name, large()).unwrap();
    let (touched, ..) = only(inode(&name));
    assert!(touched < 2 * SIZE, "the second slot was not: {touched}");
    drop(plain);

    let writer = options.prefault(true).create_from(&name, large()).unwrap();

    let (touched, ..) = only(inode(&name));
    assert!(touched >= 2 * SIZE, "{touched}");
    let reader = SharedRef::<Large>::options()
        .prefault(true)
        .open(&name)
        .unwrap();
    assert!(
        held(inode(&name))
            .iter()
            .all(|(mapped, ..)| *mapped >= 2 * SIZE)
    );
    drop((reader, writer));

    let options = SharedBox::<Large>::options().slots(2).prefault(true);
    let anonymous = options.anonymous_from("large", large()).unwrap();
    assert!(only(inode_of(&anonymous)).0 >= 2 * SIZE);
}

#[test]
fn locked_memory_is_locked_as_long_as_the_handle_lives() {
    let name = Name::unique("lock");
    let options = SharedBox::options().lock_memory(true);
    let writer = options.create(&name, 1_u64).unwrap();
    let (_, locked, flags) = only(inode(&name));
    assert!(locked >= 4096 + 8 * 64, "{locked}");
    assert!(flags.contains("lo"), "{flags}");
    let gone = inode(&name);
    drop(writer);
    assert_eq!(held(gone), []);

    let _plain = SharedBox::create(&name, 1_u64).unwrap();
    assert_eq!(only(inode(&name)).1, 0);
    let reader = SharedRef::<u64>::options()
        .lock_memory(true)
        .open(&name)
        .unwrap();
    let locked = held(inode(&name))
        .iter()
        .filter(|(_, locked, _)| *locked > 0)
        .count();
    assert_eq!((locked, reader.read()), (1, 1));
}

#[test]
fn a_refused_lock_is_an_error_and_leaves_nothing() {
    let _watchdog = Watchdog::new("locked", 60);
    let name = Name::unique("refused");
    let (mut peer, _socket) = Peer::on_socket(HANDOVER, ["locked", &name]);

    for what in ["shared", "anonymous"] {
        let told = peer.line();
        assert!(told.starts_with("NoSpace: cannot create the "), "{told}");
        assert!(told.contains(what), "{told}");
        assert!(
            told.contains("this process may lock 0 bytes in all"),
            "{told}"
        );
        assert!(told.contains("ulimit -l"), "{told}");
    }
    assert_eq!(peer.line(), "left false");
    assert_eq!(peer.line(), "NoSpace");
    assert!(peer.finish().success());
}

#[test]
fn huge_pages_are_an_advice() {
    let name = Name::unique("huge");
    let options = SharedBox::<Large>::options().huge_pages(true);
    let _named = options.create_from(&name, large()).unwrap();
    let anonymous = options.anonymous_from("large", large()).unwrap();

    assert_eq!(anonymous[7], 1, "whatever the kernel makes of it");
    if std::fs::exists("/sys/kernel/mm/transparent_hugepage").unwrap() {
        let plain = SharedBox::anonymous("plain", 1_u64).unwrap();
        assert!(!only(inode_of(&plain)).2.contains("hg"));
        assert!(only(inode(&name)).2.contains("hg"));
        assert!(only(inode_of(&anonymous)).2.contains("hg"));
    }
}
