//! The constant description of a type: what the derive fills in, what everything else reads.
//!
//! All of it is `Copy` data made by `const fn`s, so that it can be built and checked while the
//! user's crate compiles. It borrows only `'static` data and allocates nothing.

use core::fmt;

/// One shared type: its size, its alignment and its [`Shape`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypeDescriptor {
    size: usize,
    align: usize,
    shape: Shape,
    /// Follows from the shape.
    checked: bool,
}

/// What a type is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// A number.
    Scalar(Scalar),
    /// `len` elements side by side.
    Array {
        /// What each element is.
        element: &'static TypeDescriptor,
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
        element: &'static TypeDescriptor,
        /// How many fit.
        capacity: usize,
    },
    /// Named fields at fixed offsets.
    Struct(StructDescriptor),
    /// Plain old data of another crate: bytes with a name.
    Opaque {
        /// The type's name as the field spelled it.
        name: &'static str,
    },
    /// One byte: 0 is `false`, 1 is `true`, and no other is a value.
    Bool,
    /// A Unicode scalar value in 4 bytes: 0 to 0x10ffff without 0xd800 to 0xdfff.
    Char,
    /// A number for which 0 is no value.
    NonZero(Scalar),
    /// A number of which some values have a name, and the others are none.
    Enum(EnumDescriptor),
}

/// The numbers that have a fixed width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are Rust's own")]
pub enum Scalar {
    U8,
    U16,
    U32,
    U64,
    U128,
    I8,
    I16,
    I32,
    I64,
    I128,
    F32,
    F64,
}

/// A struct: its name, its schema version and its fields in order of offset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StructDescriptor {
    name: &'static str,
    version: u32,
    help: &'static str,
    fields: &'static [FieldDescriptor],
}

/// One field of a struct.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldDescriptor {
    name: &'static str,
    offset: usize,
    ty: &'static TypeDescriptor,
    kind: Option<Kind>,
    unit: &'static str,
    help: &'static str,
    level: Level,
    since: u32,
    range: Option<(Number, Number)>,
    invalid: Option<Number>,
    sensitive: bool,
}

/// An enum without fields: its name, its schema version, its number and its variants in order of
/// value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EnumDescriptor {
    name: &'static str,
    version: u32,
    help: &'static str,
    repr: Scalar,
    variants: &'static [VariantDescriptor],
}

/// One variant of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VariantDescriptor {
    name: &'static str,
    value: i128,
    help: &'static str,
}

/// What a field's number is, in the sense of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Only ever grows while the object lives.
    Counter,
    /// Goes up and down.
    Gauge,
    /// One of a few named states.
    State,
    /// Text, or a number that does not change.
    Info,
    /// A point in time.
    Timestamp,
    /// A set of bits.
    Flags,
    /// A value that somebody chose.
    Setting,
}

/// Who wants to see a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// Everybody.
    #[default]
    Info,
    /// Somebody who looks for a fault.
    Diag,
    /// The authors.
    Debug,
}

/// A number in a schema: an end of a range, or the value that means "none".
///
/// Two are equal if they are written alike: NaN equals NaN, `0.0` differs from `-0.0` and from the
/// whole number 0.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// A finite or infinite float, or NaN.
    Float(f64),
}

impl TypeDescriptor {
    /// The descriptor of `T`, which is made as `shape` says.
    const fn of<T>(shape: Shape) -> Self {
        Self {
            size: size_of::<T>(),
            align: align_of::<T>(),
            checked: shape.is_checked(),
            shape,
        }
    }

    /// The descriptor of a number.
    #[doc(hidden)]
    #[must_use]
    pub const fn scalar<T>(scalar: Scalar) -> Self {
        Self::of::<T>(Shape::Scalar(scalar))
    }

    /// The descriptor of the array type `T` with `len` elements.
    #[doc(hidden)]
    #[must_use]
    pub const fn array<T>(element: &'static TypeDescriptor, len: usize) -> Self {
        Self::of::<T>(Shape::Array { element, len })
    }

    /// The descriptor of `T`, text of at most `capacity` bytes.
    pub(super) const fn text<T>(capacity: usize) -> Self {
        Self::of::<T>(Shape::Text { capacity })
    }

    /// The descriptor of `T`, a list of at most `capacity` elements.
    pub(super) const fn list<T>(element: &'static TypeDescriptor, capacity: usize) -> Self {
        Self::of::<T>(Shape::List { element, capacity })
    }

    /// The descriptor of `T`, plain old data of another crate.
    #[doc(hidden)]
    #[must_use]
    pub const fn opaque<T: bytemuck::Pod>(name: &'static str) -> Self {
        Self::of::<T>(Shape::Opaque { name })
    }

