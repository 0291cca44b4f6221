//! Differences: found where they are, in words that say it.

use super::samples::{CAR_JSON, Car, ENGINE_JSON, Engine};
use crate::Shared;
use crate::layout::{FieldDescriptor, Kind, Level, Number, StructDescriptor, TypeDescriptor};
use crate::schema::{Aspect, Diff, Schema};

/// `json` with the first `from` replaced.
#[track_caller]
fn changed(json: &str, from: &str, to: &str) -> Schema {
    assert!(json.contains(from), "{from}");
    Schema::from_json(json.replacen(from, to, 1).as_bytes()).unwrap()
}

#[track_caller]
fn engine(from: &str, to: &str) -> Diff {
    Schema::of::<Engine>().diff(&changed(ENGINE_JSON, from, to))
}

#[track_caller]
fn car(from: &str, to: &str) -> Diff {
    Schema::of::<Car>().diff(&changed(CAR_JSON, from, to))
}

#[test]
fn equal_schemas_do_not_differ() {
    for schema in [
        Schema::of::<u8>(),
        Schema::of::<Engine>(),
        Schema::of::<[Car; 2]>(),
    ] {
        let diff = schema.diff(&schema);

        assert!(diff.is_empty() && diff.is_append());
        assert_eq!((diff.first(), diff.to_string()), (None, String::new()));
    }
}

