//! What is wrong with an object.

use core::fmt;
use std::os::fd::OwnedFd;

use super::content::Content;
use super::facts::Discipline;
use super::inspector::Inspector;
use super::node::Node;
use super::object::{Object, sort, sort_of_snapshot};
use crate::error::{Action, Cause, Error};
use crate::layout::header::{FORMAT_MINOR, HeaderFault, LIFECYCLE};
use crate::object::read_header;
use crate::os::{self, ObjectName, Owners, Sealing};
use crate::schema::Shape;

/// One thing that is wrong with an object: of which class, and in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    class: Class,
    text: String,
}

/// What sort of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Class {
    /// It is no object, or of a format that this program does not read.
    Format,
    /// Numbers of the header contradict each other or the length of the file.
    Bounds,
    /// The schema cannot be read, or is of values of another size.
    Schema,
    /// A fingerprint is not that of the schema.
    Fingerprint,
    /// A stranger owns it or may write it.
    Permissions,
    /// A word of the state is none that a writer stores.
    State,
    /// A field of the current value holds bits that are no value of its type.
    Value,
    /// It could not be looked at further.
    Unread,
}

impl Class {
    /// The word for it: `format`, `bounds`, `schema`, `fingerprint`, `permissions`, `state`, `value`,
    /// `unread`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Bounds => "bounds",
            Self::Schema => "schema",
            Self::Fingerprint => "fingerprint",
            Self::Permissions => "permissions",
            Self::State => "state",
            Self::Value => "value",
            Self::Unread => "unread",
        }
    }
}

impl Finding {
    fn new(class: Class, text: impl Into<String>) -> Self {
        Self {
            class,
            text: text.into(),
        }
    }

    /// Of which class it is.
    #[must_use]
    pub fn class(&self) -> Class {
        self.class
    }

    /// What it is, in words. They may quote names of the object's schema: escape them before a
    /// terminal sees them.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.class.as_str(), self.text)
    }
}

/// Fields of one value that are reported, at most.
const MAX_VALUES: usize = 16;

pub(super) fn verify(settings: &Inspector, name: ObjectName) -> Result<Vec<Finding>, Cause> {
    let file = os::Object::open_untrusted(&settings.open_directory()?, name.object())?;
    let mut findings = Vec::new();
    permissions(settings, &file, &mut findings);
    examine(settings, name, file, None, findings)
}

/// The same, of an object without a name.
pub(super) fn verify_fd(settings: &Inspector, file: OwnedFd) -> Result<Vec<Finding>, Cause> {
    let (file, sealing) = os::Object::received(file, Sealing::OneWriter)?;
    let label = os::label_of(&file).unwrap_or_else(ObjectName::unknown);
    examine(settings, label, file, Some(sealing), Vec::new())
}

fn examine(
    settings: &Inspector,
    name: ObjectName,
    file: os::Object,
    sealing: Option<Sealing>,
    mut findings: Vec<Finding>,
) -> Result<Vec<Finding>, Cause> {
    let action = match sealing {
        None => Action::Open,
        Some(_) => Action::Receive,
    };
    let sort = |header| match sealing {
        None => sort(header, file.len()),
        Some(_) => sort_of_snapshot(header, file.len()),
    };
    let header = match read_header(&file) {
        Ok(header) => sort(header).map(|sort| (header, sort)),
        Err(Cause::Header(fault)) => Err(fault),
        Err(cause) => return Err(cause),
    };
    let (header, sort) = match header {
        Ok(known) => known,
        Err(fault) => {
            let class = match fault {
                HeaderFault::NotOurs
                | HeaderFault::Format { .. }
                | HeaderFault::Required { .. } => Class::Format,
                _ => Class::Bounds,
            };
            let error = Error::new(action, name.as_str(), Cause::Header(fault));
            findings.push(Finding::new(class, error.reason()));
            return Ok(findings);
        }
    };
    // A later minor version may have put something there.
    if header.format_minor == FORMAT_MINOR && header.reserved.iter().any(|byte| *byte != 0) {
        findings.push(Finding::new(
            Class::Bounds,
            "reserved bytes of its header are not zero",
        ));
    }
    let object = Object::new(settings, name, file, sort);
    let object = match sealing {
        Some(sealing) => object.sealed(sealing),
        None => object,
    };
    look(&object, &mut findings);
    Ok(findings)
}

