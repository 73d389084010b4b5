//! Layer 6. Takes numbers of households that are too small to be published out of a view, wherever in it they stand.
//!
//! A total of the municipality under [`FEWEST`] bounds the count of every area, so that suppressing areas would protect
//! nothing: it is withheld with what gives it away, the difference with a level that is printed, and what figures show of it.
//! "Less than ten" is printed in its place. Areas are suppressed where their table is made (`sections::areas`).
//!
//! It must not know how anything is printed. Chances, shares of a variance and money count no households and stay.

use super::disclosure::FEWEST;
use super::labels::{Labels, fill};
use super::view::{ChartData, Estimate, KeyCell, Measure, View};

/// Numbers of households that are also printed by area.
const COUNTS: [Measure; 2] = [Measure::Clients, Measure::QueueEnd];

/// Takes them out, and says so among the remarks.
pub fn withhold(view: &mut View) {
    if view.areas.exact {
        return;
    }
    let mut withheld = Vec::new();
    for measure in COUNTS {
        let few = one(view, measure);
        if few.contains(&true) {
            withheld.push(measure);
            if measure == Measure::QueueEnd {
                figures(&mut view.charts, &few);
            }
        }
    }
    if !withheld.is_empty() {
        let labels = Labels::of(view.lang);
        let names: Vec<&str> = withheld.iter().map(|measure| (labels.measure)(*measure)).collect();
        view.remarks.push(fill(labels.page.withheld, &[("list", &names.join("; "))]));
    }
}

/// What figures show of the queue: in those over time every number that is too small is drawn as zero.
fn figures(charts: &mut ChartData, few: &[bool]) {
    if let Some(chart) = &mut charts.waiting {
        chart.fewest = FEWEST;
        let lines = chart
            .series
            .iter_mut()
            .flat_map(|own| [&mut own.p5, &mut own.p25, &mut own.p50, &mut own.p75, &mut own.p95]);
        lines.flatten().filter(|value| **value < FEWEST).for_each(|value| *value = 0.0);
    }
    for (steps, _) in charts.more.flow.iter_mut().zip(few).filter(|(_, few)| **few) {
        steps.waiting = Estimate { mean: 0.0, p5: 0.0, p95: 0.0, se: None, bounds_se: [None; 2] };
        steps.few_waiting = true;
    }
}

/// Takes one measure out where it is too small; by alternative whether it was.
fn one(view: &mut View, measure: Measure) -> Vec<bool> {
    let reference = view.alternatives.iter().position(|known| known.is_reference);
    let Some(row) = view.key_table.iter_mut().find(|row| row.measure == measure) else {
        return Vec::new();
    };
    let is_few = |cell: &KeyCell| cell.level.is_some_and(|level| level.mean < FEWEST);
    let few: Vec<bool> = row.cells.iter().map(is_few).collect();
    // A level minus its difference is the level of the reference.
    let of_reference = reference.is_some_and(|index| few.get(index).copied().unwrap_or(false));
    for (cell, few) in row.cells.iter_mut().zip(&few) {
        if *few {
            *cell = KeyCell { few: true, ..KeyCell::default() };
        } else if of_reference {
            cell.difference = None;
        }
    }
    let stress = view.council.stress.results.iter_mut().flat_map(|result| &mut result.rows);
    for row in stress.filter(|row| row.measure == measure) {
        row.cells.iter_mut().zip(&few).filter(|(_, few)| **few).for_each(|(cell, _)| *cell = None);
    }
    few
}
