//! Lines through points: which form they have is given, by theory; where they lie is found.

use serde::Serialize;

/// The form.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Theory {
    /// The same for every x.
    Constant,
    /// A part that is there anyway, and a part for each x.
    Linear,
    /// In proportion to x up to this many, and no more from there on.
    Capped(f64),
}

/// `base + slope * x`, with an x of `cap` at most.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Line {
    pub base: f64,
    pub slope: f64,
    pub cap: Option<f64>,
}

impl Line {
    /// The one for which the ratios of points to line are nearest to 1, in squares: an error of a
    /// tenth weighs the same at every height. At least one point, all above zero.
    pub fn through(theory: Theory, points: &[(f64, f64)]) -> Self {
        match theory {
            Theory::Constant => Self {
                base: flat(points.iter().copied()),
                slope: 0.0,
                cap: None,
            },
            Theory::Linear => linear(points),
            Theory::Capped(cap) => Self {
                base: 0.0,
                slope: flat(points.iter().map(|(x, y)| (*x, y / x.min(cap)))),
                cap: Some(cap),
            },
        }
    }

    pub fn at(&self, x: f64) -> f64 {
        self.base + self.slope * self.cap.map_or(x, |cap| x.min(cap))
    }

    /// The largest factor between a point and the line, in either direction.
    pub fn worst(&self, points: &[(f64, f64)]) -> f64 {
        let ratios = points.iter().map(|(x, y)| y / self.at(*x));
        ratios.fold(1.0, |worst, ratio| worst.max(ratio).max(1.0 / ratio))
    }
}

/// The constant: with weights of 1/y², as all of this.
fn flat(points: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let inverses: f64 = points.clone().map(|(_, y)| 1.0 / y).sum();
    let squares: f64 = points.map(|(_, y)| 1.0 / (y * y)).sum();
    inverses / squares
}

/// Neither part is negative: there are no such costs.
fn linear(points: &[(f64, f64)]) -> Line {
    let sum = |f: fn(f64, f64) -> f64| points.iter().map(|(x, y)| f(*x, *y) / (y * y)).sum::<f64>();
    let (one, x, xx) = (sum(|_, _| 1.0), sum(|x, _| x), sum(|x, _| x * x));
    let (y, xy) = (sum(|_, y| y), sum(|x, y| x * y));
    let determinant = one * xx - x * x;
    let line = |base: f64, slope: f64| Line {
        base,
        slope,
        cap: None,
    };
    if determinant <= f64::EPSILON * one * xx {
        return line(y / one, 0.0); // one x only
    }
    let (base, slope) = (
        (y * xx - xy * x) / determinant,
        (one * xy - x * y) / determinant,
    );
    match (base < 0.0, slope < 0.0) {
        (_, true) => line(y / one, 0.0),
        (true, _) => line(0.0, xy / xx),
        _ => line(base, slope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_again() {
        let points = [1.0, 10.0, 1000.0].map(|x| (x, 5.0 + 0.25 * x));
        let line = Line::through(Theory::Linear, &points);
        assert!((line.base - 5.0).abs() < 1e-6 && (line.slope - 0.25).abs() < 1e-6);
        assert!((line.worst(&points) - 1.0).abs() < 1e-6);

        let points = [(1.0, 7.0), (2.0, 14.0), (4.0, 14.0), (8.0, 14.0)];
        let line = Line::through(Theory::Capped(2.0), &points);
        assert!((line.at(1.0) - 7.0).abs() < 1e-6 && (line.at(8.0) - 14.0).abs() < 1e-6);

        let points = [(1.0, 8.0), (2.0, 8.0), (4.0, 16.0)];
        let line = Line::through(Theory::Constant, &points);
        assert!(line.base > 8.0 && line.base < 16.0);
        assert!((line.worst(&points) - 16.0 / line.base).abs() < 1e-6);
    }

    #[test]
    fn no_part_of_a_line_is_negative() {
        let falling = [(1.0, 10.0), (2.0, 9.0), (3.0, 8.0)];
        let line = Line::through(Theory::Linear, &falling);
        assert!(line.slope == 0.0 && line.base > 8.0);
        let steep = [(1.0, 1.0), (2.0, 9.0), (3.0, 30.0)];
        assert!(Line::through(Theory::Linear, &steep).base >= 0.0);
    }
}
