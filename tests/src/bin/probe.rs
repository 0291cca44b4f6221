//! A process of its own for what is one per process: umask, limits, descriptors, user, mounts.
//!
//! ```text
//! probe modes NAME UMASK MODE     creates NAME, and prints the modes of it and its companions
//! probe limit NAME BYTES          creates NAME of 64 KiB where files may have BYTES bytes
//! probe files NAME               creates and opens NAME where no more files may be open
//! probe full DIRECTORY            creates objects in DIRECTORY, a tmpfs of 64 KiB, ever more full
//! probe cycles NAME COUNT         creates, opens and drops COUNT times; prints what is held
//! probe exec NAME                 holds a writer and a reader, and executes `probe holds`
//! probe holds                     prints how much of /dev/shm it holds
//! probe stranger NAME             opens NAME for reading and for writing
//! ```

use std::error::Error;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, setrlimit, umask};
use shm_typed::{ErrorKind, OnDrop, SharedBox, SharedRef};
use shm_typed_tests::process::{descriptors, descriptors_of, mappings_of};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["modes", name, mask, mode] => modes(name, octal(mask)?, octal(mode)?),
        ["limit", name, bytes] => limit(name, bytes.parse()?),
        ["files", name] => files(name),
        ["full", directory] => full(directory),
        ["cycles", name, count] => cycles(name, count.parse()?),
        ["exec", name] => exec(name),
        ["holds"] => {
            println!("{}", holds());
            Ok(())
        }
        ["stranger", name] => {
            stranger(name);
            Ok(())
        }
        _ => panic!("probe: what is {args:?}?"),
    }
}

fn octal(text: &str) -> Result<u32, std::num::ParseIntError> {
    u32::from_str_radix(text, 8)
}

fn modes(name: &str, mask: u32, mode: u32) -> Result<(), Box<dyn Error>> {
    umask(Mode::from_raw_mode(mask));
    let _writer = SharedBox::options()
        .mode(mode)
        .reader_table(Some(0o660))
        .create(name, 1_u64)?;
    let modes = ["", ".lock", ".readers"].map(|end| {
        let path = format!("/dev/shm/{name}{end}");
        fs::metadata(path).map(|stat| stat.permissions().mode() & 0o7777)
    });
    for mode in modes {
        print!("{:04o} ", mode?);
    }
    println!();
    Ok(())
}

fn limit(name: &str, bytes: u64) -> Result<(), Box<dyn Error>> {
    let limit = Rlimit {
        current: Some(bytes),
        maximum: None,
    };
    setrlimit(Resource::Fsize, limit)?;
    match SharedBox::create(name, [0_u64; 8192]) {
        Ok(writer) => println!("created version {}", writer.version()),
        Err(error) => println!("{:?}: {error}", error.kind()),
    }
    Ok(())
}

fn files(name: &str) -> Result<(), Box<dyn Error>> {
    let limit = Rlimit {
        current: Some(3),
        maximum: Some(3),
    };
    setrlimit(Resource::Nofile, limit)?;
    for error in [
        SharedBox::create(name, 1_u64).err(),
        SharedRef::<u64>::open(name).err(),
    ] {
        let error = error.ok_or("there was a descriptor left")?;
        println!("{:?} {:?}: {error}", error.kind(), error.raw_os_error());
    }
    Ok(())
}

/// Puts ever more ballast beside the object, so that each step of creating is the one that finds no
/// room.
fn full(directory: &str) -> Result<(), Box<dyn Error>> {
    let options = SharedBox::<[u64; 1024]>::options().directory(directory);
    let ballast = format!("{directory}/ballast");
    let (mut fits, mut refused, mut left) = (0, 0, 0);
    for pages in 0..=16 {
        fs::write(&ballast, vec![1; pages * 4096])?;
        match options.create("engine", [1; 1024]) {
            Ok(writer) => fits += u32::from(*writer == [1; 1024]),
            Err(error) if error.kind() == ErrorKind::NoSpace => refused += 1,
            Err(error) => println!("{pages} pages of ballast: {error}"),
        }
        fs::remove_file(&ballast)?;
        left += fs::read_dir(directory)?.count();
    }
    println!("fits={fits} refused={refused} left={left}");
    Ok(())
}

fn cycles(name: &str, count: u32) -> Result<(), Box<dyn Error>> {
    let held = || (descriptors(), mappings_of("/dev/shm/").len());
    let cycle = || -> Result<(), shm_typed::Error> {
        let writer = SharedBox::options()
            .on_drop(OnDrop::Keep)
            .create(name, 1_u64)?;
        let reader = SharedRef::<u64>::open(name)?;
        // The second use maps the reader table, and the failures hold something for a moment.
        let _ = (reader.read(), reader.changed(Duration::from_micros(1)));
        let _ = (reader.writer(), reader.schema(), reader.clone());
        assert!(SharedBox::<u64>::open(name).is_err());
        assert!(SharedBox::create(name, 1_u64).is_err());
        assert!(SharedRef::<u32>::open(name).is_err());
        drop(writer);
        drop(SharedBox::replace(name, 2_u64)?);
        assert!(SharedRef::<u64>::open(name).is_err());
        Ok(())
    };
    cycle()?;
    let before = held();
    for _ in 0..count {
        cycle()?;
    }
    let after = held();
    println!("before={before:?} after={after:?}");
    Ok(())
}

fn exec(name: &str) -> Result<(), Box<dyn Error>> {
    let _writer = SharedBox::create(name, 1_u64)?;
    let reader = SharedRef::<u64>::open(name)?;
    let _ = (reader.read(), reader.changed(Duration::from_micros(1)));
    println!("{}", holds());
    Command::new(std::env::current_exe()?)
        .arg("holds")
        .status()?;
    Ok(())
}

fn holds() -> String {
    format!(
        "descriptors={} mappings={}",
        descriptors_of("/dev/shm").len(),
        mappings_of("/dev/shm").len()
    )
}

fn stranger(name: &str) {
    match SharedRef::<u64>::open(name) {
        Ok(reader) => {
            let _ = reader.read();
            // Not allowed to write the table, so it looks for itself.
            let change = reader.changed(Duration::from_millis(1));
            println!("read {} {change:?}", reader.read());
        }
        Err(error) => println!("{:?}: {error}", error.kind()),
    }
    match SharedBox::<u64>::open(name) {
        Ok(_) => println!("written"),
        Err(error) => println!("{:?}: {error}", error.kind()),
    }
}
