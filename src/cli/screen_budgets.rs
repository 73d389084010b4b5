//! Reserve, burdens and cuts in the summary of a run; `wijkraming budget` has the rest.

use super::budget_cells::{chance, mean, percentages, sized};
use super::columns::{Row, columns};
use crate::analysis::absorption::business_case;
use crate::analysis::accounts::{AccountKind, accounts, draws_of};
use crate::analysis::bearing::{BearingKind, BearingLine, bearing};
use crate::analysis::budget_figures::pool;
use crate::analysis::reserve::{Period, USUAL, periods};
use crate::stats::Bootstrap;
use crate::study::BudgetTable;

/// Resamples for the errors: fewer than `wijkraming budget` takes.
const BOOTSTRAP: Bootstrap = Bootstrap { seed: 1, resamples: 200 };

pub fn text(table: &BudgetTable) -> String {
    format!("{}{}{}", reserves(table), burdens(table), cuts(table))
}

fn ids(table: &BudgetTable) -> impl Iterator<Item = (usize, String)> {
    table.header.alternatives.iter().map(|known| known.id.clone()).enumerate()
}

fn reserves(table: &BudgetTable) -> String {
    let periods = periods(table.header.start_year, table.header.years);
    let draws = draws_of(table);
    let row = |(place, id): (usize, String)| {
        let accounts = accounts(table, place);
        let all = pool(&draws, &accounts, AccountKind::Areas, &periods, &BOOTSTRAP);
        let run = all.into_iter().find(|known| known.period == Period::Run)?;
        let level = run.levels[USUAL];
        Some((id, [level.pooled, level.separate, level.gain].iter().map(sized).collect()))
    };
    let rows: Vec<Row> = ids(table).filter_map(row).collect();
    let heads = ["one for all areas", "areas apart, added up", "gain of verevening"];
    format!(
        "\nreserve for the area budgets that lasts the run with 90% certainty, x 1,000 euro\n{}",
        columns(heads.map(str::to_owned).to_vec(), &rows)
    )
}

/// The parties that bear something, over the run.
fn burdens(table: &BudgetTable) -> String {
    let lists: Vec<Vec<BearingLine>> = ids(table).map(|(place, _)| bearing(table, place)).collect();
    let mut parties: Vec<BearingKind> = Vec::new();
    for line in lists.iter().flatten() {
        let is_party = matches!(
            line.kind,
            BearingKind::Municipality
                | BearingKind::Households
                | BearingKind::Consortium
                | BearingKind::Providers
                | BearingKind::Other(_)
        );
        let matters = line.run.p5 != 0.0 || line.run.p95 != 0.0;
        if is_party && matters && !parties.contains(&line.kind) {
            parties.push(line.kind.clone());
        }
    }
    parties.push(BearingKind::Delivered);
    let row = |(place, id): (usize, String)| {
        let cell = |party: &BearingKind| {
            let line = lists[place].iter().find(|line| line.kind == *party);
            line.map_or("-".to_owned(), |line| mean(&line.run))
        };
        (id, parties.iter().map(cell).collect())
    };
    let rows: Vec<Row> = ids(table).map(row).collect();
    let heads = parties.iter().map(|party| party.key().to_owned()).collect();
    format!("\nwho bears what over the run, x 1,000 euro (mean)\n{}", columns(heads, &rows))
}

fn cuts(table: &BudgetTable) -> String {
    let row = |(place, id): (usize, String)| {
        let case = business_case(table, place)?;
        let absorbed = case.years.last()?.cumulative_absorbed;
        let cells = vec![
            case.recouped.map_or("-".to_owned(), |known| chance(&known)),
            absorbed.map_or("-".to_owned(), |known| percentages(&known)),
        ];
        Some((id, cells))
    };
    let rows: Vec<Row> = ids(table).filter_map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    let heads = ["recouped from its budget in 3 years", "part of the cuts absorbed, %"];
    format!(
        "\nthe municipality against the nulalternatief (undiscounted)\n{}",
        columns(heads.map(str::to_owned).to_vec(), &rows)
    )
}
