//! The picture: a panel for each unit, one below the other, over the same seconds.

use super::axis::Axis;
use super::series::Series;
use super::svg::{Anchor, Svg};

/// Told apart also by those who do not see all colours.
const COLORS: [&str; 8] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999",
];
const TEXT: &str = "#333333";
const GRID: &str = "#dddddd";

const WIDTH: f64 = 900.0;
/// Of a panel's inside.
const HEIGHT: f64 = 170.0;
const RIGHT: f64 = 24.0;
/// Of a line of text.
const LINE: f64 = 18.0;

/// Series of one unit.
struct Panel<'a> {
    series: Vec<&'a Series>,
    y: Axis,
}

/// Draws all series, under a heading. None of them is empty.
pub(crate) fn chart(heading: &str, series: &[Series]) -> String {
    let panels = panels(series);
    let seconds = || {
        series
            .iter()
            .flat_map(|series| series.points())
            .map(|(at, _)| *at)
    };
    let x = Axis::within(0.0, seconds().fold(0.0, f64::max), 10);
    let ticks = panels.iter().flat_map(|panel| &panel.y.ticks);
    let widest = ticks
        .map(|(_, text)| Svg::width_of(text))
        .fold(0.0, f64::max);
    // The unit stands left of the numbers.
    let left = (LINE + 10.0 + widest + 8.0).min(WIDTH / 3.0);

    let mut svg = Svg::new(WIDTH);
    let heading = Svg::cropped(heading, WIDTH - RIGHT - left);
    svg.text(left, 24.0, Anchor::Start, TEXT, &heading);
    let mut top = 34.0;
    for panel in &panels {
        top = legend(&mut svg, panel, left, top);
        draw(&mut svg, panel, &x, left, top);
        top += HEIGHT + LINE;
    }
    // The last panel has the seconds below it.
    let below = top - LINE;
    for (at, text) in &x.ticks {
        let at = left + x.share(*at) * (WIDTH - RIGHT - left);
        svg.text(at, below + LINE, Anchor::Middle, TEXT, text);
    }
    let middle = (left + WIDTH - RIGHT) / 2.0;
    svg.text(
        middle,
        below + 2.0 * LINE + 2.0,
        Anchor::Middle,
        TEXT,
        "seconds",
    );
    svg.finish(below + 3.0 * LINE)
}

/// Series of the same unit and the same names share a panel, in the order in which they come.
fn panels(series: &[Series]) -> Vec<Panel<'_>> {
    let mut groups: Vec<Vec<&Series>> = Vec::new();
    for one in series {
        let is_like = |group: &&mut Vec<&Series>| {
            group
                .first()
                .is_some_and(|first| (first.unit(), first.names()) == (one.unit(), one.names()))
        };
        match groups.iter_mut().find(is_like) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.into_iter().map(Panel::of).collect()
}

impl<'a> Panel<'a> {
    /// With an axis for all of them.
    fn of(series: Vec<&'a Series>) -> Self {
        let values = || {
            let points = series.iter().flat_map(|series| series.points());
            points.filter_map(|(_, value)| *value)
        };
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(f64::NEG_INFINITY, f64::max);
        let names = series.first().map_or_else(Vec::new, |first| first.names());
        let is_whole = series.iter().all(|series| series.is_stepped());
        let y =
            Axis::named(&names, low, high).unwrap_or_else(|| Axis::around(low, high, 5, is_whole));
        Self { series, y }
    }
}

/// The names of a panel's series in their colours, in as many lines as they need. Returns where the
/// panel begins.
fn legend(svg: &mut Svg, panel: &Panel<'_>, left: f64, top: f64) -> f64 {
    let (mut x, mut y) = (left, top + LINE);
    for (series, color) in panel.series.iter().zip(COLORS.iter().cycle()) {
        let path = match series.path() {
            "" => "value",
            path => path,
        };
        let path = Svg::cropped(path, WIDTH - RIGHT - left - 24.0);
        let width = 24.0 + Svg::width_of(&path) + 18.0;
        if x > left && x + width > WIDTH - RIGHT {
            (x, y) = (left, y + LINE);
        }
        svg.line((x, y - 4.0), (x + 18.0, y - 4.0), color);
        svg.text(x + 24.0, y, Anchor::Start, color, &path);
        x += width;
    }
    y + 8.0
}

