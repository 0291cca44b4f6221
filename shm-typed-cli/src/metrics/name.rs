//! Names that metrics may have.

/// The name in lower case with underscores: `maxSpeed` and `max speed` become `max_speed`.
pub(super) fn snake(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        let starts_word =
            c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if (starts_word || !c.is_ascii_alphanumeric()) && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    name.truncate(name.trim_end_matches('_').len());
    name
}

/// Joins what is not empty.
pub(super) fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("_")
}

/// `name` without `_end`, if something is left.
pub(super) fn without<'a>(name: &'a str, end: &str) -> &'a str {
    if end.is_empty() {
        return name;
    }
    name.strip_suffix(end)
        .and_then(|rest| rest.strip_suffix('_'))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name)
}

/// The prefix of all names, as the command line has it.
pub(crate) fn prefix(text: &str) -> Result<String, String> {
    let is_word = text.starts_with(|c: char| c.is_ascii_lowercase()) && snake(text) == text;
    if text == "index" {
        // Labels are called so.
        Err("`index` is taken; choose another".to_owned())
    } else if is_word {
        Ok(text.to_owned())
    } else {
        Err("write lower case letters, digits and single underscores: `my_app`".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_becomes_a_name() {
        for (text, name) in [
            ("Engine", "engine"),
            ("maxSpeed", "max_speed"),
            ("HTTPServer", "httpserver"),
            ("Pair<u8, [f64; 2]>", "pair_u8_f64_2"),
            ("a__b", "a_b"),
            ("_pad", "pad"),
            ("速度", ""),
            ("x{y=\"\n\"}", "x_y"),
            ("1", "1"),
        ] {
            assert_eq!(snake(text), name, "{text}");
        }
        assert_eq!(join(["shm", "", "a"]), "shm_a");
        assert_eq!(without("wait_ms", "ms"), "wait");
        assert_eq!(without("ms", "ms"), "ms");
        assert_eq!(without("rpms", "ms"), "rpms");
    }

    #[test]
    fn a_prefix_is_a_word() {
        assert!(prefix("my_app2").is_ok());
        for wrong in ["", "2", "index", "_a", "A", "a-b", "a_", "a__b", "ä"] {
            assert!(prefix(wrong).is_err(), "{wrong}");
        }
    }
}
