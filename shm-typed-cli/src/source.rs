//! What `diff` and `schema --check` compare: an object, or a file with what was printed of one.

use std::fs::File;
use std::io::{self, Read};

use serde_json::Value;

use shm_typed::inspect::{Inspector, Object, Reading};
use shm_typed::schema::Schema;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::which::{self, Which};

/// One side of a comparison.
#[derive(Debug)]
pub(crate) enum Source {
    Object(Box<Object>),
    /// What `schema --format json` prints.
    Schema(Box<Schema>),
    /// What `show --json` prints: the value.
    Dump(Value),
}

/// A file is read up to this length.
const MOST: u64 = 64 << 20;

impl Source {
    /// What `which` names: `-` is stdin, and what ends in `.json` or has a `/` behind its beginning is a file, as is a
    /// descriptor of anything but an object. Anything else is an object.
    pub(crate) fn open(which: &Which, inspector: &Inspector) -> Result<Self, Failure> {
        let is_file =
            |name: &str| name.ends_with(".json") || name.trim_start_matches('/').contains('/');
        match which.text() {
            "-" => Self::read("-", &mut io::stdin().lock()),
            _ if which.is_object(is_file) => Ok(Self::Object(Box::new(which.open(inspector)?))),
            file => {
                let mut opened = File::open(file).map_err(|error| unread(file, error))?;
                Self::read(file, &mut opened)
            }
        }
    }

    fn read(name: &str, from: &mut dyn Read) -> Result<Self, Failure> {
        let mut text = Vec::new();
        let read = from.take(MOST + 1).read_to_end(&mut text);
        read.map_err(|error| unread(name, error))?;
        let wrong = |why: &str| Failure::new(Exit::Incompatible, format!("`{name}`: {why}"));
        if text.len() > usize::try_from(MOST).unwrap_or(usize::MAX) {
            return Err(wrong("it is longer than 64 MiB"));
        }
        if text.starts_with(which::MAGIC) {
            return Err(wrong(
                "it is an object, and is called by its name and no path",
            ));
        }
        let document: Value = serde_json::from_slice(&text)
            .map_err(|error| wrong(&format!("it is no JSON: {error}")))?;
        if document.get("format").is_some() {
            let schema = Schema::from_json(text.trim_ascii());
            let schema = schema.map_err(|error| wrong(&error.to_string()))?;
            return Ok(Self::Schema(Box::new(schema)));
        }
        match (document.get("shm-typed"), document.get("value")) {
            (Some(shape), _) if *shape != crate::json::SHAPE => {
                Err(wrong("it was printed by another version of this command"))
            }
            (Some(_), Some(value)) => Ok(Self::Dump(value.clone())),
            _ => Err(wrong(
                "it is neither what `show --json` prints of a whole value nor what \
                 `schema --format json` prints",
            )),
        }
    }

    /// Its schema, if it has one.
    pub(crate) fn schema(&self) -> Result<Option<&Schema>, Failure> {
        Ok(match self {
            Self::Object(object) => Some(object.schema()?),
            Self::Schema(schema) => Some(schema),
            Self::Dump(_) => None,
        })
    }

    /// Its current value, if it has one.
    pub(crate) fn value(&self) -> Result<Option<Held>, Failure> {
        Ok(match self {
            Self::Object(object) => Some(Held::Reading(object.read()?)),
            Self::Schema(_) => None,
            Self::Dump(value) => Some(Held::Json(value.clone())),
        })
    }
}

/// A value.
#[derive(Debug)]
pub(crate) enum Held {
    Reading(Reading),
    Json(Value),
}

fn unread(name: &str, error: io::Error) -> Failure {
    let exit = match error.kind() {
        io::ErrorKind::NotFound => Exit::NotFound,
        io::ErrorKind::PermissionDenied => Exit::Permission,
        _ => Exit::Differs,
    };
    Failure::new(exit, format!("cannot read `{name}`: {error}"))
}
