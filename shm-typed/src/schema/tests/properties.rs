//! What holds for every type and every text.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::samples::{CAR_JSON, ENGINE_JSON};
use crate::layout::{Kind, Level, Number, Scalar};
use crate::schema::model::{Enum, Field, Shape, Struct, Type, Variant};
use crate::schema::{Aspect, Schema};

pub(super) const SCALARS: [Scalar; 12] = [
    Scalar::U8,
    Scalar::U16,
    Scalar::U32,
    Scalar::U64,
    Scalar::U128,
    Scalar::I8,
    Scalar::I16,
    Scalar::I32,
    Scalar::I64,
    Scalar::I128,
    Scalar::F32,
    Scalar::F64,
];
pub(super) const KINDS: [Kind; 7] = [
    Kind::Counter,
    Kind::Gauge,
    Kind::State,
    Kind::Info,
    Kind::Timestamp,
    Kind::Flags,
    Kind::Setting,
];
pub(super) const LEVELS: [Level; 3] = [Level::Info, Level::Diag, Level::Debug];

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i128>().prop_map(Number::Int),
        (-9i128..9).prop_map(Number::Int),
        any::<u64>().prop_map(|bits| Number::Float(f64::from_bits(bits))),
        any::<i32>().prop_map(|whole| Number::Float(f64::from(whole))),
    ]
}

/// Everything of a field but its place and type.
fn bare_field(name: String) -> impl Strategy<Value = Field> {
    let words = (option(select(&KINDS[..])), "\\PC{0,3}", any::<String>());
    let level = select(&LEVELS[..]);
    let numbers = (
        option((number(), number())),
        option(number()),
        0u32..3,
        any::<bool>(),
    );
    (words, level, numbers).prop_map(move |((kind, unit, help), level, numbers)| {
        let (range, invalid, since, sensitive) = numbers;
        let (ty, unit, help) = (Type::scalar(Scalar::U8), unit.into(), help.into());
        let name = name.clone().into();
        Field {
            name,
            offset: 0,
            ty,
            kind,
            unit,
            help,
            level,
            since,
            range,
            invalid,
            sensitive,
        }
    })
}

fn option<T: core::fmt::Debug>(some: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    proptest::option::weighted(0.3, some)
}

/// Puts the fields one after the other, with a gap where there is one.
fn structure(name: String, version: u32, fields: Vec<(Field, Type, usize)>) -> Type {
    let align = fields
        .iter()
        .map(|(_, ty, _)| ty.align())
        .max()
        .unwrap_or(1);
    let mut end = 0usize;
    let fields = fields
        .into_iter()
        .map(|(field, ty, gap)| {
            let offset = (end + gap).next_multiple_of(ty.align());
            end = offset + ty.size();
            Field {
                offset,
                ty,
                ..field
            }
        })
        .collect();
    let (name, help) = (name.into(), Box::default());
    let shape = Shape::Struct(Struct::new(name, version, help, fields));
    Type::with_layout(end.next_multiple_of(align), align, shape)
}

fn any_type() -> impl Strategy<Value = Type> {
    let opaque = ("[a-z:]{1,5}", 0usize..4, 0u32..4).prop_map(|(name, count, align)| {
        let align = 1 << align;
        Type::with_layout(count * align, align, Shape::Opaque { name: name.into() })
    });
    let words = select(&["bool", "char", "NonZeroU8", "NonZeroI128", "NonZeroU32"][..])
        .prop_map(|word| Type::from_name(word).expect("a word"));
    let enumeration = (
        "[A-Z][a-z]{0,2}",
        0u32..2,
        select(&[Scalar::I8, Scalar::U8, Scalar::U64][..]),
        proptest::collection::btree_map(0i128..=127, "[A-Z]", 1..5),
    )
        .prop_map(|(name, version, repr, variants)| {
            let variants = variants.into_iter().map(|(value, name)| Variant {
                // The value makes the name unique.
                name: format!("{name}{value}").into(),
                value,
                help: Box::default(),
            });
            let variants = variants.collect();
            let (name, help) = (name.into(), Box::default());
            Type::enumeration(Enum {
                name,
                version,
                help,
                repr,
                variants,
            })
        });
    let text = (0usize..40).prop_map(|capacity| Type::text(capacity).expect("it is small"));
    let leaf = prop_oneof![
        4 => select(&SCALARS[..]).prop_map(Type::scalar),
        1 => opaque,
        1 => text,
        1 => words,
        1 => enumeration,
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let array = (inner.clone(), 0usize..4)
            .prop_map(|(element, len)| Type::array(element, len).expect("it is small"));
        let list = (inner.clone(), 0usize..4).prop_map(|(element, capacity)| {
            // Elements that need more alignment than the length has cannot be in a list.
            Type::list(element.clone(), capacity).unwrap_or(element)
        });
        let fields = btree_set("[a-z_]{1,3}|[0-9]|ü", 0..5).prop_flat_map(move |names| {
            let field = |name| (bare_field(name), inner.clone(), 0usize..2);
            names.into_iter().map(field).collect::<Vec<_>>()
        });
        let structure = ("[A-Z][a-z]{0,2}", 0u32..2, fields)
            .prop_map(|(name, version, fields)| structure(name, version, fields));
        prop_oneof![1 => array, 1 => list, 3 => structure]
    })
}

