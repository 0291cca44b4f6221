//! Two types compared: which differences there are.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use super::difference::{Aspect, Difference};
use super::model::{Enum, Field, Shape, Struct, Type, Variant};

/// The differences between two schemas, those of layout first; otherwise in order of offset.
///
/// `Display` gives one line for each.
///
/// ```
/// use shm_typed::schema::{Aspect, Schema};
///
/// let here = Schema::from_json(
///     br#"{"format":1,"type":{"struct":"Tick","size":16,"align":8,"fields":[
///         {"name":"id","offset":0,"type":"u64"},{"name":"price","offset":8,"type":"f64"}]}}"#,
/// )?;
/// let there = Schema::from_json(
///     br#"{"format":1,"type":{"struct":"Tick","size":16,"align":8,"fields":[
///         {"name":"id","offset":0,"type":"u64"},{"name":"price","offset":8,"type":"u64"}]}}"#,
/// )?;
///
/// let diff = here.diff(&there);
/// let first = diff.first().expect("they differ");
///
/// assert_eq!((first.path(), first.aspect()), ("price", Aspect::Type));
/// assert_eq!(
///     first.to_string(),
///     "field `price` is f64 at offset 8 here, u64 at offset 8 in the object",
/// );
/// # Ok::<(), shm_typed::schema::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    differences: Vec<Difference>,
    append: bool,
}

impl Diff {
    pub(super) fn between(here: &Type, there: &Type) -> Self {
        let mut comparison = Comparison {
            path: String::new(),
            found: Vec::new(),
        };
        comparison.root(here, there);
        let mut differences = comparison.found;
        // The sort is stable.
        differences.sort_by_key(|difference| !difference.is_layout());
        Self {
            differences,
            append: is_prefix(here, there),
        }
    }

    /// Whether the schemas are the same, save for help texts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    /// The difference that says most: one of layout, if there is one.
    #[must_use]
    pub fn first(&self) -> Option<&Difference> {
        self.differences.first()
    }

    /// All differences.
    pub fn iter(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter()
    }

    /// The differences that keep a typed open from being allowed.
    ///
    /// There are none if the layout fingerprints are equal.
    pub fn layout_differences(&self) -> impl Iterator<Item = &Difference> {
        self.iter().filter(|difference| difference.is_layout())
    }

    /// Whether the object's type is the one here with nothing done to its layout but fields appended.
    ///
    /// Every field known here is then there, at the same offset and with the same type, and the object's
    /// value is at least as large and as much aligned. Also true if nothing was appended.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::schema::Schema;
    ///
    /// let one = Schema::from_json(
    ///     br#"{"format":1,"type":{"struct":"A","size":4,"align":4,"fields":[
    ///         {"name":"x","offset":0,"type":"u32"}]}}"#,
    /// )?;
    /// let two = Schema::from_json(
    ///     br#"{"format":1,"type":{"struct":"A","size":8,"align":4,"fields":[
    ///         {"name":"x","offset":0,"type":"u32"},{"name":"y","offset":4,"type":"u32"}]}}"#,
    /// )?;
    ///
    /// assert!(one.diff(&two).is_append());
    /// assert!(!two.diff(&one).is_append());
    /// # Ok::<(), shm_typed::schema::DecodeError>(())
    /// ```
    #[must_use]
    pub fn is_append(&self) -> bool {
        self.append
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, difference) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{difference}")?;
        }
        Ok(())
    }
}

/// How two types compare before one looks into structs.
enum Outline {
    Same,
    OtherLength,
    Other,
}

impl Outline {
    fn of(here: &Type, there: &Type) -> Self {
        let same = match (here.shape(), there.shape()) {
            (Shape::Array { element: a, len: m }, Shape::Array { element: b, len: n }) => {
                return match Self::of(a, b) {
                    Self::Same if m != n => Self::OtherLength,
                    outline => outline,
                };
            }
            (
                Shape::List {
                    element: a,
                    capacity: m,
                },
                Shape::List {
                    element: b,
                    capacity: n,
                },
            ) => {
                return match Self::of(a, b) {
                    Self::Same if m != n => Self::OtherLength,
                    outline => outline,
                };
            }
            (Shape::Text { capacity: m }, Shape::Text { capacity: n }) if m != n => {
                return Self::OtherLength;
            }
            (Shape::Text { .. }, Shape::Text { .. }) => true,
            (Shape::Struct(_), Shape::Struct(_)) => true,
            (Shape::Scalar(a), Shape::Scalar(b)) => a == b,
            (Shape::Opaque { name: a }, Shape::Opaque { name: b }) => a == b,
            (Shape::Bool, Shape::Bool) | (Shape::Char, Shape::Char) => true,
            (Shape::NonZero(a), Shape::NonZero(b)) => a == b,
            (Shape::Enum(a), Shape::Enum(b)) => a.repr == b.repr,
            _ => false,
        };
        if same { Self::Same } else { Self::Other }
    }
}

