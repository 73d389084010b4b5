//! Layer 6. The figures of a report, one file each behind one small interface.
//!
//! A figure is a function from the view to its words, its picture on two sheets (page and phone) and its data as a table,
//! all from the same numbers; it computes none. A new figure is one file and one line in `FIGURES`.

mod acceptability;
mod areas;
mod axis;
mod benefit_over_time;
mod canvas;
mod cumulative_cost;
mod dots;
mod fan;
mod flow;
mod heat_map;
mod keys;
mod net_benefit;
mod over_time;
pub mod palette;
mod plane;
mod plot;
mod reserve_curve;
mod severity;
mod stakeholders;
pub mod text;
mod tornado;
mod uitputting;
mod waiting;

use serde::Serialize;

use super::ReportError;
use super::disclosure::FEWEST;
use super::labels::Labels;
use super::numbers::{Format, Numbers};
use super::view::{Alternative, Bands, Probability, Unit, View};
use canvas::Meaning;
pub use canvas::escape;
use palette::Hue;

/// Charts show at most this many areas: the worst.
pub const MOST_AREAS: usize = 12;
/// Charts show at most this many alternatives: the first.
pub const MOST_ALTERNATIVES: usize = 12;

/// A figure, or nothing where the view has no data for it.
type Drawn = Result<Option<Figure>, ReportError>;

/// All figures, in the order of the page.
const FIGURES: &[fn(&Context<'_>) -> Drawn] = &[
    cumulative_cost::figure,
    benefit_over_time::figure,
    net_benefit::figure,
    stakeholders::figure,
    flow::figure,
    waiting::figure,
    severity::figure,
    uitputting::figure,
    heat_map::figure,
    areas::figure,
    reserve_curve::figure,
    tornado::figure,
    plane::figure,
    acceptability::figure,
];

/// Width for which a picture is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// A page on screen or A4.
    Wide,
    /// A phone.
    Narrow,
}

impl Sheet {
    /// Pixels.
    pub fn width(self) -> f64 {
        match self {
            Self::Wide => 720.0,
            Self::Narrow => 340.0,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }
}

/// A finished figure.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Unique on the page, also the stem of a file name.
    pub id: &'static str,
    pub title: String,
    /// How to read it, with what was left out.
    pub reading: String,
    /// What the picture shows, for those who do not see it.
    pub description: String,
    /// SVG for a page.
    pub wide: String,
    /// SVG for a phone.
    pub narrow: String,
    pub table: DataTable,
}

/// The numbers of a figure as printed text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DataTable {
    /// Head of the first column and of the others.
    pub heads: Vec<String>,
    /// The first cell is the head of its row.
    pub rows: Vec<Vec<String>>,
}

/// What figures need.
pub struct Context<'a> {
    pub view: &'a View,
    pub labels: &'static Labels,
    pub numbers: Numbers,
}

/// What a figure is before it is painted.
struct Words {
    id: &'static str,
    title: String,
    reading: String,
    description: String,
}

impl<'a> Context<'a> {
    pub fn new(view: &'a View) -> Self {
        Self { view, labels: Labels::of(view.lang), numbers: Numbers::new(view.lang) }
    }

    /// The alternatives that charts show, with their index and colours.
    fn shown(&self) -> Vec<(usize, &'a Alternative, Hue)> {
        let mut others = 0;
        let all = self.view.alternatives.iter().enumerate().map(|(index, alternative)| {
            let hue = match alternative.is_reference {
                true => palette::REFERENCE,
                false => {
                    others += 1;
                    palette::alternative(others - 1)
                }
            };
            (index, alternative, hue)
        });
        all.take(MOST_ALTERNATIVES).collect()
    }

