//! The command that wrote a text, as it stands in a comment of it: to be pasted into a POSIX shell.

use super::words::shown;

/// `shm-typed schema OBJECT --format FORMAT`, where `object` is one word of the shell whatever it is.
///
/// Nothing in it ends a line or a comment of any language.
pub(super) fn command(object: &str, format: &str) -> String {
    let object = quoted(object);
    if object.starts_with('-') {
        format!("shm-typed schema --format {format} -- {object}")
    } else {
        format!("shm-typed schema {object} --format {format}")
    }
}

/// Text as one word.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:,+@".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut word = String::from("'");
    let mut before = None;
    for c in text.chars() {
        // Where C sees the end of a comment, the beginning of one, or of a trigraph, the word is quoted in two parts.
        if matches!(
            (before, c),
            (Some('*'), '/') | (Some('/'), '*') | (Some('?'), '?')
        ) {
            word.push_str("''");
        }
        match c {
            '\'' => word.push_str(r"'\''"),
            // What does not print, which no name has, is spelled out.
            c => word.push_str(&shown(c)),
        }
        before = Some(c);
    }
    // A word that begins with a dash in quotes is an option all the same; so it shows the dash.
    word.push('\'');
    match word.strip_prefix("'-") {
        Some(rest) => format!("-'{rest}"),
        None => word,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may")]

    use std::process::Command;

    use super::*;

    #[test]
    fn what_a_shell_takes_as_it_is_stays_so() {
        for plain in ["engine", "car.left-1", "/proc/4711/fd/7"] {
            assert_eq!(
                command(plain, "c"),
                format!("shm-typed schema {plain} --format c")
            );
        }
        assert_eq!(
            command("-engine", "c"),
            "shm-typed schema --format c -- -engine"
        );
    }

    #[test]
    fn a_shell_sees_the_name_as_one_word() {
        for name in [
            "engine",
            "-engine",
            "-a b",
            "-'",
            "it's",
            "a  b ",
            "$(exit 3)",
            "`exit 3`",
            "\"$x\" \\",
            "a*/b/*c???/",
            "!! #~{a,b}",
            "速度\\",
        ] {
            let program = command(name, "c").replace("shm-typed", "printf '%s\\n'");
            let out = Command::new("sh").arg("-c").arg(program).output().unwrap();
            let out = String::from_utf8(out.stdout).unwrap();
            let mut words: Vec<&str> = out.lines().collect();
            words.retain(|word| *word != "--");
            words.sort_by_key(|word| *word == name);
            assert_eq!(words, ["schema", "--format", "c", name]);
        }
    }

    #[test]
    fn everything_else_is_quoted() {
        for (name, word) in [
            ("left  engine", "'left  engine'"),
            ("it's", r"'it'\''s'"),
            ("$(reboot)`reboot`", "'$(reboot)`reboot`'"),
            ("", "''"),
            ("a*/b/*c??/", "'a*''/b/''*c?''?/'"),
            ("a\nb\u{1b}\u{2028}", r"'a\nb\u{1b}\u{2028}'"),
            (r"a\", r"'a\'"),
            ("zähler", "'zähler'"),
        ] {
            assert_eq!(
                command(name, "c"),
                format!("shm-typed schema {word} --format c")
            );
        }
        assert_eq!(
            command("-a b", "c"),
            "shm-typed schema --format c -- -'a b'"
        );
        assert_eq!(
            command("-'", "c"),
            r"shm-typed schema --format c -- -''\'''"
        );
    }
}
