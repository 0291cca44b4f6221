//! Weakens each ordering and removes each fence of the protocols in turn, breaks what the writer keeps of
//! its slots, and looks whether a model notices.
//!
//! ```text
//! cargo run -p shm-typed-tests --bin mutate [WORD]    only the mutations whose text has WORD
//! ```
//!
//! Works on a copy of the protocols under the target folder, and changes nothing else. It fails if a
//! model misses a mutation that is not marked as one that cannot be seen, with the reason; if a
//! mutation so marked is seen after all; if the text of a mutation is no longer in the source; and if
//! the source has a fence or an ordering above `Relaxed` that no mutation touches.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

struct Mutation {
    /// Under `shm-typed/src/sync`.
    file: &'static str,
    from: &'static str,
    to: &'static str,
    /// Why no model can see it, if that is so.
    unseen: Option<&'static str>,
}

const SNAPSHOT: &str = "snapshot.rs";
const WAITING: &str = "waiting.rs";
const PINS: &str = "pins.rs";
const BEHIND: &str = "behind.rs";

const fn seen(file: &'static str, from: &'static str, to: &'static str) -> Mutation {
    Mutation {
        file,
        from,
        to,
        unseen: None,
    }
}

const fn unseen(
    file: &'static str,
    from: &'static str,
    to: &'static str,
    why: &'static str,
) -> Mutation {
    Mutation {
        file,
        from,
        to,
        unseen: Some(why),
    }
}

