//! Who bears what under each financing model (section 5 of the model page).
//!
//! What the parties bear adds up exactly to the cost of what was delivered: hours used at their tariff, administration
//! and teams. What a consortium or a provider keeps is a negative burden. The municipality's part is split by where the
//! money comes from; general funds are whatever the area budgets and the reserve do not pay, negative where an unused
//! budget stays with the municipality.

use serde::Serialize;

use super::Estimate;
use super::accounts::draws_of;
use crate::domain::{CONSORTIUM, HOUSEHOLD, MUNICIPALITY, PROVIDERS, RUNGS};
use crate::study::{BudgetRecord, BudgetTable, FixedTerms};
use crate::units::Money;

/// What a line of the table is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "line", content = "who")]
pub enum BearingKind {
    /// Area budgets made available.
    AreaBudgets,
    /// Drawn from the reserve; negative is refilled.
    Reserve,
    GeneralFunds,
    /// What area budgets do not cover: the specialist provisions.
    OutsideAreaBudgets,
    /// The four above together.
    Municipality,
    Households,
    Consortium,
    Providers,
    /// Payer of a part of the team's cost.
    Other(String),
    /// All parties together, equal to `Delivered`.
    AllParties,
    /// Hours used at their tariff.
    Care,
    Administration,
    Teams,
    /// The three above together.
    Delivered,
}

impl BearingKind {
    /// The name in tables.
    pub fn key(&self) -> &str {
        match self {
            Self::AreaBudgets => "area_budgets",
            Self::Reserve => "reserve",
            Self::GeneralFunds => "general_funds",
            Self::OutsideAreaBudgets => "outside_area_budgets",
            Self::Municipality => MUNICIPALITY,
            Self::Households => HOUSEHOLD,
            Self::Consortium => CONSORTIUM,
            Self::Providers => PROVIDERS,
            Self::Other(payer) => payer,
            Self::AllParties => "all_parties",
            Self::Care => "care",
            Self::Administration => "administration",
            Self::Teams => "teams",
            Self::Delivered => "delivered",
        }
    }
}

/// One line: euro by year and over the run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BearingLine {
    #[serde(flatten)]
    pub kind: BearingKind,
    pub years: Vec<Estimate>,
    pub run: Estimate,
}

/// The amounts of one draw and year, in the order of printing.
pub fn bearing_of(
    record: &BudgetRecord,
    terms: &FixedTerms,
    year: usize,
    areas: usize,
) -> Vec<(BearingKind, Money)> {
    use BearingKind as Kind;
    let money = &record.years[year];
    let rows = &record.areas[year * areas..(year + 1) * areas];
    let budget: Money = rows.iter().map(|row| row.budget).sum();
    let spent: Money = rows.iter().map(|row| row.spent).sum();
    let sum = |amounts: &[Money; RUNGS]| amounts.iter().copied().sum::<Money>();
    let outside: Money =
        (0..RUNGS).filter(|rung| !money.covers[*rung]).map(|rung| money.net(rung)).sum();
    let general_funds = spent + money.consortium_result - budget - money.reserve_used;
    let municipality = budget + money.reserve_used + general_funds + outside;
    let households = sum(&money.eigen_bijdrage);
    let (consortium, providers) = (-money.consortium_result, -money.provider_margin);
    let others = other_payers(terms).into_iter().map(|payer| {
        let posts = terms.posts.iter().zip(&money.posts);
        let own = posts.filter(|(post, _)| post.payer == payer);
        let amount: Money = own.map(|(_, amount)| *amount).sum();
        (Kind::Other(payer), amount)
    });
    let mut lines = vec![
        (Kind::AreaBudgets, budget),
        (Kind::Reserve, money.reserve_used),
        (Kind::GeneralFunds, general_funds),
        (Kind::OutsideAreaBudgets, outside),
        (Kind::Municipality, municipality),
        (Kind::Households, households),
        (Kind::Consortium, consortium),
        (Kind::Providers, providers),
    ];
    lines.extend(others);
    let parties: Money = lines[4..].iter().map(|(_, amount)| *amount).sum();
    let care = sum(&money.gross) - money.provider_margin;
    let administration = sum(&money.admin_cost);
    let teams: Money = money.posts.iter().copied().sum();
    lines.extend([
        (Kind::AllParties, parties),
        (Kind::Care, care),
        (Kind::Administration, administration),
        (Kind::Teams, teams),
        (Kind::Delivered, care + administration + teams),
    ]);
    lines
}

/// Payers of the team's cost other than the municipality, each once.
fn other_payers(terms: &FixedTerms) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for post in terms.posts.iter().filter(|post| post.payer != MUNICIPALITY) {
        if !names.contains(&post.payer) {
            names.push(post.payer.clone());
        }
    }
    names
}

/// The table of one alternative; nothing without draws.
pub fn bearing(table: &BudgetTable, alternative: usize) -> Vec<BearingLine> {
    let (draws, terms) = (draws_of(table), &table.terms[alternative]);
    let records = &table.records[alternative];
    let (years, areas) = (table.header.years, table.header.areas.len());
    // By draw, year and line.
    let amounts: Vec<Vec<Vec<(BearingKind, Money)>>> = records
        .iter()
        .map(|record| (0..years).map(|year| bearing_of(record, terms, year, areas)).collect())
        .collect();
    let Some(kinds) = amounts.first().and_then(|draw| draw.first()) else { return Vec::new() };
    let line = |(place, (kind, _)): (usize, &(BearingKind, Money))| {
        let of_year = |year: usize| {
            let values = amounts.iter().map(|draw| draw[year][place].1.to_f64());
            draws.estimate(&values.collect::<Vec<f64>>())
        };
        let total = |draw: &Vec<Vec<(BearingKind, Money)>>| {
            draw.iter().map(|year| year[place].1).sum::<Money>().to_f64()
        };
        Some(BearingLine {
            kind: kind.clone(),
            years: (0..years).filter_map(of_year).collect(),
            run: draws.estimate(&amounts.iter().map(total).collect::<Vec<f64>>())?,
        })
    };
    kinds.iter().enumerate().filter_map(line).collect()
}
