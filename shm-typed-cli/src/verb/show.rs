//! `show`: one value of an object.

use std::io::Write;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use shm_typed::inspect::{Inspector, Node, Object, Reading};
use shm_typed::{ErrorKind, WriterState, WriterStatus};

use crate::escape::Escaped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json::{self, Json};
use crate::nowhere::nowhere;
use crate::place::Place;
use crate::render::{self, Row};
use crate::report::{self, Pins, Writer};
use crate::source::Source;
use crate::which::{self, Which};

/// Show one consistent value, with units and names
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    #[arg(help = which::HELP)]
    name: Which,
    /// Only these fields: `speed`, `cylinders[2].pressure`
    #[arg(value_name = "FIELD")]
    fields: Vec<String>,
    /// Print one JSON document
    #[arg(long, conflicts_with = "raw")]
    json: bool,
    /// Print numbers as they are stored, for scripts: `PATH<tab>VALUE` a line, or only the values of
    /// the fields that are named
    #[arg(long)]
    raw: bool,
    /// Show every element of long arrays
    #[arg(long)]
    all: bool,
    /// The most bytes that a value may have
    #[arg(long, value_name = "BYTES", default_value_t = 256 << 20)]
    max_value: usize,
    /// Read a bare object, which has no header and no layout of its own, by this one: that of another object, or a file
    /// with what `schema --format json` printed, as with `diff`
    #[arg(long = "as", value_name = "SCHEMA.json")]
    layout: Option<Which>,
}

/// Elements of an array that are shown if not all are asked for.
const FOLD: usize = 8;

impl Show {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let inspector = place.inspector().max_value(self.max_value);
        let object = self.open(&inspector)?;
        let reading = object.read()?;
        let fields: Result<Vec<_>, _> = self
            .fields
            .iter()
            .map(|path| find(&reading, path).map(|node| (path.as_str(), node)))
            .collect();
        let fields = fields?;
        if self.json {
            json::write(out, &self.document(&object, &reading, fields)?)?;
        } else if self.raw {
            raw(out, &reading, &fields)?;
        } else {
            self.text(out, &object, &reading, &fields)?;
        }
        Ok(Exit::Ok)
    }

    fn open(&self, inspector: &Inspector) -> Result<Object, Failure> {
        let Some(layout) = &self.layout else {
            let hint = "`--as SCHEMA.json` shows a bare object, which has no header";
            return self.name.open(inspector).map_err(|failure| {
                let is_other = failure.kind() == Some(ErrorKind::NotAnObject);
                if is_other {
                    failure.with_hint(hint)
                } else {
                    failure
                }
            });
        };
        let usage = |why| Failure::new(Exit::Usage, why);
        let Which::Name(name) = &self.name else {
            return Err(usage(
                "what has no name has a layout of its own: leave out --as",
            ));
        };
        let layout = Source::open(layout, inspector)?;
        let schema = layout.schema()?.ok_or_else(|| {
            usage(
                "what `show --json` printed has no layout; use what `schema --format json` prints",
            )
        })?;
        Ok(inspector.open_bare(name, schema.clone())?)
    }

    fn text(
        &self,
        out: &mut dyn Write,
        object: &Object,
        reading: &Reading,
        fields: &[(&str, Node<'_>)],
    ) -> Result<(), Failure> {
        let fold = if self.all { usize::MAX } else { FOLD };
        if !fields.is_empty() {
            let rows: Vec<Row> = fields
                .iter()
                .flat_map(|(path, node)| named(*node, path, fold))
                .collect();
            return Ok(render::write_rows(out, &rows)?);
        }
        writeln!(out, "{}", head(object, reading)?)?;
        if let Some(pins) = Pins::of(object).and_then(Pins::told) {
            writeln!(out, "{pins}")?;
        }
        let rows = render::rows(reading.root(), "value", fold);
        Ok(render::write_rows(out, &rows)?)
    }

    fn document<'a>(
        &self,
        object: &'a Object,
        reading: &'a Reading,
        fields: Vec<(&'a str, Node<'a>)>,
    ) -> Result<Document<'a>, Failure> {
        let is_whole = self.fields.is_empty();
        Ok(Document {
            shape: json::SHAPE,
            name: object.name(),
            ty: reading.schema().name(),
            discipline: object.discipline().as_str(),
            generation: object.facts().map(|facts| facts.generation()),
            instance: report::instance(object),
            version: reading.is_consistent().then(|| reading.version()),
            consistent: reading.is_consistent(),
            writer: object.writer()?.map(Writer::from),
            pins: Pins::of(object),
            value: is_whole.then(|| Json(reading.root())),
            fields: (!is_whole).then_some(Fields(fields)),
        })
    }
}

