//! Layer 6. Tornado: what an outcome does when one uncertain quantity is low, and when it is high; the widest first.
//!
//! Low ends are pale, high ends are dark with an outline, so that they differ in grey too.

use super::axis::{Frame, Tick, ticks};
use super::canvas::{Align, Canvas, Meaning, Stroke, paint};
use super::keys::{Key, KeyBlock, SMALL, Sign};
use super::palette::{Hue, INK, MUTED, REFERENCE, alternative as hue};
use super::plot::{LINE, TICK_ROW, TITLE, widest, x_axis};
use super::text::{Face, fit, wrap};
use super::{Context, DataTable, Drawn, Sheet, Words, figure as finish};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::numbers::Format;
use crate::report::ranks;
use crate::report::view::{Figure, TornadoBar, TornadoChart, TornadoOutcome, Unit};

const NAME: Face = Face::regular(13.0);
const BAR: f64 = 14.0;
const GAP: f64 = 22.0;
/// Of low and high ends.
const OPACITY: [f64; 2] = [0.35, 0.75];

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Drawn {
    let all = &context.view.charts.more.tornado;
    let shown: Vec<Group<'_>> =
        all.iter().filter(|chart| !chart.bars.is_empty()).map(|c| Group::new(context, c)).collect();
    let Some(first) = shown.first() else { return Ok(None) };
    let own = &context.labels.more.tornado;
    let name = &context.view.alternatives[first.chart.alternative].short;
    let way = match first.chart.simulated {
        true => context.labels.more.tornado_simulated,
        false => context.labels.more.tornado_of_draws,
    };
    let mut reading = vec![fill(own.reading, &[("alternative", name)]), way.to_owned()];
    reading.extend(all.iter().map(|chart| left_out(context, chart)));
    let words = Words {
        id: "tornado",
        title: own.title.to_owned(),
        reading: reading.join(" "),
        description: shown
            .iter()
            .map(|group| group.describe(context))
            .collect::<Vec<_>>()
            .join(" "),
    };
    finish(words, table(context, &shown), |sheet, meaning| {
        Picture::new(context, &shown, sheet).paint(meaning)
    })
}

/// How many quantities are not shown, and why.
fn left_out(context: &Context<'_>, chart: &TornadoChart) -> String {
    let words = &context.labels.more;
    let count = |number: usize| context.numbers.fixed(number as f64, 0);
    fill(
        words.tornado_left_out,
        &[
            ("outcome", outcome(context, chart)),
            ("unclear", &count(chart.unclear)),
            ("quantities", &count(chart.quantities)),
            ("shown", &count(chart.bars.len())),
            ("clear", &count(chart.quantities.saturating_sub(chart.unclear))),
        ],
    )
}

fn outcome<'a>(context: &Context<'a>, chart: &TornadoChart) -> &'a str {
    match chart.outcome {
        TornadoOutcome::MunicipalCost => context.labels.more.tornado_cost,
        TornadoOutcome::NetPresentValue => context.labels.more.tornado_value,
    }
}

struct Group<'a> {
    chart: &'a TornadoChart,
    title: String,
    format: Format,
}

impl<'a> Group<'a> {
    fn new(context: &Context<'_>, chart: &'a TornadoChart) -> Self {
        let values = chart.bars.iter().flat_map(|bar| bar.change.map(|end| end.value));
        let format = Format::for_values(Unit::Euro, values);
        let unit = context.labels.unit_name(Unit::Euro, format.magnitude);
        Self { chart, title: format!("{} ({unit})", outcome(context, chart)), format }
    }

    /// The quantity at the top, which is clear by selection; called the most only where it stands out from all others, those
    /// left out among them.
    fn describe(&self, context: &Context<'_>) -> String {
        let Some(bar) = self.chart.bars.first() else { return String::new() };
        let numbers = &context.numbers;
        let print = |value: f64| numbers.full(value, self.format);
        let size = |own: &Figure| ranks::bounds(own.value.abs(), own.se);
        let left_out = (0.0, self.chart.left_out_at_most);
        let bounds = self.chart.bars.iter().map(|bar| size(&bar.swing)).chain([left_out]);
        let template = match ranks::stands_out(&bounds.collect::<Vec<_>>()) {
            Some(0) => context.labels.more.tornado.line,
            _ => context.labels.more.tornado_unclear,
        };
        fill(
            template,
            &[
                ("outcome", outcome(context, self.chart)),
                ("quantity", &bar.quantity),
                ("from", &numbers.plain(bar.at[0])),
                ("to", &numbers.plain(bar.at[1])),
                ("low", &print(bar.change[0].value)),
                ("high", &print(bar.change[1].value)),
            ],
        )
    }