/// Walks both types at once; `path` is where it is.
struct Comparison {
    path: String,
    found: Vec<Difference>,
}

impl Comparison {
    fn root(&mut self, here: &Type, there: &Type) {
        let outline = Outline::of(here, there);
        match outline {
            Outline::Same => {}
            Outline::OtherLength => self.differ(Aspect::Length, here, there),
            Outline::Other => {
                let (a, b) = distinct(here.to_string(), here, there.to_string(), there);
                self.differ(Aspect::Type, a, b);
            }
        }
        self.inside(here, there);
    }

    /// Two fields that are the same one, whatever their names: the path is already theirs.
    fn field(&mut self, here: &Field, there: &Field) {
        let aspect = match Outline::of(&here.ty, &there.ty) {
            Outline::Same => (here.offset != there.offset).then_some(Aspect::Offset),
            Outline::OtherLength => Some(Aspect::Length),
            Outline::Other => Some(Aspect::Type),
        };
        if let Some(aspect) = aspect {
            let (a, b) = distinct(place(here), &here.ty, place(there), &there.ty);
            self.differ(aspect, a, b);
        }
        self.inside(&here.ty, &there.ty);
        self.notes(here, there);
    }

    /// What structs and opaque types hold; nothing if the types cannot be compared.
    fn inside(&mut self, here: &Type, there: &Type) {
        match (here.shape(), there.shape()) {
            (Shape::Array { element: a, .. }, Shape::Array { element: b, .. })
            | (Shape::List { element: a, .. }, Shape::List { element: b, .. }) => {
                let path = self.path.len();
                self.path.push_str("[]");
                self.inside(a, b);
                self.path.truncate(path);
            }
            (Shape::Struct(a), Shape::Struct(b)) => {
                self.fields(a, b);
                self.extent(here, there);
                self.unequal(Aspect::TypeName, Some(a.name()), Some(b.name()));
                self.unequal(Aspect::Version, set(a.version), set(b.version));
            }
            (Shape::Opaque { name: a }, Shape::Opaque { name: b }) if a == b => {
                self.extent(here, there);
            }
            (Shape::Enum(a), Shape::Enum(b)) if a.repr == b.repr => {
                self.variants(a, b);
                self.unequal(Aspect::EnumName, Some(a.name()), Some(b.name()));
                self.unequal(Aspect::Version, set(a.version), set(b.version));
            }
            _ => {}
        }
    }

    /// The values of two enums, matched by value, and then by name.
    fn variants(&mut self, here: &Enum, there: &Enum) {
        let names: BTreeMap<_, _> = there.variants.iter().map(|v| (v.name(), v)).collect();
        let mut moved = BTreeSet::new();
        for variant in &here.variants {
            let namesake = names.get(variant.name());
            match (there.variant(variant.value), namesake) {
                (Some(same), _) if same.name == variant.name => {}
                (Some(same), _) => {
                    self.differ(Aspect::ValueName, spelled(variant), spelled(same));
                }
                (None, Some(other)) if here.variant(other.value).is_none() => {
                    self.differ(Aspect::Value, spelled(variant), spelled(other));
                    moved.insert(other.value);
                }
                (None, _) => self.push(Aspect::Value, Some(spelled(variant).into()), None),
            }
        }
        for variant in &there.variants {
            if here.variant(variant.value).is_none() && !moved.contains(&variant.value) {
                self.push(Aspect::Value, None, Some(spelled(variant).into()));
            }
        }
    }

    fn fields(&mut self, here: &Struct, there: &Struct) {
        let theirs: BTreeMap<_, _> = there.fields.iter().map(|f| (f.name(), f)).collect();
        let ours: BTreeSet<_> = here.fields.iter().map(Field::name).collect();
        let unmatched = there
            .fields
            .iter()
            .filter(|field| !ours.contains(field.name()));
        let mut added: BTreeMap<_, _> = unmatched.map(|f| ((f.offset, f.ty.size()), f)).collect();
        let mut renamed = BTreeSet::new();
        let found_before = self.found.len();

        for field in &here.fields {
            let path = self.enter(field.name());
            let place_taken = (field.offset, field.ty.size());
            if let Some(same) = theirs.get(field.name()) {
                self.field(field, same);
            } else if let Some(other) = added
                .get(&place_taken)
                .filter(|other| field.ty.has_layout_of(&other.ty))
            {
                self.differ(Aspect::Renamed, field.name(), other.name());
                self.field(field, other);
                renamed.insert(other.name());
                added.remove(&place_taken);
            } else {
                self.push(Aspect::Missing, Some(place(field).into()), None);
            }
            self.path.truncate(path);
        }
        for field in &there.fields {
            if !ours.contains(field.name()) && !renamed.contains(field.name()) {
                let path = self.enter(field.name());
                self.push(Aspect::Added, None, Some(place(field).into()));
                self.path.truncate(path);
            }
        }

        let moved = self
            .found
            .iter()
            .skip(found_before)
            .any(Difference::is_layout);
        let mut pairs = here.fields.iter().zip(&there.fields);
        if !moved && let Some((a, b)) = pairs.find(|(a, b)| a.name != b.name) {
            self.differ(Aspect::Order, a.name(), b.name());
        }
    }

