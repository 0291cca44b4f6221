//! Against the size of the value.

use std::hint::black_box;

use super::{Panel, Series, Theory, Unit, medians};
use crate::contender::ours::ReadInto;
use crate::contender::{Contender, Read, Write};
use crate::measure::{Bench, Effort, timed};
use crate::watchdog::Watchdog;
use crate::{Outcome, name, payload};

const WHATS: [(&str, Theory); 3] = [
    ("read", Theory::Linear),
    ("publish", Theory::Linear),
    ("read two fields", Theory::Constant),
];

pub fn panels(effort: Effort) -> Outcome<Vec<Panel>> {
    let _watchdog = Watchdog::over("growth with size");
    let costs = [
        of::<1>(effort)?,
        of::<4>(effort)?,
        of::<16>(effort)?,
        of::<64>(effort)?,
        of::<256>(effort)?,
        of::<1024>(effort)?,
        of::<4096>(effort)?,
        of::<16_384>(effort)?,
        of::<65_536>(effort)?,
        of::<131_072>(effort)?,
    ];
    let series = WHATS.iter().enumerate().map(|(at, (what, theory))| {
        let points = costs.iter().map(|(size, costs)| (*size as f64, costs[at]));
        Series::new(what, *theory, points.collect())
    });
    Ok(vec![Panel {
        title: "Size of the value",
        axis: "size",
        axis_unit: "B",
        unit: Unit::Nanoseconds,
        why: "A read and a publish look at a few words and copy the value: a constant and a part for each byte. \
              The part is another one in each level of the caches, so points lie round one straight line and not on it; \
              the step at the end is where the slots leave the second level. Two fields cost the same wherever they are.",
        series: series.collect(),
    }])
}

/// The size, and the costs in the order of [`WHATS`].
fn of<const N: usize>(effort: Effort) -> Outcome<(usize, Vec<f64>)> {
    let pair = || -> Outcome<_> {
        let name = name::unique();
        let mut writer = <ReadInto as Contender<N>>::create(&name)?;
        writer.publish(&payload::of(1));
        Ok((writer, <ReadInto as Contender<N>>::open(&name)?))
    };
    let check = |reader: &mut <ReadInto as Contender<N>>::Reader, wanted| -> Outcome<()> {
        match reader.look(|value| payload::round(value)) == Some(wanted) {
            true => Ok(()),
            false => Err("not the value that was written".into()),
        }
    };
    let (writer, mut reader) = pair()?;
    let read = move |turns| {
        let _ = &writer;
        let time = timed(turns, |_| reader.look(|value| _ = black_box(value)));
        check(&mut reader, 1).map(|()| time)
    };
    let (mut writer, mut reader) = pair()?;
    let values = [2, 3].map(payload::of::<N>);
    let publish = move |turns| {
        let time = timed(turns, |n| {
            writer.publish(black_box(&values[usize::from(n % 2 == 1)]));
        });
        check(&mut reader, 2 + (turns - 1) % 2).map(|()| time)
    };
    let (writer, mut reader) = pair()?;
    let at = [0, N - 1];
    let wanted = at.map(|index| payload::word(1, index as u64));
    let fields = move |turns| {
        let _ = &writer;
        let mut last = [0; 2];
        let time = timed(turns, |_| last = black_box(reader.fields(black_box(at))));
        match last == wanted {
            true => Ok(time),
            false => Err("not the words that were written".into()),
        }
    };
    let mut benches = [
        bench(Box::new(read)),
        bench(Box::new(publish)),
        bench(Box::new(fields)),
    ];
    Ok((N * 8, medians(effort, &mut benches)?))
}

fn bench(run: Box<dyn FnMut(u64) -> Outcome<std::time::Duration>>) -> Bench {
    Bench {
        contender: crate::contender::ours::NAME,
        run,
    }
}
