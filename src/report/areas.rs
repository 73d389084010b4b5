//! Layer 6. From the sample table to households by area.

use super::view::{AreaCounts, AreaMeasure, AreaTable, Precise};
use crate::analysis::Draws;
use crate::study::SampleTable;

/// Column of the results, and what it is divided by.
const COUNTS: [(AreaMeasure, &str, bool); 2] =
    [(AreaMeasure::Clients, "clients", true), (AreaMeasure::Waiting, "queue_end", false)];

/// Means over the draws with their errors; nothing where there are fewer than two areas.
pub fn areas(table: &SampleTable) -> AreaCounts {
    let areas = table.header.areas.clone();
    if areas.len() < 2 {
        return AreaCounts::default();
    }
    let draws = Draws::of(table);
    let tables = COUNTS.into_iter().filter_map(|what| of_one(table, &draws, what)).collect();
    AreaCounts { exact: false, areas, tables }
}

fn of_one(
    table: &SampleTable,
    draws: &Draws,
    (measure, column, per_year): (AreaMeasure, &str, bool),
) -> Option<AreaTable> {
    let place = table.columns.iter().position(|own| own == column)?;
    let divisor = if per_year { table.header.years as f64 } else { 1.0 };
    // After the areas come all of them together.
    let row = |area: usize| -> Option<Vec<Precise>> {
        let of = |outcomes: &Vec<crate::study::Outcome>| {
            let at = area * table.columns.len() + place;
            let values: Vec<f64> = outcomes.iter().map(|own| own.totals[at] / divisor).collect();
            let estimate = draws.estimate(&values)?;
            Some(Precise { value: estimate.mean, se: estimate.standard_error, range: None })
        };
        table.outcomes.iter().map(of).collect()
    };
    let count = table.header.areas.len();
    Some(AreaTable {
        measure,
        cells: (0..count).map(row).collect::<Option<_>>()?,
        total: row(count)?,
    })
}
