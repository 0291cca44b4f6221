//! What can be asked: a file for each verb, with its arguments and a `run`.

mod rm;

use std::io::Write;

use clap::Subcommand;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::place::Place;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Rm(rm::Rm),
}

impl Verb {
    /// Does what is asked, and writes what there is to say to `out`.
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            Self::Rm(rm) => rm.run(place, out),
        }
    }
}
