//! An SVG of ours as a PNG, with the font that it was measured for.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::svg::FONT;
use crate::exit::Exit;
use crate::failure::Failure;

/// Pixels for each unit of the drawing.
const SCALE: f32 = 2.0;

/// Draws it.
pub(crate) fn png(svg: &str) -> Result<Vec<u8>, Failure> {
    let wrong = |what: String| Failure::new(Exit::Differs, format!("cannot draw a PNG: {what}"));
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    let options = Options {
        font_family: FONT.to_owned(),
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| wrong(error.to_string()))?;
    let size = tree
        .size()
        .to_int_size()
        .scale_by(SCALE)
        .ok_or_else(|| wrong("it has no size".to_owned()))?;
    let mut pixels = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| wrong("there is no memory for it".to_owned()))?;
    let scale = Transform::from_scale(SCALE, SCALE);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels
        .encode_png()
        .map_err(|error| wrong(error.to_string()))
}
