//! Two values compared, field by field.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use shm_typed::inspect::{Content, Node};

use crate::failure::Failure;
use crate::json::Json;
use crate::render;
use crate::source::Held;

/// A place in a value: of an object, or of what was printed of one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Item<'a> {
    Node(Node<'a>),
    Json(&'a Value),
}

/// What a place is made of.
enum Parts<'a> {
    Fields(Vec<(Cow<'a, str>, Item<'a>)>),
    Elements(usize),
    /// Nothing, as far as a comparison goes.
    Leaf,
}

/// Tells `found` every place where `a` and `b` differ: its path, and what is there, if anything is.
pub(crate) fn compare<'a>(
    a: &'a Held,
    b: &'a Held,
    found: &mut Found<'_, 'a>,
) -> Result<(), Failure> {
    both(Item::of(a), Item::of(b), &mut String::new(), found)
}

/// What is done with a difference.
pub(crate) type Found<'f, 'a> =
    dyn FnMut(&str, Option<Item<'a>>, Option<Item<'a>>) -> Result<(), Failure> + 'f;

fn both<'a>(
    a: Item<'a>,
    b: Item<'a>,
    path: &mut String,
    found: &mut Found<'_, 'a>,
) -> Result<(), Failure> {
    match (a.parts(), b.parts()) {
        (Parts::Fields(a), Parts::Fields(b)) => {
            let mut others: BTreeMap<_, _> = b.into_iter().collect();
            for (name, item) in a {
                let other = others.remove(&name);
                below(path, &name, |path| one(Some(item), other, path, found))?;
            }
            for (name, other) in others {
                below(path, &name, |path| one(None, Some(other), path, found))?;
            }
            Ok(())
        }
        (Parts::Elements(m), Parts::Elements(n)) => (0..m.max(n)).try_for_each(|index| {
            let name = format!("[{index}]");
            below(path, &name, |path| {
                one(a.element(index), b.element(index), path, found)
            })
        }),
        _ if is_alike(a, b) => Ok(()),
        _ => found(path, Some(a), Some(b)),
    }
}

fn one<'a>(
    a: Option<Item<'a>>,
    b: Option<Item<'a>>,
    path: &mut String,
    found: &mut Found<'_, 'a>,
) -> Result<(), Failure> {
    match (a, b) {
        (Some(a), Some(b)) => both(a, b, path, found),
        (a, b) => found(path, a, b),
    }
}

fn below<T>(path: &mut String, name: &str, then: impl FnOnce(&mut String) -> T) -> T {
    let before = path.len();
    if before > 0 && !name.starts_with('[') {
        path.push('.');
    }
    path.push_str(name);
    let done = then(path);
    path.truncate(before);
    done
}

/// Whether two places without parts hold the same.
///
/// Two of objects also if JSON has no word for it, as for NaN; what is hidden is never told apart.
fn is_alike(a: Item<'_>, b: Item<'_>) -> bool {
    match (a, b) {
        (Item::Node(a), Item::Node(b)) if a.is_sensitive() || b.is_sensitive() => {
            a.is_sensitive() == b.is_sensitive()
        }
        (Item::Node(a), Item::Node(b)) if a.children().len() == 0 && b.children().len() == 0 => {
            render::raw(a) == render::raw(b)
        }
        (a, b) => a.json() == b.json(),
    }
}

impl<'a> Item<'a> {
    fn of(held: &'a Held) -> Self {
        match held {
            Held::Reading(reading) => Self::Node(reading.root()),
            Held::Json(value) => Self::Json(value),
        }
    }

    fn parts(self) -> Parts<'a> {
        match self {
            Self::Node(node) if node.is_sensitive() || node.ty().size() == 0 => Parts::Leaf,
            Self::Node(node) => match node.content() {
                Content::Fields(fields) => {
                    Parts::Fields(fields.map(|node| (node.name(), Self::Node(node))).collect())
                }
                Content::Elements(elements) => Parts::Elements(elements.len()),
                _ => Parts::Leaf,
            },
            Self::Json(Value::Object(map)) => Parts::Fields(
                map.iter()
                    .map(|(name, value)| (name.as_str().into(), Self::Json(value)))
                    .collect(),
            ),
            Self::Json(Value::Array(list)) => Parts::Elements(list.len()),
            Self::Json(_) => Parts::Leaf,
        }
    }

    fn element(self, index: usize) -> Option<Self> {
        match self {
            Self::Node(node) => match node.content() {
                Content::Elements(elements) => elements.get(index).map(Self::Node),
                _ => None,
            },
            Self::Json(value) => value.get(index).map(Self::Json),
        }
    }

    /// As `show --json` prints it and reads it back: an `f32` is not what its `f64` would be.
    pub(crate) fn json(self) -> Value {
        match self {
            Self::Node(node) => serde_json::to_string(&Json(node))
                .and_then(|text| serde_json::from_str(&text))
                .unwrap_or(Value::Null),
            Self::Json(value) => value.clone(),
        }
    }

    /// For people; harmless for a terminal.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Node(node) => render::value(node, 8),
            Self::Json(value) => crate::escape::Escaped(&value.to_string()).to_string(),
        }
    }
}
