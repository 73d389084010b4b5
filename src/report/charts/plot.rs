//! Layer 6. What charts with several panels, letters and axes have in common: where panels stand, axes with labels that
//! keep clear of each other, and letters that name lines where colour cannot.

use super::Sheet;
use super::axis::{Frame, Tick};
use super::canvas::{Align, Canvas, Point, Stroke};
use super::keys::SMALL;
use super::palette::{GRID, Hue, INK, MUTED};
use super::text::{Face, width, wrap};
use crate::report::ReportError;

pub const TITLE: Face = Face::bold(13.5);
pub const LETTER: Face = Face::bold(13.0);
pub const LINE: f64 = 17.0;
/// Room below a frame for the labels of its x axis.
pub const TICK_ROW: f64 = 22.0;
const GAP: f64 = 16.0;

/// The letter of the n-th line or stakeholder.
pub fn letter(index: usize) -> String {
    let letter = char::from(b'A' + (index % 26) as u8);
    match index / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

/// Panels in rows; the first of every row leaves room at its left for the labels that the row shares.
pub struct Panels {
    titles: Vec<Vec<String>>,
    left: f64,
    pub cell: f64,
    columns: usize,
    /// Top of every row and height of its titles.
    rows: Vec<(f64, f64)>,
    pub height: f64,
}

impl Panels {
    /// Panels of `body` pixels below their titles, from `top` on; `left` is the room for shared labels.
    pub fn new(
        sheet: Sheet,
        titles: &[String],
        columns: usize,
        (left, top, body): (f64, f64, f64),
    ) -> Self {
        let columns = columns.clamp(1, titles.len().max(1));
        let cell = (sheet.width() - left - (columns - 1) as f64 * GAP) / columns as f64;
        let titles: Vec<_> = titles.iter().map(|title| wrap(title, TITLE, cell, 2)).collect();
        let mut rows = Vec::new();
        let mut y = top;
        for titles in titles.chunks(columns) {
            let lines = titles.iter().map(Vec::len).max().unwrap_or(0) as f64;
            rows.push((y, lines * LINE + 8.0));
            y += lines * LINE + 8.0 + body + GAP;
        }
        Self { titles, left, cell, columns, rows, height: y - GAP }
    }

    /// Top left of the body of a panel.
    pub fn at(&self, index: usize) -> Point {
        let (top, head) = self.rows[index / self.columns];
        (self.left + (index % self.columns) as f64 * (self.cell + GAP), top + head)
    }

    /// Whether a panel is the first of its row.
    pub fn is_first(&self, index: usize) -> bool {
        index.is_multiple_of(self.columns)
    }

    pub fn title(&self, canvas: &Canvas<'_>, index: usize, hue: Hue) -> Result<(), ReportError> {
        let (top, _) = self.rows[index / self.columns];
        let (left, _) = self.at(index);
        for (line, text) in self.titles[index].iter().enumerate() {
            let y = top + LINE / 2.0 + line as f64 * LINE;
            canvas.text(text, (left, y), TITLE, (hue.ink, Align::Left))?;
        }
        Ok(())
    }
}

/// The widest of some texts.
pub fn widest<'a>(texts: impl IntoIterator<Item = &'a str>, face: Face) -> f64 {
    texts.into_iter().map(|text| width(text, face)).fold(0.0, f64::max)
}

/// Horizontal grid lines with labels at their left; zero is darker.
pub fn y_axis(
    canvas: &Canvas<'_>,
    frame: &Frame,
    ticks: &[Tick],
    labelled: bool,
) -> Result<(), ReportError> {
    for tick in ticks {
        let (x, y) = frame.at(frame.x.0, tick.at);
        let ink = if tick.at == 0.0 { INK } else { GRID };
        canvas.line(&[(x, y), (frame.right(), y)], Stroke::solid(ink.ink, 1.0))?;
        if labelled {
            canvas.text(&tick.label, (x - 6.0, y), SMALL, (MUTED.ink, Align::Right))?;
        }
    }
    Ok(())
}

/// Labels below a frame, as many as keep clear of each other, with grid lines where `grid` says so; zero is darker.
pub fn x_axis(
    canvas: &Canvas<'_>,
    frame: &Frame,
    ticks: &[Tick],
    grid: bool,
) -> Result<(), ReportError> {
    let mut free = f64::NEG_INFINITY;
    for tick in ticks {
        let (x, y) = frame.at(tick.at, frame.y.0);
        let zero = tick.at == 0.0 && grid;
        let ink = if zero {
            INK
        } else if grid {
            GRID
        } else {
            MUTED
        };
        let top = if grid { frame.top } else { y };
        canvas.line(&[(x, top), (x, y + 4.0)], Stroke::solid(ink.ink, 1.0))?;
        let half = width(&tick.label, SMALL) / 2.0;
        // At the ends of the axis a label moves inwards, so that it stays on the sheet.
        let x = x.min(frame.right() + 8.0 - half).max(half);
        if x - half >= free {
            canvas.text(&tick.label, (x, y + 13.0), SMALL, (MUTED.ink, Align::Centre))?;
            free = x + half + 6.0;
        }
    }
    Ok(())
}

/// Heights near the given ones, within bounds, that are at least `gap` apart where there is room; in the order given.
pub fn spread(heights: &[f64], gap: f64, (low, high): (f64, f64)) -> Vec<f64> {
    let count = heights.len();
    let gap = gap.min((high - low) / count.max(2) as f64);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]));
    let mut placed = vec![0.0; count];
    let mut free = low;
    for index in &order {
        placed[*index] = heights[*index].max(free);
        free = placed[*index] + gap;
    }
    let mut free = high;
    for index in order.iter().rev() {
        placed[*index] = placed[*index].min(free);
        free = placed[*index] - gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_keep_apart_within_their_bounds() {
        let placed = spread(&[50.0, 51.0, 10.0, 99.0, 98.0], 12.0, (0.0, 100.0));
        assert_eq!(placed, [50.0, 62.0, 10.0, 100.0, 88.0]);
        let many = spread(&[5.0; 10], 12.0, (0.0, 50.0));
        assert!(many.windows(2).all(|pair| (pair[1] - pair[0] - 5.0).abs() < 1e-9), "{many:?}");
        assert!(many.iter().all(|y| (0.0..=50.0).contains(y)));
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!((letter(0), letter(25), letter(26)), ("A".into(), "Z".into(), "A1".into()));
    }
}
