//! A value as a flat list of named cells: what a screen shows and what lines compare.
//!
//! Cells are made from a live reading or from a recording, and look the same.

mod from_json;
mod from_node;

use std::hash::{DefaultHasher, Hash, Hasher};

use shm_typed::layout::Kind;
use shm_typed::schema::Field;

pub(crate) use from_json::{from_json, number_at, value_at};
pub(crate) use from_node::from_node;

use crate::escape::Escaped;
use crate::render;

/// One number or text of a value; or an array too long to be taken apart. All texts are harmless for a
/// terminal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    /// The way to it: `cylinders[2].pressure`.
    pub(crate) path: String,
    /// For people, without the unit.
    pub(crate) text: String,
    /// For scripts: as `show --raw` prints it.
    pub(crate) raw: String,
    /// Its unit; empty if it has none, or no number to go with it.
    pub(crate) unit: String,
    /// The number, for what has one.
    pub(crate) number: Option<f64>,
    /// Whether it only ever grows.
    pub(crate) is_counter: bool,
    /// Equal for equal values.
    mark: u64,
}

impl Cell {
    /// Whether both have the same value.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.mark == other.mark
    }

    /// Its text as short as a screen wants it: floats to 7 digits.
    pub(crate) fn brief(&self) -> String {
        let is_float = self.text.contains(['.', 'e']);
        let rounded = self.text.parse().ok().filter(|_| is_float);
        let rounded = rounded.and_then(|value: f64| format!("{value:.6e}").parse().ok());
        match rounded.map(render::float::<f64>) {
            Some(brief) if brief.len() < self.text.len() => brief,
            _ => self.text.clone(),
        }
    }
}

/// The most cells that one value is taken apart into.
const MOST: usize = 4096;

/// The name of a value that has no parts.
const WHOLE: &str = "value";

/// What a cell needs of the field that it is in.
fn unit(field: Option<&Field>) -> String {
    Escaped(field.map_or("", Field::unit)).to_string()
}

fn is_counter(field: Option<&Field>) -> bool {
    field.and_then(Field::kind) == Some(Kind::Counter)
}

fn named(path: &str) -> String {
    let path = if path.is_empty() { WHOLE } else { path };
    Escaped(path).to_string()
}

fn mark(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shm_typed::inspect::Inspector;
    use shm_typed::{FixedStr, FixedVec, Shared, SharedBox};

    #[derive(Clone, Copy, Shared)]
    #[repr(u8)]
    enum Gear {
        Neutral,
        Reverse = 9,
    }

    #[derive(Clone, Copy, Shared)]
    #[shared(checked)]
    #[repr(C)]
    struct Everything {
        #[shared(unit = "rpm", kind = "gauge")]
        speed: f64,
        #[shared(kind = "counter")]
        faults: u64,
        wide: u128,
        ratio: f32,
        letter: char,
        gears: [Gear; 2],
        lit: bool,
        none: [u8; 0],
        #[shared(invalid = -1)]
        level: i8,
        samples: [u16; 10],
        label: FixedStr<16>,
        recent: FixedVec<u16, 10>,
        #[shared(sensitive)]
        key: [u8; 12],
    }

    /// A line that a recording has of a value is worth as much as the value.
    #[test]
    fn cells_of_a_recording_are_those_of_the_reading() {
        let name = format!("shm-typed-test-cells-{}", std::process::id());
        let everything = Everything {
            speed: 0.1 + 0.2,
            faults: u64::MAX,
            wide: u128::MAX,
            ratio: 0.1,
            letter: 'ü',
            gears: [Gear::Neutral, Gear::Reverse],
            lit: true,
            none: [],
            level: -1,
            samples: [7; 10],
            label: "a \u{1b}[2J".parse().unwrap(),
            recent: FixedVec::try_from_slice(&[7, 8]).unwrap(),
            key: [9; 12],
        };
        let _writer = SharedBox::create(&name, everything).unwrap();
        let reading = Inspector::new().open(&name).unwrap().read().unwrap();
        let mut json = Vec::new();
        crate::json::write(&mut json, &crate::json::Json(reading.root())).unwrap();
        let json = serde_json::from_slice(&json).unwrap();

        for fold in [4, 64] {
            let read = from_node(reading.root(), fold);
            let recorded = from_json(reading.schema(), "", &json, fold);

            assert_eq!(recorded.len(), read.len());
            for (recorded, read) in recorded.iter().zip(&read) {
                assert_eq!((&recorded.path, &recorded.text), (&read.path, &read.text));
                assert_eq!(recorded.unit, read.unit);
                // An `f32` is written with as many digits as tell it from its neighbours.
                let off = |a: f64, b: f64| (a - b).abs() > 1e-7 * b.abs();
                match (recorded.number, read.number) {
                    (Some(a), Some(b)) => assert!(!off(a, b), "{a} {b}"),
                    (a, b) => assert_eq!(a, b),
                }
                // What means "none" is `null` in a recording, and a number in memory.
                if read.text != "none" {
                    assert_eq!((&recorded.path, &recorded.raw), (&read.path, &read.raw));
                }
            }
        }
    }

    #[test]
    fn a_screen_has_floats_of_seven_digits_and_everything_else_as_it_is() {
        let brief = |text: &str| {
            let cell = Cell {
                path: String::new(),
                text: text.to_owned(),
                raw: String::new(),
                unit: String::new(),
                number: Some(1.0),
                is_counter: false,
                mark: 0,
            };
            cell.brief()
        };

        assert_eq!(brief("0.30000000000000004"), "0.3");
        assert_eq!(brief("3208.4207312"), "3208.421");
        for same in [
            "18446744073709551615",
            "Reverse",
            "true",
            "-0.1",
            "12345678",
        ] {
            assert_eq!(brief(same), same);
        }
    }
}
