//! The chart: a panel for each of the cases that matter most, bars on a log scale.

use std::fmt::Write;

use super::svg::{Anchor, Style, text};
use super::{Report, format, losses};
use crate::contender::ours;

struct Panel {
    title: &'static str,
    case: &'static str,
    metric: &'static str,
    more_is_better: bool,
}

const fn time(title: &'static str, case: &'static str) -> Panel {
    Panel {
        title,
        case,
        metric: "time",
        more_is_better: false,
    }
}

const fn rate(title: &'static str, case: &'static str) -> Panel {
    Panel {
        title,
        case,
        metric: "reads",
        more_is_better: true,
    }
}

/// In reading order, two in a row.
const PANELS: [Panel; 16] = [
    time("Read 64 B", "read/64B"),
    time("Publish 64 B", "write/64B"),
    time("Read 1 KiB", "read/1KiB"),
    time("Publish 1 KiB", "write/1KiB"),
    time("Read 1 MiB and use every word", "sum/1MiB"),
    time("Change one field of 64 B, and publish", "update/64B"),
    time("Read one field of 1 KiB", "field/1KiB"),
    time("Read two fields of 1 MiB", "fields/1MiB"),
    time("Have 64 MiB lent, or copied", "pin/64MiB"),
    time(
        "Add to a counter, two threads, a line each",
        "add/2 threads, a line each",
    ),
    rate(
        "Reads of 64 B per second, two readers together",
        "readers/64B/2",
    ),
    rate("Reads of 64 B per second, against a hot writer", "hot/64B"),
    Panel {
        metric: "p99.9",
        ..time("p99.9 of a 64 B read, against a hot writer", "hot/64B")
    },
    Panel {
        metric: "p50",
        ..time("Wake another process, 64 B, median", "wake/64B")
    },
    time("Create 64 B", "create"),
    time("Open 64 B", "open"),
];

const WIDTH: f64 = 1240.0;
const MARGIN: f64 = 24.0;
const HEAD: f64 = 84.0;
/// Of a panel: what the names get, and what the numbers behind the bars get.
const NAMES: f64 = 212.0;
const NUMBERS: f64 = 84.0;
const GAP: f64 = 32.0;
const BAR: f64 = 15.0;
const STEP: f64 = 22.0;
/// Above the bars: title. Below: the scale.
const TITLE: f64 = 30.0;
const SCALE: f64 = 34.0;

const OURS: &str = "#1259c3";
const RIVAL: &str = "#9aa5b1";
const LIMIT: &str = "#d3d9e0";
const TORN: &str = "#d9534f";

/// One bar.
struct Bar {
    who: &'static str,
    value: f64,
    torn: bool,
}

pub fn draw(report: &Report) -> String {
    let panels: Vec<(&Panel, Vec<Bar>)> = PANELS
        .iter()
        .map(|panel| (panel, bars(report, panel)))
        .filter(|(_, bars)| !bars.is_empty())
        .collect();
    let width = (WIDTH - 2.0 * MARGIN - GAP) / 2.0;
    let height = |bars: &[Bar]| TITLE + bars.len() as f64 * STEP + SCALE;

    let (mut body, mut y) = (String::new(), HEAD);
    for row in panels.chunks(2) {
        let mut tallest: f64 = 0.0;
        for (at, (panel, bars)) in row.iter().enumerate() {
            let x = MARGIN + at as f64 * (width + GAP);
            draw_panel(&mut body, panel, bars, x, y, width);
            tallest = tallest.max(height(bars));
        }
        y += tallest + 10.0;
    }

    let mut out = String::new();
    let total = y + MARGIN;
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {total}\" width=\"{WIDTH}\" \
         height=\"{total}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" \
         role=\"img\" aria-label=\"shm-typed beside its rivals, by case\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    draw_head(&mut out, report);
    out + &body + "</svg>\n"
}

