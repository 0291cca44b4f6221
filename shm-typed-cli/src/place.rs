//! Where objects are looked for, and whose are mapped: options of every verb.

use std::path::{Path, PathBuf};

use shm_typed::inspect::Inspector;

/// Where objects live.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Place {
    /// The directory of the objects, on a tmpfs
    #[arg(
        long,
        value_name = "DIRECTORY",
        default_value = "/dev/shm",
        global = true
    )]
    dir: PathBuf,
    /// Also map what other users own or may write, who can end this program by shortening it
    #[arg(long, global = true)]
    any_owner: bool,
}

impl Place {
    /// The directory.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// What looks there.
    pub(crate) fn inspector(&self) -> Inspector {
        let inspector = Inspector::new().directory(&self.dir);
        if self.any_owner {
            inspector.any_owner()
        } else {
            inspector
        }
    }
}
