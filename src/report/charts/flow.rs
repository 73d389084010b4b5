//! Layer 6. Households through the steps of the team: bars as wide as the numbers of episodes, with bands between them
//! where every household of one bar is known to be in the other.
//!
//! What is not counted has no band: who of those in the queue came back from simple support, and which of the closed
//! cases came by which road.

use super::canvas::{Align, Canvas, Meaning, Point, paint};
use super::keys::SMALL;
use super::palette::{Hue, INK, MUTED, REFERENCE, alternative as hue};
use super::plot::{LETTER, LINE, TITLE, letter};
use super::text::{Face, width, wrap};
use super::{Context, DataTable, Drawn, Sheet, Words, figure as finish};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::numbers::Magnitude;
use crate::report::view::{Estimate, StepCounts, Unit};

const STEP: Face = Face::bold(13.0);
const BAR: f64 = 18.0;
const OPACITY: f64 = 0.6;
const BAND: f64 = 0.15;
const GAP: f64 = 24.0;
/// Place of those in the queue at the end among the parts.
const WAITING: usize = 8;
/// Room for a letter.
const LETTER_ROOM: f64 = 13.0;

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Drawn {
    let flow = &context.view.charts.more.flow;
    if flow.is_empty() || flow.iter().all(|own| own.onsets.mean <= 0.0) {
        return Ok(None);
    }
    let own = &context.labels.more.flow;
    let shown = shown(context);
    let names: Vec<&str> =
        shown.iter().map(|index| context.view.alternatives[*index].short.as_str()).collect();
    let reading = fill(own.reading, &[("names", &names.join("; "))]);
    let description = shown.iter().map(|index| describe(context, *index));
    let words = Words {
        id: "flow",
        title: own.title.to_owned(),
        reading,
        description: description.collect::<Vec<_>>().join(" "),
    };
    finish(words, table(context), |sheet, meaning| {
        Picture::new(context, &shown, sheet).paint(meaning)
    })
}

/// The reference, and the project with the highest mean net present value.
fn shown(context: &Context<'_>) -> Vec<usize> {
    let reference = context.view.alternatives.iter().position(|own| own.is_reference);
    let leading = context.view.charts.more.leading.filter(|index| Some(*index) != reference);
    reference.into_iter().chain(leading).collect()
}

fn count(context: &Context<'_>, value: f64) -> String {
    context.numbers.fixed(value, 0)
}

/// Those in the queue at the end, or that they are too few to tell.
fn waiting(context: &Context<'_>, own: &StepCounts, value: f64) -> String {
    if own.few_waiting { context.few() } else { count(context, value) }
}

fn describe(context: &Context<'_>, index: usize) -> String {
    let own = &context.view.charts.more.flow[index];
    let share = |part: &Estimate, of: &Estimate| match of.mean > 0.0 {
        true => context.numbers.chance((part.mean / of.mean).clamp(0.0, 1.0)),
        false => context.labels.unknown.to_owned(),
    };
    fill(
        context.labels.more.flow.line,
        &[
            ("name", &context.view.alternatives[index].short),
            ("onsets", &count(context, own.onsets.mean)),
            ("reported", &share(&own.reported, &own.onsets)),
            ("queued", &share(&own.queued, &own.reported)),
            ("waiting", &waiting(context, own, own.waiting.mean)),
        ],
    )
}

