//! Layer 6. Small multiples of fans: quantile bands over time, one panel per alternative or area, on shared axes.
//!
//! Knows nothing of costs or queues; `over_time` and `uitputting` say what is in the panels.

use super::Sheet;
use super::axis::{Frame, Tick};
use super::canvas::{Align, Canvas, Meaning, Point, Stroke, paint};
use super::keys::{Key, KeyBlock, SMALL};
use super::palette::{GRID, Hue, INK, MUTED};
use super::text::{Face, width, wrap};
use crate::report::ReportError;
use crate::report::view::Bands;

/// Of each of the two bands; where they overlap it looks darker.
pub const BAND_OPACITY: f64 = 0.25;

const TITLE: Face = Face::bold(13.5);
const END: Face = Face::bold(13.0);
const LINE: f64 = 17.0;
const TICK_ROW: f64 = 21.0;
const PANEL_GAP: f64 = 14.0;
/// More points than this on a line cannot be seen.
const MOST_POINTS: usize = 150;

/// One fan.
#[derive(Clone, Debug)]
pub struct Panel<'a> {
    pub title: String,
    pub subtitle: Option<String>,
    pub bands: &'a Bands,
    pub hue: Hue,
    /// Another line to compare with.
    pub compare: Option<&'a [f64]>,
    /// Stands right of the end of the median.
    pub end: String,
}

/// All panels and what they share.
#[derive(Clone, Debug)]
pub struct Fans<'a> {
    pub panels: Vec<Panel<'a>>,
    pub keys: Vec<Key>,
    /// Number of periods on the x axis.
    pub periods: usize,
    pub x_ticks: Vec<Tick>,
    pub y_ticks: Vec<Tick>,
    /// Name of the y axis, above the first panel.
    pub axis: String,
    /// Do the lines start at zero?
    pub from_zero: bool,
    /// A level that means something, such as the whole budget.
    pub level: Option<f64>,
    pub columns: usize,
    pub plot_height: f64,
}

/// Where everything stands.
struct Layout {
    keys: KeyBlock,
    titles: Vec<Vec<String>>,
    left: f64,
    right: f64,
    cell: f64,
    columns: usize,
    /// Top of every row of panels and height of its titles.
    rows: Vec<(f64, f64)>,
    top: f64,
    height: f64,
}

