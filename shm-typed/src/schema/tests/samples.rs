//! Types whose descriptors are written by hand, as the derive would.

#![allow(
    unsafe_code,
    reason = "implements `Shared` by hand, which the derive does elsewhere"
)]

use core::mem::offset_of;

use crate::Shared;
use crate::layout::{FieldDescriptor, Kind, Level, Number, StructDescriptor, TypeDescriptor};

#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Engine {
    speed: f64,
    faults: u64,
}

// SAFETY: repr(C), two numbers of 8 bytes, and the descriptor says so.
unsafe impl Shared for Engine {
    const DESCRIPTOR: &'static TypeDescriptor = &TypeDescriptor::structure::<Self>(
        StructDescriptor::new(
            "Engine",
            &[
                FieldDescriptor::new("speed", offset_of!(Self, speed), f64::DESCRIPTOR)
                    .with_kind(Kind::Gauge)
                    .with_unit("rpm")
                    .with_level(Level::Diag)
                    .with_since(2)
                    .with_range(Number::Int(0), Number::Int(8000))
                    .with_invalid(Number::Int(-1))
                    .with_sensitive()
                    .with_help("Crankshaft speed."),
                FieldDescriptor::new("faults", offset_of!(Self, faults), u64::DESCRIPTOR)
                    .with_kind(Kind::Counter),
            ],
        )
        .with_version(2)
        .with_help("The \"engine\".\n\tOne line\u{1} more: °C"),
    );
}

pub(super) const ENGINE_JSON: &str = concat!(
    r#"{"format":1,"type":{"struct":"Engine","version":2,"size":16,"align":8,"#,
    r#""help":"The \"engine\".\n\tOne line\u0001 more: °C","fields":["#,
    r#"{"name":"speed","offset":0,"type":"f64","kind":"gauge","unit":"rpm","level":"diag","#,
    r#""since":2,"range":[0,8000],"invalid":-1,"sensitive":true,"help":"Crankshaft speed."},"#,
    r#"{"name":"faults","offset":8,"type":"u64","kind":"counter"}]}}"#,
);

#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Cylinder {
    pressure: f32,
    knocks: u32,
}

// SAFETY: repr(C), two numbers of 4 bytes, and the descriptor says so.
unsafe impl Shared for Cylinder {
    const DESCRIPTOR: &'static TypeDescriptor =
        &TypeDescriptor::structure::<Self>(StructDescriptor::new(
            "Cylinder",
            &[
                FieldDescriptor::new("pressure", offset_of!(Self, pressure), f32::DESCRIPTOR)
                    .with_unit("bar")
                    .with_range(Number::Float(-0.0), Number::Float(f64::INFINITY))
                    .with_invalid(Number::Float(f64::NAN)),
                FieldDescriptor::new("knocks", offset_of!(Self, knocks), u32::DESCRIPTOR),
            ],
        ));
}

#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Car {
    engine: Engine,
    cylinders: [Cylinder; 4],
    serial: u128,
    place: [[f32; 3]; 2],
    nothing: [u64; 0],
    color: [u8; 4],
    doors: u32,
}

// SAFETY: repr(C), every field starts where the last one ends, and the descriptor says so.
unsafe impl Shared for Car {
    const DESCRIPTOR: &'static TypeDescriptor = {
        const COLOR: &TypeDescriptor = &TypeDescriptor::opaque::<[u8; 4]>("paint::Rgba");
        &TypeDescriptor::structure::<Self>(StructDescriptor::new(
            "Car",
            &[
                FieldDescriptor::new("engine", offset_of!(Self, engine), Engine::DESCRIPTOR),
                FieldDescriptor::new(
                    "cylinders",
                    offset_of!(Self, cylinders),
                    <[Cylinder; 4]>::DESCRIPTOR,
                ),
                FieldDescriptor::new("serial", offset_of!(Self, serial), u128::DESCRIPTOR)
                    .with_range(Number::Int(i128::MIN), Number::Int(i128::MAX)),
                FieldDescriptor::new(
                    "place",
                    offset_of!(Self, place),
                    <[[f32; 3]; 2]>::DESCRIPTOR,
                )
                .with_unit("°")
                .with_range(Number::Float(1e-7), Number::Float(8000.0)),
                FieldDescriptor::new("nothing", offset_of!(Self, nothing), <[u64; 0]>::DESCRIPTOR),
                FieldDescriptor::new("color", offset_of!(Self, color), COLOR),
                FieldDescriptor::new("doors", offset_of!(Self, doors), u32::DESCRIPTOR),
            ],
        ))
    };
}

pub(super) const CAR_JSON: &str = concat!(
    r#"{"format":1,"type":{"struct":"Car","size":96,"align":16,"fields":["#,
    r#"{"name":"engine","offset":0,"type":{"struct":"Engine","version":2,"size":16,"align":8,"#,
    r#""help":"The \"engine\".\n\tOne line\u0001 more: °C","fields":["#,
    r#"{"name":"speed","offset":0,"type":"f64","kind":"gauge","unit":"rpm","level":"diag","#,
    r#""since":2,"range":[0,8000],"invalid":-1,"sensitive":true,"help":"Crankshaft speed."},"#,
    r#"{"name":"faults","offset":8,"type":"u64","kind":"counter"}]}},"#,
    r#"{"name":"cylinders","offset":16,"type":{"array":{"struct":"Cylinder","size":8,"align":4,"#,
    r#""fields":[{"name":"pressure","offset":0,"type":"f32","unit":"bar","#,
    r#""range":[-0.0,"Infinity"],"invalid":"NaN"},"#,
    r#"{"name":"knocks","offset":4,"type":"u32"}]},"len":4}},"#,
    r#"{"name":"serial","offset":48,"type":"u128","#,
    r#""range":[-170141183460469231731687303715884105728,170141183460469231731687303715884105727]},"#,
    r#"{"name":"place","offset":64,"type":{"array":{"array":"f32","len":3},"len":2},"unit":"°","#,
    r#""range":[1e-7,8000.0]},"#,
    r#"{"name":"nothing","offset":88,"type":{"array":"u64","len":0}},"#,
    r#"{"name":"color","offset":88,"type":{"opaque":"paint::Rgba","size":4,"align":1}},"#,
    r#"{"name":"doors","offset":92,"type":"u32"}]}}"#,
);
