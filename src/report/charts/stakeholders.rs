//! Layer 6. Who gains and who loses: net present value per stakeholder, gains stacked to the right of zero and losses to the
//! left, with the total of society and its interval below each bar.
//!
//! Every stakeholder has a letter beside its colour.

use super::axis::{Frame, Tick, ticks};
use super::canvas::{Align, Canvas, Meaning, Stroke, paint};
use super::dots::{Interval, interval};
use super::keys::{Key, KeyBlock, SMALL, Sign};
use super::palette::{GRID, Hue, INK, MUTED, alternative as hue};
use super::plot::{LETTER, LINE, TICK_ROW, letter, x_axis};
use super::text::{Face, width, wrap};
use super::{Context, DataTable, Drawn, Sheet, Words, figure as finish};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::numbers::Format;
use crate::report::ranks;
use crate::report::sentences::{Claim, claim};
use crate::report::view::{Alternative, Estimate, Unit};

const NAME: Face = Face::regular(13.0);
const BAR: f64 = 22.0;
const OPACITY: f64 = 0.55;
/// Room for a letter and its margins.
const LETTER_ROOM: f64 = 15.0;

/// One alternative: what each party gains, and all of them together.
struct Row<'a> {
    alternative: &'a Alternative,
    parts: Vec<Option<Estimate>>,
    total: Estimate,
}

/// Who gains or loses most.
enum Most {
    /// No party does so beyond doubt.
    Nobody,
    Unclear,
    /// With its amount, euro.
    Party(usize, f64),
}

struct Stacks<'a> {
    context: &'a Context<'a>,
    parties: Vec<(String, Hue)>,
    /// The same parties as the scenario calls them.
    keys: Vec<&'a str>,
    rows: Vec<Row<'a>>,
    format: Format,
}

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Drawn {
    let Some(stacks) = stacks(context) else { return Ok(None) };
    let own = &context.labels.more.stakeholders;
    let reading = context.note(
        own.reading.to_owned(),
        context.labels.charts.first_alternatives,
        context.shown().len(),
        context.view.alternatives.len(),
    );
    let words = Words {
        id: "stakeholders",
        title: own.title.to_owned(),
        reading,
        description: stacks
            .rows
            .iter()
            .map(|row| stacks.describe(row))
            .collect::<Vec<_>>()
            .join(" "),
    };
    finish(words, stacks.table(), |sheet, meaning| stacks.paint(sheet, meaning))
}

fn stacks<'a>(context: &'a Context<'a>) -> Option<Stacks<'a>> {
    let welfare = &context.view.welfare.parties;
    let society = welfare.iter().find(|row| row.party.is_none())?;
    let parties: Vec<_> = welfare.iter().filter(|row| row.party.is_some()).collect();
    let row = |(index, alternative, _): (usize, &'a Alternative, Hue)| {
        let parts = parties.iter().map(|party| party.cells[index]).collect();
        Some(Row { alternative, parts, total: society.cells[index]? })
    };
    let rows: Vec<Row<'_>> = context.shown().into_iter().filter_map(row).collect();
    let values = rows.iter().flat_map(|row| {
        [row.total.p5, row.total.p95].into_iter().chain(row.parts.iter().flatten().map(|e| e.mean))
    });
    let format = Format::for_values(Unit::Euro, values.collect::<Vec<_>>());
    let name = |(index, row): (usize, &&crate::report::view::PartyRow)| {
        (context.labels.party(row.party.as_deref().unwrap_or_default()).to_owned(), hue(index))
    };
    let keys = parties.iter().map(|row| row.party.as_deref().unwrap_or_default()).collect();
    let parties: Vec<_> = parties.iter().enumerate().map(name).collect();
    let found = !rows.is_empty() && !parties.is_empty();
    found.then_some(Stacks { context, parties, keys, rows, format })
}

