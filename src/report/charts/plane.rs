//! Layer 6. The cost-effectiveness plane: extra effect to the right, extra cost upwards, the reference in the middle. Some
//! draws as dots, an ellipse around 90% of all draws, and a letter at the mean.

use super::axis::{Frame, Tick, ticks};
use super::canvas::{Align, Canvas, Meaning, Stroke, paint};
use super::keys::{Key, KeyBlock, SMALL, Sign};
use super::palette::{Hue, INK, MUTED};
use super::plot::{LETTER, LINE, TICK_ROW, letter, widest, x_axis, y_axis};
use super::text::{fit, wrap};
use super::{Context, DataTable, Drawn, Sheet, Words, figure as finish};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::numbers::{Format, significant};
use crate::report::view::{Alternative, Cloud, DecisionChart, Unit};

const DOT: f64 = 1.25;
/// Height of the strips at top and bottom in which the quadrants are named.
const STRIP: f64 = 40.0;

type Shown<'a> = (&'a Cloud, &'a Alternative, Hue);

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Drawn {
    let Some(chart) = &context.view.charts.more.decision else { return Ok(None) };
    let shown: Vec<Shown<'_>> = context
        .shown()
        .into_iter()
        .filter_map(|(index, alternative, hue)| {
            let cloud = chart.clouds.iter().find(|cloud| cloud.alternative == index)?;
            Some((cloud, alternative, hue))
        })
        .collect();
    if shown.is_empty() {
        return Ok(None);
    }
    let picture = Picture::new(context, chart, &shown);
    let own = &context.labels.more.plane;
    let dots: usize = shown.iter().map(|(cloud, ..)| cloud.points.len()).max().unwrap_or(0);
    let count = |number: f64| context.numbers.fixed(number, 0);
    let values = [
        ("effect", context.labels.more.effect_name(chart.effect)),
        ("meaning", context.labels.more.effect_meaning(chart.effect)),
        ("dots", &count(dots as f64)),
        ("draws", &count(chart.draws as f64)),
    ];
    let words = Words {
        id: "plane",
        title: own.title.to_owned(),
        reading: fill(own.reading, &values),
        description: shown.iter().map(|own| picture.describe(own)).collect::<Vec<_>>().join(" "),
    };
    finish(words, picture.table(), |sheet, meaning| picture.paint(sheet, meaning))
}

struct Picture<'a> {
    context: &'a Context<'a>,
    chart: &'a DecisionChart,
    shown: &'a [Shown<'a>],
    cost: Format,
}

impl<'a> Picture<'a> {
    fn new(context: &'a Context<'a>, chart: &'a DecisionChart, shown: &'a [Shown<'a>]) -> Self {
        let costs =
            shown.iter().flat_map(|(cloud, ..)| [cloud.cost.p5, cloud.cost.mean, cloud.cost.p95]);
        Self { context, chart, shown, cost: Format::for_values(Unit::Euro, costs) }
    }

    /// The quadrant that holds a draw with most chance, named only where that chance is above a half beyond doubt.
    fn describe(&self, (cloud, alternative, _): &Shown<'_>) -> String {
        let words = &self.context.labels.more;
        let numbers = &self.context.numbers;
        let known =
            |error: Option<String>| error.unwrap_or_else(|| self.context.labels.unknown.to_owned());
        let mut text = fill(
            words.plane.line,
            &[
                ("name", &alternative.short),
                ("cost", &numbers.full(cloud.cost.mean, self.cost)),
                ("cost_error", &known(numbers.full_error(cloud.cost.se, self.cost))),
                ("effect", &numbers.plain(rounded(cloud.effect.mean))),
                ("effect_error", &known(numbers.plain_error(cloud.effect.se))),
                ("unit", words.effect_name(self.chart.effect)),
            ],
        );
        if let Some(within) = self.within_error(cloud) {
            text.push(' ');
            text.push_str(&within);
        }
        for (chance, name) in cloud.quadrants.iter().zip(words.quadrants) {
            if chance.low > 0.5 {
                let chance = numbers.chance(chance.p);
                text.push(' ');
                text.push_str(&fill(words.mostly, &[("chance", &chance), ("quadrant", name)]));
            }
        }
        text
    }

    /// Which of both means cannot be told from zero.
    fn within_error(&self, cloud: &Cloud) -> Option<String> {
        let words = &self.context.labels.more;
        if cloud.cost.is_zero() && cloud.effect.is_zero() {
            return Some(words.no_extra.to_owned());
        }
        let both = [(words.extra_cost, cloud.cost), (words.extra_effect, cloud.effect)];
        let open = both.iter().filter(|(_, own)| !own.is_beyond_its_error());
        let list = open.map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        (!list.is_empty()).then(|| fill(words.not_from_zero, &[("list", &list)]))
    }

    fn table(&self) -> DataTable {
        let (words, numbers) = (&self.context.labels.more, &self.context.numbers);
        let unit = self.context.labels.unit_name(Unit::Euro, self.cost.magnitude);
        let row = |(cloud, alternative, _): &Shown<'_>| {
            let cost = |value| numbers.bare(value, self.cost);
            let effect = |value| numbers.plain(rounded(value));
            let chance = |own: &crate::report::view::Probability| {
                let print = |p| numbers.short_chance(p);
                self.context.cell(&print(own.p), &print(own.low), &print(own.high))
            };
            let (c, e) = (&cloud.cost, &cloud.effect);
            let first = [
                alternative.short.clone(),
                self.context.cell(&cost(c.mean), &cost(c.p5), &cost(c.p95)),
                self.context.cell(&effect(e.mean), &effect(e.p5), &effect(e.p95)),
            ];
            first.into_iter().chain(cloud.quadrants.iter().map(chance)).collect()
        };
        let heads = [
            self.context.labels.tables.alternative.to_owned(),
            format!("{} ({unit})", words.extra_cost),
            format!("{} ({})", words.extra_effect, words.effect_name(self.chart.effect)),
        ];
        DataTable {
            heads: heads.into_iter().chain(words.quadrants.map(str::to_owned)).collect(),
            rows: self.shown.iter().map(row).collect(),
        }
    }