/// A field that was asked for: its name is the path that it was asked for by.
fn named(node: Node<'_>, path: &str, fold: usize) -> Vec<Row> {
    let rows = render::rows(node, path, fold);
    if node.children().len() == 0 || rows.len() == 1 {
        return rows;
    }
    let is_struct = !node.ty().fields().is_empty();
    let mut all = Vec::new();
    if is_struct {
        all.push(Row {
            depth: 0,
            name: Escaped(path).to_string(),
            value: node.ty().to_string(),
        });
    }
    let deeper = usize::from(is_struct);
    all.extend(rows.into_iter().map(|row| Row {
        depth: row.depth + deeper,
        ..row
    }));
    all
}

/// Finds a field, or says which there are.
fn find<'a>(reading: &'a Reading, path: &str) -> Result<Node<'a>, Failure> {
    let schema = reading.schema();
    reading.node(path).ok_or_else(|| match schema.field(path) {
        None => nowhere(schema, path),
        Some(_) => {
            let name = schema.name();
            let text = format!(
                "`{path}` leads to nothing in a `{name}`: that place of the list is not used"
            );
            Failure::new(Exit::NotFound, text)
        }
    })
}

/// What is said above a value: which object, which version, and whether it is being kept up.
fn head(object: &Object, reading: &Reading) -> Result<String, Failure> {
    let mut head = format!(
        "{}: {}, {}",
        Escaped(object.name()),
        reading.schema().name(),
        render::bytes(u64::try_from(reading.bytes().len()).unwrap_or(u64::MAX))
    );
    match object.writer()? {
        Some(writer) => {
            head.push_str(&format!(", version {}", reading.version()));
            head.push_str(&format!(", {}", told(&writer)));
        }
        None => head.push_str(", live cells: each number by itself"),
    }
    if let Some(facts) = object.facts().filter(|facts| facts.generation() > 1) {
        head.push_str(&format!(", generation {}", facts.generation()));
    }
    Ok(head)
}

/// The writer in words.
fn told(writer: &WriterStatus) -> String {
    let pid = match writer.pid() {
        Some(pid) => format!("writer {pid}"),
        None => "writer".to_owned(),
    };
    let age = match writer.value_age() {
        Some(age) => format!(", published {} ago", render::duration(age)),
        None => String::new(),
    };
    let stale = match writer.state() {
        WriterState::Dead => " (stale)",
        WriterState::Superseded => ": open the name again for the new object",
        _ => "",
    };
    format!("{pid} {}{stale}{age}", report::state(writer.state()))
}

fn raw(out: &mut dyn Write, reading: &Reading, fields: &[(&str, Node<'_>)]) -> Result<(), Failure> {
    if fields.is_empty() {
        for (path, node) in reading.root().leaves(usize::MAX) {
            writeln!(out, "{}\t{}", Escaped(&path), render::raw(node))?;
        }
    }
    for (_, field) in fields {
        for (_, node) in field.leaves(usize::MAX) {
            writeln!(out, "{}", render::raw(node))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "shm-typed")]
    shape: u32,
    name: &'a str,
    #[serde(rename = "type")]
    ty: String,
    discipline: &'static str,
    generation: Option<u64>,
    instance: Option<String>,
    version: Option<u64>,
    consistent: bool,
    writer: Option<Writer>,
    pins: Option<Pins>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Json<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Fields<'a>>,
}

/// The fields that were asked for, by path, in that order.
struct Fields<'a>(Vec<(&'a str, Node<'a>)>);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (path, node) in &self.0 {
            map.serialize_entry(path, &Json(*node))?;
        }
        map.end()
    }
}
