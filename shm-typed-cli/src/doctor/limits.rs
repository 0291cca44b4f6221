//! Limits of this process, which its services may share.

use super::{Finding, Root};
use crate::render;

/// The least locked memory with which a value of a few MiB can be locked.
const LOCKED: u64 = 64 << 20;
const FILES: u64 = 1024;

pub(super) fn examine(root: &Root) -> Vec<Finding> {
    let Some(limits) = root.text("proc/self/limits") else {
        return Vec::new();
    };
    // `Max open files   1024   4096   files`: the soft one; none if there is no limit.
    let limit = |name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    vec![
        match limit("Max file size") {
            Some(bytes) => Finding::problem(
                "file-size-limit",
                format!(
                    "RLIMIT_FSIZE is {}: no larger object can be created",
                    render::bytes(bytes)
                ),
                "ulimit -f unlimited, or LimitFSIZE=infinity in the unit",
            ),
            None => Finding::ok("file-size-limit", "RLIMIT_FSIZE is unlimited"),
        },
        match limit("Max locked memory") {
            Some(bytes) if bytes < LOCKED => Finding::note(
                "locked-memory-limit",
                format!(
                    "RLIMIT_MEMLOCK is {}: memory beyond it cannot be locked",
                    render::bytes(bytes)
                ),
                "for processes that must not wait for a page: ulimit -l, or LimitMEMLOCK= in the unit",
            ),
            Some(bytes) => Finding::ok(
                "locked-memory-limit",
                format!("RLIMIT_MEMLOCK is {}", render::bytes(bytes)),
            ),
            None => Finding::ok("locked-memory-limit", "RLIMIT_MEMLOCK is unlimited"),
        },
        match limit("Max open files") {
            Some(files) if files < FILES => Finding::note(
                "open-files-limit",
                format!(
                    "RLIMIT_NOFILE is {files}; a writer holds 4 files open for each object, a reader 1"
                ),
                "ulimit -n, or LimitNOFILE= in the unit",
            ),
            Some(files) => Finding::ok("open-files-limit", format!("RLIMIT_NOFILE is {files}")),
            None => Finding::ok("open-files-limit", "RLIMIT_NOFILE is unlimited"),
        },
    ]
}
