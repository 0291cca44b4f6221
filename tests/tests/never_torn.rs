//! Promise: a reader gets whole values, in order, whatever the writer does meanwhile.

use shm_typed_tests::{Name, Peer, Watchdog};

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// One process publishes without a pause; two others check every value that they read.
fn hunt(words: &str, reads: &str) {
    let _watchdog = Watchdog::new("never_torn", 300);
    let name = Name::unique(&format!("torn-{words}"));
    let mut writer = Peer::start(PEER, ["write", &name, words]);
    assert_eq!(writer.line(), "ready");

    let mut readers = [(); 2].map(|()| Peer::start(PEER, ["read", &*name, words, reads]));

    for reader in &mut readers {
        assert_eq!(reader.line(), format!("reads={reads} torn=0 backwards=0"));
    }
    assert!(writer.finish().success());
    assert!(!name.exists(), "a writer that ends removes its object");
}

#[test]
fn two_million_reads_of_64_bytes() {
    hunt("8", "1000000");
}

#[test]
fn two_million_reads_of_1_kib() {
    hunt("128", "1000000");
}

#[test]
fn reads_of_8_kib() {
    hunt("1024", "200000");
}

#[test]
fn reads_of_64_kib() {
    hunt("8192", "20000");
}

#[test]
fn reads_of_1_mib() {
    hunt("131072", "1000");
}
