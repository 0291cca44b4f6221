//! Tells the program which compiler has made it.

use std::process::Command;

fn main() {
    let rustc = std::env::var("RUSTC").expect("cargo says which compiler it uses");
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("the compiler runs");
    println!(
        "cargo::rustc-env=RUSTC_VERSION={}",
        String::from_utf8_lossy(&output.stdout).trim()
    );
    println!("cargo::rerun-if-changed=build.rs");
}