fn draw(svg: &mut Svg, panel: &Panel<'_>, x: &Axis, left: f64, top: f64) {
    let (right, bottom) = (WIDTH - RIGHT, top + HEIGHT);
    for (at, text) in &panel.y.ticks {
        let at = bottom - panel.y.share(*at) * HEIGHT;
        svg.line((left, at), (right, at), GRID);
        let text = Svg::cropped(text, left - 8.0 - LINE);
        svg.text(left - 8.0, at + 4.0, Anchor::End, TEXT, &text);
    }
    for (at, _) in &x.ticks {
        let at = left + x.share(*at) * (right - left);
        svg.line((at, top), (at, bottom), GRID);
        svg.line((at, bottom), (at, bottom + 4.0), TEXT);
    }
    svg.line((left, top), (left, bottom), TEXT);
    svg.line((left, bottom), (right, bottom), TEXT);
    let unit = panel.series.first().map_or("", |first| first.unit());
    if unit != "1" {
        let unit = Svg::cropped(unit, HEIGHT);
        svg.upright(LINE, (top + bottom) / 2.0, TEXT, &unit);
    }
    for (series, color) in panel.series.iter().zip(COLORS.iter().cycle()) {
        let place = |(at, value): (f64, f64)| {
            let x = left + x.share(at) * (right - left);
            (x, bottom - panel.y.share(value) * HEIGHT)
        };
        for run in series.points().split(|(_, value)| value.is_none()) {
            let places = run
                .iter()
                .filter_map(|(at, value)| Some(place((*at, (*value)?))));
            let data = path(&thinned(places), series.is_stepped());
            if !data.is_empty() {
                svg.path(&data, color);
            }
        }
    }
}

/// At most four points for each column of pixels: the first, the lowest, the highest and the last.
fn thinned(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let mut column: Vec<(f64, f64)> = Vec::new();
    let close = |column: &mut Vec<(f64, f64)>, kept: &mut Vec<(f64, f64)>| {
        let extreme = |sign: f64| {
            let of = |(index, point): (usize, &(f64, f64))| (index, sign * point.1);
            let least = column
                .iter()
                .enumerate()
                .map(of)
                .min_by(|a, b| a.1.total_cmp(&b.1));
            least.map_or(0, |(index, _)| index)
        };
        let mut places = [
            0,
            extreme(1.0),
            extreme(-1.0),
            column.len().saturating_sub(1),
        ];
        places.sort_unstable();
        for (n, place) in places.iter().enumerate() {
            let is_new = n == 0 || places.get(n - 1) != Some(place);
            kept.extend(column.get(*place).filter(|_| is_new));
        }
        column.clear();
    };
    for point in points {
        if column
            .first()
            .is_some_and(|first| first.0.floor() != point.0.floor())
        {
            close(&mut column, &mut kept);
        }
        column.push(point);
    }
    close(&mut column, &mut kept);
    kept
}

/// The data of a path through `points`.
fn path(points: &[(f64, f64)], is_stepped: bool) -> String {
    let mut data = String::new();
    for (n, (x, y)) in points.iter().enumerate() {
        data.push_str(&match n {
            // A point alone is a dot: a line of no length with round ends.
            0 => format!("M{x:.1} {y:.1}h0"),
            _ if is_stepped => format!("H{x:.1}V{y:.1}"),
            _ => format!("L{x:.1} {y:.1}"),
        });
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_pixels_keeps_its_extremes() {
        let points = [
            (0.1, 1.0),
            (0.2, 9.0),
            (0.3, -5.0),
            (0.4, 2.0),
            (0.5, 3.0),
            (1.5, 4.0),
        ];

        assert_eq!(
            thinned(points.into_iter()),
            [(0.1, 1.0), (0.2, 9.0), (0.3, -5.0), (0.5, 3.0), (1.5, 4.0)]
        );
        assert_eq!(thinned(std::iter::empty()), []);
    }

    #[test]
    fn what_holds_until_the_next_value_is_drawn_in_steps() {
        let points = [(0.0, 0.0), (1.0, 5.0)];

        assert_eq!(path(&points, true), "M0.0 0.0h0H1.0V5.0");
        assert_eq!(path(&points, false), "M0.0 0.0h0L1.0 5.0");
    }
}
