//! Layer 6. Areas compared: the chance of overrun per area, one panel per alternative.

use super::axis::Frame;
use super::canvas::{Align, Canvas, Meaning, Stroke, paint};
use super::dots::{Interval, interval};
use super::keys::SMALL;
use super::palette::{GRID, Hue, INK, MUTED};
use super::text::{Face, fit, width, wrap};
use super::{Context, DataTable, Figure, Sheet, Words, figure as finish, worst};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::ranks;
use crate::report::sentences::overrun_period;
use crate::report::view::{Alternative, OverrunRow, Probability};

const TITLE: Face = Face::bold(12.5);
const NUMBER: Face = Face::regular(13.0);
const DOT: f64 = 2.75;
const LINE: f64 = 17.0;
const ROW: f64 = 20.0;
const TICKS: f64 = 26.0;
const GAP: f64 = 16.0;
/// Narrowest panel in which a title can be read.
const PANEL: f64 = 100.0;

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Result<Option<Figure>, ReportError> {
    let table = &context.view.overrun;
    if table.areas.is_empty() {
        return Ok(None);
    }
    let scores: Vec<f64> = table.areas.iter().map(highest).collect();
    let rows: Vec<&OverrunRow> =
        worst(&scores).into_iter().map(|index| &table.areas[index]).collect();
    let words = &context.labels.charts.areas;
    let reading = fill(words.reading, &[("period", &overrun_period(context.labels, table.period))]);
    let alternatives = context.shown();
    let lines = alternatives
        .iter()
        .filter_map(|&(index, alternative, _)| highest_of(context, index, alternative));
    let description = lines.collect::<Vec<_>>().join(" ");
    let chances: Vec<Probability> = table.areas.iter().filter_map(highest_chance).collect();
    let reading = context.worst_note(reading, &chances);
    let reading = context.note(
        reading,
        context.labels.charts.first_alternatives,
        alternatives.len(),
        context.view.alternatives.len(),
    );
    let words = Words { id: "areas", title: words.title.to_owned(), reading, description };
    finish(words, data(context, &rows), |sheet, meaning| {
        Dots::new(context, &rows, &alternatives, sheet).paint(meaning)
    })
}

/// The area with the highest chance of all, not only of those shown; named where it stands out.
fn highest_of(context: &Context<'_>, index: usize, alternative: &Alternative) -> Option<String> {
    let areas = &context.view.overrun.areas;
    let charts = &context.labels.charts;
    let top =
        areas.iter().max_by(|one, other| one.cells[index].p.total_cmp(&other.cells[index].p))?;
    let bounds: Vec<_> = areas.iter().map(|row| ranks::of_chance(&row.cells[index])).collect();
    let chance = context.numbers.chance(top.cells[index].p);
    let (name, count) = (&alternative.short, ranks::contenders(&bounds).to_string());
    Some(match ranks::stands_out(&bounds) {
        Some(first) => fill(
            charts.areas.line,
            &[("name", name), ("area", &areas[first].area), ("chance", &chance)],
        ),
        None => {
            fill(charts.areas_unclear, &[("name", name), ("count", &count), ("chance", &chance)])
        }
    })
}

fn highest_chance(row: &OverrunRow) -> Option<Probability> {
    let known = row.cells.iter().filter(|cell| cell.p.is_finite());
    known.max_by(|one, other| one.p.total_cmp(&other.p)).copied()
}

fn highest(row: &OverrunRow) -> f64 {
    highest_chance(row).map_or(f64::NEG_INFINITY, |chance| chance.p)
}

/// The picture and where everything in it stands.
struct Dots<'a> {
    context: &'a Context<'a>,
    rows: &'a [&'a OverrunRow],
    panels: &'a [(usize, &'a Alternative, Hue)],
    titles: Vec<Vec<String>>,
    sheet: Sheet,
    names: f64,
    number: f64,
    columns: usize,
    cell: f64,
    head: f64,
    height: f64,
}

