//! What every contender moves: `N` words that show whether they belong together.

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Every word follows from the round and its place.
pub fn set(words: &mut [u64], round: u64) {
    let mut offset = 0_u64;
    for word in words {
        *word = round ^ offset;
        offset = offset.wrapping_add(STEP);
    }
}

/// The round that `words` are of, or `None` if they are torn.
#[inline(always)]
pub fn round(words: &[u64]) -> Option<u64> {
    let round = *words.first()?;
    let mut offset = 0_u64;
    let mut wrong = 0;
    for word in words {
        wrong |= *word ^ round ^ offset;
        offset = offset.wrapping_add(STEP);
    }
    (wrong == 0).then_some(round)
}

/// The word at `index` of round `round`.
pub fn word(round: u64, index: u64) -> u64 {
    round ^ STEP.wrapping_mul(index)
}

/// A value of round `round`, on the heap.
pub fn of<const N: usize>(round: u64) -> Box<[u64; N]> {
    let mut words: Box<[u64; N]> = vec![0; N]
        .into_boxed_slice()
        .try_into()
        .expect("as many words as asked for");
    set(&mut words[..], round);
    words
}

/// A size in bytes, for people.
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixture_of_two_rounds_has_none() {
        let mut words = of::<8>(7);
        assert_eq!(round(&words[..]), Some(7));
        assert_eq!(words[3], word(7, 3));
        words[5] = word(8, 5);
        assert_eq!(round(&words[..]), None);
    }
}
