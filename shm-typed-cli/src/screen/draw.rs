//! The model as lines of a terminal.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::model::{Model, Row, Watched};
use crate::render;

/// The widest that a name, and a value, may be.
const NAME: usize = 36;
const VALUE: usize = 40;
/// Columns of a rate.
const RATE: usize = 12;

/// Draws everything that there is room for.
pub(super) fn draw(frame: &mut Frame<'_>, model: &mut Model, now: Duration) {
    let area = frame.area();
    let room = usize::from(area.height.saturating_sub(1));
    let (lines, heads) = lines(model, usize::from(area.width), now);
    model.room = room;
    model.lines = lines.len();
    model.heads = heads;
    model.top = model.top.min(model.lines.saturating_sub(room));
    let shown: Vec<Line<'_>> = lines.into_iter().skip(model.top).take(room).collect();
    let upper = Rect {
        height: area.height.saturating_sub(1),
        ..area
    };
    let lower = Rect {
        y: area.y.saturating_add(upper.height),
        height: area.height.min(1),
        ..area
    };
    frame.render_widget(Paragraph::new(shown), upper);
    frame.render_widget(Paragraph::new(foot(model)), lower);
}

/// All lines, and where each object begins.
fn lines(model: &Model, width: usize, now: Duration) -> (Vec<Line<'static>>, Vec<usize>) {
    let mut lines = Vec::new();
    let mut heads = Vec::new();
    for object in &model.objects {
        let rows: Vec<&Row> = object
            .rows
            .iter()
            .filter(|row| model.passes(object, row))
            .collect();
        if !model.filter.is_empty() && rows.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        heads.push(lines.len());
        lines.push(head(object, now));
        let columns = Columns::of(&rows, width);
        lines.extend(rows.into_iter().map(|row| columns.line(row, now)));
    }
    (lines, heads)
}

/// What stands above the fields of an object.
fn head(object: &Watched, now: Duration) -> Line<'static> {
    let mut spans = vec![
        Span::from(object.name.clone()).bold().cyan(),
        Span::from(format!("  {}", object.ty)),
    ];
    if let Some(version) = object.version {
        spans.push(Span::from(format!("  version {version}")));
    }
    if let Some(rate) = object.publishes.rate(now) {
        spans.push(Span::from(format!("  {}", render::rate(rate))));
    }
    if !object.standing.is_empty() {
        let standing = Span::from(format!("  {}", object.standing));
        spans.push(if object.standing.starts_with("live") {
            standing.green()
        } else {
            standing.red().bold()
        });
    }
    Line::from(spans)
}

/// How wide the columns of an object are.
struct Columns {
    name: usize,
    value: usize,
    unit: usize,
    rate: usize,
    bars: usize,
}

impl Columns {
    fn of(rows: &[&Row], width: usize) -> Self {
        let most = |of: &dyn Fn(&Row) -> usize| rows.iter().map(|row| of(row)).max().unwrap_or(0);
        let name = most(&|row| row.cell.path.chars().count()).min(NAME);
        let numbers = |row: &Row| {
            row.cell
                .number
                .map_or(0, |_| row.cell.brief().chars().count())
        };
        // Room for some more digits, so that the columns stand still.
        let value = (most(&numbers) + 2).clamp(10, VALUE);
        let unit = most(&|row| unit(row).chars().count()).min(NAME);
        let rate = if rows.iter().any(|row| row.cell.is_counter) {
            RATE
        } else {
            0
        };
        let bars = width.saturating_sub(2 + name + 2 + value + 1 + unit + rate + 3);
        Self {
            name,
            value,
            unit,
            rate,
            bars: if bars < 4 { 0 } else { bars.min(60) },
        }
    }

    fn line(&self, row: &Row, now: Duration) -> Line<'static> {
        let cell = &row.cell;
        let glow = if row.glows(now) {
            Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD)
        } else {
            Style::new()
        };
        let name = Span::from(format!("  {}  ", fitted(&cell.path, self.name)));
        if cell.number.is_none() {
            let unit = if cell.unit.is_empty() {
                String::new()
            } else {
                format!(" {}", cell.unit)
            };
            return Line::from(vec![
                name,
                Span::styled(cell.text.clone(), glow),
                Span::from(unit).dim(),
            ]);
        }
        let rate = match row.meter.rate(now) {
            Some(rate) if cell.is_counter => render::rate(rate),
            _ => String::new(),
        };
        Line::from(vec![
            name,
            Span::styled(format!("{:>1$}", cell.brief(), self.value), glow),
            Span::from(format!(" {}", fitted(unit(row), self.unit))).dim(),
            Span::from(format!("{rate:>0$}   ", self.rate)).magenta(),
            Span::from(row.history.show(self.bars)).blue(),
        ])
    }
}

/// The unit, but for that of pure counts.
fn unit(row: &Row) -> &str {
    match row.cell.unit.as_str() {
        "1" => "",
        unit => unit,
    }
}

/// Text in so many columns.
fn fitted(text: &str, width: usize) -> String {
    let long = text.chars().count();
    if long > width {
        let kept: String = text.chars().skip(long + 1 - width.max(1)).collect();
        format!("…{kept}")
    } else {
        format!("{text:width$}")
    }
}

/// The last line: what the keys do, and what they have done.
fn foot(model: &Model) -> Line<'static> {
    if model.is_typing {
        return Line::from(format!("/{}_", model.filter)).reversed();
    }
    let mut said = Vec::new();
    if model.is_paused() {
        said.push(Span::from(" PAUSED ").bold().yellow().reversed());
    }
    if !model.filter.is_empty() {
        said.push(Span::from(format!(" only /{} ", model.filter)).reversed());
    }
    if model.lines > model.room {
        let last = (model.top + model.room).min(model.lines);
        said.push(Span::from(format!(
            " {}-{last} of {} ",
            model.top + 1,
            model.lines
        )));
    }
    said.push(Span::from(" q quit  space pause  / filter  ↑↓ scroll  tab next object").dim());
    Line::from(said)
}
