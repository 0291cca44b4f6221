//! Recordings: JSON lines that `record` and `watch --json` have written. They may come from anywhere.

mod line;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Map, Value};
use shm_typed::Schema;

pub(crate) use line::Line;

use crate::cell::{Cell, from_json};
use crate::exit::Exit;
use crate::failure::Failure;

/// The longest line, in bytes.
const LONGEST: u64 = 256 << 20;

/// A recording that is being read.
pub(crate) struct Recording {
    path: PathBuf,
    file: BufReader<File>,
    number: u64,
    text: String,
    /// Of each object that was seen so far.
    schemas: HashMap<String, Schema>,
}

/// What a line says.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) since: Duration,
    /// By the wall clock, as it was written.
    pub(crate) time: String,
    pub(crate) what: What,
}

/// The sorts of lines.
pub(crate) enum What {
    Opened,
    Value {
        version: Option<u64>,
        value: Recorded,
    },
    Writer(String),
    Lost(String),
}

/// A whole value, or some fields of it.
pub(crate) enum Recorded {
    Whole(Value),
    Fields(Map<String, Value>),
}

impl Recording {
    /// Opens the file.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| Failure::about(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::new(file),
            number: 0,
            text: String::new(),
            schemas: HashMap::new(),
        })
    }

    /// The next line; nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Entry>, Failure> {
        loop {
            self.text.clear();
            self.number += 1;
            let read = self.file.by_ref().take(LONGEST).read_line(&mut self.text);
            if read.map_err(|error| self.wrong(&error.to_string()))? == 0 {
                return Ok(None);
            }
            if !self.text.trim().is_empty() {
                break;
            }
        }
        let line = Line::parse(&self.text).map_err(|failure| self.wrong(failure.message()))?;
        self.entry(line).map(Some)
    }

    /// The line that was read last, as it stands there.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// How values of the object `name` are laid out, as far as has been read.
    pub(crate) fn schema(&self, name: &str) -> Option<&Schema> {
        self.schemas.get(name)
    }

    /// The cells of a value of the object `name`.
    pub(crate) fn cells(&self, name: &str, value: &Recorded, fold: usize) -> Vec<Cell> {
        let Some(schema) = self.schema(name) else {
            return Vec::new();
        };
        match value {
            Recorded::Whole(value) => from_json(schema, "", value, fold),
            Recorded::Fields(fields) => fields
                .iter()
                .flat_map(|(path, value)| from_json(schema, path, value, fold))
                .collect(),
        }
    }

    fn entry(&mut self, line: Line) -> Result<Entry, Failure> {
        let what = if let Some(head) = line.opened {
            let schema = Schema::from_json(head.schema.get().as_bytes())
                .map_err(|error| self.wrong(&error.to_string()))?;
            self.schemas.insert(line.name.clone(), schema);
            What::Opened
        } else if let Some(state) = line.writer {
            What::Writer(match state.pid {
                Some(pid) => format!("{}, writer {pid}", state.state),
                None => state.state,
            })
        } else if let Some(lost) = line.lost {
            What::Lost(lost)
        } else {
            if self.schema(&line.name).is_none() {
                return Err(self.wrong("there is a value and no schema before it"));
            }
            let value = match (line.value, line.fields) {
                (_, Some(fields)) => Recorded::Fields(fields),
                (Some(value), None) => Recorded::Whole(value),
                (None, None) => return Err(self.wrong("it has no value")),
            };
            let version = line.version;
            What::Value { version, value }
        };
        Ok(Entry {
            name: line.name,
            since: Duration::try_from_secs_f64(line.seconds).unwrap_or_default(),
            time: line.time,
            what,
        })
    }

    fn wrong(&self, what: &str) -> Failure {
        Failure::new(
            Exit::Incompatible,
            format!("`{}`, line {}: {what}", self.path.display(), self.number),
        )
    }
}
