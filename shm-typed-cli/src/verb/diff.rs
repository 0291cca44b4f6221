//! `diff`: two layouts or two values compared.

use std::io::Write;

use serde::Serialize;
use serde_json::Value;

use shm_typed::schema::Diff as Differences;

use crate::compare::{Item, compare};
use crate::escape::Escaped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::place::Place;
use crate::source::Source;
use crate::which::Which;

/// Compare two objects, or an object with what was printed of one
///
/// Layouts first, if both have one; where these are alike, values. `here` is the first of the two. Exits with 1 if
/// they differ.
#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// An object, by its name or the path of a descriptor; or a file, as below
    name: Which,
    /// Another object; or a file with what `show --json` or `schema --format json` printed: its name ends in .json or
    /// has a / in it. `-` is the standard input
    other: Which,
    /// Only the layouts
    #[arg(long, conflicts_with = "values")]
    layout: bool,
    /// Only the values, whatever the layouts are
    #[arg(long)]
    values: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl Diff {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        if self.name.text() == "-" && self.other.text() == "-" {
            let why = "both are the standard input, which has one document";
            return Err(Failure::new(Exit::Usage, why));
        }
        let inspector = place.inspector();
        let here = Source::open(&self.name, &inspector)?;
        let there = Source::open(&self.other, &inspector)?;
        let layouts = match (here.schema()?, there.schema()?) {
            (Some(here), Some(there)) if !self.values => Some(here.diff(there)),
            _ => None,
        };
        // Values of two layouts differ in any case.
        let is_other = layouts
            .as_ref()
            .is_some_and(|diff| diff.layout_differences().next().is_some());
        let wants_values = !self.layout && !is_other;
        let (a, b) = if wants_values {
            (here.value()?, there.value()?)
        } else {
            (None, None)
        };
        if layouts.is_none() && (a.is_none() || b.is_none()) {
            let why = "one has no layout and the other no value: there is nothing to compare";
            return Err(Failure::new(Exit::Usage, why));
        }
        let mut told = Told {
            out,
            json: self.json.then(Vec::new),
            differ: false,
        };
        if let Some(diff) = &layouts {
            told.layout(diff)?;
        }
        if let (Some(a), Some(b)) = (&a, &b) {
            compare(a, b, &mut |path, a, b| told.value(path, a, b))?;
        }
        let Told { json, differ, .. } = told;
        if let Some(values) = json {
            let document = Document {
                shape: json::SHAPE,
                here: self.name.text(),
                there: self.other.text(),
                differ,
                layout: layouts.as_ref().map(layout),
                values: (a.is_some() && b.is_some()).then_some(values),
            };
            json::write(out, &document)?;
        }
        Ok(if differ { Exit::Differs } else { Exit::Ok })
    }
}

/// Where differences go.
struct Told<'a> {
    out: &'a mut dyn Write,
    /// The values, if they are wanted as JSON.
    json: Option<Vec<Changed>>,
    differ: bool,
}

impl Told<'_> {
    fn layout(&mut self, diff: &Differences) -> Result<(), Failure> {
        for difference in diff.iter() {
            self.differ = true;
            if self.json.is_none() {
                writeln!(self.out, "{difference}")?;
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        path: &str,
        a: Option<Item<'_>>,
        b: Option<Item<'_>>,
    ) -> Result<(), Failure> {
        self.differ = true;
        match &mut self.json {
            Some(values) => values.push(Changed {
                path: path.to_owned(),
                here: a.map(Item::json),
                there: b.map(Item::json),
            }),
            None => {
                let text = |item: Option<Item<'_>>| item.map_or("nothing".to_owned(), Item::text);
                let path = if path.is_empty() { "value" } else { path };
                writeln!(
                    self.out,
                    "{}: {} here, {} there",
                    Escaped(path),
                    text(a),
                    text(b)
                )?;
            }
        }
        Ok(())
    }
}

fn layout(diff: &Differences) -> Vec<Line> {
    diff.iter()
        .map(|difference| Line {
            path: difference.path().to_owned(),
            layout: difference.is_layout(),
            here: difference.here().map(str::to_owned),
            there: difference.there().map(str::to_owned),
            text: difference.to_string(),
        })
        .collect()
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "shm-typed")]
    shape: u32,
    here: &'a str,
    there: &'a str,
    differ: bool,
    layout: Option<Vec<Line>>,
    values: Option<Vec<Changed>>,
}

/// A difference of the layouts.
#[derive(Serialize)]
struct Line {
    path: String,
    /// Whether it keeps a typed reader from opening.
    layout: bool,
    here: Option<String>,
    there: Option<String>,
    text: String,
}

/// A difference of the values.
#[derive(Serialize)]
struct Changed {
    path: String,
    here: Option<Value>,
    there: Option<Value>,
}
