//! Budgets and reserves of tables made by hand or from known distributions.

mod distributions;
mod symmetry;
mod worked;

use super::accounts::{Account, AccountKind, accounts};
use crate::domain::{DOMAINS, MUNICIPALITY, RUNGS};
use crate::random::{Generator, Purpose, Site};
use crate::study::{
    AlternativeName, AreaBudget, BudgetRecord, BudgetTable, CostShares, FixedTerms, Header, Layout,
    MonthBudget, Post, YearMoney,
};
use crate::units::Money;

fn euro(amount: f64) -> Money {
    Money::from_f64(amount)
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * (1.0 + expected.abs()), "{found}, not {expected}");
}

/// A nulalternatief and a plan, with these areas; every area has a team of its own.
fn header(areas: usize, years: usize) -> Header {
    let name = |id: &str, reference| AlternativeName {
        id: id.to_owned(),
        title: id.to_uppercase(),
        reference,
    };
    let names: Vec<String> = (0..areas).map(|area| format!("area {area}")).collect();
    Header {
        alternatives: vec![name("nul", true), name("plan", false)],
        teams: vec![names.clone(); 2],
        areas: names,
        households: 100,
        effects: vec![],
        start_year: 2015,
        years,
        optimism: None,
    }
}

fn table(areas: usize, years: usize) -> BudgetTable {
    let mut table = BudgetTable::new(header(areas, years), Layout::default(), false);
    let payer = |name: &str| Post { payer: name.to_owned(), taakveld: None };
    for terms in &mut table.terms {
        *terms = FixedTerms { posts: vec![payer(MUNICIPALITY), payer("welzijn")], ..terms.clone() };
    }
    table
}

/// A record in which areas spend these amounts above budgets of 1000, by year and area, and nothing else happens.
fn record(shortfalls: &[Vec<f64>]) -> BudgetRecord {
    let row = |shortfall: &f64| AreaBudget {
        budget: euro(1000.0),
        spent: euro(1000.0 + shortfall),
        transfer: Money::ZERO,
    };
    BudgetRecord {
        areas: shortfalls.iter().flatten().map(row).collect(),
        years: vec![
            YearMoney { posts: vec![Money::ZERO; 2], ..YearMoney::default() };
            shortfalls.len()
        ],
        months: Vec::new(),
        opening_reserve: Money::ZERO,
        available_reserve: None,
        cost_shares: vec![CostShares([[[0.0; DOMAINS]; 2]; RUNGS])],
    }
}

/// Adds a draw of both alternatives.
fn add(table: &mut BudgetTable, nul: BudgetRecord, plan: BudgetRecord) {
    table.draws.push(table.draws.len() as u64);
    table.records[0].push(nul);
    table.records[1].push(plan);
}

fn find(accounts: &[Account], kind: AccountKind) -> &Account {
    accounts.iter().find(|account| account.kind == kind).expect("the account")
}

/// A uniform number for a draw and a place.
fn uniform(draw: u64, place: u32) -> f64 {
    let mut generator = Generator::new(2015, draw);
    generator.block(Site { area_key: 9, household: place }, Purpose::Design, 0, 0).uniform(0)
}
