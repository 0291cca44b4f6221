//! What is in a directory of objects.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};

use crate::error::Cause;
use crate::layout::header::MAGIC;
use crate::layout::table::TABLE_MAGIC;
use crate::os::{Directory, FileSort, ObjectName, OsErrorKind, SIGNATURE_LEN, is_signature, peek};

/// The objects of one directory, and what is left of objects that are gone.
///
/// Only what begins as an object does counts as one; nothing more is known of it until it is
/// [opened](super::Inspector::open). Other files of the directory are not ours, and left out.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    objects: Vec<Entry>,
    unreadable: Vec<OsString>,
    leftovers: Vec<String>,
}

/// A file that begins as an object does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    file: OsString,
}

impl Entry {
    /// Its name, to be opened by. It may hold anything, also what no name of an object may hold, and
    /// then opening it says so: escape it before a terminal sees it. In one that is no UTF-8, NUL
    /// stands for what is none.
    #[must_use]
    pub fn name(&self) -> String {
        match self.file.to_str() {
            Some(name) => name.to_owned(),
            // U+FFFD could make it the name of another object.
            None => self.file.to_string_lossy().replace('\u{fffd}', "\0"),
        }
    }

    /// The name of its file.
    #[must_use]
    pub fn file_name(&self) -> &OsStr {
        &self.file
    }
}

impl Listing {
    pub(super) fn of(directory: &Directory) -> Result<Self, Cause> {
        let mut listing = Self::default();
        let mut companions = BTreeMap::new();
        let files = directory.names()?;
        for file in &files {
            match file.to_str().map_or(FileSort::Other, FileSort::of) {
                FileSort::Companion(name) => {
                    let is_ours = is_companion(directory, file);
                    let all = companions.entry(name.as_str().to_owned()).or_insert(true);
                    *all &= is_ours;
                }
                FileSort::Object(_) | FileSort::Other => listing.look_at(directory, file),
            }
        }
        let files: BTreeSet<&OsStr> = files.iter().map(OsString::as_os_str).collect();
        let stale = |(name, all_ours): (String, bool)| {
            (all_ours && !files.contains(OsStr::new(&name))).then_some(name)
        };
        listing.leftovers = companions.into_iter().filter_map(stale).collect();
        Ok(listing)
    }

    fn look_at(&mut self, directory: &Directory, file: &OsStr) {
        let mut first = [0; MAGIC.len()];
        match peek(directory, file, &mut first) {
            Ok(true) if first == MAGIC => self.objects.push(Entry {
                file: file.to_owned(),
            }),
            Err(error) if error.kind() == OsErrorKind::Permission => {
                self.unreadable.push(file.to_owned());
            }
            // Something else, or gone by now.
            _ => {}
        }
    }

    /// The objects, in order of their names' bytes.
    #[must_use]
    pub fn objects(&self) -> &[Entry] {
        &self.objects
    }

    /// Files that this user may not read, so that nobody knows whether they are objects.
    #[must_use]
    pub fn unreadable(&self) -> &[OsString] {
        &self.unreadable
    }

    /// Names of objects that are gone, of which a killed process has left a lock file, a reader
    /// table or an unfinished successor: [`remove_leftovers`](super::Inspector::remove_leftovers)
    /// removes those. A writer that is just starting can be among them.
    #[must_use]
    pub fn leftovers(&self) -> &[String] {
        &self.leftovers
    }
}

/// Whether a file that has the name of a companion begins as one.
fn is_companion(directory: &Directory, file: &OsStr) -> bool {
    let mut signature = [0; SIGNATURE_LEN];
    if file.as_encoded_bytes().ends_with(b".lock") {
        return peek(directory, file, &mut signature).unwrap_or(false) && is_signature(signature);
    }
    let mut magic = [0; MAGIC.len()];
    peek(directory, file, &mut magic).unwrap_or(false) && (magic == MAGIC || magic == TABLE_MAGIC)
}

/// The name of what the caller asked for, checked.
pub(super) fn checked(name: &str) -> Result<ObjectName, Cause> {
    ObjectName::new(name).map_err(Cause::Name)
}