impl Fans<'_> {
    /// Draws the panels.
    pub fn paint(&self, sheet: Sheet, meaning: Meaning<'_>) -> Result<String, ReportError> {
        let layout = self.layout(sheet);
        paint((sheet.width(), layout.height), meaning, |canvas| {
            layout.keys.draw(canvas, BAND_OPACITY)?;
            let axis_y = layout.top - 11.0;
            canvas.text(&self.axis, (0.0, axis_y), SMALL, (MUTED.ink, Align::Left))?;
            for (index, panel) in self.panels.iter().enumerate() {
                self.draw_panel(canvas, &layout, index, panel)?;
            }
            Ok(())
        })
    }

    fn layout(&self, sheet: Sheet) -> Layout {
        let widest = |texts: &mut dyn Iterator<Item = &str>, face| {
            texts.map(|text| width(text, face)).fold(0.0, f64::max)
        };
        let left = widest(&mut self.y_ticks.iter().map(|tick| tick.label.as_str()), SMALL) + 7.0;
        let right = widest(&mut self.panels.iter().map(|panel| panel.end.as_str()), END) + 8.0;
        let columns = self.columns.max(1).min(self.panels.len().max(1));
        // The leftmost column carries the labels of the y axis for the whole row.
        let cell = (sheet.width() - left - (columns - 1) as f64 * PANEL_GAP) / columns as f64;
        let titles: Vec<_> =
            self.panels.iter().map(|panel| wrap(&panel.title, TITLE, cell - 4.0, 2)).collect();
        let keys = KeyBlock::new(self.keys.clone(), sheet.width());
        let top = keys.height + if self.axis.is_empty() { 4.0 } else { 24.0 };
        let (rows, height) = self.rows(&titles, columns, top);
        Layout { keys, titles, left, right, cell, columns, rows, top, height }
    }

    /// Places the rows of panels below each other, each as high as its titles need; returns the end as well.
    fn rows(&self, titles: &[Vec<String>], columns: usize, top: f64) -> (Vec<(f64, f64)>, f64) {
        let mut rows = Vec::new();
        let mut y = top;
        for (titles, panels) in titles.chunks(columns).zip(self.panels.chunks(columns)) {
            let lines = titles.iter().map(Vec::len).max().unwrap_or(1) as f64;
            let subtitle =
                if panels.iter().any(|panel| panel.subtitle.is_some()) { LINE } else { 0.0 };
            let head = lines * LINE + subtitle + 9.0;
            rows.push((y, head));
            y += head + self.plot_height + TICK_ROW + PANEL_GAP;
        }
        (rows, y - PANEL_GAP)
    }

    fn draw_panel(
        &self,
        canvas: &Canvas<'_>,
        layout: &Layout,
        index: usize,
        panel: &Panel<'_>,
    ) -> Result<(), ReportError> {
        let columns = layout.columns;
        let (top, head) = layout.rows[index / columns];
        let left = layout.left + (index % columns) as f64 * (layout.cell + PANEL_GAP);
        let mut y = top + LINE / 2.0;
        for line in &layout.titles[index] {
            canvas.text(line, (left, y), TITLE, (panel.hue.ink, Align::Left))?;
            y += LINE;
        }
        if let Some(subtitle) = &panel.subtitle {
            canvas.text(subtitle, (left, y), SMALL, (INK.ink, Align::Left))?;
        }
        let frame = Frame {
            left,
            top: top + head,
            width: layout.cell - layout.right,
            height: self.plot_height,
            x: (0.0, self.periods.max(1) as f64),
            y: (first(&self.y_ticks), last(&self.y_ticks)),
        };
        self.draw_axes(canvas, &frame, index.is_multiple_of(columns))?;
        self.draw_fan(canvas, &frame, panel)
    }

    fn draw_axes(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        labelled: bool,
    ) -> Result<(), ReportError> {
        for tick in &self.y_ticks {
            let (x, y) = frame.at(0.0, tick.at);
            canvas.line(&[(x, y), (frame.right(), y)], Stroke::solid(GRID.ink, 1.0))?;
            if labelled {
                canvas.text(&tick.label, (x - 6.0, y), SMALL, (MUTED.ink, Align::Right))?;
            }
        }
        let mut free = f64::NEG_INFINITY;
        for tick in &self.x_ticks {
            let (x, y) = frame.at(tick.at, frame.y.0);
            let half = width(&tick.label, SMALL) / 2.0;
            if x - half < free {
                continue;
            }
            free = x + half + 6.0;
            canvas.line(&[(x, y), (x, y + 4.0)], Stroke::solid(MUTED.ink, 1.0))?;
            canvas.text(&tick.label, (x, y + 13.0), SMALL, (MUTED.ink, Align::Centre))?;
        }
        Ok(())
    }

    fn draw_fan(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        panel: &Panel<'_>,
    ) -> Result<(), ReportError> {
        let line = |values: &[f64]| self.points(frame, values);
        let bands = panel.bands;
        for (low, high) in [(&bands.p5, &bands.p95), (&bands.p25, &bands.p75)] {
            let mut outline = line(high);
            outline.extend(line(low).into_iter().rev());
            canvas.area(&outline, panel.hue.fill, BAND_OPACITY)?;
        }
        if let Some(level) = self.level {
            let (x, y) = frame.at(0.0, level);
            canvas.line(&[(x, y), (frame.right(), y)], Stroke::dashed(INK.ink, 1.5))?;
        }
        if let Some(compare) = panel.compare {
            canvas.line(&line(compare), Stroke::dashed(MUTED.ink, 1.25))?;
        }
        let median = line(&bands.p50);
        canvas.line(&median, Stroke::solid(panel.hue.ink, 2.0))?;
        match median.last() {
            Some(&(x, y)) => {
                canvas.text(&panel.end, (x + 5.0, y), END, (panel.hue.ink, Align::Left))
            }
            None => Ok(()),
        }
    }

    /// Places of the values at the end of each period; of a long run only some, but always the last.
    fn points(&self, frame: &Frame, values: &[f64]) -> Vec<Point> {
        let step = values.len().div_ceil(MOST_POINTS).max(1);
        let offset = values.len().saturating_sub(1) % step;
        let origin = self.from_zero.then(|| frame.at(0.0, 0.0));
        let places = values.iter().enumerate().skip(offset).step_by(step);
        let places = places.map(|(index, &value)| frame.at((index + 1) as f64, value));
        origin.into_iter().chain(places).filter(|(_, y)| y.is_finite()).collect()
    }
}

fn first(ticks: &[Tick]) -> f64 {
    ticks.first().map_or(0.0, |tick| tick.at)
}

fn last(ticks: &[Tick]) -> f64 {
    ticks.last().map_or(1.0, |tick| tick.at)
}
