//! What a derived type says of itself, for every form of struct that the derive accepts.

use bytemuck::Pod;
use shm_typed::layout::{FieldDescriptor, Kind, Level, Number, Scalar, Shape, StructDescriptor};
use shm_typed::{Plain, Shared};
use static_assertions::{assert_impl_all, assert_not_impl_any};

/// The struct that `T` is described as.
fn structure<T: Shared>() -> StructDescriptor {
    match T::DESCRIPTOR.shape() {
        Shape::Struct(structure) => *structure,
        other => panic!("{other:?} is no struct"),
    }
}

/// The fields' names and offsets.
fn offsets<T: Shared>() -> Vec<(&'static str, usize)> {
    let fields = structure::<T>().fields();
    fields
        .iter()
        .map(|field| (field.name(), field.offset()))
        .collect()
}

/// The field of this name.
fn field<T: Shared>(name: &str) -> FieldDescriptor {
    let fields = structure::<T>().fields();
    *fields
        .iter()
        .find(|field| field.name() == name)
        .expect("a field of this name")
}

/// An engine
///   of a ship.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
#[shared(version = 3)]
struct Engine {
    /// Crankshaft speed.
    ///
    /// Measured at the flywheel.
    #[shared(unit = "rpm", kind = "gauge", range = 0..=100, invalid = "nan")]
    speed: f64,
    #[doc = concat!("not ", "a literal")]
    #[shared(kind = "counter", level = "diag", since = 2)]
    faults: u64,
    #[shared(range = -1.5..=2.5, sensitive)]
    #[shared(rename = "advance")]
    angle: f64,
    #[shared(invalid = -1, range = -128..=127)]
    r#type: i8,
    /** Whose the rest is. */
    _pad: [u8; 7],
}

#[test]
fn a_struct_is_described_with_its_name_version_and_help() {
    let engine = structure::<Engine>();

    assert_eq!(engine.name(), "Engine");
    assert_eq!(engine.version(), 3);
    assert_eq!(engine.help(), "An engine\nof a ship.");
    assert_eq!(Engine::DESCRIPTOR.size(), size_of::<Engine>());
    assert_eq!(Engine::DESCRIPTOR.align(), align_of::<Engine>());
}

#[test]
fn fields_stand_at_their_offsets_under_their_schema_names() {
    let expected = [
        ("speed", 0),
        ("faults", 8),
        ("advance", 16),
        ("type", 24),
        ("_pad", 25),
    ];

    assert_eq!(offsets::<Engine>(), expected);
}

#[test]
fn attributes_of_a_field_are_described() {
    let speed = field::<Engine>("speed");
    assert_eq!(speed.unit(), "rpm");
    assert_eq!(speed.kind(), Some(Kind::Gauge));
    assert_eq!(
        speed.help(),
        "Crankshaft speed.\n\nMeasured at the flywheel."
    );
    assert_eq!(
        speed.range(),
        Some((Number::Float(0.0), Number::Float(100.0)))
    );
    assert!(matches!(speed.invalid(), Some(Number::Float(none)) if none.is_nan()));

    let faults = field::<Engine>("faults");
    assert_eq!(faults.kind(), Some(Kind::Counter));
    assert_eq!(faults.level(), Level::Diag);
    assert_eq!(faults.since(), 2);
    assert_eq!(faults.help(), "");

    let advance = field::<Engine>("advance");
    assert_eq!(
        advance.range(),
        Some((Number::Float(-1.5), Number::Float(2.5)))
    );
    assert!(advance.is_sensitive());

    let kind = field::<Engine>("type");
    assert_eq!(kind.range(), Some((Number::Int(-128), Number::Int(127))));
    assert_eq!(kind.invalid(), Some(Number::Int(-1)));
    assert_eq!(field::<Engine>("_pad").help(), "Whose the rest is.");
}

#[test]
fn a_field_of_which_nothing_is_said_has_no_attributes() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Bare {
        value: u32,
    }

    assert_eq!(
        field::<Bare>("value"),
        FieldDescriptor::new("value", 0, u32::DESCRIPTOR)
    );
    assert_eq!(structure::<Bare>().version(), 0);
}

#[test]
fn every_kind_and_level_has_its_word() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Words {
        #[shared(kind = "counter", level = "info")]
        a: u8,
        #[shared(kind = "gauge", level = "diag")]
        b: u8,
        #[shared(kind = "state", level = "debug")]
        c: u8,
        #[shared(kind = "info")]
        d: u8,
        #[shared(kind = "timestamp")]
        e: u8,
        #[shared(kind = "flags")]
        f: u8,
        #[shared(kind = "setting")]
        g: u8,
    }

    let fields = structure::<Words>().fields();
    let kinds: Vec<_> = fields.iter().filter_map(|field| field.kind()).collect();
    let levels: Vec<_> = fields.iter().map(|field| field.level()).take(3).collect();

    let expected = [
        Kind::Counter,
        Kind::Gauge,
        Kind::State,
        Kind::Info,
        Kind::Timestamp,
        Kind::Flags,
        Kind::Setting,
    ];
    assert_eq!(kinds, expected);
    assert_eq!(levels, [Level::Info, Level::Diag, Level::Debug]);
}

