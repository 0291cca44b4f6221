//! Promise: a bare object is its value and nothing else, so that a C program with `shm_open` and `mmap`
//! and Python's `multiprocessing.shared_memory` exchange numbers with it, both ways.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use shm_typed::{ErrorKind, LiveBox, LiveRef, Shared};
use shm_typed_tests::Name;

/// What both sides know.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[shared(live)]
#[repr(C)]
struct Counters {
    requests: u64,
    level: f64,
    errors: [u32; 3],
    state: i16,
    flags: [u8; 2],
}

const FRESH: Counters = Counters {
    requests: 7,
    level: 0.5,
    errors: [1, 2, 3],
    state: -2,
    flags: [8, 9],
};

/// What either peer makes of `FRESH`: see the programs below.
const BUMPED: Counters = Counters {
    requests: 1007,
    level: 2.75,
    errors: [1, 2, 44],
    state: -3,
    flags: [8, 255],
};

/// By hand, as the man page of `shm_open` has it. `make` creates the object with the numbers of `FRESH`;
/// `bump` changes them.
const C: &str = r#"
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct counters { _Atomic uint64_t requests; _Atomic double level; _Atomic uint32_t errors[3];
                  _Atomic int16_t state; _Atomic uint8_t flags[2]; };

int main(int argc, char **argv) {
    if (argc != 3 || sizeof(struct counters) != 32) return 2;
    int make = strcmp(argv[1], "make") == 0;
    int fd = shm_open(argv[2], make ? O_RDWR | O_CREAT | O_EXCL : O_RDWR, 0600);
    struct stat st;
    if (fd < 0 || (make && ftruncate(fd, sizeof(struct counters)) != 0)) return 3;
    if (fstat(fd, &st) != 0 || st.st_size != sizeof(struct counters)) return 4;
    struct counters *c = mmap(NULL, sizeof *c, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (c == MAP_FAILED) return 5;
    if (make) {
        atomic_store(&c->requests, 7);
        atomic_store(&c->level, 0.5);
        for (int i = 0; i < 3; i++) atomic_store(&c->errors[i], i + 1);
        atomic_store(&c->state, -2);
        atomic_store(&c->flags[0], 8);
        atomic_store(&c->flags[1], 9);
    } else {
        for (int i = 0; i < 1000; i++) atomic_fetch_add_explicit(&c->requests, 1, memory_order_relaxed);
        atomic_store(&c->level, 2.75);
        atomic_fetch_add(&c->errors[2], 41);
        atomic_fetch_sub(&c->state, 1);
        atomic_store(&c->flags[1], 255);
    }
    printf("%llu %.2f %u %d %u\n", (unsigned long long)atomic_load(&c->requests), atomic_load(&c->level),
           atomic_load(&c->errors[2]), atomic_load(&c->state), atomic_load(&c->flags[1]));
    return 0;
}
"#;

/// The same in Python, whose accesses are not atomic: one process at a time.
const PYTHON: &str = r#"
import struct, sys
from multiprocessing import resource_tracker, shared_memory

verb, name = sys.argv[1:]
FORM = "<QdIIIhBB"
if verb == "make":
    shm = shared_memory.SharedMemory(name=name, create=True, size=32)
    shm.buf[:32] = struct.pack(FORM, 7, 0.5, 1, 2, 3, -2, 8, 9)
else:
    shm = shared_memory.SharedMemory(name=name)
    numbers = list(struct.unpack(FORM, shm.buf[:32]))
    numbers[0] += 1000
    numbers[1] = 2.75
    numbers[4] += 41
    numbers[5] -= 1
    numbers[7] = 255
    shm.buf[:32] = struct.pack(FORM, *numbers)
numbers = struct.unpack(FORM, shm.buf[:32])
print(numbers[0], "%.2f" % numbers[1], numbers[4], numbers[5], numbers[7])
# Else Python's own cleaner removes the object when this program ends.
resource_tracker.unregister(shm._name, "shared_memory")
shm.close()
"#;

/// Whether `program` can be run here; says so if not.
fn is_here(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("skipped: there is no `{program}` on this machine");
    }
    found
}

/// A directory that is removed on drop.
struct Scratch(PathBuf);

