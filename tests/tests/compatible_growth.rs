//! Promise: a reader built before fields were appended goes on reading, and any other change is
//! refused in words.

use shm_typed::schema::{Aspect, Schema};
use shm_typed::{Compatible, Error, ErrorKind, SharedBox, SharedRef};
use shm_typed_tests::Name;

/// The schema of a struct `Engine` of `size` bytes with `fields`: name, offset and type.
fn engine(size: usize, fields: &[(&str, usize, &str)]) -> Schema {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, offset, ty)| format!(r#"{{"name":"{name}","offset":{offset},"type":"{ty}"}}"#))
        .collect();
    let json = format!(
        r#"{{"format":1,"type":{{"struct":"Engine","size":{size},"align":8,"fields":[{}]}}}}"#,
        fields.join(",")
    );
    Schema::from_json(json.as_bytes()).unwrap()
}

fn old() -> Schema {
    engine(16, &[("speed", 0, "f64"), ("faults", 8, "u64")])
}

// ---- schemas -----------------------------------------------------------------------------------

#[test]
fn fields_at_the_end_are_an_append() {
    let new = engine(
        32,
        &[
            ("speed", 0, "f64"),
            ("faults", 8, "u64"),
            ("heat", 16, "f32"),
            ("load", 20, "f32"),
            ("hours", 24, "u64"),
        ],
    );

    let diff = old().diff(&new);

    assert!(diff.is_append());
    let added: Vec<_> = diff
        .iter()
        .filter(|d| d.aspect() == Aspect::Added)
        .collect();
    assert_eq!(added.len(), 3);
    assert_eq!(
        added[0].to_string(),
        "field `heat` is not known here, f32 at offset 16 in the object"
    );
}

#[test]
fn the_same_type_is_an_append_of_nothing() {
    let diff = old().diff(&old());

    assert!(diff.is_append() && diff.is_empty());
}

#[test]
fn a_reader_of_the_newer_type_cannot_read_the_older() {
    let new = engine(
        24,
        &[
            ("speed", 0, "f64"),
            ("faults", 8, "u64"),
            ("heat", 16, "f64"),
        ],
    );

    let diff = new.diff(&old());

    assert!(!diff.is_append(), "a downgrade is no append");
    assert_eq!(
        diff.first().unwrap().to_string(),
        "field `heat` is f64 at offset 16 here, missing in the object"
    );
}

#[test]
fn any_other_change_is_no_append_and_is_said_in_words() {
    let changes: [(&str, Schema, &str); 6] = [
        (
            "inserted",
            engine(
                24,
                &[
                    ("speed", 0, "f64"),
                    ("heat", 8, "f64"),
                    ("faults", 16, "u64"),
                ],
            ),
            "field `faults` is u64 at offset 8 here, u64 at offset 16 in the object",
        ),
        (
            "put in front",
            engine(
                24,
                &[
                    ("heat", 0, "f64"),
                    ("speed", 8, "f64"),
                    ("faults", 16, "u64"),
                ],
            ),
            "field `speed` is f64 at offset 0 here, f64 at offset 8 in the object",
        ),
        (
            "of another type",
            engine(
                24,
                &[
                    ("speed", 0, "f64"),
                    ("faults", 8, "i64"),
                    ("heat", 16, "f64"),
                ],
            ),
            "field `faults` is u64 at offset 8 here, i64 at offset 8 in the object",
        ),
        (
            "renamed",
            engine(
                24,
                &[
                    ("speed", 0, "f64"),
                    ("errors", 8, "u64"),
                    ("heat", 16, "f64"),
                ],
            ),
            "field `faults` is named `faults` here, `errors` in the object",
        ),
        (
            "swapped",
            engine(16, &[("faults", 0, "u64"), ("speed", 8, "f64")]),
            "field `speed` is f64 at offset 0 here, f64 at offset 8 in the object",
        ),
        (
            "removed",
            engine(8, &[("speed", 0, "f64")]),
            "field `faults` is u64 at offset 8 here, missing in the object",
        ),
    ];

    for (change, new, words) in changes {
        let diff = old().diff(&new);

        assert!(!diff.is_append(), "{change}");
        let said: Vec<_> = diff.layout_differences().map(|d| d.to_string()).collect();
        assert!(
            said.iter().any(|said| said == words),
            "{change}: {words:?} is not among {said:#?}"
        );
    }
}

// ---- objects of numbers and arrays -------------------------------------------------------------

/// How a reader of `T` is refused that accepts appended fields.
fn refused<T: shm_typed::Plain>(name: &str) -> Error {
    SharedRef::<T>::options()
        .compatible(Compatible::Prefix)
        .open(name)
        .expect_err("it is no append")
}

