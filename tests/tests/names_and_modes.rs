//! Promise: a name is one object, its mode is what was asked for, and a process holds no more of it
//! than it must.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};

use shm_typed::{ErrorKind, OnDrop, SharedBox, SharedRef};
use shm_typed_tests::process::mappings_of;
use shm_typed_tests::{Name, Watchdog};

const PROBE: &str = env!("CARGO_BIN_EXE_probe");

/// What `probe` prints, which has to end well.
fn probe(args: &[&str]) -> String {
    printed(Command::new(PROBE).args(args).output().unwrap())
}

fn printed(output: Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", output.status);
    String::from_utf8(output.stdout).unwrap().trim_end().into()
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

// ---- names -------------------------------------------------------------------------------------

#[test]
fn a_name_with_and_without_its_slash_is_one_object() {
    let name = Name::unique("slash");
    let posix = format!("/{}", &*name);
    let mut writer = SharedBox::create(&posix, 1_u64).unwrap();

    let readers = [&*name, &posix].map(|name| SharedRef::<u64>::open(name).unwrap());

    writer.publish(&2);
    for reader in &readers {
        assert_eq!((reader.read(), reader.name()), (2, &*name));
    }
    assert_eq!(writer.name(), &*name);
    for again in [&*name, &posix] {
        let error = SharedBox::create(again, 1_u64).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert_eq!(error.object(), again, "as the caller spelled it");
    }
}

#[test]
fn a_refused_name_is_told_the_spelling_to_use() {
    let long = "n".repeat(243);

    for (refused, instead) in [
        ("", "engine"),
        ("/", "engine"),
        ("/dev/shm/engine", "engine"),
        ("//engine", "engine"),
        ("car/engine", "car.engine"),
        ("engine/", "engine"),
        ("..", "engine"),
        ("../engine", "engine"),
        (".engine", "engine"),
        ("engine\0", "engine"),
        ("engine\n", "engine"),
        ("engine.lock", "engine"),
        ("engine.readers", "engine"),
        (&long, &long[1..]),
    ] {
        let errors = [
            SharedBox::create(refused, 1_u64).map(drop),
            SharedBox::<u64>::open(refused).map(drop),
            SharedBox::open_or_create(refused, 1_u64).map(drop),
            SharedBox::replace(refused, 1_u64).map(drop),
            SharedRef::<u64>::open(refused).map(drop),
            shm_typed::remove(refused),
        ];

        for error in errors.map(Result::unwrap_err) {
            assert_eq!(error.kind(), ErrorKind::InvalidName, "{refused:?}");
            let text = error.to_string();
            assert!(text.ends_with(&format!(": write `{instead}`")), "{text}");
            assert!(!text.contains(char::is_control), "{text:?}");
        }
    }
}

#[test]
fn the_longest_name_works_with_all_its_companions() {
    let name = Name::unique("longest");
    let longest = format!("{}{}", &*name, "n".repeat(242 - name.len()));

    let writer = SharedBox::create(&longest, 1_u64).unwrap();

    assert_eq!(SharedRef::<u64>::open(&longest).unwrap().read(), 1);
    drop(writer);
    drop(
        SharedBox::options()
            .on_drop(OnDrop::Keep)
            .create(&longest, 2_u64)
            .unwrap(),
    );
    assert_eq!(*SharedBox::replace(&longest, 3_u64).unwrap(), 3);
    assert_eq!(
        SharedRef::<u64>::open(&longest).unwrap_err().kind(),
        ErrorKind::NotFound
    );
}

// ---- modes -------------------------------------------------------------------------------------

#[test]
fn the_mode_is_exact_whatever_the_umask() {
    for mask in ["0", "022", "077", "777"] {
        for mode in ["0600", "0640", "0644"] {
            let name = Name::unique("umask");

            let modes = probe(&["modes", &name, mask, mode]);

            assert_eq!(modes, format!("{mode} 0600 0660"), "umask {mask}");
        }
    }
}

#[test]
fn the_mode_is_0600_unless_another_is_asked_for_and_that_of_what_exists_stays() {
    let name = Name::unique("default");
    let mode = || fs::metadata(name.path()).unwrap().permissions().mode() & 0o7777;
    let keep = SharedBox::options().on_drop(OnDrop::Keep);

    drop(keep.create(&name, 1_u64).unwrap());
    assert_eq!(mode(), 0o600);

    drop(keep.clone().mode(0o644).open(&name).unwrap());
    assert_eq!(mode(), 0o600);

    drop(keep.mode(0o644).replace(&name, 1).unwrap());
    assert_eq!(mode(), 0o644, "a new object");
}

#[test]
fn a_mode_that_lets_others_write_is_refused_and_nothing_is_made() {
    for mode in [
        0o620, 0o602, 0o660, 0o666, 0o777, 0o755, 0o400, 0o4600, 0o10600, 0,
    ] {
        let name = Name::unique("refused-mode");

        let error = SharedBox::options()
            .mode(mode)
            .create(&name, 1_u64)
            .unwrap_err();

        assert_eq!(error.kind(), ErrorKind::InvalidOption, "{mode:o}");
        let text = error.to_string();
        assert!(text.contains(&format!("{mode:#o}")), "{text}");
        assert!(text.contains("0o600") && text.contains("0o644"), "{text}");
        assert!(!name.exists() && !name.has_companions());
    }
}

#[test]
fn a_mode_of_the_reader_table_that_lets_others_execute_is_refused_and_nothing_is_made() {
    for mode in [0o777, 0o400, 0o4600] {
        let name = Name::unique("refused-table");

        let error = SharedBox::options()
            .reader_table(Some(mode))
            .create(&name, 1_u64)
            .unwrap_err();

        assert_eq!(error.kind(), ErrorKind::InvalidOption, "{mode:o}");
        assert!(error.to_string().contains(".readers"), "{error}");
        assert!(!name.exists() && !name.has_companions());
    }
}

#[test]
fn a_single_slot_is_refused_and_nothing_is_made() {
    for slots in [0, 1] {
        let name = Name::unique("slots");

        let error = SharedBox::options()
            .slots(slots)
            .create(&name, 1_u64)
            .unwrap_err();

        assert_eq!(error.kind(), ErrorKind::InvalidOption);
        assert!(error.to_string().contains("slots(2)"), "{error}");
        assert!(!name.exists() && !name.has_companions());
    }
}

#[test]
fn another_user_reads_what_the_mode_lets_him_and_writes_nothing() {
    const NOBODY: u32 = 65_534;
    if !is_root() {
        println!("skipped: only root can become another user");
        return;
    }
    for (mode, read) in [(0o600, "PermissionDenied: "), (0o644, "read 7 TimedOut")] {
        let name = Name::unique("stranger");
        let _writer = SharedBox::options()
            .mode(mode)
            .create(&name, 7_u64)
            .unwrap();

        let mut command = Command::new(PROBE);
        command.args(["stranger", &name]).uid(NOBODY).gid(NOBODY);
        let printed = match command.output() {
            Ok(output) => printed(output),
            Err(error) => {
                println!("skipped: another user cannot run {PROBE}: {error}");
                return;
            }
        };

        let lines: Vec<_> = printed.lines().collect();
        assert!(lines[0].starts_with(read), "{mode:04o}: {}", lines[0]);
        if mode == 0o600 {
            assert!(lines[0].contains("ask its owner for read permission"));
        }
        assert!(lines[1].starts_with("PermissionDenied: "), "{}", lines[1]);
        assert!(lines[1].contains("run as that user"), "{}", lines[1]);
    }
}

#[test]
fn an_object_of_another_user_is_refused_with_what_accepts_it() {
    const NOBODY: u32 = 65_534;
    if !is_root() {
        println!("skipped: only root can give a file to another user");
        return;
    }
    let name = Name::unique("given");
    drop(
        SharedBox::options()
            .on_drop(OnDrop::Keep)
            .create(&name, 7_u64),
    );
    let path = format!("/dev/shm/{}", &*name);
    std::os::unix::fs::chown(&path, Some(NOBODY), None).unwrap();

    let reader = SharedRef::<u64>::open(&name).unwrap_err();
    let writer = SharedBox::<u64>::open(&name).unwrap_err();

    assert_eq!(reader.kind(), ErrorKind::Untrusted);
    assert!(reader.to_string().contains("`owner(65534)`"), "{reader}");
    let accepted = SharedRef::<u64>::options().owner(NOBODY).open(&name);
    assert_eq!(accepted.unwrap().read(), 7);
    assert_eq!(writer.kind(), ErrorKind::Untrusted);
    assert!(writer.to_string().contains("run as that user"), "{writer}");
    std::os::unix::fs::chown(&path, Some(0), None).unwrap();
}

// ---- what an error says ------------------------------------------------------------------------

#[test]
fn what_main_prints_of_an_error_is_its_text_and_then_its_kind() {
    let error = SharedRef::<u64>::open("a/b").unwrap_err();
    assert_eq!(format!("{error:?}"), format!("{error} (InvalidName)"));

    let name = Name::unique("nothing");
    let error = SharedRef::<u64>::open(&name).unwrap_err();
    let shown = format!("{error:?}");
    let cause = " (NotFound: No such file or directory (os error 2))";
    assert_eq!(shown, format!("{error}{cause}"));
}

// ---- what a process holds ----------------------------------------------------------------------

#[test]
fn a_reader_maps_the_object_read_only_and_a_writer_may_write() {
    let name = Name::unique("maps");
    drop(
        SharedBox::options()
            .on_drop(OnDrop::Keep)
            .create(&name, 1_u64)
            .unwrap(),
    );
    let permissions = || -> Vec<String> {
        mappings_of(&name)
            .iter()
            .filter(|line| line.ends_with(&*name))
            .map(|line| line.split(' ').nth(1).unwrap().to_owned())
            .collect()
    };
    assert!(permissions().is_empty());

    let reader = SharedRef::<u64>::open(&name).unwrap();
    assert_eq!(permissions(), ["r--s"]);

    let clone = reader.clone();
    assert_eq!(permissions(), ["r--s"], "a clone shares the mapping");
    drop(reader);
    assert_eq!(permissions(), ["r--s"]);
    drop(clone);
    assert!(permissions().is_empty());

    let writer = SharedBox::<u64>::open(&name).unwrap();
    assert_eq!(permissions(), ["rw-s"]);
    drop(writer);
    assert!(permissions().is_empty());
}

#[test]
fn an_executed_program_holds_nothing_of_it() {
    let name = Name::unique("exec");

    let printed = probe(&["exec", &name]);

    let lines: Vec<_> = printed.lines().collect();
    assert!(
        !lines[0].contains("=0"),
        "the first holds some: {}",
        lines[0]
    );
    assert_eq!(lines[1], "descriptors=0 mappings=0");
}

#[test]
fn a_thousand_objects_later_nothing_is_held_that_was_not_before() {
    let name = Name::unique("cycles");

    let printed = probe(&["cycles", &name, "1000"]);

    let counts = printed.strip_prefix("before=").unwrap();
    let (before, after) = counts.split_once(" after=").unwrap();
    assert_eq!(before, after);
    assert!(!name.exists() && !name.has_companions());
}

// ---- room --------------------------------------------------------------------------------------

#[test]
fn a_file_size_limit_is_an_error_and_does_not_kill() {
    for bytes in ["0", "10", "4096", "65536"] {
        let name = Name::unique("limit");

        let printed = probe(&["limit", &name, bytes]);

        assert!(printed.starts_with("NoSpace: "), "{printed}");
        assert!(printed.contains(&*name), "{printed}");
        assert!(printed.contains("ulimit -f"), "{printed}");
        assert!(!name.exists() && !name.has_companions());
    }
    let name = Name::unique("limit");
    let printed = probe(&["limit", &name, "10000000"]);
    assert_eq!(printed, "created version 1");
}

#[test]
fn a_limit_on_descriptors_is_an_error_that_names_it() {
    let name = Name::unique("descriptors");

    let printed = probe(&["files", &name]);

    assert_eq!(printed.lines().count(), 2, "{printed}");
    for line in printed.lines() {
        assert!(line.starts_with("NoSpace Some(24): "), "{line}");
        assert!(
            line.contains(&*name) && line.contains("ulimit -n"),
            "{line}"
        );
    }
    assert!(!name.exists() && !name.has_companions());
}

#[test]
fn a_full_file_system_is_an_error_and_nothing_is_left_behind() {
    const SCRIPT: &str = r#"mount -t tmpfs -o size=64k tmpfs "$1" && exec "$2" full "$1""#;
    let _watchdog = Watchdog::new("names_and_modes: full", 60);
    let unshared = |args: &[&str]| Command::new("unshare").arg("-m").args(args).output();
    let allowed = unshared(&["true"]).is_ok_and(|output| output.status.success());
    if !is_root() || !allowed {
        println!("skipped: no mounts of its own are to be had here");
        return;
    }
    let directory = std::env::temp_dir().join(format!("shm-typed-test-{}", std::process::id()));
    fs::create_dir(&directory).unwrap();

    let output = unshared(&["sh", "-c", SCRIPT, "sh", directory.to_str().unwrap(), PROBE]);

    fs::remove_dir(&directory).unwrap();
    let printed = printed(output.unwrap());
    let counts: Vec<u32> = printed
        .split(['=', ' '])
        .filter_map(|word| word.parse().ok())
        .collect();
    assert_eq!(counts.len(), 3, "{printed}");
    assert!(counts[0] > 0 && counts[1] > 1, "each happens: {printed}");
    assert_eq!(counts[0] + counts[1], 17, "and nothing else: {printed}");
    assert_eq!(counts[2], 0, "left behind: {printed}");
}

// ---- directories -------------------------------------------------------------------------------

#[test]
fn a_directory_of_its_own_keeps_objects_apart() {
    let name = Name::unique("apart");
    let directory = Name::unique("directory");
    fs::create_dir(directory.path()).unwrap();
    let inside = SharedBox::options().directory(directory.path());
    let reader = SharedRef::<u64>::options().directory(directory.path());

    let writer = inside.create(&name, 1_u64).unwrap();

    assert!(!name.exists());
    assert_eq!(reader.open(&name).unwrap().read(), 1);
    let elsewhere = SharedRef::<u64>::open(&name).unwrap_err();
    assert_eq!(elsewhere.kind(), ErrorKind::NotFound);
    assert!(elsewhere.to_string().contains("in `/dev/shm`"));
    drop(writer);
    let gone = reader.open(&name).unwrap_err().to_string();
    assert!(gone.contains(&format!("in `{}`", directory.path().display())));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_directory_that_is_not_in_memory_is_refused() {
    let name = Name::unique("disk");

    let create = SharedBox::options()
        .directory("/proc")
        .create(&name, 1_u64)
        .unwrap_err();
    let open = SharedRef::<u64>::options()
        .directory("/proc")
        .open(&name)
        .unwrap_err();

    for error in [create, open] {
        assert_eq!(error.kind(), ErrorKind::InvalidOption);
        assert!(error.to_string().contains("tmpfs"), "{error}");
        assert!(error.to_string().contains("`/proc`"), "{error}");
    }
}

#[test]
fn a_directory_that_is_not_there_is_told_apart_from_an_object_that_is_not() {
    let name = Name::unique("nowhere");
    let nowhere = Name::unique("nowhere");
    let file = Name::unique("file");
    fs::write(file.path(), "no directory").unwrap();

    for path in [nowhere.path(), file.path()] {
        let write = SharedBox::options().directory(&path);
        let read = SharedRef::<u64>::options().directory(&path);
        let errors = [
            write.create(&name, 1_u64).unwrap_err(),
            write.open(&name).unwrap_err(),
            write.open_or_create(&name, 1).unwrap_err(),
            write.replace(&name, 1).unwrap_err(),
            read.open(&name).unwrap_err(),
        ];

        for error in errors {
            assert_eq!(error.kind(), ErrorKind::NotFound);
            let named = format!("the directory `{}` is not there", path.display());
            assert!(error.to_string().contains(&named), "{error}");
        }
    }
}
