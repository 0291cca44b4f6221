//! Every rule of the derive and each misuse of the traits, with what the compiler says.
//!
//! `TRYBUILD=overwrite cargo test -p shm-typed-tests --test ui` writes the answers anew.

#[test]
fn every_mistake_is_reported_where_it_stands_with_its_repair() {
    let cases = trybuild::TestCases::new();

    for family in [
        "repr",
        "layout",
        "fields",
        "attributes",
        "generics",
        "usage",
        "checked",
        "live",
        "parts",
        "pins",
    ] {
        cases.compile_fail(format!("tests/ui/{family}/*.rs"));
    }
}

#[test]
fn every_accepted_form_compiles_in_silence() {
    let cases = trybuild::TestCases::new();

    cases.pass("tests/ui/pass/*.rs");
}