/// The bars of a panel, the best first.
fn bars(report: &Report, panel: &Panel) -> Vec<Bar> {
    let results = &report.results;
    let mut bars: Vec<Bar> = results
        .contenders(panel.case)
        .into_iter()
        .filter_map(|who| {
            let value = results.get(panel.case, who, panel.metric)?;
            let torn = results.has_torn(who);
            Some(Bar { who, value, torn })
        })
        .collect();
    bars.sort_by(|a, b| a.value.total_cmp(&b.value));
    if panel.more_is_better {
        bars.reverse();
    }
    bars
}

fn draw_head(out: &mut String, report: &Report) {
    let machine = &report.machine;
    let words = "shm-typed beside its rivals";
    text(out, MARGIN, 30.0, Anchor::Start, Style::HEAD, words);
    let quick = if report.is_quick {
        "QUICK RUN, the numbers mean nothing · "
    } else {
        ""
    };
    let line = format!(
        "{quick}{} · Linux {} · {} UTC · medians; logarithmic scales",
        machine.cpu, machine.kernel, machine.date
    );
    text(out, MARGIN, 50.0, Anchor::Start, Style::PLAIN, &line);
    let legend = [
        (OURS, "shm-typed"),
        (RIVAL, "rivals"),
        (LIMIT, "the limit: no guarantee"),
        (TORN, "gave torn values against the hot writer"),
    ];
    let mut x = MARGIN;
    for (colour, label) in legend {
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"59\" width=\"12\" height=\"12\" fill=\"{colour}\"/>"
        );
        text(out, x + 17.0, 69.0, Anchor::Start, Style::PLAIN, label);
        x += 36.0 + label.len() as f64 * 6.3;
    }
}

fn draw_panel(out: &mut String, panel: &Panel, bars: &[Bar], x: f64, y: f64, width: f64) {
    let format = |value| match panel.metric {
        "reads" => format::rate(value),
        _ => format::time(value),
    };
    let logs = || bars.iter().map(|bar| bar.value.log10());
    // A decade that the shortest bar has for itself, so that it can be seen.
    let low = (logs().fold(f64::MAX, f64::min) - 0.15).floor();
    let high = logs().fold(f64::MIN, f64::max).ceil().max(low + 1.0);
    let room = width - NAMES - NUMBERS;
    let left = x + NAMES;
    let place = |log: f64| left + (log - low) / (high - low) * room;

    let better = if panel.more_is_better {
        "more is better"
    } else {
        "less is better"
    };
    text(out, x, y + 16.0, Anchor::Start, Style::TITLE, panel.title);
    text(out, x + width, y + 16.0, Anchor::End, Style::NOTE, better);

    let (top, bottom) = (y + TITLE - 4.0, y + TITLE + bars.len() as f64 * STEP);
    let decades = (high - low) as i32;
    let every = if decades > 6 { 2 } else { 1 };
    for decade in 0..=decades {
        let log = low + f64::from(decade);
        let at = place(log);
        let _ = writeln!(
            out,
            "<line x1=\"{at:.1}\" y1=\"{top:.1}\" x2=\"{at:.1}\" y2=\"{bottom:.1}\" stroke=\"#e4e8ec\"/>"
        );
        if decade % every == 0 {
            let label = format(10_f64.powf(log)).replace(".0 ", " ");
            text(out, at, bottom + 13.0, Anchor::Middle, Style::SCALE, &label);
        }
    }
    for (n, bar) in bars.iter().enumerate() {
        let top = y + TITLE + n as f64 * STEP;
        let is_ours = bar.who.starts_with(ours::NAME);
        let colour = match bar.who {
            _ if bar.torn => TORN,
            _ if is_ours => OURS,
            who if losses::LIMITS.contains(&who) => LIMIT,
            _ => RIVAL,
        };
        let end = place(bar.value.log10());
        let middle = top + BAR - 3.0;
        let style = if is_ours { Style::OUR_BAR } else { Style::BAR };
        text(out, left - 8.0, middle, Anchor::End, style, bar.who);
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{BAR}\" fill=\"{colour}\"/>",
            end - left
        );
        let label = format(bar.value);
        text(out, end + 6.0, middle, Anchor::Start, style, &label);
    }
}
