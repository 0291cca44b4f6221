//! shm-typed beside its rivals and the limit, in one run.
//!
//! ```text
//! cargo run --release [-- --quick] [--only NAME] [--out DIR]
//! cargo run --release -- growth [--quick] [--out DIR]
//!
//! growth       how the costs grow with size, readers, fields and objects: `growth.md`, `.json` and `.svg`
//! --quick      every case once: whether it works, not how fast it is
//! --only NAME  the cases, such as `hot` or `read/64B/pipe`, that have NAME in their name
//! --out DIR    where `latest.md`, `.json` and `.svg` go; `results` beside the manifest by default,
//!              and with --only nowhere
//! ```

#![deny(unsafe_code, reason = "files that need it say why")]

mod arguments;
mod case;
mod contender;
mod cpu;
mod growth;
mod job;
mod machine;
mod measure;
mod name;
mod payload;
mod peer;
mod report;
mod result;
mod watchdog;

use std::process::ExitCode;
use std::thread;

use arguments::Arguments;

/// What can go wrong is told to a person, who reads it.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Room for values of 64 MiB that contenders pass by value, several at a time.
const STACK: usize = 1 << 30;

fn main() -> ExitCode {
    let work = || {
        let mut arguments = std::env::args().skip(1).peekable();
        let done = if arguments.next_if(|first| first == peer::COMMAND).is_some() {
            peer::run(&arguments.collect::<Vec<_>>())
        } else if arguments
            .next_if(|first| first == growth::COMMAND)
            .is_some()
        {
            growth::run(arguments)
        } else {
            Arguments::parse(arguments).and_then(|arguments| bench(&arguments))
        };
        done.map_err(|error| error.to_string())
    };
    // One thread for everything: a child is killed when the thread that started it ends.
    let ended = thread::Builder::new()
        .stack_size(STACK)
        .spawn(work)
        .expect("a thread starts")
        .join();
    match ended {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        Err(_) => ExitCode::FAILURE, // the panic has said why
    }
}

/// Runs the cases and reports.
fn bench(arguments: &Arguments) -> Outcome<()> {
    let _sweeper = name::Sweeper::new();
    let before = machine::Machine::look();
    cpu::pin(cpu::READER);
    let mut results = result::Results::default();
    case::run_all(&arguments.plan, &mut results)?;
    let report = report::Report::new(before, &arguments.plan, results);
    println!("{}", report.markdown());
    if let Some(directory) = &arguments.out {
        report.write(directory)?;
    }
    report.verdict()
}
