//! Layer 6. Net present value of each alternative against the reference: for society and for the municipality's purse.
//!
//! A ring instead of a dot says that the interval holds zero: the sign is not known.

use super::axis::{Frame, ticks};
use super::canvas::{Align, Canvas, Meaning, Stroke, paint};
use super::dots::{Interval, interval};
use super::keys::{Key, KeyBlock, SMALL, Sign};
use super::palette::{GRID, Hue, INK, MUTED};
use super::text::{Face, width, wrap};
use super::{Context, DataTable, Figure, Sheet, Words, figure as finish};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::numbers::Format;
use crate::report::sentences::{Claim, claim};
use crate::report::view::{Alternative, Estimate, Measure, Unit};

const TITLE: Face = Face::bold(13.0);
const LINE: f64 = 17.0;
const ROW: f64 = 46.0;
const FOOT: f64 = 46.0;
const GAP: f64 = 20.0;

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
    (!rows.is_empty()).then_some(Group { name, rows })
}

fn values(groups: &[Group<'_>]) -> impl Iterator<Item = f64> {
    groups.iter().flat_map(|group| {
        group.rows.iter().flat_map(|row| [row.value.p5, row.value.mean, row.value.p95])
    })
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
    names: f64,
    cell: f64,
    format: Format,
    height: f64,
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
        let wide = sheet == Sheet::Wide;
        let names = if wide { 150.0 } else { 96.0 };
        let columns = if wide { groups.len() } else { 1 };
        let cell = (sheet.width() - names - (columns - 1) as f64 * GAP) / columns as f64;
        let rows = groups.iter().map(|group| group.rows.len());
        let block = |rows: usize| LINE + 8.0 + rows as f64 * ROW + FOOT;
        let height = match wide {
            true => block(rows.max().unwrap_or(0)),
            false => rows.map(block).sum(),
        };
        let format = Format::for_values(Unit::Euro, values(groups));
        Self {
            context,
            groups,
            sheet,
            names,
            cell,
            format,
            height: height + keys.height + 4.0,
            keys,
        }
    }

    fn paint(&self, meaning: Meaning<'_>) -> Result<String, ReportError> {
        paint((self.sheet.width(), self.height), meaning, |canvas| {
            self.keys.draw(canvas, 1.0)?;
            let (mut left, mut top) = (self.names, self.keys.height + 4.0);
            for (index, group) in self.groups.iter().enumerate() {
                let named = index == 0 || self.sheet == Sheet::Narrow;
                self.panel(canvas, (left, top), group, named)?;
                match self.sheet {
                    Sheet::Wide => left += self.cell + GAP,
                    Sheet::Narrow => top += LINE + 8.0 + group.rows.len() as f64 * ROW + FOOT,
                }
            }
            Ok(())
        })
    }

    fn panel(
        &self,
        canvas: &Canvas<'_>,
        (left, top): (f64, f64),
        group: &Group<'_>,
        named: bool,
    ) -> Result<(), ReportError> {
        canvas.text(group.name, (left, top + LINE / 2.0), TITLE, (INK.ink, Align::Left))?;
        let bounds = values(std::slice::from_ref(group)).filter(|value| value.is_finite());
        let (low, high) =
            bounds.fold((0.0f64, 0.0f64), |(low, high), value| (low.min(value), high.max(value)));
        let marks = ticks(low, high, 5);
        let frame = Frame {
            left: left + 10.0,
            top: top + LINE + 8.0,
            width: self.cell - 24.0,
            height: group.rows.len() as f64 * ROW,
            x: (marks[0], marks[marks.len() - 1]),
            y: (0.0, 1.0),
        };
        self.axis(canvas, &frame, &marks)?;
        for (index, row) in group.rows.iter().enumerate() {
            self.row(canvas, &frame, frame.top + index as f64 * ROW, (row, named))?;
        }
        Ok(())
    }

    fn axis(&self, canvas: &Canvas<'_>, frame: &Frame, marks: &[f64]) -> Result<(), ReportError> {
        let numbers = &self.context.numbers;
        let format =
            Format { magnitude: self.format.magnitude, ..Format::for_ticks(Unit::Euro, marks) };
        let format = match format.magnitude == Format::for_ticks(Unit::Euro, marks).magnitude {
            true => format,
            false => Format { decimals: self.format.decimals, ..format },
        };
        let mut free = f64::NEG_INFINITY;
        for &mark in marks {
            let (x, y) = frame.at(mark, 0.0);
            let stroke = if mark == 0.0 {
                Stroke::solid(INK.ink, 1.25)
            } else {
                Stroke::solid(GRID.ink, 1.0)
            };
            canvas.line(&[(x, frame.top), (x, y)], stroke)?;
            let label = numbers.bare(mark, format);
            let half = width(&label, SMALL) / 2.0;
            if x - half >= free {
                canvas.text(&label, (x, y + 12.0), SMALL, (MUTED.ink, Align::Centre))?;
                free = x + half + 6.0;
            }
        }
        let charts = &self.context.labels.charts;
        let unit = self.context.labels.unit_name(Unit::Euro, format.magnitude);
        let y = frame.bottom() + 29.0;
        canvas.text(charts.worse, (frame.left, y), SMALL, (MUTED.ink, Align::Left))?;
        canvas.text(
            &unit,
            ((frame.left + frame.right()) / 2.0, y),
            SMALL,
            (MUTED.ink, Align::Centre),
        )?;
        canvas.text(charts.better, (frame.right(), y), SMALL, (MUTED.ink, Align::Right))
    }

    fn row(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        top: f64,
        (&Row { alternative, hue, value, open }, named): (&Row<'_>, bool),
    ) -> Result<(), ReportError> {
        if named {
            let lines = wrap(&alternative.short, Face::regular(13.0), self.names - 14.0, 2);
            let middle = top + 28.0 - (lines.len() as f64 - 1.0) * 8.0;
            for (line, text) in lines.iter().enumerate() {
                let y = middle + line as f64 * 16.0;
                canvas.text(
                    text,
                    (self.names - 14.0, y),
                    Face::regular(13.0),
                    (hue.ink, Align::Right),
                )?;
            }
        }
        let numbers = &self.context.numbers;
        let text = format!(
            "{} ({})",
            numbers.bare(value.mean, self.format),
            numbers.range(value.p5, value.p95, self.format)
        );
        let half = width(&text, SMALL) / 2.0;
        let centre = frame.at(value.mean, 0.0).0;
        let centre = if centre.is_finite() { centre } else { frame.left };
        let (first, last) = (frame.left - 10.0 + half, frame.right() + 14.0 - half);
        let x = centre.min(last).max(first);
        canvas.text(&text, (x, top + 13.0), SMALL, (hue.ink, Align::Centre))?;
        let bounds = Interval { value: value.mean, low: value.p5, high: value.p95 };
        interval(canvas, frame, top + 30.0, (bounds, hue.ink, open))
    }
}

fn table(context: &Context<'_>, groups: &[Group<'_>]) -> DataTable {
    let format = Format::for_values(Unit::Euro, values(groups));
    let unit = context.labels.unit_name(Unit::Euro, format.magnitude);
    let heads = groups.iter().map(|group| format!("{} ({unit})", group.name));
    let row = |alternative: &Alternative| {
        let cells = groups.iter().map(|group| {
            let found = group.rows.iter().find(|row| std::ptr::eq(row.alternative, alternative));
            found.map_or(String::new(), |row| {
                let print = |value| context.numbers.bare(value, format);
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
