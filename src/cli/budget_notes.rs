//! What a reader must know before the figures of `wijkraming budget`: what is missing from a run, and what it cannot
//! tell.

use super::stored::StoredRun;
use crate::analysis::quantiles::draws_needed;
use crate::analysis::reserve::CERTAINTIES;
use crate::domain::{RUNGS, SPECIALIST};
use crate::study::{BudgetTable, YearMoney};
use crate::units::Money;

/// Notes of the chosen alternatives, in the order of importance.
pub fn notes(run: &StoredRun, table: &BudgetTable, chosen: &[usize]) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(draws(table.draws.len()));
    if run.manifest.central {
        notes.push(
            "this run has every quantity at its mean: the figures hold chance only, reserves are far too small"
                .to_owned(),
        );
    }
    if !table.monthly {
        notes.push(
            "this run was stored without months: no chances within the year, no uitputting, no prognose; run again with --monthly"
                .to_owned(),
        );
    }
    if table.header.reference().is_none() {
        notes.push(
            "this run has no reference alternative: no recouping, no absorption of cuts; taakveld budgets are divided as the alternative itself spends"
                .to_owned(),
        );
    }
    for place in chosen {
        let id = &table.header.alternatives[*place].id;
        notes.extend(zero_budgets(table, *place).map(|note| format!("{id}: {note}")));
        notes.extend(without_budget(table, *place).map(|note| format!("{id}: {note}")));
    }
    notes
}

fn draws(draws: usize) -> Option<String> {
    if draws == 1 {
        return Some(
            "one draw: no errors, no reserves that mean anything; take some hundreds".to_owned(),
        );
    }
    let short: Vec<String> = CERTAINTIES
        .iter()
        .filter(|level| draws < draws_needed(**level))
        .map(|level| format!("{:.0}% ({} draws)", 100.0 * level, draws_needed(*level)))
        .collect();
    (!short.is_empty()).then(|| {
        format!("{draws} draws are too few for an interval of the reserve at {}", short.join(", "))
    })
}

/// Areas without a budget in some draw and year.
fn zero_budgets(table: &BudgetTable, place: usize) -> Option<String> {
    let areas = table.header.areas.len();
    let none = |area: &usize| {
        let rows = |record: &crate::study::BudgetRecord| {
            record.areas.iter().skip(*area).step_by(areas).any(|row| row.budget == Money::ZERO)
        };
        table.records[place].iter().any(rows)
    };
    let names: Vec<&str> =
        (0..areas).filter(none).map(|area| table.header.areas[area].as_str()).collect();
    (!names.is_empty()).then(|| {
        format!(
            "no budget in some year: {}; all spending there is overrun, and uitputting does not exist",
            names.join(", ")
        )
    })
}

/// Rungs that cost money and have neither the area budgets nor the specialist budget.
fn without_budget(table: &BudgetTable, place: usize) -> Option<String> {
    let years = || table.records[place].iter().flat_map(|record| &record.years);
    let specialist = years().any(|year| year.specialist_budget > Money::ZERO);
    let uncovered = |rung: &usize| {
        let costs = |year: &YearMoney| !year.covers[*rung] && year.net(*rung) > Money::ZERO;
        !(*rung == SPECIALIST && specialist) && years().any(costs)
    };
    let rungs: Vec<String> = (0..RUNGS).filter(uncovered).map(|rung| rung.to_string()).collect();
    (!rungs.is_empty()).then(|| {
        format!(
            "no budget is given for rung {}: its cost is in no overrun and no reserve",
            rungs.join(", ")
        )
    })
}
