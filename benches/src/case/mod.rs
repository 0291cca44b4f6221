//! The cases, a file each.

pub mod crash;
pub mod hostile;
pub mod hot;
pub mod life;
pub mod live;
pub mod pin;
pub mod readers;
pub mod uncontended;
pub mod wake;

use crate::Outcome;
use crate::arguments::Plan;
use crate::result::Results;

/// Runs what `plan` wants, in the order of the report.
pub fn run_all(plan: &Plan, results: &mut Results) -> Outcome<()> {
    uncontended::run(plan, results)?;
    pin::run(plan, results)?;
    hostile::run(plan, results)?;
    hot::run(plan, results)?;
    readers::run(plan, results)?;
    live::run(plan, results)?;
    life::run(plan, results)?;
    wake::run(plan, results)?;
    crash::run(plan, results)
}

/// Calls a function that is generic over the number of words with a number known at run time.
macro_rules! sized {
    ($bytes:expr, $function:ident ( $($argument:expr),* )) => {
        match $bytes {
            8 => $function::<1>($($argument),*),
            64 => $function::<8>($($argument),*),
            1024 => $function::<128>($($argument),*),
            65_536 => $function::<8192>($($argument),*),
            1_048_576 => $function::<131_072>($($argument),*),
            other => Err(format!("no case has values of {other} bytes").into()),
        }
    };
}
pub(crate) use sized;

/// `64B`, as in the name of a case.
pub fn size_name(bytes: usize) -> String {
    crate::payload::size(bytes).replace(' ', "")
}
