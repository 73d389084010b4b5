//! Layer 6. The line of signs above a chart that says what a band, a line or a dot means.

use super::canvas::{Align, Canvas, Point, Stroke};
use super::palette::{Colour, Hue, INK, MUTED};
use super::text::{Face, fit, width};
use crate::report::ReportError;

/// Letters of keys and ticks.
pub const SMALL: Face = Face::regular(13.0);
const LINE_HEIGHT: f64 = 20.0;
const SIGN: f64 = 22.0;
const GAP: f64 = 18.0;

/// A sign.
#[derive(Clone, Debug)]
pub enum Sign {
    /// One or two bands over each other.
    Bands(Hue, u32),
    Line(Stroke),
    Dot {
        ink: Colour,
        open: bool,
    },
    /// A letter on a filled box of this opacity.
    Letter(Hue, String, f64),
}

/// A sign and what it means.
#[derive(Clone, Debug)]
pub struct Key {
    pub sign: Sign,
    pub text: String,
}

/// Keys in lines that fit a width.
pub struct KeyBlock {
    placed: Vec<(Point, Key)>,
    pub height: f64,
}

impl KeyBlock {
    pub fn new(keys: Vec<Key>, room: f64) -> Self {
        let (mut x, mut y) = (0.0, LINE_HEIGHT / 2.0);
        let mut placed = Vec::with_capacity(keys.len());
        for mut key in keys {
            key.text = fit(&key.text, SMALL, room - SIGN - 6.0);
            let wide = SIGN + 6.0 + width(&key.text, SMALL);
            if x > 0.0 && x + wide > room {
                (x, y) = (0.0, y + LINE_HEIGHT);
            }
            placed.push(((x, y), key));
            x += wide + GAP;
        }
        let height = if placed.is_empty() { 0.0 } else { y + LINE_HEIGHT / 2.0 + 6.0 };
        Self { placed, height }
    }

    pub fn draw(&self, canvas: &Canvas<'_>, opacity: f64) -> Result<(), ReportError> {
        for &((x, y), ref key) in &self.placed {
            match &key.sign {
                &Sign::Bands(hue, count) => {
                    for _ in 0..count {
                        canvas.rectangle([(x, y - 6.0), (x + SIGN, y + 6.0)], hue.fill, opacity)?;
                    }
                }
                &Sign::Line(stroke) => canvas.line(&[(x, y), (x + SIGN, y)], stroke)?,
                &Sign::Dot { ink, open } => {
                    canvas.line(&[(x, y), (x + SIGN, y)], Stroke::solid(ink, 1.5))?;
                    super::dots::dot(canvas, (x + SIGN / 2.0, y), (4.0, ink, open))?;
                }
                Sign::Letter(hue, letter, opacity) => {
                    canvas.rectangle([(x, y - 8.0), (x + SIGN, y + 8.0)], hue.fill, *opacity)?;
                    let at = (x + SIGN / 2.0, y);
                    if !letter.is_empty() {
                        canvas.text(letter, at, Face::bold(13.0), (INK.ink, Align::Centre))?;
                    }
                }
            }
            canvas.text(&key.text, (x + SIGN + 6.0, y), SMALL, (MUTED.ink, Align::Left))?;
        }
        Ok(())
    }
}