    /// Sets the name of plain old data of another crate; other shapes have their own.
    #[doc(hidden)]
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        if let Shape::Opaque { name: old } = &mut self.shape {
            *old = name;
        }
        self
    }

    /// The descriptor of the struct `T`.
    #[doc(hidden)]
    #[must_use]
    pub const fn structure<T>(structure: StructDescriptor) -> Self {
        Self::of::<T>(Shape::Struct(structure))
    }

    /// The descriptor of the enum `T`.
    #[doc(hidden)]
    #[must_use]
    pub const fn enumeration<T>(enumeration: EnumDescriptor) -> Self {
        Self::of::<T>(Shape::Enum(enumeration))
    }

    /// The descriptor of `bool`.
    pub(super) const fn bool() -> Self {
        Self::of::<bool>(Shape::Bool)
    }

    /// The descriptor of `char`.
    pub(super) const fn char() -> Self {
        Self::of::<char>(Shape::Char)
    }

    /// The descriptor of `T`, a number that is not 0.
    pub(super) const fn non_zero<T>(number: Scalar) -> Self {
        Self::of::<T>(Shape::NonZero(number))
    }

    /// Size in bytes.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Alignment in bytes.
    #[must_use]
    pub const fn align(&self) -> usize {
        self.align
    }

    /// What the type is made of.
    #[must_use]
    #[inline]
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Whether some bit patterns are no value, so that bytes are checked before they are one: there
    /// is a `bool`, a `char`, a `NonZero` or an enum in it.
    #[must_use]
    pub const fn is_checked(&self) -> bool {
        self.checked
    }
}

impl Shape {
    /// Whether some bit patterns are no value.
    const fn is_checked(&self) -> bool {
        match self {
            Self::Scalar(_) | Self::Text { .. } | Self::Opaque { .. } => false,
            Self::Bool | Self::Char | Self::NonZero(_) | Self::Enum(_) => true,
            Self::Array { element, .. } | Self::List { element, .. } => element.checked,
            Self::Struct(structure) => {
                let mut fields = structure.fields;
                while let Some((field, rest)) = fields.split_first() {
                    if field.ty.checked {
                        return true;
                    }
                    fields = rest;
                }
                false
            }
        }
    }
}

impl StructDescriptor {
    /// A struct of schema version 0 without help text.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [FieldDescriptor]) -> Self {
        Self {
            name,
            version: 0,
            help: "",
            fields,
        }
    }

    /// Sets the schema version.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// Sets the help text.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// The struct's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The schema version that its author gave it; 0 if none.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The help text: the type's doc comment.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        self.help
    }

    /// The fields, in order of offset.
    #[must_use]
    pub const fn fields(&self) -> &'static [FieldDescriptor] {
        self.fields
    }
}

impl EnumDescriptor {
    /// An enum of schema version 0 without help text; its variants are in order of value.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        name: &'static str,
        repr: Scalar,
        variants: &'static [VariantDescriptor],
    ) -> Self {
        Self {
            name,
            version: 0,
            help: "",
            repr,
            variants,
        }
    }

    /// Sets the schema version.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// Sets the help text.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// The enum's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The schema version that its author gave it; 0 if none.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The help text: the type's doc comment.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        self.help
    }

    /// The number that its bytes are: a whole one of at most 8 bytes.
    #[must_use]
    #[inline]
    pub const fn repr(&self) -> Scalar {
        self.repr
    }

    /// The variants, in order of value.
    #[must_use]
    #[inline]
    pub const fn variants(&self) -> &'static [VariantDescriptor] {
        self.variants
    }

    /// The variant with this value.
    #[must_use]
    pub fn variant(&self, value: i128) -> Option<&'static VariantDescriptor> {
        let at = self
            .variants
            .binary_search_by_key(&value, |variant| variant.value)
            .ok()?;
        self.variants.get(at)
    }
}

impl VariantDescriptor {
    /// A variant without help text.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, value: i128) -> Self {
        Self {
            name,
            value,
            help: "",
        }
    }

    /// Sets the help text.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// The variant's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The number that stands for it.
    #[must_use]
    #[inline]
    pub const fn value(&self) -> i128 {
        self.value
    }

    /// The help text: the variant's doc comment; empty if none.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        self.help
    }
}

impl FieldDescriptor {
    /// A field with a name, an offset in bytes and a type, and nothing else said of it.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, offset: usize, ty: &'static TypeDescriptor) -> Self {
        Self {
            name,
            offset,
            ty,
            kind: None,
            unit: "",
            help: "",
            level: Level::Info,
            since: 0,
            range: None,
            invalid: None,
            sensitive: false,
        }
    }

    /// Sets the kind.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Sets the unit.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    /// Sets the help text.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// Sets the level.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Sets the schema version that brought the field.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_since(mut self, since: u32) -> Self {
        self.since = since;
        self
    }

    /// Sets the range, both ends included.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_range(mut self, low: Number, high: Number) -> Self {
        self.range = Some((low, high));
        self
    }

    /// Sets the value that means "none".
    #[doc(hidden)]
    #[must_use]
    pub const fn with_invalid(mut self, invalid: Number) -> Self {
        self.invalid = Some(invalid);
        self
    }

    /// Marks the value as one that tools hide.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// The field's name; a tuple field's is its index.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Offset in bytes from the start of the struct.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The field's type.
    #[must_use]
    pub const fn ty(&self) -> &'static TypeDescriptor {
        self.ty
    }

    /// What the number is, if its author said so.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// The unit; empty if none.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        self.unit
    }

    /// The help text: the field's doc comment; empty if none.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        self.help
    }

    /// Who wants to see the field.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The schema version that brought the field; 0 if it was always there.
    #[must_use]
    pub const fn since(&self) -> u32 {
        self.since
    }

    /// The range, both ends included.
    #[must_use]
    pub const fn range(&self) -> Option<(Number, Number)> {
        self.range
    }

    /// The value that means "none".
    #[must_use]
    pub const fn invalid(&self) -> Option<Number> {
        self.invalid
    }

    /// Whether tools hide the value.
    #[must_use]
    pub const fn is_sensitive(&self) -> bool {
        self.sensitive
    }
}