    /// Adds that the lines of fans are medians, and how precise they are, to the words about them.
    fn of_medians<'b>(
        &self,
        reading: String,
        unit: Unit,
        fans: impl Iterator<Item = &'b Bands>,
    ) -> String {
        let reading = format!("{reading} {}", self.labels.charts.median_line);
        let words = &self.labels.precision;
        let larger = |a: [Option<f64>; 3], b: [Option<f64>; 3]| {
            [0, 1, 2].map(|line| Some(f64::max(a[line]?, b[line]?)))
        };
        let errors = fans.map(|fan| fan.largest_errors).reduce(larger).unwrap_or_default();
        let [Some(p5), Some(p50), Some(p95)] = errors else {
            let several = self.view.reproduction.draws > 1;
            return if several { format!("{reading} {}", words.lines_unknown) } else { reading };
        };
        let print = |error: f64| {
            let format = Format::for_values(unit, [error]);
            self.numbers.full_error(Some(error), format).unwrap_or_default()
        };
        let values = [("p5", print(p5)), ("p50", print(p50)), ("p95", print(p95))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        format!("{reading} {}", super::labels::fill(words.lines, &values))
    }

    /// What stands in the place of a number that is too small to be published.
    pub fn few(&self) -> String {
        format!("{} {}", self.labels.less_than, self.numbers.fixed(FEWEST, 0))
    }

    /// Head of a column of medians; without a unit where the cells have it.
    fn median_head(&self, name: &str, unit: &str) -> String {
        let charts = &self.labels.charts;
        let template = if unit.is_empty() { charts.median_head_alone } else { charts.median_head };
        super::labels::fill(template, &[("name", name), ("unit", unit)])
    }

    /// A value with its bounds, as tables print it.
    fn cell(&self, median: &str, low: &str, high: &str) -> String {
        let values = [("median", median), ("low", low), ("high", high)];
        super::labels::fill(self.labels.charts.cell, &values)
    }

    /// Adds that only the areas with the highest chances are shown, and whether it is certain that these are the ones. A
    /// chance per area: that by which the areas are chosen.
    fn worst_note(&self, reading: String, chances: &[Probability]) -> String {
        let charts = &self.labels.charts;
        let shown = worst(&chances.iter().map(|chance| chance.p).collect::<Vec<_>>());
        let reading = self.note(reading, charts.worst_areas, shown.len(), chances.len());
        let rest = (0..chances.len()).filter(|index| !shown.contains(index));
        let most = rest.map(|index| chances[index].high).fold(f64::NEG_INFINITY, f64::max);
        match shown.iter().all(|index| chances[*index].low > most) {
            true => reading,
            false => format!("{reading} {}", charts.worst_areas_unclear),
        }
    }

    /// Adds what charts leave out to the words about them.
    fn note(&self, reading: String, template: &str, shown: usize, total: usize) -> String {
        if shown >= total {
            return reading;
        }
        let (shown, total) = (shown.to_string(), total.to_string());
        format!(
            "{reading} {}",
            super::labels::fill(template, &[("shown", &shown), ("total", &total)])
        )
    }
}

/// The indices of the highest scores, highest first, at most `MOST_AREAS`.
fn worst(scores: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    let score =
        |index: usize| if scores[index].is_nan() { f64::NEG_INFINITY } else { scores[index] };
    order.sort_by(|&one, &other| score(other).total_cmp(&score(one)));
    order.truncate(MOST_AREAS);
    order
}

/// Paints a figure on both sheets.
fn figure(
    words: Words,
    table: DataTable,
    paint: impl Fn(Sheet, Meaning<'_>) -> Result<String, ReportError>,
) -> Drawn {
    let on = |sheet: Sheet| {
        let id = format!("{}-{}", words.id, sheet.name());
        paint(sheet, Meaning { id: &id, title: &words.title, description: &words.description })
    };
    let (wide, narrow) = (on(Sheet::Wide)?, on(Sheet::Narrow)?);
    Ok(Some(Figure {
        id: words.id,
        title: words.title,
        reading: words.reading,
        description: words.description,
        wide,
        narrow,
        table,
    }))
}

/// All figures for which the view has data.
pub fn figures(view: &View) -> Result<Vec<Figure>, ReportError> {
    let context = Context::new(view);
    FIGURES.iter().filter_map(|figure| figure(&context).transpose()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_areas_come_first_and_unknown_ones_last() {
        assert_eq!(worst(&[0.1, f64::NAN, 0.9, 0.1]), [2, 0, 3, 1]);
        assert_eq!(worst(&[0.5; 60]).len(), MOST_AREAS);
    }
}
