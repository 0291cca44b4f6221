//! What can be asked: a file for each verb, with its arguments and a `run`.

mod check;
mod completions;
mod diff;
mod doctor;
mod export;
mod ls;
mod man;
mod plot;
mod record;
mod replay;
mod rm;
mod schema;
mod serve;
mod show;
mod verify;
mod wait;
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
    Wait(wait::Wait),
    Diff(diff::Diff),
    Verify(verify::Verify),
    Export(export::Export),
    Serve(serve::Serve),
    Doctor(doctor::Doctor),
    Completions(completions::Completions),
    Man(man::Man),
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
            Self::Wait(wait) => wait.run(place, out),
            Self::Diff(diff) => diff.run(place, out),
            Self::Verify(verify) => verify.run(place, out),
            Self::Export(export) => export.run(place, out),
            Self::Serve(serve) => serve.run(place, out),
            Self::Doctor(doctor) => doctor.run(place, out),
            Self::Completions(completions) => completions.run(out),
            Self::Man(man) => man.run(out),
        }
    }
}
