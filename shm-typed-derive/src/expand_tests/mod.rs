//! Golden pairs: what is derived, and what it expands to, so that a review sees the generated code.
//!
//! `BLESS=1 cargo test -p shm-typed-derive` writes the expectations anew.

use std::path::PathBuf;
use std::{env, fs};

use crate::expand::derive;

/// Compares the expansion of `<name>.rs` with `<name>.expected.rs`.
fn compare(name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/expand_tests");
    let read = |path: &PathBuf| {
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let source = read(&folder.join(format!("{name}.rs")));
    let expected = folder.join(format!("{name}.expected.rs"));

    let input = syn::parse_str(&source).unwrap();
    let file = syn::parse2(derive(&input)).unwrap();
    let expansion = prettyplease::unparse(&file);

    if env::var_os("BLESS").is_some() {
        fs::write(&expected, &expansion).unwrap();
    }
    let expected = read(&expected);
    assert!(
        expansion == expected,
        "the expansion of {name} has changed; if that is meant, run with BLESS=1:\n{expansion}"
    );
}

macro_rules! golden {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            compare(stringify!($name));
        }
    )*};
}

golden! {
    named,
    tuple,
    unit,
    attributes,
    arrays_and_opaque,
    transparent,
    generic_of_one_type,
    generic_of_several_types,
    live,
    mistakes,
    checked,
    checked_generic,
    enumeration,
}
