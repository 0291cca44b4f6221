//! Words for messages: the nearest known name, and lists.

/// So many letters are a slip; more are another word.
const CLOSE: usize = 2;

/// The two names of `known` that are nearest to `name`, or the nearest only if it is close.
pub(crate) fn nearest(name: &str, known: &[&str]) -> String {
    let mut ranked: Vec<(usize, &str)> = known
        .iter()
        .map(|candidate| (distance(name, candidate), *candidate))
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    match ranked.as_slice() {
        [(0..=CLOSE, best), ..] => format!("did you mean `{best}`?"),
        [(_, best), (_, second), ..] => format!("the nearest are `{best}` and `{second}`"),
        [(_, only)] => format!("the only one is `{only}`"),
        [] => String::new(),
    }
}

/// The name of `known` that `name` is a slip of, if there is one.
pub(crate) fn close<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let ranked = known
        .iter()
        .map(|candidate| (distance(name, candidate), *candidate));
    let (distance, best) = ranked.min_by_key(|(distance, _)| *distance)?;
    (distance <= CLOSE).then_some(best)
}

/// The names in backquotes, with "or" before the last.
pub(crate) fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// How many letters to insert, remove or change (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (above, letter) in from.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        let mut next = vec![left];
        for (other, up) in to.chars().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(letter != other))
                .min(left + 1)
                .min(up + 1);
            diagonal = *up;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_single_letters() {
        assert_eq!(distance("unit", "unit"), 0);
        assert_eq!(distance("unti", "unit"), 2);
        assert_eq!(distance("", "unit"), 4);
        assert_eq!(distance("guage", "gauge"), 2);
    }

    #[test]
    fn a_close_name_is_asked_about_and_far_ones_are_listed() {
        assert_eq!(nearest("unti", &["kind", "unit"]), "did you mean `unit`?");
        assert_eq!(
            nearest("sensible", &["kind", "range"]),
            "the nearest are `range` and `kind`"
        );
    }
}
