//! Units: the base unit that a metric has, and how values get there.

use super::name::{join, snake};

/// A base unit, and what a value is multiplied with and divided by to be one of it.
///
/// Two numbers, so that 1500 ms are 1.5 s to the last digit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    /// As it stands in names: `seconds`; empty if there is none.
    pub(super) unit: String,
    pub(super) times: f64,
    pub(super) over: f64,
}

/// Units as people write them, and how many of the base unit each is.
const KNOWN: &[(&[&str], &str, f64, f64)] = &[
    (&["ns", "nanosecond", "nanoseconds"], "seconds", 1.0, 1e9),
    (
        &["us", "µs", "μs", "microsecond", "microseconds"],
        "seconds",
        1.0,
        1e6,
    ),
    (&["ms", "millisecond", "milliseconds"], "seconds", 1.0, 1e3),
    (&["s", "sec", "second", "seconds"], "seconds", 1.0, 1.0),
    (&["min", "minute", "minutes"], "seconds", 60.0, 1.0),
    (&["h", "hour", "hours"], "seconds", 3600.0, 1.0),
    (&["d", "day", "days"], "seconds", 86_400.0, 1.0),
    (&["B", "byte", "bytes"], "bytes", 1.0, 1.0),
    (&["kB", "KB"], "bytes", 1e3, 1.0),
    (&["MB"], "bytes", 1e6, 1.0),
    (&["GB"], "bytes", 1e9, 1.0),
    (&["TB"], "bytes", 1e12, 1.0),
    (&["KiB"], "bytes", 1024.0, 1.0),
    (&["MiB"], "bytes", 1_048_576.0, 1.0),
    (&["GiB"], "bytes", 1_073_741_824.0, 1.0),
    (&["TiB"], "bytes", 1_099_511_627_776.0, 1.0),
    (&["%", "percent"], "ratio", 1.0, 100.0),
    (&["‰"], "ratio", 1.0, 1e3),
    (&["ppm"], "ratio", 1.0, 1e6),
    (&["ratio"], "ratio", 1.0, 1.0),
    (&["°C", "degC", "celsius"], "celsius", 1.0, 1.0),
    (&["K", "kelvin"], "kelvin", 1.0, 1.0),
    (&["um", "µm", "μm"], "meters", 1.0, 1e6),
    (&["mm"], "meters", 1.0, 1e3),
    (&["cm"], "meters", 1.0, 100.0),
    (&["m", "meter", "meters"], "meters", 1.0, 1.0),
    (&["km"], "meters", 1e3, 1.0),
    (&["mg"], "grams", 1.0, 1e3),
    (&["g", "gram", "grams"], "grams", 1.0, 1.0),
    (&["kg"], "grams", 1e3, 1.0),
    (&["mV"], "volts", 1.0, 1e3),
    (&["V", "volt", "volts"], "volts", 1.0, 1.0),
    (&["kV"], "volts", 1e3, 1.0),
    (&["uA", "µA", "μA"], "amperes", 1.0, 1e6),
    (&["mA"], "amperes", 1.0, 1e3),
    (&["A", "ampere", "amperes"], "amperes", 1.0, 1.0),
    (&["mW"], "watts", 1.0, 1e3),
    (&["W", "watt", "watts"], "watts", 1.0, 1.0),
    (&["kW"], "watts", 1e3, 1.0),
    (&["MW"], "watts", 1e6, 1.0),
    (&["J", "joule", "joules"], "joules", 1.0, 1.0),
    (&["kJ"], "joules", 1e3, 1.0),
    (&["Wh"], "joules", 3600.0, 1.0),
    (&["kWh"], "joules", 3.6e6, 1.0),
    (&["Hz", "hertz"], "hertz", 1.0, 1.0),
    (&["kHz"], "hertz", 1e3, 1.0),
    (&["MHz"], "hertz", 1e6, 1.0),
    (&["GHz"], "hertz", 1e9, 1.0),
    (&["Pa", "pascal", "pascals"], "pascals", 1.0, 1.0),
    (&["hPa", "mbar"], "pascals", 100.0, 1.0),
    (&["kPa"], "pascals", 1e3, 1.0),
    (&["bar"], "pascals", 1e5, 1.0),
];

impl Scale {
    /// How values of `unit` become values of a base unit. One that is not known stays as it is.
    pub(super) fn of(unit: &str) -> Self {
        match unit.split_once('/') {
            // How much of one for each of the other.
            Some((above, below)) if !below.contains('/') => {
                let (above, below) = (Self::plain(above.trim()), Self::plain(below.trim()));
                let singular = below.unit.strip_suffix('s').unwrap_or(&below.unit);
                let per = if singular.is_empty() { "" } else { "per" };
                Self {
                    unit: join([above.unit.as_str(), per, singular]),
                    times: above.times * below.over,
                    over: above.over * below.times,
                }
            }
            _ => Self::plain(unit),
        }
    }

    fn plain(unit: &str) -> Self {
        let known = KNOWN.iter().find(|(names, ..)| names.contains(&unit));
        match known {
            Some((_, unit, times, over)) => Self {
                unit: (*unit).to_owned(),
                times: *times,
                over: *over,
            },
            None => Self {
                unit: if unit == "1" {
                    String::new()
                } else {
                    snake(unit)
                },
                times: 1.0,
                over: 1.0,
            },
        }
    }

    /// Whether values stay what they are.
    pub(super) fn is_one(&self) -> bool {
        (self.times, self.over) == (1.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_become_base_units() {
        for (unit, base, times, over) in [
            ("ms", "seconds", 1.0, 1e3),
            ("KiB", "bytes", 1024.0, 1.0),
            ("%", "ratio", 1.0, 100.0),
            ("rpm", "rpm", 1.0, 1.0),
            ("1", "", 1.0, 1.0),
            ("", "", 1.0, 1.0),
            ("km/h", "meters_per_second", 1e3, 3600.0),
            ("B/ms", "bytes_per_second", 1e3, 1.0),
            ("1/min", "per_second", 1.0, 60.0),
            ("requests / s", "requests_per_second", 1.0, 1.0),
            ("a/b/c", "a_b_c", 1.0, 1.0),
            ("\"\n", "", 1.0, 1.0),
        ] {
            let unit_of = Scale {
                unit: base.to_owned(),
                times,
                over,
            };
            assert_eq!(Scale::of(unit), unit_of, "{unit}");
        }
    }
}
