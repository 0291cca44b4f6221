//! Metrics of one name, and how names are kept apart.

use std::collections::{HashMap, HashSet};

use serde::{Serialize, Serializer};

use super::name::{join, without};
use crate::json;

/// What sort of metric it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sort {
    Counter,
    Gauge,
    Info,
    StateSet,
    Unknown,
}

impl Sort {
    /// The word for it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Info => "info",
            Self::StateSet => "stateset",
            Self::Unknown => "unknown",
        }
    }

    /// What the names of its samples may end in.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Counter => &["", "_total", "_created"],
            Self::Info => &["", "_info"],
            Self::Gauge | Self::StateSet | Self::Unknown => &[""],
        }
    }
}

/// A number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    UInt(u128),
    Float(f64),
}

/// One number, or one text, of one object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Sample {
    /// What stands behind the family's name.
    pub(super) ending: &'static str,
    #[serde(serialize_with = "as_map")]
    pub(super) labels: Vec<(String, String)>,
    pub(super) value: Number,
}

/// All metrics of one name.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Family {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) sort: Sort,
    pub(super) unit: String,
    pub(super) help: String,
    pub(super) samples: Vec<Sample>,
    /// The object whose samples were put there last; above all others if no field's may be.
    #[serde(skip)]
    object: usize,
}

/// What a field asks for.
#[derive(Clone, Debug)]
pub(crate) struct Wanted<'a> {
    /// Without prefix and unit.
    pub(super) name: &'a str,
    pub(super) sort: Sort,
    pub(super) unit: &'a str,
    pub(super) help: &'a str,
}

/// Where a family is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place(usize);

/// All families, in the order in which they were asked for first.
#[derive(Debug)]
pub(crate) struct Families {
    prefix: String,
    list: Vec<Family>,
    by_name: HashMap<String, usize>,
    /// Names of all samples that there are or may be.
    taken: HashSet<String>,
    /// The number of the object whose samples are put there now.
    object: usize,
    /// How often this object has asked for a name.
    asked: HashMap<String, usize>,
}

impl Families {
    pub(super) fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
            list: Vec::new(),
            by_name: HashMap::new(),
            taken: HashSet::new(),
            object: 0,
            asked: HashMap::new(),
        }
    }

    /// What follows is of another object.
    pub(super) fn next_object(&mut self) {
        self.object += 1;
        self.asked.clear();
    }

    /// The family of a field: that of other objects' fields with the same name, sort and unit, or a new one.
    /// Where the name is another field's, or another sort's, it gets a number. To be asked once for
    /// each field of an object.
    pub(super) fn place(&mut self, wanted: &Wanted<'_>) -> Place {
        // The unit stands at the end once, and so does `total`.
        let name = match wanted.sort {
            Sort::Counter => without(wanted.name, "total"),
            Sort::Info => without(wanted.name, "info"),
            _ => wanted.name,
        };
        let stem = join([self.prefix.as_str(), without(name, wanted.unit)]);
        let asked = self
            .asked
            .entry(join([stem.as_str(), wanted.unit]))
            .or_insert(0);
        loop {
            *asked += 1;
            let number = if *asked == 1 {
                String::new()
            } else {
                asked.to_string()
            };
            let name = join([stem.as_str(), number.as_str(), wanted.unit]);
            match self.by_name.get(&name) {
                Some(at) => {
                    let Some(family) = self.list.get_mut(*at) else {
                        continue;
                    };
                    let is_same = family.sort == wanted.sort && family.unit == wanted.unit;
                    if is_same && family.object < self.object {
                        family.object = self.object;
                        return Place(*at);
                    }
                }
                None => {
                    let names = wanted.sort.endings().iter();
                    let names: Vec<String> = names.map(|end| format!("{name}{end}")).collect();
                    if names.iter().any(|name| self.taken.contains(name)) {
                        continue;
                    }
                    self.taken.extend(names);
                    let at = self.list.len();
                    self.by_name.insert(name.clone(), at);
                    self.list.push(Family {
                        name,
                        sort: wanted.sort,
                        unit: wanted.unit.to_owned(),
                        help: wanted.help.to_owned(),
                        samples: Vec::new(),
                        object: self.object,
                    });
                    return Place(at);
                }
            }
        }
    }

    /// Takes a name that no field may have.
    pub(super) fn reserve(&mut self, wanted: &Wanted<'_>) {
        let Place(at) = self.place(wanted);
        if let Some(family) = self.list.get_mut(at) {
            family.object = usize::MAX;
        }
    }

    /// A family that was reserved.
    pub(super) fn declared(&self, wanted: &Wanted<'_>) -> Option<Place> {
        let name = join([self.prefix.as_str(), wanted.name, wanted.unit]);
        self.by_name.get(&name).copied().map(Place)
    }

    /// Adds a sample.
    pub(super) fn push(&mut self, place: Place, sample: Sample) {
        if let Some(family) = self.list.get_mut(place.0) {
            family.samples.push(sample);
        }
    }

    /// The name of a family.
    pub(super) fn name(&self, place: Place) -> String {
        self.list
            .get(place.0)
            .map_or_else(String::new, |family| family.name.clone())
    }

    /// Those that have samples.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Family> {
        self.list.iter().filter(|family| !family.samples.is_empty())
    }
}

impl Serialize for Number {
    /// Numbers of more than 8 bytes as text, NaN and infinities as `null`, as everywhere.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Float(value) => serializer.serialize_f64(value),
            Self::Int(value) => json::int(value, serializer),
            Self::UInt(value) => json::uint(value, serializer),
        }
    }
}

fn as_map<S: Serializer>(labels: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(labels.iter().map(|(name, value)| (name, value)))
}