const MUTATIONS: &[Mutation] = &[
    // R1: the fence behind `head`.
    seen(
        SNAPSHOT,
        "    // Acquire: pairs with the release store of W3; the fill it names is visible below.\n    \
         fence(Acquire);\n",
        "",
    ),
    // R3: the fence before the stamp.
    seen(
        SNAPSHOT,
        "        // stamp below is that fill's 0 or newer.\n        fence(Acquire);\n",
        "",
    ),
    // R3: the comparison itself.
    seen(
        SNAPSHOT,
        "if self.cells.stamp(self.slot()).load(Relaxed) == self.head.version() {",
        "if self.cells.stamp(self.slot()).load(Relaxed) != u64::MAX {",
    ),
    // R4: the fence before the second look.
    seen(
        SNAPSHOT,
        "    // publish that came before it.\n    fence(Acquire);\n",
        "",
    ),
    // W1.
    seen(
        SNAPSHOT,
        "stamp.store(0, Release);",
        "stamp.store(0, Relaxed);",
    ),
    seen(SNAPSHOT, "        fence(Release);\n", ""),
    seen(SNAPSHOT, "        stamp.store(0, Release);\n", ""),
    // W2.
    unseen(
        SNAPSHOT,
        "stamp.store(version, Release);",
        "stamp.store(version, Relaxed);",
        "nobody reads the fill on the word of a stamp: a reader has its slot from `head`, whose \
         release store comes behind; and R4, which follows a stamp to the `head` before it, is \
         served by the release fence of W1, which lies before this store too. It is kept so that \
         a stamp means what it says.",
    ),
    // W3.
    seen(
        SNAPSHOT,
        "cells.head().store(self.current.word(), Release);",
        "cells.head().store(self.current.word(), Relaxed);",
    ),
    seen(
        SNAPSHOT,
        "cells.event().store(event(version), Release);",
        "cells.event().store(event(version), Relaxed);",
    ),
    seen(
        SNAPSHOT,
        "        cells.head().store(self.current.word(), Release);\n",
        "        cells.event().store(event(version), Release);\n        \
         cells.head().store(self.current.word(), Release);\n",
    ),
    // W4, and where a new writer begins.
    seen(
        SNAPSHOT,
        "self.next = after(slot, cells.slots()); // W4",
        "self.next = slot;",
    ),
    seen(
        SNAPSHOT,
        "            next: after(current.slot(), cells.slots()),\n",
        "            next: current.slot(),\n",
    ),
    // S1.
    seen(
        WAITING,
        "waiting.fetch_max(version, Relaxed); // S1",
        "waiting.store(version, Relaxed);",
    ),
    seen(
        WAITING,
        "waiting.fetch_max(version, Relaxed); // S1",
        "let _ = (waiting, version);",
    ),
    // S2.
    seen(WAITING, "    fence(SeqCst); // S2: against K1\n", ""),
    seen(
        WAITING,
        "    fence(SeqCst); // S2: against K1\n",
        "    fence(crate::primitive::Ordering::AcqRel);\n",
    ),
    unseen(
        WAITING,
        "    if is_over() {\n",
        "    if false && is_over() {\n",
        "the kernel compares the event behind the same fence before it lies down, and the event \
         changes with every head before K1, so it finds what this look would have found. The \
         look saves that call.",
    ),
    // K1.
    seen(
        WAITING,
        "            Self::Here => fence(SeqCst), // K1: against S2\n",
        "            Self::Here => {}\n",
    ),
    seen(
        WAITING,
        "            Self::Here => fence(SeqCst), // K1: against S2\n",
        "            Self::Here => fence(crate::primitive::Ordering::AcqRel),\n",
    ),
    unseen(
        WAITING,
        "            Self::Remote => compiler_fence(SeqCst),\n",
        "            Self::Remote => {}\n",
        "it binds the compiler, whose freedom the model does not have; the fence itself is run by \
         the kernel, for whoever waits.",
    ),
    // K2.
    seen(WAITING, "    wake();\n", "    let _ = wake;\n"),
    // K3.
    seen(
        WAITING,
        "    if seen != version {\n",
        "    if seen != 0 {\n",
    ),
    seen(
        WAITING,
        "let _ = waiting.compare_exchange(seen, 0, Relaxed, Relaxed);",
        "waiting.store(0, Relaxed);",
    ),
    // G1.
    seen(
        PINS,
        "table.cell(cell).swap(NONE, Release);",
        "table.cell(cell).swap(NONE, Relaxed);",
    ),
    // G2.
    seen(
        PINS,
        "let _ = table.pinning().fetch_update(Relaxed, Relaxed, raised); // G2",
        "let _ = raised;",
    ),
    seen(
        PINS,
        "let count = (mark & COUNT).max(u64::from(cell) + 1);",
        "let count = u64::from(cell) + 1;",
    ),
    seen(
        PINS,
        "Some((mark & !COUNT).wrapping_add(COUNT + 1) | count)",
        "Some((mark & !COUNT) | count)",
    ),
    // G3.
    unseen(
        PINS,
        "    fence(SeqCst); // G3: against Q1\n",
        "",
        "every pin has the fence of P2 or P3 between the mark and its look at `head`. This one is \
         for a reader without membarrier, between its mark and its look at the writer's flags.",
    ),
    // P1.
    seen(
        PINS,
        "    cell.store(head, Release);\n",
        "    cell.store(head, Relaxed);\n",
    ),
    seen(PINS, "    cell.store(head, Release);\n", ""),
    // P2.
    seen(
        PINS,
        "    fence(SeqCst);\n    if object.head().load(Relaxed) == head {\n",
        "    if object.head().load(Relaxed) == head {\n",
    ),
    seen(
        PINS,
        "    fence(SeqCst);\n    if object.head().load(Relaxed) == head {\n",
        "    fence(crate::primitive::Ordering::AcqRel);\n    if object.head().load(Relaxed) == head {\n",
    ),
    seen(
        PINS,
        "    if object.head().load(Relaxed) == head {\n",
        "    if true {\n",
    ),
    // P3.
    unseen(
        PINS,
        "    cell.store(PENDING, Release);\n",
        "    cell.store(PENDING, Relaxed);\n",
        "loom runs no other thread between a store and the fence behind it, and that fence tells \
         the fence of Q2 what came before it.",
    ),
    seen(PINS, "    fence(SeqCst); // P3: against Q2\n", ""),
    seen(
        PINS,
        "    // Acquire: pairs with the release store of W3.\n    fence(Acquire);\n",
        "",
    ),
    // P4.
    seen(
        PINS,
        "cell.compare_exchange(PENDING, head, Relaxed, Acquire)",
        "cell.compare_exchange(PENDING, head, Relaxed, Relaxed)",
    ),
    seen(
        PINS,
        "        Err(given) => given,\n",
        "        Err(_) => head,\n",
    ),
    // P5.
    seen(
        PINS,
        "    cell.store(NONE, Release);\n",
        "    cell.store(NONE, Relaxed);\n",
    ),
    // Q2.
    seen(PINS, "    fence(SeqCst); // Q2: against P2 and P3\n", ""),
    seen(
        PINS,
        "    fence(SeqCst); // Q2: against P2 and P3\n",
        "    fence(crate::primitive::Ordering::AcqRel);\n",
    ),
    // Q3.
    seen(
        PINS,
        "let mut word = cell.load(Acquire);",
        "let mut word = cell.load(Relaxed);",
    ),
    seen(
        PINS,
        "        if word == PENDING {\n",
        "        if false {\n",
    ),
    unseen(
        PINS,
        "cell.compare_exchange(PENDING, current.word(), AcqRel, Acquire)",
        "cell.compare_exchange(PENDING, current.word(), Release, Acquire)",
        "the load before it has acquired that request, or an earlier one; and what was let go between \
         the two is acquired by the next scan, before its slot's turn comes.",
    ),
    unseen(
        PINS,
        "cell.compare_exchange(PENDING, current.word(), AcqRel, Acquire)",
        "cell.compare_exchange(PENDING, current.word(), AcqRel, Relaxed)",
        "slots are filled in turn, so before the turn of one that was let go in this very moment the \
         next scan acquires what this one did not.",
    ),
    unseen(
        PINS,
        "cell.compare_exchange(PENDING, current.word(), AcqRel, Acquire)",
        "cell.compare_exchange(PENDING, current.word(), Acquire, Acquire)",
        "the fence of Q2 is a release too. It is kept for ThreadSanitizer, which knows no fences.",
    ),
    // Q4.
    seen(PINS, "held.add(head.slot()); // Q4", "let _ = head;"),
    seen(
        SNAPSHOT,
        "            if !held.contains(self.next) {\n",
        "            if true {\n",
    ),
    // T1.
    seen(
        PINS,
        "} else if word != current.word() && named(word, slots).is_some() {",
        "} else if named(word, slots).is_some() {",
    ),
    seen(
        PINS,
        "let _ = cell.compare_exchange(word, NONE, Relaxed, Relaxed);",
        "cell.store(NONE, Relaxed);",
    ),
    // T2.
    seen(
        PINS,
        "            if !self.owned {\n",
        "            if true {\n",
    ),
    seen(
        PINS,
        "pinning.compare_exchange(self.mark, self.mark & !COUNT, Relaxed, Relaxed);",
        "pinning.compare_exchange(mark, mark & !COUNT, Relaxed, Relaxed);",
    ),
    seen(
        PINS,
        "pinning.compare_exchange(self.mark, self.mark & !COUNT, Relaxed, Relaxed);",
        "pinning.store(self.mark & !COUNT, Relaxed);",
    ),
    // Another version: nothing is known.
    seen(
        BEHIND,
        "        if self.version != version {\n",
        "        if false {\n",
    ),
    seen(
        BEHIND,
        "            self.sets.fill(u64::MAX);\n",
        "            self.sets.fill(0);\n",
    ),
    // A change that is given up.
    seen(
        BEHIND,
        "        self.version = 0;\n        self.changed.fill(0);\n",
        "        self.changed.fill(0);\n",
    ),
    seen(
        BEHIND,
        "        self.version = 0;\n        self.changed.fill(0);\n",
        "        self.version = 0;\n",
    ),
    // A change is noted in every set.
    seen(BEHIND, "*word |= changed;", "*word = changed;"),
    seen(
        BEHIND,
        "                *word |= changed;\n",
        "                let _ = (&word, changed);\n",
    ),
    seen(
        BEHIND,
        "            let mut at = index; // in the first set\n",
        "            let mut at = index + words;\n",
    ),
    // So is each word of it.
    seen(
        BEHIND,
        "            from = index + 1;\n",
        "            from = words;\n            let _ = index;\n",
    ),
    // A copy has a set of its own, and it alone has caught up.
    seen(
        BEHIND,
        "            set: &self.sets[set * words..][..words],\n",
        "            set: &self.sets[..words],\n",
    ),
    seen(
        BEHIND,
        "        self.sets[set * words..][..words].fill(0);\n",
        "        self.sets.fill(0);\n",
    ),
    seen(
        BEHIND,
        "        self.sets[set * words..][..words].fill(0);\n",
        "        self.sets[..words].fill(0);\n",
    ),
    seen(
        BEHIND,
        "        self.sets[set * words..][..words].fill(0);\n",
        "        let _ = (set, words);\n",
    ),
    // What is published is known.
    seen(
        BEHIND,
        "        self.version = version;\n",
        "        let _ = version;\n",
    ),
    // What nobody noted is not.
    seen(
        BEHIND,
        "    pub(crate) fn forget(&mut self) {\n        self.version = 0;\n",
        "    pub(crate) fn forget(&mut self) {\n",
    ),
    // From one run of chunks to the next.
    seen(
        BEHIND,
        "        let bits = (first ^ other) & u64::MAX << passed;\n",
        "        let bits = (first ^ other) & u64::MAX << passed << 1;\n",
    ),
    seen(BEHIND, ".zip(index + 1..)", ".zip(index + 2..)"),
    seen(
        BEHIND,
        "        (index * BITS + skip).min(self.behind.chunks)\n",
        "        index * BITS + skip\n",
    ),
    seen(
        BEHIND,
        "        Some(first << shift..(end << shift).min(len))\n",
        "        Some(first << shift..end << shift)\n",
    ),
    // What is marked.
    seen(
        BEHIND,
        "        let end = start.wrapping_add(len - 1);\n",
        "        let end = start;\n",
    ),
    seen(
        BEHIND,
        "        let end = start.wrapping_add(len - 1);\n",
        "        let end = start.wrapping_add(len);\n",
    ),
    seen(
        BEHIND,
        "        if first == last && self.mark_one(first) {\n",
        "        if self.mark_one(first) {\n",
    ),
    seen(
        BEHIND,
        "        word.set(word.get() | 1 << (chunk % BITS));\n",
        "        word.set(1 << (chunk % BITS));\n",
    ),
    seen(
        BEHIND,
        "            word.set(word.get() | bits);\n",
        "            word.set(bits);\n",
    ),
    seen(
        BEHIND,
        "            let low = first.saturating_sub(start);\n",
        "            let low = first % BITS;\n",
    ),
    seen(
        BEHIND,
        "            let high = (last - start).min(BITS - 1);\n",
        "            let high = last % BITS;\n",
    ),
    seen(
        BEHIND,
        "            let bits = (u64::MAX >> (BITS - 1 - high)) & (u64::MAX << low);\n",
        "            let bits = (u64::MAX >> (BITS - 1 - high)) | (u64::MAX << low);\n",
    ),
];