    fn swing(&self, context: &Context<'_>, bar: &TornadoBar) -> String {
        with_error(context, bar.swing, self.format)
    }

    /// Ends of the axis: zero and all ends of bars.
    fn range(&self) -> (f64, f64) {
        let ends = self.chart.bars.iter().flat_map(|bar| bar.change.map(|end| end.value));
        let ends = ends.filter(|value| value.is_finite());
        let (low, high) = ends.fold((0f64, 0f64), |(low, high), v| (low.min(v), high.max(v)));
        let pad = (0.04 * (high - low)).max(f64::MIN_POSITIVE);
        (low - pad, high + pad)
    }
}

fn with_error(context: &Context<'_>, figure: Figure, format: Format) -> String {
    let number = context.numbers.bare(figure.value, format);
    match context.numbers.error(figure.se, format) {
        Some(error) => format!("{number} {error}"),
        None => number,
    }
}

fn table(context: &Context<'_>, groups: &[Group<'_>]) -> DataTable {
    let words = &context.labels.more;
    let row = |group: &Group<'_>, bar: &TornadoBar| -> Vec<String> {
        let print = |figure: Figure| with_error(context, figure, group.format);
        vec![
            bar.quantity.clone(),
            group.title.clone(),
            context.numbers.plain(bar.at[0]),
            print(bar.change[0]),
            context.numbers.plain(bar.at[1]),
            print(bar.change[1]),
            print(bar.swing),
        ]
    };
    let rows = groups.iter().flat_map(|group| group.chart.bars.iter().map(move |bar| (group, bar)));
    DataTable {
        heads: words.tornado_heads.map(str::to_owned).to_vec(),
        rows: rows.map(|(group, bar)| row(group, bar)).collect(),
    }
}

struct Picture<'a> {
    context: &'a Context<'a>,
    groups: &'a [Group<'a>],
    sheet: Sheet,
    keys: KeyBlock,
    hue: Hue,
    names: f64,
    row: f64,
    titles: Vec<Vec<String>>,
}

