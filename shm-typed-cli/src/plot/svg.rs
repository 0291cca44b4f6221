//! Writing SVG.

use std::fmt::Write;

/// The font, and the size of its letters.
pub(super) const FONT: &str = "DejaVu Sans";
const SIZE: f64 = 12.0;

/// Where a text stands, seen from its place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture that is being drawn.
#[derive(Debug)]
pub(super) struct Svg {
    width: f64,
    body: String,
}

impl Svg {
    pub(super) fn new(width: f64) -> Self {
        Self {
            width,
            body: String::new(),
        }
    }

    /// How wide a text will be, roughly; not less.
    pub(super) fn width_of(text: &str) -> f64 {
        let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        f64::from(letters) * SIZE * 0.64
    }

    /// As much of a text as there is room for.
    pub(super) fn cropped(text: &str, room: f64) -> String {
        if Self::width_of(text) <= room {
            return text.to_owned();
        }
        let mut kept = String::new();
        for letter in text.chars() {
            // With this letter and the dots.
            if Self::width_of(&kept) + Self::width_of("xx") > room {
                break;
            }
            kept.push(letter);
        }
        kept + "…"
    }

    pub(super) fn text(&mut self, x: f64, y: f64, anchor: Anchor, color: &str, text: &str) {
        self.letters(&format!(r#"x="{x:.1}" y="{y:.1}""#), anchor, color, text);
    }

    /// From below to above.
    pub(super) fn upright(&mut self, x: f64, y: f64, color: &str, text: &str) {
        let place = format!(r#"transform="translate({x:.1} {y:.1}) rotate(-90)""#);
        self.letters(&place, Anchor::Middle, color, text);
    }

    fn letters(&mut self, place: &str, anchor: Anchor, color: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = escaped(text);
        self.add(&format!(
            r#"<text {place} text-anchor="{anchor}" fill="{color}">{text}</text>"#
        ));
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), color: &str) {
        self.add(&format!(
            r#"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" stroke="{color}"/>"#,
            from.0, from.1, to.0, to.1
        ));
    }

    pub(super) fn path(&mut self, data: &str, color: &str) {
        self.add(&format!(
            r#"<path d="{data}" fill="none" stroke="{color}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"/>"#
        ));
    }

    fn add(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    /// The whole picture, of this height.
    pub(super) fn finish(self, height: f64) -> String {
        let (width, body) = (self.width, self.body);
        let mut all = String::new();
        // Writing to text does not fail.
        let _ = write!(
            all,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" font-family="{FONT}, sans-serif" font-size="{SIZE}">
<rect width="100%" height="100%" fill="white"/>
{body}</svg>
"#
        );
        all
    }
}

/// Text as XML has it. What does not print was escaped before, or is here.
fn escaped(text: &str) -> String {
    crate::escape::Escaped(text)
        .to_string()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cropped_to_its_room_and_cannot_leave_its_element() {
        assert_eq!(Svg::cropped("speed", 100.0), "speed");
        assert_eq!(Svg::cropped("revolutions", 40.0), "revo…");
        assert_eq!(Svg::cropped("revolutions", 0.0), "…");
        assert_eq!(escaped("<a&b>\u{1b}"), "&lt;a&amp;b&gt;\\u{1b}");
    }
}
