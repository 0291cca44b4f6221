//! What holds for every schema: the text that is made of it is a program of its language.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::*;

/// Names that mean something somewhere, or that end what they stand in.
const NAMES: &[&str] = &[
    "int",
    "int_",
    "int_2",
    "class",
    "new",
    "def",
    "None",
    "self",
    "Self",
    "crate",
    "_",
    "__init__",
    "type",
    "value",
    "name",
    "mro",
    "real",
    "Shared",
    "CacheLine",
    "FixedStr",
    "u64",
    "str",
    "list",
    "stat",
    "shm",
    "read",
    "open",
    "errno",
    "linux",
    "EOF",
    "NULL",
    "st_atime",
    "gap",
    "nothing",
    "0",
    "1x",
    "a b",
    "a-b",
    "a_b",
    "A_B",
    "größe",
    "速度",
    "*/",
    "\"",
    "\\",
    "'",
    "\"\"\"",
    "??/",
    "//",
    "`",
    "#",
    "a\u{301}",
    "\u{202e}",
    "{}",
    "%s",
    "SharedError",
    "Reader",
    "_dataclasses",
    "_unpack",
    "reader",
    "open_at",
    "OK",
    "x_load_all",
    "x",
];

/// Help that ends what it stands in.
const HELP: &[&str] = &[
    "",
    "Plain.",
    "*/ #error comment\n/* // ??/",
    "\"\"\" + 1 \\",
    "```\npanic!()\n```\n    panic!()",
    "a\r\n\u{202e}b\u{2028}c\u{0}\t\u{7f}\\\n\\",
    "'; }",
];

/// An object that was opened by its name.
fn origin(name: &str) -> Origin<'_> {
    Origin { name, which: name }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(NAMES).prop_map(str::to_owned),
        1 => "[a-zA-Z_]{1,3}",
        1 => "\\PC{1,4}".prop_filter("names hold no controls", |name| !name.contains(char::is_control)),
    ]
}

fn field_name() -> impl Strategy<Value = String> {
    name().prop_filter("paths are made of names", |name| {
        !name.contains(['.', '[', ']'])
    })
}

fn help() -> impl Strategy<Value = String> {
    select(HELP).prop_map(str::to_owned)
}

/// A type as JSON, with its size and alignment.
#[derive(Clone, Debug)]
struct Made {
    json: Value,
    size: usize,
    align: usize,
}

fn number() -> impl Strategy<Value = Made> {
    let words = [
        ("u8", 1),
        ("u16", 2),
        ("u32", 4),
        ("u64", 8),
        ("u128", 16),
        ("i8", 1),
        ("i16", 2),
        ("i32", 4),
        ("i64", 8),
        ("i128", 16),
        ("f32", 4),
        ("f64", 8),
        ("bool", 1),
        ("char", 4),
        ("NonZeroU8", 1),
        ("NonZeroI64", 8),
        ("NonZeroU128", 16),
    ];
    select(words.to_vec()).prop_map(|(word, size)| Made {
        json: json!(word),
        size,
        align: size,
    })
}

fn enumeration() -> impl Strategy<Value = Made> {
    let variants = btree_map(-100_i64..100, (name(), help()), 1..6);
    let ends = any::<bool>();
    (name(), help(), variants, ends).prop_map(|(name, help, variants, ends)| {
        let mut variants: BTreeMap<i64, (String, String)> = variants;
        if ends {
            variants.insert(i64::MIN, ("lowest".into(), String::new()));
            variants.insert(i64::MAX, ("highest".into(), String::new()));
        }
        let mut seen = std::collections::HashSet::new();
        let variants: Vec<Value> = variants
            .into_iter()
            .filter(|(_, (name, _))| seen.insert(name.clone()))
            .map(|(value, (name, help))| json!({"name": name, "value": value, "help": help}))
            .collect();
        Made {
            json: json!({"enum": name, "repr": "i64", "help": help, "variants": variants}),
            size: 8,
            align: 8,
        }
    })
}

