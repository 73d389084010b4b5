//! Layer 6. The reserve that area budgets require against the certainty that it suffices: one reserve for all areas, and
//! one for each area added up, with the 90% interval that the number of draws leaves.

use super::axis::{Frame, Tick, ticks};
use super::canvas::{Align, Canvas, Meaning, Point, Stroke, paint};
use super::keys::{Key, KeyBlock, SMALL, Sign};
use super::palette::{Hue, INK, MUTED};
use super::plot::{LINE, Panels, TICK_ROW, widest, x_axis, y_axis};
use super::{Context, DataTable, Drawn, Sheet, Words, figure as finish};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{Alternative, Precise, ReserveCell, ReserveRow, Unit};

const SHARE: Format = Format { unit: Unit::Share, magnitude: Magnitude::One, decimals: 0 };
const PLOT: f64 = 140.0;
/// Pixels between the error bars of the two lines.
const APART: f64 = 2.5;

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Drawn {
    let rows = &context.view.budgets.reserve;
    if rows.len() < 2 {
        return Ok(None);
    }
    let shown = context.shown();
    let all = rows.iter().flat_map(|row| shown.iter().map(|(index, ..)| row.cells[*index]));
    let values = all.flat_map(|cell| [top(&cell.pooled), top(&cell.separate)]);
    let highest = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
    let format = Format::for_values(Unit::Euro, [highest]);
    let picture = Picture { context, rows, shown: &shown, highest, format };
    let own = &context.labels.more.reserve_curve;
    let reading = context.note(
        own.reading.to_owned(),
        context.labels.charts.first_alternatives,
        shown.len(),
        context.view.alternatives.len(),
    );
    let lines =
        shown.iter().filter_map(|(index, alternative, _)| picture.describe(*index, alternative));
    let words = Words {
        id: "reserve_curve",
        title: own.title.to_owned(),
        reading,
        description: lines.collect::<Vec<_>>().join(" "),
    };
    finish(words, picture.table(), |sheet, meaning| picture.paint(sheet, meaning))
}

fn top(own: &Precise) -> f64 {
    own.range.map_or(own.value, |(_, high)| high.max(own.value))
}

struct Picture<'a> {
    context: &'a Context<'a>,
    rows: &'a [ReserveRow],
    shown: &'a [(usize, &'a Alternative, Hue)],
    highest: f64,
    format: Format,
}