impl Scalar {
    /// The name: as Rust spells the type.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::U128 => "u128",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::I128 => "i128",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// The one whose [`as_str`](Self::as_str) is `name`.
    #[must_use]
    pub const fn from_name(name: &str) -> Option<Self> {
        Some(match name.as_bytes() {
            b"u8" => Self::U8,
            b"u16" => Self::U16,
            b"u32" => Self::U32,
            b"u64" => Self::U64,
            b"u128" => Self::U128,
            b"i8" => Self::I8,
            b"i16" => Self::I16,
            b"i32" => Self::I32,
            b"i64" => Self::I64,
            b"i128" => Self::I128,
            b"f32" => Self::F32,
            b"f64" => Self::F64,
            _ => return None,
        })
    }

    /// The name of the number that is not 0: as Rust spells the type. `None` for floats.
    #[must_use]
    pub const fn non_zero_name(self) -> Option<&'static str> {
        Some(match self {
            Self::U8 => "NonZeroU8",
            Self::U16 => "NonZeroU16",
            Self::U32 => "NonZeroU32",
            Self::U64 => "NonZeroU64",
            Self::U128 => "NonZeroU128",
            Self::I8 => "NonZeroI8",
            Self::I16 => "NonZeroI16",
            Self::I32 => "NonZeroI32",
            Self::I64 => "NonZeroI64",
            Self::I128 => "NonZeroI128",
            Self::F32 | Self::F64 => return None,
        })
    }

    /// The lowest and the highest number, if it is a whole one of at most 8 bytes: what the number
    /// of an enum may be.
    #[inline]
    pub(crate) const fn enum_range(self) -> Option<(i128, i128)> {
        // `i128::from` is not const.
        #[expect(clippy::as_conversions, reason = "widening, in a const fn")]
        Some(match self {
            Self::U8 => (0, u8::MAX as i128),
            Self::U16 => (0, u16::MAX as i128),
            Self::U32 => (0, u32::MAX as i128),
            Self::U64 => (0, u64::MAX as i128),
            Self::I8 => (i8::MIN as i128, i8::MAX as i128),
            Self::I16 => (i16::MIN as i128, i16::MAX as i128),
            Self::I32 => (i32::MIN as i128, i32::MAX as i128),
            Self::I64 => (i64::MIN as i128, i64::MAX as i128),
            Self::U128 | Self::I128 | Self::F32 | Self::F64 => return None,
        })
    }

    /// Size in bytes, which is the alignment too.
    #[must_use]
    #[inline]
    pub const fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
            Self::U128 | Self::I128 => 16,
        }
    }
}

impl Kind {
    /// The name in schemas and attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::State => "state",
            Self::Info => "info",
            Self::Timestamp => "timestamp",
            Self::Flags => "flags",
            Self::Setting => "setting",
        }
    }

    /// The one whose [`as_str`](Self::as_str) is `name`.
    #[must_use]
    pub const fn from_name(name: &str) -> Option<Self> {
        Some(match name.as_bytes() {
            b"counter" => Self::Counter,
            b"gauge" => Self::Gauge,
            b"state" => Self::State,
            b"info" => Self::Info,
            b"timestamp" => Self::Timestamp,
            b"flags" => Self::Flags,
            b"setting" => Self::Setting,
            _ => return None,
        })
    }
}

impl Level {
    /// The name in schemas and attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Diag => "diag",
            Self::Debug => "debug",
        }
    }

    /// The one whose [`as_str`](Self::as_str) is `name`.
    #[must_use]
    pub const fn from_name(name: &str) -> Option<Self> {
        Some(match name.as_bytes() {
            b"info" => Self::Info,
            b"diag" => Self::Diag,
            b"debug" => Self::Debug,
            _ => return None,
        })
    }
}

impl Number {
    /// Whether both are written alike.
    const fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => {
                (a.is_nan() && b.is_nan()) || a.to_bits() == b.to_bits()
            }
            (Self::Int(_), Self::Float(_)) | (Self::Float(_), Self::Int(_)) => false,
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.is(*other)
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    /// As the schema's JSON spells it, without quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Int(int) => int.fmt(f),
            Self::Float(float) if float.is_nan() => f.write_str("NaN"),
            Self::Float(f64::INFINITY) => f.write_str("Infinity"),
            Self::Float(f64::NEG_INFINITY) => f.write_str("-Infinity"),
            Self::Float(float) => write!(f, "{float:?}"),
        }
    }
}
