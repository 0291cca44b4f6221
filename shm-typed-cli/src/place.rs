//! Where objects are looked for: options of every verb.

use std::path::PathBuf;

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
    pub(crate) dir: PathBuf,
}