#[test]
fn a_longer_array_is_no_append_and_nothing_is_taken_for_a_prefix_of_its_bytes() {
    let name = Name::unique("array");
    let _writer = SharedBox::create(&name, [1_u64, 2, 3]).unwrap();

    for (error, words) in [
        (
            refused::<[u64; 2]>(&name),
            "[u64; 2] here, [u64; 3] in the object",
        ),
        (
            refused::<[u64; 4]>(&name),
            "[u64; 4] here, [u64; 3] in the object",
        ),
        (refused::<u64>(&name), "u64 here, [u64; 3] in the object"),
        (
            refused::<[i64; 3]>(&name),
            "[i64; 3] here, [u64; 3] in the object",
        ),
        (
            refused::<[u8; 24]>(&name),
            "[u8; 24] here, [u64; 3] in the object",
        ),
    ] {
        assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
        assert!(error.to_string().contains(words), "{error}");
        assert!(!error.diff().unwrap().is_append());
    }
}

// ---- structs -----------------------------------------------------------------------------------

mod v1 {
    #[derive(Clone, Copy, Debug, PartialEq, shm_typed::Shared)]
    #[repr(C)]
    pub struct Engine {
        pub speed: f64,
        pub faults: u64,
    }
}

mod v2 {
    #[derive(Clone, Copy, Debug, PartialEq, shm_typed::Shared)]
    #[repr(C)]
    #[shared(version = 2)]
    pub struct Engine {
        pub speed: f64,
        pub faults: u64,
        #[shared(since = 2)]
        pub heat: [f32; 2],
    }
}

const NEW: v2::Engine = v2::Engine {
    speed: 3000.0,
    faults: 2,
    heat: [90.0, 95.0],
};

#[test]
fn a_reader_built_before_fields_were_appended_goes_on_reading() {
    let name = Name::unique("grown");
    let mut writer = SharedBox::create(&name, NEW).unwrap();

    let exact = SharedRef::<v1::Engine>::open(&name).unwrap_err();
    assert_eq!(exact.kind(), ErrorKind::LayoutMismatch);
    assert!(exact.to_string().contains("field `heat`"), "{exact}");
    assert!(
        exact
            .to_string()
            .contains("`compatible(Compatible::Prefix)`"),
        "{exact}"
    );

    let reader = SharedRef::<v1::Engine>::options()
        .compatible(Compatible::Prefix)
        .open(&name)
        .unwrap();
    writer.update(|engine| engine.faults = 3);

    let old = v1::Engine {
        speed: 3000.0,
        faults: 3,
    };
    assert_eq!(reader.read(), old);
    assert_eq!((reader.try_read(), *reader.read_boxed()), (Ok(old), old));
    assert_eq!(reader.schema().unwrap().fields().len(), 3, "the writer's");
}

#[test]
fn a_rolling_upgrade_reopens_from_the_old_writer_to_the_new() {
    let name = Name::unique("rolling");
    let start = v1::Engine {
        speed: 1.0,
        faults: 1,
    };
    let old = SharedBox::options()
        .on_drop(shm_typed::OnDrop::Keep)
        .create(&name, start)
        .unwrap();
    let mut reader = SharedRef::<v1::Engine>::options()
        .compatible(Compatible::Prefix)
        .open(&name)
        .unwrap();
    assert_eq!(reader.read(), start);
    drop(old);

    // The new writer cannot take the old object over, so it replaces it.
    let refused = SharedBox::<v2::Engine>::open(&name).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::LayoutMismatch);
    assert!(refused.to_string().contains("`replace`"), "{refused}");
    let _new = SharedBox::replace(&name, NEW).unwrap();
    assert_eq!(
        reader.changed(std::time::Duration::MAX),
        shm_typed::Change::Superseded
    );

    reader.reopen().unwrap();

    assert_eq!(reader.read().speed, NEW.speed, "it opened as it did before");
    assert_eq!(SharedRef::<v2::Engine>::open(&name).unwrap().read(), NEW);
}

#[test]
fn a_reader_of_the_newer_struct_is_refused_by_an_older_object() {
    let name = Name::unique("older");
    let start = v1::Engine {
        speed: 1.0,
        faults: 1,
    };
    let _old = SharedBox::create(&name, start).unwrap();

    let error = refused::<v2::Engine>(&name);

    assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
    let text = error.to_string();
    assert!(text.contains("field `heat`"), "{text}");
    assert!(text.contains("missing in the object"), "{text}");
}

#[test]
fn a_writer_takes_over_its_own_layout_only() {
    let name = Name::unique("exactly");
    drop(
        SharedBox::options()
            .on_drop(shm_typed::OnDrop::Keep)
            .create(&name, NEW)
            .unwrap(),
    );

    let error = SharedBox::<v1::Engine>::open(&name).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
    assert_eq!(*SharedBox::<v2::Engine>::open(&name).unwrap(), NEW);
}
