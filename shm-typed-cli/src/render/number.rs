//! Numbers with a sensible number of digits.

use std::time::Duration;

/// A float: the shortest text that reads back as the same, with an exponent where zeros would be many.
pub(crate) fn float<F: Copy + Into<f64> + std::fmt::Display + std::fmt::LowerExp>(
    value: F,
) -> String {
    let size: f64 = value.into();
    let size = size.abs();
    if size.is_finite() && size != 0.0 && !(1e-5..1e16).contains(&size) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

/// A size: `296 B`, `1.5 KiB`.
pub(crate) fn bytes(size: u64) -> String {
    const UNITS: [(&str, u32); 4] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];

    for (unit, shift) in UNITS {
        let one = 1_u64 << shift;
        if size >= one {
            // In tenths, without a float's doubts.
            let tenths = u128::from(size) * 10 / u128::from(one);
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
    }
    format!("{size} B")
}

/// A time span by its largest unit: `12 ms`, `3.4 s`, `5 min`, `2 h`, `3 d`.
pub(crate) fn duration(span: Duration) -> String {
    let (seconds, millis) = (span.as_secs(), span.subsec_millis());
    match seconds {
        0 if millis == 0 => format!("{} µs", span.subsec_micros()),
        0 => format!("{millis} ms"),
        1..60 => format!("{seconds}.{} s", millis / 100),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// A rate: `0/s`, `9.5/s`, `1234/s`.
pub(crate) fn rate(per_second: f64) -> String {
    if per_second == 0.0 {
        "0/s".to_owned()
    } else if per_second < 100.0 {
        format!("{per_second:.1}/s")
    } else {
        format!("{per_second:.0}/s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_read_back_and_stay_short() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (3000.5, "3000.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e300, "1e300"),
            (-2.5e-9, "-2.5e-9"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(float(value), text);
        }
        assert_eq!(float(0.1_f32), "0.1");
    }

    #[test]
    fn sizes_and_spans_have_one_unit() {
        let sizes = [0, 1023, 1024, 1536, 1 << 20, u64::MAX].map(bytes);
        assert_eq!(
            sizes,
            [
                "0 B",
                "1023 B",
                "1.0 KiB",
                "1.5 KiB",
                "1.0 MiB",
                "16777215.9 TiB"
            ]
        );
        let spans = [0.000_002, 0.012, 3.45, 300.0, 7200.0, 300_000.0];
        let spans = spans.map(|span| duration(Duration::from_secs_f64(span)));
        assert_eq!(spans, ["2 µs", "12 ms", "3.4 s", "5 min", "2 h", "3 d"]);
        assert_eq!([0.0, 9.51, 1234.4].map(rate), ["0/s", "9.5/s", "1234/s"]);
    }
}
