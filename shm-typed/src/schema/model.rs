//! Types as owned data: the same tree as the constant descriptors, from a type or from an object.

use super::node::Notes;
use crate::layout::{
    self, FieldDescriptor, Kind, LENGTH_BYTES, Level, Number, Scalar, TypeDescriptor,
};

/// A type: its size, its alignment and what it is made of.
///
/// `Display` gives its name: `f64`, `[f32; 8]`, `FixedStr<32>`, `Engine`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    size: usize,
    align: usize,
    shape: Shape,
}

/// What a type is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// A number.
    Scalar(Scalar),
    /// `len` elements side by side.
    Array {
        /// What each element is.
        element: Box<Type>,
        /// How many there are.
        len: usize,
    },
    /// A length of 8 bytes, then room for text in UTF-8.
    Text {
        /// How many bytes fit.
        capacity: usize,
    },
    /// A length of 8 bytes, then room for elements side by side.
    List {
        /// What each element is.
        element: Box<Type>,
        /// How many fit.
        capacity: usize,
    },
    /// Named fields at fixed offsets.
    Struct(Struct),
    /// Plain old data without further description: bytes with a name.
    Opaque {
        /// The type's name as the field spelled it.
        name: Box<str>,
    },
}

/// A struct: its name, its schema version and its fields in order of offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struct {
    pub(super) name: Box<str>,
    pub(super) version: u32,
    pub(super) help: Box<str>,
    pub(super) fields: Vec<Field>,
}

/// One field of a struct: its place, its type, and what its author said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub(super) name: Box<str>,
    pub(super) offset: usize,
    pub(super) ty: Type,
    pub(super) kind: Option<Kind>,
    pub(super) unit: Box<str>,
    pub(super) help: Box<str>,
    pub(super) level: Level,
    pub(super) since: u32,
    pub(super) range: Option<(Number, Number)>,
    pub(super) invalid: Option<Number>,
    pub(super) sensitive: bool,
}

impl Type {
    /// A number.
    pub(super) fn scalar(scalar: Scalar) -> Self {
        Self {
            size: scalar.size(),
            align: scalar.size(),
            shape: Shape::Scalar(scalar),
        }
    }

    /// An array; `None` if its size does not fit a `usize`.
    pub(super) fn array(element: Type, len: usize) -> Option<Self> {
        let size = element.size.checked_mul(len)?;
        let align = element.align;
        Some(Self {
            size,
            align,
            shape: Shape::Array {
                element: Box::new(element),
                len,
            },
        })
    }

    /// Text; `None` if its size does not fit a `usize`.
    pub(super) fn text(capacity: usize) -> Option<Self> {
        Some(Self {
            size: capacity.checked_add(LENGTH_BYTES)?,
            align: 1,
            shape: Shape::Text { capacity },
        })
    }

    /// A list; `None` if its size does not fit a `usize`, or its elements would not start right behind
    /// the length.
    pub(super) fn list(element: Type, capacity: usize) -> Option<Self> {
        if !LENGTH_BYTES.is_multiple_of(element.align) {
            return None;
        }
        let size = element.size.checked_mul(capacity)?;
        Some(Self {
            size: size.checked_add(LENGTH_BYTES)?,
            align: element.align,
            shape: Shape::List {
                element: Box::new(element),
                capacity,
            },
        })
    }

    /// A struct or opaque type, whose size and alignment are its own.
    pub(super) fn with_layout(size: usize, align: usize, shape: Shape) -> Self {
        Self { size, align, shape }
    }

    /// Size in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Alignment in bytes.
    #[must_use]
    pub fn align(&self) -> usize {
        self.align
    }

