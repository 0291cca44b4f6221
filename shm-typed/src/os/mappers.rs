//! Which processes have a file mapped, as far as `/proc` tells this one.
//!
//! For people to read: a process may map and unmap at any time, and those of other users and of other
//! PID namespaces are not seen.

use std::fs;

/// One process's mapping of a file that others may have mapped too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mapper {
    pub(crate) pid: u32,
    /// The device's major and minor number, and the file's own.
    pub(crate) file: (u32, u32, u64),
    /// Whether the process may write there.
    pub(crate) writes: bool,
}

/// All shared mappings of files that this process may see, but its own.
///
/// A process that ends meanwhile, or that may not be looked at, is left out; where there is no `/proc`
/// there are none.
pub(crate) fn all() -> Vec<Mapper> {
    let own = std::process::id();
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for process in processes.flatten() {
        let pid = process
            .file_name()
            .to_str()
            .and_then(|pid| pid.parse().ok());
        let Some(pid) = pid.filter(|pid| *pid != own) else {
            continue;
        };
        // Paths in it may be any bytes.
        let Ok(maps) = fs::read(process.path().join("maps")) else {
            continue;
        };
        found.extend(
            maps.split(|byte| *byte == b'\n')
                .filter_map(|line| mapper(pid, line)),
        );
    }
    found
}

/// What one line of `maps` says: `from-to perms offset major:minor inode path`.
fn mapper(pid: u32, line: &[u8]) -> Option<Mapper> {
    let mut words = line
        .split(|byte| *byte == b' ')
        .filter(|word| !word.is_empty());
    let permissions = words.nth(1)?;
    if permissions.last() != Some(&b's') {
        return None;
    }
    let device = core::str::from_utf8(words.nth(1)?).ok()?;
    let (major, minor) = device.split_once(':')?;
    let inode = core::str::from_utf8(words.next()?).ok()?;
    Some(Mapper {
        pid,
        file: (
            u32::from_str_radix(major, 16).ok()?,
            u32::from_str_radix(minor, 16).ok()?,
            inode.parse().ok()?,
        ),
        writes: permissions.get(1) == Some(&b'w'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_file_and_the_access() {
        let line = b"7f1c2a000000-7f1c2a002000 r--s 00000000 00:1a 4711          /dev/shm/a b";

        let found = mapper(9, line);

        let file = (0, 0x1a, 4711);
        assert_eq!(
            found,
            Some(Mapper {
                pid: 9,
                file,
                writes: false
            })
        );
    }

    #[test]
    fn private_mappings_and_other_lines_do_not_count() {
        for line in [
            &b"7f1c2a000000-7f1c2a002000 r--p 00000000 00:1a 4711 /dev/shm/a"[..],
            b"",
            b"7f1c",
            b"a rw-s 0 zz:1 1",
            b"a rw-s 0 00:1 -",
        ] {
            assert_eq!(mapper(9, line), None, "{line:?}");
        }
    }
}
