//! `shm-typed`: looks into shared objects, without their Rust types.

#![forbid(unsafe_code)]

mod cell;
mod clock;
mod compare;
mod condition;
mod doctor;
mod escape;
mod exit;
mod failure;
mod follow;
mod generate;
mod http;
mod hub;
mod json;
mod lines;
mod metrics;
mod nowhere;
mod output;
mod place;
mod plot;
mod recording;
mod render;
mod report;
mod screen;
mod source;
mod span;
mod verb;
mod which;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use failure::Failure;
use output::Output;
use place::Place;
use verb::Verb;

/// Looks into shared objects of shm-typed, without their Rust types.
#[derive(Debug, Parser)]
#[command(name = "shm-typed", version, max_term_width = 100, after_help = exit::HELP)]
struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

/// The command line that is understood, as data.
fn command() -> clap::Command {
    Arguments::command()
}

fn main() -> ExitCode {
    let Arguments { place, verb } = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let stdout = Output::new(io::stdout().lock(), "the output");
    let mut out = io::BufWriter::new(stdout);
    let done = verb.run(&place, &mut out).and_then(|exit| {
        out.flush()?;
        Ok(exit)
    });
    match done {
        Ok(exit) => exit.into(),
        // Whoever reads the output has seen enough.
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // What was found before it is output all the same.
            let _ = out.flush();
            report(&failure);
            failure.exit().into()
        }
    }
}

/// Tells what clap says of the command line: help and version are no failures.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() {
        exit::Exit::Usage.into()
    } else {
        ExitCode::SUCCESS
    }
}

/// Writes a failure to stderr; if that fails there is nobody to tell.
fn report(failure: &Failure) {
    let _ = write!(io::stderr().lock(), "{failure}");
}