#[test]
fn tuple_fields_are_named_by_their_index() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Pair(#[shared(unit = "m")] f64, [u32; 2]);

    assert_eq!(offsets::<Pair>(), [("0", 0), ("1", 8)]);
    assert_eq!(field::<Pair>("0").unit(), "m");
}

#[test]
fn structs_without_fields_are_described_as_empty() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Unit;

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Braces {}

    #[derive(Clone, Copy, Shared)]
    #[repr(C, align(8))]
    struct Parens();

    assert_eq!(Unit::DESCRIPTOR.size(), 0);
    assert_eq!(structure::<Braces>().fields(), []);
    assert_eq!(Parens::DESCRIPTOR.align(), 8);
}

#[test]
fn nested_structs_and_arrays_are_described_down_to_the_numbers() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    #[shared(name = "point")]
    struct Point {
        x: f32,
        y: f32,
    }

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Path {
        points: [[Point; 2]; 3],
        last: Point,
    }

    assert_eq!(Path::DESCRIPTOR.size(), 56);
    let Shape::Array {
        element: row,
        len: 3,
    } = field::<Path>("points").ty().shape()
    else {
        panic!("three rows")
    };
    let Shape::Array {
        element: point,
        len: 2,
    } = row.shape()
    else {
        panic!("two points")
    };
    assert_eq!(*point, Point::DESCRIPTOR);
    assert_eq!(structure::<Point>().name(), "point");
    assert_eq!(
        field::<Point>("y").ty().shape(),
        &Shape::Scalar(Scalar::F32)
    );
}

#[test]
fn a_transparent_struct_has_the_layout_of_its_field() {
    #[derive(Clone, Copy, Shared)]
    #[repr(transparent)]
    struct Celsius;

    #[derive(Clone, Copy, Shared)]
    #[repr(transparent)]
    struct Temperature(f64, Celsius);

    #[derive(Clone, Copy, Shared)]
    #[repr(transparent)]
    struct Marked<T>(T, [u8; 0]);

    assert_eq!(Temperature::DESCRIPTOR.size(), 8);
    assert_eq!(bytemuck::bytes_of(&Temperature(0.0, Celsius)), [0; 8]);
    assert_eq!(bytemuck::bytes_of(&Marked::<u16>(1, [])), [1, 0]);
}

#[test]
fn an_alignment_that_pads_nothing_is_accepted() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C, align(64))]
    struct Line([u64; 8]);

    assert_eq!(Line::DESCRIPTOR.align(), 64);
    assert_eq!(Line::DESCRIPTOR.size(), 64);
}

#[test]
fn arrays_without_elements_align_the_struct_and_pad_nothing() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Aligned {
        align: [u64; 0],
        bytes: [u8; 16],
    }

    assert_eq!(offsets::<Aligned>(), [("align", 0), ("bytes", 0)]);
    assert_eq!(Aligned::DESCRIPTOR.align(), 8);
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Pair<T, U = T> {
    first: T,
    second: U,
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Matrix<T, const ROWS: usize, const COLUMNS: usize = 2>
where
    T: PartialEq,
{
    corner: T,
    cells: [[T; COLUMNS]; ROWS],
}

#[test]
fn a_generic_struct_is_described_per_instantiation() {
    assert_eq!(
        offsets::<Pair<u64, [u32; 2]>>(),
        [("first", 0), ("second", 8)]
    );
    assert_eq!(Pair::<u8, u8>::DESCRIPTOR.size(), 2);
    assert_eq!(Pair::<[u32; 4], u32>::DESCRIPTOR.size(), 20);
    assert_eq!(
        field::<Pair<u16, [u8; 2]>>("second").ty(),
        <[u8; 2]>::DESCRIPTOR
    );
    assert_eq!(Matrix::<u16, 3>::DESCRIPTOR.size(), 14);
}

#[test]
fn a_generic_struct_may_be_a_field_of_a_shared_type() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Outer {
        pair: Pair<u32, u32>,
        list: [Pair<u8, [u8; 3]>; 2],
    }

    let outer: Outer = bytemuck::Zeroable::zeroed();

    assert_eq!(bytemuck::bytes_of(&outer), [0; 16]);
}

#[test]
fn derived_structs_are_plain_old_data_for_bytemuck() {
    let engine = Engine {
        speed: 1.0,
        faults: 2,
        angle: 3.0,
        r#type: 4,
        _pad: [5; 7],
    };

    let bytes = bytemuck::bytes_of(&engine);
    let copy: Engine = bytemuck::pod_read_unaligned(bytes);

    assert_eq!(copy, engine);
}

