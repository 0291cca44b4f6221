//! Claims against a kernel of a few lines, in every order of their steps.

use std::collections::HashMap;

use loom::sync::atomic::{AtomicBool, Ordering::SeqCst};
use loom::sync::{Arc, Mutex};
use loom::thread;

use super::*;

/// What the kernel knows: which file the name leads to, and who has locked which.
#[derive(Default)]
struct Files {
    named: Option<u32>,
    made: u32,
    locked: HashMap<u32, usize>,
}

/// One process's side of it. Each call is one step: it takes the kernel's lock once.
struct Process {
    kernel: Arc<Mutex<Files>>,
    pid: usize,
}

/// An open file, whose lock goes with it.
struct Open {
    inode: u32,
    kernel: Arc<Mutex<Files>>,
    pid: usize,
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut kernel = self.kernel.lock().unwrap();
        if kernel.locked.get(&self.inode) == Some(&self.pid) {
            kernel.locked.remove(&self.inode);
        }
    }
}

impl Process {
    fn open(&self, inode: u32) -> Open {
        Open {
            inode,
            kernel: Arc::clone(&self.kernel),
            pid: self.pid,
        }
    }
}

impl LockFiles for Process {
    type File = Open;
    type Error = std::convert::Infallible;

    fn find(&self) -> Result<Option<Open>, Self::Error> {
        let named = self.kernel.lock().unwrap().named;
        Ok(named.map(|inode| self.open(inode)))
    }

    fn make(&self) -> Result<Open, Self::Error> {
        let mut kernel = self.kernel.lock().unwrap();
        kernel.made += 1;
        let inode = kernel.made;
        kernel.locked.insert(inode, self.pid);
        Ok(self.open(inode))
    }

    fn try_lock(&self, file: &Open) -> Result<bool, Self::Error> {
        let mut kernel = self.kernel.lock().unwrap();
        Ok(*kernel.locked.entry(file.inode).or_insert(self.pid) == self.pid)
    }

    fn is_named(&self, file: &Open) -> Result<bool, Self::Error> {
        Ok(self.kernel.lock().unwrap().named == Some(file.inode))
    }

    fn give_name(&self, file: &Open) -> Result<bool, Self::Error> {
        let mut kernel = self.kernel.lock().unwrap();
        let free = kernel.named.is_none();
        if free {
            kernel.named = Some(file.inode);
        }
        Ok(free)
    }

    fn take_name(&self, file: &Open) {
        let mut kernel = self.kernel.lock().unwrap();
        if kernel.named == Some(file.inode) {
            kernel.named = None;
        }
    }

    fn unlock(&self, file: &Open) {
        self.kernel.lock().unwrap().locked.remove(&file.inode);
    }

    fn sign(&self, _file: &Open) {}
}

/// `processes` claim at once, hold for a moment and release; those below `killed` are killed while
/// they hold, which lets the lock go and leaves the name.
fn model(processes: usize, killed: usize) {
    loom::model(move || {
        let kernel = Arc::new(Mutex::new(Files::default()));
        let writing = Arc::new(AtomicBool::new(false));
        let threads: Vec<_> = (0..processes)
            .map(|pid| {
                let process = Process {
                    kernel: Arc::clone(&kernel),
                    pid,
                };
                let writing = Arc::clone(&writing);
                thread::spawn(move || {
                    let Ok(Attempt::Held(file)) = attempt(&process) else {
                        return;
                    };
                    assert!(!writing.swap(true, SeqCst), "two writers");
                    writing.store(false, SeqCst);
                    if pid >= killed {
                        release(&process, &file);
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }

        // Whatever is left, the next writer gets in.
        let next = Process {
            kernel: Arc::clone(&kernel),
            pid: 99,
        };
        assert!(matches!(attempt(&next), Ok(Attempt::Held(_))), "locked out");
    });
}

#[test]
fn loom_two_claim_at_once() {
    model(2, 0);
}

#[test]
fn loom_one_of_two_is_killed() {
    model(2, 1);
}

#[test]
fn loom_three_claim_at_once() {
    model(3, 0);
}

#[test]
fn loom_one_of_three_is_killed() {
    model(3, 1);
}