/// A struct, with bytes of no field here and there.
fn structure(inner: impl Strategy<Value = Made>) -> impl Strategy<Value = Made> {
    let field = (field_name(), help(), inner, 0_usize..3, "\\PC{0,2}");
    (name(), help(), vec(field, 0..6), 0_u32..8).prop_map(|(name, help, fields, align)| {
        let mut align = 1 << align;
        let (mut end, mut seen, mut made) = (0_usize, std::collections::HashSet::new(), Vec::new());
        for (name, help, ty, gap, unit) in fields {
            if !seen.insert(name.clone()) {
                continue;
            }
            align = align.max(ty.align);
            let offset = (end + gap).next_multiple_of(ty.align);
            end = offset + ty.size;
            made.push(json!({
                "name": name, "offset": offset, "type": ty.json, "help": help, "unit": unit,
                "kind": "gauge", "range": [-1, 2.5], "invalid": "NaN", "since": 3,
            }));
        }
        let size = end.next_multiple_of(align);
        Made {
            json: json!({"struct": name, "size": size, "align": align, "help": help, "fields": made}),
            size,
            align,
        }
    })
}

fn any_type() -> impl Strategy<Value = Made> {
    let text = (0_usize..9).prop_map(|capacity| Made {
        json: json!({"text": capacity}),
        size: 8 + capacity,
        align: 1,
    });
    let opaque = (name(), 0_usize..4, 0_u32..5).prop_map(|(name, count, align)| Made {
        json: json!({"opaque": name, "size": count << align, "align": 1 << align}),
        size: count << align,
        align: 1 << align,
    });
    let leaf = prop_oneof![4 => number(), 2 => enumeration(), 1 => text, 1 => opaque];
    leaf.prop_recursive(4, 24, 6, |inner| {
        let array = (inner.clone(), 0_usize..4).prop_map(|(element, len)| Made {
            json: json!({"array": element.json, "len": len}),
            size: element.size * len,
            align: element.align,
        });
        let list = (inner.clone(), 0_usize..4).prop_map(|(element, capacity)| {
            if element.align > 8 {
                return element;
            }
            Made {
                json: json!({"list": element.json, "capacity": capacity}),
                size: 8 + element.size * capacity,
                align: element.align,
            }
        });
        prop_oneof![1 => array, 1 => list, 4 => structure(inner)]
    })
}

fn schema() -> impl Strategy<Value = Schema> {
    any_type().prop_map(|made| {
        let json = json!({"format": 1, "type": made.json}).to_string();
        Schema::from_json(json.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{json}"))
    })
}

/// Whether this program can be run here; says so if not.
fn is_here(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("skipped: there is no `{program}` on this machine");
    }
    found
}

/// Whether `program` is content with `input`; what it says if not.
fn check(program: &str, args: &[&str], input: &str) -> Result<(), TestCaseError> {
    if !is_here(program) {
        return Ok(());
    }
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A compiler that gives up early reads no further: its complaint counts.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    prop_assert!(output.status.success(), "{program}: {complaints}\n{input}");
    Ok(())
}

/// A header is read here as a program is, and clang would complain of functions that nobody calls.
const WARNINGS: [&str; 7] = [
    "-Wall",
    "-Wextra",
    "-Wno-unused-function",
    "-pedantic",
    "-Werror",
    "-fsyntax-only",
    "-x",
];

/// Runs a module, and makes a value of zeros, unless they are none.
const PYTHON: &str = "
import sys
import types
sys.modules['generated'] = types.ModuleType('generated')
module = sys.modules['generated'].__dict__
exec(compile(sys.stdin.buffer.read().decode(), 'generated', 'exec'), module)
def load(at, width, count):
    assert at % width == 0 and 0 <= at <= at + width * count <= module['_SIZE']
module.get('_load', lambda load, at: None)(load, 0)
try:
    repr(module['_unpack'](bytes(module['_SIZE']), 0))
except module['InvalidError']:
    pass
try:
    import numpy
    assert numpy.dtype(module['_dtype'](numpy)).itemsize == module['_SIZE']
except ImportError:
    pass