    /// What the type is made of.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The fields of a struct; none for any other type.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.shape {
            Shape::Struct(structure) => structure.fields(),
            Shape::Scalar(_)
            | Shape::Array { .. }
            | Shape::Text { .. }
            | Shape::List { .. }
            | Shape::Opaque { .. } => &[],
        }
    }

    /// Whether both have the same bytes in the same places under the same names: what the layout
    /// fingerprint covers.
    pub(super) fn has_layout_of(&self, other: &Self) -> bool {
        let same_shape = match (&self.shape, &other.shape) {
            (Shape::Scalar(a), Shape::Scalar(b)) => a == b,
            (Shape::Array { element: a, len: m }, Shape::Array { element: b, len: n }) => {
                m == n && a.has_layout_of(b)
            }
            (Shape::Text { capacity: m }, Shape::Text { capacity: n }) => m == n,
            (
                Shape::List {
                    element: a,
                    capacity: m,
                },
                Shape::List {
                    element: b,
                    capacity: n,
                },
            ) => m == n && a.has_layout_of(b),
            (Shape::Struct(a), Shape::Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && a.fields
                        .iter()
                        .zip(&b.fields)
                        .all(|(a, b)| a.has_layout_of(b))
            }
            (Shape::Opaque { name: a }, Shape::Opaque { name: b }) => a == b,
            _ => false,
        };
        same_shape && self.size == other.size && self.align == other.align
    }
}

impl From<&TypeDescriptor> for Type {
    fn from(ty: &TypeDescriptor) -> Self {
        let shape = match ty.shape() {
            layout::Shape::Scalar(scalar) => Shape::Scalar(*scalar),
            layout::Shape::Array { element, len } => Shape::Array {
                element: Box::new(Self::from(*element)),
                len: *len,
            },
            layout::Shape::Text { capacity } => Shape::Text {
                capacity: *capacity,
            },
            layout::Shape::List { element, capacity } => Shape::List {
                element: Box::new(Self::from(*element)),
                capacity: *capacity,
            },
            layout::Shape::Struct(structure) => Shape::Struct(Struct {
                name: structure.name().into(),
                version: structure.version(),
                help: structure.help().into(),
                fields: structure.fields().iter().map(Field::from).collect(),
            }),
            layout::Shape::Opaque { name } => Shape::Opaque {
                name: (*name).into(),
            },
        };
        Self {
            size: ty.size(),
            align: ty.align(),
            shape,
        }
    }
}

impl Struct {
    /// The struct's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The schema version that its author gave it; 0 if none.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The help text; empty if none.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }

    /// The fields, in order of offset.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}

impl Field {
    /// The field's name; a tuple field's is its index.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Offset in bytes from the start of the struct that it is a field of.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The field's type.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.ty
    }

    /// What the number is, if its author said so.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// The unit; empty if none.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// The help text; empty if none.
    ///
    /// As it stands in the object: print it to a terminal only with its control characters escaped.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }

    /// Who wants to see the field.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// The schema version that brought the field; 0 if it was always there.
    #[must_use]
    pub fn since(&self) -> u32 {
        self.since
    }

    /// The range, both ends included.
    #[must_use]
    pub fn range(&self) -> Option<(Number, Number)> {
        self.range
    }

    /// The value that means "none".
    #[must_use]
    pub fn invalid(&self) -> Option<Number> {
        self.invalid
    }

    /// Whether tools hide the value.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// Where the field ends, in bytes from the start of its struct.
    pub(super) fn end(&self) -> usize {
        self.offset.saturating_add(self.ty.size)
    }

    /// Whether both have the same name, place and layout.
    pub(super) fn has_layout_of(&self, other: &Self) -> bool {
        self.name == other.name && self.offset == other.offset && self.ty.has_layout_of(&other.ty)
    }

    pub(super) fn notes(&self) -> Notes<'_> {
        Notes {
            kind: self.kind,
            unit: &self.unit,
            level: self.level,
            since: self.since,
            range: self.range,
            invalid: self.invalid,
            sensitive: self.sensitive,
        }
    }
}

impl From<&FieldDescriptor> for Field {
    fn from(field: &FieldDescriptor) -> Self {
        Self {
            name: field.name().into(),
            offset: field.offset(),
            ty: Type::from(field.ty()),
            kind: field.kind(),
            unit: field.unit().into(),
            help: field.help().into(),
            level: field.level(),
            since: field.since(),
            range: field.range(),
            invalid: field.invalid(),
            sensitive: field.is_sensitive(),
        }
    }
}