fn main() -> ExitCode {
    let word = std::env::args().nth(1).unwrap_or_default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    let tree = target.join("mutate").join("tree");
    let _ = fs::remove_dir_all(&tree);
    make(&root, &tree);
    let sources = |file: &str| tree.join("src/sync").join(file);
    let mut faults = untouched(|file| fs::read_to_string(sources(file)).expect("a source"));

    let began = Instant::now();
    if let Some(what) = run(&tree, &target) {
        println!("the models fail without a mutation: {what}");
        return ExitCode::FAILURE;
    }
    println!("{:4.0} s  all models hold", began.elapsed().as_secs_f64());
    for mutation in MUTATIONS {
        let title = title(mutation);
        if !title.contains(&word) {
            continue;
        }
        let path = sources(mutation.file);
        let source = fs::read_to_string(&path).expect("a source");
        if source.matches(mutation.from).count() != 1 {
            println!("FAULT: not in the source once: {title}");
            faults += 1;
            continue;
        }
        fs::write(&path, source.replace(mutation.from, mutation.to)).expect("a source");
        let began = Instant::now();
        let found = run(&tree, &target);
        fs::write(&path, source).expect("a source");
        let (verdict, bad) = match (found, mutation.unseen) {
            (Some(what), None) => (format!("seen ({what})"), false),
            (None, Some(why)) => (format!("not seen, as {why}"), false),
            (None, None) => ("FAULT: no model sees it".to_owned(), true),
            (Some(what), Some(_)) => (format!("FAULT: seen after all ({what})"), true),
        };
        faults += usize::from(bad);
        println!(
            "{:4.0} s  {title}: {verdict}",
            began.elapsed().as_secs_f64()
        );
    }
    println!("mutations={} faults={faults}", MUTATIONS.len());
    ExitCode::from(u8::from(faults != 0))
}