/// All counts of all alternatives.
fn table(context: &Context<'_>) -> DataTable {
    let flow = &context.view.charts.more.flow;
    let words = &context.labels.more;
    let parts: [fn(&StepCounts) -> &Estimate; 10] = [
        |own| &own.onsets,
        |own| &own.unreported,
        |own| &own.reported,
        |own| &own.simple,
        |own| &own.sectoral,
        |own| &own.complex,
        |own| &own.queued,
        |own| &own.gesprekken,
        |own| &own.waiting,
        |own| &own.closed,
    ];
    let cell = |own: &Estimate| {
        let print = |value| count(context, value);
        context.cell(&print(own.mean), &print(own.p5), &print(own.p95))
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (place, (name, part)) in words.flow_parts.iter().zip(parts).enumerate() {
        let cells = flow.iter().map(|own| match own.few_waiting && place == WAITING {
            true => context.few(),
            false => cell(part(own)),
        });
        rows.push(std::iter::once((*name).to_owned()).chain(cells).collect());
    }
    let months = context.labels.unit_name(Unit::HouseholdMonths, Magnitude::One);
    for (rung, name) in words.rungs.iter().enumerate() {
        let cells = flow.iter().map(|own| cell(&own.support[rung]));
        rows.push(std::iter::once(format!("{name} ({months})")).chain(cells).collect());
    }
    let heads = context.view.alternatives.iter().map(|own| own.short.clone());
    DataTable { heads: std::iter::once(words.flow_head.to_owned()).chain(heads).collect(), rows }
}

/// A part of a bar.
struct Part {
    name: String,
    /// The number as it is printed.
    number: String,
    mean: f64,
    hue: Hue,
}

/// A step: its heading, its bar, and what a full bar stands for.
struct Step {
    title: String,
    parts: Vec<Part>,
    full: f64,
    /// What a number stands for where it is not an episode.
    unit: String,
    note: String,
    /// Whether the parts are shares of one whole.
    shares: bool,
}

/// Everything of one alternative, one below the other.
struct Column {
    title: Vec<String>,
    steps: Vec<Step>,
}

struct Picture {
    sheet: Sheet,
    room: f64,
    columns: Vec<Column>,
    /// Lines of the texts of each step, by column.
    texts: Vec<Vec<Vec<Vec<String>>>>,
    notes: Vec<Vec<Vec<String>>>,
}

impl Picture {
    fn new(context: &Context<'_>, shown: &[usize], sheet: Sheet) -> Self {
        let side_by_side = sheet == Sheet::Wide && shown.len() > 1;
        let room = match side_by_side {
            true => (sheet.width() - GAP) / 2.0,
            false => sheet.width(),
        };
        let column = |index: &usize| Column {
            title: wrap(&context.view.alternatives[*index].short, TITLE, room, 2),
            steps: steps(context, &context.view.charts.more.flow[*index]),
        };
        let columns: Vec<Column> = shown.iter().map(column).collect();
        let text = |step: &Step| -> Vec<Vec<String>> {
            let many = step.parts.len() > 1;
            let total: f64 = step.parts.iter().map(|part| part.mean).sum();
            let part = |(index, part): (usize, &Part)| {
                let share = match total > 0.0 && step.shares {
                    true => format!(" ({})", context.numbers.short_chance(part.mean / total)),
                    false => String::new(),
                };
                let mark = if many { format!("{} ", letter(index)) } else { String::new() };
                let number = &part.number;
                let unit =
                    if step.unit.is_empty() { String::new() } else { format!(" {}", step.unit) };
                let text = format!("{mark}{}: {number}{unit}{share}", part.name);
                wrap(&text, SMALL, room, 3)
            };
            step.parts.iter().enumerate().map(part).collect()
        };
        let note = |step: &Step| match step.note.is_empty() {
            true => Vec::new(),
            false => wrap(&step.note, SMALL, room, 5),
        };
        Self {
            sheet,
            room,
            texts: columns.iter().map(|own| own.steps.iter().map(text).collect()).collect(),
            notes: columns.iter().map(|own| own.steps.iter().map(note).collect()).collect(),
            columns,
        }
    }

    /// Lines of text above the bar of a step, the same in all columns so that bars stand at equal heights.
    fn lines(&self, step: usize) -> f64 {
        let of = |column: &Vec<Vec<Vec<String>>>| column[step].iter().map(Vec::len).sum::<usize>();
        1.0 + self.texts.iter().map(of).max().unwrap_or(0) as f64
    }

    fn note_lines(&self, step: usize) -> f64 {
        self.notes.iter().map(|column| column[step].len()).max().unwrap_or(0) as f64
    }

    fn step_height(&self, step: usize) -> f64 {
        self.lines(step) * LINE + 4.0 + BAR + self.note_lines(step) * LINE + 14.0
    }

    fn paint(&self, meaning: Meaning<'_>) -> Result<String, ReportError> {
        let head =
            self.columns.iter().map(|own| own.title.len()).max().unwrap_or(0) as f64 * LINE + 10.0;
        let steps = self.columns.first().map_or(0, |own| own.steps.len());
        let one = head + (0..steps).map(|step| self.step_height(step)).sum::<f64>();
        let below = self.room > self.sheet.width() * 0.75;
        let count = self.columns.len() as f64;
        let height = if below { count * one + (count - 1.0) * GAP } else { one };
        paint((self.sheet.width(), height), meaning, |canvas| {
            for index in 0..self.columns.len() {
                let place = index as f64;
                let at = match below {
                    true => (0.0, place * (one + GAP)),
                    false => (place * (self.room + GAP), 0.0),
                };
                self.column(canvas, index, (at, head))?;
            }
            Ok(())
        })
    }

    fn column(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        ((left, top), head): (Point, f64),
    ) -> Result<(), ReportError> {
        let column = &self.columns[index];
        for (line, text) in column.title.iter().enumerate() {
            let at = (left, top + (line as f64 + 0.5) * LINE);
            canvas.text(text, at, TITLE, (INK.ink, Align::Left))?;
        }
        let mut tops = Vec::new();
        let mut y = top + head;
        for step in 0..column.steps.len() {
            tops.push(y);
            y += self.step_height(step);
        }
        let bar = |step: usize| tops[step] + self.lines(step) * LINE + 4.0;
        // Needs that were reported, and what became of them at the orientatie.
        for step in [0, 1] {
            let (from, to) = (bar(step) + BAR, bar(step + 1));
            self.bands(canvas, (left, from, to), &column.steps[step], &column.steps[step + 1])?;
        }
        for (step, own) in column.steps.iter().enumerate() {
            self.step(canvas, (left, tops[step]), (index, step, own))?;
        }
        Ok(())
    }

    /// From the first part of a bar to all parts of the next one, which together are as many.
    fn bands(
        &self,
        canvas: &Canvas<'_>,
        (left, from, to): (f64, f64, f64),
        step: &Step,
        next: &Step,
    ) -> Result<(), ReportError> {
        let Some(source) = step.parts.first() else { return Ok(()) };
        let (above, below) = (self.room / positive(step.full), self.room / positive(next.full));
        let total: f64 = next.parts.iter().map(|part| part.mean).sum();
        if !(source.mean > 0.0 && total > 0.0) {
            return Ok(());
        }
        let mut sum = 0.0;
        for part in &next.parts {
            let (start, end) = (sum, sum + part.mean);
            sum = end;
            let up = |value: f64| left + value / total * source.mean * above;
            let down = |value: f64| left + value * below;
            let shape = [(up(start), from), (up(end), from), (down(end), to), (down(start), to)];
            canvas.area(&shape, part.hue.fill, BAND)?;
        }
        Ok(())
    }

    fn step(
        &self,
        canvas: &Canvas<'_>,
        (left, top): Point,
        (column, index, step): (usize, usize, &Step),
    ) -> Result<(), ReportError> {
        let mut y = top + LINE / 2.0;
        canvas.text(&step.title, (left, y), STEP, (INK.ink, Align::Left))?;
        for line in self.texts[column][index].iter().flatten() {
            y += LINE;
            canvas.text(line, (left, y), SMALL, (INK.ink, Align::Left))?;
        }
        let bar = top + self.lines(index) * LINE + 4.0;
        let mut sum = 0.0;
        for (place, part) in step.parts.iter().enumerate() {
            let scale = self.room / positive(step.full);
            let (start, end) = (left + sum * scale, left + (sum + part.mean) * scale);
            sum += part.mean;
            if !(start.is_finite() && end.is_finite()) || end <= start {
                continue;
            }
            let end = end.min(left + self.room);
            let inner = if end - start > 3.0 { 0.75 } else { 0.0 };
            let corners = [(start + inner, bar), (end - inner, bar + BAR)];
            canvas.rectangle(corners, part.hue.fill, OPACITY)?;
            if step.parts.len() > 1 && end - start > LETTER_ROOM.max(width("A", LETTER)) {
                let middle = ((start + end) / 2.0, bar + BAR / 2.0);
                canvas.text(&letter(place), middle, LETTER, (INK.ink, Align::Centre))?;
            }
        }
        for (line, text) in self.notes[column][index].iter().enumerate() {
            let at = (left, bar + BAR + (line as f64 + 0.5) * LINE + 3.0);
            canvas.text(text, at, SMALL, (MUTED.ink, Align::Left))?;
        }
        Ok(())
    }
}

fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { 1.0 }
}

