//! Round numbers along an axis.

/// An axis from `low` to `high`.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Where its ticks are, and what stands at them.
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// With some round numbers, that has room for `low` and `high`; and with whole numbers only, if asked
    /// for.
    pub(super) fn around(low: f64, high: f64, ticks: u32, is_whole: bool) -> Self {
        // Floats near their limits would leave nothing to calculate with.
        let (mut low, mut high) = (low.clamp(-1e300, 1e300), high.clamp(-1e300, 1e300));
        let size = low.abs().max(high.abs());
        if high - low <= size * 1e-12 {
            let room = if size == 0.0 { 1.0 } else { size * 0.1 };
            (low, high) = (low - room, high + room);
        }
        let size = low.abs().max(high.abs());
        let step = round((high - low) / f64::from(ticks.max(1)));
        let step = if is_whole { step.max(1.0) } else { step };
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let ticks = (0..=u32::from(u8::MAX))
            .map(|n| first + f64::from(n))
            .take_while(|n| *n <= last)
            .map(|n| (n * step, text(n * step, step, size)))
            .collect();
        Self {
            low: first * step,
            high: last * step,
            ticks,
        }
    }

    /// With round numbers inside of exactly `low` to `high`.
    pub(super) fn within(low: f64, high: f64, ticks: u32) -> Self {
        let whole = Self::around(low, high, ticks, false);
        let (low, high) = if low < high {
            (low, high)
        } else {
            (whole.low, whole.high)
        };
        let room = (high - low) * 1e-9;
        Self {
            low,
            high,
            ticks: whole
                .ticks
                .into_iter()
                .filter(|(at, _)| (low - room..=high + room).contains(at))
                .collect(),
        }
    }

    /// With a name at each of `names` that lies between; `None` if none does.
    pub(super) fn named(names: &[(f64, String)], low: f64, high: f64) -> Option<Self> {
        let ticks: Vec<_> = names
            .iter()
            .filter(|(at, _)| (low..=high).contains(at))
            .cloned()
            .collect();
        // More would not be legible.
        (1..=8).contains(&ticks.len()).then_some(Self {
            low: low - 0.5,
            high: high + 0.5,
            ticks,
        })
    }

    /// How far along `at` is, from 0 to 1.
    pub(super) fn share(&self, at: f64) -> f64 {
        ((at - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

/// 1, 2 or 5 times a power of ten, not below `step`.
fn round(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let digit = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|digit| digit * power >= step * 0.999_999);
    digit.unwrap_or(10.0) * power
}

/// A number with as many digits as its steps need.
fn text(value: f64, step: f64, size: f64) -> String {
    // What is left of a calculation where 0 should be.
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    if value != 0.0 && !(1e-4..1e6).contains(&size) {
        let digits = [1, 2, 3, 4, 5, 6]
            .into_iter()
            .find(|digits| size / step <= 10_f64.powi(*digits))
            .and_then(|digits| usize::try_from(digits).ok())
            .unwrap_or(6);
        return format!("{value:.digits$e}");
    }
    let decimals = (0..12).find(|decimals| step * 10_f64.powi(*decimals) >= 0.999);
    let decimals = usize::try_from(decimals.unwrap_or(12)).unwrap_or(0);
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_reach_around_the_values() {
        assert_eq!(
            texts(&Axis::around(2500.3, 3499.0, 5, false)),
            ["2400", "2600", "2800", "3000", "3200", "3400", "3600"]
        );
        assert_eq!(
            texts(&Axis::around(-0.013, 0.02, 4, false)),
            ["-0.02", "-0.01", "0.00", "0.01", "0.02"]
        );
        assert_eq!(texts(&Axis::around(7.0, 7.0, 2, false)), ["6", "7", "8"]);
        assert_eq!(texts(&Axis::around(0.0, 0.0, 2, false)), ["-1", "0", "1"]);
        assert_eq!(
            texts(&Axis::around(0.0, 4e9, 2, false)),
            ["0", "2.0e9", "4.0e9"]
        );
        assert_eq!(texts(&Axis::around(0.0, 1.0, 5, true)), ["0", "1"]);
        assert_eq!(texts(&Axis::within(0.0, 9.9, 5)), ["0", "2", "4", "6", "8"]);
    }

    #[test]
    fn no_number_is_too_large_or_too_small_for_an_axis() {
        for (low, high) in [
            (f64::MIN, f64::MAX),
            (f64::MIN_POSITIVE, f64::MIN_POSITIVE),
            (1e18, 1e18 + 1.0),
            (-1e-300, 1e-300),
        ] {
            let axis = Axis::around(low, high, 5, false);
            assert!(axis.low < axis.high && axis.ticks.len() < 40, "{axis:?}");
            assert!((0.0..=1.0).contains(&axis.share(low)), "{axis:?}");
        }
    }
}
