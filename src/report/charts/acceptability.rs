//! Layer 6. Acceptability curves: the chance that each alternative is the best, by what a unit of effect may cost. A pale
//! band follows the alternative with the highest mean net benefit (the frontier). Lines end in letters.

use super::axis::{Frame, Tick, ticks};
use super::canvas::{Align, Canvas, Meaning, Point, Stroke, paint};
use super::keys::{Key, KeyBlock, SMALL, Sign};
use super::palette::{GRID, Hue, MUTED};
use super::plot::{LETTER, LINE, TICK_ROW, letter, spread, widest, x_axis, y_axis};
use super::{Context, DataTable, Drawn, Sheet, Words, figure as finish};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{Acceptability, Alternative, EffectKind, Unit};

const SHARE: Format = Format { unit: Unit::Share, magnitude: Magnitude::One, decimals: 0 };
/// Rows of the table.
const ROWS: usize = 10;
const FRONTIER: f64 = 9.0;

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Drawn {
    let Some(decision) = &context.view.charts.more.decision else { return Ok(None) };
    let Some(curves) = decision.acceptability.as_ref().filter(|own| own.grid.len() > 1) else {
        return Ok(None);
    };
    let shown = context.shown();
    let picture = Picture { context, curves, effect: decision.effect, shown: &shown };
    let own = &context.labels.more.acceptability;
    let meaning = context.labels.more.effect_meaning(decision.effect);
    let reading = fill(own.reading, &[("effect", picture.effect_name()), ("meaning", meaning)]);
    let reading = context.note(
        reading,
        context.labels.charts.first_alternatives,
        shown.len(),
        context.view.alternatives.len(),
    );
    let words = Words {
        id: "acceptability",
        title: own.title.to_owned(),
        reading,
        description: picture.describe(),
    };
    finish(words, picture.table(), |sheet, meaning| picture.paint(sheet, meaning))
}

struct Picture<'a> {
    context: &'a Context<'a>,
    curves: &'a Acceptability,
    effect: EffectKind,
    shown: &'a [(usize, &'a Alternative, Hue)],
}

