//! The fields of a value as metrics.

use std::collections::HashMap;

use shm_typed::inspect::{Content, Node, Object, Reading};
use shm_typed::layout::Kind;
use shm_typed::schema::{Enum, Shape};

use super::family::{Families, Number, Place, Sample, Sort, Wanted};
use super::name::{join, snake, without};
use super::unit::Scale;

/// Adds the fields of a value, `most` samples of them. How many fields were left out.
pub(super) fn add(families: &mut Families, object: &Object, reading: &Reading, most: usize) -> u64 {
    let mut walk = Walk {
        families,
        object: object.name(),
        created: super::health::created(object),
        places: HashMap::new(),
        path: vec![snake(&reading.schema().name())],
        indices: Vec::new(),
        left: most,
        left_out: 0,
    };
    walk.node(reading.root());
    walk.left_out
}

struct Walk<'a> {
    families: &'a mut Families,
    object: &'a str,
    created: Option<f64>,
    /// Of the fields that were met already: those in arrays are met often.
    places: HashMap<Vec<String>, (Place, Scale)>,
    /// Names on the way to here.
    path: Vec<String>,
    /// Numbers of elements on the way to here.
    indices: Vec<usize>,
    /// How many samples may be added.
    left: usize,
    left_out: u64,
}

impl Walk<'_> {
    fn node(&mut self, node: Node<'_>) {
        if node.is_sensitive() || node.ty().size() == 0 {
            return;
        }
        match node.content() {
            Content::Fields(fields) => {
                // Those with an underscore in front are there to fill holes.
                for field in fields.filter(|field| !field.name().starts_with('_')) {
                    // The name as it is: two that look alike in metrics are two fields.
                    self.path.push(field.name().into_owned());
                    self.node(field);
                    self.path.pop();
                }
            }
            Content::Elements(mut elements) => {
                for index in 0..elements.len() {
                    if self.left == 0 {
                        // What is in them is not looked at: there may be any number.
                        self.left_out += u64::try_from(elements.len()).unwrap_or(u64::MAX);
                        return;
                    }
                    if let Some(element) = elements.next() {
                        self.indices.push(index);
                        self.node(element);
                        self.indices.pop();
                    }
                }
            }
            _ if self.left == 0 => self.left_out += 1,
            content => {
                // One for the look, so that what gives no sample ends at some time, too.
                self.left -= 1;
                self.leaf(node, &content);
            }
        }
    }

    fn leaf(&mut self, node: Node<'_>, content: &Content<'_>) {
        if node.is_none() {
            return;
        }
        match content {
            Content::Int(value) => self.number(node, Number::Int(*value)),
            Content::UInt(value) => self.number(node, Number::UInt(*value)),
            // As it is written, not as its 24 bits are in 53.
            Content::F32(value) => {
                let nearest = value
                    .to_string()
                    .parse()
                    .unwrap_or_else(|_| f64::from(*value));
                self.number(node, Number::Float(nearest));
            }
            Content::F64(value) => self.number(node, Number::Float(*value)),
            Content::Bool(value) => {
                let place = self.place(node, Sort::Gauge, "").0;
                self.push(place, "", Vec::new(), Number::UInt((*value).into()));
            }
            Content::Char(value) => self.text(node, &value.to_string()),
            Content::Text(value) => self.text(node, value),
            Content::Variant(variant) => {
                if let Shape::Enum(enumeration) = node.ty().shape() {
                    self.states(node, enumeration, variant.value());
                }
            }
            // Bytes of other crates, and bits that are no value.
            _ => {}
        }
    }

    fn number(&mut self, node: Node<'_>, value: Number) {
        let is_whole = !matches!(value, Number::Float(_));
        let sort = match node.kind() {
            Some(Kind::Counter) => Sort::Counter,
            Some(Kind::Gauge | Kind::Setting | Kind::Timestamp | Kind::State) => Sort::Gauge,
            Some(Kind::Info) => {
                return self.text(node, &crate::render::raw(node));
            }
            Some(Kind::Flags) if is_whole => return self.flags(node),
            _ => Sort::Unknown,
        };
        let (place, scale) = self.place(node, sort, node.unit());
        let value = scaled(value, &scale);
        if sort != Sort::Counter {
            return self.push(place, "", Vec::new(), value);
        }
        // No counter is below 0.
        let is_count = match value {
            Number::Int(value) => value >= 0,
            Number::UInt(_) => true,
            Number::Float(value) => value >= 0.0,
        };
        if is_count {
            self.push(place, "_total", Vec::new(), value);
            if let Some(created) = self.created {
                self.push(place, "_created", Vec::new(), Number::Float(created));
            }
        }
    }

    fn text(&mut self, node: Node<'_>, value: &str) {
        let place = self.place(node, Sort::Info, "").0;
        let label = ("value".to_owned(), value.to_owned());
        self.push(place, "_info", vec![label], Number::UInt(1));
    }

    fn states(&mut self, node: Node<'_>, enumeration: &Enum, now: i128) {
        let place = self.place(node, Sort::StateSet, "").0;
        for variant in enumeration.variants() {
            self.state(place, variant.name(), variant.value() == now);
        }
    }

    /// Bits have no names, but numbers.
    fn flags(&mut self, node: Node<'_>) {
        let place = self.place(node, Sort::StateSet, "").0;
        for (index, byte) in node.bytes().iter().enumerate() {
            for bit in 0..8 {
                let name = format!("bit_{}", 8 * index + bit);
                self.state(place, &name, byte >> bit & 1 == 1);
            }
        }
    }

    fn state(&mut self, place: Place, name: &str, is_on: bool) {
        let label = (self.families.name(place), name.to_owned());
        self.left = self.left.saturating_sub(1);
        self.push(place, "", vec![label], Number::UInt(is_on.into()));
    }

    /// The family of this field, and how its values become those of the base unit.
    fn place(&mut self, node: Node<'_>, sort: Sort, unit: &str) -> (Place, Scale) {
        if let Some(known) = self.places.get(&self.path) {
            return known.clone();
        }
        let scale = Scale::of(unit);
        let names: Vec<String> = self.path.iter().map(|name| snake(name)).collect();
        let name = join(names.iter().map(String::as_str));
        let name = match (name.as_str(), sort) {
            ("", _) => "value",
            (name, Sort::Counter) => without(name, "total"),
            (name, _) => name,
        };
        let name = without(name, &snake(unit));
        // A point in time is not a span.
        let name = if node.kind() == Some(Kind::Timestamp) && scale.unit == "seconds" {
            join([without(without(name, "seconds"), "timestamp"), "timestamp"])
        } else {
            name.to_owned()
        };
        let place = self.families.place(&Wanted {
            name: &name,
            sort,
            unit: &scale.unit,
            help: node.help(),
        });
        self.places
            .insert(self.path.clone(), (place, scale.clone()));
        (place, scale)
    }

    fn push(
        &mut self,
        place: Place,
        ending: &'static str,
        more: Vec<(String, String)>,
        value: Number,
    ) {
        let mut labels = vec![("object".to_owned(), self.object.to_owned())];
        labels.extend(self.indices.iter().enumerate().map(|(depth, index)| {
            let name = match depth {
                0 => "index".to_owned(),
                _ => format!("index_{}", depth + 1),
            };
            (name, index.to_string())
        }));
        labels.extend(more);
        self.families.push(
            place,
            Sample {
                ending,
                labels,
                value,
            },
        );
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scales are whole and at least 1, and the nearest float is what metrics have"
)]
fn scaled(value: Number, scale: &Scale) -> Number {
    if scale.is_one() {
        return value;
    }
    let over = scale.over as u128;
    // In two parts: a float has no room for the nanoseconds since 1970.
    let parts = |value: u128| (value / over) as f64 + (value % over) as f64 / scale.over;
    Number::Float(match value {
        Number::UInt(value) if scale.times == 1.0 => parts(value),
        Number::Int(value) if scale.times == 1.0 => {
            let size = parts(value.unsigned_abs());
            if value < 0 { -size } else { size }
        }
        Number::Int(value) => value as f64 * scale.times / scale.over,
        Number::UInt(value) => value as f64 * scale.times / scale.over,
        Number::Float(value) => value * scale.times / scale.over,
    })
}
