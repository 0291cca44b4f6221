//! The constant description of a type: what the derive fills in, what everything else reads.
//!
//! All of it is `Copy` data made by `const fn`s, so that it can be built and checked while the
//! user's crate compiles. It borrows only `'static` data and allocates nothing.

/// One shared type: its size, its alignment and its [`Shape`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypeDescriptor {
    size: usize,
    align: usize,
    shape: Shape,
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
    /// Named fields at fixed offsets.
    Struct(StructDescriptor),
    /// Plain old data of another crate: bytes with a name.
    Opaque {
        /// The type's name as the field spelled it.
        name: &'static str,
    },
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
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// A finite or infinite float, or NaN.
    Float(f64),
}

impl TypeDescriptor {
    /// The descriptor of a number.
    #[doc(hidden)]
    #[must_use]
    pub const fn scalar<T>(scalar: Scalar) -> Self {
        Self {
            size: size_of::<T>(),
            align: align_of::<T>(),
            shape: Shape::Scalar(scalar),
        }
    }

    /// The descriptor of the array type `T` with `len` elements.
    #[doc(hidden)]
    #[must_use]
    pub const fn array<T>(element: &'static TypeDescriptor, len: usize) -> Self {
        Self {
            size: size_of::<T>(),
            align: align_of::<T>(),
            shape: Shape::Array { element, len },
        }
    }

    /// The descriptor of `T`, plain old data of another crate.
    #[doc(hidden)]
    #[must_use]
    pub const fn opaque<T: bytemuck::Pod>(name: &'static str) -> Self {
        Self {
            size: size_of::<T>(),
            align: align_of::<T>(),
            shape: Shape::Opaque { name },
        }
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
        Self {
            size: size_of::<T>(),
            align: align_of::<T>(),
            shape: Shape::Struct(structure),
        }
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
    pub const fn shape(&self) -> &Shape {
        &self.shape
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
