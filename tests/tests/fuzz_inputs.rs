//! Promise: any bytes, as an object or as a schema, give errors or values and nothing else.
//!
//! The fuzzers look for bytes that do not; here their seeds, and whatever they have found, are
//! repeated. `BLESS=1 cargo test -p shm-typed-tests --test fuzz_inputs` writes the seeds anew.

use std::path::{Path, PathBuf};
use std::{env, fs};

use shm_typed::Schema;
use shm_typed_tests::Watchdog;
use shm_typed_tests::fuzz::{
    self, BYTES, CLOSED, LIVE, NO_TABLE, Part, RAW, RECORD, RICH, Sample, Sooner, TABLE, TIMED,
};

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 5] = [
    ("schema_decode", fuzz::schema_decode),
    ("attach", fuzz::attach),
    ("live_scribble", fuzz::live_scribble),
    ("inspect", fuzz::inspect),
    ("table", fuzz::table),
];

/// Offsets in the object, as its format has them: one for each number that an opener looks at.
const WORDS: [(&str, u16, u8); 22] = [
    ("magic", 0, 8),
    ("major", 8, 2),
    ("minor", 10, 2),
    ("header_len", 12, 4),
    ("required", 16, 8),
    ("discipline", 32, 4),
    ("slot_count", 36, 4),
    ("value_align", 40, 4),
    ("value_offset", 44, 4),
    ("value_size", 48, 8),
    ("stride", 56, 8),
    ("slots_offset", 64, 8),
    ("object_len", 72, 8),
    ("schema_offset", 80, 4),
    ("schema_len", 84, 4),
    ("layout", 88, 8),
    ("generation", 136, 8),
    ("head", 256, 8),
    ("event", 264, 4),
    ("published_at", 272, 8),
    ("lifecycle", 384, 4),
    ("stamp", 4096, 8),
];

fn record(offset: u16, what: u8, value: u64) -> [u8; RECORD] {
    let mut record = [0; RECORD];
    record[..2].copy_from_slice(&offset.to_le_bytes());
    record[2] = what;
    record[3..].copy_from_slice(&value.to_le_bytes());
    record
}

fn input(flags: u8, records: impl IntoIterator<Item = [u8; RECORD]>) -> Vec<u8> {
    std::iter::once(flags)
        .chain(records.into_iter().flatten())
        .collect()
}

fn input_of(records: impl IntoIterator<Item = [u8; RECORD]>) -> Vec<u8> {
    records.into_iter().flatten().collect()
}

