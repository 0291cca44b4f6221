//! The directory of the objects: its size, and who may do what there.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Finding;
use crate::render;

/// What a container gets unless told otherwise.
const SMALL: u64 = 64 << 20;

pub(super) fn examine(dir: &Path) -> Vec<Finding> {
    let shown = dir.display();
    let metadata = match fs::metadata(dir) {
        Ok(metadata) if metadata.is_dir() => metadata,
        Ok(_) => {
            return vec![Finding::problem(
                "directory",
                format!("{shown} is no directory"),
                "name one on a tmpfs",
            )];
        }
        Err(error) => {
            return vec![Finding::problem(
                "directory",
                format!("{shown} cannot be looked at: {error}"),
                "mount a tmpfs there, or name another directory",
            )];
        }
    };
    let mut findings = vec![space(dir)];
    let mode = metadata.permissions().mode() & 0o7777;
    findings.push(if mode & 0o022 != 0 && mode & 0o1000 == 0 {
        Finding::problem(
            "directory-mode",
            format!("{shown} has mode {mode:04o}: whoever may write it can take any object away"),
            "chmod +t it, or let nobody but its owner write it",
        )
    } else if mode & 0o002 != 0 {
        Finding::note(
            "directory-mode",
            format!(
                "{shown} has mode {mode:04o}: any user can take a name before your service does"
            ),
            "for a service that must not be hindered, use a directory of its own below /run",
        )
    } else {
        Finding::ok("directory-mode", format!("{shown} has mode {mode:04o}"))
    });
    findings
}

fn space(dir: &Path) -> Finding {
    const CHECK: &str = "space";
    let shown = dir.display();
    let (Ok(kind), Ok(space)) = (rustix::fs::statfs(dir), rustix::fs::statvfs(dir)) else {
        return Finding::problem(
            CHECK,
            format!("{shown}: the kernel does not tell its size"),
            "mount a tmpfs there, or name another directory",
        );
    };
    // TMPFS_MAGIC
    if kind.f_type != 0x0102_1994 {
        return Finding::problem(
            CHECK,
            format!("{shown} is on no tmpfs, so no object can be created there"),
            "mount a tmpfs there, or name another directory",
        );
    }
    let total = space.f_blocks.saturating_mul(space.f_frsize);
    let free = space.f_bavail.saturating_mul(space.f_frsize);
    if total == 0 {
        return Finding::note(
            CHECK,
            format!("{shown} has no limit: objects may use up the memory"),
            "mount it with a size",
        );
    }
    let what = format!(
        "{shown} has {}, of which {} are free",
        render::bytes(total),
        render::bytes(free)
    );
    let no_names = space.f_files != 0 && space.f_favail == 0;
    if free < total / 20 || no_names {
        Finding::problem(
            CHECK,
            if no_names {
                format!("{what}, and no inode is left")
            } else {
                what
            },
            "remove what nobody uses (`shm-typed ls`, `shm-typed rm --stale`), or remount it with more",
        )
    } else if total <= SMALL {
        Finding::note(
            CHECK,
            what,
            "that is what a container gets unless told otherwise: start it with --shm-size=1g, or \
             mount a tmpfs",
        )
    } else {
        Finding::ok(CHECK, what)
    }
}
