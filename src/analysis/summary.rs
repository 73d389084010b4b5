//! The lines of `summary.csv`.

use super::{Draws, Estimate, headlines};
use crate::study::SampleTable;

/// One figure of one alternative, for one area or for all together.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryLine {
    /// Index among the alternatives of the run.
    pub alternative: usize,
    /// Index of the area; none for all areas together.
    pub area: Option<usize>,
    pub column: String,
    pub estimate: Estimate,
}

/// Every column of the results table summed over the years, per alternative and area and in total; then the
/// headline figures. Differences with the reference end in `_vs_reference`.
pub fn summary(table: &SampleTable) -> Vec<SummaryLine> {
    let draws = Draws::of(table);
    let columns = &table.columns;
    let areas = table.header.areas.len();
    let mut lines = Vec::new();
    for (alternative, outcomes) in table.outcomes.iter().enumerate() {
        for area in 0..=areas {
            for (number, column) in columns.iter().enumerate() {
                let place = area * columns.len() + number;
                let values: Vec<f64> = outcomes.iter().map(|o| o.totals[place]).collect();
                let area = (area < areas).then_some(area);
                lines.extend(draws.estimate(&values).map(|estimate| SummaryLine {
                    alternative,
                    area,
                    column: column.clone(),
                    estimate,
                }));
            }
        }
    }
    for headline in headlines(table) {
        let (alternative, key) = (headline.alternative, headline.measure.key());
        let line = |column: String, estimate: Estimate| SummaryLine {
            alternative,
            area: None,
            column,
            estimate,
        };
        lines.extend(
            headline
                .level
                .filter(|_| !columns.iter().any(|column| column == key))
                .map(|estimate| line(key.to_owned(), estimate)),
        );
        lines.extend(
            headline
                .difference
                .map(|difference| line(format!("{key}_vs_reference"), difference.estimate)),
        );
    }
    lines
}
