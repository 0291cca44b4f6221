//! Time spans of the command line: `500ms`, `10s`, `2m`, `1h`; a number alone is seconds.

use std::time::Duration;

/// Reads a span.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let seconds = match unit {
        "ms" => 1e-3,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        _ => return Err(format!("`{unit}` is none of ms, s, m, h, d")),
    };
    let number: f64 = number
        .parse()
        .map_err(|_| "write a number and a unit: 500ms, 10s, 2m".to_owned())?;
    Duration::try_from_secs_f64(number * seconds).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        let spans = ["500ms", "10s", "1.5", "2m", "1h", "0", "1d"].map(|text| span(text).unwrap());
        let seconds = [0.5, 10.0, 1.5, 120.0, 3600.0, 0.0, 86_400.0];
        assert_eq!(spans, seconds.map(Duration::from_secs_f64));

        for text in [
            "",
            "s",
            "10 s",
            "-1s",
            "1w",
            "1e9s",
            "1.2.3",
            "99999999999999999999d",
        ] {
            assert!(span(text).is_err(), "{text}");
        }
    }
}
