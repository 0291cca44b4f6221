//! One line of a recording, read back.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;

/// A line.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    #[serde(rename = "shm-typed")]
    shape: u32,
    pub(crate) name: String,
    pub(crate) seconds: f64,
    #[serde(default)]
    pub(crate) time: String,
    pub(crate) opened: Option<Head>,
    pub(crate) version: Option<u64>,
    pub(crate) value: Option<serde_json::Value>,
    pub(crate) fields: Option<serde_json::Map<String, serde_json::Value>>,
    pub(crate) writer: Option<State>,
    pub(crate) lost: Option<String>,
}

/// What a line says of an object that was opened.
#[derive(Debug, Deserialize)]
pub(crate) struct Head {
    pub(crate) schema: Box<RawValue>,
}

/// What a line says of a writer.
#[derive(Debug, Deserialize)]
pub(crate) struct State {
    pub(crate) state: String,
    pub(crate) pid: Option<u32>,
}

impl Line {
    /// Reads a line, or says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = |what: String| Failure::new(Exit::Incompatible, what);
        let line: Self = serde_json::from_str(text)
            .map_err(|error| wrong(format!("it is none of a recording: {error}")))?;
        if line.shape != json::SHAPE {
            return Err(wrong(format!(
                "it is of shape {}, and this command reads shape {}",
                line.shape,
                json::SHAPE
            )));
        }
        if !(line.seconds.is_finite() && line.seconds >= 0.0) {
            return Err(wrong("`seconds` is no time".to_owned()));
        }
        Ok(line)
    }
}
