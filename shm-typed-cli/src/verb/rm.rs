//! `rm`: removes an object that has no writer.

use std::io::Write;
use std::path::Path;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::place::Place;

/// Remove objects that a dead writer has left behind
#[derive(Debug, clap::Args)]
pub(crate) struct Rm {
    /// Names of objects
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

impl Rm {
    pub(crate) fn run(&self, place: &Place, _out: &mut dyn Write) -> Result<Exit, Failure> {
        if place.dir != Path::new("/dev/shm") {
            return Err(Failure::new(
                Exit::Usage,
                "objects of another directory are removed by hand",
            ));
        }
        for name in &self.names {
            shm_typed::remove(name)?;
        }
        Ok(Exit::Ok)
    }
}
