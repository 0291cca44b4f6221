//! One difference between two types, as data and in words.

use core::fmt;

use super::escape::Escaped;

/// One difference.
///
/// `Display` says it in words, safe to print, whoever wrote the object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub(super) path: Box<str>,
    pub(super) aspect: Aspect,
    pub(super) here: Option<Box<str>>,
    pub(super) there: Option<Box<str>>,
}

/// What it is that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// The field exists only here.
    Missing,
    /// The field exists only in the object.
    Added,
    /// The same field has another name.
    Renamed,
    /// The field's offset.
    Offset,
    /// The type, and perhaps the offset too.
    Type,
    /// Only the length of an array or how much fits into a text or list, and perhaps the offset too.
    Length,
    /// The order of fields that take no space, at the same offset.
    Order,
    /// The size of a struct or opaque type.
    Size,
    /// The alignment of a struct or opaque type.
    Align,
    /// A value of an enum that exists on one side only, or under the same name with another number.
    Value,
    /// The name of a struct.
    TypeName,
    /// The name of an enum.
    EnumName,
    /// The name of an enum's value.
    ValueName,
    /// The schema version of a struct or enum.
    Version,
    /// What the number is.
    Kind,
    /// The unit.
    Unit,
    /// Who wants to see the field.
    Level,
    /// The schema version that brought the field.
    Since,
    /// The range.
    Range,
    /// The value that means "none".
    Invalid,
    /// Whether tools hide the value.
    Sensitive,
}

impl Difference {
    /// Where: `price`, `cylinders[].pressure`; empty for the whole value.
    ///
    /// A field that was renamed goes by its name here.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What differs.
    #[must_use]
    pub fn aspect(&self) -> Aspect {
        self.aspect
    }

    /// What it is here: `f64 at offset 8`, `rpm`; `None` if there is nothing.
    #[must_use]
    pub fn here(&self) -> Option<&str> {
        self.here.as_deref()
    }

    /// What it is in the object; `None` if there is nothing.
    #[must_use]
    pub fn there(&self) -> Option<&str> {
        self.there.as_deref()
    }

    /// Whether this keeps a typed open from being allowed, rather than only describing otherwise.
    #[must_use]
    pub fn is_layout(&self) -> bool {
        match self.aspect {
            Aspect::Missing
            | Aspect::Added
            | Aspect::Renamed
            | Aspect::Offset
            | Aspect::Type
            | Aspect::Length
            | Aspect::Order
            | Aspect::Size
            | Aspect::Align
            | Aspect::Value => true,
            Aspect::TypeName
            | Aspect::EnumName
            | Aspect::ValueName
            | Aspect::Version
            | Aspect::Kind
            | Aspect::Unit
            | Aspect::Level
            | Aspect::Since
            | Aspect::Range
            | Aspect::Invalid
            | Aspect::Sensitive => false,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.path {
            "" => f.write_str("type ")?,
            path if path.ends_with(']') => write!(f, "element `{}` ", Escaped(path))?,
            path => write!(f, "field `{}` ", Escaped(path))?,
        }
        let (before, after) = self.aspect.words();
        let side = |value: &Option<Box<str>>, absent: &str| match value {
            Some(value) => format!("{before}{}{after}", Escaped(value)),
            None => absent.to_owned(),
        };
        let nothing = match self.aspect {
            Aspect::Since => "since the start".to_owned(),
            Aspect::Value => "no such value".to_owned(),
            _ => format!("no {}", before.trim_end_matches([' ', '`'])),
        };
        match self.aspect {
            Aspect::Missing => {
                write!(f, "is {} here, missing in the object", side(&self.here, ""))
            }
            Aspect::Added => {
                write!(
                    f,
                    "is not known here, {} in the object",
                    side(&self.there, "")
                )
            }
            aspect => {
                let (here, there) = (side(&self.here, &nothing), side(&self.there, &nothing));
                write!(f, "{} {here} here, {there} in the object", aspect.verb())
            }
        }
    }
}

impl Aspect {
    /// What stands between the field and what it is.
    fn verb(self) -> &'static str {
        match self {
            Self::Renamed => "is named",
            Self::Align => "is aligned to",
            Self::TypeName => "is struct",
            Self::EnumName => "is enum",
            Self::Level => "has level",
            Self::Order => "goes on with field",
            Self::Since => "exists",
            Self::Version
            | Self::Kind
            | Self::Unit
            | Self::Range
            | Self::Invalid
            | Self::Value
            | Self::ValueName => "has",
            Self::Missing
            | Self::Added
            | Self::Offset
            | Self::Type
            | Self::Length
            | Self::Size
            | Self::Sensitive => "is",
        }
    }

    /// What stands before and after the value.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Missing
            | Self::Added
            | Self::Offset
            | Self::Type
            | Self::Length
            | Self::Align
            | Self::Level
            | Self::Sensitive => ("", ""),
            Self::Renamed
            | Self::TypeName
            | Self::EnumName
            | Self::Order
            | Self::Value
            | Self::ValueName => ("`", "`"),
            Self::Size => ("", " bytes"),
            Self::Version => ("version ", ""),
            Self::Kind => ("kind ", ""),
            Self::Unit => ("unit `", "`"),
            Self::Since => ("since version ", ""),
            Self::Range => ("range ", ""),
            Self::Invalid => ("invalid value ", ""),
        }
    }
}
