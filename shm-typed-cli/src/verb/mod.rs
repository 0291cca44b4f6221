//! What can be asked: a file for each verb, with its arguments and a `run`.

mod ls;
mod plot;
mod record;
mod replay;
mod rm;
mod schema;
mod show;
mod watch;

use std::io::Write;

use clap::Subcommand;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::place::Place;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Ls(ls::Ls),
    Show(show::Show),
    Schema(schema::Schema),
    Watch(watch::Watch),
    Record(record::Record),
    Replay(replay::Replay),
    Plot(plot::Plot),
    Rm(rm::Rm),
}

impl Verb {
    /// Does what is asked, and writes what there is to say to `out`.
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            Self::Ls(ls) => ls.run(place, out),
            Self::Show(show) => show.run(place, out),
            Self::Schema(schema) => schema.run(place, out),
            Self::Watch(watch) => watch.run(place, out),
            Self::Record(record) => record.run(place, out),
            Self::Replay(replay) => replay.run(out),
            Self::Plot(plot) => plot.run(place, out),
            Self::Rm(rm) => rm.run(place, out),
        }
    }
}
