//! Types as owned data: the same tree as the constant descriptors, from a type or from an object.

use super::node::Notes;
use crate::layout::{
    self, FieldDescriptor, Kind, LENGTH_BYTES, Level, Number, Scalar, TypeDescriptor,
    VariantDescriptor,
};

/// The numbers that have a form without 0.
const NON_ZERO: [Scalar; 10] = [
    Scalar::U8,
    Scalar::U16,
    Scalar::U32,
    Scalar::U64,
    Scalar::U128,
    Scalar::I8,
    Scalar::I16,
    Scalar::I32,
    Scalar::I64,
    Scalar::I128,
];

/// A type: its size, its alignment and what it is made of.
///
/// `Display` gives its name: `f64`, `[f32; 8]`, `FixedStr<32>`, `Engine`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    size: usize,
    align: usize,
    shape: Shape,
    /// Kept, since whoever looks at a value asks for each element.
    is_checked: bool,
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
    /// One byte: 0 is `false`, 1 is `true`, and no other is a value.
    Bool,
    /// A Unicode scalar value in 4 bytes: 0 to 0x10ffff without 0xd800 to 0xdfff.
    Char,
    /// A number for which 0 is no value.
    NonZero(Scalar),
    /// A number of which some values have a name, and the others are none.
    Enum(Enum),
}

/// An enum: its name, its schema version, its number and its variants in order of value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum {
    pub(super) name: Box<str>,
    pub(super) version: u32,
    pub(super) help: Box<str>,
    pub(super) repr: Scalar,
    pub(super) variants: Vec<Variant>,
}

/// One variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub(super) name: Box<str>,
    pub(super) value: i128,
    pub(super) help: Box<str>,
}

/// A struct: its name, its schema version and its fields in order of offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struct {
    pub(super) name: Box<str>,
    pub(super) version: u32,
    pub(super) help: Box<str>,
    pub(super) fields: Vec<Field>,
    /// Which fields have bytes. There may be thousands of others, and whoever goes through a value comes by for
    /// each element.
    with_bytes: Box<[usize]>,
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
    #[cfg(test)]
    pub(super) fn scalar(scalar: Scalar) -> Self {
        Self::with_layout(scalar.size(), scalar.size(), Shape::Scalar(scalar))
    }

    /// A type that a word names: a number, or one of those that have invalid bits.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let (scalar, shape) = match name {
            "bool" => (Scalar::U8, Shape::Bool),
            "char" => (Scalar::U32, Shape::Char),
            _ => match Scalar::from_name(name) {
                Some(scalar) => (scalar, Shape::Scalar(scalar)),
                None => {
                    let scalar = NON_ZERO
                        .into_iter()
                        .find(|scalar| scalar.non_zero_name() == Some(name))?;
                    (scalar, Shape::NonZero(scalar))
                }
            },
        };
        Some(Self::with_layout(scalar.size(), scalar.size(), shape))
    }

    /// The word for a type that has one.
    pub(super) fn word(&self) -> Option<&'static str> {
        match &self.shape {
            Shape::Scalar(scalar) => Some(scalar.as_str()),
            Shape::Bool => Some("bool"),
            Shape::Char => Some("char"),
            Shape::NonZero(scalar) => scalar.non_zero_name(),
            _ => None,
        }
    }

    /// An enum, whose size and alignment are those of its number.
    pub(super) fn enumeration(enumeration: Enum) -> Self {
        let size = enumeration.repr.size();
        Self::with_layout(size, size, Shape::Enum(enumeration))
    }

    /// An array; `None` if its size does not fit a `usize`.
    pub(super) fn array(element: Type, len: usize) -> Option<Self> {
        let size = element.size.checked_mul(len)?;
        let align = element.align;
        let shape = Shape::Array {
            element: Box::new(element),
            len,
        };
        Some(Self::with_layout(size, align, shape))
    }

    /// Text; `None` if its size does not fit a `usize`.
    pub(super) fn text(capacity: usize) -> Option<Self> {
        let size = capacity.checked_add(LENGTH_BYTES)?;
        Some(Self::with_layout(size, 1, Shape::Text { capacity }))
    }

    /// A list; `None` if its size does not fit a `usize`, or its elements would not start right behind
    /// the length.
    pub(super) fn list(element: Type, capacity: usize) -> Option<Self> {
        if !LENGTH_BYTES.is_multiple_of(element.align) {
            return None;
        }
        let size = element.size.checked_mul(capacity)?;
        let size = size.checked_add(LENGTH_BYTES)?;
        let align = element.align;
        let shape = Shape::List {
            element: Box::new(element),
            capacity,
        };
        Some(Self::with_layout(size, align, shape))
    }

    /// A struct or opaque type, whose size and alignment are its own.
    pub(super) fn with_layout(size: usize, align: usize, shape: Shape) -> Self {
        let is_checked = size > 0
            && match &shape {
                Shape::Bool | Shape::Char | Shape::NonZero(_) | Shape::Enum(_) => true,
                Shape::Array { element, .. } | Shape::List { element, .. } => element.is_checked,
                Shape::Struct(structure) => structure.fields.iter().any(|f| f.ty.is_checked),
                Shape::Scalar(_) | Shape::Text { .. } | Shape::Opaque { .. } => false,
            };
        Self {
            size,
            align,
            shape,
            is_checked,
        }
    }

    /// Whether some bits are no value of it; a type without bytes has none.
    pub(crate) fn is_checked(&self) -> bool {
        self.is_checked
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
            _ => &[],
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
            (Shape::Bool, Shape::Bool) | (Shape::Char, Shape::Char) => true,
            (Shape::NonZero(a), Shape::NonZero(b)) => a == b,
            (Shape::Enum(a), Shape::Enum(b)) => a.repr == b.repr && a.values().eq(b.values()),
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
            layout::Shape::Struct(structure) => Shape::Struct(Struct::new(
                structure.name().into(),
                structure.version(),
                structure.help().into(),
                structure.fields().iter().map(Field::from).collect(),
            )),
            layout::Shape::Opaque { name } => Shape::Opaque {
                name: (*name).into(),
            },
            layout::Shape::Bool => Shape::Bool,
            layout::Shape::Char => Shape::Char,
            layout::Shape::NonZero(scalar) => Shape::NonZero(*scalar),
            layout::Shape::Enum(enumeration) => Shape::Enum(Enum {
                name: enumeration.name().into(),
                version: enumeration.version(),
                help: enumeration.help().into(),
                repr: enumeration.repr(),
                variants: enumeration.variants().iter().map(Variant::from).collect(),
            }),
        };
        Self::with_layout(ty.size(), ty.align(), shape)
    }
}