#[test]
fn a_generic_struct_of_one_element_type_is_plain_old_data_for_bytemuck() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Numbers<const N: usize> {
        len: u32,
        numbers: [u32; N],
    }

    let matrix = Matrix {
        corner: 1_u8,
        cells: [[2, 3]],
    };
    let numbers = Numbers {
        len: 1,
        numbers: [2],
    };

    assert_eq!(bytemuck::bytes_of(&matrix), [1, 2, 3]);
    assert_eq!(bytemuck::bytes_of(&numbers), [1, 0, 0, 0, 2, 0, 0, 0]);
}

macro_rules! aligned {
    ($(#[$attribute:meta])* $outer:ident, $representation:meta, $inner:ident) => {
        #[derive(Clone, Copy, Shared)]
        #[repr(C)]
        $(#[$attribute])*
        struct $outer<T>(T);

        #[derive(Clone, Copy, Shared)]
        #[repr(C, $representation)]
        struct $inner<T>(T);
    };
}

#[test]
fn a_generic_struct_that_may_be_padded_is_not_plain_old_data_however_that_is_written() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    #[r#repr(align(64))]
    struct Raw<T>(T);

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    #[cfg_attr(all(), repr(align(64)))]
    struct Configured<T>(T);

    // What comes of this attribute the derive does not see.
    #[derive(Clone, Copy, Shared)]
    #[shm_typed_tests_changer::changed(repr(C) => repr(C, align(64)))]
    #[repr(C)]
    struct Changed<T>(T);

    aligned!(
        #[repr(align(64))]
        Outer,
        align(64),
        Inner
    );

    assert_eq!(size_of::<(Raw<u8>, Configured<u8>, Changed<u8>)>(), 3 * 64);
    assert_eq!(size_of::<(Outer<u8>, Inner<u8>)>(), 2 * 64);
    assert_not_impl_any!(Raw<u8>: Pod);
    assert_not_impl_any!(Configured<u8>: Pod);
    assert_not_impl_any!(Changed<u8>: Pod);
    assert_not_impl_any!(Outer<u8>: Pod);
    assert_not_impl_any!(Inner<u8>: Pod);
}

#[test]
fn attributes_that_leave_a_generic_struct_as_it_is_leave_it_plain_old_data() {
    /// With a comment.
    #[derive(Clone, Copy, Shared)]
    #[derive(PartialEq)]
    #[allow(dead_code)]
    #[must_use]
    #[rustfmt::skip]
    #[r#shared(name = "Other")]
    #[repr(C)]
    struct Said<T>(T);

    assert_impl_all!(Said<u8>: Pod);
    assert_eq!(structure::<Said<u8>>().name(), "Other");
}

#[test]
fn a_generic_struct_of_several_types_takes_any_bits() {
    let pair: Pair<u16, u8> = bytemuck::pod_read_unaligned(&[1, 0, 2, 0xFF]);

    assert_eq!((pair.first, pair.second), (1, 2));
}

#[test]
fn opaque_fields_are_described_by_the_name_they_spell() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Halves {
        #[shared(opaque, unit = "Pa", range = 0..=1)]
        one: half::f16,
        #[shared(opaque)]
        more: [[half::bf16; 2]; 3],
    }

    let one = field::<Halves>("one");
    assert_eq!(one.ty().shape(), &Shape::Opaque { name: "half::f16" });
    assert_eq!((one.ty().size(), one.ty().align()), (2, 2));
    assert_eq!(one.unit(), "Pa");
    let Shape::Array { element, len: 3 } = field::<Halves>("more").ty().shape() else {
        panic!("three rows")
    };
    assert!(matches!(element.shape(), Shape::Array { len: 2, .. }));
}

#[test]
fn an_opaque_type_parameter_is_bounded_by_its_author() {
    #[derive(Clone, Copy, Shared)]
    #[repr(transparent)]
    struct Wrapper<T: bytemuck::Pod>(#[shared(opaque)] T);

    assert_eq!(
        field::<Wrapper<u8>>("0").ty().shape(),
        &Shape::Opaque { name: "T" }
    );
}

#[test]
fn numbers_at_the_ends_of_their_types_are_kept() {
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Ends {
        #[shared(range = -170141183460469231731687303715884105728..=170141183460469231731687303715884105727)]
        wide: i128,
        #[shared(range = 0..=18_446_744_073_709_551_615, invalid = 0xFF)]
        long: u64,
        #[shared(range = -1e300..=1.0e300)]
        double: f64,
    }

    assert_eq!(
        field::<Ends>("wide").range(),
        Some((Number::Int(i128::MIN), Number::Int(i128::MAX)))
    );
    assert_eq!(
        field::<Ends>("long").range(),
        Some((Number::Int(0), Number::Int(u64::MAX.into())))
    );
    assert_eq!(field::<Ends>("long").invalid(), Some(Number::Int(255)));
    assert_eq!(
        field::<Ends>("double").range(),
        Some((Number::Float(-1e300), Number::Float(1e300)))
    );
}

#[test]
fn derived_types_are_plain() {
    fn plain<T: Plain>() -> T {
        bytemuck::Zeroable::zeroed()
    }

    assert_eq!(plain::<Engine>().faults, 0);
    assert_eq!(plain::<Pair<u8, u16>>().first, 0);
}
