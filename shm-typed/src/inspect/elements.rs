//! The parts of an array, a list or a struct, one at a time.

use core::iter::FusedIterator;
use core::ops::Range;

use super::node::{Node, Step};
use crate::schema::{Field, Type};

/// The elements of an array, or those that are in a list: made when they are asked for, so a large
/// array costs nothing until it is walked through. Elements without bytes are all alike, and one
/// stands for all of them: whoever writes a schema cannot make a walk endless.
///
/// An iterator of [`Node`]s, and a list that [`get`](Self::get) looks into at any place.
#[derive(Clone, Debug, PartialEq)]
pub struct Elements<'a> {
    ty: &'a Type,
    field: Option<&'a Field>,
    bytes: &'a [u8],
    offset: usize,
    left: Range<usize>,
    sensitive: bool,
}

impl<'a> Elements<'a> {
    pub(super) fn new(ty: &'a Type, bytes: &'a [u8], offset: usize, len: usize) -> Self {
        let len = if ty.size() == 0 { len.min(1) } else { len };
        Self {
            ty,
            field: None,
            bytes,
            offset,
            left: 0..len,
            sensitive: false,
        }
    }

    /// The same, as elements of `node`: its unit and kind hold for each of them, and so does that it
    /// is not to be shown.
    pub(super) fn of_node(self, node: &Node<'a>) -> Self {
        Self {
            field: node.field(),
            sensitive: node.is_sensitive(),
            ..self
        }
    }

    /// What each of them is.
    #[must_use]
    pub fn ty(&self) -> &'a Type {
        self.ty
    }

    /// The element `index`, counted from the first, whichever were iterated over already.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Node<'a>> {
        (index < self.left.end).then(|| {
            let size = self.ty.size();
            // A consistent schema has no larger product; a wrong one would find no bytes.
            let start = size.saturating_mul(index);
            let bytes = self.bytes.get(start..start.saturating_add(size));
            Node::new(
                Step::Index(index),
                self.field,
                self.ty,
                bytes.unwrap_or_default(),
                self.offset.saturating_add(start),
            )
            .below(self.sensitive)
        })
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let index = self.left.next()?;
        self.get(index)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }

    fn nth(&mut self, n: usize) -> Option<Node<'a>> {
        let index = self.left.nth(n)?;
        self.get(index)
    }
}

impl ExactSizeIterator for Elements<'_> {}
impl FusedIterator for Elements<'_> {}

/// The parts of a struct, an array or a list: an iterator of [`Node`]s.
#[derive(Clone, Debug, PartialEq)]
pub struct Children<'a>(Parts<'a>);

#[derive(Clone, Debug, PartialEq)]
enum Parts<'a> {
    Fields {
        fields: &'a [Field],
        bytes: &'a [u8],
        offset: usize,
        sensitive: bool,
    },
    Elements(Elements<'a>),
}

impl<'a> Children<'a> {
    pub(super) fn fields(fields: &'a [Field], bytes: &'a [u8], offset: usize) -> Self {
        Self(Parts::Fields {
            fields,
            bytes,
            offset,
            sensitive: false,
        })
    }

    /// The same, as fields of `node`, which may be one that is not to be shown.
    pub(super) fn of_node(mut self, node: &Node<'a>) -> Self {
        if let Parts::Fields { sensitive, .. } = &mut self.0 {
            *sensitive = node.is_sensitive();
        }
        self
    }

    pub(super) fn elements(elements: Elements<'a>) -> Self {
        Self(Parts::Elements(elements))
    }

    pub(super) fn none() -> Self {
        Self::fields(&[], &[], 0)
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        match &mut self.0 {
            Parts::Elements(elements) => elements.next(),
            Parts::Fields {
                fields,
                bytes,
                offset,
                sensitive,
            } => {
                let (field, rest) = fields.split_first()?;
                *fields = rest;
                Some(Node::of_field(field, bytes, *offset).below(*sensitive))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = match &self.0 {
            Parts::Fields { fields, .. } => fields.len(),
            Parts::Elements(elements) => elements.len(),
        };
        (len, Some(len))
    }
}

impl ExactSizeIterator for Children<'_> {}
impl FusedIterator for Children<'_> {}