impl Scratch {
    fn new(tag: &str) -> Self {
        let path = std::env::temp_dir().join(format!("shm-typed-{tag}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, file: &str, text: &str) -> PathBuf {
        let path = self.0.join(file);
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn compile(source: &Path, program: &Path) {
    let output = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-o"])
        .args([program, source])
        .arg("-lrt")
        .output()
        .unwrap();
    succeeded(&output);
}

fn succeeded(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{errors}", output.status);
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Lets `peer` make an object and change one of ours, and we do the reverse.
fn exchange(peer: impl Fn(&str, &str) -> String) {
    let bare = || LiveBox::<Counters>::options().bare(true);

    // Theirs, changed by us.
    let name = Name::unique("theirs");
    assert_eq!(peer("make", &name).trim(), "7 0.50 3 -2 9");
    let counters = bare().open(&name).unwrap();
    let reader = LiveRef::<Counters>::options()
        .bare(true)
        .open(&name)
        .unwrap();
    assert_eq!(reader.read(), FRESH);
    counters.requests.add(1);
    counters.errors[2].add(1);
    assert_eq!(peer("bump", &name).trim(), "1008 2.75 45 -3 255");
    assert_eq!(reader.view().requests(), 1008);
    assert_eq!(counters.flags[1].load(), 255);

    // Ours, changed by them.
    let name = Name::unique("ours");
    let counters = bare().create(&name, FRESH).unwrap();
    assert_eq!(peer("bump", &name).trim(), "1007 2.75 44 -3 255");
    let reader = LiveRef::<Counters>::options()
        .bare(true)
        .open(&name)
        .unwrap();
    assert_eq!(reader.read(), BUMPED);
    assert_eq!(counters.state.load(), -3);
}

#[test]
fn a_c_program_with_shm_open_and_mmap_exchanges_numbers_both_ways() {
    if !is_here("cc") {
        return;
    }
    let scratch = Scratch::new("bare-c");
    let program = scratch.0.join("peer");
    compile(&scratch.write("peer.c", C), &program);

    exchange(|verb, name| {
        let name = format!("/{name}");
        succeeded(&Command::new(&program).args([verb, &name]).output().unwrap())
    });
}

#[test]
fn pythons_shared_memory_exchanges_numbers_both_ways() {
    if !is_here("python3") {
        return;
    }
    let scratch = Scratch::new("bare-python");
    let program = scratch.write("peer.py", PYTHON);

    exchange(|verb, name| {
        let mut python = Command::new("python3");
        succeeded(&python.arg(&program).args([verb, name]).output().unwrap())
    });
}

#[test]
fn c_and_rust_count_at_the_same_time_exactly() {
    if !is_here("cc") {
        return;
    }
    let scratch = Scratch::new("bare-both");
    let program = scratch.0.join("peer");
    compile(&scratch.write("peer.c", C), &program);
    let name = Name::unique("both");
    let counters = LiveBox::<Counters>::options().bare(true);
    let counters = counters.create(&name, FRESH).unwrap();

    let mut peers: Vec<_> = (0..4)
        .map(|_| {
            let mut peer = Command::new(&program);
            peer.args(["bump", &format!("/{}", &*name)]);
            peer.stdout(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    for _ in 0..10_000 {
        counters.requests.add(1);
    }
    for peer in &mut peers {
        assert!(peer.wait().unwrap().success());
    }

    assert_eq!(counters.requests.load(), 7 + 4 * 1000 + 10_000);
    assert_eq!(counters.errors[2].load(), 3 + 4 * 41);
}

#[test]
fn a_bare_object_has_the_bytes_of_its_value() {
    let name = Name::unique("bytes");
    let _counters = LiveBox::<Counters>::options()
        .bare(true)
        .create(&name, FRESH);

    let bytes = fs::read(name.path()).unwrap();

    assert_eq!(bytes, bytemuck::bytes_of(&FRESH));
    assert!(!name.has_companions());
}

#[test]
fn its_size_is_the_only_check() {
    let name = Name::unique("size");
    let bare = || LiveBox::<[u64; 2]>::options().bare(true);
    drop(bare().create(&name, [1, 2]).unwrap());

    let same = LiveBox::<[u32; 4]>::options().bare(true).open(&name);
    assert_eq!(same.unwrap()[2].load(), 2);

    let other = LiveBox::<[u64; 3]>::options().bare(true).open(&name);
    let error = other.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
    assert!(error.to_string().contains("it is 16 bytes long"), "{error}");
    let error = LiveBox::<[u64; 2]>::open(&name).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAnObject, "{error}");

    fs::write(name.path(), []).unwrap();
    assert_eq!(
        bare().open(&name).unwrap_err().kind(),
        ErrorKind::LayoutMismatch
    );
    let empty = LiveBox::<[u64; 0]>::options().bare(true).open(&name);
    assert_eq!(empty.unwrap_err().kind(), ErrorKind::InvalidOption);

    let live = Name::unique("headed");
    drop(LiveBox::create(&live, [1_u64, 2]).unwrap());
    let error = bare().open(&live).unwrap_err();
    assert!(error.to_string().contains("without `bare`"), "{error}");
}
