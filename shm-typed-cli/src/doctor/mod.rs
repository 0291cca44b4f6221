//! What about a host will bite: each question, its answer, and what to do about it.

mod directory;
mod kernel;
mod limits;
mod objects;
mod removal;
mod root;

use serde::Serialize;

use shm_typed::inspect::Inspector;

use crate::place::Place;
pub(crate) use root::Root;

/// How bad an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// As it should be.
    Ok,
    /// Good to know; it bites in some uses only.
    Note,
    /// It bites, or has bitten.
    Problem,
}

impl Level {
    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Problem => "problem",
        }
    }
}

/// The answer to one question.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    /// Which question.
    pub(crate) check: &'static str,
    pub(crate) level: Level,
    /// What was found.
    pub(crate) what: String,
    /// What to do about it.
    #[serde(rename = "do")]
    pub(crate) advice: Option<&'static str>,
}

impl Finding {
    fn ok(check: &'static str, what: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Ok,
            what: what.into(),
            advice: None,
        }
    }

    fn note(check: &'static str, what: impl Into<String>, advice: &'static str) -> Self {
        Self {
            check,
            level: Level::Note,
            what: what.into(),
            advice: Some(advice),
        }
    }

    fn problem(check: &'static str, what: impl Into<String>, advice: &'static str) -> Self {
        Self {
            level: Level::Problem,
            ..Self::note(check, what, advice)
        }
    }
}

/// Asks everything.
pub(crate) fn examine(place: &Place, root: &Root) -> Vec<Finding> {
    let inspector: Inspector = place.inspector();
    let mut findings = directory::examine(place.dir());
    findings.extend(removal::examine(place.dir(), root));
    findings.extend(kernel::examine(root));
    findings.extend(limits::examine(root));
    findings.extend(objects::examine(&inspector));
    findings
}