impl Picture<'_> {
    fn effect_name(&self) -> &'static str {
        self.context.labels.more.effect_name(self.effect)
    }

    fn euro(&self, value: f64) -> String {
        let format = Format { unit: Unit::Euro, magnitude: Magnitude::One, decimals: 0 };
        self.context.numbers.full(value, format)
    }

    /// At a middle willingness to pay: the chance of each, and whether it is above a half beyond doubt.
    fn describe(&self) -> String {
        let words = &self.context.labels.more;
        let middle = self.curves.grid.len() / 2;
        let at = self.euro(self.curves.grid[middle]);
        let mut lines: Vec<String> = Vec::new();
        for (index, alternative, _) in self.shown {
            let chance = &self.curves.chances[*index][middle];
            let values =
                [("name", alternative.short.as_str()), ("at", &at), ("effect", self.effect_name())];
            let print = |p| self.context.numbers.chance(p);
            let (p, low, high) = (print(chance.p), print(chance.low), print(chance.high));
            let values =
                [values.as_slice(), &[("chance", &p), ("low", &low), ("high", &high)]].concat();
            lines.push(fill(words.acceptability.line, &values));
            if chance.low > 0.5 {
                lines.push(words.above_half.to_owned());
            }
        }
        lines.join(" ")
    }

    fn table(&self) -> DataTable {
        let heads = self.shown.iter().map(|(_, alternative, _)| alternative.short.clone());
        let count = self.curves.grid.len();
        let step = (count - 1).div_ceil(ROWS).max(1);
        let row = |point: usize| {
            let cells = self.shown.iter().map(|(index, ..)| {
                let own = &self.curves.chances[*index][point];
                let print = |p| self.context.numbers.short_chance(p);
                let text = self.context.cell(&print(own.p), &print(own.low), &print(own.high));
                match self.leads(point) == Some(*index) {
                    true => format!("{text} *"),
                    false => text,
                }
            });
            std::iter::once(self.euro(self.curves.grid[point])).chain(cells).collect()
        };
        let first = fill(self.context.labels.more.per_unit, &[("effect", self.effect_name())]);
        DataTable {
            heads: std::iter::once(first).chain(heads).collect(),
            rows: (0..count).step_by(step).map(row).collect(),
        }
    }

    fn keys(&self, room: f64) -> KeyBlock {
        let line = |&(index, alternative, hue): &(usize, &Alternative, Hue)| Key {
            sign: Sign::Line(self.stroke(alternative, hue)),
            text: format!("{} {}", letter(index), alternative.short),
        };
        let frontier = Key {
            sign: Sign::Line(Stroke::solid(GRID.ink, FRONTIER)),
            text: self.context.labels.more.key_frontier.to_owned(),
        };
        KeyBlock::new(self.shown.iter().map(line).chain([frontier]).collect(), room)
    }

    fn stroke(&self, alternative: &Alternative, hue: Hue) -> Stroke {
        Stroke { colour: hue.ink, width: 2.0, dashed: alternative.is_reference }
    }

    fn paint(&self, sheet: Sheet, meaning: Meaning<'_>) -> Result<String, ReportError> {
        let keys = self.keys(sheet.width());
        let y_ticks: Vec<Tick> = [0.0, 0.25, 0.5, 0.75, 1.0]
            .map(|at| Tick { at, label: self.context.numbers.bare(at, SHARE) })
            .to_vec();
        let last = self.curves.grid[self.curves.grid.len() - 1];
        let marks = ticks(0.0, last, if sheet == Sheet::Wide { 6 } else { 4 });
        let format = Format::for_ticks(Unit::Euro, &marks);
        let x_ticks: Vec<Tick> = marks
            .iter()
            .filter(|mark| **mark <= last * (1.0 + 1e-9))
            .map(|&at| Tick { at, label: self.context.numbers.bare(at, format) })
            .collect();
        let left = widest(y_ticks.iter().map(|tick| tick.label.as_str()), SMALL) + 8.0;
        let frame = Frame {
            left,
            top: keys.height + LINE + 8.0,
            width: sheet.width() - left - 26.0,
            height: if sheet == Sheet::Wide { 250.0 } else { 210.0 },
            x: (self.curves.grid[0], last),
            y: (0.0, 1.0),
        };
        let unit = self.context.labels.unit_name(Unit::Euro, format.magnitude);
        let below = fill(
            self.context.labels.more.willingness,
            &[("unit", &unit), ("effect", self.effect_name())],
        );
        let below = super::text::wrap(&below, SMALL, sheet.width(), 3);
        let height = frame.bottom() + TICK_ROW + below.len() as f64 * LINE + 4.0;
        paint((sheet.width(), height), meaning, |canvas| {
            keys.draw(canvas, 1.0)?;
            let axis = self.context.labels.more.chance_of_best;
            canvas.text(axis, (0.0, keys.height + 6.0), SMALL, (MUTED.ink, Align::Left))?;
            y_axis(canvas, &frame, &y_ticks, true)?;
            x_axis(canvas, &frame, &x_ticks, false)?;
            for (line, text) in below.iter().enumerate() {
                let y = frame.bottom() + TICK_ROW + (line as f64 + 0.5) * LINE;
                canvas.text(text, (0.0, y), SMALL, (MUTED.ink, Align::Left))?;
            }
            self.frontier(canvas, &frame)?;
            self.lines(canvas, &frame)
        })
    }

    fn place(&self, frame: &Frame, alternative: usize, point: usize) -> Point {
        frame.at(self.curves.grid[point], self.curves.chances[alternative][point].p)
    }

    /// The alternative with the highest expected net benefit, where it leads beyond the error.
    fn leads(&self, point: usize) -> Option<usize> {
        let clear = self.curves.clear.get(point).copied().unwrap_or(false);
        clear.then_some(self.curves.best[point])
    }

    /// Piece by piece along the best alternative; where another becomes best, the band jumps, and where it is not clear
    /// which one is best, there is none.
    fn frontier(&self, canvas: &Canvas<'_>, frame: &Frame) -> Result<(), ReportError> {
        let mut start = 0;
        let count = self.curves.best.len();
        for end in 1..=count {
            if end < count && self.leads(end) == self.leads(start) {
                continue;
            }
            if let Some(best) = self.leads(start) {
                let points: Vec<Point> = (start..end).map(|p| self.place(frame, best, p)).collect();
                if points.len() > 1 {
                    canvas.line(&points, Stroke::solid(GRID.ink, FRONTIER))?;
                }
            }
            start = end;
        }
        Ok(())
    }

    fn lines(&self, canvas: &Canvas<'_>, frame: &Frame) -> Result<(), ReportError> {
        let count = self.curves.grid.len();
        let mut ends = Vec::new();
        for &(index, alternative, hue) in self.shown {
            let points: Vec<Point> =
                (0..count).map(|point| self.place(frame, index, point)).collect();
            canvas.line(&points, self.stroke(alternative, hue))?;
            ends.push(points.last().map_or(frame.bottom(), |point| point.1));
        }
        let bounds = (frame.top, frame.bottom());
        let places = spread(&ends, 16.0, bounds);
        for ((&(index, _, hue), y), end) in self.shown.iter().zip(places).zip(ends) {
            let x = frame.right();
            if (y - end).abs() > 2.0 {
                canvas.line(&[(x, end), (x + 8.0, y)], Stroke::solid(hue.ink, 1.0))?;
            }
            canvas.text(&letter(index), (x + 10.0, y), LETTER, (hue.ink, Align::Left))?;
        }
        Ok(())
    }
}
