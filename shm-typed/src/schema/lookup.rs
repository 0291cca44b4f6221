//! From a path such as `cylinders[3].pressure` to a place in the value.

use super::model::{Field, Shape, Type};
use crate::layout::LENGTH_BYTES;

/// A place in a value that a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located<'a> {
    field: Option<&'a Field>,
    ty: &'a Type,
    offset: usize,
}

impl<'a> Located<'a> {
    /// The field that the path names last, whose unit and kind hold for this place too; none if the
    /// path names no field.
    #[must_use]
    pub fn field(&self) -> Option<&'a Field> {
        self.field
    }

    /// What lies there: the field's type, or an element's if the path ends in an index.
    #[must_use]
    pub fn ty(&self) -> &'a Type {
        self.ty
    }

    /// Offset in bytes from the start of the value.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Follows `path` from the start of a value of type `root`.
    pub(super) fn find(root: &'a Type, path: &str) -> Option<Self> {
        let mut place = Self {
            field: None,
            ty: root,
            offset: 0,
        };
        let mut rest = path;
        while !rest.is_empty() {
            if let Some(index) = rest.strip_prefix('[') {
                let (index, after) = index.split_once(']')?;
                place = place.element(index)?;
                rest = after;
            } else {
                let at_start = rest.len() == path.len();
                let name = if at_start {
                    rest
                } else {
                    rest.strip_prefix('.')?
                };
                let (name, after) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
                place = place.member(name)?;
                rest = after;
            }
        }
        Some(place)
    }

    fn element(self, index: &str) -> Option<Self> {
        let (element, len, start) = match self.ty.shape() {
            Shape::Array { element, len } => (element, len, 0),
            Shape::List { element, capacity } => (element, capacity, LENGTH_BYTES),
            _ => return None,
        };
        let digits = index.bytes().all(|byte| byte.is_ascii_digit());
        let index: usize = index.parse().ok().filter(|index| digits && index < len)?;
        let offset = self
            .offset
            .checked_add(start)?
            .checked_add(element.size().checked_mul(index)?)?;
        Some(Self {
            field: self.field,
            ty: element,
            offset,
        })
    }

    fn member(self, name: &str) -> Option<Self> {
        let field = self.ty.fields().iter().find(|field| field.name() == name)?;
        let offset = self.offset.checked_add(field.offset())?;
        Some(Self {
            field: Some(field),
            ty: field.ty(),
            offset,
        })
    }
}
