//! The objects that are there: what is left of dead writers, and what is wrong.

use shm_typed::inspect::{Class, Inspector, Listing};

use super::Finding;
use crate::report;

pub(super) fn examine(inspector: &Inspector) -> Vec<Finding> {
    match inspector.list() {
        Ok(listing) => {
            let mut findings = vec![stale(inspector, &listing), leftovers(&listing)];
            findings.extend(faults(inspector, &listing));
            findings.push(unreadable(&listing));
            findings
        }
        Err(error) => vec![Finding::problem(
            "objects",
            error.to_string(),
            "name a directory on a tmpfs that you may list",
        )],
    }
}

fn stale(inspector: &Inspector, listing: &Listing) -> Finding {
    const CHECK: &str = "stale-objects";
    let is_dead = |name: &String| report::has_dead_writer(inspector, name);
    let names = listing.objects().iter().map(|entry| entry.name());
    let dead: Vec<String> = names.filter(is_dead).collect();
    if dead.is_empty() {
        let count = listing.objects().len();
        return Finding::ok(
            CHECK,
            format!("objects: {count}, of which none has a dead writer"),
        );
    }
    Finding::problem(
        CHECK,
        format!(
            "writers were killed and nobody has taken over: {}",
            some(&dead)
        ),
        "start the service again, which goes on with them; or `shm-typed rm --stale`",
    )
}

fn leftovers(listing: &Listing) -> Finding {
    const CHECK: &str = "leftovers";
    if listing.leftovers().is_empty() {
        return Finding::ok(CHECK, "no files are left of objects that are gone");
    }
    let names = some(listing.leftovers());
    Finding::note(
        CHECK,
        format!("files are left of objects that are gone: {names}"),
        "`shm-typed rm --stale` removes them",
    )
}

fn faults(inspector: &Inspector, listing: &Listing) -> Vec<Finding> {
    const CHECK: &str = "faults";
    let mut findings = Vec::new();
    let mut wrong = Vec::new();
    let mut loose = Vec::new();
    let mut foreign = Vec::new();
    for entry in listing.objects() {
        let name = entry.name();
        match inspector.verify(&name) {
            Ok(findings) if findings.is_empty() => {}
            // Another user's object is no fault of its own.
            Ok(findings) if findings.iter().all(|it| is_of_permissions(it.class())) => {
                match inspector.open(&name) {
                    Ok(object) if object.mode() & 0o022 == 0 => foreign.push(name),
                    _ => loose.push(name),
                }
            }
            Ok(_) | Err(_) => wrong.push(name),
        }
    }
    if !wrong.is_empty() {
        findings.push(Finding::problem(
            CHECK,
            format!("something is wrong with {}", some(&wrong)),
            "`shm-typed verify NAME` says what",
        ));
    }
    if !loose.is_empty() {
        findings.push(Finding::problem(
            CHECK,
            format!("others than the owner may write {}", some(&loose)),
            "give objects mode 0600, 0640 or 0644; whoever may write one can end its readers",
        ));
    }
    if !foreign.is_empty() {
        findings.push(Finding::note(
            CHECK,
            format!("other users own {}", some(&foreign)),
            "readers have to name them: `SharedRef::options().owner(uid)`; this command, --any-owner",
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(CHECK, "nothing is wrong with any object"));
    }
    findings
}

fn is_of_permissions(class: Class) -> bool {
    matches!(class, Class::Permissions | Class::Unread)
}

fn unreadable(listing: &Listing) -> Finding {
    const CHECK: &str = "unreadable";
    let files = listing.unreadable().len();
    if files == 0 {
        return Finding::ok(CHECK, "every file can be read");
    }
    Finding::note(
        CHECK,
        format!("{files} files cannot be read by this user, and may be objects"),
        "ask as root, or as the user who owns them",
    )
}

/// The first few names.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = names
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(", and {} more", names.len() - SHOWN));
    }
    text
}
