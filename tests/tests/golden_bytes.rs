//! Promise: the bytes of an object are those of format version 1, and whoever knows the format can
//! read it.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{Ordering::Acquire, fence};

use shm_typed::{LiveBox, SharedBox};
use shm_typed_tests::{Name, Peer, Watchdog, checked};

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// The bytes that a dump tells of, `None` for one that differs from object to object; and the
/// line that tells of each.
fn golden(dump: &'static str) -> (Vec<Option<u8>>, Vec<&'static str>) {
    let (mut bytes, mut lines) = (Vec::new(), Vec::new());
    for line in dump.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('|').map(str::trim);
        let offset = usize::from_str_radix(columns.next().unwrap(), 16).unwrap();
        assert_eq!(offset, bytes.len(), "the dump has a hole before: {line}");
        let column = columns.next().unwrap();
        match column.strip_prefix("zero ") {
            Some(count) => bytes.extend(vec![Some(0); count.parse().unwrap()]),
            None => bytes.extend(column.split_whitespace().map(|byte| match byte {
                "??" => None,
                byte => Some(u8::from_str_radix(byte, 16).unwrap()),
            })),
        }
        lines.resize(bytes.len(), line);
    }
    (bytes, lines)
}

#[test]
fn an_object_has_the_bytes_of_its_golden_dump() {
    let name = Name::unique("golden");
    let mut writer = SharedBox::create(&name, [1_u64, 2, 3]).unwrap();
    writer.publish(&[0x1112_1314_1516_1718, 5, 6]);

    assert_golden(&name, include_str!("../golden/u64x3.hex"));
}

#[test]
fn a_live_object_has_the_bytes_of_its_golden_dump() {
    let name = Name::unique("golden");
    let cells = LiveBox::create(&name, [1_u64, 2, 3]).unwrap();
    cells[2].add(0x1112_1314_1516_1718 - 3);

    assert_golden(&name, include_str!("../golden/live-u64x3.hex"));
}

fn assert_golden(name: &Name, dump: &'static str) {
    let (golden, lines) = golden(dump);

    let bytes = fs::read(name.path()).unwrap();

    assert_eq!(bytes.len(), golden.len());
    for (at, (byte, golden)) in bytes.iter().zip(&golden).enumerate() {
        let expected = golden.unwrap_or(*byte);
        assert_eq!(
            *byte, expected,
            "byte {at:#06x} is {byte:02x}, but: {}",
            lines[at]
        );
    }
}

#[test]
fn what_differs_from_object_to_object_is_what_it_says() {
    let name = Name::unique("instance");
    let other = Name::unique("instance");
    let pid = std::process::id().to_le_bytes();
    let _writers = [&name, &other].map(|name| SharedBox::create(name, [1_u64, 2, 3]).unwrap());

    let bytes = fs::read(name.path()).unwrap();
    let others = fs::read(other.path()).unwrap();

    assert_ne!(bytes[0x78..0x88], others[0x78..0x88], "instances differ");
    assert_eq!(bytes[0x98..0xb0], others[0x98..0xb0], "one boot, one start");
    assert_eq!(bytes[0xb0..0xb4], pid);
    assert_eq!(bytes[0x184..0x188], pid);
    let version = env!("CARGO_PKG_VERSION")
        .split('.')
        .map(|n| n.parse::<u8>().unwrap());
    assert_eq!(bytes[0xb4..0xb7], version.collect::<Vec<_>>());
}

/// A reader of objects whose values are words, written from the format alone.
struct Foreign {
    file: File,
    slots_offset: u64,
    stride: u64,
    value_offset: u64,
    slots: u64,
}

impl Foreign {
    fn open(name: &Name, words: usize) -> Self {
        let file = File::open(name.path()).unwrap();
        let mut header = [0; 256];
        file.read_exact_at(&mut header, 0).unwrap();
        let word = |at: usize| u64::from_le_bytes(header[at..at + 8].try_into().unwrap());
        let half = |at: usize| u32::from_le_bytes(header[at..at + 4].try_into().unwrap()).into();
        assert_eq!(&header[..8], b"SHMTYPED");
        assert_eq!(header[8..10], [1, 0], "format version");
        assert_eq!(word(16), 0, "capabilities that a reader must know");
        assert_eq!(half(32), 1_u64, "snapshots");
        assert_eq!(word(48), words as u64 * 8, "size of a value");
        Self {
            slots_offset: word(64),
            stride: word(56),
            value_offset: half(44),
            slots: half(36),
            file,
        }
    }

    fn word(&self, at: u64) -> u64 {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, at).unwrap();
        u64::from_le_bytes(bytes)
    }

    /// The version and the words of the current value; counts the attempts that were overtaken.
    fn read(&self, words: &mut [u64], again: &mut u64) -> u64 {
        let mut bytes = vec![0; words.len() * 8];
        loop {
            let head = self.word(256);
            fence(Acquire);
            let (version, slot) = (head >> 8, head & 0xff);
            assert!(version > 0 && slot < self.slots, "head {head:#x}");
            let stamp = self.slots_offset + slot * self.stride;
            self.file
                .read_exact_at(&mut bytes, stamp + self.value_offset)
                .unwrap();
            fence(Acquire);
            if self.word(stamp) == version {
                for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(8)) {
                    *word = u64::from_le_bytes(bytes.try_into().unwrap());
                }
                return version;
            }
            *again += 1;
        }
    }
}

#[test]
fn a_reader_written_from_the_format_alone_reads_whole_values_from_a_live_writer() {
    const READS: u32 = 30_000;
    let _watchdog = Watchdog::new("golden_bytes", 300);
    let name = Name::unique("foreign-reader");
    let mut writer = Peer::start(PEER, ["write", &name, "128"]);
    assert_eq!(writer.line(), "ready");
    let reader = Foreign::open(&name, 128);
    let mut words = [0; 128];
    let (mut last, mut again, mut different) = (0, 0, 0);

    for _ in 0..READS {
        let version = reader.read(&mut words, &mut again);

        assert_eq!(checked::round(&words), Some(version), "torn");
        assert!(version >= last, "backwards");
        different += u32::from(version > last);
        last = version;
    }

    println!("reads={READS} different={different} again={again}");
    assert!(different > 1, "the writer was live");
    assert!(writer.finish().success());
}
