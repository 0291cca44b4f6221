//! Promise: the command describes itself to shells and to `man`.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use kit::Folder;

const VERBS: &[&str] = &[
    "ls",
    "show",
    "schema",
    "rm",
    "wait",
    "verify",
    "export",
    "serve",
    "doctor",
    "completions",
    "man",
];

#[test]
fn every_verb_is_completed() {
    let folder = Folder::new("cli-completions");

    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let text = folder.run(&["completions", shell]).text();
        for verb in VERBS {
            assert!(text.contains(verb), "{shell}: {verb}");
        }
    }
    folder.run(&["completions", "sh"]).refused(2);
}

#[test]
fn every_verb_has_a_manual_page() {
    let folder = Folder::new("cli-man");

    let all = folder.run(&["man"]).text();
    assert!(all.contains(".TH shm-typed 1"), "{all}");
    for verb in VERBS {
        assert!(all.contains(&format!("shm\\-typed\\-{verb}(1)")), "{verb}");
        let page = folder.run(&["man", verb]).text();
        assert!(page.contains(&format!(".TH shm-typed-{verb} 1")), "{page}");
        assert!(page.contains(".SH DESCRIPTION"), "{page}");
    }
    let error = folder.run(&["man", "no"]).refused(2);
    assert!(error.starts_with("error: there is no verb `no`"), "{error}");
}
