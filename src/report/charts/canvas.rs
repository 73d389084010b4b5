//! Layer 6. A sheet to draw on, in pixels of the page, on top of plotters' SVG backend.
//!
//! Plotters knows whole pixels only, so everything is drawn eight times as large and scaled back by the SVG. The sheet adds
//! what an accessible picture needs (title, description, role) and knows nothing of what is drawn.

use plotters::coord::Shift;
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, IntoFont, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBAColor, ShapeStyle, TextStyle};

use super::palette::Colour;
use super::text::{FONT, Face, register_fonts};
use crate::report::ReportError;

const FINE: f64 = 8.0;
/// Plotters writes a font size divided by this.
const PLOTTERS_SIZE: f64 = 1.24;

/// A place on the sheet, pixels from the top left.
pub type Point = (f64, f64);

/// What a reader who does not see the picture gets.
#[derive(Clone, Copy, Debug)]
pub struct Meaning<'a> {
    /// Unique on the page.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
}

/// A line style.
#[derive(Clone, Copy, Debug)]
pub struct Stroke {
    pub colour: Colour,
    pub width: f64,
    pub dashed: bool,
}

impl Stroke {
    pub const fn solid(colour: Colour, width: f64) -> Self {
        Self { colour, width, dashed: false }
    }

    pub const fn dashed(colour: Colour, width: f64) -> Self {
        Self { colour, width, dashed: true }
    }
}

/// Which side of a text its place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// The sheet.
pub struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// Draws a picture of this width and height and returns it as an SVG.
pub fn paint(
    (width, height): (f64, f64),
    meaning: Meaning<'_>,
    draw: impl FnOnce(&Canvas<'_>) -> Result<(), ReportError>,
) -> Result<String, ReportError> {
    if !register_fonts() {
        return Err(ReportError::Drawing("the embedded font cannot be read".to_owned()));
    }
    let mut svg = String::new();
    let size = ((width * FINE).round() as u32, (height * FINE).round() as u32);
    {
        let canvas = Canvas { area: SVGBackend::with_string(&mut svg, size).into_drawing_area() };
        draw(&canvas)?;
        canvas.area.present().map_err(ReportError::drawing)?;
    }
    finish(&svg, (width, height), meaning)
}

/// Replaces plotters' first and last line by ours.
fn finish(svg: &str, size: (f64, f64), meaning: Meaning<'_>) -> Result<String, ReportError> {
    let body = svg.split_once(">\n").and_then(|(_, rest)| rest.strip_suffix("</svg>\n"));
    let body = body.ok_or_else(|| ReportError::Drawing("plotters wrote another SVG".to_owned()))?;
    let id = meaning.id;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{}</title>\n\
         <desc id=\"{id}-desc\">{}</desc>\n<g transform=\"scale({})\">\n{body}</g>\n</svg>\n",
        size.0.round(),
        size.1.round(),
        escape(meaning.title),
        escape(meaning.description),
        1.0 / FINE,
    ))
}

/// Text as XML.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

impl Canvas<'_> {
    /// A line through these points; points that are not finite are left out.
    pub fn line(&self, points: &[Point], stroke: Stroke) -> Result<(), ReportError> {
        let path = fine(points);
        let style = opaque(stroke.colour).stroke_width((stroke.width * FINE).round() as u32);
        if stroke.dashed {
            let (dash, gap) = ((5.0 * FINE) as u32, (3.0 * FINE) as u32);
            self.area
                .draw(&DashedPathElement::new(path, dash, gap, style))
                .map_err(ReportError::drawing)
        } else {
            self.area.draw(&PathElement::new(path, style)).map_err(ReportError::drawing)
        }
    }

    /// A filled area.
    pub fn area(&self, points: &[Point], fill: Colour, opacity: f64) -> Result<(), ReportError> {
        self.area
            .draw(&Polygon::new(fine(points), colour(fill, opacity).filled()))
            .map_err(ReportError::drawing)
    }

    /// A filled rectangle.
    pub fn rectangle(
        &self,
        corners: [Point; 2],
        fill: Colour,
        opacity: f64,
    ) -> Result<(), ReportError> {
        self.area
            .draw(&Rectangle::new(corners.map(place), colour(fill, opacity).filled()))
            .map_err(ReportError::drawing)
    }

    /// A dot; `open` draws a ring.
    pub fn dot(
        &self,
        centre: Point,
        radius: f64,
        ink: Colour,
        open: bool,
    ) -> Result<(), ReportError> {
        let style = ShapeStyle { filled: !open, ..opaque(ink).stroke_width((2.0 * FINE) as u32) };
        self.area
            .draw(&Circle::new(place(centre), (radius * FINE).round() as i32, style))
            .map_err(ReportError::drawing)
    }

    /// One line of text whose middle is at the height of `at`.
    pub fn text(
        &self,
        text: &str,
        at: Point,
        face: Face,
        (ink, align): (Colour, Align),
    ) -> Result<(), ReportError> {
        let horizontal = match align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let font = (FONT, face.size * FINE * PLOTTERS_SIZE, face.style()).into_font();
        let ink = colour(ink, 1.0);
        let style = TextStyle::from(font).color(&ink).pos(Pos::new(horizontal, VPos::Center));
        self.area.draw(&Text::new(text, place(at), style)).map_err(ReportError::drawing)
    }
}

fn place((x, y): Point) -> (i32, i32) {
    ((x * FINE).round() as i32, (y * FINE).round() as i32)
}

fn fine(points: &[Point]) -> Vec<(i32, i32)> {
    points
        .iter()
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .map(|&point| place(point))
        .collect()
}

fn colour(colour: Colour, opacity: f64) -> RGBAColor {
    RGBAColor(colour.0, colour.1, colour.2, opacity)
}

fn opaque(ink: Colour) -> ShapeStyle {
    ShapeStyle::from(&colour(ink, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_what_it_is() {
        let meaning = Meaning { id: "x", title: "A & B", description: "<script>" };
        let svg = paint((10.0, 5.0), meaning, |canvas| {
            canvas.line(
                &[(0.0, 0.0), (f64::NAN, 1.0), (5.0, 5.0)],
                Stroke::solid(Colour(1, 2, 3), 1.0),
            )
        });
        let svg = svg.expect("plotters can draw a line");
        assert!(svg.starts_with(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 5\" role=\"img\""
        ));
        assert!(svg.contains("<title id=\"x-title\">A &amp; B</title>"));
        assert!(svg.contains("<desc id=\"x-desc\">&lt;script&gt;</desc>"));
        assert!(svg.contains("points=\"0,0 40,40 \""));
    }
}