fn permissions(settings: &Inspector, file: &os::Object, findings: &mut Vec<Finding>) {
    // Whoever maps anybody's objects is told all the same.
    let owners = match &settings.owners {
        Owners::Any => Owners::default(),
        owners => owners.clone(),
    };
    if let Err(error) = file.require_trust(&owners, 0o022) {
        findings.push(Finding::new(Class::Permissions, error.to_string()));
    }
}

fn look(object: &Object, findings: &mut Vec<Finding>) {
    let mut push = |class, text: String| findings.push(Finding::new(class, text));
    // Of what is sealed, the permissions do not matter.
    if object.discipline() == Discipline::Snapshot
        && !object.is_anonymous()
        && let Err(error) = object.file().require_trust(&Owners::Any, 0)
    {
        push(Class::Permissions, error.to_string());
    }
    let schema = match object.schema() {
        Ok(schema) => schema,
        Err(error) => {
            let text = match core::error::Error::source(&error) {
                Some(source) => source.to_string(),
                None => error.reason(),
            };
            return push(Class::Schema, text);
        }
    };
    if let Some(facts) = object.facts() {
        for (what, stored, computed) in [
            (
                "layout",
                facts.layout_fingerprint(),
                schema.layout_fingerprint(),
            ),
            ("schema", facts.schema_fingerprint(), schema.fingerprint()),
        ] {
            if stored != computed {
                let text =
                    format!("its {what} fingerprint is {stored}, and its schema's is {computed}");
                push(Class::Fingerprint, text);
            }
        }
        let mut lifecycle = [0; 4];
        let at = u64::try_from(LIFECYCLE).unwrap_or(u64::MAX);
        if object.file().read_at(&mut lifecycle, at).is_ok() {
            let lifecycle = u32::from_le_bytes(lifecycle);
            if !(1..=3).contains(&lifecycle) {
                push(Class::State, format!("its lifecycle word is {lifecycle}"));
            }
        }
    }
    match object.read() {
        Ok(reading) => {
            let mut invalid = Vec::new();
            if reading.root().ty().is_checked() {
                values(reading.root(), &mut String::new(), &mut invalid);
            }
            for text in invalid {
                push(Class::Value, text);
            }
        }
        Err(error) if error.kind() == crate::ErrorKind::Corrupt => {
            push(Class::State, error.reason());
        }
        // A stranger's was reported above; the rest says that its value was not looked at.
        Err(error) => push(Class::Unread, error.reason()),
    }
}

/// Finds the fields of `node`, to which `path` leads, whose bits are no value.
fn values(node: Node<'_>, path: &mut String, invalid: &mut Vec<String>) {
    if let Content::Invalid(why) = node.content() {
        let what = if path.is_empty() { "the value" } else { path };
        return invalid.push(if node.is_sensitive() {
            format!("`{what}` holds bits that are no value")
        } else {
            format!("`{what}` {why}")
        });
    }
    let part = |field| {
        let child = Node::of_field(field, node.bytes(), node.offset());
        child.below(node.is_sensitive())
    };
    match node.ty().shape() {
        // Of a struct a value may hold many, and each may have many fields without bytes.
        Shape::Struct(structure) => {
            for field in structure.fields_with_bytes() {
                child(part(field), path, invalid);
            }
        }
        _ => {
            for element in node.children() {
                child(element, path, invalid);
                if invalid.len() >= MAX_VALUES {
                    return;
                }
            }
        }
    }
}

/// The same for a part of it, which is looked at only if some bits are no value of it.
fn child(node: Node<'_>, path: &mut String, invalid: &mut Vec<String>) {
    if invalid.len() >= MAX_VALUES || !node.ty().is_checked() {
        return;
    }
    // The path costs more than the look, and is hardly ever needed.
    let has_parts = matches!(
        node.ty().shape(),
        Shape::Struct(_) | Shape::Array { .. } | Shape::List { .. }
    );
    if has_parts || matches!(node.content(), Content::Invalid(_)) {
        let len = path.len();
        let name = node.name();
        if !path.is_empty() && !name.starts_with('[') {
            path.push('.');
        }
        path.push_str(&name);
        values(node, path, invalid);
        path.truncate(len);
    }
}
