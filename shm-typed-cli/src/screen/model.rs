//! What the screen shows, without how.

use std::collections::HashMap;
use std::time::Duration;

use super::history::History;
use super::meter::{Meter, WINDOW};
use crate::cell::Cell;
use crate::escape::Escaped;

/// Something that was seen of an object.
pub(crate) struct News {
    /// Which of the objects.
    pub(crate) index: usize,
    /// When, since the start.
    pub(crate) at: Duration,
    pub(crate) seen: Seen,
}

/// What was seen.
pub(crate) enum Seen {
    /// It was opened, and holds values of this type.
    Opened(String),
    /// A value.
    Value {
        version: Option<u64>,
        cells: Vec<Cell>,
    },
    /// How its writer is, or why there is nothing.
    Standing(String),
}

/// How long a change stands out.
const GLOW: Duration = Duration::from_secs(1);

/// How often rates are looked at while they fall.
const FADE: Duration = Duration::from_millis(250);

/// Everything on the screen.
pub(super) struct Model {
    pub(super) objects: Vec<Watched>,
    /// While it is paused: what came since, at most one of each sort for each object.
    held: Option<Vec<News>>,
    /// Only fields whose path has this in it.
    pub(super) filter: String,
    /// Whether the filter is being typed.
    pub(super) is_typing: bool,
    /// The first line that is shown.
    pub(super) top: usize,
    /// As it was drawn last: the lines that there are, those that there was room for, and where each
    /// object begins.
    pub(super) lines: usize,
    pub(super) room: usize,
    pub(super) heads: Vec<usize>,
}

/// One object.
pub(super) struct Watched {
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) version: Option<u64>,
    pub(super) standing: String,
    pub(super) rows: Vec<Row>,
    /// How often it is published.
    pub(super) publishes: Meter,
    /// When there was a value last.
    last: Option<Duration>,
}

/// One field.
pub(super) struct Row {
    pub(super) cell: Cell,
    pub(super) meter: Meter,
    pub(super) history: History,
    changed: Option<Duration>,
}

impl Row {
    fn new(cell: Cell) -> Self {
        Self {
            cell,
            meter: Meter::default(),
            history: History::default(),
            changed: None,
        }
    }

    /// Whether it has changed a moment ago.
    pub(super) fn glows(&self, now: Duration) -> bool {
        self.changed.is_some_and(|changed| now < changed + GLOW)
    }

    fn take(&mut self, cell: Cell, now: Duration) {
        if !self.cell.is_same(&cell) {
            self.changed = Some(now);
        }
        self.cell = cell;
        self.measure(now);
    }

    fn measure(&mut self, now: Duration) {
        let Some(number) = self.cell.number else {
            return;
        };
        if !self.cell.is_counter {
            return self.history.push(now, number, None);
        }
        self.meter.push(now, number);
        if let Some(rate) = self.meter.rate(now) {
            self.history.push(now, rate, Some(0.0));
        }
    }
}

impl Model {
    pub(super) fn new(names: &[String]) -> Self {
        let watched = |name: &String| Watched {
            name: Escaped(name).to_string(),
            ty: String::new(),
            version: None,
            standing: String::new(),
            rows: Vec::new(),
            publishes: Meter::default(),
            last: None,
        };
        Self {
            objects: names.iter().map(watched).collect(),
            held: None,
            filter: String::new(),
            is_typing: false,
            top: 0,
            lines: 0,
            room: 0,
            heads: Vec::new(),
        }
    }

    pub(super) fn is_paused(&self) -> bool {
        self.held.is_some()
    }

    /// Stops the screen, or goes on with what has come since.
    pub(super) fn pause(&mut self) {
        match self.held.take() {
            None => self.held = Some(Vec::new()),
            Some(held) => {
                for news in held {
                    self.take(news);
                }
            }
        }
    }

    /// Whether there is something to draw now.
    pub(super) fn take(&mut self, news: News) -> bool {
        if let Some(held) = &mut self.held {
            let is_like = |old: &News| {
                old.index == news.index
                    && std::mem::discriminant(&old.seen) == std::mem::discriminant(&news.seen)
            };
            held.retain(|old| !is_like(old));
            held.push(news);
            return false;
        }
        if let Some(object) = self.objects.get_mut(news.index) {
            object.take(news.seen, news.at);
        }
        true
    }

    /// When something fades, if it is not drawn anew for another reason before.
    pub(super) fn fades_in(&self, now: Duration) -> Option<Duration> {
        let over = |object: &Watched| object.last.is_some_and(|last| now < last + WINDOW + FADE);
        (!self.is_paused() && self.objects.iter().any(over)).then_some(FADE)
    }

    /// Whether a field of an object passes the filter.
    pub(super) fn passes(&self, object: &Watched, row: &Row) -> bool {
        let has = |text: &str| text.to_lowercase().contains(&self.filter.to_lowercase());
        self.filter.is_empty() || has(&row.cell.path) || has(&object.name)
    }
}

impl Watched {
    fn take(&mut self, seen: Seen, now: Duration) {
        match seen {
            Seen::Opened(ty) => {
                self.ty = Escaped(&ty).to_string();
                // Another object, other numbers.
                self.publishes = Meter::default();
            }
            Seen::Standing(standing) => self.standing = Escaped(&standing).to_string(),
            Seen::Value { version, mut cells } => {
                // Filler has nothing to say to people.
                cells.retain(|cell| !cell.path.split(['.', '[']).any(is_filler));
                self.version = version;
                self.last = Some(now);
                if let Some(version) = version {
                    // Versions count for ever; the difference of two is what matters.
                    let version = u32::try_from(version % (1 << 32)).unwrap_or(0);
                    self.publishes.push(now, f64::from(version));
                }
                self.fill(cells, now);
            }
        }
    }

    fn fill(&mut self, cells: Vec<Cell>, now: Duration) {
        let is_like = self.rows.len() == cells.len()
            && self
                .rows
                .iter()
                .zip(&cells)
                .all(|(row, cell)| row.cell.path == cell.path);
        if is_like {
            for (row, cell) in self.rows.iter_mut().zip(cells) {
                row.take(cell, now);
            }
            return;
        }
        let is_first = self.rows.is_empty();
        let mut before: HashMap<String, Row> = self
            .rows
            .drain(..)
            .map(|row| (row.cell.path.clone(), row))
            .collect();
        self.rows = cells
            .into_iter()
            .map(|cell| match before.remove(&cell.path) {
                Some(mut row) => {
                    row.take(cell, now);
                    row
                }
                None => {
                    let mut row = Row::new(cell);
                    row.changed = (!is_first).then_some(now);
                    row.measure(now);
                    row
                }
            })
            .collect();
    }
}

/// Whether a field of this name fills a gap: `_pad`, and where there are more `_pad2` and so on.
fn is_filler(name: &str) -> bool {
    name.strip_prefix("_pad")
        .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filler_is_one_and_no_other_field() {
        assert!(["_pad", "_pad0", "_pad12"].into_iter().all(is_filler));
        assert!(!["pad", "_padding", "speed", ""].into_iter().any(is_filler));
    }
}
