//! Tells the program which compiler has made it, and writes the structs of many fields that nobody wants to
//! write by hand.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// How many fields the structs have.
const FIELDS: [usize; 7] = [1, 3, 10, 30, 100, 300, 1000];

fn main() {
    let rustc = env::var("RUSTC").expect("cargo says which compiler it uses");
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("the compiler runs");
    println!(
        "cargo::rustc-env=RUSTC_VERSION={}",
        String::from_utf8_lossy(&output.stdout).trim()
    );
    let folder = env::var("OUT_DIR").expect("cargo says where files go");
    fs::write(Path::new(&folder).join("fields.rs"), structs()).expect("the file can be written");
    println!("cargo::rerun-if-changed=build.rs");
}

/// `F1` to `F1000`, what is asked of them, and a way to each.
fn structs() -> String {
    let (mut out, mut each) = (String::new(), String::new());
    for n in FIELDS {
        let fields: String = (0..n).map(|i| format!("    f{i}: u64,\n")).collect();
        let last = n - 1;
        let _ = write!(
            out,
            "#[derive(Clone, Copy, Shared)]\n#[repr(C)]\npub struct F{n} {{\n{fields}}}\n\n\
             impl Fields for F{n} {{\n    const COUNT: usize = {n};\n\n    \
             fn set(&mut self) {{\n        self.f0 = 1;\n        self.f{last} = 1;\n    }}\n\n    \
             fn ends(view: View<'_, Self>) -> [u64; 2] {{\n        [view.f0(), view.f{last}()]\n    }}\n}}\n\n"
        );
        let _ = writeln!(each, "    visitor.visit::<F{n}>()?;");
    }
    out + "/// Leads `visitor` to each.\npub fn each(visitor: &mut impl Visitor) -> Outcome<()> {\n"
        + &each
        + "    Ok(())\n}\n"
}
