//! The command line.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::measure::Effort;

/// What was asked for.
#[derive(Debug)]
pub struct Arguments {
    pub plan: Plan,
    /// Where the results go, if anywhere.
    pub out: Option<PathBuf>,
}

/// Which cases, and how thoroughly.
#[derive(Debug)]
pub struct Plan {
    pub effort: Effort,
    /// What the name of a case has to contain.
    pub only: Option<String>,
}

impl Plan {
    /// Whether the case of this name is wanted.
    pub fn wants(&self, case: &str) -> bool {
        self.only
            .as_ref()
            .is_none_or(|only| case.contains(only.as_str()))
    }
}

impl Arguments {
    pub fn parse(mut words: impl Iterator<Item = String>) -> Outcome<Self> {
        let (mut effort, mut only, mut out) = (Effort::Full, None, None);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value"));
            match word.as_str() {
                "--quick" => effort = Effort::Quick,
                "--only" => only = Some(value()?),
                "--out" => out = Some(PathBuf::from(value()?)),
                _ => return Err(format!("unknown argument {word}; see src/main.rs").into()),
            }
        }
        if out.is_none() && only.is_none() {
            out = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("results"));
        }
        Ok(Self {
            plan: Plan { effort, only },
            out,
        })
    }
}