impl Struct {
    pub(super) fn new(name: Box<str>, version: u32, help: Box<str>, fields: Vec<Field>) -> Self {
        let with_bytes = fields.iter().enumerate();
        let with_bytes = with_bytes.filter_map(|(at, field)| (field.ty.size > 0).then_some(at));
        Self {
            with_bytes: with_bytes.collect(),
            name,
            version,
            help,
            fields,
        }
    }

    /// The fields that have bytes, in order of offset: no more than the struct has bytes.
    pub(crate) fn fields_with_bytes(&self) -> impl Iterator<Item = &Field> {
        self.with_bytes.iter().filter_map(|at| self.fields.get(*at))
    }

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

impl Enum {
    /// The enum's name.
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

    /// The number that its bytes are: a whole one of at most 8 bytes.
    #[must_use]
    pub fn repr(&self) -> Scalar {
        self.repr
    }

    /// The variants, in order of value.
    #[must_use]
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The variant with this value; `None` if the value is none of the enum.
    ///
    /// ```
    /// use shm_typed::Shared;
    /// use shm_typed::schema::{Schema, Shape};
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(i16)]
    /// enum Gear { Reverse = -1, Neutral, First }
    ///
    /// let schema = Schema::of::<Gear>();
    /// let Shape::Enum(gear) = schema.root().shape() else { unreachable!() };
    /// assert_eq!(gear.variant(-1).map(|variant| variant.name()), Some("Reverse"));
    /// assert_eq!(gear.variant(2), None);
    /// ```
    #[must_use]
    pub fn variant(&self, value: i128) -> Option<&Variant> {
        let at = self
            .variants
            .binary_search_by_key(&value, Variant::value)
            .ok()?;
        self.variants.get(at)
    }

    /// The values of the variants.
    fn values(&self) -> impl Iterator<Item = i128> {
        self.variants.iter().map(Variant::value)
    }
}

impl Variant {
    /// The variant's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number that stands for it.
    #[must_use]
    pub fn value(&self) -> i128 {
        self.value
    }

    /// The help text; empty if none.
    ///
    /// As it stands in the object: print it to a terminal only with its control characters escaped.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl From<&VariantDescriptor> for Variant {
    fn from(variant: &VariantDescriptor) -> Self {
        Self {
            name: variant.name().into(),
            value: variant.value(),
            help: variant.help().into(),
        }
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
