//! What the tests of the command share: a directory of their own, the command, and writers to kill.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod motor;
pub(crate) mod running;
pub(crate) mod tmux;

use std::fs;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::Command;

use shm_typed::{FixedStr, FixedVec, Shared, SharedBox, WriterOptions};
use shm_typed_tests::{Name, Peer};

/// A directory in memory with no other test's objects in it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(tag: &str) -> Self {
        let path = Name::unique(tag).path();
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Options that create objects here.
    pub(crate) fn options<T: Shared>(&self) -> WriterOptions<T> {
        SharedBox::options().directory(&self.0)
    }

    /// Runs the command on the objects here.
    pub(crate) fn run(&self, args: &[&str]) -> Done {
        let output = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
            .arg("--dir")
            .arg(&self.0)
            .args(args)
            .output()
            .unwrap();
        Done {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A process of its own that has created the object `name`, of 7 as a `u64`, and writes it until
    /// it is killed. The test program has to have a test `hold`, as [`hold`] is.
    pub(crate) fn writer(&self, name: &str) -> Peer {
        let this = std::env::current_exe().unwrap();
        let mut peer = Peer::start(this, ["--exact", "--ignored", "--nocapture", "hold"]);
        peer.say(self.0.to_str().unwrap());
        peer.say(name);
        while peer.line() != "held" {}
        peer
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the command did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// What it printed, if it ended well and complained of nothing.
    pub(crate) fn text(self) -> String {
        assert_eq!(
            (self.code, self.err.as_str()),
            (Some(0), ""),
            "{}",
            self.out
        );
        self.out
    }

    pub(crate) fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.text()).unwrap()
    }

    /// What it complained of; it printed nothing.
    pub(crate) fn refused(self, code: i32) -> String {
        assert_eq!(
            (self.code, self.out.as_str()),
            (Some(code), ""),
            "{}",
            self.err
        );
        self.err
    }
}

/// The writer of [`Folder::writer`].
pub(crate) fn hold() {
    let mut lines = std::io::stdin().lock().lines().map(Result::unwrap);
    let (folder, name) = (lines.next().unwrap(), lines.next().unwrap());
    let options = SharedBox::<u64>::options().directory(folder);
    let _writer = options.create(&name, 7).unwrap();
    println!("\nheld");
    // Until it is killed, or the test is gone.
    assert_eq!(lines.next(), None);
}

/// What a cylinder does.
#[derive(Clone, Copy, Shared)]
#[repr(u8)]
pub(crate) enum Gear {
    Neutral,
    First,
    Reverse = 9,
}

#[derive(Clone, Copy, Shared)]
#[shared(checked)]
#[repr(C)]
pub(crate) struct Cylinder {
    #[shared(unit = "bar", invalid = -1)]
    pub(crate) pressure: i32,
    pub(crate) gear: Gear,
    pub(crate) lit: bool,
    _pad: [u8; 2],
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
pub(crate) struct Key {
    pub(crate) bytes: [u8; 2],
    pub(crate) more: u16,
}

/// Of everything.
#[derive(Clone, Copy, Shared)]
#[shared(checked)]
#[repr(C)]
pub(crate) struct Engine {
    /// Crankshaft speed.
    #[shared(unit = "rpm", kind = "gauge")]
    pub(crate) speed: f64,
    #[shared(kind = "counter")]
    pub(crate) faults: u64,
    pub(crate) wide: u128,
    pub(crate) cylinders: [Cylinder; 3],
    pub(crate) ratio: f32,
    pub(crate) letter: char,
    #[shared(unit = "ms")]
    pub(crate) samples: [u16; 12],
    #[shared(sensitive)]
    pub(crate) key: Key,
    pub(crate) label: FixedStr<16>,
    pub(crate) recent: FixedVec<u16, 10>,
}

impl Engine {
    pub(crate) fn new() -> Self {
        let cylinder = |pressure, gear, lit| Cylinder {
            pressure,
            gear,
            lit,
            _pad: [0; 2],
        };
        Self {
            speed: 3000.5,
            faults: u64::MAX,
            wide: u128::MAX,
            cylinders: [
                cylinder(-1, Gear::Neutral, false),
                cylinder(17, Gear::First, true),
                cylinder(8, Gear::Reverse, true),
            ],
            ratio: -0.1,
            letter: 'ü',
            samples: core::array::from_fn(|n| u16::try_from(n * n).unwrap()),
            key: Key {
                bytes: [222, 173],
                more: 48879,
            },
            label: "left \u{1b}[2J".parse().unwrap(),
            recent: FixedVec::try_from_slice(&[7, 8]).unwrap(),
        }
    }
}
