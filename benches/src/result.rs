//! What was measured: one flat list, of which tables and charts are views.

use serde::Serialize;

use crate::measure::Spread;

/// One number.
#[derive(Clone, Debug, Serialize)]
pub struct Measurement {
    /// `read/64B`.
    pub case: String,
    pub contender: &'static str,
    /// `time`, `p99`, `torn`, …
    pub metric: &'static str,
    pub unit: &'static str,
    pub median: f64,
    pub lowest: f64,
    pub highest: f64,
}

/// All numbers, and what went wrong.
#[derive(Debug, Default)]
pub struct Results {
    pub all: Vec<Measurement>,
    /// Ours only: a rival's failure is a number.
    pub failures: Vec<String>,
    /// What a number alone does not tell.
    pub notes: Vec<String>,
}

impl Results {
    pub fn add(
        &mut self,
        case: &str,
        contender: &'static str,
        metric: &'static str,
        unit: &'static str,
        spread: Spread,
    ) {
        self.all.push(Measurement {
            case: case.to_owned(),
            contender,
            metric,
            unit,
            median: spread.median,
            lowest: spread.lowest,
            highest: spread.highest,
        });
    }

    /// A number of which there is only one.
    pub fn add_one(
        &mut self,
        case: &str,
        contender: &'static str,
        metric: &'static str,
        unit: &'static str,
        value: f64,
    ) {
        self.add(case, contender, metric, unit, Spread::of(vec![value]));
    }

    /// The median.
    pub fn get(&self, case: &str, contender: &str, metric: &str) -> Option<f64> {
        self.all
            .iter()
            .find(|m| m.case == case && m.contender == contender && m.metric == metric)
            .map(|m| m.median)
    }

    /// Whether `contender` gave a torn value in any case.
    pub fn has_torn(&self, contender: &str) -> bool {
        let torn = |m: &&Measurement| m.contender == contender && m.metric == "torn";
        self.all.iter().filter(torn).any(|m| m.median > 0.0)
    }

    /// Who took part in cases that begin with `prefix`, in the order of the first appearance.
    pub fn contenders(&self, prefix: &str) -> Vec<&'static str> {
        let mut found = Vec::new();
        for m in self.all.iter().filter(|m| m.case.starts_with(prefix)) {
            if !found.contains(&m.contender) {
                found.push(m.contender);
            }
        }
        found
    }
}
