//! Promise: what `schema --format` writes compiles without a warning, reads consistent values of a live
//! writer, and refuses every other object.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by a panic"
)]

#[path = "generated/samples.rs"]
mod samples;

/// The Rust that the command writes, compiled.
#[allow(
    dead_code,
    unreachable_pub,
    reason = "whoever generates it uses it, in a module of their own"
)]
mod written {
    pub mod everything {
        use half::f16;

        include!("generated/golden/everything.rs");
    }
    pub mod tally {
        include!("generated/golden/tally.rs");
    }
    pub mod switches {
        include!("generated/golden/switches.rs");
    }
    pub mod hostile {
        include!("generated/golden/hostile.rs");
    }
}

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use samples::{Everything, Switches, Tally, everything, tally};
use shm_typed::{LiveBox, LiveRef, OnDrop, Schema, Shared, SharedBox, SharedRef};
use shm_typed_tests::{Name, Watchdog};

/// What the command writes of the object `name`.
fn generate(name: &str, format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
        .args(["schema", name, "--format", format])
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    String::from_utf8(output.stdout).unwrap()
}

/// Whether these programs can be run here; says which cannot.
fn are_here(programs: &[&str]) -> bool {
    programs.iter().all(|program| {
        let found = Command::new(program).arg("--version").output().is_ok();
        if !found {
            println!("skipped: there is no `{program}` on this machine");
        }
        found
    })
}

/// A folder with generated files and programs, removed on drop.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &Name) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&**name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Puts a generated file into it.
    fn put(&self, file: &str, text: &str) {
        fs::write(self.0.join(file), text).unwrap();
    }

    /// Compiles a program of `tests/generated` with no warning allowed.
    fn compile(&self, compiler: &str, standard: &str, source: &str) -> PathBuf {
        let program = self.0.join(format!("{source}-{compiler}-{standard}"));
        let language = if compiler.ends_with("++") { "c++" } else { "c" };
        let output = Command::new(compiler)
            .arg(format!("-std={standard}"))
            .args([
                "-Wall",
                "-Wextra",
                "-pedantic",
                "-Werror",
                "-O2",
                "-x",
                language,
            ])
            .arg("-I")
            .arg(&self.0)
            .arg(source_file(source))
            .arg("-o")
            .arg(&program)
            .output()
            .unwrap();
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{compiler} {standard}: {complaints}"
        );
        program
    }

    /// Runs a Python program of `tests/generated` with the generated modules at hand.
    fn python(&self, source: &str, args: &[&str]) -> Output {
        Command::new("python3")
            .env("PYTHONPATH", &self.0)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .args(["-W", "error"])
            .arg(source_file(source))
            .args(args)
            .output()
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn source_file(source: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/generated")
        .join(source)
}

/// The one line of a program that has succeeded.
fn line(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone())
        .unwrap()
        .trim_end()
        .to_owned()
}

fn run(program: &Path, args: &[&str]) -> Output {
    Command::new(program).args(args).output().unwrap()
}

const C: [(&str, &str); 4] = [
    ("cc", "c11"),
    ("cc", "gnu17"),
    ("c++", "c++17"),
    ("c++", "gnu++20"),
];
const CLANG: [(&str, &str); 2] = [("clang", "c11"), ("clang++", "c++17")];

/// Those, and clang if it is here.
fn compilers() -> Vec<(&'static str, &'static str)> {
    let clang = if are_here(&["clang", "clang++"]) {
        &CLANG[..]
    } else {
        &[]
    };
    C.iter().chain(clang).copied().collect()
}

/// As many slots as there can be: a reader in Python takes its time.
fn writer(name: &str) -> SharedBox<Everything> {
    SharedBox::options()
        .slots(255)
        .create(name, everything(1))
        .unwrap()
}

/// Raises its flag on drop, a failed assertion's too.
struct Raise<'a>(&'a AtomicBool);

