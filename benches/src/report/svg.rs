//! Words in a chart.

use std::fmt::Write;

/// Which end of the words is at the given place.
#[derive(Clone, Copy, Debug)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How words look.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub colour: &'static str,
    pub size: f64,
    pub bold: bool,
}

impl Style {
    pub const HEAD: Self = Self::new("#111", 18.0, true);
    pub const TITLE: Self = Self::new("#111", 14.0, true);
    pub const PLAIN: Self = Self::new("#444", 12.0, false);
    pub const NOTE: Self = Self::new("#666", 11.0, false);
    pub const SCALE: Self = Self::new("#777", 10.0, false);
    pub const BAR: Self = Self::new("#222", 12.0, false);
    pub const OUR_BAR: Self = Self::new("#222", 12.0, true);

    const fn new(colour: &'static str, size: f64, bold: bool) -> Self {
        Self { colour, size, bold }
    }
}

pub fn text(out: &mut String, x: f64, y: f64, anchor: Anchor, style: Style, words: &str) {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let weight = if style.bold {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{}\" font-size=\"{}\"{weight}>{words}</text>",
        style.colour, style.size
    );
}
