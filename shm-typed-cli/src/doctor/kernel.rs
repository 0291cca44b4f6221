//! The kernel, and what lies between it and this process.

use rustix::thread::{MembarrierCommand, membarrier_query};

use super::{Finding, Root};

pub(super) fn examine(root: &Root) -> Vec<Finding> {
    let mut findings = vec![container(root)];
    findings.extend(memory(root));
    findings.push(membarrier());
    findings.push(huge_pages(root));
    findings.push(processes(root));
    findings
}

fn container(root: &Root) -> Finding {
    const CHECK: &str = "container";
    let marked = root.exists(".dockerenv") || root.exists("run/.containerenv");
    let told = root.text("run/systemd/container").is_some();
    let grouped = root.text("proc/1/cgroup").is_some_and(|groups| {
        ["docker", "kubepods", "containerd", "libpod", "lxc"]
            .iter()
            .any(|word| groups.contains(word))
    });
    if marked || told || grouped {
        Finding::note(
            CHECK,
            "this is a container: its /dev/shm and its pids are its own",
            "to share objects with others, share a tmpfs and name it with --dir; trust states, not pids",
        )
    } else {
        Finding::ok(CHECK, "this is no container, as far as files tell")
    }
}

/// The limit of the group, if there is one.
fn memory(root: &Root) -> Option<Finding> {
    let limit = root.text("sys/fs/cgroup/memory.max")?;
    let bytes: u64 = limit.parse().ok()?;
    Some(Finding::note(
        "memory",
        format!(
            "this group may use {} of memory, and its objects count: the kernel kills at the limit",
            crate::render::bytes(bytes)
        ),
        "size the limit for the objects that the group creates",
    ))
}

fn membarrier() -> Finding {
    const CHECK: &str = "membarrier";
    if membarrier_query().contains_command(MembarrierCommand::RegisterGlobalExpedited) {
        Finding::ok(CHECK, "membarrier is there: a publish runs no fence")
    } else {
        Finding::note(
            CHECK,
            "membarrier is not to be had here: each publish runs a fence, and waiters may look every 10 ms",
            "allow the call in the sandbox's filter",
        )
    }
}

fn huge_pages(root: &Root) -> Finding {
    const CHECK: &str = "huge-pages";
    let modes = root.text("sys/kernel/mm/transparent_hugepage/shmem_enabled");
    let mode = modes.as_deref().and_then(|modes| {
        let (_, rest) = modes.split_once('[')?;
        rest.split_once(']').map(|(mode, _)| mode.to_owned())
    });
    match mode.as_deref() {
        Some(mode @ ("always" | "within_size" | "advise" | "force")) => Finding::ok(
            CHECK,
            format!("the kernel gives huge pages to shared memory: {mode}"),
        ),
        Some(mode) => Finding::note(
            CHECK,
            format!("the kernel gives shared memory no huge pages: shmem_enabled is {mode}"),
            "for values of many MiB, write advise to \
             /sys/kernel/mm/transparent_hugepage/shmem_enabled",
        ),
        None => Finding::ok(
            CHECK,
            "the kernel says nothing of huge pages for shared memory",
        ),
    }
}

fn processes(root: &Root) -> Finding {
    const CHECK: &str = "proc";
    if root.exists("proc/self/maps") {
        Finding::ok(CHECK, "/proc is there: `ls` can count readers of this user")
    } else {
        Finding::note(
            CHECK,
            "/proc is not mounted: `ls` cannot count readers, and objects do not know the boot they are of",
            "mount /proc",
        )
    }
}