impl Picture<'_> {
    /// At the highest certainty; what pooling saves only where its interval lies above zero, and it is beyond its error.
    fn describe(&self, index: usize, alternative: &Alternative) -> Option<String> {
        let row = self.rows.last()?;
        let cell = row.cells[index];
        let print = |value| self.context.numbers.full(value, self.format);
        let words = &self.context.labels.more;
        let certainty = self.context.numbers.bare(row.certainty, SHARE);
        let mut text = fill(
            words.reserve_curve.line,
            &[
                ("name", &alternative.short),
                ("certainty", &certainty),
                ("pooled", &print(cell.pooled.value)),
                ("separate", &print(cell.separate.value)),
            ],
        );
        let interval = cell.gain.range.is_some_and(|(low, _)| low > 0.0);
        if interval && cell.gain.is_beyond_its_error() {
            text.push(' ');
            text.push_str(&fill(words.pooling_saves, &[("gain", &print(cell.gain.value))]));
        }
        Some(text)
    }

    fn table(&self) -> DataTable {
        let words = &self.context.labels.more;
        let unit = self.context.labels.unit_name(Unit::Euro, self.format.magnitude);
        let heads = self.shown.iter().flat_map(|(_, alternative, _)| {
            [words.pooled, words.separate]
                .map(|kind| format!("{}: {kind} ({unit})", alternative.short))
        });
        let cell = |own: &Precise| {
            let print = |value| self.context.numbers.bare(value, self.format);
            match own.range {
                Some((low, high)) => {
                    self.context.cell(&print(own.value), &print(low), &print(high))
                }
                None => print(own.value),
            }
        };
        let row = |row: &ReserveRow| {
            let cells = self.shown.iter().flat_map(|(index, ..)| {
                let own = &row.cells[*index];
                [cell(&own.pooled), cell(&own.separate)]
            });
            std::iter::once(self.context.numbers.bare(row.certainty, SHARE)).chain(cells).collect()
        };
        let first = self.context.labels.budgets.reserve_certainty.to_owned();
        DataTable {
            heads: std::iter::once(first).chain(heads).collect(),
            rows: self.rows.iter().map(row).collect(),
        }
    }

    fn paint(&self, sheet: Sheet, meaning: Meaning<'_>) -> Result<String, ReportError> {
        let words = &self.context.labels.more;
        let key = |sign, text: &str| Key { sign, text: text.to_owned() };
        let keys = vec![
            key(Sign::Dot { ink: INK.ink, open: false }, words.pooled),
            key(Sign::Line(Stroke::dashed(INK.ink, 2.0)), words.separate),
        ];
        let keys = KeyBlock::new(keys, sheet.width());
        let marks = ticks(0.0, self.highest, 4);
        let format = Format::for_ticks_in(Unit::Euro, self.format.magnitude, &marks);
        let y_ticks: Vec<Tick> = marks
            .iter()
            .map(|&at| Tick { at, label: self.context.numbers.bare(at, format) })
            .collect();
        let left = widest(y_ticks.iter().map(|tick| tick.label.as_str()), SMALL) + 8.0;
        let titles: Vec<String> = self.shown.iter().map(|(_, own, _)| own.short.clone()).collect();
        let columns = if sheet == Sheet::Wide { 3 } else { 1 };
        let start = keys.height + LINE + 6.0;
        let panels = Panels::new(sheet, &titles, columns, (left, start, PLOT + TICK_ROW));
        let height = panels.height + LINE;
        paint((sheet.width(), height), meaning, |canvas| {
            keys.draw(canvas, 1.0)?;
            let unit = self.context.labels.unit_name(Unit::Euro, self.format.magnitude);
            canvas.text(&unit, (0.0, keys.height + 4.0), SMALL, (MUTED.ink, Align::Left))?;
            let below = words.certainty_axis;
            let at = (sheet.width(), panels.height + LINE / 2.0);
            canvas.text(below, at, SMALL, (MUTED.ink, Align::Right))?;
            for (place, &(index, _, hue)) in self.shown.iter().enumerate() {
                panels.title(canvas, place, hue)?;
                let (x, y) = panels.at(place);
                let frame = Frame {
                    left: x,
                    top: y,
                    width: panels.cell - 20.0,
                    height: PLOT,
                    x: (
                        self.rows[0].certainty - 0.02,
                        self.rows[self.rows.len() - 1].certainty + 0.02,
                    ),
                    y: (0.0, marks[marks.len() - 1]),
                };
                y_axis(canvas, &frame, &y_ticks, panels.is_first(place))?;
                self.panel(canvas, &frame, index, hue)?;
            }
            Ok(())
        })
    }

    fn panel(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        index: usize,
        hue: Hue,
    ) -> Result<(), ReportError> {
        let tick = |row: &ReserveRow| Tick {
            at: row.certainty,
            label: self.context.numbers.bare(row.certainty, SHARE),
        };
        x_axis(canvas, frame, &self.rows.iter().map(tick).collect::<Vec<_>>(), false)?;
        self.line(
            canvas,
            frame,
            (index, |cell| cell.separate, APART),
            Stroke::dashed(hue.ink, 1.75),
        )?;
        self.line(canvas, frame, (index, |cell| cell.pooled, -APART), Stroke::solid(hue.ink, 2.0))
    }

    fn line(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        (index, of, shift): (usize, fn(&ReserveCell) -> Precise, f64),
        stroke: Stroke,
    ) -> Result<(), ReportError> {
        let mut points: Vec<Point> = Vec::new();
        for row in self.rows {
            let own = of(&row.cells[index]);
            let (x, y) = frame.at(row.certainty, own.value);
            let x = x + shift;
            if !y.is_finite() {
                continue;
            }
            points.push((x, y));
            if let Some((low, high)) = own.range {
                let ends = [low, high].map(|value| (x, frame.at(row.certainty, value).1));
                canvas.line(&ends, Stroke::solid(stroke.colour, 1.25))?;
            }
            if !stroke.dashed {
                canvas.dot((x, y), 3.0, stroke.colour, false)?;
            }
        }
        canvas.line(&points, stroke)
    }
}
