//! Hostile text: refused in words that say what and where, in bounded time.

use core::fmt::Write;

use super::samples::{Car, ENGINE_JSON, Engine};
use crate::schema::Schema;

/// The words with which `json` is refused.
#[track_caller]
fn refusal(json: &str) -> String {
    Schema::from_json(json.as_bytes())
        .expect_err("it is not a schema")
        .to_string()
}

/// A struct of size 16 and alignment 8 with these fields.
fn with_fields(fields: &str) -> String {
    format!(r#"{{"format":1,"type":{{"struct":"S","size":16,"align":8,"fields":[{fields}]}}}}"#)
}

fn of_type(ty: &str) -> String {
    format!(r#"{{"format":1,"type":{ty}}}"#)
}

#[test]
fn broken_json_is_refused() {
    let cases = [
        ("", "the text ends too early (byte 0)"),
        ("  ", "the text ends too early (byte 2)"),
        ("nul", "not a JSON value (byte 0)"),
        ("{", "the text ends too early (byte 1)"),
        ("{1:2}", "`\"` is missing (byte 1)"),
        (r#"{"a"}"#, "`:` is missing (byte 4)"),
        (r#"{"a":1,}"#, "`\"` is missing (byte 7)"),
        ("[1 2]", "`,` is missing (byte 3)"),
        ("[1,]", "not a JSON value (byte 3)"),
        ("[01]", "`,` is missing (byte 2)"),
        ("[-]", "a digit is missing (byte 2)"),
        ("[1.]", "a digit is missing (byte 3)"),
        ("[1e+]", "a digit is missing (byte 4)"),
        ("[.5]", "not a JSON value (byte 1)"),
        ("\"a\nb\"", "a control character in a string (byte 2)"),
        (r#""\x""#, "no such escape (byte 1)"),
        (
            r#""\u12g4""#,
            "`\\u` needs four hexadecimal digits (byte 3)",
        ),
        (
            r#""\u+123""#,
            "`\\u` needs four hexadecimal digits (byte 3)",
        ),
        (r#""\ud800""#, "half a surrogate pair (byte 1)"),
        (r#""\ud800\u0041""#, "half a surrogate pair (byte 1)"),
        (r#""\udc00""#, "half a surrogate pair (byte 1)"),
        (r#""\u12é""#, "`\\u` needs four hexadecimal digits (byte 3)"),
        ("1 1", "something follows the end of the schema (byte 2)"),
        ("\u{feff}1", "not a JSON value (byte 0)"),
        (
            r#"{"a":{"b":1,"c":2,"b":3}}"#,
            "the key `b` occurs twice (byte 22)",
        ),
        (
            r#"{"a":1,"\u0061":2}"#,
            "the key `a` occurs twice (byte 16)",
        ),
        ("1", "a schema must be an object (byte 0)"),
    ];

    for (json, words) in cases {
        assert_eq!(refusal(json), format!("schema: {words}"), "{json}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_refused() {
    let error = Schema::from_json(b"{\"a\":\"\xff\"}").unwrap_err();

    assert_eq!(error.to_string(), "schema: not UTF-8 (byte 6)");
    assert_eq!((error.byte_offset(), error.path()), (6, None));
}

#[test]
fn unknown_types_and_formats_are_named() {
    let cases = [
        (
            of_type(r#""usize""#),
            "schema: unknown type `usize` (byte 19)",
        ),
        (
            of_type(r#"{"union":"Gear","size":1}"#),
            "schema: unknown type `union` (byte 19)",
        ),
        (of_type("7"), "schema: a type must be an object (byte 19)"),
        (
            of_type(r#"{"array":"u8","len":1,"opaque":"A"}"#),
            "schema: a type is one of `array`, `text`, `list`, `struct`, `opaque`, `enum` (byte 19)",
        ),
        (
            of_type(r#""\u001b[2J""#),
            "schema: unknown type `\\u{1b}[2J` (byte 19)",
        ),
        (
            r#"{"format":2,"type":"u8"}"#.to_owned(),
            "schema: written by a later version: `format` is not 1 (byte 10)",
        ),
        (
            r#"{"format":1}"#.to_owned(),
            "schema: `type` is missing (byte 0)",
        ),
        (
            r#"{"type":"u8"}"#.to_owned(),
            "schema: `format` is missing (byte 0)",
        ),
    ];

    for (json, words) in cases {
        assert_eq!(refusal(&json), words);
    }
}

#[test]
fn a_struct_that_is_not_consistent_is_refused() {
    let cases = [
        (
            r#"{"name":"a","offset":9,"type":"u32"}"#,
            "schema field `a`: offset 9 is not a multiple of the alignment 4",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u64"},{"name":"b","offset":4,"type":"u32"}"#,
            "schema field `b`: offset 4 is before 8, where the last field ends",
        ),
        (
            r#"{"name":"a","offset":8,"type":"u64"},{"name":"b","offset":0,"type":"u32"}"#,
            "schema field `b`: offset 0 is before 16, where the last field ends",
        ),
        (
            r#"{"name":"a","offset":16,"type":"u8"}"#,
            "schema field `a`: it ends after the struct, which has 16 bytes",
        ),
        (
            r#"{"name":"a","offset":18446744073709551608,"type":"u64"}"#,
            "schema field `a`: it ends after the struct, which has 16 bytes",
        ),
        (
            r#"{"name":"a","offset":18446744073709551616,"type":"u64"}"#,
            "schema field `a`: `offset` must be a whole number",
        ),
        (
            r#"{"name":"a","offset":-1,"type":"u64"}"#,
            "schema field `a`: `offset` must be a whole number",
        ),
        (
            r#"{"name":"a","offset":0.0,"type":"u64"}"#,
            "schema field `a`: `offset` must be a whole number",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u128"}"#,
            "schema field `a`: its alignment 16 is more than 8, the struct's",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u8"},{"name":"a","offset":1,"type":"u8"}"#,
            "schema field `a`: another field has this name",
        ),
        (
            r#"{"name":"","offset":0,"type":"u8"}"#,
            "schema: `name` must be 1 to 255 bytes",
        ),
        (
            r#"{"name":"a\n","offset":0,"type":"u8"}"#,
            "schema: `name` must be 1 to 255 bytes",
        ),
        (
            r#"{"name":"a.b","offset":0,"type":"u8"}"#,
            "schema: a field's name holds `.`, `[` or `]`",
        ),
        (
            r#"{"name":"a","offset":0,"type":{"array":{"struct":"T","size":1,"align":1,
                "fields":[{"name":"b","offset":0,"type":"u9"}]},"len":1}}"#,
            "schema field `a[].b`: unknown type `u9`",
        ),
        (
            r#"{"name":"a","offset":0,"type":{"opaque":"A","size":3,"align":3}}"#,
            "schema field `a`: `align` must be a power of two, at most 4096",
        ),
        (
            r#"{"name":"a","offset":0,"type":{"opaque":"A","size":0,"align":8192}}"#,
            "schema field `a`: `align` must be a power of two, at most 4096",
        ),
        (
            r#"{"name":"a","offset":0,"type":{"opaque":"A","size":6,"align":4}}"#,
            "schema field `a`: `size` must be a multiple of `align`",
        ),
        (
            r#"{"name":"a","offset":0,"type":{"opaque":"A","size":1099511627777,"align":1}}"#,
            "schema field `a`: `size` must be at most 2^40",
        ),
        (
            r#"{"name":"a","offset":0,"type":{"array":"u64","len":2305843009213693953}}"#,
            "schema field `a`: the array is larger than 2^40 bytes",
        ),
        (
            r#"{"name":"a","offset":0,"type":{"array":"u8","len":1099511627777}}"#,
            "schema field `a`: the array is larger than 2^40 bytes",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u8","since":4294967296}"#,
            "schema field `a`: `since` must be a whole number",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u8","range":[1]}"#,
            "schema field `a`: `range` must be a list of two numbers",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u8","range":[1e999,2]}"#,
            "schema field `a`: `range` must be within the range of a double",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u8",
                "invalid":170141183460469231731687303715884105728}"#,
            "schema field `a`: `invalid` must be within 128 bits with the sign",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u8","invalid":"nan"}"#,
            "schema field `a`: `invalid` must be a number, `NaN`, `Infinity` or `-Infinity`",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u8","sensitive":1}"#,
            "schema field `a`: `sensitive` must be true or false",
        ),
        (
            r#"{"name":"a","offset":0,"type":"u8","unit":null}"#,
            "schema field `a`: `unit` must be a string",
        ),
    ];

    for (fields, words) in cases {
        let refusal = refusal(&with_fields(fields));
        assert!(refusal.starts_with(words), "{refusal}\n{words}");
    }
}

#[test]
fn a_long_name_is_refused() {
    let name = "n".repeat(255);
    let field = |name| with_fields(&format!(r#"{{"name":"{name}","offset":0,"type":"u8"}}"#));

    assert!(Schema::from_json(field(name.clone()).as_bytes()).is_ok());
    assert!(refusal(&field(name + "n")).contains("1 to 255 bytes"));
}

#[test]
fn an_array_of_nothing_may_have_any_length() {
    let json = of_type(
        r#"{"array":{"array":{"struct":"E","size":0,"align":1,"fields":[]},
            "len":18446744073709551615},"len":18446744073709551615}"#,
    );

    let schema = Schema::from_json(json.as_bytes()).unwrap();

    assert_eq!(schema.size(), 0);
    assert!(schema.diff(&schema).is_empty());
    assert_eq!(
        schema.field("[18446744073709551614][7]").unwrap().offset(),
        0
    );
    assert_eq!(
        schema.to_string(),
        "[[E; 18446744073709551615]; 18446744073709551615]: 0 bytes, align 1",
    );
    assert_ne!(schema.fingerprint(), Schema::of::<u8>().fingerprint());
}

#[test]
fn depth_is_bounded() {
    let arrays = |depth: usize| {
        let (open, close) = (r#"{"array":"#.repeat(depth), r#","len":1}"#.repeat(depth));
        of_type(&format!(r#"{open}"u8"{close}"#))
    };
    let structs = |depth: usize| {
        let open = r#"{"struct":"S","size":1,"align":1,"fields":[{"name":"a","offset":0,"type":"#;
        of_type(&format!(
            r#"{}"u8"{}"#,
            open.repeat(depth),
            "}]}".repeat(depth)
        ))
    };

    assert!(Schema::from_json(arrays(31).as_bytes()).is_ok());
    assert!(Schema::from_json(structs(31).as_bytes()).is_ok());
    assert!(refusal(&arrays(32)).contains("nested more than 32 deep"));
    assert!(refusal(&structs(32)).contains("nested more than 32 deep"));
    assert!(refusal(&"[".repeat(100_000)).contains("nested too deep"));
    assert!(refusal(&r#"{"a":"#.repeat(100_000)).contains("nested too deep"));
}

#[test]
fn size_is_bounded() {
    let long = " ".repeat(Schema::MAX_JSON_LEN - 25) + r#"{"format":1,"type":"f64"}"#;
    assert!(Schema::from_json(long.as_bytes()).is_ok());
    assert!(refusal(&(long + " ")).contains("longer than 1 MiB"));

    let values = format!("[{}1]", "1,".repeat(300_000));
    assert!(refusal(&values).contains("more than 262144 values"));

    let fields = |count: usize| {
        let mut fields = String::new();
        for index in 0..count {
            let comma = if index == 0 { "" } else { "," };
            let ty = if index % 2 == 0 {
                r#"{"array":"u8","len":0}"#
            } else {
                r#""u8""#
            };
            let offset = index / 2;
            write!(
                fields,
                r#"{comma}{{"name":"{index}","offset":{offset},"type":{ty}}}"#
            )
            .unwrap();
        }
        of_type(&format!(
            r#"{{"struct":"S","size":9000,"align":1,"fields":[{fields}]}}"#
        ))
    };
    assert_eq!(
        Schema::from_json(fields(16384).as_bytes())
            .unwrap()
            .fields()
            .len(),
        16384
    );
    assert!(refusal(&fields(16385)).contains("more than 16384 fields"));
}

/// Steps rather than time: the document is at the limits, and a quadratic step would not end.
#[test]
fn a_document_of_many_keys_is_read() {
    let mut json = String::from("{\"format\":1");
    for index in 0..80_000 {
        write!(json, ",\"k{index}\":0").unwrap();
    }
    json.push_str(",\"type\":\"u8\"}");

    assert_eq!(
        Schema::from_json(json.as_bytes()).unwrap(),
        Schema::of::<u8>()
    );
}

#[test]
fn every_truncation_is_refused() {
    for end in 0..ENGINE_JSON.len() {
        assert!(Schema::from_json(&ENGINE_JSON.as_bytes()[..end]).is_err());
    }
}

#[test]
fn paths_lead_to_places() {
    let car = Schema::of::<Car>();
    let offset = |path| car.field(path).map(|place| place.offset());

    assert_eq!(offset(""), Some(0));
    assert_eq!(offset("engine.faults"), Some(8));
    assert_eq!(offset("cylinders[3].knocks"), Some(44));
    assert_eq!(offset("place[1][2]"), Some(84));
    for path in [
        "none",
        "engine.",
        ".engine",
        "engine..faults",
        "engine[0]",
        "cylinders.knocks",
        "cylinders[4]",
        "cylinders[+1]",
        "cylinders[-1]",
        "cylinders[]",
        "cylinders[1",
        "cylinders[1]knocks",
        "cylinders[1].",
        "place[1][3]",
        "nothing[0]",
        "doors.x",
        "cylinders[99999999999999999999]",
        "[0]",
        " doors",
    ] {
        assert_eq!(offset(path), None, "{path}");
    }

    let element = car.field("place[1][2]").unwrap();
    assert_eq!(
        (element.ty().to_string(), element.field().unwrap().unit()),
        ("f32".into(), "°")
    );
    assert!(car.field("").unwrap().field().is_none());
}

#[test]
fn the_listing_has_a_line_for_each_field() {
    let listing = Schema::of::<Car>().to_string();

    let lines: Vec<&str> = listing.lines().map(str::trim_end).collect();

    assert_eq!(
        lines,
        [
            "Car: 96 bytes, align 16",
            "       0  Engine         engine",
            "       0  f64              speed  (rpm, gauge)",
            "       8  u64              faults  (counter)",
            "      16  [Cylinder; 4]  cylinders",
            "      16  f32              pressure  (bar)",
            "      20  u32              knocks",
            "      48  u128           serial",
            "      64  [[f32; 3]; 2]  place  (°)",
            "      88  [u64; 0]       nothing",
            "      88  paint::Rgba    color",
            "      92  u32            doors",
        ]
    );
    assert!(
        Schema::of::<Engine>()
            .to_string()
            .starts_with("Engine: 16 bytes, align 8, version 2\n")
    );
}

#[test]
fn what_is_printed_holds_no_control_characters() {
    let json = with_fields(
        r#"{"name":"a\u202eb","offset":0,"type":{"opaque":"\u200fT","size":8,"align":8},
            "unit":"\u001b]0;\u0007"}"#,
    );
    let hostile = Schema::from_json(json.as_bytes()).unwrap();

    let listing = hostile.to_string();
    let words = Schema::of::<Engine>().diff(&hostile).to_string();

    for text in [&listing, &words] {
        assert!(
            !text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200f}']),
            "{text}"
        );
        assert!(
            text.contains(r"a\u{202e}b") && text.contains(r"\u{200f}T"),
            "{text}"
        );
    }
    assert!(listing.contains(r"(\u{1b}]0;\u{7})"));
}

/// An enum of this number with these variants.
fn with_variants(repr: &str, variants: &str) -> String {
    of_type(&format!(
        r#"{{"enum":"E","repr":"{repr}","variants":[{variants}]}}"#
    ))
}

#[test]
fn enums_that_contradict_themselves_are_refused() {
    let variant = |name: &str, value: i128| format!(r#"{{"name":"{name}","value":{value}}}"#);
    let two = |a: i128, b: i128| format!("{},{}", variant("A", a), variant("B", b));
    let cases = [
        (
            with_variants("u8", ""),
            "`variants` must be a list of at least one",
        ),
        (
            with_variants("u128", &variant("A", 1)),
            "`repr` must be a whole number type of at most 8 bytes",
        ),
        (
            with_variants("f32", &variant("A", 1)),
            "`repr` must be a whole number type of at most 8 bytes",
        ),
        (
            with_variants("bool", &variant("A", 1)),
            "`repr` must be a whole number type of at most 8 bytes",
        ),
        (with_variants("u8", &variant("A", -1)), "`value` is no u8"),
        (with_variants("u8", &variant("A", 256)), "`value` is no u8"),
        (with_variants("i8", &variant("A", 128)), "`value` is no i8"),
        (
            with_variants("u64", &variant("A", 1 << 64)),
            "`value` is no u64",
        ),
        (
            with_variants("u8", &two(1, 1)),
            "variants are not in order of value",
        ),
        (
            with_variants("i8", &two(1, -1)),
            "variants are not in order of value",
        ),
        (
            with_variants("u8", &format!("{},{}", variant("A", 1), variant("A", 2))),
            "another variant has this name",
        ),
        (
            with_variants("u8", r#"{"name":"A","value":1.5}"#),
            "`value` must be a whole number",
        ),
        (with_variants("u8", r#"{"name":"A"}"#), "`value` is missing"),
        (
            with_variants("u8", r#"{"name":"","value":1}"#),
            "`name` must be 1 to 255 bytes without control characters",
        ),
        (with_variants("u8", "7"), "a variant must be an object"),
        (
            of_type(r#"{"enum":"E","struct":"S"}"#),
            "a type is one of `array`, `text`, `list`, `struct`, `opaque`, `enum`",
        ),
        (
            of_type(r#"{"enum":"E","variants":[]}"#),
            "`repr` is missing",
        ),
        (of_type(r#""NonZeroUsize""#), "unknown type `NonZeroUsize`"),
        (of_type(r#""NonZeroF32""#), "unknown type `NonZeroF32`"),
    ];

    for (json, words) in cases {
        let refusal = refusal(&json);
        assert!(
            refusal.starts_with(&format!("schema: {words}")),
            "{json}: {refusal}"
        );
    }
}

#[test]
fn variants_count_as_fields_do() {
    let variants = |n: usize| {
        let variants: Vec<_> = (0..n)
            .map(|value| format!(r#"{{"name":"V{value}","value":{value}}}"#))
            .collect();
        with_variants("u16", &variants.join(","))
    };

    assert!(Schema::from_json(variants(16384).as_bytes()).is_ok());
    assert!(refusal(&variants(16385)).contains("more than 16384 fields and variants"));
}
