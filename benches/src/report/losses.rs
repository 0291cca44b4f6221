//! Where a rival is better than this library: found by the program, so that nobody forgets one.

use super::format;
use crate::case::live;
use crate::contender::{ours, pinned};
use crate::result::Results;

/// Less than this is noise.
const CLEAR: f64 = 1.05;

/// What nobody can beat, and so no rivals.
pub const LIMITS: [&str; 4] = ["memcpy", "bare system calls", "bare futex", live::BARE];

/// The best number of this library, which has more than one way for some jobs. A pin, which trusts the
/// writer, only counts where pins are compared.
fn best(results: &Results, case: &str, metric: &str, more_is_better: bool) -> Option<f64> {
    let whos = results.contenders(case).into_iter();
    let ours = whos.filter(|who| who.starts_with(ours::NAME));
    let ours = ours.filter(|who| *who != pinned::NAME || case.starts_with("pin/"));
    let numbers = ours.filter_map(|who| results.get(case, who, metric));
    numbers.reduce(if more_is_better { f64::max } else { f64::min })
}

/// A sentence for each case and metric in which rivals are clearly better.
pub fn sentences(results: &Results) -> Vec<String> {
    let mut said: Vec<(String, &str, Vec<String>)> = Vec::new();
    for m in &results.all {
        let more_is_better = match m.metric {
            "time" | "p50" | "p99" | "p99.9" => false,
            "reads" => true,
            _ => continue,
        };
        if LIMITS.contains(&m.contender) || m.contender.starts_with(ours::NAME) {
            continue;
        }
        let Some(ours) = best(results, &m.case, m.metric, more_is_better) else {
            continue;
        };
        let better = if more_is_better {
            m.median / ours
        } else {
            ours / m.median
        };
        if better < CLEAR {
            continue;
        }
        let torn = results.get(&m.case, m.contender, "torn").unwrap_or(0.0);
        let mut text = format!("{} {}", m.contender, format::ratio(better));
        if torn > 0.0 {
            text += &format!(" (with {torn:.0} torn values)");
        }
        match said.iter_mut().find(|s| s.0 == m.case && s.1 == m.metric) {
            Some((_, _, all)) => all.push(text),
            None => said.push((m.case.clone(), m.metric, vec![text])),
        }
    }
    let sentence = |(case, metric, all): (String, &str, Vec<String>)| {
        format!("`{case}` {metric}: {}", all.join(", "))
    };
    said.into_iter().map(sentence).collect()
}
