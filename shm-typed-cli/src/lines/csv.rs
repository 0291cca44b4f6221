//! Comma-separated values: a column per number or text, and a line per value.

use shm_typed::schema::{Schema, Shape, Type};

use super::Format;
use crate::clock::Moment;
use crate::escape::Escaped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::Event;
use crate::json;

/// The most columns.
const MOST: usize = 4096;

/// The lines of one object.
#[derive(Clone, Debug)]
pub(crate) struct Csv {
    fields: Vec<String>,
    columns: Vec<String>,
}

impl Csv {
    /// Of whole values, or of some fields.
    pub(crate) fn new(fields: &[String]) -> Self {
        Self {
            fields: fields.to_vec(),
            columns: Vec::new(),
        }
    }
}

/// The paths of everything in `fields`, or in whole values, that has a place of its own. Lists are one
/// column: they have no fixed number of elements.
pub(crate) fn columns(schema: &Schema, fields: &[String]) -> Result<Vec<String>, Failure> {
    let mut columns = Vec::new();
    let whole = [String::new()];
    let fields = if fields.is_empty() { &whole } else { fields };
    for path in fields {
        if let Some(located) = schema.field(path) {
            add(located.ty(), &mut path.clone(), &mut columns);
        }
    }
    if columns.len() > MOST {
        return Err(Failure::new(
            Exit::Usage,
            format!("there are more than {MOST} columns; name the fields that matter"),
        ));
    }
    Ok(columns)
}

fn add(ty: &Type, path: &mut String, columns: &mut Vec<String>) {
    let len = path.len();
    match ty.shape() {
        // What has no bytes says nothing.
        _ if ty.size() == 0 || columns.len() > MOST => {}
        Shape::Struct(structure) => {
            for field in structure.fields() {
                if len > 0 {
                    path.push('.');
                }
                path.push_str(field.name());
                add(field.ty(), path, columns);
                path.truncate(len);
            }
        }
        Shape::Array {
            element,
            len: count,
        } => {
            for index in 0..(*count).min(MOST + 1) {
                path.push_str(&format!("[{index}]"));
                add(element, path, columns);
                path.truncate(len);
            }
        }
        _ => columns.push(path.clone()),
    }
}

impl Format for Csv {
    fn line(&mut self, event: &Event<'_>, now: Moment) -> Result<Option<String>, Failure> {
        match event {
            Event::Opened(object) => {
                let columns = columns(object.schema()?, &self.fields)?;
                if self.columns == columns {
                    return Ok(None);
                }
                if !self.columns.is_empty() {
                    return Err(Failure::new(
                        Exit::Incompatible,
                        "the object was replaced by one of another layout, which CSV has no room \
                         for; record JSON lines",
                    ));
                }
                let mut line = "seconds,time,version".to_owned();
                for path in &columns {
                    line.push(',');
                    line.push_str(&quoted(if path.is_empty() { "value" } else { path }));
                }
                line.push('\n');
                self.columns = columns;
                Ok(Some(line))
            }
            Event::Value(reading) => {
                let mut line = format!("{:.9},{},", now.since.as_secs_f64(), now.wall);
                if reading.is_consistent() {
                    line.push_str(&reading.version().to_string());
                }
                for path in &self.columns {
                    line.push(',');
                    if let Some(node) = reading.node(path) {
                        line.push_str(&field(&json::Json(node))?);
                    }
                }
                line.push('\n');
                Ok(Some(line))
            }
            Event::Writer(_) | Event::Lost(_) => Ok(None),
        }
    }
}

/// A value as in JSON, but for texts without their quotes, and nothing for `null`.
fn field(value: &json::Json<'_>) -> Result<String, Failure> {
    let json = serde_json::to_string(value).map_err(std::io::Error::from)?;
    Ok(match json.as_str() {
        "null" => String::new(),
        _ => match serde_json::from_str::<String>(&json) {
            Ok(text) => quoted(&text),
            Err(_) => quoted(&json),
        },
    })
}

fn quoted(text: &str) -> String {
    let text = Escaped(text).to_string();
    if text.contains([',', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