/// The mutation on one line.
fn title(mutation: &Mutation) -> String {
    let line = |text: &str| {
        let code = text.lines().filter(|line| !line.trim().starts_with("//"));
        code.map(str::trim).collect::<Vec<_>>().join(" ")
    };
    let (from, to) = (line(mutation.from), line(mutation.to));
    let to = if to.is_empty() { "nothing" } else { &to };
    format!("{} `{from}` -> `{to}`", mutation.file)
}

/// Runs the models of the protocols, until the first fails; what it says.
fn run(tree: &Path, target: &Path) -> Option<String> {
    let preemptions = std::env::var("LOOM_MAX_PREEMPTIONS").unwrap_or_else(|_| "2".to_owned());
    let built = Command::new(env!("CARGO"))
        .args(["test", "--release", "--lib", "--no-run"])
        .current_dir(tree)
        .env("RUSTFLAGS", "--cfg shm_typed_loom")
        .env("CARGO_TARGET_DIR", target.join("loom"))
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&built.stderr);
    let models = text
        .lines()
        .filter(|line| line.trim().starts_with("Executable"))
        .find_map(|line| Some(line.split_once('(')?.1.strip_suffix(')')?.to_owned()))
        .unwrap_or_else(|| panic!("the models do not build:\n{text}"));
    let mut models = Command::new(models)
        .args(["loom", "behind::", "--nocapture"])
        .current_dir(tree)
        .env("LOOM_MAX_PREEMPTIONS", preemptions)
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the models run");
    let words = BufReader::new(models.stderr.take().expect("piped"));
    let mut said = String::new();
    for line in words.lines().map_while(Result::ok) {
        if let Some(what) = WORDS.iter().find(|what| line.contains(**what)) {
            let _ = models.kill();
            let _ = models.wait();
            return Some((*what).to_owned());
        }
        said += &line;
    }
    // A model has to say what it saw.
    assert!(models.wait().expect("a child").success(), "{said}");
    None
}

