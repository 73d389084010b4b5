//! Budget, actual and their difference per taakveld and year, as `wijkraming budget` has them.

use crate::analysis::taakvelden::{self, Mark, TaakveldLine, TaakveldYear};
use crate::report::build::{estimate, probability};
use crate::report::view::{TaakveldCell, TaakveldKind, TaakveldRow, TaakveldTable};
use crate::study::BudgetTable;
use crate::units::MONTHS;

/// Per alternative.
pub fn taakvelden(table: &BudgetTable) -> Vec<TaakveldTable> {
    let alternatives = 0..table.header.alternatives.len();
    alternatives.map(|index| of(&taakvelden::taakvelden(table, index, MONTHS))).collect()
}

/// The rows of all years, in the order in which the first year that has one has it.
fn of(years: &[TaakveldYear]) -> TaakveldTable {
    let mut names: Vec<(TaakveldKind, String, String)> = Vec::new();
    for line in years.iter().flat_map(|year| &year.lines) {
        let name = (kind(line), line.code.clone(), line.name.clone());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    // Taakvelden first, and then what is made of them, whichever year began with it.
    names.sort_by_key(|(kind, ..)| *kind as usize);
    let row = |(kind_, code, name): (TaakveldKind, String, String)| {
        let cell = |year: &TaakveldYear| {
            let own = |line: &&TaakveldLine| kind(line) == kind_ && line.code == code;
            year.lines.iter().find(own).map(cell)
        };
        TaakveldRow { cells: years.iter().map(cell).collect(), kind: kind_, code, name }
    };
    let rows = names.into_iter().map(row).collect();
    TaakveldTable { years: years.iter().map(|year| year.year).collect(), rows }
}

fn kind(line: &TaakveldLine) -> TaakveldKind {
    match line.row {
        taakvelden::TaakveldRow::Taakveld => TaakveldKind::Taakveld,
        taakvelden::TaakveldRow::Settlement => TaakveldKind::Settlement,
        taakvelden::TaakveldRow::Total => TaakveldKind::Total,
        taakvelden::TaakveldRow::Reserve => TaakveldKind::Reserve,
        taakvelden::TaakveldRow::Result => TaakveldKind::Result,
    }
}

fn cell(line: &TaakveldLine) -> TaakveldCell {
    TaakveldCell {
        budget: line.budget,
        actual: estimate(line.actual),
        difference: line.difference.map(estimate),
        nadeel: line.mark.map(|mark| mark == Mark::N),
        chance: line.nadeel.map(probability),
    }
}
