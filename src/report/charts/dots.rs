//! Layer 6. A dot with its interval, the sign of an estimate or a chance.

use super::axis::Frame;
use super::canvas::{Canvas, Point, Stroke};
use super::palette::Colour;
use crate::report::ReportError;

const RADIUS: f64 = 4.0;

/// A value with its bounds.
#[derive(Clone, Copy, Debug)]
pub struct Interval {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// A filled dot, or a ring that leaves a hole in its line.
pub fn dot(canvas: &Canvas<'_>, at: Point, ink: Colour, open: bool) -> Result<(), ReportError> {
    match open {
        true => canvas.dot(at, RADIUS, ink, true),
        false => canvas.dot(at, RADIUS + 0.75, ink, false),
    }
}

/// Draws an interval at height `y` of the frame's pixels.
pub fn interval(
    canvas: &Canvas<'_>,
    frame: &Frame,
    y: f64,
    (interval, ink, open): (Interval, Colour, bool),
) -> Result<(), ReportError> {
    let x = |value: f64| frame.at(value, frame.y.0).0;
    let (low, centre, high) = (x(interval.low), x(interval.value), x(interval.high));
    let stroke = Stroke::solid(ink, 2.0);
    if low.is_finite() && high.is_finite() {
        let hole = if open && centre.is_finite() { RADIUS } else { 0.0 };
        if low < centre - hole {
            canvas.line(&[(low, y), (centre - hole, y)], stroke)?;
        }
        if high > centre + hole {
            canvas.line(&[(centre + hole, y), (high, y)], stroke)?;
        }
    }
    if centre.is_finite() { dot(canvas, (centre, y), ink, open) } else { Ok(()) }
}
