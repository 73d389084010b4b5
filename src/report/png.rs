//! Layer 6. A figure as PNG, drawn from its SVG with the embedded fonts only; behind the feature `png`.

use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use super::ReportError;
use super::charts::text::{BOLD, REGULAR};

/// The picture on white, `width` pixels wide.
pub fn render(svg: &str, width: u32) -> Result<Vec<u8>, ReportError> {
    let mut fonts = Database::new();
    [REGULAR, BOLD].iter().for_each(|bytes| fonts.load_font_data(bytes.to_vec()));
    let options = Options {
        font_family: "Open Sans".to_owned(),
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(ReportError::drawing)?;
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).ceil() as u32;
    let mut picture = Pixmap::new(width, height)
        .ok_or_else(|| ReportError::Drawing(format!("no picture is {width} pixels wide")))?;
    picture.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(ReportError::drawing)
}
