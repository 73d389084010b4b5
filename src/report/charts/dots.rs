//! Layer 6. A dot with its interval, the sign of an estimate or a chance.

use super::axis::Frame;
use super::canvas::{Canvas, Point, Stroke};
use super::palette::Colour;
use crate::report::ReportError;

/// A value with its bounds.
#[derive(Clone, Copy, Debug)]
pub struct Interval {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// How a dot looks: radius, colour, and whether it is a ring.
pub type Look = (f64, Colour, bool);

/// A filled dot, or a ring of the same size.
pub fn dot(canvas: &Canvas<'_>, at: Point, (radius, ink, open): Look) -> Result<(), ReportError> {
    match open {
        true => canvas.dot(at, radius, ink, true),
        false => canvas.dot(at, radius + 0.75, ink, false),
    }
}

/// Draws an interval at height `y` of the sheet; the line leaves the hole of a ring free.
pub fn interval(
    canvas: &Canvas<'_>,
    frame: &Frame,
    y: f64,
    (interval, look): (Interval, Look),
) -> Result<(), ReportError> {
    let x = |value: f64| frame.at(value, frame.y.0).0;
    let (low, centre, high) = (x(interval.low), x(interval.value), x(interval.high));
    let (radius, ink, open) = look;
    let stroke = Stroke::solid(ink, 2.0);
    let hole = if open && centre.is_finite() { radius } else { 0.0 };
    let middle = if centre.is_finite() { centre } else { low };
    if low < middle - hole {
        canvas.line(&[(low, y), (middle - hole, y)], stroke)?;
    }
    if high > middle + hole {
        canvas.line(&[(middle + hole, y), (high, y)], stroke)?;
    }
    if centre.is_finite() { dot(canvas, (centre, y), look) } else { Ok(()) }
}
