//! Layer 6. Heat map: the chance that an area has spent its whole budget by the end of each month, a panel per
//! alternative. The darker a cell, the higher the chance, also in grey; every cell has its number where that
//! fits.

use super::axis::Frame;
use super::canvas::{Align, Canvas, Meaning, Stroke, paint};
use super::keys::{Key, KeyBlock, SMALL, Sign};
use super::palette::{Hue, INK, MUTED, PAPER, alternative as hue};
use super::plot::{Panels, TICK_ROW};
use super::text::{Face, fit, width};
use super::{Context, DataTable, Drawn, Sheet, Words, figure as finish, worst};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::view::{Alternative, Depletion, Probability};

const MONTHS: usize = 12;
const ROW: f64 = 20.0;
const NUMBER: Face = Face::regular(11.5);
/// Upper ends of the classes of chance, and the opacity of each: five steps can be told apart.
const CLASSES: [(f64, f64); 5] =
    [(0.05, 0.0), (0.25, 0.18), (0.5, 0.36), (0.75, 0.58), (1.0, 0.85)];
/// Above this opacity letters are white.
const DARK: f64 = 0.7;

/// Of an area none of whose chances is a number.
const UNKNOWN: Probability = Probability { p: f64::NAN, low: 0.0, high: 1.0 };

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Drawn {
    let Some(chart) =
        context.view.charts.more.depletion.as_ref().filter(|own| !own.areas.is_empty())
    else {
        return Ok(None);
    };
    let shown = context.shown();
    let last = |area: usize| {
        let chances = shown.iter().map(|(index, ..)| chart.chances[*index][area][MONTHS - 1]);
        let known = chances.filter(|chance| chance.p.is_finite());
        known.max_by(|one, other| one.p.total_cmp(&other.p)).unwrap_or(UNKNOWN)
    };
    let chances: Vec<Probability> = (0..chart.areas.len()).map(last).collect();
    let areas = worst(&chances.iter().map(|chance| chance.p).collect::<Vec<_>>());
    let picture = Picture { context, chart, areas, shown: &shown };
    let own = &context.labels.more.heat_map;
    let reading = fill(own.reading, &[("year", &chart.year.to_string())]);
    let reading = context.worst_note(reading, &chances);
    let reading = context.note(
        reading,
        context.labels.charts.first_alternatives,
        shown.len(),
        context.view.alternatives.len(),
    );
    let description = shown.iter().map(|(index, own, _)| picture.describe(*index, own));
    let words = Words {
        id: "heat_map",
        title: own.title.to_owned(),
        reading,
        description: description.collect::<Vec<_>>().join(" "),
    };
    finish(words, picture.table(), |sheet, meaning| picture.paint(sheet, meaning))
}

struct Picture<'a> {
    context: &'a Context<'a>,
    chart: &'a Depletion,
    /// The areas with the highest chances, highest first.
    areas: Vec<usize>,
    shown: &'a [(usize, &'a Alternative, Hue)],
}

