//! Fingerprints: one definition in const context and at run time, and what they notice.

use super::samples::{Car, Cylinder, Engine};
use crate::Shared;
use crate::layout::{FieldDescriptor, Kind, Level, Number, StructDescriptor, TypeDescriptor};
use crate::schema::{Fingerprint, Schema, layout_fingerprint, schema_fingerprint};

/// The golden values were computed by an implementation of the definition in Python.
#[test]
fn the_definition_has_not_moved() {
    let golden = [
        (
            Schema::of::<u64>(),
            "ca2ac6175191a28ddc6cc556fa6e506f",
            "ca2ac6175191a28ddc6cc556fa6e506f",
        ),
        (
            Schema::of::<Engine>(),
            "ee48255b7015a5635daae57549319716",
            "4018df957367ad062b3e958307ffd804",
        ),
        (
            Schema::of::<Car>(),
            "7d601e6f8eb15be399301f473b5efafc",
            "0e3946e444e6cf7b056671e731ae4a0a",
        ),
    ];

    for (schema, layout, full) in golden {
        assert_eq!(schema.layout_fingerprint().to_string(), layout);
        assert_eq!(schema.fingerprint().to_string(), full);
    }
}

#[test]
fn bytes_are_in_the_order_of_the_digits() {
    let fingerprint = Schema::of::<u64>().layout_fingerprint();

    let digits: String = fingerprint
        .to_bytes()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();

    assert_eq!(fingerprint.to_string(), digits);
    assert_eq!(format!("{fingerprint:?}"), digits);
    assert_eq!(Fingerprint::from_bytes(fingerprint.to_bytes()), fingerprint);
    assert_eq!(Fingerprint::from_bytes([0; 16]).to_string(), "0".repeat(32));
}

#[test]
fn const_and_run_time_agree() {
    fn agree<T: Shared>() {
        let (layout, full) = const {
            (
                layout_fingerprint(T::DESCRIPTOR),
                schema_fingerprint(T::DESCRIPTOR),
            )
        };
        let owned = Schema::of::<T>();
        let read = Schema::from_json(owned.to_json().as_bytes()).unwrap();

        for schema in [owned, read] {
            assert_eq!(schema.layout_fingerprint(), layout);
            assert_eq!(schema.fingerprint(), full);
        }
    }

    agree::<u8>();
    agree::<i128>();
    agree::<f32>();
    agree::<[u16; 0]>();
    agree::<[[f64; 3]; 2]>();
    agree::<Engine>();
    agree::<Cylinder>();
    agree::<[Car; 7]>();
}

const NAME: &str = "a_field_whose_name_is_long_enough_to_take_the_slow_way_through_the_hash_function_\
    where_the_input_is_longer_than_240_bytes_which_is_where_the_stripes_begin_and_that_is_about_as_\
    long_as_a_name_may_be_since_a_name_has_at_most_255_bytes_or_so_______";

const fn wide<const N: usize>() -> [FieldDescriptor; N] {
    let mut fields = [FieldDescriptor::new(NAME, 0, u64::DESCRIPTOR); N];
    let mut free: &mut [FieldDescriptor] = &mut fields;
    let mut offset = 0;
    while let Some((field, rest)) = free.split_first_mut() {
        *field = FieldDescriptor::new(NAME, offset, u64::DESCRIPTOR)
            .with_kind(Kind::Counter)
            .with_unit("a unit that is spelled out")
            .with_range(Number::Int(0), Number::Float(1e9))
            .with_invalid(Number::Int(-1));
        offset += 8;
        free = rest;
    }
    fields
}

/// Const evaluation warns, as an error by default, when it takes long.
#[test]
fn a_wide_struct_compiles_without_a_warning() {
    static FIELDS: [FieldDescriptor; 500] = wide();
    const WIDE: TypeDescriptor =
        TypeDescriptor::structure::<[u64; 500]>(StructDescriptor::new("Wide", &FIELDS));
    const LAYOUT: Fingerprint = layout_fingerprint(&WIDE);
    const SCHEMA: Fingerprint = schema_fingerprint(&WIDE);

    assert!(NAME.len() > 240);
    assert_eq!(Schema::from(&WIDE).layout_fingerprint(), LAYOUT);
    assert_eq!(Schema::from(&WIDE).fingerprint(), SCHEMA);
}

#[test]
fn the_deepest_type_compiles() {
    type Deep<T> = [[[[[[[[T; 1]; 1]; 1]; 1]; 1]; 1]; 1]; 1];
    type Deepest = Deep<Deep<Deep<[[[[[[[u8; 1]; 1]; 1]; 1]; 1]; 1]; 1]>>>;
    const SCHEMA: Fingerprint = schema_fingerprint(Deepest::DESCRIPTOR);

    let json = Schema::of::<Deepest>().to_json();

    assert_eq!(
        Schema::from_json(json.as_bytes()).unwrap().fingerprint(),
        SCHEMA
    );
}

/// A struct of two fields, of which the tests change one thing at a time.
#[derive(Clone, Copy)]
struct Facts {
    structure: &'static str,
    version: u32,
    struct_help: &'static str,
    value: TypeDescriptor,
    field: FieldDescriptor,
}

const FIELD: FieldDescriptor = FieldDescriptor::new("speed", 0, f64::DESCRIPTOR);
const FACTS: Facts = Facts {
    structure: "Engine",
    version: 1,
    struct_help: "",
    value: TypeDescriptor::opaque::<[u64; 2]>("only its size and alignment count"),
    field: FIELD,
};

