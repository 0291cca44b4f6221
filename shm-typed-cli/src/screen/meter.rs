//! How fast a counter grows.

use std::collections::VecDeque;
use std::time::Duration;

/// The time over which a rate is taken.
pub(super) const WINDOW: Duration = Duration::from_secs(2);

/// The least time that says something about a rate.
const LEAST: Duration = Duration::from_millis(150);

/// What a counter was in the last while.
#[derive(Clone, Debug, Default)]
pub(super) struct Meter {
    /// In order of time; the first is the newest that is older than the window, or the first of all.
    samples: VecDeque<(Duration, f64)>,
}

impl Meter {
    /// It is `value` now.
    pub(super) fn push(&mut self, now: Duration, value: f64) {
        match self.samples.back() {
            // It starts again, and so do we.
            Some((_, last)) if *last > value => self.samples.clear(),
            _ => {}
        }
        self.samples.push_back((now, value));
        while let Some((second, _)) = self.samples.get(1)
            && *second + WINDOW <= now
        {
            self.samples.pop_front();
        }
    }

    /// Per second, over the window; `None` as long as there is too little to tell.
    pub(super) fn rate(&self, now: Duration) -> Option<f64> {
        let (_, newest) = self.samples.back()?;
        let start = now.saturating_sub(WINDOW);
        let old = self
            .samples
            .iter()
            .take_while(|(at, _)| *at <= start)
            .last();
        let (since, base) = old.or(self.samples.front())?;
        let span = now.saturating_sub(*since);
        (span >= LEAST).then(|| (newest - base) / span.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_that_of_the_last_seconds_and_falls_to_zero() {
        let at = Duration::from_millis;
        let mut meter = Meter::default();
        assert_eq!(meter.rate(at(0)), None);
        for step in 0..100_u32 {
            meter.push(at(u64::from(step) * 100), f64::from(step) * 5.0);
        }

        let rate = meter.rate(at(9900)).unwrap();
        assert!((rate - 50.0).abs() < 3.0, "{rate}");
        assert_eq!(meter.rate(at(20_000)), Some(0.0));

        meter.push(at(20_100), 0.0);
        assert_eq!(meter.rate(at(20_101)), None, "it has started again");
    }
}
