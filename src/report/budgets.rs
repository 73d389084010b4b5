//! Fills the part of a view about burdens, reserves and cuts. Chooses what is shown; computes nothing.

use super::build::{estimate, probability};
use super::view::{BearingPart, BearingRow, Budgets, Precise, ReserveCell, ReserveRow};
use crate::analysis::absorption::{BusinessCase, business_case};
use crate::analysis::accounts::{AccountKind, accounts, draws_of};
use crate::analysis::bearing::{BearingKind, BearingLine, bearing};
use crate::analysis::budget_figures::pool;
use crate::analysis::reserve::{CERTAINTIES, Period, Pooling, Resampled, periods};
use crate::stats::Bootstrap;
use crate::study::BudgetTable;

/// How the errors of reserves are made: as `wijkraming budget` makes them, with fewer resamples.
const BOOTSTRAP: Bootstrap = Bootstrap { seed: 1, resamples: 200 };

pub fn budgets(table: &BudgetTable) -> Budgets {
    let alternatives = 0..table.header.alternatives.len();
    let cases: Vec<Option<BusinessCase>> =
        alternatives.clone().map(|index| business_case(table, index)).collect();
    let last = |case: &BusinessCase| Some(estimate(case.years.last()?.cumulative_absorbed?));
    Budgets {
        bearing: burdens(
            &alternatives.clone().map(|index| bearing(table, index)).collect::<Vec<_>>(),
        ),
        reserve: reserves(&alternatives.map(|index| of_run(table, index)).collect::<Vec<_>>()),
        recouped: cases.iter().map(|case| case.as_ref()?.recouped.map(probability)).collect(),
        absorbed: cases.iter().map(|case| last(case.as_ref()?)).collect(),
    }
}

/// The lines that are shown; all parties together are what was delivered.
fn burdens(lists: &[Vec<BearingLine>]) -> Vec<BearingRow> {
    let mut kinds: Vec<BearingKind> = Vec::new();
    for line in lists.iter().flatten() {
        if !kinds.contains(&line.kind) {
            kinds.push(line.kind.clone());
        }
    }
    // Payers that only some alternatives have came behind the sum.
    kinds.sort_by_key(|kind| *kind == BearingKind::Delivered);
    let row = |kind: &BearingKind| {
        let of = |lines: &Vec<BearingLine>| {
            lines.iter().find(|line| line.kind == *kind).map(|line| estimate(line.run))
        };
        let cells: Vec<_> = lists.iter().map(of).collect();
        let matters = cells.iter().flatten().any(|known| known.p5 != 0.0 || known.p95 != 0.0);
        Some(BearingRow { part: part(kind)?, cells }).filter(|_| matters)
    };
    kinds.iter().filter_map(row).collect()
}

fn part(kind: &BearingKind) -> Option<BearingPart> {
    Some(match kind {
        BearingKind::AreaBudgets => BearingPart::AreaBudgets,
        BearingKind::Reserve => BearingPart::Reserve,
        BearingKind::GeneralFunds => BearingPart::GeneralFunds,
        BearingKind::OutsideAreaBudgets => BearingPart::OutsideAreaBudgets,
        BearingKind::Municipality
        | BearingKind::Households
        | BearingKind::Consortium
        | BearingKind::Providers
        | BearingKind::Other(_) => BearingPart::Party(kind.key().to_owned()),
        BearingKind::Delivered => BearingPart::Delivered,
        BearingKind::AllParties
        | BearingKind::Care
        | BearingKind::Administration
        | BearingKind::Teams => return None,
    })
}

/// Areas on their own against all of them, over the whole run.
fn of_run(table: &BudgetTable, alternative: usize) -> Option<Pooling> {
    let periods = periods(table.header.start_year, table.header.years);
    let accounts = accounts(table, alternative);
    let all = pool(&draws_of(table), &accounts, AccountKind::Areas, &periods, &BOOTSTRAP);
    all.into_iter().find(|known| known.period == Period::Run)
}

fn reserves(poolings: &[Option<Pooling>]) -> Vec<ReserveRow> {
    let row = |(place, certainty): (usize, &f64)| {
        let cell = |known: &Option<Pooling>| {
            let level = known.as_ref()?.levels[place];
            Some(ReserveCell {
                pooled: precise(level.pooled),
                separate: precise(level.separate),
                gain: precise(level.gain),
            })
        };
        let cells: Option<Vec<ReserveCell>> = poolings.iter().map(cell).collect();
        Some(ReserveRow { certainty: *certainty, cells: cells? })
    };
    CERTAINTIES.iter().enumerate().filter_map(row).collect()
}

fn precise(from: Resampled) -> Precise {
    Precise { value: from.value, se: from.standard_error, range: from.low.zip(from.high) }
}