";

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_schema_gives_a_header_without_warnings(
        schema in schema(),
        discipline in select(vec![Discipline::Snapshot, Discipline::Live]),
        object in name(),
    ) {
        let header = write(&schema, discipline, origin(&object), Language::C) + "\nint main(void) { return 0; }\n";
        for (compiler, language) in COMPILERS {
            let args: Vec<&str> = WARNINGS.into_iter().chain(language).chain(["-"]).collect();
            check(compiler, &args, &header)?;
        }
    }

    #[test]
    fn every_schema_gives_a_module_that_can_be_imported(
        schema in schema(),
        discipline in select(vec![Discipline::Snapshot, Discipline::Live]),
        object in name(),
    ) {
        let module = write(&schema, discipline, origin(&object), Language::Python);
        check("python3", &["-W", "error", "-c", PYTHON], &module)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_schema_gives_rust_items(schema in schema(), object in name()) {
        for discipline in [Discipline::Snapshot, Discipline::Live] {
            let source = write(&schema, discipline, origin(&object), Language::Rust);
            let file = syn::parse_file(&source);
            prop_assert!(file.is_ok(), "{:?}\n{source}", file.err());

            let mut names = std::collections::HashSet::new();
            for item in &file.unwrap().items {
                let name = match item {
                    syn::Item::Struct(item) => &item.ident,
                    syn::Item::Enum(item) => &item.ident,
                    syn::Item::Type(item) => &item.ident,
                    syn::Item::Use(_) => continue,
                    _ => return Err(TestCaseError::fail(format!("another item\n{source}"))),
                };
                prop_assert!(names.insert(name.to_string()), "{name} twice\n{source}");
            }
        }
    }
}

/// What C and C++ are compiled by, and how.
const COMPILERS: [(&str, [&str; 2]); 4] = [
    ("cc", ["c", "-std=c11"]),
    ("c++", ["c++", "-std=c++17"]),
    ("clang", ["c", "-std=c11"]),
    ("clang++", ["c++", "-std=c++17"]),
];

/// In C++ it would hide the type from those behind it.
#[test]
fn no_member_of_a_struct_is_called_as_a_type_is() {
    let mode = r#"{"enum":"Mode","repr":"u8","variants":[{"name":"Off","value":0}]}"#;
    let field = |name, offset, ty| format!(r#"{{"name":"{name}","offset":{offset},"type":{ty}}}"#);
    let fields = [
        field("engine_mode", 0, mode),
        field("uint8_t", 1, "\"u8\""),
        field("next", 2, mode),
        field("last", 3, "\"u8\""),
    ];
    let json = format!(
        r#"{{"format":1,"type":{{"struct":"Engine","size":4,"align":1,"fields":[{}]}}}}"#,
        fields.join(",")
    );
    let schema = Schema::from_json(json.as_bytes()).unwrap();
    for discipline in [Discipline::Snapshot, Discipline::Live] {
        let header = write(&schema, discipline, origin("engine"), Language::C);
        assert!(header.contains("engine_mode next;"), "{header}");
        for (compiler, language) in COMPILERS {
            let args: Vec<&str> = WARNINGS.into_iter().chain(language).chain(["-"]).collect();
            check(compiler, &args, &header).unwrap();
        }
    }
}

/// A module whose classes hide some fields goes on asking for what hides them.
#[test]
fn no_field_of_a_class_is_called_as_what_the_class_needs() {
    let json = br#"{"format":1,"type":{"struct":"A","size":2,"align":1,"fields":[
        {"name":"_dataclasses","offset":0,"type":"u8","sensitive":true},
        {"name":"b","offset":1,"type":"u8","sensitive":true}]}}"#;
    let schema = Schema::from_json(json).unwrap();

    let module = write(&schema, Discipline::Snapshot, origin("a"), Language::Python);

    check("python3", &["-W", "error", "-c", PYTHON], &module).unwrap();
}

#[test]
fn what_is_no_path_of_a_type_is_not_spelled_as_one() {
    for name in ["Self", "crate", "a::self", "u8; 2]", "dyn", "a b", ""] {
        let json = json!({"format": 1, "type": {"struct": "A", "size": 4, "align": 4, "fields": [
            {"name": "a", "offset": 0, "type": {"opaque": name, "size": 4, "align": 4}}]}});
        let Ok(schema) = Schema::from_json(json.to_string().as_bytes()) else {
            continue;
        };
        let source = write(&schema, Discipline::Snapshot, origin("a"), Language::Rust);
        assert!(source.contains("pub a: [u32; 1],"), "{source}");
    }
}

