//! A JSON document per line: what `record` writes and `replay` reads.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use shm_typed::inspect::Reading;

use super::Format;
use crate::clock::Moment;
use crate::failure::Failure;
use crate::follow::Event;
use crate::json;
use crate::report::{self, Writer};

/// The lines of one object.
#[derive(Clone, Debug)]
pub(crate) struct Json {
    name: String,
    fields: Vec<String>,
}

impl Json {
    /// Of the object `name`: of whole values, or of some fields of them.
    pub(crate) fn new(name: &str, fields: &[String]) -> Self {
        Self {
            name: name.to_owned(),
            fields: fields.to_vec(),
        }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "shm-typed")]
    shape: u32,
    name: &'a str,
    seconds: f64,
    time: String,
    #[serde(flatten)]
    what: What<'a>,
}

/// One of these, with all that belongs to it.
#[derive(Default, Serialize)]
struct What<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<Opened>,
    /// `null` for live objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Option<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<json::Json<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Fields<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    writer: Option<Writer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<&'a str>,
}

#[derive(Serialize)]
struct Opened {
    #[serde(rename = "type")]
    ty: String,
    discipline: &'static str,
    generation: Option<u64>,
    instance: Option<String>,
    schema: Box<RawValue>,
}

/// Fields by their paths; `null` is an element that a list does not have now.
struct Fields<'a>(&'a Reading, &'a [String]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for path in self.1 {
            map.serialize_entry(path, &self.0.node(path).map(json::Json))?;
        }
        map.end()
    }
}

impl Format for Json {
    fn line(&mut self, event: &Event<'_>, now: Moment) -> Result<Option<String>, Failure> {
        let mut what = What::default();
        match event {
            Event::Opened(object) => {
                let schema = object.schema()?;
                what.opened = Some(Opened {
                    ty: schema.name(),
                    discipline: object.discipline().as_str(),
                    generation: object.facts().map(|facts| facts.generation()),
                    instance: report::instance(object),
                    schema: RawValue::from_string(schema.to_json())
                        .map_err(std::io::Error::from)?,
                });
            }
            Event::Value(reading) => {
                what.version = Some(reading.is_consistent().then(|| reading.version()));
                if self.fields.is_empty() {
                    what.value = Some(json::Json(reading.root()));
                } else {
                    what.fields = Some(Fields(reading, &self.fields));
                }
            }
            Event::Writer(status) => what.writer = Some((*status).into()),
            Event::Lost(failure) => what.lost = Some(failure.message()),
        }
        let mut line = Vec::new();
        json::write(
            &mut line,
            &Document {
                shape: json::SHAPE,
                name: &self.name,
                seconds: now.since.as_secs_f64(),
                time: now.wall.to_string(),
                what,
            },
        )?;
        Ok(String::from_utf8(line).ok())
    }
}