/// What a model says of a fault.
const WORDS: &[&str] = &[
    "failed: torn",
    "backwards",
    "called corrupt",
    "deadlock",
    "the last complete value",
    "Causality violation",
    "stale",
    "spare",
    "outside",
];

/// How many lines of the sources have a fence or an ordering that no mutation touches.
fn untouched(read: impl Fn(&str) -> String) -> usize {
    let mut faults = 0;
    for file in [SNAPSHOT, WAITING, PINS] {
        let source = read(file);
        let mut rest = source;
        for mutation in MUTATIONS.iter().filter(|mutation| mutation.file == file) {
            rest = rest.replace(mutation.from, "");
        }
        // Imports are the lines above the first item.
        let code = rest.lines().skip_while(|line| {
            line.starts_with("//!") || !(line.starts_with("const") || line.starts_with("///"))
        });
        for line in code.filter(|line| !line.trim().starts_with("//")) {
            if ["Release", "Acquire", "AcqRel", "SeqCst", "fence("]
                .iter()
                .any(|word| line.contains(word))
            {
                println!(
                    "FAULT: {file} has `{}`, which no mutation touches",
                    line.trim()
                );
                faults += 1;
            }
        }
    }
    faults
}

/// Makes a crate of the protocols alone, which is built in seconds.
fn make(root: &Path, tree: &Path) {
    let source = root.join("shm-typed/src");
    for leaf in ["fault.rs", "primitive.rs"] {
        fs::create_dir_all(tree.join("src")).expect("a folder");
        fs::copy(source.join(leaf), tree.join("src").join(leaf)).expect("a copy");
    }
    copy(&source.join("sync"), &tree.join("src/sync"));
    fs::copy(root.join("Cargo.lock"), tree.join("Cargo.lock")).expect("a copy");
    fs::write(tree.join("src/lib.rs"), LIB).expect("a file");
    fs::write(tree.join("Cargo.toml"), MANIFEST).expect("a file");
}

const LIB: &str = "#![allow(warnings)]\nmod fault;\nmod primitive;\nmod sync;\n";

const MANIFEST: &str = r#"[package]
name = "shm-typed-mutant"
edition = "2024"

[dependencies]
loom = "0.7"

[profile.release]
incremental = true

[workspace]
"#;

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a copy");
        }
    }
}
