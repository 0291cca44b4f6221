//! Which object an argument means, for every verb that opens one.

use std::fmt;
use std::fs::{self, File};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use shm_typed::inspect::{Finding, Inspector, Object};

use crate::exit::Exit;
use crate::failure::Failure;

/// What is said of it in the help of a verb that takes one.
pub(crate) const HELP: &str =
    "The object's name; of one without, the path of a descriptor: `/proc/PID/fd/N`, `/dev/fd/N`";

/// The same, of a verb that takes several.
pub(crate) const HELP_OF_SEVERAL: &str =
    "Names of objects; of one without, the path of a descriptor: `/proc/PID/fd/N`, `/dev/fd/N`";

/// How every object with a header begins, and no text does.
pub(crate) const MAGIC: &[u8; 8] = b"SHMTYPED";

/// An object by its name, or one without a name by the path of a descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Name(String),
    /// `/proc/PID/fd/N`, or `/dev/fd/N` for one that this process was started with.
    Descriptor(String),
}

impl From<&str> for Which {
    fn from(text: &str) -> Self {
        if is_descriptor(text) {
            Self::Descriptor(text.to_owned())
        } else {
            Self::Name(text.to_owned())
        }
    }
}

impl Which {
    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Name(text) | Self::Descriptor(text) => text,
        }
    }

    /// What `object`, which it led to, is called beside others. The label of an object without a name says
    /// nothing there: it is whatever its author wrote.
    pub(crate) fn called<'a>(&'a self, object: &'a Object) -> &'a str {
        match self {
            Self::Name(_) => object.name(),
            Self::Descriptor(path) => path,
        }
    }

    /// Opens it.
    pub(crate) fn open(&self, inspector: &Inspector) -> Result<Object, Failure> {
        Ok(match self {
            Self::Name(name) => inspector.open(name)?,
            Self::Descriptor(path) => inspector
                .open_fd(open_descriptor(path)?)
                .map_err(|error| refused(path, error))?,
        })
    }

    /// What is wrong with it.
    pub(crate) fn verify(&self, inspector: &Inspector) -> Result<Vec<Finding>, Failure> {
        Ok(match self {
            Self::Name(name) => inspector.verify(name)?,
            Self::Descriptor(path) => inspector
                .verify_fd(open_descriptor(path)?)
                .map_err(|error| refused(path, error))?,
        })
    }

    /// Whether it is an object for a verb that takes files as well: a name that `is_file` says nothing of,
    /// or a descriptor of what begins as an object does. So a shell may pass a file as `/dev/fd/N`.
    pub(crate) fn is_object(&self, is_file: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Name(name) => !is_file(name),
            Self::Descriptor(path) => open_descriptor(path).is_ok_and(|file| begins_as_one(&file)),
        }
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// An argument of a verb that goes by names and by nothing else.
pub(crate) fn name(text: &str) -> Result<String, &'static str> {
    match Which::from(text) {
        Which::Name(name) => Ok(name),
        Which::Descriptor(_) => {
            Err("that is the path of a descriptor, and this verb goes by names")
        }
    }
}

/// Whether it is the path of a descriptor. No object has such a name.
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

/// Why a descriptor is not taken. Whose it is does not matter, so it is of no use to say that it may be anybody's.
fn refused(path: &str, error: shm_typed::Error) -> Failure {
    Failure::from(error).with_hint(None).of(path)
}

/// Whether it begins as an object does.
fn begins_as_one(file: &File) -> bool {
    let mut first = [0; MAGIC.len()];
    file.read_exact_at(&mut first, 0).is_ok() && first == *MAGIC
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_descriptors_are_taken_for_some() {
        for path in ["/proc/1/fd/7", "/proc/self/fd/0", "/dev/fd/12"] {
            assert_eq!(Which::from(path), Which::Descriptor(path.to_owned()));
            assert!(name(path).is_err(), "{path}");
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
            assert_eq!(Which::from(path), Which::Name(path.to_owned()));
            assert_eq!(name(path).as_deref(), Ok(path));
        }
    }
}
