//! Pictures of numbers over time: series, panels with axes, SVG, PNG.

mod axis;
mod chart;
mod png;
mod series;
mod svg;

pub(crate) use chart::chart;
pub(crate) use png::png;
pub(crate) use series::Series;
