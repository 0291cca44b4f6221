//! `rm`: removes objects that nobody writes any more.

use std::io::Write;

use shm_typed::inspect::Inspector;

use crate::escape::Escaped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::place::Place;
use crate::report;
use crate::which;

/// Remove objects that no writer is left of
#[derive(Debug, clap::Args)]
pub(crate) struct Rm {
    /// Names of objects
    #[arg(required_unless_present = "stale", value_name = "NAME", value_parser = which::name)]
    names: Vec<String>,
    /// Also while a writer lives: it goes on in an object that nobody can find
    #[arg(long, conflicts_with = "stale")]
    force: bool,
    /// Remove what killed writers have left: objects, and files of objects that are gone
    #[arg(long, conflicts_with = "names")]
    stale: bool,
    /// Only say what `--stale` would remove
    #[arg(long, requires = "stale")]
    dry_run: bool,
}

impl Rm {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let inspector = place.inspector();
        if self.stale {
            return self.sweep(&inspector, out);
        }
        let mut exit = Exit::Ok;
        for name in &self.names {
            let removed = if self.force {
                inspector.remove_by_force(name)
            } else {
                inspector.remove(name)
            };
            if let Err(error) = removed {
                // The others go all the same; the first failure is the exit code.
                let failure = Failure::from(error).with_hint(None);
                crate::report(&failure);
                if exit == Exit::Ok {
                    exit = failure.exit();
                }
            }
        }
        Ok(exit)
    }

    /// Removes what is stale, and says what it was.
    fn sweep(&self, inspector: &Inspector, out: &mut dyn Write) -> Result<Exit, Failure> {
        let listing = inspector.list()?;
        let mut exit = Exit::Ok;
        let mut done = |name: &str, removed: Result<bool, shm_typed::Error>| {
            match removed {
                Ok(true) => writeln!(out, "{}", Escaped(name))?,
                Ok(false) => {}
                Err(error) => {
                    let failure = Failure::from(error).with_hint(None);
                    exit = failure.exit();
                    crate::report(&failure);
                }
            }
            Ok::<(), Failure>(())
        };
        for entry in listing.objects() {
            let name = entry.name();
            // What cannot be looked at is not known to be stale.
            if report::has_dead_writer(inspector, &name) {
                let removed = if self.dry_run {
                    Ok(true)
                } else {
                    // It looks again: by now somebody may have taken it over and left it on purpose.
                    inspector.remove_stale(&name)
                };
                match removed {
                    // It has been removed meanwhile.
                    Err(error) if error.kind() == shm_typed::ErrorKind::NotFound => {}
                    removed => done(&name, removed)?,
                }
            }
        }
        for name in listing.leftovers() {
            let removed = if self.dry_run {
                Ok(true)
            } else {
                inspector.remove_leftovers(name)
            };
            match removed {
                // It is about to be created.
                Err(error) if error.kind() == shm_typed::ErrorKind::WriterTaken => {}
                removed => done(name, removed)?,
            }
        }
        Ok(exit)
    }
}