fn schema(ty: &Type) -> Schema {
    let json = crate::schema::encode::document(ty);
    Schema::from_json(json.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{json}"))
}

/// The type with its `target`-th field changed, and the path of that field.
fn change(ty: &Type, target: &mut usize, path: &str, how: &dyn Fn(&mut Field)) -> (Type, String) {
    match ty.shape() {
        Shape::Array { element, len } => {
            let (element, path) = change(element, target, &format!("{path}[]"), how);
            (Type::array(element, *len).expect("it was one before"), path)
        }
        Shape::Struct(structure) => {
            let mut structure = structure.clone();
            let mut found = String::new();
            for field in &mut structure.fields {
                let dot = if path.is_empty() { "" } else { "." };
                let here = format!("{path}{dot}{}", field.name);
                if *target == 0 {
                    how(field);
                    *target = usize::MAX;
                    found = here;
                    break;
                }
                *target -= 1;
                let (ty, inside) = change(&field.ty, target, &here, how);
                field.ty = ty;
                if *target == usize::MAX {
                    found = inside;
                    break;
                }
            }
            (
                Type::with_layout(ty.size(), ty.align(), Shape::Struct(structure)),
                found,
            )
        }
        Shape::List { element, capacity } => {
            let (element, path) = change(element, target, &format!("{path}[]"), how);
            let list = Type::list(element, *capacity).expect("it was one before");
            (list, path)
        }
        _ => (ty.clone(), String::new()),
    }
}

fn count_fields(ty: &Type) -> usize {
    match ty.shape() {
        Shape::Array { element, .. } | Shape::List { element, .. } => count_fields(element),
        _ => ty
            .fields()
            .iter()
            .map(|field| 1 + count_fields(&field.ty))
            .sum(),
    }
}

/// One edit of a text.
#[derive(Clone, Debug)]
enum Edit {
    Set(u8),
    Insert(Vec<u8>),
    Remove(usize),
    Copy(Index, usize),
    /// Another digit for a digit, another letter for a letter: often still a schema.
    Swap(u8),
}

fn edit() -> impl Strategy<Value = (Index, Edit)> {
    let token: Vec<&[u8]> = vec![
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"",
        b"\\u",
        b"\\ud800",
        b"1e9",
        b"-",
        b"0",
        b"null",
        b"\"name\":\"a\",",
        b"\"type\":",
        b"18446744073709551615",
        b"\"f32\"",
        b"\xff",
    ];
    let edit = prop_oneof![
        1 => any::<u8>().prop_map(Edit::Set),
        1 => select(token).prop_map(|token| Edit::Insert(token.to_vec())),
        1 => (1usize..40).prop_map(Edit::Remove),
        1 => (any::<Index>(), 1usize..80).prop_map(|(from, len)| Edit::Copy(from, len)),
        5 => any::<u8>().prop_map(Edit::Swap),
    ];
    (any::<Index>(), edit)
}

fn apply(text: &mut Vec<u8>, edits: Vec<(Index, Edit)>) {
    for (at, edit) in edits {
        if text.is_empty() {
            return;
        }
        let at = at.index(text.len());
        match edit {
            Edit::Set(byte) => text[at] = byte,
            Edit::Insert(token) => drop(text.splice(at..at, token)),
            Edit::Remove(len) => drop(text.drain(at..text.len().min(at + len))),
            Edit::Copy(from, len) => {
                let from = from.index(text.len());
                let piece = text[from..text.len().min(from + len)].to_vec();
                drop(text.splice(at..at, piece));
            }
            Edit::Swap(by) => {
                let swappable = text[at..].iter().position(u8::is_ascii_alphanumeric);
                let Some(at) = swappable.map(|more| at + more) else {
                    continue;
                };
                let (first, count) = match text[at] {
                    b'0'..=b'9' => (b'0', 10),
                    b'A'..=b'Z' => (b'A', 26),
                    _ => (b'a', 26),
                };
                text[at] = first + (text[at] - first + by % count) % count;
            }
        }
    }
}

/// What must hold of everything that `from_json` lets through.
fn check(schema: &Schema) {
    let json = schema.to_json();
    let again = Schema::from_json(json.as_bytes()).expect("what was written can be read");
    assert_eq!(&again, schema);
    assert_eq!(again.to_json(), json);
    check_type(schema.root());
    assert!(schema.diff(&again).is_empty());
    assert!(
        !schema
            .to_string()
            .contains(|c: char| c.is_control() && c != '\n')
    );
}

fn check_type(ty: &Type) {
    assert!(ty.align().is_power_of_two() && ty.size() <= 1 << 40);
    assert!(ty.size().is_multiple_of(ty.align()));
    if let Shape::Array { element, len } = ty.shape() {
        assert_eq!(element.size() * len, ty.size());
        check_type(element);
    }
    if let Shape::List { element, capacity } = ty.shape() {
        assert_eq!(8 + element.size() * capacity, ty.size());
        assert_eq!(element.align(), ty.align());
        check_type(element);
    }
    if let Shape::Text { capacity } = ty.shape() {
        assert_eq!((8 + capacity, 1), (ty.size(), ty.align()));
    }
    let mut end = 0;
    let mut names = BTreeSet::new();
    for field in ty.fields() {
        assert!(field.offset >= end && field.offset.is_multiple_of(field.ty.align()));
        assert!(names.insert(&field.name));
        end = field.offset + field.ty.size();
        check_type(&field.ty);
    }
    assert!(ty.fields().is_empty() || end <= ty.size());
}

/// A difference is empty where fingerprints are equal, and only there.
fn check_pair(here: &Schema, there: &Schema) {
    let diff = here.diff(there);
    let same_layout = here.layout_fingerprint() == there.layout_fingerprint();
    assert_eq!(
        diff.is_empty(),
        here.fingerprint() == there.fingerprint(),
        "{diff}"
    );
    assert_eq!(
        diff.layout_differences().next().is_none(),
        same_layout,
        "{diff}"
    );
    assert_eq!(
        here.root().has_layout_of(there.root()),
        same_layout,
        "{diff}"
    );
    assert!(!same_layout || diff.is_append());
    assert!(!diff.is_append() || here.size() <= there.size());
    assert!(
        !diff
            .to_string()
            .contains(|c: char| c.is_control() && c != '\n')
    );
}

fn config() -> ProptestConfig {
    let cases = if cfg!(miri) { 4 } else { 300 };
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        if let Ok(schema) = Schema::from_json(&bytes) {
            check(&schema);
        }
    }

    #[test]
    fn any_text_of_json_tokens_is_read_or_refused(
        text in r#"(\{|\}|\[|\]|,|:|"|"type"|"format"|1|-|\.|e|null|true|\\u|d8|"u8"| ){0,30}"#,
    ) {
        if let Ok(schema) = Schema::from_json(text.as_bytes()) {
            check(&schema);
        }
    }

    #[test]
    fn any_type_survives_its_text(ty in any_type()) {
        let schema = schema(&ty);

        prop_assert_eq!(schema.root(), &ty);
        check(&schema);
    }

    #[test]
    fn a_text_with_faults_is_read_or_refused(
        which in any::<bool>(),
        edits in vec(edit(), 1..6),
    ) {
        let original = if which { ENGINE_JSON } else { CAR_JSON };
        let mut text = original.as_bytes().to_vec();
        apply(&mut text, edits);

        if let Ok(schema) = Schema::from_json(&text) {
            check(&schema);
            check_pair(&Schema::from_json(original.as_bytes()).unwrap(), &schema);
        }
    }

    #[test]
    fn differences_and_fingerprints_agree(ty in any_type(), edits in vec(edit(), 1..3)) {
        let here = schema(&ty);
        let mut text = here.to_json().into_bytes();
        apply(&mut text, edits);

        if let Ok(there) = Schema::from_json(&text) {
            check_pair(&here, &there);
            check_pair(&there, &here);
        }
    }

    #[test]
    fn any_two_types_can_be_compared(here in any_type(), there in any_type()) {
        check_pair(&schema(&here), &schema(&there));
    }

    #[test]
    fn a_changed_field_is_named(ty in any_type(), which in any::<Index>()) {
        let fields = count_fields(&ty);
        if fields == 0 {
            return Ok(());
        }
        let target = which.index(fields);
        let said = |how: &dyn Fn(&mut Field)| {
            let (changed, path) = change(&ty, &mut target.clone(), "", how);
            let diff = schema(&ty).diff(&schema(&changed));
            let first = diff.first().expect("it differs");
            assert_eq!((diff.iter().count(), first.path()), (1, &*path));
            assert!(first.to_string().contains(&format!("field `{path}` ")));
            first.aspect()
        };

        prop_assert_eq!(said(&|field| field.unit = "another".into()), Aspect::Unit);
        prop_assert_eq!(said(&|field| field.since = 7), Aspect::Since);
    }
}