impl<'a> Picture<'a> {
    fn new(context: &'a Context<'a>, groups: &'a [Group<'a>], sheet: Sheet) -> Self {
        let words = &context.labels.more;
        let hue = hue(0);
        let key = |sign, text: &str| Key { sign, text: text.to_owned() };
        let keys = vec![
            key(Sign::Letter(REFERENCE, String::new(), OPACITY[0]), words.key_low),
            key(Sign::Letter(hue, String::new(), OPACITY[1]), words.key_high),
        ];
        let quantities = groups.iter().flat_map(|group| &group.chart.bars);
        let names = match sheet {
            Sheet::Wide => {
                widest(quantities.map(|bar| bar.quantity.as_str()), NAME).min(300.0) + 10.0
            }
            Sheet::Narrow => 0.0,
        };
        let titles =
            groups.iter().map(|group| wrap(&group.title, TITLE, sheet.width(), 3)).collect();
        Self {
            context,
            groups,
            sheet,
            keys: KeyBlock::new(keys, sheet.width()),
            hue,
            names,
            row: if sheet == Sheet::Wide { 24.0 } else { 40.0 },
            titles,
        }
    }

    fn block(&self, index: usize) -> f64 {
        let bars = self.groups[index].chart.bars.len() as f64;
        self.titles[index].len() as f64 * LINE + 8.0 + bars * self.row + TICK_ROW + GAP
    }

    fn paint(&self, meaning: Meaning<'_>) -> Result<String, ReportError> {
        let blocks: f64 = (0..self.groups.len()).map(|index| self.block(index)).sum();
        paint((self.sheet.width(), self.keys.height + 4.0 + blocks - GAP), meaning, |canvas| {
            self.keys.draw(canvas, 1.0)?;
            let mut top = self.keys.height + 4.0;
            for index in 0..self.groups.len() {
                self.group(canvas, index, top)?;
                top += self.block(index);
            }
            Ok(())
        })
    }

    fn group(&self, canvas: &Canvas<'_>, index: usize, top: f64) -> Result<(), ReportError> {
        let group = &self.groups[index];
        let mut y = top + LINE / 2.0;
        for line in &self.titles[index] {
            canvas.text(line, (0.0, y), TITLE, (INK.ink, Align::Left))?;
            y += LINE;
        }
        let swings: Vec<String> =
            group.chart.bars.iter().map(|bar| group.swing(self.context, bar)).collect();
        let room = widest(swings.iter().map(String::as_str), SMALL) + 14.0;
        let (low, high) = group.range();
        let frame = Frame {
            left: self.names + 8.0,
            top: y - LINE / 2.0 + 8.0,
            width: (self.sheet.width() - self.names - 16.0 - room).max(60.0),
            height: group.chart.bars.len() as f64 * self.row,
            x: (low, high),
            y: (0.0, 1.0),
        };
        self.axis(canvas, &frame, group)?;
        for (place, (bar, swing)) in group.chart.bars.iter().zip(&swings).enumerate() {
            let top = frame.top + place as f64 * self.row;
            let middle = match self.sheet {
                Sheet::Wide => {
                    let name = fit(&bar.quantity, NAME, self.names - 10.0);
                    let at = (self.names - 4.0, top + self.row / 2.0);
                    canvas.text(&name, at, NAME, (INK.ink, Align::Right))?;
                    top + self.row / 2.0
                }
                Sheet::Narrow => {
                    let name = fit(&bar.quantity, NAME, self.sheet.width());
                    canvas.text(&name, (0.0, top + 9.0), NAME, (INK.ink, Align::Left))?;
                    top + 27.0
                }
            };
            self.bar(canvas, &frame, bar, middle)?;
            let at = (self.sheet.width(), middle);
            canvas.text(swing, at, SMALL, (MUTED.ink, Align::Right))?;
        }
        Ok(())
    }

    fn axis(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        group: &Group<'_>,
    ) -> Result<(), ReportError> {
        let (low, high) = frame.x;
        let marks: Vec<f64> =
            ticks(low, high, 4).into_iter().filter(|mark| (low..=high).contains(mark)).collect();
        let format = Format::for_ticks_in(Unit::Euro, group.format.magnitude, &marks);
        let marks: Vec<Tick> = marks
            .iter()
            .map(|&at| Tick { at, label: self.context.numbers.bare(at, format) })
            .collect();
        // On a phone the names of the bars stand in the plot, so that lines through it would cross them.
        x_axis(canvas, frame, &marks, self.sheet == Sheet::Wide)
    }

    fn bar(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        bar: &TornadoBar,
        middle: f64,
    ) -> Result<(), ReportError> {
        let (top, bottom) = (middle - BAR / 2.0, middle + BAR / 2.0);
        let zero = frame.at(0.0, 0.0).0;
        for (end, hue) in [REFERENCE, self.hue].into_iter().enumerate() {
            let x = frame.at(bar.change[end].value, 0.0).0;
            if !x.is_finite() {
                continue;
            }
            // Where both ends lie on one side of zero, the lower half is that of the high end.
            let one_side = bar.change[0].value * bar.change[1].value > 0.0;
            let (top, bottom) = match (one_side, end) {
                (true, 0) => (top, middle),
                (true, _) => (middle, bottom),
                _ => (top, bottom),
            };
            canvas.rectangle(
                [(x.min(zero), top), (x.max(zero), bottom)],
                hue.fill,
                OPACITY[end],
            )?;
            canvas.line(&[(x, top), (x, bottom)], Stroke::solid(hue.ink, 1.5))?;
        }
        canvas.line(&[(zero, top - 2.0), (zero, bottom + 2.0)], Stroke::solid(INK.ink, 1.25))
    }
}
