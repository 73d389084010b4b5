//! Layer 6. Net present value of each alternative against the reference: for society and for the municipality's purse.
//!
//! A ring instead of a dot says that the interval holds zero: the sign is not known.

use super::axis::{Frame, ticks};
use super::canvas::{Align, Canvas, Meaning, Point, Stroke, paint};
use super::dots::{Interval, interval};
use super::keys::{Key, KeyBlock, SMALL, Sign};
use super::palette::{GRID, Hue, INK, MUTED};
use super::text::{Face, fit, width, wrap};
use super::{Context, DataTable, Figure, Sheet, Words, figure as finish};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::numbers::Format;
use crate::report::sentences::{Claim, claim};
use crate::report::view::{Alternative, Estimate, Measure, Unit};

const TITLE: Face = Face::bold(13.0);
const NAME: Face = Face::regular(13.0);
const LINE: f64 = 17.0;
const HEAD: f64 = LINE + 6.0;
const FOOT: f64 = 44.0;
const GAP: f64 = 18.0;

/// One alternative; `open` where the sign of the difference may not be claimed.
#[derive(Clone, Copy)]
struct Row<'a> {
    alternative: &'a Alternative,
    hue: Hue,
    value: Estimate,
    open: bool,
}

/// One panel: a measure with its alternatives.
struct Group<'a> {
    name: &'static str,
    /// Of its numbers.
    format: Format,
    rows: Vec<Row<'a>>,
}

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Result<Option<Figure>, ReportError> {
    let charts = &context.labels.charts;
    let measures = [
        (Measure::NetPresentValue, charts.society),
        (Measure::MunicipalNetPresentValue, charts.purse),
    ];
    let groups: Vec<Group<'_>> =
        measures.into_iter().filter_map(|(measure, name)| group(context, measure, name)).collect();
    if groups.is_empty() {
        return Ok(None);
    }
    let shown = context.shown().len();
    let total = context.view.alternatives.len();
    let words = Words {
        id: "net_benefit",
        title: charts.net_benefit.title.to_owned(),
        reading: context.note(
            charts.net_benefit.reading.to_owned(),
            charts.first_alternatives,
            shown,
            total,
        ),
        description: groups
            .iter()
            .map(|group| describe(context, group))
            .collect::<Vec<_>>()
            .join(" "),
    };
    finish(words, table(context, &groups), |sheet, meaning| {
        Intervals::new(context, &groups, sheet).paint(meaning)
    })
}

fn group<'a>(context: &Context<'a>, measure: Measure, name: &'static str) -> Option<Group<'a>> {
    let row = context.view.key_table.iter().find(|row| row.measure == measure)?;
    let rows: Vec<_> = context
        .shown()
        .into_iter()
        .filter_map(|(index, alternative, hue)| {
            let difference = row.cells[index].difference?;
            let open = !matches!(claim(&difference), Claim::Less(_) | Claim::More(_));
            Some(Row { alternative, hue, value: difference.estimate, open })
        })
        .collect();
    let bounds = rows.iter().flat_map(|row| [row.value.p5, row.value.mean, row.value.p95]);
    let format = Format::for_values(Unit::Euro, bounds);
    (!rows.is_empty()).then_some(Group { name, format, rows })
}

fn describe(context: &Context<'_>, group: &Group<'_>) -> String {
    let line = |&Row { alternative, value, .. }: &Row<'_>| {
        let format = Format::for_values(Unit::Euro, [value.p5, value.mean, value.p95]);
        let print = |value| context.numbers.full(value, format);
        fill(
            context.labels.charts.net_benefit.line,
            &[
                ("group", group.name),
                ("name", &alternative.short),
                ("mean", &print(value.mean)),
                ("low", &print(value.p5)),
                ("high", &print(value.p95)),
            ],
        )
    };
    group.rows.iter().map(line).collect::<Vec<_>>().join(" ")
}

/// The picture and where everything in it stands.
struct Intervals<'a> {
    context: &'a Context<'a>,
    groups: &'a [Group<'a>],
    keys: KeyBlock,
    sheet: Sheet,
    /// Width of the names beside the rows; on a phone they stand above them.
    names: f64,
    cell: f64,
    row: f64,
}

