//! A whole schema: a root type, and what can be asked of it.

use super::fingerprint;
use super::model::{Field, Type};
use super::node::Coverage;
use super::{DecodeError, Diff, Fingerprint, Located, decode, encode, layout_fingerprint};
use crate::layout::{Shared, TypeDescriptor};

/// The description of a shared type: of one that this program knows, or of one found in an object.
///
/// `Display` lists the fields, one a line, and is safe to print, whoever wrote the schema.
///
/// ```
/// use shm_typed::schema::Schema;
///
/// let here = Schema::of::<[f32; 8]>();
/// assert_eq!(here.to_json(), r#"{"format":1,"type":{"array":"f32","len":8}}"#);
///
/// let there = Schema::from_json(br#"{"format":1,"type":{"array":"f32","len":9}}"#)?;
/// assert_eq!(there.size(), 36);
/// assert_eq!(here.diff(&there).to_string(), "type is [f32; 8] here, [f32; 9] in the object");
/// # Ok::<(), shm_typed::schema::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    root: Type,
}

impl Schema {
    /// The most bytes of JSON that [`from_json`](Self::from_json) accepts: 1 MiB.
    ///
    /// Only help texts can make the schema of a type that compiles longer than that, or thousands of
    /// fields: who stores a schema compares.
    pub const MAX_JSON_LEN: usize = super::limits::MAX_JSON_LEN;

    /// The schema of `T`.
    ///
    /// A type that is beyond the limits given at [`layout_fingerprint`] does not compile.
    #[must_use]
    pub fn of<T: Shared>() -> Self {
        const {
            let _checked = layout_fingerprint(T::DESCRIPTOR);
        }
        Self::from(T::DESCRIPTOR)
    }

    /// Reads a schema from JSON that anybody may have written.
    ///
    /// What it returns is consistent: every field lies inside its struct, aligned and apart from the
    /// others, names are short and unique, and no size overflows. Members that it does not know are
    /// ignored, so a later minor version's schema can be read. Its [`fingerprint`](Self::fingerprint)
    /// is then that of what was understood.
    ///
    /// Time and memory are bounded, whatever the bytes hold.
    ///
    /// # Errors
    ///
    /// If `json` is longer than [`MAX_JSON_LEN`](Self::MAX_JSON_LEN), is not well-formed JSON, describes
    /// a type of a sort that this version does not know, or is not consistent.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::schema::Schema;
    ///
    /// let error = Schema::from_json(br#"{"format":1,"type":"f16"}"#).unwrap_err();
    ///
    /// assert_eq!(error.to_string(), "schema: unknown type `f16` (byte 19)");
    /// ```
    pub fn from_json(json: &[u8]) -> Result<Self, DecodeError> {
        decode::document(json).map(|root| Self { root })
    }

    /// The schema as canonical JSON: equal schemas give equal text.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::schema::Schema;
    ///
    /// let schema = Schema::of::<[u16; 3]>();
    ///
    /// assert_eq!(Schema::from_json(schema.to_json().as_bytes())?, schema);
    /// # Ok::<(), shm_typed::schema::DecodeError>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        encode::document(&self.root)
    }

    /// The type that the schema describes.
    #[must_use]
    pub fn root(&self) -> &Type {
        &self.root
    }

    /// The name of the root type: `Engine`, `u64`, `[f32; 8]`.
    #[must_use]
    pub fn name(&self) -> String {
        self.root.to_string()
    }

    /// Size of a value in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.root.size()
    }

    /// Alignment of a value in bytes.
    #[must_use]
    pub fn align(&self) -> usize {
        self.root.align()
    }

    /// The fields of the root; none if it is not a struct.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        self.root.fields()
    }

    /// Finds the place that `path` names: `speed`, `cylinders[3].pressure`, `[2]`.
    ///
    /// Fields of structs are joined by `.`, elements of arrays and lists are counted from 0. The empty
    /// path is the whole value. A list has as many places as fit, however many elements are in it. `None` if there is no such place.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::schema::Schema;
    ///
    /// let matrix = Schema::of::<[[f64; 4]; 2]>();
    ///
    /// assert_eq!(matrix.field("[1][3]").map(|place| place.offset()), Some(56));
    /// assert_eq!(matrix.field("[2]"), None);
    /// ```
    #[must_use]
    pub fn field(&self, path: &str) -> Option<Located<'_>> {
        Located::find(&self.root, path)
    }

    /// What [`layout_fingerprint`] gives for the same type.
    #[must_use]
    pub fn layout_fingerprint(&self) -> Fingerprint {
        fingerprint::of_type(&self.root, Coverage::Layout)
    }

    /// What [`schema_fingerprint`](super::schema_fingerprint) gives for the same type.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        fingerprint::of_type(&self.root, Coverage::Schema)
    }

    /// Compares this schema, "here", with that of an object.
    ///
    /// Help texts are not compared: the difference is empty if the fingerprints are equal.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::schema::Schema;
    ///
    /// let diff = Schema::of::<u64>().diff(&Schema::of::<f64>());
    ///
    /// assert!(diff.first().is_some_and(|first| first.is_layout()));
    /// assert_eq!(diff.to_string(), "type is u64 here, f64 in the object");
    /// ```
    #[must_use]
    pub fn diff(&self, other: &Self) -> Diff {
        Diff::between(&self.root, &other.root)
    }
}

impl From<&TypeDescriptor> for Schema {
    fn from(ty: &TypeDescriptor) -> Self {
        Self {
            root: Type::from(ty),
        }
    }
}
