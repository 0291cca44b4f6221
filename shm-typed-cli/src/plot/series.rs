//! One field over time.

use shm_typed::Schema;
use shm_typed::inspect::Reading;
use shm_typed::layout::{Kind, Scalar};
use shm_typed::schema::{Field, Shape, Type};

use crate::cell::{number_at, value_at};
use crate::recording::Recorded;

/// A line of the picture.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    path: String,
    ty: Type,
    unit: String,
    is_counter: bool,
    /// Seconds, and what it was; nothing is a gap.
    points: Vec<(f64, Option<f64>)>,
}

impl Series {
    /// Of the field at `path`; `None` if that is no number.
    pub(crate) fn of(schema: &Schema, path: &str) -> Option<Self> {
        let located = schema.field(path)?;
        let field = located.field();
        if is_hidden(schema, path) {
            return None;
        }
        matches!(
            located.ty().shape(),
            Shape::Scalar(_) | Shape::NonZero(_) | Shape::Bool | Shape::Enum(_)
        )
        .then(|| Self {
            path: path.to_owned(),
            ty: located.ty().clone(),
            unit: field.map_or("", Field::unit).to_owned(),
            is_counter: field.and_then(Field::kind) == Some(Kind::Counter),
            points: Vec::new(),
        })
    }

    /// What it is in a reading.
    pub(crate) fn read(&self, reading: &Reading) -> Option<f64> {
        let node = reading.node(&self.path)?;
        let is_shown = !node.is_sensitive() && !node.is_none();
        is_shown.then(|| node.content().as_f64()).flatten()
    }

    /// What it was in a recorded value.
    pub(crate) fn find(&self, value: &Recorded) -> Option<f64> {
        let found = match value {
            Recorded::Whole(value) => value_at(value, &self.path),
            Recorded::Fields(fields) => fields.iter().find_map(|(path, value)| {
                let rest = self.path.strip_prefix(path.as_str())?;
                let is_part = rest.is_empty() || rest.starts_with(['.', '[']);
                is_part.then(|| value_at(value, rest)).flatten()
            }),
        };
        number_at(&self.ty, found?)
    }

    /// It was `value` at `seconds`, which is not before the last point.
    pub(crate) fn push(&mut self, seconds: f64, value: Option<f64>) {
        let value = value.filter(|value| value.is_finite());
        if self.points.last().is_none_or(|(last, _)| *last <= seconds) {
            self.points.push((seconds, value));
        }
    }

    /// The last value lasts until then.
    pub(crate) fn hold_until(&mut self, seconds: f64) {
        if let Some((_, value)) = self.points.last().copied() {
            self.push(seconds, value);
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn unit(&self) -> &str {
        &self.unit
    }

    pub(super) fn points(&self) -> &[(f64, Option<f64>)] {
        &self.points
    }

    /// Whether there is anything to be drawn.
    pub(crate) fn is_empty(&self) -> bool {
        self.points.iter().all(|(_, value)| value.is_none())
    }

    /// Whether a value holds until the next one, with nothing in between.
    pub(super) fn is_stepped(&self) -> bool {
        !matches!(self.ty.shape(), Shape::Scalar(Scalar::F32 | Scalar::F64))
            && !self.unit.ends_with("/s")
    }

    /// The names of its values, if they have any.
    pub(super) fn names(&self) -> Vec<(f64, String)> {
        match self.ty.shape() {
            Shape::Bool => vec![(0.0, "false".to_owned()), (1.0, "true".to_owned())],
            Shape::Enum(enumeration) => enumeration
                .variants()
                .iter()
                .filter_map(|variant| {
                    Some((
                        variant.value().to_string().parse().ok()?,
                        variant.name().to_owned(),
                    ))
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A counter as how fast it grows; anything else as it is.
    pub(crate) fn into_rate(self) -> Self {
        if !self.is_counter {
            return self;
        }
        let first = self.points.first().map_or(0.0, |(first, _)| *first);
        let last = self.points.last().map_or(0.0, |(last, _)| *last);
        // Over less, the rate of a fast counter is mostly noise.
        let least = (last - first) / 60.0;
        let mut points = Vec::new();
        let mut base: Option<(f64, f64)> = None;
        for (seconds, value) in self.points {
            let Some(value) = value else {
                points.push((seconds, None));
                base = None;
                continue;
            };
            match base {
                Some((since, before)) if value >= before => {
                    let span = seconds - since;
                    if span > 0.0 && span >= least {
                        points.push((seconds, Some((value - before) / span)));
                        base = Some((seconds, value));
                    }
                }
                // It has started again: nobody knows what it would have been.
                Some(_) => {
                    points.push((seconds, None));
                    base = Some((seconds, value));
                }
                None => base = Some((seconds, value)),
            }
        }
        // A pure count per second is per second.
        let unit = if self.unit == "1" {
            ""
        } else {
            self.unit.as_str()
        };
        Self {
            unit: format!("{unit}/s"),
            points,
            ..self
        }
    }
}

/// Whether `path` leads to, or through, something that is declared sensitive.
fn is_hidden(schema: &Schema, path: &str) -> bool {
    let ends = path.match_indices(['.', '[']).map(|(at, _)| at);
    ends.chain([path.len()])
        .filter_map(|end| schema.field(path.get(..end)?)?.field())
        .any(Field::is_sensitive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_difference_and_a_restart_is_a_gap() {
        let schema = Schema::of::<u64>();
        let mut series = Series::of(&schema, "").unwrap();
        series.is_counter = true;
        for (seconds, value) in [(0.0, 0.0), (1.0, 10.0), (2.0, 30.0), (3.0, 5.0), (4.0, 6.0)] {
            series.push(seconds, Some(value));
        }
        series.push(3.5, Some(9.0));

        let rate = series.into_rate();

        assert_eq!(
            rate.points,
            [
                (1.0, Some(10.0)),
                (2.0, Some(20.0)),
                (3.0, None),
                (4.0, Some(1.0))
            ]
        );
        assert_eq!(rate.unit(), "/s");
    }
}