/// Inputs to begin with: valid ones, and ones that are wrong in one place.
fn seeds() -> Vec<(&'static str, String, Vec<u8>)> {
    let mut seeds = Vec::new();
    let mut seed = |target, name: &str, bytes| seeds.push((target, name.to_owned(), bytes));

    for (name, schema) in [
        ("sample", Schema::of::<Sample>()),
        ("part", Schema::of::<Part>()),
        ("sooner", Schema::of::<Sooner>()),
        ("number", Schema::of::<u64>()),
        ("matrix", Schema::of::<[[f32; 3]; 2]>()),
        ("nothing", Schema::of::<[u128; 0]>()),
    ] {
        seed("schema_decode", name, schema.to_json().into_bytes());
    }
    let all = r#"{"format":1,"type":{"struct":"A\u00fc","version":3,"size":48,"align":16,"help":"a\n\"b\"","fields":[{"name":"x","offset":0,"type":{"array":{"struct":"B","size":4,"align":4,"fields":[{"name":"0","offset":0,"type":"f32","range":[-0.0,"Infinity"],"invalid":"NaN"}]},"len":2},"unit":"°","level":"debug","since":2,"sensitive":true},{"name":"y","offset":8,"type":{"opaque":"a::B","size":8,"align":8},"later":null},{"name":"z","offset":16,"type":"u128","range":[0,1e3]},{"name":"s","offset":32,"type":"i8","kind":"state","level":"diag"}]}}"#;
    seed("schema_decode", "everything", all.as_bytes().to_vec());

    seed("attach", "valid", input(0, []));
    seed("attach", "valid_closed", input(CLOSED, []));
    seed("attach", "valid_bytes", input(BYTES, []));
    seed("attach", "valid_bytes_alone", input(BYTES | NO_TABLE, []));
    seed("attach", "raw_magic", [&[RAW][..], b"SHMTYPED"].concat());
    seed("attach", "cut", input(0, [record(0, 0, 4096)]));
    seed("attach", "long", input(0, [record(0, 0, 9000)]));
    seed("attach", "table", input(0, [record(128, TABLE | 8, 3)]));
    seed("attach", "short_table", input(0, [record(0, TABLE, 100)]));
    let text = record(512 + 40, 8, u64::from_le_bytes(*b"\"\\u0000\""));
    seed("attach", "schema", input(0, [text]));
    // With another layout the schema decides.
    let other = [record(88, 8, 1), text];
    seed("attach", "schema_of_other_layout", input(0, other));
    for (name, offset, len) in WORDS {
        for (kind, value) in [("zero", 0), ("large", u64::MAX), ("next", 3 << 8 | 1)] {
            let edit = record(offset, len, value);
            seed("attach", &format!("{name}_{kind}"), input(0, [edit]));
        }
    }

    // Every call after an edit of every number that a writer or reader goes by.
    for (name, flags) in [("plain", 0), ("timed", TIMED), ("alone", NO_TABLE | 0xe0)] {
        let places = [(256, 8), (264, 4), (272, 8), (384, 4), (4096, 8), (4104, 8)];
        let calls = (0_u8..8).cycle().take(24).zip(places.into_iter().cycle());
        let records =
            calls.map(|(call, (offset, len))| record(offset, call << 5 | len, 2 << 8 | 1));
        seed("live_scribble", name, input(flags, records));
    }
    let table = [4, 2, 4, 3].map(|call| record(128, call << 5 | TABLE | 8, u64::MAX));
    seed("live_scribble", "table", input(0, table));

    for (name, flags) in [
        ("valid", 0),
        ("rich", RICH),
        ("live", LIVE),
        ("alone", NO_TABLE),
    ] {
        seed("inspect", name, input(flags, []));
        for (what, offset, len) in WORDS {
            let edit = record(offset, len, u64::MAX);
            seed("inspect", &format!("{name}_{what}"), input(flags, [edit]));
        }
        seed(
            "inspect",
            &format!("{name}_short"),
            input(flags, [record(0, 0, 4099)]),
        );
        // Every byte of a small value, as something that it should not be.
        let bits = (0..24).map(|word| record(4096 + 64 + 8 * word, 8, u64::MAX));
        seed("inspect", &format!("{name}_bits"), input(flags, bits));
    }
    // Every word of the table as something else, with every call before and after it.
    let words = [(0, 8), (8, 4), (12, 4), (16, 8), (128, 8), (136, 8)];
    let cells = [256, 320, 384].map(|cell| (cell, 8));
    let calls = [
        2, 2, 3, 0, 2, 3, 0, 6, 5, 4, 3, 0, 7, 0, 2, 3, 4, 4, 4, 7, 0,
    ];
    for (at, len) in words.into_iter().chain(cells) {
        for (kind, value) in [("zero", 0), ("large", u64::MAX), ("head", 3 << 8 | 1)] {
            let records = calls.map(|call| record(at, call << 5 | len, value));
            seed("table", &format!("{at}_{kind}"), input_of(records));
        }
    }
    for len in [0, 64, 300, 4095, 9000] {
        let records = [0, 7, 0, 2, 3, 0].map(|call| record(4000, call << 5, len));
        seed("table", &format!("length_{len}"), input_of(records));
    }
    seed("inspect", "raw", [&[RAW][..], b"SHMTYPED"].concat());
    seeds
}

fn folder(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz")
        .join(kind)
        .join(target)
}

#[test]
fn seeds_are_as_they_are_written() {
    let bless = env::var_os("BLESS").is_some();
    for (target, name, bytes) in seeds() {
        let path = folder("seeds", target).join(name);
        if bless {
            fs::create_dir_all(folder("seeds", target)).unwrap();
            fs::write(&path, &bytes).unwrap();
        }
        let found = fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        assert!(found == bytes, "{path:?} is another; run with BLESS=1");
    }
}

#[test]
fn every_seed_and_every_finding_passes() {
    let _watchdog = Watchdog::new("fuzz_inputs", 300);
    for (target, run) in TARGETS {
        for kind in ["seeds", "findings"] {
            let Ok(folder) = fs::read_dir(folder(kind, target)) else {
                assert_eq!(kind, "findings", "there are seeds for {target}");
                continue;
            };
            for file in folder {
                let path = file.unwrap().path();
                println!("{}", path.display());
                run(&fs::read(path).unwrap());
            }
        }
    }
}
