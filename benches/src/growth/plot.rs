//! The chart: a panel for each page of the table, points that were measured and lines that were predicted, on
//! log scales both.

use std::fmt::Write;

use super::page::{formula, growing, number};
use super::{Growth, Panel, Series};
use crate::report::svg::{Anchor, Style, text};

const WIDTH: f64 = 1240.0;
const MARGIN: f64 = 24.0;
const HEAD: f64 = 84.0;
const GAP: f64 = 40.0;
/// Of a panel: title and legend above the plot, numbers left of it, numbers below it.
const ABOVE: f64 = 30.0;
const LEGEND: f64 = 17.0;
const LEFT: f64 = 66.0;
const RIGHT: f64 = 16.0;
const BELOW: f64 = 44.0;
const PLOT: f64 = 230.0;

const COLOURS: [&str; 4] = ["#1259c3", "#d9534f", "#3a8f4d", "#8a56b0"];

const SAMPLES: u32 = 120;

pub fn draw(growth: &Growth) -> String {
    let width = (WIDTH - 2.0 * MARGIN - GAP) / 2.0;
    let (mut body, mut y) = (String::new(), HEAD);
    for row in growth.panels.chunks(2) {
        let most = row.iter().map(|panel| panel.series.len()).max();
        let above = ABOVE + LEGEND * most.unwrap_or(0) as f64;
        for (at, panel) in row.iter().enumerate() {
            let x = MARGIN + at as f64 * (width + GAP);
            draw_panel(&mut body, panel, x, y, width, above);
        }
        y += above + PLOT + BELOW + 24.0;
    }
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" role=\"img\" \
         aria-label=\"how the costs of shm-typed grow\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    text(
        &mut out,
        MARGIN,
        30.0,
        Anchor::Start,
        Style::HEAD,
        "How the costs of shm-typed grow",
    );
    let quick = if growth.quick {
        "QUICK RUN, the numbers mean nothing · "
    } else {
        ""
    };
    let machine = &growth.machine;
    let line = format!(
        "{quick}{} · Linux {} · {} UTC · points: measured; lines: what theory predicts; logarithmic scales",
        machine.cpu, machine.kernel, machine.date
    );
    text(&mut out, MARGIN, 52.0, Anchor::Start, Style::PLAIN, &line);
    out + &body + "</svg>\n"
}

/// From a value to a place, logarithmically.
struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    fn at(&self, value: f64) -> f64 {
        let part = (value.log10() - self.low) / (self.high - self.low);
        self.from + part * (self.to - self.from)
    }

    /// The powers of ten on it.
    fn decades(&self) -> impl Iterator<Item = f64> {
        let (low, high) = (
            (self.low - 1e-9).ceil() as i32,
            (self.high + 1e-9).floor() as i32,
        );
        (low..=high).map(|decade| 10_f64.powi(decade))
    }
}

fn draw_panel(out: &mut String, panel: &Panel, x: f64, y: f64, width: f64, above: f64) {
    text(out, x, y + 16.0, Anchor::Start, Style::TITLE, panel.title);
    for (n, series) in panel.series.iter().enumerate() {
        let base = y + ABOVE + n as f64 * LEGEND + 8.0;
        let _ = writeln!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"{}\"/>",
            x + 6.0,
            base - 4.0,
            COLOURS[n % COLOURS.len()]
        );
        let words = format!("{}: {}", series.what, formula(panel, series));
        text(out, x + 18.0, base, Anchor::Start, Style::PLAIN, &words);
    }

    let (left, right) = (x + LEFT, x + width - RIGHT);
    let (top, bottom) = (y + above + 6.0, y + above + PLOT);
    let points = || {
        panel
            .series
            .iter()
            .flat_map(|series| series.points.iter().copied())
    };
    let xs = || points().map(|(x, _)| x.log10());
    let lines = |s: &Series| {
        s.points
            .iter()
            .map(|(x, _)| s.line.at(*x))
            .collect::<Vec<_>>()
    };
    let ys: Vec<f64> = points()
        .map(|(_, y)| y)
        .chain(panel.series.iter().flat_map(lines))
        .map(f64::log10)
        .collect();
    let across = Scale {
        low: xs().fold(f64::MAX, f64::min),
        high: xs().fold(f64::MIN, f64::max),
        from: left + 10.0,
        to: right - 10.0,
    };
    let low = ys.iter().copied().fold(f64::MAX, f64::min).floor();
    let up = Scale {
        low,
        high: ys
            .iter()
            .copied()
            .fold(f64::MIN, f64::max)
            .ceil()
            .max(low + 1.0),
        from: bottom,
        to: top,
    };

    for value in up.decades() {
        let at = up.at(value);
        let _ = writeln!(
            out,
            "<line x1=\"{left:.1}\" y1=\"{at:.1}\" x2=\"{right:.1}\" y2=\"{at:.1}\" stroke=\"#e4e8ec\"/>"
        );
        let label = number(panel.unit, value).replace(".0 ", " ");
        text(out, left - 8.0, at + 4.0, Anchor::End, Style::SCALE, &label);
    }
    // One number for each point, as far as there is room.
    let mut last = f64::MIN;
    for (value, _) in &panel.series[0].points {
        let at = across.at(*value);
        let _ = writeln!(
            out,
            "<line x1=\"{at:.1}\" y1=\"{top:.1}\" x2=\"{at:.1}\" y2=\"{bottom:.1}\" stroke=\"#f1f3f5\"/>"
        );
        let label = growing(panel, *value);
        let half = label.len() as f64 * 3.0 + 3.0;
        if at - half > last {
            text(out, at, bottom + 14.0, Anchor::Middle, Style::SCALE, &label);
            last = at + half;
        }
    }
    text(
        out,
        (left + right) / 2.0,
        bottom + 31.0,
        Anchor::Middle,
        Style::SCALE,
        panel.axis,
    );

    for (n, series) in panel.series.iter().enumerate() {
        let colour = COLOURS[n % COLOURS.len()];
        let mut path = String::new();
        for sample in 0..=SAMPLES {
            let part = f64::from(sample) / f64::from(SAMPLES);
            let value = 10_f64.powf(across.low + part * (across.high - across.low));
            let _ = write!(
                path,
                "{:.1},{:.1} ",
                across.at(value),
                up.at(series.line.at(value))
            );
        }
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" \
             stroke-opacity=\"0.6\"/>",
            path.trim_end()
        );
        for (value, cost) in &series.points {
            let _ = writeln!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"{colour}\"/>",
                across.at(*value),
                up.at(*cost)
            );
        }
    }
}
