//! Promise of the cookbook: its programs in C and Python do what the page says. (Those in Rust are
//! doctests.)

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use shm_typed::{LiveBox, Shared};
use shm_typed_tests::Name;

const PAGE: &str = include_str!("../../shm-typed/src/docs/cookbook.md");

#[derive(Clone, Copy, Shared)]
#[repr(C)]
#[shared(live)]
struct Counters {
    requests: u64,
    level: f64,
}

const FRESH: Counters = Counters {
    requests: 7,
    level: 0.5,
};

/// What the page has in its one code block of this `language`.
fn block(language: &str) -> &'static str {
    let (_, after) = PAGE.split_once(&format!("```{language}\n")).unwrap();
    let (block, rest) = after.split_once("```").unwrap();
    assert!(!rest.contains(&format!("```{language}\n")), "one block");
    block
}

/// A file that is removed on drop.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &Name, end: &str) -> Self {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&**name);
        Self(place.with_extension(end))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Whether `program` can be run here; says so if not.
fn is_here(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("skipped: there is no `{program}` on this machine");
    }
    found
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_c_program_counts_in_a_bare_object() {
    if !is_here("cc") {
        return;
    }
    let name = Name::unique("cook-c");
    let counters = LiveBox::options().bare(true).create(&name, FRESH).unwrap();
    let (source, program) = (Scratch::new(&name, "c"), Scratch::new(&name, "bin"));
    fs::write(&source.0, block("C")).unwrap();
    let compiler = Command::new("cc")
        .args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-o"])
        .args([&program.0, &source.0])
        .output()
        .unwrap();
    assert!(compiler.status.success(), "{compiler:?}");

    let output = Command::new(&program.0)
        .arg(format!("/{}", &*name))
        .output()
        .unwrap();

    assert_eq!(printed(&output), "8 0.5\n");
    assert_eq!(counters.requests.load(), 8);
    assert_eq!(counters.level.load(), 0.5);
}

#[test]
fn the_python_program_counts_in_a_bare_object() {
    if !is_here("python3") {
        return;
    }
    let name = Name::unique("cook-python");
    let counters = LiveBox::options().bare(true).create(&name, FRESH).unwrap();

    let output = Command::new("python3")
        .args(["-c", block("python"), &name])
        .output()
        .unwrap();

    assert_eq!(printed(&output), "8 0.5\n");
    assert_eq!(counters.requests.load(), 8);
}