impl<'a> Dots<'a> {
    fn new(
        context: &'a Context<'a>,
        rows: &'a [&'a OverrunRow],
        panels: &'a [(usize, &'a Alternative, Hue)],
        sheet: Sheet,
    ) -> Self {
        let widest = rows.iter().map(|row| width(&row.area, SMALL)).fold(0.0, f64::max);
        let names =
            widest.min(sheet.width() * if sheet == Sheet::Wide { 0.2 } else { 0.36 }) + 12.0;
        let number = width("100%", NUMBER) + 8.0;
        let room = sheet.width() - names;
        let columns = match sheet {
            Sheet::Wide => (((room + GAP) / (PANEL + GAP)) as usize).clamp(1, panels.len().max(1)),
            Sheet::Narrow => 1,
        };
        let cell = (room - (columns - 1) as f64 * GAP) / columns as f64;
        let titles: Vec<_> =
            panels.iter().map(|(_, panel, _)| wrap(&panel.short, TITLE, cell, 4)).collect();
        let lines = titles.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let (head, block) =
            (lines * LINE + 6.0, lines * LINE + 6.0 + rows.len() as f64 * ROW + TICKS + GAP);
        let height = panels.len().div_ceil(columns) as f64 * block - GAP;
        Self { context, rows, panels, titles, sheet, names, number, columns, cell, head, height }
    }

    fn paint(&self, meaning: Meaning<'_>) -> Result<String, ReportError> {
        paint((self.sheet.width(), self.height), meaning, |canvas| {
            (0..self.panels.len()).try_for_each(|index| self.panel(canvas, index))
        })
    }

    fn panel(&self, canvas: &Canvas<'_>, index: usize) -> Result<(), ReportError> {
        let (column, row) = (index % self.columns, index / self.columns);
        let block = self.head + self.rows.len() as f64 * ROW + TICKS + GAP;
        let frame = Frame {
            left: self.names + column as f64 * (self.cell + GAP),
            top: row as f64 * block + self.head,
            width: self.cell - self.number - 6.0,
            height: self.rows.len() as f64 * ROW,
            x: (0.0, 1.0),
            y: (0.0, 1.0),
        };
        let (alternative, _, hue) = self.panels[index];
        for (line, text) in self.titles[index].iter().enumerate() {
            let y = frame.top - 6.0 - (self.titles[index].len() - line) as f64 * LINE + LINE / 2.0;
            canvas.text(text, (frame.left, y), TITLE, (hue.ink, Align::Left))?;
        }
        self.grid(canvas, &frame)?;
        for (place, area) in self.rows.iter().enumerate() {
            let y = frame.top + (place as f64 + 0.5) * ROW;
            if column == 0 {
                let name = fit(&area.area, SMALL, self.names - 12.0);
                canvas.text(&name, (self.names - 12.0, y), SMALL, (INK.ink, Align::Right))?;
            }
            self.chance(canvas, &frame, y, (area.cells[alternative], hue))?;
        }
        Ok(())
    }

    fn grid(&self, canvas: &Canvas<'_>, frame: &Frame) -> Result<(), ReportError> {
        for at in [0.0, 0.5, 1.0] {
            let (x, y) = frame.at(at, 0.0);
            canvas.line(&[(x, frame.top), (x, y + 3.0)], Stroke::solid(GRID.ink, 1.0))?;
            if at == 0.5 && frame.width < 110.0 {
                continue;
            }
            let label = self.context.numbers.short_chance(at);
            canvas.text(&label, (x, y + 13.0), SMALL, (MUTED.ink, Align::Centre))?;
        }
        Ok(())
    }

    fn chance(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        y: f64,
        (chance, hue): (Probability, Hue),
    ) -> Result<(), ReportError> {
        let bounds = Interval { value: chance.p, low: chance.low, high: chance.high };
        interval(canvas, frame, y, (bounds, (DOT, hue.ink, false)))?;
        let text = self.context.numbers.short_chance(chance.p);
        let x = frame.left + self.cell;
        canvas.text(&text, (x, y), NUMBER, (hue.ink, Align::Right))
    }
}

fn data(context: &Context<'_>, rows: &[&OverrunRow]) -> DataTable {
    let heads = context.view.alternatives.iter().map(|alternative| alternative.short.clone());
    let row = |row: &&OverrunRow| {
        let cells = row.cells.iter().map(|cell| {
            let print = |p| context.numbers.short_chance(p);
            let (median, low, high) = (print(cell.p), print(cell.low), print(cell.high));
            fill(context.labels.charts.cell, &[("median", &median), ("low", &low), ("high", &high)])
        });
        std::iter::once(row.area.clone()).chain(cells).collect()
    };
    DataTable {
        heads: std::iter::once(context.labels.tables.area.to_owned()).chain(heads).collect(),
        rows: rows.iter().map(row).collect(),
    }
}