/// The steps of one alternative; all bars of episodes have one scale.
fn steps(context: &Context<'_>, own: &StepCounts) -> Vec<Step> {
    let words = &context.labels.more;
    let names = words.flow_parts;
    let full = [own.onsets.mean, own.gesprekken.mean + own.waiting.mean, own.closed.mean];
    let full = full.into_iter().fold(0.0, f64::max);
    let part = |name: &str, value: &Estimate, hue: Hue| Part {
        name: name.to_owned(),
        number: count(context, value.mean.max(0.0)),
        mean: value.mean.max(0.0),
        hue,
    };
    let step = |title: &str, parts: Vec<Part>, note: &str| Step {
        title: title.to_owned(),
        shares: parts.len() > 1,
        parts,
        full,
        unit: String::new(),
        note: note.to_owned(),
    };
    let months: f64 = own.support.iter().map(|rung| rung.mean.max(0.0)).sum();
    let rungs = own.support.iter().zip(words.rungs).enumerate();
    let rungs = rungs.map(|(rung, (value, name))| {
        part(name, value, if rung == 0 { REFERENCE } else { hue(rung - 1) })
    });
    let [need, report, orientation, gesprek, delivery, monitoring] = words.flow_steps;
    vec![
        step(
            need,
            vec![part(names[2], &own.reported, hue(0)), part(names[1], &own.unreported, REFERENCE)],
            "",
        ),
        step(report, vec![part(names[2], &own.reported, hue(0))], ""),
        step(
            orientation,
            vec![
                part(names[6], &own.queued, hue(0)),
                part(names[3], &own.simple, hue(2)),
                part(names[4], &own.sectoral, hue(4)),
                part(names[5], &own.complex, hue(1)),
            ],
            "",
        ),
        Step {
            shares: false,
            ..step(
                gesprek,
                vec![
                    part(names[7], &own.gesprekken, hue(0)),
                    Part {
                        number: waiting(context, own, own.waiting.mean),
                        ..part(names[WAITING], &own.waiting, REFERENCE)
                    },
                ],
                words.flow_gesprek_note,
            )
        },
        Step {
            full: months,
            unit: context.labels.unit_name(Unit::HouseholdMonths, Magnitude::One),
            ..step(delivery, rungs.collect(), words.flow_delivery_note)
        },
        step(monitoring, vec![part(names[9], &own.closed, hue(2))], words.flow_closed_note),
    ]
}
