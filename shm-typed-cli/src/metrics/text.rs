//! The text format, version 1.0.

use std::fmt::Write;

use super::family::{Families, Number, Sample, Sort};
use crate::escape::Escaped;

/// All families as text, with its end.
pub(crate) fn write(families: &Families) -> String {
    let mut text = String::new();
    for family in families.iter() {
        let name = &family.name;
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "# TYPE {name} {}", family.sort.as_str());
        if !family.unit.is_empty() && !matches!(family.sort, Sort::Info | Sort::StateSet) {
            let _ = writeln!(text, "# UNIT {name} {}", family.unit);
        }
        if !family.help.is_empty() {
            let _ = writeln!(text, "# HELP {name} {}", escaped(&family.help));
        }
        for sample in &family.samples {
            line(&mut text, name, sample);
        }
    }
    text.push_str("# EOF\n");
    text
}

fn line(text: &mut String, name: &str, sample: &Sample) {
    let _ = write!(text, "{name}{}{{", sample.ending);
    for (index, (label, value)) in sample.labels.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(text, "{comma}{label}=\"{}\"", escaped(value));
    }
    text.push_str("} ");
    let _ = match sample.value {
        Number::Int(value) => writeln!(text, "{value}"),
        Number::UInt(value) => writeln!(text, "{value}"),
        Number::Float(value) if value == f64::INFINITY => writeln!(text, "+Inf"),
        Number::Float(value) if value == f64::NEG_INFINITY => writeln!(text, "-Inf"),
        Number::Float(value) => writeln!(text, "{value:?}"),
    };
}

/// Text of an object, harmless for a terminal, and then with what the format escapes. It has an escape for
/// the ends of lines.
fn escaped(text: &str) -> String {
    let line = |line| {
        let line = Escaped(line).to_string();
        line.replace('\\', "\\\\").replace('"', "\\\"")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\\n")
}