    fn extent(&mut self, here: &Type, there: &Type) {
        self.unequal(Aspect::Size, Some(here.size()), Some(there.size()));
        self.unequal(Aspect::Align, Some(here.align()), Some(there.align()));
    }

    fn notes(&mut self, here: &Field, there: &Field) {
        let kind = |field: &Field| field.kind.map(|kind| kind.as_str());
        let unit = |unit: &str| (!unit.is_empty()).then(|| unit.to_owned());
        let range = |field: &Field| field.range.map(|(low, high)| format!("{low} to {high}"));
        let hidden = |field: &Field| {
            if field.sensitive {
                "sensitive"
            } else {
                "not sensitive"
            }
        };

        self.unequal(Aspect::Kind, kind(here), kind(there));
        self.unequal(Aspect::Unit, unit(&here.unit), unit(&there.unit));
        self.unequal(
            Aspect::Level,
            Some(here.level.as_str()),
            Some(there.level.as_str()),
        );
        self.unequal(Aspect::Since, set(here.since), set(there.since));
        self.unequal(Aspect::Range, range(here), range(there));
        self.unequal(Aspect::Invalid, here.invalid, there.invalid);
        self.unequal(Aspect::Sensitive, Some(hidden(here)), Some(hidden(there)));
    }

    /// Appends a name to the path, and returns how long it was.
    fn enter(&mut self, name: &str) -> usize {
        let before = self.path.len();
        if before > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        before
    }

    fn unequal<T: PartialEq + ToString>(
        &mut self,
        aspect: Aspect,
        here: Option<T>,
        there: Option<T>,
    ) {
        if here != there {
            let text = |value: Option<T>| value.map(|value| value.to_string().into());
            self.push(aspect, text(here), text(there));
        }
    }

    fn differ(&mut self, aspect: Aspect, here: impl ToString, there: impl ToString) {
        self.push(
            aspect,
            Some(here.to_string().into()),
            Some(there.to_string().into()),
        );
    }

    fn push(&mut self, aspect: Aspect, here: Option<Box<str>>, there: Option<Box<str>>) {
        self.found.push(Difference {
            path: self.path.as_str().into(),
            aspect,
            here,
            there,
        });
    }
}

/// As its author wrote it.
fn spelled(variant: &Variant) -> String {
    format!("{} = {}", variant.name, variant.value)
}

fn place(field: &Field) -> String {
    format!("{} at offset {}", field.ty, field.offset)
}

/// Both texts; where they are alike, since a struct and an opaque type have the same name, with what
/// tells them apart.
fn distinct(here: String, ty: &Type, there: String, other: &Type) -> (String, String) {
    if here != there {
        return (here, there);
    }
    (
        format!("{here} ({})", sort(ty)),
        format!("{there} ({})", sort(other)),
    )
}

/// What sort of type the innermost element is.
fn sort(ty: &Type) -> String {
    match ty.shape() {
        Shape::Scalar(_) => "a number".into(),
        Shape::Array { element, .. } | Shape::List { element, .. } => sort(element),
        Shape::Text { .. } => "text".into(),
        Shape::Struct(_) => "a struct".into(),
        Shape::Opaque { .. } => "opaque".into(),
        Shape::Bool => "a truth value".into(),
        Shape::Char => "a character".into(),
        Shape::NonZero(_) => "a number that is not 0".into(),
        Shape::Enum(enumeration) => format!("an enum of `{}`", enumeration.repr.as_str()),
    }
}

/// A version, if one was given.
fn set(version: u32) -> Option<u32> {
    (version != 0).then_some(version)
}

/// Whether `there` starts with all of `here`.
fn is_prefix(here: &Type, there: &Type) -> bool {
    let (Shape::Struct(_), Shape::Struct(_)) = (here.shape(), there.shape()) else {
        return here.has_layout_of(there);
    };
    let known = here.fields().len();
    let end = here.fields().last().map_or(0, Field::end);
    there.size() >= here.size()
        && there.align() >= here.align()
        && there.fields().len() >= known
        && here
            .fields()
            .iter()
            .zip(there.fields())
            .all(|(a, b)| a.has_layout_of(b))
        && there
            .fields()
            .iter()
            .skip(known)
            .all(|field| field.offset >= end)
}
