//! Canonical JSON: the text has not moved, and it reads back as what it was made from.

use super::properties::{KINDS, LEVELS, SCALARS};
use super::samples::{CAR_JSON, Car, Cylinder, ENGINE_JSON, Engine};
use crate::layout::{Kind, Level, Number, Scalar};
use crate::schema::Schema;

#[test]
fn the_text_has_not_moved() {
    assert_eq!(
        Schema::of::<f64>().to_json(),
        r#"{"format":1,"type":"f64"}"#
    );
    assert_eq!(Schema::of::<Engine>().to_json(), ENGINE_JSON);
    assert_eq!(Schema::of::<Car>().to_json(), CAR_JSON);
}

#[test]
fn reading_gives_back_what_was_written() {
    for schema in [
        Schema::of::<u8>(),
        Schema::of::<[[i128; 2]; 0]>(),
        Schema::of::<Engine>(),
        Schema::of::<Car>(),
        Schema::of::<[Cylinder; 3]>(),
    ] {
        let json = schema.to_json();

        let read = Schema::from_json(json.as_bytes()).unwrap();

        assert_eq!(read, schema);
        assert_eq!(read.to_json(), json);
    }
}

#[test]
fn spaces_order_and_defaults_do_not_matter_to_a_reader() {
    let spread = br#" { "type" : { "align":2, "fields" : [ { "type":"u16", "help":"", "since":0,
        "sensitive":false, "offset":0, "level":"info", "name":"\u0078\ud83d\ude00" } ] ,
        "struct":"S", "size":2, "version":0 } , "format" : 1 } "#;

    let schema = Schema::from_json(spread).unwrap();

    assert_eq!(
        schema.to_json(),
        concat!(
            r#"{"format":1,"type":{"struct":"S","size":2,"align":2,"fields":["#,
            r#"{"name":"x😀","offset":0,"type":"u16"}]}}"#
        )
    );
}

#[test]
fn what_a_later_version_may_add_is_ignored() {
    let later = br#"{"format":1,"by":["a",{"b":null}],"type":{"struct":"S","size":4,"align":4,
        "origin":1.5e300,"fields":[{"name":"x","offset":0,"type":"u32","kind":"histogram",
        "level":"expert","buckets":[1,2]}]}}"#;

    let schema = Schema::from_json(later).unwrap();

    let field = &schema.fields()[0];
    assert_eq!((field.kind(), field.level()), (None, Level::Info));
}

#[test]
fn floats_are_spelled_as_documented() {
    let spelled = [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (0.1, "0.1"),
        (1e-4, "0.0001"),
        (0.00012, "0.00012"),
        (9.9e-5, "9.9e-5"),
        (1e-5, "1e-5"),
        (2.5e-7, "2.5e-7"),
        (1e15, "1000000000000000.0"),
        (9007199254740993.0, "9007199254740992.0"),
        (1e16, "1e16"),
        (1.5e300, "1.5e300"),
        (f64::MAX, "1.7976931348623157e308"),
        (5e-324, "5e-324"),
        (f64::NAN, "NaN"),
        (f64::NEG_INFINITY, "-Infinity"),
    ];

    for (float, text) in spelled {
        assert_eq!(Number::Float(float).to_string(), text);
    }
}

#[test]
fn names_lead_back_to_what_they_name() {
    for scalar in SCALARS {
        assert_eq!(Scalar::from_name(scalar.as_str()), Some(scalar));
    }
    for kind in KINDS {
        assert_eq!(Kind::from_name(kind.as_str()), Some(kind));
    }
    for level in LEVELS {
        assert_eq!(Level::from_name(level.as_str()), Some(level));
    }
    for name in ["", "u", "u80", "U8", "Info", "counter "] {
        assert_eq!(Scalar::from_name(name), None);
        assert_eq!(Kind::from_name(name), None);
        assert_eq!(Level::from_name(name), None);
    }
}
