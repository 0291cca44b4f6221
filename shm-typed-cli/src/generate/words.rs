//! What a schema says to people, for comments.

use shm_typed::layout::{Level, Number};
use shm_typed::schema::Field;

/// Text as lines that hold no control or format characters and no runs of blanks.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(line).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Text as one such line.
pub(super) fn line(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.chars().map(shown).collect())
        .collect();
    words.join(" ")
}

/// A character as it is if it prints, and spelled out else.
pub(super) fn shown(c: char) -> String {
    match c {
        '\'' | '"' | '\\' => c.to_string(),
        c => c.escape_debug().to_string(),
    }
}

/// The help of a field, and what else its author said of it, as lines.
pub(super) fn notes(field: &Field, name: &str) -> Vec<String> {
    let mut notes = lines(field.help());
    let facts = facts(field, name);
    if !facts.is_empty() {
        notes.push(format!("[{}]", facts.join(", ")));
    }
    notes
}

fn facts(field: &Field, name: &str) -> Vec<String> {
    let mut facts = Vec::new();
    if field.name() != name {
        facts.push(format!("`{}` in the schema", line(field.name())));
    }
    if !field.unit().is_empty() {
        facts.push(format!("unit {}", line(field.unit())));
    }
    if let Some(kind) = field.kind() {
        facts.push(kind.as_str().to_owned());
    }
    if let Some((low, high)) = field.range() {
        facts.push(format!("from {} to {}", number(low), number(high)));
    }
    if let Some(invalid) = field.invalid() {
        facts.push(format!("{} means none", number(invalid)));
    }
    if field.level() != Level::Info {
        facts.push(field.level().as_str().to_owned());
    }
    if field.since() != 0 {
        facts.push(format!("since version {}", field.since()));
    }
    if field.is_sensitive() {
        facts.push("sensitive".to_owned());
    }
    facts
}

/// A number as people write it.
fn number(number: Number) -> String {
    match number {
        Number::Int(int) => int.to_string(),
        Number::Float(float) => format!("{float:?}"),
        _ => "a number".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_holds_what_does_not_print() {
        let hostile = " a\u{1b}[2J\tb   c \r\n\n\u{202e}d\u{2028}e\u{0}\n\n";

        assert_eq!(lines(hostile), [r"a\u{1b}[2J b c", "", r"\u{202e}d e\0"]);
    }
}