impl Picture<'_> {
    /// In how many areas the budget is more likely than not spent before the year ends, counting only what is beyond
    /// doubt, and since which month in the first of them.
    fn describe(&self, index: usize, alternative: &Alternative) -> String {
        let words = &self.context.labels.more;
        let months = &self.chart.chances[index];
        let spent = |area: &Vec<Probability>| area.iter().position(|chance| chance.low > 0.5);
        let found: Vec<usize> = months.iter().filter_map(spent).collect();
        let total = months.len().to_string();
        match found.iter().min() {
            None => fill(words.heat_map_none, &[("name", &alternative.short), ("total", &total)]),
            Some(first) => fill(
                words.heat_map.line,
                &[
                    ("name", &alternative.short),
                    ("count", &found.len().to_string()),
                    ("total", &total),
                    ("month", self.context.labels.months[*first]),
                ],
            ),
        }
    }

    fn table(&self) -> DataTable {
        let tables = &self.context.labels.tables;
        let months = self.context.labels.months.map(str::to_owned);
        let mut rows = Vec::new();
        for (index, alternative, _) in self.shown {
            for area in &self.areas {
                let cells = self.chart.chances[*index][*area]
                    .iter()
                    .map(|chance| self.context.numbers.short_chance(chance.p));
                let head = [self.chart.areas[*area].clone(), alternative.short.clone()];
                rows.push(head.into_iter().chain(cells).collect());
            }
        }
        let heads = [tables.area.to_owned(), tables.alternative.to_owned()];
        DataTable { heads: heads.into_iter().chain(months).collect(), rows }
    }

    fn keys(&self, room: f64) -> KeyBlock {
        let mut low = 0.0;
        let key = |(high, opacity): (f64, f64)| {
            let print = |p: f64| self.context.numbers.fixed(100.0 * p, 0);
            let text = format!("{}–{}%", print(low), print(high));
            low = high;
            Key { sign: Sign::Letter(hue(0), String::new(), opacity.max(0.04)), text }
        };
        KeyBlock::new(CLASSES.map(key).to_vec(), room)
    }

    fn paint(&self, sheet: Sheet, meaning: Meaning<'_>) -> Result<String, ReportError> {
        let keys = self.keys(sheet.width());
        let names = self.areas.iter().map(|area| width(&self.chart.areas[*area], SMALL));
        let most = if sheet == Sheet::Wide { 170.0 } else { 116.0 };
        let left = names.fold(0.0, f64::max).min(most) + 8.0;
        let titles: Vec<String> = self.shown.iter().map(|(_, own, _)| own.short.clone()).collect();
        let columns = if sheet == Sheet::Wide { 2 } else { 1 };
        let body = self.areas.len() as f64 * ROW + TICK_ROW;
        let panels = Panels::new(sheet, &titles, columns, (left, keys.height + 6.0, body));
        paint((sheet.width(), panels.height), meaning, |canvas| {
            keys.draw(canvas, 1.0)?;
            for (place, (index, _, hue)) in self.shown.iter().enumerate() {
                panels.title(canvas, place, *hue)?;
                let (x, y) = panels.at(place);
                let frame = Frame {
                    left: x,
                    top: y,
                    width: panels.cell - 2.0,
                    height: self.areas.len() as f64 * ROW,
                    x: (0.0, MONTHS as f64),
                    y: (0.0, 1.0),
                };
                if panels.is_first(place) {
                    self.names(canvas, &frame, left)?;
                }
                self.cells(canvas, &frame, *index)?;
                self.months(canvas, &frame)?;
            }
            Ok(())
        })
    }

    fn names(&self, canvas: &Canvas<'_>, frame: &Frame, left: f64) -> Result<(), ReportError> {
        for (row, area) in self.areas.iter().enumerate() {
            let name = fit(&self.chart.areas[*area], SMALL, left - 8.0);
            let y = frame.top + (row as f64 + 0.5) * ROW;
            canvas.text(&name, (left - 6.0, y), SMALL, (INK.ink, Align::Right))?;
        }
        Ok(())
    }

    /// Every month where its name fits, else its first letter.
    fn months(&self, canvas: &Canvas<'_>, frame: &Frame) -> Result<(), ReportError> {
        let cell = frame.width / MONTHS as f64;
        let names = self.context.labels.months;
        let fits = names.iter().all(|name| width(name, SMALL) + 3.0 < cell);
        for (month, name) in names.iter().enumerate() {
            let first: String = name.chars().take(1).collect();
            let text = if fits { *name } else { first.as_str() };
            let (x, y) = (frame.left + (month as f64 + 0.5) * cell, frame.bottom() + 12.0);
            canvas.text(text, (x, y), SMALL, (MUTED.ink, Align::Centre))?;
        }
        Ok(())
    }

    fn cells(&self, canvas: &Canvas<'_>, frame: &Frame, index: usize) -> Result<(), ReportError> {
        let cell = frame.width / MONTHS as f64;
        let hue = hue(0);
        for (row, area) in self.areas.iter().enumerate() {
            for (month, chance) in self.chart.chances[index][*area].iter().enumerate() {
                let (x, y) = (frame.left + month as f64 * cell, frame.top + row as f64 * ROW);
                let opacity = opacity(chance.p);
                if opacity > 0.0 {
                    let corners = [(x + 0.5, y + 0.5), (x + cell - 0.5, y + ROW - 0.5)];
                    canvas.rectangle(corners, hue.fill, opacity)?;
                }
                if let Some(text) = self.number(chance.p)
                    && width(&text, NUMBER) + 1.0 < cell
                {
                    let ink = if opacity > DARK { PAPER } else { INK.ink };
                    let at = (x + cell / 2.0, y + ROW / 2.0);
                    canvas.text(&text, at, NUMBER, (ink, Align::Centre))?;
                }
            }
            let y = frame.top + (row as f64 + 1.0) * ROW;
            canvas.line(
                &[(frame.left, y), (frame.right(), y)],
                Stroke::solid(super::palette::GRID.ink, 0.75),
            )?;
        }
        Ok(())
    }

    /// Percentage without its sign; nothing for zero.
    fn number(&self, p: f64) -> Option<String> {
        match p {
            0.0 => None,
            _ if !p.is_finite() => Some("?".to_owned()),
            _ => Some(self.context.numbers.short_chance(p).replace('%', "")),
        }
    }
}

fn opacity(p: f64) -> f64 {
    let class = CLASSES.iter().find(|(high, _)| p <= *high);
    class.map_or(0.0, |(_, opacity)| *opacity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_chances_are_never_paler() {
        let shades: Vec<f64> = (0..=100).map(|p| opacity(f64::from(p) / 100.0)).collect();
        assert!(shades.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!((shades[0], shades[5], shades[100]), (0.0, 0.0, 0.85));
        assert_eq!(opacity(f64::NAN), 0.0);
    }
}