impl Facts {
    fn fingerprints(self) -> (Fingerprint, Fingerprint) {
        let last = FieldDescriptor::new("last", 8, u64::DESCRIPTOR);
        let fields: &'static [FieldDescriptor] = Box::leak(Box::new([self.field, last]));
        let structure = StructDescriptor::new(self.structure, fields)
            .with_version(self.version)
            .with_help(self.struct_help);
        let ty = match (self.value.size(), self.value.align()) {
            (16, 8) => TypeDescriptor::structure::<[u64; 2]>(structure),
            (24, 8) => TypeDescriptor::structure::<[u64; 3]>(structure),
            _ => TypeDescriptor::structure::<[u128; 1]>(structure),
        };
        (layout_fingerprint(&ty), schema_fingerprint(&ty))
    }
}

#[test]
fn layout_facts_are_in_both_fingerprints() {
    const OTHER: TypeDescriptor = TypeDescriptor::opaque::<[u8; 8]>("Other");
    const OPAQUE: TypeDescriptor = TypeDescriptor::opaque::<[u8; 8]>("Opaque");
    const ALIGNED: TypeDescriptor = TypeDescriptor::opaque::<u64>("Opaque");
    let field = |field| Facts { field, ..FACTS };
    let changes = [
        FACTS,
        field(FieldDescriptor::new("rpm", 0, f64::DESCRIPTOR)),
        field(FieldDescriptor::new("speed", 1, f64::DESCRIPTOR)),
        field(FieldDescriptor::new("speed", 0, u64::DESCRIPTOR)),
        field(FieldDescriptor::new("speed", 0, f32::DESCRIPTOR)),
        field(FieldDescriptor::new("speed", 0, <[f32; 1]>::DESCRIPTOR)),
        field(FieldDescriptor::new("speed", 0, <[f32; 2]>::DESCRIPTOR)),
        field(FieldDescriptor::new(
            "speed",
            0,
            <[[f32; 2]; 1]>::DESCRIPTOR,
        )),
        field(FieldDescriptor::new("speed", 0, &OTHER)),
        field(FieldDescriptor::new("speed", 0, &OPAQUE)),
        field(FieldDescriptor::new("speed", 0, &ALIGNED)),
        Facts {
            value: TypeDescriptor::opaque::<[u64; 3]>("larger"),
            ..FACTS
        },
        Facts {
            value: TypeDescriptor::opaque::<u128>("more aligned"),
            ..FACTS
        },
    ];

    let fingerprints = changes.map(Facts::fingerprints);

    for (index, (layout, full)) in fingerprints.iter().enumerate() {
        for (other_layout, other_full) in &fingerprints[..index] {
            assert_ne!(layout, other_layout);
            assert_ne!(full, other_full);
        }
    }
}

#[test]
fn what_only_describes_is_in_the_schema_fingerprint_alone() {
    let field = |field| Facts { field, ..FACTS };
    let changes = [
        FACTS,
        Facts {
            structure: "Motor",
            ..FACTS
        },
        Facts {
            version: 2,
            ..FACTS
        },
        field(FIELD.with_kind(Kind::Gauge)),
        field(FIELD.with_kind(Kind::Counter)),
        field(FIELD.with_unit("rpm")),
        field(FIELD.with_unit("gauge")),
        field(FIELD.with_level(Level::Debug)),
        field(FIELD.with_since(1)),
        field(FIELD.with_sensitive()),
        field(FIELD.with_range(Number::Int(0), Number::Int(1))),
        field(FIELD.with_range(Number::Int(0), Number::Float(1.0))),
        field(FIELD.with_range(Number::Int(0), Number::Int(2))),
        field(FIELD.with_invalid(Number::Int(0))),
        field(FIELD.with_invalid(Number::Float(0.0))),
        field(FIELD.with_invalid(Number::Float(-0.0))),
        field(FIELD.with_invalid(Number::Float(f64::NAN))),
        field(FIELD.with_invalid(Number::Float(f64::INFINITY))),
    ];

    let fingerprints = changes.map(Facts::fingerprints);

    for (index, (layout, full)) in fingerprints.iter().enumerate() {
        assert_eq!(layout, &fingerprints[0].0);
        assert!(fingerprints[..index].iter().all(|(_, other)| full != other));
    }
}

#[test]
fn help_is_in_neither() {
    let help = Facts {
        struct_help: "An engine.",
        field: FIELD.with_help("Speed."),
        ..FACTS
    };

    assert_eq!(help.fingerprints(), FACTS.fingerprints());
}

#[test]
fn every_nan_counts_as_one() {
    let other = f64::from_bits(f64::NAN.to_bits() | 0x8000_0000_0000_0001);
    let nan = |nan| Facts {
        field: FIELD.with_invalid(Number::Float(nan)),
        ..FACTS
    };

    assert_eq!(nan(other).fingerprints(), nan(f64::NAN).fingerprints());
}

#[test]
#[should_panic(expected = "at most 32 deep")]
fn a_type_nested_too_deep_is_refused() {
    let deep = (0..32).fold(u8::DESCRIPTOR, |element, _| {
        Box::leak(Box::new(TypeDescriptor::array::<[u8; 1]>(element, 1)))
    });

    let _ = layout_fingerprint(deep);
}

#[test]
#[should_panic(expected = "at most 16384 fields")]
fn a_type_with_too_many_fields_is_refused() {
    let field = FieldDescriptor::new("x", 0, u8::DESCRIPTOR);
    let fields = vec![field; 16385].leak();

    let _ = layout_fingerprint(&TypeDescriptor::structure::<u8>(StructDescriptor::new(
        "S", fields,
    )));
}
