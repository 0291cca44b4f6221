//! A place in a value: what lies there, and what its author said of it.

use std::borrow::Cow;

use super::content::Content;
use super::elements::Children;
use super::leaves::Leaves;
use crate::layout::{Kind, Level, Number};
use crate::schema::{Field, Type};

/// A field, an element, or a whole value.
///
/// Small and `Copy`: it borrows from a [`Reading`](super::Reading).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node<'a> {
    step: Step,
    field: Option<&'a Field>,
    ty: &'a Type,
    bytes: &'a [u8],
    offset: usize,
    sensitive: bool,
}

/// How a node is reached from the one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is the whole value.
    Root,
    /// By the name of its field.
    Field,
    /// As an element.
    Index(usize),
}

impl<'a> Node<'a> {
    pub(super) fn new(
        step: Step,
        field: Option<&'a Field>,
        ty: &'a Type,
        bytes: &'a [u8],
        offset: usize,
    ) -> Self {
        Self {
            step,
            field,
            ty,
            bytes,
            offset,
            sensitive: field.is_some_and(Field::is_sensitive),
        }
    }

    /// A field of the struct in `bytes`, which starts at `offset`.
    pub(super) fn of_field(field: &'a Field, bytes: &'a [u8], offset: usize) -> Self {
        let end = field.offset().saturating_add(field.ty().size());
        let bytes = bytes.get(field.offset()..end).unwrap_or_default();
        let offset = offset.saturating_add(field.offset());
        Self::new(Step::Field, Some(field), field.ty(), bytes, offset)
    }

    /// The same, as a part of what is `sensitive` or not.
    pub(super) fn below(self, sensitive: bool) -> Self {
        Self {
            sensitive: self.sensitive || sensitive,
            ..self
        }
    }

    pub(super) fn step(&self) -> Step {
        self.step
    }

    /// What it is called in the struct or array that it is in: `speed`, `[3]`; empty for a whole
    /// value.
    #[must_use]
    pub fn name(&self) -> Cow<'a, str> {
        match (self.step, self.field) {
            (Step::Index(index), _) => format!("[{index}]").into(),
            (Step::Field, Some(field)) => field.name().into(),
            _ => "".into(),
        }
    }

    /// The field that it is, or that it is an element of; none if it is in no struct.
    #[must_use]
    pub fn field(&self) -> Option<&'a Field> {
        self.field
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self) -> &'a Type {
        self.ty
    }

    /// Where it is, in bytes from the start of the value.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Its unit; empty if none.
    #[must_use]
    pub fn unit(&self) -> &'a str {
        self.field.map_or("", Field::unit)
    }

    /// What its number is, if its author said so.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.field.and_then(Field::kind)
    }

    /// Its help text; empty if none. Escape it before a terminal sees it.
    #[must_use]
    pub fn help(&self) -> &'a str {
        self.field.map_or("", Field::help)
    }

    /// Who wants to see it.
    #[must_use]
    pub fn level(&self) -> Level {
        self.field.map_or(Level::Info, Field::level)
    }

    /// Whether tools hide its content: its author said `sensitive` of it, or of what it is a part of.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// What its bytes are.
    #[must_use]
    pub fn content(&self) -> Content<'a> {
        match Content::of(self.ty, self.bytes, self.offset) {
            Content::Elements(elements) => Content::Elements(elements.of_node(self)),
            Content::Fields(fields) => Content::Fields(fields.of_node(self)),
            content => content,
        }
    }

    /// Whether it is the number that its author declared to mean "none" (`invalid`).
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.field.and_then(Field::invalid).is_some_and(|none| {
            self.content()
                .as_number()
                .is_some_and(|number| is_same(number, none))
        })
    }

    /// Whether it is a number outside of the range that its author declared. One that means "none"
    /// is not.
    #[must_use]
    pub fn is_out_of_range(&self) -> bool {
        let Some((low, high)) = self.field.and_then(Field::range) else {
            return false;
        };
        !self.is_none()
            && self
                .content()
                .as_number()
                .is_some_and(|number| is_below(number, low) || is_below(high, number))
    }

    /// Its fields or elements; none for what has no parts.
    #[must_use]
    pub fn children(&self) -> Children<'a> {
        match self.content() {
            Content::Fields(fields) => fields,
            Content::Elements(elements) => Children::elements(elements),
            _ => Children::none(),
        }
    }

    /// What `path` leads to from here: `cylinders[2].pressure`, `[3]`. The empty path leads here.
    /// `None` if there is nothing, which is also so for places of a list that are not used.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<Node<'a>> {
        let mut node = *self;
        let mut rest = path;
        while !rest.is_empty() {
            if let Some(index) = rest.strip_prefix('[') {
                let (index, after) = index.split_once(']')?;
                let digits = index.bytes().all(|byte| byte.is_ascii_digit());
                let index = index.parse().ok().filter(|_| digits)?;
                let Content::Elements(elements) = node.content() else {
                    return None;
                };
                node = elements.get(index)?;
                rest = after;
            } else {
                let name = if rest.len() == path.len() {
                    rest
                } else {
                    rest.strip_prefix('.')?
                };
                let (name, after) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
                let Content::Fields(mut fields) = node.content() else {
                    return None;
                };
                node = fields.find(|node| node.field.is_some_and(|field| field.name() == name))?;
                rest = after;
            }
        }
        Some(node)
    }

    /// Everything below that has no parts, or itself, each with its path from here, in order of
    /// offset.
    ///
    /// Arrays and lists of more than `fold` elements are given as they are, and so is what has no
    /// parts or no bytes. Nothing is allocated but the paths.
    #[must_use]
    pub fn leaves(&self, fold: usize) -> Leaves<'a> {
        Leaves::new(*self, fold)
    }
}

/// Whether two numbers are the same, be they written as whole ones or not; NaN is NaN.
fn is_same(a: Number, b: Number) -> bool {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => a == b,
        (a, b) => {
            let (a, b) = (float(a), float(b));
            a == b || (a.is_nan() && b.is_nan())
        }
    }
}

fn is_below(a: Number, b: Number) -> bool {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => a < b,
        (a, b) => float(a) < float(b),
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "to be compared with a float"
)]
fn float(number: Number) -> f64 {
    match number {
        Number::Int(value) => value as f64,
        Number::Float(value) => value,
    }
}
