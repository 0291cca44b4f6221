//! Where objects are looked for, and whose are mapped: options of every verb.

use std::fs::{self, File};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use shm_typed::inspect::{Finding, Inspector, Object};

use crate::exit::Exit;
use crate::failure::Failure;

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

/// Opens what `what` names: an object by its name, or one without a name by the path of a descriptor.
pub(crate) fn open(inspector: &Inspector, what: &str) -> Result<Object, Failure> {
    Ok(if is_descriptor(what) {
        inspector.open_fd(open_descriptor(what)?)?
    } else {
        inspector.open(what)?
    })
}

/// What is wrong with it.
pub(crate) fn verify(inspector: &Inspector, what: &str) -> Result<Vec<Finding>, Failure> {
    Ok(if is_descriptor(what) {
        inspector.verify_fd(open_descriptor(what)?)?
    } else {
        inspector.verify(what)?
    })
}

/// Whether it is the path of a descriptor: `/proc/PID/fd/N`, or `/dev/fd/N` for one of this process.
/// No object has such a name.
fn is_descriptor(what: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = what.split('/').collect();
    match parts[..] {
        ["", "dev", "fd", number] => is_number(number),
        ["", "proc", process, "fd", number] => {
            (process == "self" || is_number(process)) && is_number(number)
        }
        _ => false,
    }
}

/// Opens it anew, for reading: so it shares no lock with whoever has it.
fn open_descriptor(path: &str) -> Result<File, Failure> {
    let failed = |error| Failure::about(Path::new(path), &error);
    // Opening a device can do things.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        let text = format!("`{path}`: it is no regular file, and so no object");
        return Err(Failure::new(Exit::Incompatible, text));
    }
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    let flags = i32::try_from(flags.bits()).unwrap_or(0);
    let mut options = File::options();
    options.read(true).custom_flags(flags);
    options.open(path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_descriptors_are_taken_for_some() {
        for path in ["/proc/1/fd/7", "/proc/self/fd/0", "/dev/fd/12"] {
            assert!(is_descriptor(path), "{path}");
        }
        for path in [
            "7",
            "/7",
            "proc/1/fd/7",
            "/proc/1/fd/",
            "/proc/1/fd/../../2/mem",
            "/proc/x/fd/7",
            "/proc/1/fdinfo/7",
            "/dev/fd/7/",
            "/dev/shm/7",
        ] {
            assert!(!is_descriptor(path), "{path}");
        }
    }
}
