//! Against the number of fields of the struct.

use std::hint::black_box;
use std::time::{Duration, Instant};

use shm_typed::{Plain, Shared, SharedBox, SharedRef, View, Viewed};

use super::{Panel, Series, Theory, Unit, medians};
use crate::contender::ours;
use crate::measure::{Bench, Effort};
use crate::watchdog::Watchdog;
use crate::{Outcome, name};

/// A struct of so many `u64`.
pub trait Fields: Plain + Viewed + 'static {
    const COUNT: usize;

    /// Sets the first field and the last one to 1.
    fn set(&mut self);

    /// Reads the two.
    fn ends(view: View<'_, Self>) -> [u64; 2];
}

/// What is done with each of the structs.
pub trait Visitor {
    fn visit<T: Fields>(&mut self) -> Outcome<()>;
}

include!(concat!(env!("OUT_DIR"), "/fields.rs"));

const WHATS: [(&str, Theory); 4] = [
    ("create", Theory::Linear),
    ("open", Theory::Constant),
    ("read the schema", Theory::Linear),
    ("read two fields", Theory::Constant),
];

pub fn panels(effort: Effort) -> Outcome<Vec<Panel>> {
    let _watchdog = Watchdog::over("growth with fields");
    let mut costs = Costs {
        effort,
        times: Vec::new(),
        bytes: Vec::new(),
    };
    each(&mut costs)?;
    let series = WHATS.iter().enumerate().map(|(at, (what, theory))| {
        let points = costs.times.iter().map(|(count, times)| (*count, times[at]));
        Series::new(what, *theory, points.collect())
    });
    Ok(vec![
        Panel {
            title: "Fields of the struct: time",
            axis: "fields",
            axis_unit: "",
            unit: Unit::Nanoseconds,
            why: "Creating an object writes the schema, and `schema()` reads it: a part for each field. Opening compares \
                  fingerprints, which the compiler has made: 16 bytes, however many fields there are. A field of \
                  a view is at a constant offset.",
            series: series.collect(),
        },
        Panel {
            title: "Fields of the struct: bytes",
            axis: "fields",
            axis_unit: "",
            unit: Unit::Bytes,
            why: "JSON with a name, a type and an offset for each field.",
            series: vec![Series::new(
                "schema in the object",
                Theory::Linear,
                costs.bytes,
            )],
        },
    ])
}

struct Costs {
    effort: Effort,
    times: Vec<(f64, Vec<f64>)>,
    bytes: Vec<(f64, f64)>,
}

impl Visitor for Costs {
    fn visit<T: Fields>(&mut self) -> Outcome<()> {
        let name = name::unique();
        let _writer = SharedBox::<T>::create_with(&name, T::set)?;
        let schema = SharedRef::<T>::open(&name)?.schema()?;
        self.bytes
            .push((T::COUNT as f64, schema.to_json().len() as f64));
        let reader = SharedRef::<T>::open(&name)?;
        let again = SharedRef::<T>::open(&name)?;

        let create = |turns| {
            let mut time = Duration::ZERO;
            for _ in 0..turns {
                let name = name::unique();
                let start = Instant::now();
                let writer = SharedBox::<T>::create_with(&name, T::set)?;
                time += start.elapsed();
                drop(writer);
            }
            Ok(time)
        };
        let open = move |turns| {
            let mut time = Duration::ZERO;
            for _ in 0..turns {
                let start = Instant::now();
                let reader = SharedRef::<T>::open(&name)?;
                time += start.elapsed();
                right(reader.read_with(T::ends))?;
            }
            Ok(time)
        };
        let schema = move |turns| {
            let mut time = Duration::ZERO;
            for _ in 0..turns {
                let start = Instant::now();
                let schema = reader.schema()?;
                time += start.elapsed();
                if schema.fields().len() != T::COUNT {
                    return Err("not as many fields".into());
                }
            }
            Ok(time)
        };
        let two = move |turns| {
            let mut last = [0; 2];
            let start = Instant::now();
            for _ in 0..turns {
                last = black_box(black_box(&again).read_with(T::ends));
            }
            let time = start.elapsed();
            right(last).map(|()| time)
        };
        let mut benches = [
            bench(Box::new(create)),
            bench(Box::new(open)),
            bench(Box::new(schema)),
            bench(Box::new(two)),
        ];
        let times = medians(self.effort, &mut benches)?;
        self.times.push((T::COUNT as f64, times));
        Ok(())
    }
}

fn right(ends: [u64; 2]) -> Outcome<()> {
    match ends {
        [1, 1] => Ok(()),
        other => Err(format!("{other:?} instead of what was written").into()),
    }
}

fn bench(run: Box<dyn FnMut(u64) -> Outcome<Duration>>) -> Bench {
    Bench {
        contender: ours::NAME,
        run,
    }
}