impl Drop for Raise<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// Publishes without a pause while `read` runs.
fn while_publishing(writer: &mut SharedBox<Everything>, read: impl FnOnce()) {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let _over = Raise(&over);
        let over = &over;
        scope.spawn(move || {
            while !over.load(Relaxed) {
                let round = writer.version() + 1;
                writer.publish(&everything(round));
            }
        });
        read();
    });
}

#[test]
fn c_and_cpp_read_whole_values_of_a_writer_that_never_pauses() {
    if !are_here(&["cc", "c++"]) {
        return;
    }
    let _watchdog = Watchdog::new("c", 300);
    let name = Name::unique("gen-c");
    let mut writer = writer(&name);
    let folder = Folder::new(&name);
    folder.put("everything.h", &generate(&name, "c"));
    let programs: Vec<_> = compilers()
        .into_iter()
        .map(|(compiler, standard)| folder.compile(compiler, standard, "check.c"))
        .collect();

    while_publishing(&mut writer, || {
        for program in &programs {
            line(&run(program, &[&name, "100000"]));
        }
    });

    let expected = "changed 0 ended 0 alive 1";
    assert_eq!(line(&run(&programs[0], &[&name, "1"])), expected);
}

#[test]
fn python_reads_whole_values_of_a_writer_that_never_pauses() {
    if !are_here(&["python3"]) {
        return;
    }
    let _watchdog = Watchdog::new("python", 300);
    let name = Name::unique("gen-py");
    let mut writer = writer(&name);
    let folder = Folder::new(&name);
    folder.put("everything.py", &generate(&name, "python"));

    while_publishing(&mut writer, || {
        line(&folder.python("check.py", &[&name, "10000"]));
    });

    let said = line(&folder.python("check.py", &[&name, "1"]));
    assert!(
        said.starts_with("changed False ended False alive True"),
        "{said}"
    );
}

#[test]
fn the_end_of_the_writer_is_told() {
    if !are_here(&["cc", "python3"]) {
        return;
    }
    let name = Name::unique("gen-end");
    let folder = Folder::new(&name);
    let writer = SharedBox::options()
        .on_drop(OnDrop::Keep)
        .create(&name, everything(1))
        .unwrap();
    folder.put("everything.h", &generate(&name, "c"));
    folder.put("everything.py", &generate(&name, "python"));
    drop(writer);

    let program = folder.compile("cc", "c11", "check.c");

    let expected = "changed 0 ended 1 alive 0";
    assert_eq!(line(&run(&program, &[&name, "1"])), expected);
    let said = line(&folder.python("check.py", &[&name, "1"]));
    assert!(
        said.starts_with("changed False ended True alive False"),
        "{said}"
    );
}

