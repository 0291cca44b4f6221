//! Promise: `doctor` finds what about a host will bite, and says what to do.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may")]

mod kit;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;
use shm_typed_tests::Watchdog;

use kit::{Engine, Folder};

#[test]
#[ignore = "a process of its own"]
fn hold() {
    kit::hold();
}

/// The files of a host on which nothing bites.
struct Host(Folder);

impl Host {
    fn new(tag: &str) -> Self {
        let host = Self(Folder::new(tag));
        host.put("proc/self/maps", "");
        host.put(
            "proc/self/status",
            "Name:\tx\nUid:\t1000\t1000\t1000\t1000\n",
        );
        host.limits("unlimited", "unlimited", "4096");
        host.put(
            "sys/kernel/mm/transparent_hugepage/shmem_enabled",
            "always within_size [advise] never deny force\n",
        );
        host
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn put(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn limits(&self, size: &str, locked: &str, files: &str) {
        let text = format!(
            "Limit                     Soft Limit           Hard Limit           Units
Max file size             {size}            unlimited            bytes
Max open files            {files}                20000                files
Max locked memory         {locked}              unlimited              bytes
"
        );
        self.put("proc/self/limits", &text);
    }

    /// What is found, by its question: how bad it is, and the whole of it.
    fn ask(&self, folder: &Folder, check: &str) -> (String, Value) {
        let args = ["doctor", "--json", "--root", self.path().to_str().unwrap()];
        let done = folder.run(&args);
        assert_eq!(done.err, "");
        let document: Value = serde_json::from_str(&done.out).unwrap();
        let findings = document["findings"].as_array().unwrap();
        let has_problem = findings.iter().any(|finding| finding["level"] == "problem");
        assert_eq!(done.code, Some(i32::from(has_problem)));
        for finding in findings {
            // Whatever is not in order comes with what to do.
            assert_eq!(
                finding["level"] == "ok",
                finding["do"].is_null(),
                "{finding}"
            );
        }
        let found = findings.iter().find(|finding| finding["check"] == check);
        let found = found
            .unwrap_or_else(|| panic!("nobody asked {check}"))
            .clone();
        (found["level"].as_str().unwrap().to_owned(), found)
    }
}

#[test]
fn a_host_on_which_nothing_bites_is_told_so() {
    let (folder, host) = (
        Folder::new("cli-doctor-ok"),
        Host::new("cli-doctor-ok-host"),
    );
    let _writer = folder.options().create("engine", Engine::new()).unwrap();

    for check in [
        "directory-mode",
        "remove-ipc",
        "container",
        "huge-pages",
        "proc",
        "file-size-limit",
        "locked-memory-limit",
        "open-files-limit",
        "stale-objects",
        "leftovers",
        "faults",
        "unreadable",
    ] {
        let (level, found) = host.ask(&folder, check);
        assert_eq!(level, "ok", "{found}");
    }
    let text = folder
        .run(&["doctor", "--root", host.path().to_str().unwrap()])
        .text();
    assert!(
        text.contains("ok       file-size-limit: RLIMIT_FSIZE is unlimited\n"),
        "{text}"
    );
}

#[test]
fn limits_are_told_with_what_to_do() {
    let (folder, host) = (
        Folder::new("cli-doctor-limits"),
        Host::new("cli-doctor-limits-host"),
    );
    host.limits("1048576", "8388608", "64");

    let (level, found) = host.ask(&folder, "file-size-limit");
    assert_eq!(level, "problem");
    assert_eq!(
        found["what"],
        "RLIMIT_FSIZE is 1.0 MiB: no larger object can be created"
    );
    assert_eq!(host.ask(&folder, "locked-memory-limit").0, "note");
    assert_eq!(host.ask(&folder, "open-files-limit").0, "note");

    let text = folder
        .run(&["doctor", "--root", host.path().to_str().unwrap()])
        .out;
    assert!(
        text.contains(
            "problem  file-size-limit: RLIMIT_FSIZE is 1.0 MiB: no larger object can be created
         do: ulimit -f unlimited, or LimitFSIZE=infinity in the unit\n"
        ),
        "{text}"
    );
}

#[test]
fn logind_bites_users_who_log_out() {
    let host = Host::new("cli-doctor-logind");
    let ask = || {
        let args = ["--root", host.path().to_str().unwrap()];
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_shm-typed"))
            .args(["doctor", "--json"])
            .args(args)
            .output()
            .unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = document["findings"].as_array().unwrap();
        let found = findings
            .iter()
            .find(|finding| finding["check"] == "remove-ipc");
        found.unwrap()["level"].as_str().unwrap().to_owned()
    };

    assert_eq!(ask(), "ok", "no systemd");
    host.put("run/systemd/system/x", "");
    assert_eq!(ask(), "problem", "it is on by default");
    host.put(
        "etc/systemd/logind.conf",
        "[Login]\n#RemoveIPC=yes\nRemoveIPC = no\n",
    );
    assert_eq!(ask(), "ok");
    host.put(
        "usr/lib/systemd/logind.conf.d/50.conf",
        "[Login]\nRemoveIPC=yes\n",
    );
    assert_eq!(ask(), "problem", "a file of the folder has the last word");
    host.put("proc/self/status", "Uid:\t0\t0\t0\t0\n");
    assert_eq!(ask(), "note", "root is spared");
}

#[test]
fn a_container_and_its_limits_are_noted() {
    let (folder, host) = (
        Folder::new("cli-doctor-box"),
        Host::new("cli-doctor-box-host"),
    );
    host.put(".dockerenv", "");
    host.put("sys/fs/cgroup/memory.max", "67108864\n");
    host.put(
        "sys/kernel/mm/transparent_hugepage/shmem_enabled",
        "always within_size advise [never] deny force\n",
    );

    assert_eq!(host.ask(&folder, "container").0, "note");
    assert_eq!(host.ask(&folder, "huge-pages").0, "note");
    let (level, found) = host.ask(&folder, "memory");
    assert_eq!(level, "note");
    assert!(
        found["what"].as_str().unwrap().contains("64.0 MiB"),
        "{found}"
    );
    host.put("sys/fs/cgroup/memory.max", "max\n");
}

#[test]
fn what_dead_writers_left_is_told() {
    let _watchdog = Watchdog::new("what is left", 60);
    let (folder, host) = (
        Folder::new("cli-doctor-stale"),
        Host::new("cli-doctor-stale-host"),
    );
    let mut peer = folder.writer("held");
    assert_eq!(host.ask(&folder, "stale-objects").0, "ok");

    peer.kill();

    let (level, found) = host.ask(&folder, "stale-objects");
    assert_eq!(level, "problem");
    assert!(
        found["what"].as_str().unwrap().ends_with(": held"),
        "{found}"
    );
    fs::remove_file(folder.path().join("held")).unwrap();
    let (level, found) = host.ask(&folder, "leftovers");
    assert_eq!(level, "note");
    assert!(
        found["what"].as_str().unwrap().ends_with(": held"),
        "{found}"
    );
}

#[test]
fn odd_modes_and_broken_objects_are_told() {
    let (folder, host) = (
        Folder::new("cli-doctor-faults"),
        Host::new("cli-doctor-faults-host"),
    );
    let _writer = folder.options().create("engine", Engine::new()).unwrap();
    let path = folder.path().join("engine");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();

    let (level, found) = host.ask(&folder, "faults");
    assert_eq!(level, "problem");
    assert_eq!(found["what"], "others than the owner may write engine");

    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    // Only root can give files away.
    if std::os::unix::fs::chown(&path, Some(65534), None).is_ok() {
        let (level, found) = host.ask(&folder, "faults");
        assert_eq!(
            (level.as_str(), &found["what"]),
            ("note", &"other users own engine".into())
        );
    }

    let whole = fs::read(&path).unwrap();
    fs::write(folder.path().join("short"), &whole[..600]).unwrap();
    let (_, found) = host.ask(&folder, "faults");
    assert_eq!(found["what"], "something is wrong with short");

    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(host.ask(&folder, "directory-mode").0, "problem");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    assert_eq!(host.ask(&folder, "directory-mode").0, "note");
}
