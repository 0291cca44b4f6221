//! Promise of the README: its example does what it says.
//!
//! The example says `"engine"`, so that it is short. Run as it stands, in two checkouts at a time, one
//! would disturb the other: here it has a name of its own, and is otherwise compared with the page.

#[rustfmt::skip] // it is laid out as the page is
#[path = "readme/example.rs"]
mod example;

use std::sync::LazyLock;

use shm_typed_tests::Name;

static NAME: LazyLock<Name> = LazyLock::new(|| Name::unique("readme"));

#[test]
fn the_example_runs_and_is_the_one_of_the_page() {
    const PAGE: &str = include_str!("../../README.md");
    const RUN: &str = include_str!("readme/example.rs");
    let (_, after) = PAGE.split_once("```rust,no_run\n").unwrap();
    let (shown, _) = after.split_once("```").unwrap();

    let run = RUN
        .replace("use super::NAME;\n", "")
        .replace("&NAME", "\"engine\"")
        .replace("pub(super) fn main", "fn main");
    assert_eq!(run, shown);

    example::main().unwrap();
    assert!(!NAME.exists() && !NAME.has_companions());
}
