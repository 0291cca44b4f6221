//! What is under a name, in full: to show that a failed call has changed nothing.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Everything that can be told of a file without opening it for writing.
///
/// Two that are equal were taken of the same file, in the same state: inode, type, mode, owner,
/// links, times of change, and each byte.
#[derive(Debug, PartialEq, Eq)]
pub struct Evidence {
    inode: u64,
    mode: u32,
    owner: u32,
    links: u64,
    changed: [(i64, i64); 2],
    target: Option<PathBuf>,
    bytes: Option<Vec<u8>>,
}

impl Evidence {
    /// Of what `path` leads to, not following a link.
    ///
    /// # Panics
    ///
    /// If nothing is there.
    pub fn of(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let stat = path.symlink_metadata().expect("something has the name");
        let is_file = stat.file_type().is_file();
        Self {
            inode: stat.ino(),
            mode: stat.mode(),
            owner: stat.uid(),
            links: stat.nlink(),
            changed: [
                (stat.mtime(), stat.mtime_nsec()),
                (stat.ctime(), stat.ctime_nsec()),
            ],
            target: fs::read_link(path).ok(),
            bytes: is_file.then(|| fs::read(path).expect("it can be read")),
        }
    }
}
