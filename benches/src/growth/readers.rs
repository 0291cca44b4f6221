//! Against the number of readers, each a process.

use std::time::Duration;

use super::{Panel, Series, Theory, Unit};
use crate::case::readers::rate_of;
use crate::contender::ours::ReadInto;
use crate::measure::{Effort, Spread};
use crate::watchdog::Watchdog;
use crate::{Outcome, cpu};

const MOST: usize = 8;

pub fn panels(effort: Effort) -> Outcome<Vec<Panel>> {
    Ok(vec![Panel {
        title: "Readers of one object",
        axis: "readers",
        axis_unit: "",
        unit: Unit::PerSecond,
        why: "Readers write nothing that others read, so each has the rate of one alone as long as it has a \
              processor: the rates of all add up until the processors run out.",
        series: vec![of::<8>(effort, "64 B")?, of::<128>(effort, "1 KiB")?],
    }])
}

fn of<const N: usize>(effort: Effort, what: &'static str) -> Outcome<Series> {
    let time = Duration::from_millis(effort.pick(5, 100));
    let mut points = Vec::new();
    for count in 1..=MOST {
        let _watchdog = Watchdog::over("growth with readers");
        let mut rates = Vec::new();
        for _ in 0..effort.pick(1, 5) {
            let seen = rate_of::<N, ReadInto>(count, time)?;
            if seen.torn > 0 {
                return Err(format!("{} torn values", seen.torn).into());
            }
            rates.push(seen.per_s);
        }
        points.push((count as f64, Spread::of(rates).median));
    }
    let theory = Theory::Capped(cpu::all() as f64);
    Ok(Series::new(what, theory, points))
}
