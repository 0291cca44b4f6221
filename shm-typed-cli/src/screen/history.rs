//! What a number was, as a row of small bars.

use std::collections::VecDeque;
use std::time::Duration;

/// How long a bar is.
const STEP: Duration = Duration::from_millis(500);

/// The most bars.
const MOST: u64 = 128;

/// Bars of a number, one for each step of time.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    /// Which step the last bar is of.
    last: u64,
    bars: VecDeque<f64>,
}

impl History {
    /// The number is `value` at `now`. Where nothing was said for some steps, it was `between`.
    pub(super) fn push(&mut self, now: Duration, value: f64, between: Option<f64>) {
        if !value.is_finite() {
            return;
        }
        let step = u64::try_from(now.as_millis() / STEP.as_millis()).unwrap_or(u64::MAX);
        match self.bars.back_mut() {
            Some(bar) if step <= self.last => *bar = value,
            Some(bar) => {
                let between = between.unwrap_or(*bar);
                for _ in 1..(step - self.last).min(MOST) {
                    self.bars.push_back(between);
                }
                self.bars.push_back(value);
                self.last = step;
            }
            None => {
                self.bars.push_back(value);
                self.last = step;
            }
        }
        while self.bars.len() > 128 {
            self.bars.pop_front();
        }
    }

    /// The last bars, `width` at most, from the lowest to the highest of them.
    pub(super) fn show(&self, width: usize) -> String {
        const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

        let shown = || self.bars.iter().skip(self.bars.len().saturating_sub(width));
        let low = shown().copied().fold(f64::INFINITY, f64::min);
        let high = shown().copied().fold(f64::NEG_INFINITY, f64::max);
        shown()
            .map(|value| {
                let share = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
                // Of equal ones, the lowest.
                let at = (1_u8..8)
                    .take_while(|bar| share * 8.0 >= f64::from(*bar))
                    .count();
                BARS.get(at).copied().unwrap_or(' ')
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_go_from_the_lowest_to_the_highest() {
        let mut history = History::default();
        for step in 0..16_u32 {
            history.push(STEP * step, f64::from(step), None);
        }

        assert_eq!(history.show(100), "▁▁▂▂▃▃▄▄▅▅▆▆▇▇██");
        assert_eq!(history.show(3), "▁▅█");
        assert_eq!(history.show(0), "");
        for (step, value) in [(16, f64::MIN), (17, 0.0), (18, f64::MAX)] {
            history.push(STEP * step, value, None);
        }
        assert_eq!(history.show(3), "▁▅█");
    }

    #[test]
    fn steps_without_a_word_are_filled_and_old_ones_forgotten() {
        let mut history = History::default();
        history.push(STEP, 0.0, None);
        history.push(STEP * 4, 8.0, None);
        assert_eq!(history.show(9), "▁▁▁█");
        history.push(STEP * 4, f64::NAN, None);
        history.push(STEP * 6, 8.0, Some(4.0));
        assert_eq!(history.show(9), "▁▁▁█▅█");
        history.push(Duration::MAX, 1.0, None);
        assert_eq!(history.show(1000).chars().count(), 128);
    }
}