    /// Ends of both axes: zero, all dots and ellipses.
    fn range(&self) -> [(f64, f64); 2] {
        let points = || {
            let own = |(cloud, ..): &Shown<'a>| cloud.points.iter().chain(&cloud.outline);
            self.shown.iter().flat_map(own).filter(|(x, y)| x.is_finite() && y.is_finite())
        };
        let ends = |values: &mut dyn Iterator<Item = f64>| {
            let (low, high) = values.fold((0f64, 0f64), |(low, high), v| (low.min(v), high.max(v)));
            let pad = (0.04 * (high - low)).max(f64::MIN_POSITIVE);
            (low - pad, high + pad)
        };
        [ends(&mut points().map(|point| point.0)), ends(&mut points().map(|point| point.1))]
    }

    fn keys(&self, room: f64) -> KeyBlock {
        let key = |(cloud, alternative, hue): &Shown<'_>| Key {
            sign: Sign::Line(Stroke::solid(hue.ink, 2.0)),
            text: format!("{} {}", letter(cloud.alternative), alternative.short),
        };
        KeyBlock::new(self.shown.iter().map(key).collect(), room)
    }

    fn paint(&self, sheet: Sheet, meaning: Meaning<'_>) -> Result<String, ReportError> {
        let words = &self.context.labels.more;
        let keys = self.keys(sheet.width());
        let [x_range, y_range] = self.range();
        let inside = |(low, high): (f64, f64), most: usize| -> Vec<f64> {
            ticks(low, high, most).into_iter().filter(|at| (low..=high).contains(at)).collect()
        };
        let y_marks = inside(y_range, 6);
        let format = Format::for_ticks(Unit::Euro, &y_marks);
        let y_ticks: Vec<Tick> = y_marks
            .iter()
            .map(|&at| Tick { at, label: self.context.numbers.bare(at, format) })
            .collect();
        let x_ticks: Vec<Tick> = inside(x_range, if sheet == Sheet::Wide { 8 } else { 4 })
            .into_iter()
            .map(|at| Tick { at, label: self.context.numbers.plain(at) })
            .collect();
        let left = widest(y_ticks.iter().map(|tick| tick.label.as_str()), SMALL) + 8.0;
        let top = keys.height + LINE + 8.0;
        let frame = Frame {
            left,
            top: top + STRIP,
            width: sheet.width() - left - 10.0,
            height: if sheet == Sheet::Wide { 280.0 } else { 240.0 },
            x: x_range,
            y: y_range,
        };
        let axis = format!("{} ({})", words.extra_effect, words.effect_name(self.chart.effect));
        let below = wrap(&axis, SMALL, sheet.width(), 2);
        let ticks_at = frame.bottom() + STRIP;
        let height = ticks_at + TICK_ROW + below.len() as f64 * LINE + 4.0;
        paint((sheet.width(), height), meaning, |canvas| {
            keys.draw(canvas, 1.0)?;
            let unit = self.context.labels.unit_name(Unit::Euro, format.magnitude);
            let above = format!("{} ({unit})", words.extra_cost);
            canvas.text(&above, (0.0, keys.height + 6.0), SMALL, (MUTED.ink, Align::Left))?;
            y_axis(canvas, &frame, &y_ticks, true)?;
            let tall = Frame { top, height: frame.height + 2.0 * STRIP, ..frame };
            x_axis(canvas, &tall, &x_ticks, true)?;
            self.quadrants(canvas, &tall)?;
            for (line, text) in below.iter().enumerate() {
                let y = ticks_at + TICK_ROW + (line as f64 + 0.5) * LINE;
                canvas.text(text, (frame.right(), y), SMALL, (MUTED.ink, Align::Right))?;
            }
            self.clouds(canvas, &frame)
        })
    }

    /// Names in the corners, beside the line of no extra effect where there is room.
    fn quadrants(&self, canvas: &Canvas<'_>, frame: &Frame) -> Result<(), ReportError> {
        let zero = frame.at(0.0, 0.0).0;
        let [dearer_better, cheaper_better, cheaper_worse, dearer_worse] =
            self.context.labels.more.quadrants;
        let corners = [
            (dearer_worse, frame.left, zero, frame.top, Align::Left),
            (dearer_better, zero, frame.right(), frame.top, Align::Right),
            (cheaper_worse, frame.left, zero, frame.bottom() - STRIP, Align::Left),
            (cheaper_better, zero, frame.right(), frame.bottom() - STRIP, Align::Right),
        ];
        for (name, from, to, top, align) in corners {
            let room = to - from - 10.0;
            if room < 60.0 {
                continue;
            }
            let x = if align == Align::Left { from + 2.0 } else { to - 2.0 };
            for (line, text) in wrap(name, SMALL, room, 2).iter().enumerate() {
                let y = top + 9.0 + line as f64 * 16.0;
                canvas.text(&fit(text, SMALL, room), (x, y), SMALL, (MUTED.ink, align))?;
            }
        }
        Ok(())
    }

    fn clouds(&self, canvas: &Canvas<'_>, frame: &Frame) -> Result<(), ReportError> {
        for (cloud, _, hue) in self.shown {
            for point in cloud.points.iter().filter(|(x, y)| x.is_finite() && y.is_finite()) {
                canvas.dot(frame.at(point.0, point.1), DOT, hue.fill, false)?;
            }
        }
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for (cloud, _, hue) in self.shown {
            let outline: Vec<_> = cloud.outline.iter().map(|(x, y)| frame.at(*x, *y)).collect();
            if outline.len() > 1 {
                canvas.line(&outline, Stroke::solid(hue.ink, 1.75))?;
            }
            let mean = frame.at(cloud.effect.mean, cloud.cost.mean);
            if !(mean.0.is_finite() && mean.1.is_finite()) {
                continue;
            }
            canvas.dot(mean, 3.5, hue.ink, false)?;
            let place = free_place(mean, &taken, frame);
            taken.push(place);
            if (place.0 - mean.0).abs() > 12.0 || (place.1 - mean.1).abs() > 12.0 {
                canvas.line(&[mean, place], Stroke::solid(hue.ink, 1.0))?;
            }
            let half = super::text::width(&letter(cloud.alternative), LETTER) / 2.0 + 2.0;
            let box_ = [(place.0 - half, place.1 - 8.0), (place.0 + half, place.1 + 8.0)];
            canvas.rectangle(box_, hue.fill, 0.25)?;
            canvas.text(&letter(cloud.alternative), place, LETTER, (INK.ink, Align::Centre))?;
        }
        Ok(())
    }
}

/// A place for a letter near a mean that is free of the letters before it, within the frame.
fn free_place(mean: (f64, f64), taken: &[(f64, f64)], frame: &Frame) -> (f64, f64) {
    let clamp = |(x, y): (f64, f64)| {
        (
            x.clamp(frame.left + 8.0, frame.right() - 8.0),
            y.clamp(frame.top + 8.0, frame.bottom() - 8.0),
        )
    };
    let is_free = |place: &(f64, f64)| {
        taken
            .iter()
            .all(|other| (place.0 - other.0).abs() > 17.0 || (place.1 - other.1).abs() > 17.0)
    };
    let around = (0..72).map(|step| {
        let (ring, angle) = (11.0 + 9.0 * f64::from(step / 8), f64::from(step % 8));
        let angle = (angle * 45.0 - 45.0).to_radians();
        clamp((mean.0 + ring * libm::cos(angle), mean.1 + ring * libm::sin(angle)))
    });
    around.into_iter().find(is_free).unwrap_or_else(|| clamp(mean))
}

/// Three significant digits.
fn rounded(value: f64) -> f64 {
    significant(value, 3)
}