#[test]
fn differences_are_said_in_words() {
    let said = [
        (
            engine(r#""type":"u64""#, r#""type":"f64""#),
            "field `faults` is u64 at offset 8 here, f64 at offset 8 in the object",
        ),
        (
            engine(
                r#""name":"faults","offset":8,"type":"u64""#,
                r#""name":"faults","offset":12,"type":"u32""#,
            ),
            "field `faults` is u64 at offset 8 here, u32 at offset 12 in the object",
        ),
        (
            engine(r#""name":"faults""#, r#""name":"errors""#),
            "field `faults` is named `faults` here, `errors` in the object",
        ),
        (
            engine(r#","kind":"counter"}"#, r#","kind":"gauge"}"#),
            "field `faults` has kind counter here, kind gauge in the object",
        ),
        (
            engine(r#","kind":"counter"}"#, "}"),
            "field `faults` has kind counter here, no kind in the object",
        ),
        (
            engine(r#""rpm""#, r#""Hz""#),
            "field `speed` has unit `rpm` here, unit `Hz` in the object",
        ),
        (
            engine(r#","unit":"rpm""#, ""),
            "field `speed` has unit `rpm` here, no unit in the object",
        ),
        (
            engine("[0,8000]", "[0,8000.0]"),
            "field `speed` has range 0 to 8000 here, range 0 to 8000.0 in the object",
        ),
        (
            engine(r#""invalid":-1"#, r#""invalid":"NaN""#),
            "field `speed` has invalid value -1 here, invalid value NaN in the object",
        ),
        (
            engine(r#""since":2,"#, ""),
            "field `speed` exists since version 2 here, since the start in the object",
        ),
        (
            engine(r#""level":"diag","#, ""),
            "field `speed` has level diag here, info in the object",
        ),
        (
            engine(r#""sensitive":true,"#, ""),
            "field `speed` is sensitive here, not sensitive in the object",
        ),
        (
            engine(r#""struct":"Engine""#, r#""struct":"Motor""#),
            "type is struct `Engine` here, `Motor` in the object",
        ),
        (
            engine(r#""version":2"#, r#""version":3"#),
            "type has version 2 here, version 3 in the object",
        ),
        (
            car(r#""array":"f32","len":3"#, r#""array":"f32","len":2"#),
            "field `place` is [[f32; 3]; 2] at offset 64 here, [[f32; 2]; 2] at offset 64 in the object",
        ),
        (
            car(
                r#""name":"knocks","offset":4,"type":"u32""#,
                r#""name":"knocks","offset":4,"type":"i32""#,
            ),
            "field `cylinders[].knocks` is u32 at offset 4 here, i32 at offset 4 in the object",
        ),
        (
            car(r#""unit":"bar""#, r#""unit":"Pa""#),
            "field `cylinders[].pressure` has unit `bar` here, unit `Pa` in the object",
        ),
        (
            car(r#""struct":"Cylinder""#, r#""struct":"Pot""#),
            "element `cylinders[]` is struct `Cylinder` here, `Pot` in the object",
        ),
        (
            car(r#""size":4,"align":1}"#, r#""size":4,"align":2}"#),
            "field `color` is aligned to 1 here, 2 in the object",
        ),
        (
            car(
                r#"{"opaque":"paint::Rgba","size":4,"align":1}"#,
                r#"{"struct":"paint::Rgba","size":4,"align":1,"fields":[]}"#,
            ),
            "field `color` is paint::Rgba at offset 88 (opaque) here, paint::Rgba at offset 88 (a struct) in the object",
        ),
    ];

    for (diff, words) in said {
        assert_eq!(diff.to_string(), words);
    }
}

#[test]
fn layout_differences_come_first() {
    let there = Schema::from_json(
        ENGINE_JSON
            .replace("rpm", "Hz")
            .replace(r#""type":"u64""#, r#""type":"i64""#)
            .as_bytes(),
    )
    .unwrap();

    let diff = Schema::of::<Engine>().diff(&there);

    let aspects: Vec<Aspect> = diff.iter().map(|difference| difference.aspect()).collect();
    assert_eq!(aspects, [Aspect::Type, Aspect::Unit]);
    assert_eq!(diff.layout_differences().count(), 1);
    let first = diff.first().unwrap();
    assert_eq!(
        (first.path(), first.here(), first.there()),
        ("faults", Some("u64 at offset 8"), Some("i64 at offset 8")),
    );
}

#[test]
fn lost_moved_and_added_fields_are_told_apart() {
    let there = changed(
        r#"{"format":1,"type":{"struct":"Engine","version":2,"size":24,"align":8,"fields":[
            {"name":"id","offset":0,"type":"u32"},
            {"name":"faults","offset":16,"type":"u64","kind":"counter"}]}}"#,
        "",
        "",
    );

    let diff = Schema::of::<Engine>().diff(&there);

    assert_eq!(
        diff.to_string(),
        "field `speed` is f64 at offset 0 here, missing in the object
field `faults` is u64 at offset 8 here, u64 at offset 16 in the object
field `id` is not known here, u32 at offset 0 in the object
type is 16 bytes here, 24 bytes in the object",
    );
    assert!(!diff.is_append());
}

#[test]
fn another_length_of_structs_is_one_difference_of_length() {
    let there = Schema::of::<[Engine; 3]>();

    let diff = Schema::of::<[Engine; 2]>().diff(&there);

    assert_eq!(
        diff.to_string(),
        "type is [Engine; 2] here, [Engine; 3] in the object"
    );
    assert_eq!(diff.first().unwrap().aspect(), Aspect::Length);
    assert!(!diff.is_append());
}

#[test]
fn empty_fields_that_change_places_differ() {
    let here = changed(
        r#"{"format":1,"type":{"struct":"S","size":0,"align":1,"fields":[
            {"name":"a","offset":0,"type":{"array":"u8","len":0}},
            {"name":"b","offset":0,"type":{"array":"u8","len":0}}]}}"#,
        "",
        "",
    );
    let json = here.to_json();
    let swapped = json.replace('a', "?").replace("rr", "RR");
    let swapped = swapped
        .replace(r#":"?""#, r#":"%""#)
        .replace(r#":"b""#, r#":"a""#);
    let swapped = swapped
        .replace('%', "b")
        .replace('?', "a")
        .replace("RR", "rr");
    let there = Schema::from_json(swapped.as_bytes()).unwrap();

    let diff = here.diff(&there);

    assert_ne!(here.layout_fingerprint(), there.layout_fingerprint());
    assert_eq!(
        diff.to_string(),
        "type goes on with field `a` here, `b` in the object"
    );
}

#[test]
fn appending_is_seen() {
    let appended = [
        r#"{"name":"y","offset":8,"type":"u32"}"#,
        r#"{"name":"y","offset":12,"type":"u32"},{"name":"z","offset":16,"type":"u64"}"#,
    ];
    let of = |size: usize, fields: &str| {
        let json = format!(
            r#"{{"format":1,"type":{{"struct":"S","size":{size},"align":8,"fields":[{fields}]}}}}"#
        );
        Schema::from_json(json.as_bytes()).unwrap()
    };
    let known = r#"{"name":"x","offset":0,"type":"u64"}"#;
    let here = of(8, known);

    for more in appended {
        let there = of(24, &format!("{known},{more}"));
        assert!(here.diff(&there).is_append());
        assert!(!there.diff(&here).is_append());
        assert!(here.diff(&there).layout_differences().count() > 0);
    }
    let renamed = of(24, r#"{"name":"y","offset":0,"type":"u64"}"#);
    let before = of(
        24,
        &format!(r#"{{"name":"w","offset":0,"type":{{"array":"u8","len":0}}}},{known}"#),
    );
    for there in [renamed, before, Schema::of::<u64>()] {
        assert!(!here.diff(&there).is_append());
    }
}

/// A struct of one field that is described in full, and the same with one thing said otherwise.
#[test]
fn each_note_is_compared() {
    const FIELD: FieldDescriptor = FieldDescriptor::new("x", 0, i64::DESCRIPTOR);
    let of = |field: FieldDescriptor| {
        let fields: &'static [FieldDescriptor] = Box::leak(Box::new([field]));
        Schema::from(&TypeDescriptor::structure::<i64>(StructDescriptor::new(
            "S", fields,
        )))
    };
    let cases = [
        (FIELD.with_kind(Kind::Flags), Aspect::Kind),
        (FIELD.with_unit("m"), Aspect::Unit),
        (FIELD.with_level(Level::Debug), Aspect::Level),
        (FIELD.with_since(1), Aspect::Since),
        (
            FIELD.with_range(Number::Int(1), Number::Int(2)),
            Aspect::Range,
        ),
        (FIELD.with_invalid(Number::Float(1.0)), Aspect::Invalid),
        (FIELD.with_sensitive(), Aspect::Sensitive),
    ];

    for (field, aspect) in cases {
        let diff = of(FIELD).diff(&of(field));

        let found: Vec<_> = diff
            .iter()
            .map(|d| (d.path(), d.aspect(), d.is_layout()))
            .collect();
        assert_eq!(found, [("x", aspect, false)]);
        assert!(diff.is_append());
    }
    assert!(of(FIELD).diff(&of(FIELD.with_help("Help."))).is_empty());
}