impl<'a> Intervals<'a> {
    fn new(context: &'a Context<'a>, groups: &'a [Group<'a>], sheet: Sheet) -> Self {
        let charts = &context.labels.charts;
        let key = |open, text: &str| Key {
            sign: Sign::Dot { ink: INK.ink, open },
            text: text.to_owned(),
        };
        let keys = vec![key(false, charts.key_clear), key(true, charts.key_unclear)];
        let keys = KeyBlock::new(keys, sheet.width());
        let (names, row, columns) = match sheet {
            Sheet::Wide => (138.0, 52.0, groups.len()),
            Sheet::Narrow => (0.0, 44.0, 1),
        };
        let cell = (sheet.width() - names - (columns - 1) as f64 * GAP) / columns as f64;
        Self { context, groups, keys, sheet, names, cell, row }
    }

    fn block(&self, group: &Group<'_>) -> f64 {
        HEAD + group.rows.len() as f64 * self.row + FOOT
    }

    fn paint(&self, meaning: Meaning<'_>) -> Result<String, ReportError> {
        let blocks = self.groups.iter().map(|group| self.block(group));
        let height = match self.sheet {
            Sheet::Wide => blocks.fold(0.0, f64::max),
            Sheet::Narrow => blocks.sum(),
        };
        let first = self.keys.height + 4.0;
        paint((self.sheet.width(), first + height), meaning, |canvas| {
            self.keys.draw(canvas, 1.0)?;
            let (mut left, mut top) = (self.names, first);
            for group in self.groups {
                self.panel(canvas, (left, top), group)?;
                match self.sheet {
                    Sheet::Wide => left += self.cell + GAP,
                    Sheet::Narrow => top += self.block(group),
                }
            }
            Ok(())
        })
    }

    fn panel(
        &self,
        canvas: &Canvas<'_>,
        (left, top): Point,
        group: &Group<'_>,
    ) -> Result<(), ReportError> {
        let unit = self.context.labels.unit_name(Unit::Euro, group.format.magnitude);
        let title = format!("{} ({unit})", group.name);
        canvas.text(&title, (left, top + LINE / 2.0), TITLE, (INK.ink, Align::Left))?;
        let bounds =
            group.rows.iter().flat_map(|row| [row.value.p5, row.value.mean, row.value.p95]);
        let bounds = bounds.filter(|value| value.is_finite());
        let (low, high) =
            bounds.fold((0f64, 0f64), |(low, high), value| (low.min(value), high.max(value)));
        let pad = 0.06 * (high - low).max(f64::MIN_POSITIVE);
        let (low, high) = (low - pad, high + pad);
        let marks: Vec<f64> =
            ticks(low, high, 5).into_iter().filter(|mark| (low..=high).contains(mark)).collect();
        let texts: Vec<String> = group.rows.iter().map(|row| self.text(group, row)).collect();
        let room = texts.iter().map(|text| width(text, SMALL)).fold(0.0, f64::max);
        let frame = Frame {
            left: left + 14.0,
            top: top + HEAD,
            width: (self.cell - room - 30.0).max(60.0),
            height: group.rows.len() as f64 * self.row,
            x: (low, high),
            y: (0.0, 1.0),
        };
        self.axis(canvas, &frame, (group.format, &marks))?;
        for (index, (row, text)) in group.rows.iter().zip(&texts).enumerate() {
            let top = frame.top + index as f64 * self.row;
            let y = self.name(canvas, row, (left, top))?;
            let bounds = Interval { value: row.value.mean, low: row.value.p5, high: row.value.p95 };
            interval(canvas, &frame, y, (bounds, (4.0, row.hue.ink, row.open)))?;
            canvas.text(text, (left + self.cell, y), SMALL, (row.hue.ink, Align::Right))?;
        }
        Ok(())
    }

    fn text(&self, group: &Group<'_>, row: &Row<'_>) -> String {
        let numbers = &self.context.numbers;
        let range = numbers.range(row.value.p5, row.value.p95, group.format);
        format!("{} ({range})", numbers.bare(row.value.mean, group.format))
    }

    /// Writes the name of a row; returns the height of its interval.
    fn name(
        &self,
        canvas: &Canvas<'_>,
        row: &Row<'_>,
        (left, top): Point,
    ) -> Result<f64, ReportError> {
        match self.sheet {
            Sheet::Narrow => {
                let name = fit(&row.alternative.short, NAME, self.cell);
                canvas.text(&name, (left, top + 13.0), NAME, (row.hue.ink, Align::Left))?;
                Ok(top + 31.0)
            }
            Sheet::Wide => {
                let middle = top + self.row / 2.0;
                if left <= self.names {
                    let lines = wrap(&row.alternative.short, NAME, self.names - 12.0, 3);
                    let first = middle - (lines.len() as f64 - 1.0) * 8.0;
                    for (line, text) in lines.iter().enumerate() {
                        let at = (self.names - 12.0, first + line as f64 * 16.0);
                        canvas.text(text, at, NAME, (row.hue.ink, Align::Right))?;
                    }
                }
                Ok(middle)
            }
        }
    }

    fn axis(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        (format, marks): (Format, &[f64]),
    ) -> Result<(), ReportError> {
        let format = Format::for_ticks_in(format.unit, format.magnitude, marks);
        let mut free = f64::NEG_INFINITY;
        // On a phone the names of the rows stand in the plot, so that lines through it would cross them.
        let top = if self.sheet == Sheet::Wide { frame.top } else { frame.bottom() - 4.0 };
        for &mark in marks {
            let (x, y) = frame.at(mark, 0.0);
            let zero = mark == 0.0;
            let stroke =
                if zero { Stroke::solid(INK.ink, 1.25) } else { Stroke::solid(GRID.ink, 1.0) };
            canvas.line(&[(x, top), (x, y)], stroke)?;
            if zero && self.sheet == Sheet::Narrow {
                for row in 0..(frame.height / self.row).round() as usize {
                    let lane = frame.top + row as f64 * self.row + 31.0;
                    canvas.line(&[(x, lane - 9.0), (x, lane + 9.0)], stroke)?;
                }
            }
            let label = self.context.numbers.bare(mark, format);
            let half = width(&label, SMALL) / 2.0;
            if x - half >= free {
                canvas.text(&label, (x, y + 12.0), SMALL, (MUTED.ink, Align::Centre))?;
                free = x + half + 6.0;
            }
        }
        let charts = &self.context.labels.charts;
        let y = frame.bottom() + 30.0;
        // Less than this is the padding beside zero.
        let margin = 0.06 * (frame.x.1 - frame.x.0);
        let sides = [
            (frame.x.0 < -margin, charts.worse, frame.left, Align::Left),
            (
                marks.last().is_some_and(|mark| *mark > 0.0),
                charts.better,
                frame.right(),
                Align::Right,
            ),
        ];
        for (_, word, x, align) in sides.into_iter().filter(|(there, ..)| *there) {
            canvas.text(word, (x, y), SMALL, (MUTED.ink, align))?;
        }
        Ok(())
    }
}

fn table(context: &Context<'_>, groups: &[Group<'_>]) -> DataTable {
    let head = |group: &Group<'_>| {
        let unit = context.labels.unit_name(Unit::Euro, group.format.magnitude);
        format!("{} ({unit})", group.name)
    };
    let heads = groups.iter().map(head);
    let row = |alternative: &Alternative| {
        let cells = groups.iter().map(|group| {
            let found = group.rows.iter().find(|row| std::ptr::eq(row.alternative, alternative));
            found.map_or(String::new(), |row| {
                let print = |value| context.numbers.bare(value, group.format);
                let (mean, low, high) =
                    (print(row.value.mean), print(row.value.p5), print(row.value.p95));
                fill(
                    context.labels.charts.cell,
                    &[("median", &mean), ("low", &low), ("high", &high)],
                )
            })
        });
        std::iter::once(alternative.short.clone()).chain(cells).collect()
    };
    let others =
        context.shown().into_iter().filter(|(_, alternative, _)| !alternative.is_reference);
    DataTable {
        heads: std::iter::once(context.labels.tables.alternative.to_owned()).chain(heads).collect(),
        rows: others.map(|(_, alternative, _)| row(alternative)).collect(),
    }
}