#[test]
fn no_type_in_rust_is_called_as_one_that_is_imported() {
    let json = br#"{"format":1,"type":{"struct":"NonZeroU8","size":1,"align":1,"fields":[
        {"name":"a","offset":0,"type":"NonZeroU8"}]}}"#;
    let schema = Schema::from_json(json).unwrap();

    let source = write(&schema, Discipline::Snapshot, origin("a"), Language::Rust);

    assert!(source.contains("use core::num::NonZeroU8;"), "{source}");
    assert!(!source.contains("pub struct NonZeroU8 {"), "{source}");
}

/// Every word that the compiler replaces by another one is a field's name here.
#[test]
fn no_macro_of_the_system_stands_in_for_a_field() {
    let schema = Schema::from_json(br#"{"format":1,"type":"u8"}"#).unwrap();
    let front = write(&schema, Discipline::Snapshot, origin("front"), Language::C);
    for (compiler, language, standard) in
        [("cc", "c", "-std=gnu17"), ("c++", "c++", "-std=gnu++17")]
    {
        if !is_here(compiler) {
            continue;
        }
        let mut child = Command::new(compiler)
            .args(["-dM", "-E", "-D_GNU_SOURCE", "-x", language, standard, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(front.as_bytes())
            .unwrap();
        let macros = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        let names: Vec<&str> = macros
            .lines()
            .filter_map(|line| line.split_whitespace().nth(1))
            .filter(|name| !name.contains('('))
            .collect();
        assert!(
            names.contains(&"linux") && names.contains(&"st_atime"),
            "{names:?}"
        );

        let fields: Vec<Value> = names
            .iter()
            .enumerate()
            .map(|(at, name)| json!({"name": name, "offset": at, "type": "u8"}))
            .collect();
        let json = json!({"format": 1, "type":
            {"struct": "Macros", "size": names.len(), "align": 1, "fields": fields}});
        let schema = Schema::from_json(json.to_string().as_bytes()).unwrap();
        let header = write(&schema, Discipline::Live, origin("macros"), Language::C);
        let args = [
            "-Wall",
            "-Wextra",
            "-D_GNU_SOURCE",
            "-Werror",
            "-fsyntax-only",
            "-x",
            language,
            standard,
            "-",
        ];
        check(compiler, &args, &header).unwrap();
    }
}

/// A schema may nest 32 types, and compilers have limits of their own.
#[test]
fn types_in_types_are_no_deeper_than_the_languages_go() {
    let mut arrays = json!("f32");
    for _ in 0..30 {
        arrays = json!({"array": arrays, "len": 2});
    }
    let mut lists = json!("u8");
    for _ in 0..30 {
        lists = json!({"list": lists, "capacity": 1});
    }
    let (mut structs, mut size) = (json!("f64"), 8);
    for depth in 0..15 {
        let list = json!({"list": structs, "capacity": 1});
        size += 8;
        structs = json!({"struct": format!("S{depth}"), "size": size, "align": 8,
            "fields": [{"name": "a", "offset": 0, "type": list}]});
    }
    for ty in [arrays, lists, structs] {
        let json = json!({"format": 1, "type": ty}).to_string();
        let schema = Schema::from_json(json.as_bytes()).unwrap();
        for discipline in [Discipline::Snapshot, Discipline::Live] {
            let module = write(&schema, discipline, origin("deep"), Language::Python);
            let compile = "import sys; compile(sys.stdin.read(), 'deep', 'exec')";
            check("python3", &["-W", "error", "-c", compile], &module).unwrap();
            let header = write(&schema, discipline, origin("deep"), Language::C);
            let args: Vec<&str> = WARNINGS.into_iter().chain(["c", "-std=c11", "-"]).collect();
            check("cc", &args, &header).unwrap();
            let source = write(&schema, discipline, origin("deep"), Language::Rust);
            assert!(syn::parse_file(&source).is_ok(), "{source}");
        }
    }
}
