//! Promise: `verify` says what is wrong with an object, and exits by the class of fault.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::PathBuf;

use serde_json::json;

use kit::{Engine, Folder};

/// Where the lifecycle word is.
const LIFECYCLE: u64 = 384;
/// Where the layout fingerprint is.
const FINGERPRINT: u64 = 88;

struct Object {
    folder: Folder,
    path: PathBuf,
    _writer: shm_typed::SharedBox<Engine>,
}

impl Object {
    fn new(tag: &str) -> Self {
        let folder = Folder::new(tag);
        let path = folder.path().join("engine");
        let _writer = folder.options().create("engine", Engine::new()).unwrap();
        Self {
            folder,
            path,
            _writer,
        }
    }

    fn write(&self, at: u64, bytes: &[u8]) {
        let file: File = OpenOptions::new().write(true).open(&self.path).unwrap();
        file.write_all_at(bytes, at).unwrap();
    }

    fn verify(&self, code: i32) -> String {
        let done = self.folder.run(&["verify", "engine"]);
        assert_eq!(
            (done.code, done.err.as_str()),
            (Some(code), ""),
            "{}",
            done.out
        );
        done.out
    }
}

#[test]
fn nothing_is_wrong_with_what_the_library_made() {
    let object = Object::new("cli-verify-ok");

    assert_eq!(object.verify(0), "engine: ok\n");
    assert_eq!(object.folder.run(&["verify"]).text(), "engine: ok\n");
    let document = object.folder.run(&["verify", "--json"]).json();
    assert_eq!(
        document,
        json!({"shm-typed": 1, "objects": [{"name": "engine", "code": 0, "findings": [],
            "pins": {"places": 6, "owned": 0, "holding": 0}}]})
    );
}

#[test]
fn each_class_of_fault_has_an_exit_code_and_words() {
    let object = Object::new("cli-verify-format");
    object.write(8, &[9]);
    let text = object.verify(41);
    assert!(text.starts_with("engine: format: "), "{text}");

    let object = Object::new("cli-verify-bounds");
    let len = fs::metadata(&object.path).unwrap().len();
    let longer = OpenOptions::new().write(true).open(&object.path).unwrap();
    longer.set_len(len - 64).unwrap();
    let text = object.verify(42);
    assert!(text.starts_with("engine: bounds: "), "{text}");

    let object = Object::new("cli-verify-schema");
    let bytes = fs::read(&object.path).unwrap();
    let at = bytes.windows(9).position(|w| w == br#"{"format""#).unwrap();
    object.write(u64::try_from(at).unwrap(), b"!");
    let text = object.verify(43);
    assert!(text.starts_with("engine: schema: "), "{text}");

    let object = Object::new("cli-verify-fingerprint");
    object.write(FINGERPRINT, &[0; 16]);
    let text = object.verify(44);
    assert!(
        text.starts_with("engine: fingerprint: its layout "),
        "{text}"
    );

    let object = Object::new("cli-verify-state");
    object.write(LIFECYCLE, &[77]);
    let text = object.verify(45);
    assert_eq!(text, "engine: state: its lifecycle word is 77\n");

    let object = Object::new("cli-verify-mode");
    fs::set_permissions(&object.path, fs::Permissions::from_mode(0o666)).unwrap();
    let text = object.verify(61);
    assert!(text.starts_with("engine: permissions: "), "{text}");
}

#[test]
fn bits_that_are_no_value_are_named() {
    let object = Object::new("cli-verify-value");
    let bytes = fs::read(&object.path).unwrap();
    let speed = 3000.5_f64.to_le_bytes();
    let at = bytes.windows(8).position(|w| w == speed).unwrap();
    // cylinders[1].gear
    object.write(u64::try_from(at).unwrap() + 32 + 8 + 4, &[7]);

    let text = object.verify(46);

    assert_eq!(
        text,
        "engine: value: `cylinders[1].gear` holds 7 (0x07), and a `Gear` has 3 other values\n"
    );
}

#[test]
fn what_is_no_object_is_an_error_beside_the_others() {
    let object = Object::new("cli-verify-none");
    fs::write(object.folder.path().join("notes"), "hello").unwrap();

    let done = object.folder.run(&["verify", "engine", "gone", "notes"]);
    assert_eq!((done.code, done.err.as_str()), (Some(3), ""));
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines[0], "engine: ok");
    assert!(lines[1].starts_with("gone: error: "), "{lines:?}");
    assert!(lines[2].starts_with("notes: format: "), "{lines:?}");
}
