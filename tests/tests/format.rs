//! Promise: the bytes are what `docs/format.md` says, and its C program reads them.

#![allow(unsafe_code, reason = "pins a value, to look at the bytes that say so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use shm_typed::{OnDrop, Shared, SharedBox, SharedRef};
use shm_typed_tests::{Name, Watchdog};

const PAGE: &str = include_str!("../../shm-typed/src/docs/format.md");

// The struct of the page. Not a doc comment, which would be help text in the object.
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
struct Engine {
    #[shared(unit = "rpm", kind = "gauge")]
    speed: f64,
    #[shared(kind = "counter")]
    faults: u64,
}

/// What the page has in its one code block of this `language`.
fn block(language: &str) -> &'static str {
    let (_, after) = PAGE.split_once(&format!("```{language}\n")).unwrap();
    let (block, rest) = after.split_once("```").unwrap();
    assert!(!rest.contains(&format!("```{language}\n")), "one block");
    block
}

/// The bytes that lines of `hexdump -C` show.
fn bytes_of(dump: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in dump.lines().filter(|line| *line != "*") {
        let (at, rest) = line.split_at(8);
        let at = usize::from_str_radix(at, 16).unwrap();
        assert!(at >= bytes.len());
        bytes.resize(at, 0); // what `*` stands for
        let (hex, _) = rest.split_once('|').unwrap_or_default();
        for byte in hex.split_ascii_whitespace() {
            bytes.push(u8::from_str_radix(byte, 16).unwrap());
        }
    }
    bytes
}

#[test]
fn the_dump_of_the_page_is_what_is_written() {
    let name = Name::unique("dump");
    let mut writer = SharedBox::options()
        .slots(2)
        .create(
            &name,
            Engine {
                speed: 3000.0,
                faults: 2,
            },
        )
        .unwrap();
    writer.update(|engine| engine.faults = 3);

    let mut written = fs::read(name.path()).unwrap();

    let mut documented = bytes_of(block("hexdump"));
    assert_eq!(written.len(), documented.len());
    for varies in [0x78..0x88, 0x90..0xb8, 0x184..0x194] {
        written[varies.clone()].fill(0);
        documented[varies].fill(0);
    }
    for (at, (written, documented)) in written.iter().zip(&documented).enumerate() {
        assert_eq!(written, documented, "byte {at:#x}");
    }
}

#[test]
fn the_state_words_are_where_the_page_says() {
    let name = Name::unique("state");
    let word = |at: usize| {
        let object = fs::read(name.path()).unwrap();
        u64::from_le_bytes(object[at..at + 8].try_into().unwrap())
    };
    let half = |at: usize| u32::try_from(word(at) & 0xffff_ffff).unwrap();
    let mut writer = SharedBox::options()
        .period(Duration::from_millis(5))
        .on_drop(OnDrop::Keep)
        .create(&name, 1_u64)
        .unwrap();
    writer.publish(&2);

    assert_eq!((word(256), half(264)), (2 << 8 | 1, 2));
    assert_eq!((half(384), half(388)), (1, std::process::id()));
    assert_eq!(word(408), 5_000_000);
    assert!(word(272) >= word(392) && word(392) > 0);
    let lock = fs::read_to_string(format!("/dev/shm/{}.lock", &*name)).unwrap();
    assert_eq!(lock, format!("{:<10}\n", std::process::id()));
    let table = fs::read(format!("/dev/shm/{}.readers", &*name)).unwrap();
    assert_eq!(table.len(), 4096);
    assert_eq!(table[..16], *b"SHMREADR\x01\0\0\0\x06\0\0\0");
    assert_eq!(table[16..32], fs::read(name.path()).unwrap()[120..136]);
    assert!(
        table[32..].iter().all(|byte| *byte == 0),
        "nobody waits or pins"
    );

    let reader = SharedRef::<u64>::open(&name).unwrap();
    // SAFETY: nothing but this test opens the object.
    let mut reader = unsafe { reader.trust_writer() }.unwrap();
    let pinned = reader.pin();
    let table = fs::read(format!("/dev/shm/{}.readers", &*name)).unwrap();
    assert_eq!(table[136..144], (1_u64 << 8 | 1).to_le_bytes(), "pinning");
    assert_eq!(table[256..264], (2_u64 << 8 | 1).to_le_bytes(), "cell 0");
    drop(pinned);
    drop(reader);
    let table = fs::read(format!("/dev/shm/{}.readers", &*name)).unwrap();
    assert_eq!(table[256..264], [0; 8]);

    drop(writer);

    assert_eq!((half(384), half(264)), (2, 2 | 1 << 31));
}

#[test]
fn the_c_program_of_the_page_reads_a_live_writers_values() {
    let _watchdog = Watchdog::new("format", 120);
    let name = Name::unique("c-reader");
    let reader = Program::compile(&name);
    let mut writer = SharedBox::create(
        &name,
        Engine {
            speed: 3000.0,
            faults: 2,
        },
    )
    .unwrap();
    writer.update(|engine| engine.faults = 3);
    assert_eq!(reader.read(&name), "2 3000.0 3");

    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let _over = Raise(&over);
        scope.spawn(|| {
            while !over.load(Relaxed) {
                let faults = writer.version() + 1;
                let speed = f64::from(u32::try_from(faults).unwrap());
                writer.publish(&Engine { speed, faults });
            }
        });
        let mut last = 2;
        while last == 2 {
            last = version(&reader.read(&name));
        }
        for _ in 0..100 {
            let version = version(&reader.read(&name));
            assert!(version >= last, "backwards");
            last = version;
        }
    });
}

/// Raises its flag on drop, a failed assertion's too.
struct Raise<'a>(&'a AtomicBool);

impl Drop for Raise<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// The version in a line of the C program, whose other numbers follow from it.
fn version(line: &str) -> u64 {
    let [version, speed, faults] = line.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{line:?}")
    };
    if version != "2" {
        assert_eq!((speed, faults), (&*format!("{version}.0"), version), "torn");
    }
    version.parse().unwrap()
}

#[test]
fn the_c_program_of_the_page_refuses_what_is_not_its_object() {
    let name = Name::unique("c-refuses");
    let reader = Program::compile(&name);
    assert_eq!(reader.run(&name).status.code(), Some(3), "nothing there");

    let other = SharedBox::create(&name, [1_u64; 2]).unwrap();
    assert_eq!(reader.run(&name).status.code(), Some(4), "another layout");
    drop(other);

    fs::write(name.path(), [0; 4096]).unwrap();
    assert_eq!(reader.run(&name).status.code(), Some(4), "no object");
}

/// The C program, compiled; removed on drop.
struct Program(PathBuf);

impl Program {
    fn compile(name: &Name) -> Self {
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&**name);
        let source = program.with_extension("c");
        fs::write(&source, block("c")).unwrap();
        let compiler = Command::new("cc")
            .args([
                "-std=c11",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-pedantic",
                "-O2",
            ])
            .arg("-o")
            .args([&program, &source])
            .output()
            .unwrap();
        let _ = fs::remove_file(source);
        let complaints = String::from_utf8_lossy(&compiler.stderr);
        assert!(compiler.status.success(), "{complaints}");
        Self(program)
    }

    fn run(&self, name: &Name) -> Output {
        Command::new(&self.0).arg(name).output().unwrap()
    }

    /// The line that it prints.
    fn read(&self, name: &Name) -> String {
        let output = self.run(name);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim_end().into()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