impl Stacks<'_> {
    /// The total, and the party with most gain and with most loss.
    fn describe(&self, row: &Row<'_>) -> String {
        let print = |value: f64| self.context.numbers.full(value, self.format);
        let words = &self.context.labels.more;
        let mut text = fill(
            words.stakeholders.line,
            &[
                ("name", &row.alternative.short),
                ("mean", &print(row.total.mean)),
                ("low", &print(row.total.p5)),
                ("high", &print(row.total.p95)),
            ],
        );
        let both = [
            (1.0, words.gains_most, words.gains_unclear),
            (-1.0, words.loses_most, words.loses_unclear),
        ];
        for (sign, most, unclear) in both {
            let told = match self.most(row, sign) {
                Most::Nobody => continue,
                Most::Unclear => unclear.to_owned(),
                Most::Party(party, amount) => {
                    fill(most, &[("party", &self.parties[party].0), ("amount", &print(amount))])
                }
            };
            text.push(' ');
            text.push_str(&told);
        }
        text
    }

    /// Who gains most (`sign` 1) or loses most (-1): only where that party gains beyond doubt, as the sentences on parties
    /// have it, and stands out from all others.
    fn most(&self, row: &Row<'_>, sign: f64) -> Most {
        let parts: Vec<(usize, Estimate)> =
            row.parts.iter().enumerate().filter_map(|(i, part)| Some((i, (*part)?))).collect();
        let sure = |(party, own): &(usize, Estimate)| match self.claim(row, *party) {
            Claim::More(_) => sign > 0.0 && own.p5 > 0.0,
            Claim::Less(_) => sign < 0.0 && own.p95 < 0.0,
            _ => false,
        };
        if !parts.iter().any(sure) {
            return Most::Nobody;
        }
        let bounds = parts.iter().map(|(_, own)| ranks::bounds(sign * own.mean, own.se));
        match ranks::stands_out(&bounds.collect::<Vec<_>>()).map(|first| parts[first]) {
            Some(own) if sure(&own) => Most::Party(own.0, own.1.mean.abs()),
            _ => Most::Unclear,
        }
    }

    /// What may be said of the gain of a party.
    fn claim(&self, row: &Row<'_>, party: usize) -> Claim {
        let view = self.context.view;
        let alternative = view.alternatives.iter().position(|own| own.id == row.alternative.id);
        let known = view.council.society.parties.iter();
        let mut known = known.filter(|(name, _)| *name == self.keys[party]);
        let cell =
            known.next().zip(alternative).and_then(|(own, index)| own.1.get(index)?.as_ref());
        cell.map_or(Claim::Unknown, claim)
    }

    fn table(&self) -> DataTable {
        let unit = self.context.labels.unit_name(Unit::Euro, self.format.magnitude);
        let cell = |own: &Estimate| {
            let print = |value| self.context.numbers.bare(value, self.format);
            self.context.cell(&print(own.mean), &print(own.p5), &print(own.p95))
        };
        let heads = self.rows.iter().map(|row| format!("{} ({unit})", row.alternative.short));
        let party = |(index, (name, _)): (usize, &(String, Hue))| {
            let cells = self
                .rows
                .iter()
                .map(|row| row.parts[index].as_ref().map_or_else(|| "–".to_owned(), cell));
            std::iter::once(format!("{}: {name}", letter(index))).chain(cells).collect()
        };
        let total = std::iter::once(self.context.labels.tables.parties_total.to_owned())
            .chain(self.rows.iter().map(|row| cell(&row.total)))
            .collect();
        DataTable {
            heads: std::iter::once(self.context.labels.tables.party.to_owned())
                .chain(heads)
                .collect(),
            rows: self.parties.iter().enumerate().map(party).chain([total]).collect(),
        }
    }

    fn signs(&self, room: f64) -> KeyBlock {
        let party = |(index, (name, hue)): (usize, &(String, Hue))| Key {
            sign: Sign::Letter(*hue, letter(index), OPACITY),
            text: name.clone(),
        };
        let total = Key {
            sign: Sign::Dot { ink: INK.ink, open: false },
            text: self.context.labels.more.key_total.to_owned(),
        };
        KeyBlock::new(self.parties.iter().enumerate().map(party).chain([total]).collect(), room)
    }

    fn range(&self) -> (f64, f64) {
        let (mut low, mut high) = (0f64, 0f64);
        for row in &self.rows {
            let means =
                || row.parts.iter().flatten().map(|part| part.mean).filter(|m| m.is_finite());
            low = low.min(means().filter(|m| *m < 0.0).sum()).min(finite(row.total.p5));
            high = high.max(means().filter(|m| *m > 0.0).sum()).max(finite(row.total.p95));
        }
        let pad = (0.03 * (high - low)).max(f64::MIN_POSITIVE);
        (if low < 0.0 { low - pad } else { low }, high + pad)
    }

    fn paint(&self, sheet: Sheet, meaning: Meaning<'_>) -> Result<String, ReportError> {
        let keys = self.signs(sheet.width());
        let (low, high) = self.range();
        let marks = ticks(low, high, if sheet == Sheet::Wide { 6 } else { 4 });
        let format = Format::for_ticks_in(Unit::Euro, self.format.magnitude, &marks);
        let marks: Vec<Tick> = marks
            .iter()
            .filter(|mark| (low..=high).contains(*mark))
            .map(|&at| Tick { at, label: self.context.numbers.bare(at, format) })
            .collect();
        let names = if sheet == Sheet::Wide { 140.0 } else { 0.0 };
        let row_height = if sheet == Sheet::Wide { BAR + 42.0 } else { BAR + 62.0 };
        let top = keys.height + LINE + 10.0;
        let frame = Frame {
            left: names + 12.0,
            top,
            width: sheet.width() - names - 24.0,
            height: self.rows.len() as f64 * row_height,
            x: (low, high),
            y: (0.0, 1.0),
        };
        let height = frame.bottom() + TICK_ROW + LINE + 4.0;
        paint((sheet.width(), height), meaning, |canvas| {
            keys.draw(canvas, OPACITY)?;
            let unit = self.context.labels.unit_name(Unit::Euro, self.format.magnitude);
            canvas.text(&unit, (frame.left, keys.height + 6.0), SMALL, (MUTED.ink, Align::Left))?;
            self.axis(canvas, &frame, &marks)?;
            for (index, row) in self.rows.iter().enumerate() {
                let top = frame.top + index as f64 * row_height;
                self.row(canvas, &frame, (row, top), (sheet, names, &marks))?;
            }
            Ok(())
        })
    }

    /// Labels below; the lines above them stand beside the bars only, where no text is.
    fn axis(&self, canvas: &Canvas<'_>, frame: &Frame, marks: &[Tick]) -> Result<(), ReportError> {
        x_axis(canvas, frame, marks, false)?;
        let charts = &self.context.labels.charts;
        let y = frame.bottom() + TICK_ROW + LINE / 2.0;
        let zero = frame.at(0.0, 0.0).0;
        let room = |word: &str| width(word, SMALL) + 8.0;
        if zero - frame.left > room(charts.worse) {
            canvas.text(charts.worse, (frame.left, y), SMALL, (MUTED.ink, Align::Left))?;
        }
        if frame.right() - zero > room(charts.better) {
            canvas.text(charts.better, (frame.right(), y), SMALL, (MUTED.ink, Align::Right))?;
        }
        Ok(())
    }

    fn row(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        (row, top): (&Row<'_>, f64),
        (sheet, names, marks): (Sheet, f64, &[Tick]),
    ) -> Result<(), ReportError> {
        let mut bar_top = top + 8.0;
        if sheet == Sheet::Wide {
            let lines = wrap(&row.alternative.short, NAME, names - 8.0, 3);
            let first = bar_top + BAR / 2.0 + 8.0 - (lines.len() as f64 - 1.0) * 8.0;
            for (line, text) in lines.iter().enumerate() {
                let at = (names - 4.0, first + line as f64 * 16.0);
                canvas.text(text, at, NAME, (INK.ink, Align::Right))?;
            }
        } else {
            let name = super::text::fit(&row.alternative.short, NAME, sheet.width());
            canvas.text(&name, (0.0, top + 10.0), NAME, (INK.ink, Align::Left))?;
            bar_top = top + 22.0;
        }
        for mark in marks {
            let x = frame.at(mark.at, 0.0).0;
            let ink = if mark.at == 0.0 { INK } else { GRID };
            let ends = [(x, bar_top - 3.0), (x, bar_top + BAR + 15.0)];
            canvas.line(&ends, Stroke::solid(ink.ink, 1.0))?;
        }
        self.parts(canvas, frame, row, bar_top)?;
        let total = &row.total;
        let bounds = Interval { value: total.mean, low: total.p5, high: total.p95 };
        let y = bar_top + BAR + 9.0;
        interval(canvas, frame, y, (bounds, (4.0, INK.ink, total.p5 <= 0.0 && total.p95 >= 0.0)))?;
        let print = |value| self.context.numbers.bare(value, self.format);
        let text = self.context.cell(&print(total.mean), &print(total.p5), &print(total.p95));
        let text = format!("{}: {text}", self.context.labels.more.total);
        let x = frame.at(total.mean, 0.0).0;
        let half = width(&text, SMALL) / 2.0;
        // On the sheet, whatever the place of the total.
        let x =
            x.clamp(frame.left - 8.0 + half, (frame.right() + 8.0 - half).max(frame.left + half));
        match x.is_finite() {
            true => canvas.text(&text, (x, y + 14.0), SMALL, (INK.ink, Align::Centre)),
            false => Ok(()),
        }
    }

    /// Gains to the right of zero, losses to the left, in the order of the keys.
    fn parts(
        &self,
        canvas: &Canvas<'_>,
        frame: &Frame,
        row: &Row<'_>,
        top: f64,
    ) -> Result<(), ReportError> {
        let (mut up, mut down) = (0.0, 0.0);
        for (index, part) in row.parts.iter().enumerate() {
            let Some(mean) = part.map(|part| part.mean).filter(|mean| mean.is_finite()) else {
                continue;
            };
            let from = if mean > 0.0 { &mut up } else { &mut down };
            let (start, end) = (*from, *from + mean);
            *from = end;
            let (x0, x1) = (frame.at(start.min(end), 0.0).0, frame.at(start.max(end), 0.0).0);
            let hue = self.parties[index].1;
            canvas.rectangle([(x0, top), (x1, top + BAR)], hue.fill, OPACITY)?;
            if x1 - x0 > 1.5 {
                for x in [x0, x1] {
                    canvas.line(&[(x, top), (x, top + BAR)], Stroke::solid(hue.ink, 1.0))?;
                }
            }
            if x1 - x0 > LETTER_ROOM {
                let middle = ((x0 + x1) / 2.0, top + BAR / 2.0);
                canvas.text(&letter(index), middle, LETTER, (INK.ink, Align::Centre))?;
            }
        }
        Ok(())
    }
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}
