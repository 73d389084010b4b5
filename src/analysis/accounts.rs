//! Budgets and what was spent of them, for whom a controller asks: each area, each team, all areas together, the
//! specialist budget, and all of it.

use serde::Serialize;

use super::Draws;
use crate::domain::SPECIALIST;
use crate::study::{BudgetRecord, BudgetTable};
use crate::units::Money;

/// Whose budget it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    Area,
    /// The areas of a team together.
    Team,
    /// All area budgets together.
    Areas,
    /// Rung 4, municipality-wide.
    Specialist,
    /// The area budgets and the specialist budget together.
    Total,
}

/// The budget of one holder in every draw and year.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub kind: AccountKind,
    /// Name of the area or team; empty for the others.
    pub name: String,
    /// Its areas; empty for the specialist budget.
    pub members: Vec<usize>,
    /// By draw, then year.
    pub years: Vec<Vec<Balance>>,
}

/// One year of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// After transfers between areas.
    pub budget: Money,
    pub spent: Money,
    pub transfer: Money,
}

impl Balance {
    /// Spending above the budget after transfers; negative is room.
    pub fn shortfall(&self) -> f64 {
        (self.spent - self.budget).to_f64()
    }

    /// The same above the budget before transfers.
    pub fn own_shortfall(&self) -> f64 {
        (self.spent - self.budget + self.transfer).to_f64()
    }
}

/// How the draws of a table depend on each other.
pub fn draws_of(table: &BudgetTable) -> Draws {
    Draws::new(table.draws.len(), &table.clusters, &table.batches)
}

/// All accounts of an alternative: areas, teams, all areas, specialists, all. Where no specialist budget is given
/// there is no account of it, and none of all.
pub fn accounts(table: &BudgetTable, alternative: usize) -> Vec<Account> {
    let header = &table.header;
    let records = &table.records[alternative];
    let mut list: Vec<Account> = Vec::new();
    let mut add = |kind, name: &str, members: Vec<usize>| {
        let years = records.iter().map(|record| years(table, record, kind, &members)).collect();
        list.push(Account { kind, name: name.to_owned(), members, years });
    };
    for (area, name) in header.areas.iter().enumerate() {
        add(AccountKind::Area, name, vec![area]);
    }
    for (team, members) in header.teams_of(alternative) {
        add(AccountKind::Team, &team, members);
    }
    let all: Vec<usize> = (0..header.areas.len()).collect();
    add(AccountKind::Areas, "", all.clone());
    let given = |record: &BudgetRecord| {
        record.years.iter().any(|year| year.specialist_budget > Money::ZERO)
    };
    if records.iter().any(given) {
        add(AccountKind::Specialist, "", Vec::new());
        add(AccountKind::Total, "", all);
    }
    list
}

fn years(
    table: &BudgetTable,
    record: &BudgetRecord,
    kind: AccountKind,
    members: &[usize],
) -> Vec<Balance> {
    let areas = table.header.areas.len();
    let year = |(year, rows): (usize, &[crate::study::AreaBudget])| {
        let mut balance = Balance::default();
        if kind != AccountKind::Specialist {
            for row in members.iter().map(|area| rows[*area]) {
                balance.budget += row.budget;
                balance.spent += row.spent;
                balance.transfer += row.transfer;
            }
        }
        if matches!(kind, AccountKind::Specialist | AccountKind::Total) {
            balance.budget += record.years[year].specialist_budget;
            balance.spent += record.years[year].net(SPECIALIST);
        }
        balance
    };
    record.areas.chunks_exact(areas).enumerate().map(year).collect()
}
