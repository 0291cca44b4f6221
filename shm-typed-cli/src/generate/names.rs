//! Identifiers from names that anybody may have chosen.

use std::collections::{HashMap, HashSet};

/// The nearest identifier of ASCII letters, digits and underscores.
///
/// It has no two underscores in a row, which C++ keeps to itself and Python gives a meaning, none at its
/// end, and at its start only before a small letter.
pub(super) fn identifier(name: &str) -> String {
    let mut found = String::with_capacity(name.len());
    // `[f32; 8]` and its like begin with no letter; a field may begin with an underscore.
    let name = name.trim_start_matches(|c: char| c.is_ascii_punctuation() && c != '_');
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            found.push(c);
        } else if !found.ends_with('_') {
            found.push('_');
        }
    }
    found.truncate(found.trim_end_matches('_').len());
    let begins = found.trim_start_matches('_').chars().next();
    match begins {
        None => "unnamed".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("field_{}", found.trim_start_matches('_')),
        Some(c) if c.is_ascii_uppercase() => found.trim_start_matches('_').to_owned(),
        Some(_) => found,
    }
}

/// `EngineState` as `engine_state`; of an identifier.
pub(super) fn snake(identifier: &str) -> String {
    let letters: Vec<char> = identifier.chars().collect();
    let mut found = String::with_capacity(letters.len() + 4);
    for (at, c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        let begins = c.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if begins {
            found.push('_');
        }
        found.push(c.to_ascii_lowercase());
    }
    found
}

/// `engine_state` as `EngineState`; of an identifier.
pub(super) fn camel(identifier: &str) -> String {
    let words = identifier.split('_').filter_map(|word| {
        let first = word.chars().next()?;
        Some(first.to_ascii_uppercase().to_string() + word.strip_prefix(first)?)
    });
    words.collect()
}

/// The names of one scope, each given out once.
#[derive(Debug)]
pub(super) struct Scope {
    joint: &'static str,
    reserved: &'static [&'static str],
    taken: HashSet<String>,
    next: HashMap<String, usize>,
}

impl Scope {
    /// A scope in which the words of these lists are no names; blanks part them.
    pub(super) fn without(reserved: &'static [&'static str]) -> Self {
        Self {
            joint: "_",
            reserved,
            taken: HashSet::new(),
            next: HashMap::new(),
        }
    }

    /// The same for types, whose numbers follow their names at once.
    pub(super) fn of_types_without(reserved: &'static [&'static str]) -> Self {
        Self {
            joint: "",
            ..Self::without(reserved)
        }
    }

    /// Takes `wanted`, which is an identifier, or the nearest name that is free: with `_` behind it if it is
    /// a word of the language, with a number if others have it.
    pub(super) fn claim(&mut self, wanted: &str) -> String {
        self.claim_all(wanted, &[])
    }

    /// As [`claim`](Self::claim), a name that is free with each of these endings too; all are taken.
    pub(super) fn claim_all(&mut self, wanted: &str, endings: &[&str]) -> String {
        let base = if self.is_reserved(wanted) {
            format!("{wanted}_")
        } else {
            wanted.to_owned()
        };
        loop {
            let number = self.next.entry(base.clone()).or_insert(0);
            *number += 1;
            let name = match *number {
                1 => base.clone(),
                // A trailing underscore stays single.
                number => format!("{}{}{number}", base.trim_end_matches('_'), self.joint),
            };
            let mut all = vec![name.clone()];
            all.extend(endings.iter().map(|ending| format!("{name}{ending}")));
            if all.iter().all(|name| self.is_free(name)) {
                self.taken.extend(all);
                return name;
            }
        }
    }

    /// Takes exactly this name.
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }

    fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name) && !self.is_reserved(name)
    }

    fn is_reserved(&self, name: &str) -> bool {
        self.reserved.iter().any(|words| is_word(words, name))
    }
}

/// Whether `name` is one of these words, which blanks part.
pub(super) fn is_word(words: &str, name: &str) -> bool {
    words.split(' ').any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_name_is_there_is_an_identifier_near_it() {
        for (name, expected) in [
            ("speed", "speed"),
            ("_pad", "_pad"),
            ("__Init__", "Init"),
            ("Pair<u8, f64>", "Pair_u8_f64"),
            ("[f32; 8]", "f32_8"),
            ("0", "field_0"),
            ("größe", "gr_e"),
            ("速度", "unnamed"),
            ("a\"; */ \n b", "a_b"),
        ] {
            assert_eq!(identifier(name), expected, "{name}");
        }
    }

    #[test]
    fn words_are_joined_as_the_language_joins_them() {
        assert_eq!(snake("EngineState"), "engine_state");
        assert_eq!(snake("HTTPServer2Go"), "http_server2_go");
        assert_eq!(snake("_pad"), "_pad");
        assert_eq!(camel("engine_state"), "EngineState");
        assert_eq!(camel("Pair_u8_f64"), "PairU8F64");
    }

    #[test]
    fn no_name_is_given_out_twice_and_none_that_is_a_word_of_the_language() {
        let mut scope = Scope::without(&["auto int"]);

        assert_eq!(scope.claim("a_2"), "a_2");
        assert_eq!(scope.claim("a"), "a");
        assert_eq!(scope.claim("a"), "a_3");
        assert_eq!(scope.claim("int"), "int_");
        assert_eq!(scope.claim("int"), "int_2");
        assert_eq!(scope.claim_all("b", &["Live"]), "b");
        assert_eq!(scope.claim("bLive"), "bLive_2");
    }
}
