//! Numbers as people read them.

/// `2.3 ns`, `50.6 µs`, `1.8 ms`.
pub fn time(ns: f64) -> String {
    match ns {
        ..999.5 => format!("{} ns", figures(ns)),
        ..999.5e3 => format!("{} µs", figures(ns / 1e3)),
        ..999.5e6 => format!("{} ms", figures(ns / 1e6)),
        _ => format!("{} s", figures(ns / 1e9)),
    }
}

/// `5.9 M/s`.
pub fn rate(per_s: f64) -> String {
    match per_s {
        ..1e3 => format!("{} /s", figures(per_s)),
        ..1e6 => format!("{} k/s", figures(per_s / 1e3)),
        ..1e9 => format!("{} M/s", figures(per_s / 1e6)),
        _ => format!("{} G/s", figures(per_s / 1e9)),
    }
}

/// `7.8×`.
pub fn ratio(value: f64) -> String {
    format!("{}×", figures(value))
}

/// Two or three figures.
fn figures(value: f64) -> String {
    match value {
        ..0.095 => format!("{value:.3}"),
        ..0.995 => format!("{value:.2}"),
        ..99.5 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_two_or_three_figures() {
        assert_eq!(time(2.34), "2.3 ns");
        assert_eq!(time(999.6), "1.0 µs");
        assert_eq!(time(50_600.0), "50.6 µs");
        assert_eq!(time(1_750_000.0), "1.8 ms");
        assert_eq!(rate(5_900_000.0), "5.9 M/s");
        assert_eq!(ratio(0.051), "0.051×");
    }
}
