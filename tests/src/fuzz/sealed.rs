//! The bytes of an object as a file without a name, sealed as a descriptor that is handed over has to be.

use std::fs;
use std::os::fd::OwnedFd;

use rustix::fs::SealFlags;

use crate::Name;
use crate::handover::memory_file;

/// Longer ones are not copied: it is only the end that differs, and it is zero.
const MOST: u64 = 1 << 20;

/// What `name` leads to now, for a reader who has nothing but a descriptor; none if it is too long.
pub(super) fn sealed(name: &Name) -> Option<OwnedFd> {
    let len = fs::metadata(name.path()).expect("it is there").len();
    let seals = SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE | SealFlags::SEAL;
    (len <= MOST).then(|| memory_file(&fs::read(name.path()).expect("it is there"), seals))
}
