//! The page.

use std::fmt::Write;

use super::{Growth, Panel, Series, Theory, Unit};
use crate::report::{format, table::Table};

pub fn write(growth: &Growth) -> String {
    let mut out = String::from("# How the costs grow\n\n");
    if growth.quick {
        out += "**A quick run, which shows that it works. The numbers mean nothing.**\n\n";
    }
    if growth.machine.was_busy() {
        out += "**The machine was busy (see the load): single points mean little.**\n\n";
    }
    let _ = write!(
        out,
        "{}\n\n\
         Made by `cargo run --release --manifest-path benches/Cargo.toml -- growth`. Beside each number is its ratio to \
         what theory predicts: a line of the form that follows from how the library works, laid through the points. \
         1.0× everywhere means that the theory holds.\n\n\
         ![the same as a chart](growth.svg)\n",
        growth.machine.line(&growth.load_after),
    );
    for panel in &growth.panels {
        of(panel, &mut out);
    }
    out
}

fn of(panel: &Panel, out: &mut String) {
    let _ = write!(out, "\n## {}\n\n{}\n\n", panel.title, panel.why);
    let heads = panel.series.iter().map(|series| series.what);
    let mut table = Table::new([panel.axis].into_iter().chain(heads));
    let xs = panel.series.iter().map(|series| series.points.iter());
    let xs: Vec<f64> = xs
        .max_by_key(ExactSizeIterator::len)
        .map_or_else(Vec::new, |points| points.map(|(x, _)| *x).collect());
    for (at, x) in xs.iter().enumerate() {
        let cells = panel.series.iter().map(|series| {
            let (x, y) = series.points[at];
            let ratio = format::ratio(y / series.line.at(x));
            format!("{} · {ratio}", number(panel.unit, y))
        });
        table.row(&growing(panel, *x), false, cells);
    }
    *out += &table.render();
    *out += "\n";
    for series in &panel.series {
        let worst = format::ratio(series.line.worst(&series.points));
        let _ = writeln!(
            out,
            "- {}: {}; no point is further from it than {worst}",
            series.what,
            formula(panel, series)
        );
    }
}

/// `64 B`, `1,000`.
pub fn growing(panel: &Panel, x: f64) -> String {
    match panel.axis_unit {
        "B" => crate::payload::size(x as usize),
        _ if x >= 1000.0 => format!("{},{:03}", x as u64 / 1000, x as u64 % 1000),
        _ => format!("{x}"),
    }
}

pub fn number(unit: Unit, y: f64) -> String {
    match unit {
        Unit::Nanoseconds => format::time(y),
        Unit::PerSecond => format::rate(y),
        Unit::Bytes if y < 999.5 => format!("{y:.0} B"),
        Unit::Bytes => format!("{:.1} kB", y / 1e3),
    }
}

/// What theory predicts, in numbers.
pub fn formula(panel: &Panel, series: &Series) -> String {
    let line = &series.line;
    let each = |slope| match panel.unit {
        Unit::Nanoseconds if slope < 0.1 => format!("{:.0} ps", slope * 1e3),
        unit => number(unit, slope),
    };
    let one = match panel.axis {
        "size" => "byte",
        axis => axis.trim_end_matches('s'),
    };
    match series.theory {
        Theory::Constant => format!("{} for any", number(panel.unit, line.base)),
        Theory::Linear => {
            let base = number(panel.unit, line.base);
            format!("{base} + {} per {one}", each(line.slope))
        }
        Theory::Capped(cap) => format!("{} per {one}, up to {cap} of them", each(line.slope)),
    }
}
