//! Cells of a value that was recorded.

use serde_json::Value;
use shm_typed::schema::{Field, Schema, Shape, Type};

use super::{Cell, MOST, is_counter, mark, named, unit};
use crate::escape::Escaped;
use crate::render;

/// What is below a place of a recorded value.
#[derive(Clone, Copy)]
struct Place<'a> {
    ty: &'a Type,
    field: Option<&'a Field>,
    value: &'a Value,
}

/// The cells of the value at `path`, as [`from_node`](super::from_node) makes them. Whatever does not
/// fit the schema becomes a `?`.
pub(crate) fn from_json(schema: &Schema, path: &str, value: &Value, fold: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    if let Some(located) = schema.field(path) {
        let place = Place {
            ty: located.ty(),
            field: located.field(),
            value,
        };
        place.walk(&mut path.to_owned(), fold, &mut cells);
    }
    cells
}

/// What `path` leads to in a recorded value.
pub(crate) fn value_at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut value = value;
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(index) = rest.strip_prefix('[') {
            let (index, after) = index.split_once(']')?;
            value = value.get(index.parse::<usize>().ok()?)?;
            rest = after;
        } else {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let (name, after) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
            value = value.get(name)?;
            rest = after;
        }
    }
    Some(value)
}

/// The number that `value`, of type `ty`, stands for.
pub(crate) fn number_at(ty: &Type, value: &Value) -> Option<f64> {
    match (ty.shape(), value) {
        (Shape::Enum(enumeration), Value::String(name)) => {
            let variants = enumeration.variants();
            let variant = variants.iter().find(|variant| variant.name() == name)?;
            variant.value().to_string().parse().ok()
        }
        (Shape::Bool, Value::Bool(value)) => Some(f64::from(u8::from(*value))),
        (Shape::Scalar(_) | Shape::NonZero(_), Value::Number(number)) => number.as_f64(),
        // Numbers of 16 bytes.
        (Shape::Scalar(_) | Shape::NonZero(_), Value::String(digits)) => digits.parse().ok(),
        _ => None,
    }
}

impl Place<'_> {
    fn walk(self, path: &mut String, fold: usize, cells: &mut Vec<Cell>) {
        if cells.len() >= MOST {
            return;
        }
        let len = path.len();
        match (self.ty.shape(), self.value) {
            (Shape::Struct(structure), Value::Object(members))
                if !structure.fields().is_empty() =>
            {
                for field in structure.fields() {
                    let Some(value) = members.get(field.name()) else {
                        continue;
                    };
                    if len > 0 {
                        path.push('.');
                    }
                    path.push_str(field.name());
                    let place = Place {
                        ty: field.ty(),
                        field: Some(field),
                        value,
                    };
                    place.walk(path, fold, cells);
                    path.truncate(len);
                }
            }
            (Shape::Array { element, .. } | Shape::List { element, .. }, Value::Array(values))
                if (1..=fold).contains(&values.len()) =>
            {
                for (index, value) in values.iter().enumerate() {
                    path.push_str(&format!("[{index}]"));
                    let place = Place {
                        ty: element,
                        value,
                        ..self
                    };
                    place.walk(path, fold, cells);
                    path.truncate(len);
                }
            }
            _ => cells.push(self.cell(path)),
        }
    }

    fn cell(self, path: &str) -> Cell {
        let text = self.text(8);
        let raw = match (self.ty.shape(), self.value) {
            (Shape::Enum(_) | Shape::Bool, _) => {
                number_at(self.ty, self.value).map_or_else(String::new, |number| number.to_string())
            }
            (_, Value::String(text)) => Escaped(text).to_string(),
            (Shape::Array { .. } | Shape::Struct(_), _) => text.clone(),
            (_, Value::Null) => String::new(),
            _ => text.clone(),
        };
        Cell {
            path: named(path),
            raw,
            unit: if self.value.is_null() {
                String::new()
            } else {
                unit(self.field)
            },
            number: number_at(self.ty, self.value),
            is_counter: is_counter(self.field),
            mark: mark(self.value.to_string()),
            text,
        }
    }

    fn text(self, fold: usize) -> String {
        match (self.ty.shape(), self.value) {
            (_, Value::Null) if self.field.is_some_and(Field::is_sensitive) => {
                "(hidden)".to_owned()
            }
            // What has no bytes.
            (Shape::Array { .. }, Value::Null) => "[]".to_owned(),
            (Shape::Struct(_), Value::Null) => "{}".to_owned(),
            (_, Value::Null) => "none".to_owned(),
            (_, Value::Bool(value)) => value.to_string(),
            (_, Value::Number(number)) => match number.as_f64() {
                Some(value) if number.is_f64() => render::float(value),
                _ => number.to_string(),
            },
            (Shape::Text { .. }, Value::String(text)) => format!("\"{}\"", Escaped(text)),
            (Shape::Char, Value::String(text)) => format!("'{}'", Escaped(text)),
            (Shape::Opaque { .. }, Value::String(text)) => format!("0x{}", Escaped(text)),
            (_, Value::String(text)) => Escaped(text).to_string(),
            (Shape::Array { element, .. } | Shape::List { element, .. }, Value::Array(values)) => {
                let more = values.len().saturating_sub(fold);
                let mut shown: Vec<String> = values
                    .iter()
                    .take(fold)
                    .map(|value| {
                        let place = Place {
                            ty: element,
                            value,
                            ..self
                        };
                        place.text((fold / 2).max(1))
                    })
                    .collect();
                if more > 0 {
                    shown.push(format!("… {more} more"));
                }
                format!("[{}]", shown.join(", "))
            }
            _ => "?".to_owned(),
        }
    }
}