#[test]
fn other_objects_are_refused() {
    if !are_here(&["cc", "python3"]) {
        return;
    }
    let name = Name::unique("gen-refuse");
    let folder = Folder::new(&name);
    let writer = writer(&name);
    folder.put("everything.h", &generate(&name, "c"));
    folder.put("everything.py", &generate(&name, "python"));
    let program = folder.compile("cc", "c11", "check.c");
    let answers = |name: &str| {
        let c = run(&program, &[name, "1"]).status.code();
        let python = folder.python("check.py", &[name, "1"]);
        let python = String::from_utf8(python.stderr).unwrap();
        (c, python.lines().last().unwrap_or_default().to_owned())
    };
    let expect = |what: &str, code: i32, word: &str| {
        let (c, python) = answers(&name);
        assert_eq!(c, Some(code), "{what}");
        assert!(python.starts_with(word), "{what}: {python}");
    };

    // The same value, but for one change to its bytes.
    let whole = fs::read(name.path()).unwrap();
    drop(writer);
    expect("nothing", 1, "FileNotFoundError");
    let change = |what: &str, at: usize, bytes: &[u8], code: i32, word: &str| {
        let mut changed = whole.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        fs::write(name.path(), changed).unwrap();
        set_mode(&name, 0o600);
        expect(what, code, word);
    };
    change("magic", 0, b"X", 3, "CorruptError");
    change("major version", 8, &[2], 4, "LayoutError");
    change("required bits", 16, &[1], 4, "LayoutError");
    change("header length", 12, &[0, 2], 6, "CorruptError");
    change("discipline", 32, &[2], 5, "LayoutError");
    change("slot count 1", 36, &[1, 0], 6, "CorruptError");
    change("slot count 256", 36, &[0, 1], 6, "CorruptError");
    change("alignment", 40, &[64], 5, "LayoutError");
    change("value offset 0", 44, &[0, 0], 6, "CorruptError");
    change("value offset 8", 44, &[8, 0], 6, "CorruptError");
    change("value size", 48, &[0], 5, "LayoutError");
    change("stride 0", 56, &[0; 8], 6, "CorruptError");
    change(
        "stride without end",
        56,
        &[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        6,
        "CorruptError",
    );
    change("slots below the schema", 64, &[0, 0], 6, "CorruptError");
    change("slots off the page", 64, &[1], 6, "CorruptError");
    change(
        "slots without end",
        64,
        &[0, 0xf0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        6,
        "CorruptError",
    );
    change("length", 72, &[0; 8], 6, "CorruptError");
    change("length without end", 72, &[0xff; 8], 6, "CorruptError");
    change("schema offset", 80, &[8], 6, "CorruptError");
    change("schema length", 84, &[0xff; 4], 6, "CorruptError");
    change("layout", 88, &[0], 5, "LayoutError");
    change("no version", 256, &[0; 8], 6, "CorruptError");
    change("no such slot", 256, &[255, 1], 6, "CorruptError");
    change("another stamp", 256, &[0, 9], 6, "CorruptError");
    // Values that their writer had no right to: C leaves them to its program, which looks here.
    let value =
        128 + usize::try_from(u64::from_le_bytes(whole[64..72].try_into().unwrap())).unwrap();
    change("a bool of 7", value + 205, &[7], 101, "InvalidError");
    change("an enum of 1", value + 120, &[1; 8], 101, "InvalidError");
    change("no character", value + 212, &[0xff; 4], 101, "InvalidError");
    change("a zero", value + 206, &[0; 2], 101, "InvalidError");
    change(
        "a text without end",
        value + 176,
        &[0xff; 29],
        101,
        "AssertionError",
    );
    change(
        "a list without end",
        value + 216,
        &[0xff; 8],
        101,
        "AssertionError",
    );
    change("nothing changed", 0, b"S", 0, "");

    fs::write(name.path(), &whole[..whole.len() - 1]).unwrap();
    expect("a shorter file", 6, "CorruptError");
    fs::write(name.path(), &whole[..255]).unwrap();
    expect("no whole header", 3, "CorruptError");
    fs::write(name.path(), &whole).unwrap();
    set_mode(&name, 0o620);
    expect("others may write", 2, "RefusedError");
    let target = Name::unique("gen-link");
    fs::rename(name.path(), target.path()).unwrap();
    std::os::unix::fs::symlink(target.path(), name.path()).unwrap();
    expect("a link", 2, "RefusedError");
    fs::remove_file(name.path()).unwrap();
    fs::create_dir(name.path()).unwrap();
    expect("a directory", 2, "RefusedError");
    fs::remove_dir(name.path()).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(name.path()).unwrap();
    expect("a socket", 2, "RefusedError");
    drop(target);

    // What no file can be called, and what cannot be asked of a reader that is closed.
    fs::remove_file(name.path()).unwrap();
    fs::write(name.path(), &whole).unwrap();
    set_mode(&name, 0o600);
    assert_eq!(line(&folder.python("check_refusals.py", &[&name])), "ok");
}

fn set_mode(name: &Name, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(name.path(), fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn numbers_of_a_live_object_are_read_one_by_one() {
    if !are_here(&["cc", "c++", "python3"]) {
        return;
    }
    let _watchdog = Watchdog::new("live", 300);
    let name = Name::unique("gen-live");
    let counters = LiveBox::<Tally>::options()
        .on_drop(OnDrop::Unlink)
        .create(&name, tally())
        .unwrap();
    let folder = Folder::new(&name);
    folder.put("tally_2.h", &generate(&name, "c"));
    folder.put("tally_2.py", &generate(&name, "python"));
    let programs: Vec<_> = compilers()
        .into_iter()
        .map(|(compiler, standard)| folder.compile(compiler, standard, "check_live.c"))
        .collect();

    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let _over = Raise(&over);
        scope.spawn(|| {
            while !over.load(Relaxed) {
                counters.requests.add(1);
                counters.busy.store(-2.25e300);
                counters
                    .wheels
                    .iter()
                    .for_each(|wheel| wheel.turns.store(u32::MAX));
                counters.busy.store(1.5);
                counters
                    .wheels
                    .iter()
                    .for_each(|wheel| wheel.turns.store(0));
            }
        });
        for program in &programs {
            assert_eq!(line(&run(program, &[&name, "100000"])), "ok");
        }
        assert_eq!(
            line(&folder.python("check_live.py", &[&name, "5000"])),
            "ok"
        );
    });
}

/// A live object of types that are checked.
fn switches(name: &str) -> LiveBox<Switches> {
    let switches = Switches {
        on: [false; 3],
        lit: false,
    };
    LiveBox::<Switches>::options()
        .on_drop(OnDrop::Unlink)
        .create(name, switches)
        .unwrap()
}

#[test]
fn a_live_truth_value_is_true_for_any_bits_but_zero() {
    if !are_here(&["cc", "c++", "python3"]) {
        return;
    }
    let _watchdog = Watchdog::new("switches", 300);
    let name = Name::unique("gen-switches");
    let _switches = switches(&name);
    let bits = LiveRef::<Switches>::open(&name).unwrap();
    let inspector = shm_typed::inspect::Inspector::new();
    let at = inspector
        .open(&name)
        .unwrap()
        .facts()
        .unwrap()
        .slots_offset();
    let file = fs::File::options().write(true).open(name.path()).unwrap();
    file.write_all_at(&[0, 1, 7, 128], at).unwrap();
    let typed = bits.try_read().unwrap();
    assert_eq!((typed.on, typed.lit), ([false, true, true], true));
    let folder = Folder::new(&name);
    folder.put("switches.h", &generate(&name, "c"));
    folder.put("switches.py", &generate(&name, "python"));

    for (compiler, standard) in compilers() {
        let program = folder.compile(compiler, standard, "check_switches.c");
        assert_eq!(line(&run(&program, &[&name])), "0 1 1 1 1");
    }
    assert_eq!(
        line(&folder.python("check_switches.py", &[&name])),
        "(False, True, True) True"
    );
}

/// Compares with a file of `tests/generated/golden`; `BLESS=1` writes it.
fn compare(file: &str, written: &str) {
    let golden = source_file("golden").join(file);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&golden, written).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    assert!(
        expected == written,
        "{file} is another: BLESS=1 writes it, git shows what is"
    );
}

#[test]
fn what_is_written_is_what_was_looked_at() {
    let name = Name::unique("gen-golden");
    let writer = writer(&name);
    for (format, file) in [
        ("c", "everything.h"),
        ("python", "everything.py"),
        ("rust", "everything.rs"),
    ] {
        compare(file, &generate(&name, format).replace(&*name, "NAME"));
    }
    drop(writer);

    let counters = LiveBox::<Tally>::options()
        .on_drop(OnDrop::Unlink)
        .create(&name, tally())
        .unwrap();
    for (format, file) in [
        ("c", "tally.h"),
        ("python", "tally.py"),
        ("rust", "tally.rs"),
    ] {
        compare(file, &generate(&name, format).replace(&*name, "NAME"));
    }
    drop(counters);

    let _switches = switches(&name);
    let written = generate(&name, "rust").replace(&*name, "NAME");
    compare("switches.rs", &written);
}

#[test]
fn the_rust_that_is_written_is_the_type_of_the_object() {
    let name = Name::unique("gen-rust");
    let writer = writer(&name);
    let reader = SharedRef::<written::everything::Everything>::open(&name).unwrap();
    assert_eq!(reader.try_read().unwrap().label.as_str(), Ok("round 1"));
    drop(writer);
    let _counters = LiveBox::<Tally>::options()
        .on_drop(OnDrop::Unlink)
        .create(&name, tally())
        .unwrap();
    let reader = LiveRef::<written::tally::Tally2>::open(&name).unwrap();
    assert_eq!(reader.view().half(), -2);
    let name = Name::unique("gen-rust-checked");
    let _switches = switches(&name);
    let reader = LiveRef::<written::switches::Switches>::open(&name).unwrap();
    assert!(!reader.try_read().unwrap().lit);

    // Units, kinds and the rest as well.
    let same = |here: Schema, there: Schema| {
        assert_eq!(here.diff(&there).to_string(), "");
        assert_eq!(here.fingerprint(), there.fingerprint());
    };
    same(
        Schema::of::<written::everything::Everything>(),
        Schema::of::<Everything>(),
    );
    same(
        Schema::of::<written::tally::Tally2>(),
        Schema::of::<Tally>(),
    );
    same(
        Schema::of::<written::switches::Switches>(),
        Schema::of::<Switches>(),
    );
}

/// The bytes of an object with this schema, whose value is zeros in the first of two slots.
fn object(schema: &Schema) -> Vec<u8> {
    let json = schema.to_json();
    let stride = (64 + schema.size()).next_multiple_of(64);
    let mut bytes = vec![0; 4096 + 2 * stride];
    let mut put = |at: usize, part: &[u8]| bytes[at..at + part.len()].copy_from_slice(part);
    let half = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    let word = |n: usize| u64::try_from(n).unwrap().to_le_bytes();
    put(0, b"SHMTYPED");
    put(8, &1_u16.to_le_bytes());
    put(12, &half(256));
    put(32, &half(1)); // snapshots
    put(36, &half(2));
    put(40, &half(schema.align()));
    put(44, &half(64));
    put(48, &word(schema.size()));
    put(56, &word(stride));
    put(64, &word(4096));
    put(72, &word(4096 + 2 * stride));
    put(80, &half(512));
    put(84, &half(json.len()));
    put(88, &schema.layout_fingerprint().to_bytes());
    put(104, &schema.fingerprint().to_bytes());
    put(256, &word(1 << 8)); // version 1 in slot 0
    put(512, json.as_bytes());
    put(4096, &word(1));
    bytes
}

#[test]
fn a_hostile_schema_gives_programs_that_do_what_others_do() {
    if !are_here(&["cc", "c++", "python3"]) {
        return;
    }
    let schema = Schema::from_json(include_bytes!("generated/hostile.json")).unwrap();
    let name = Name::unique("gen-hostile-\"; $(x) `y` ' ?? \\");
    fs::write(name.path(), object(&schema)).unwrap();
    set_mode(&name, 0o600);
    let folder = Folder::new(&Name::unique("gen-hostile"));
    for (format, file) in [
        ("c", "hostile.h"),
        ("python", "hostile.py"),
        ("rust", "hostile.rs"),
    ] {
        let written = generate(&name, format);
        folder.put(file, &written);
        // The number of this process is in the name.
        let lines = written
            .lines()
            .filter(|line| !line.contains("shm-typed-test"));
        compare(file, &(lines.collect::<Vec<_>>().join("\n") + "\n"));
    }

    for (compiler, standard) in compilers() {
        let program = folder.compile(compiler, standard, "check_hostile.c");
        assert_eq!(line(&run(&program, &[&name])), "ok");
    }
    assert_eq!(line(&folder.python("check_hostile.py", &[&name])), "ok");
}

/// Python takes the encoding of a file from a comment in its first two lines, and in UTF-7 what
/// follows would be a line of its own.
#[test]
fn no_name_of_an_object_says_how_a_module_is_to_be_read() {
    if !are_here(&["python3"]) {
        return;
    }
    let name = Name::unique("gen-coding: utf-7 +AAo-raise SystemExit(7) #  \"two  blanks\"");
    let _writer = SharedBox::create(&name, 5_u8).unwrap();
    let folder = Folder::new(&Name::unique("gen-coding"));
    folder.put("coded.py", &generate(&name, "python"));
    let module = folder.0.join("coded.py");

    // Without a name it reads the one that it was made of.
    assert_eq!(line(&folder.python(module.to_str().unwrap(), &[])), "5");
}

#[test]
fn values_that_are_no_structs_are_read_too() {
    if !are_here(&["cc", "c++", "python3"]) {
        return;
    }
    let name = Name::unique("gen-array");
    let _writer = SharedBox::create(&name, [[1.5_f32, 2.5], [0.5, -1.0]]).unwrap();
    let folder = Folder::new(&name);
    folder.put("f32_2_2.h", &generate(&name, "c"));
    folder.put("f32_2_2.py", &generate(&name, "python"));

    for (compiler, standard) in compilers() {
        let program = folder.compile(compiler, standard, "print_array.c");
        assert_eq!(line(&run(&program, &[&name])), "1.5 2.5 0.5 -1.0");
    }
    // The module is a program as well.
    let module = folder.0.join("f32_2_2.py");
    let printed = folder.python(module.to_str().unwrap(), &[&name]);
    assert_eq!(line(&printed), "((1.5, 2.5), (0.5, -1.0))");
    assert!(generate(&name, "rust").ends_with("\npub type Value = [[f32; 2]; 2];\n"));
}

#[test]
fn a_schema_that_is_not_that_of_the_values_gives_no_reader() {
    let schema = Schema::from_json(br#"{"format":1,"type":"u64"}"#).unwrap();
    let name = Name::unique("gen-other");
    let mut object = object(&schema);
    object[88] ^= 1;
    fs::write(name.path(), object).unwrap();
    set_mode(&name, 0o600);

    let output = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
        .args(["schema", &name, "--format", "c"])
        .output()
        .unwrap();

    assert_eq!(output.status.code(), Some(4));
    assert!(output.stdout.is_empty());
}

#[test]
fn the_programs_of_the_readme_read_an_engine() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Engine {
        speed: f64,
    }

    if !are_here(&["cc", "c++", "python3"]) {
        return;
    }

    let _watchdog = Watchdog::new("readme", 120);
    let name = Name::unique("gen-readme");
    let folder = Folder::new(&name);
    let options = SharedBox::options().on_drop(OnDrop::Keep);
    drop(options.create(&name, Engine { speed: 3000.0 }).unwrap());
    for (language, file) in [("c", "engine.h"), ("python", "engine.py")] {
        let readme = include_str!("../README.md");
        let (_, block) = readme.split_once(&format!("```{language}\n")).unwrap();
        let (block, _) = block.split_once("```").unwrap();
        let program = block.replace("\"engine\")", &format!("\"{}\")", &*name));
        assert_ne!(program, block);
        folder.put(&format!("readme.{language}"), &program);
        folder.put(file, &generate(&name, language));
    }

    let source = folder.0.join("readme.c");
    for (compiler, standard) in compilers() {
        let program = folder.compile(compiler, standard, source.to_str().unwrap());
        assert_eq!(line(&run(&program, &[])), "3000.0 rpm");
    }
    // Its loop ends with the writer, which has ended.
    let source = folder.0.join("readme.python");
    let said = folder.python(source.to_str().unwrap(), &[]);
    assert_eq!(line(&said), "3000.0 rpm");
}
