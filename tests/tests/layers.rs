//! Promise of ARCHITECTURE.md: imports point down only, and unsafe code is where its table says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each layer may import of the others.
const ALLOWED: &[(&str, &[&str])] = &[
    ("primitive", &[]),
    ("fault", &[]),
    ("layout", &[]),
    ("schema", &["layout", "Shared"]),
    ("sync", &["primitive", "fault"]),
    ("os", &["sync", "primitive", "fault"]),
    ("view", &["layout", "sync"]),
    ("error", &["layout", "os", "schema"]),
    ("object", &["error", "layout", "os", "schema"]),
    ("live", &["error", "layout", "object", "os", "schema"]),
    (
        "inspect",
        &[
            "error",
            "ErrorKind",
            "layout",
            "live",
            "object",
            "os",
            "schema",
            "snapshot",
            "sync",
            "SharedBox",
            "SharedRef",
            "LiveBox",
            "Schema",
            "remove",
        ],
    ),
    (
        "snapshot",
        &[
            "error",
            "object",
            "layout",
            "os",
            "schema",
            "sync",
            "primitive",
            "fault",
            "view",
        ],
    ),
];

/// Where `unsafe` may be written.
const UNSAFE: &[&str] = &[
    "layout/bits.rs",
    "layout/cache_line.rs",
    "layout/field.rs",
    "layout/fixed/list.rs",
    "layout/fixed/text.rs",
    "layout/impls.rs",
    "layout/shared.rs",
    "live/attached.rs",
    "live/shared.rs",
    "live/words.rs",
    "os/fork.rs",
    "os/heap.rs",
    "os/lock.rs",
    "os/mapping.rs",
    "snapshot/attach.rs",
    "snapshot/create.rs",
    "snapshot/frozen.rs",
    "snapshot/look.rs",
    "snapshot/region.rs",
    "snapshot/slots.rs",
    "snapshot/table.rs",
    "snapshot/trusted.rs",
    "snapshot/writer.rs",
    "sync/copy",
    "view/array.rs",
    "view/place.rs",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shm-typed/src")
}

/// Every source file that is not a test, with its path below `src` and its lines that are code.
fn files() -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("tests") || path.ends_with("tests.rs") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let code = code
                    .split("#[cfg(test)]\n#[cfg(not(miri))]\nmod tests {")
                    .next()
                    .unwrap();
                let lines = code.lines().map(str::trim).filter(|l| !l.starts_with("//"));
                let path = path
                    .strip_prefix(source())
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.push((path, lines.map(str::to_owned).collect()));
            }
        }
    }
    assert!(found.len() > 40, "the sources are where this test looks");
    found
}

#[test]
fn imports_point_down_only() {
    for (path, lines) in files() {
        let layer = path.split(['/', '.']).next().unwrap();
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == layer) else {
            continue; // the face, the derive's door, the pages
        };
        for line in lines {
            for path_in_crate in line.split("crate::").skip(1) {
                let other = path_in_crate
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next();
                let other = other.unwrap();
                assert!(
                    other == layer || other == "__private" || allowed.contains(&other),
                    "{path}: `{layer}` imports `{other}`: {line}"
                );
            }
        }
    }
}

#[test]
fn unsafe_code_is_where_the_table_says_and_nowhere_else() {
    let with_unsafe: BTreeSet<String> = files()
        .into_iter()
        .filter(|(_, lines)| {
            lines
                .iter()
                .any(|l| l.contains("unsafe {") || l.contains("unsafe impl"))
        })
        .map(|(path, _)| path)
        .collect();

    for path in &with_unsafe {
        assert!(
            UNSAFE.iter().any(|place| path.starts_with(place)),
            "{path} has unsafe code"
        );
    }
    for place in UNSAFE.iter().filter(|place| **place != "layout/shared.rs") {
        assert!(
            with_unsafe.iter().any(|path| path.starts_with(place)),
            "{place} has none any more"
        );
    }
}
