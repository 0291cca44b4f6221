//! A line per change, its parts separated by tabs: time, name, version, changed fields.

use std::fmt::Display;

use shm_typed::{WriterState, WriterStatus};

use super::Format;
use crate::cell::{Cell, from_node};
use crate::clock::Moment;
use crate::escape::Escaped;
use crate::failure::Failure;
use crate::follow::Event;
use crate::report;

/// Arrays of more elements than this are one field.
pub(crate) const FOLD: usize = 64;

/// The lines of one object.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    name: String,
    before: Vec<Cell>,
}

impl Plain {
    /// Of the object `name`.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: Escaped(name).to_string(),
            before: Vec::new(),
        }
    }

    /// The next value is told as a whole.
    pub(crate) fn start_again(&mut self) {
        self.before.clear();
    }

    /// The fields that differ from those of the value before, and all of the first; none if none do.
    pub(crate) fn value(
        &mut self,
        wall: impl Display,
        version: Option<u64>,
        cells: Vec<Cell>,
    ) -> Option<String> {
        let mut changed: Vec<&Cell> = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            let before = match self.before.get(index) {
                Some(before) if before.path == cell.path => Some(before),
                // A list before it has another length now.
                _ => self.before.iter().find(|before| before.path == cell.path),
            };
            if !before.is_some_and(|before| before.is_same(cell)) {
                changed.push(cell);
            }
        }
        let fields = changed
            .iter()
            .map(|cell| format!("\t{}={}", cell.path, cell.raw));
        let fields: String = fields.collect();
        let is_news = !fields.is_empty() || cells.len() != self.before.len();
        let version = version.map_or_else(|| "-".to_owned(), |version| version.to_string());
        let line = format!("{wall}\t{}\t{version}{fields}\n", self.name);
        self.before = cells;
        is_news.then_some(line)
    }

    /// A line that is not of a value.
    pub(crate) fn remark(&self, wall: impl Display, what: &str) -> String {
        format!("{wall}\t{}\t-\t!{}\n", self.name, Escaped(what))
    }
}

impl Format for Plain {
    fn line(&mut self, event: &Event<'_>, now: Moment) -> Result<Option<String>, Failure> {
        Ok(match event {
            Event::Opened(_) => {
                self.start_again();
                None
            }
            Event::Value(reading) => {
                let version = reading.is_consistent().then(|| reading.version());
                self.value(now.wall, version, from_node(reading.root(), FOLD))
            }
            Event::Writer(status) => Some(self.remark(now.wall, &state(status))),
            Event::Lost(failure) => {
                Some(self.remark(now.wall, &format!("lost: {}", failure.message())))
            }
        })
    }
}

/// A writer's state in words: `live, writer 4711`.
pub(crate) fn state(status: &WriterStatus) -> String {
    let stale = if status.state() == WriterState::Dead {
        " (stale)"
    } else {
        ""
    };
    let state = report::state(status.state());
    match status.pid() {
        Some(pid) => format!("{state}{stale}, writer {pid}"),
        None => format!("{state}{stale}"),
    }
}
