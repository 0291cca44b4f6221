//! Against the number of objects on the host.
//!
//! They are there as files, as writers leave them that end: ten thousand open ones are more descriptors than a
//! process may have.

use std::fs;
use std::time::Instant;

use shm_typed::{OnDrop, SharedBox, SharedRef};

use super::{Panel, Series, Theory, Unit};
use crate::measure::{Effort, Spread};
use crate::watchdog::Watchdog;
use crate::{Outcome, name};

const COUNTS: [usize; 9] = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000];

/// 64 bytes.
type Value = [u64; 8];

pub fn panels(effort: Effort) -> Outcome<Vec<Panel>> {
    let _watchdog = Watchdog::over("growth with objects");
    let counts = &COUNTS[..effort.pick(5, COUNTS.len())];
    let samples = effort.pick(3, 201);
    let mut objects = Objects(Vec::new());
    let (mut create, mut open, mut list) = (Vec::new(), Vec::new(), Vec::new());
    for count in counts {
        objects.grow(*count)?;
        let x = *count as f64;
        create.push((x, objects.create(samples)?));
        open.push((x, objects.open(samples)?));
        list.push((x, objects.list(samples.min(21))?));
    }
    Ok(vec![
        Panel {
            title: "Objects on the host: one of them",
            axis: "objects",
            axis_unit: "",
            unit: Unit::Nanoseconds,
            why: "There is no registry: an object is a file, which the kernel finds by a hash of its name.",
            series: vec![
                Series::new("create", Theory::Constant, create),
                Series::new("open and read", Theory::Constant, open),
            ],
        },
        Panel {
            title: "Objects on the host: all of them",
            axis: "objects",
            axis_unit: "",
            unit: Unit::Nanoseconds,
            why: "The directory is read from end to end: a part for each name in it.",
            series: vec![Series::new("list the names", Theory::Linear, list)],
        },
    ])
}

/// The names; removed at the end.
struct Objects(Vec<String>);

impl Objects {
    fn grow(&mut self, count: usize) -> Outcome<()> {
        let keep = SharedBox::options().on_drop(OnDrop::Keep);
        while self.0.len() < count {
            let name = name::unique();
            let number = self.0.len() as u64;
            self.0.push(name);
            drop(keep.create(&self.0[self.0.len() - 1], [number; 8])?);
        }
        Ok(())
    }

    /// One more, which is removed at once.
    fn create(&self, samples: usize) -> Outcome<f64> {
        let mut times = Vec::new();
        for _ in 0..samples {
            let name = name::unique();
            let start = Instant::now();
            let writer = SharedBox::<Value>::create(&name, [1; 8])?;
            times.push(start.elapsed().as_nanos() as f64);
            drop(writer);
        }
        Ok(Spread::of(times).median)
    }

    /// Of those that are there, all over.
    fn open(&self, samples: usize) -> Outcome<f64> {
        let mut times = Vec::new();
        for n in 0..samples {
            let number = n * 7919 % self.0.len();
            let start = Instant::now();
            let value = SharedRef::<Value>::open(&self.0[number])?.read();
            times.push(start.elapsed().as_nanos() as f64);
            if value != [number as u64; 8] {
                return Err("another object's value".into());
            }
        }
        Ok(Spread::of(times).median)
    }

    /// The names in the directory.
    fn list(&self, samples: usize) -> Outcome<f64> {
        let mut times = Vec::new();
        for _ in 0..samples {
            let start = Instant::now();
            let found = fs::read_dir(name::DIRECTORY)?
                .flatten()
                .filter(|entry| !entry.file_name().as_encoded_bytes().contains(&b'.'))
                .count();
            times.push(start.elapsed().as_nanos() as f64);
            if found < self.0.len() {
                return Err(format!("{found} objects of {}", self.0.len()).into());
            }
        }
        Ok(Spread::of(times).median)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        for name in &self.0 {
            name::remove(name);
        }
    }
}
