//! Who removes objects behind everybody's back: logind.

use std::path::Path;

use super::{Finding, Root};

const CHECK: &str = "remove-ipc";

pub(super) fn examine(dir: &Path, root: &Root) -> Vec<Finding> {
    vec![examine_logind(dir, root)]
}

fn examine_logind(dir: &Path, root: &Root) -> Finding {
    if dir != Path::new("/dev/shm") {
        return Finding::ok(
            CHECK,
            "logind clears /dev/shm only, and this is another directory",
        );
    }
    if !root.exists("run/systemd/system") {
        return Finding::ok(CHECK, "this host was not booted by systemd");
    }
    if !is_on(root) {
        return Finding::ok(CHECK, "RemoveIPC=no");
    }
    let uid = uid(root);
    if uid.is_some_and(|uid| uid < 1000) {
        return Finding::note(
            CHECK,
            "RemoveIPC=yes, which spares this user: root or a system user",
            "run services as system users; or set RemoveIPC=no in /etc/systemd/logind.conf",
        );
    }
    Finding::problem(
        CHECK,
        "RemoveIPC=yes: this user's objects are removed when the last session ends",
        "run the service as a system user, use a directory below /run, or set RemoveIPC=no in \
         /etc/systemd/logind.conf",
    )
}

/// As the last of the files says that says anything; it is on if none does.
fn is_on(root: &Root) -> bool {
    let mut files = Vec::new();
    for place in ["usr/lib", "run", "etc"] {
        files.push(format!("{place}/systemd/logind.conf"));
    }
    let mut more = Vec::new();
    for place in ["usr/lib", "run", "etc"] {
        let folder = format!("{place}/systemd/logind.conf.d");
        let names = root.list(&folder).into_iter();
        let names = names.filter(|name| name.ends_with(".conf"));
        more.extend(names.map(|name| (name.clone(), format!("{folder}/{name}"))));
    }
    // By name, whichever folder they are in; of one name the last folder's counts.
    more.sort_by(|(a, _), (b, _)| a.cmp(b));
    files.extend(more.into_iter().map(|(_, path)| path));
    let texts = files.iter().filter_map(|file| root.text(file));
    let mut said = texts.filter_map(|text| {
        let lines = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("RemoveIPC"));
        let mut values = lines.filter_map(|rest| rest.trim_start().strip_prefix('='));
        values.next_back().map(|value| value.trim().to_lowercase())
    });
    said.next_back()
        .is_none_or(|value| matches!(value.as_str(), "yes" | "true" | "on" | "1"))
}

/// The effective user of this process.
fn uid(root: &Root) -> Option<u32> {
    let status = root.text("proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
