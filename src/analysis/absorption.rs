//! Whether a project earns itself back from the municipality's budget, undiscounted, and how much of the national cuts
//! it absorbs: the business case that Groningen asked for.
//!
//! Saving = municipal cost of the nulalternatief minus that of the project, draw by draw. Cut of a year = what the
//! budgets would be at the level of the first year minus what they are, for the area budgets and the specialist budget
//! together.

use serde::Serialize;

use super::accounts::draws_of;
use super::{Chance, Difference, Draws, Estimate};
use crate::study::{BudgetRecord, BudgetTable};
use crate::units::Money;

/// Years within which the notes of 2013 want the project to earn itself back.
pub const RECOUP_YEARS: usize = 3;

/// One alternative against the nulalternatief.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BusinessCase {
    pub years: Vec<BusinessYear>,
    /// The chance that the project cost at most as much as the nulalternatief at the end of the third year; none in a
    /// shorter run.
    pub recouped: Option<Chance>,
}

/// The end of one year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BusinessYear {
    pub year: i32,
    /// Of this year, euro.
    pub saving: Estimate,
    /// Since the start, euro.
    pub cumulative_saving: Difference,
    /// The chance that the cumulative saving is not negative.
    pub recouped: Chance,
    /// Mean over the draws, euro.
    pub cut: f64,
    pub cumulative_cut: f64,
    /// Saving over cut, of this year; none where some draw has no cut.
    pub absorbed: Option<Estimate>,
    /// The same since the start.
    pub cumulative_absorbed: Option<Estimate>,
    /// The chance that the cuts so far are absorbed in full.
    pub fully_absorbed: Option<Chance>,
}

/// Of an alternative against the reference; none for the reference itself, and where the run has none.
pub fn business_case(table: &BudgetTable, alternative: usize) -> Option<BusinessCase> {
    let reference = table.header.reference().filter(|reference| *reference != alternative)?;
    let (draws, years) = (draws_of(table), table.header.years);
    let savings = pairwise(&costs(table, reference), &costs(table, alternative));
    let areas = table.header.areas.len();
    let cuts: Vec<Vec<Money>> =
        table.records[alternative].iter().map(|record| cuts(record, areas)).collect();
    let cumulative = |lines: &[Vec<Money>]| lines.iter().map(|line| running(line)).collect();
    let (saved, cut): (Vec<Vec<Money>>, Vec<Vec<Money>>) =
        (cumulative(&savings), cumulative(&cuts));
    let at = |lines: &[Vec<Money>], year: usize| -> Vec<f64> {
        lines.iter().map(|line| line[year].to_f64()).collect()
    };
    let of_year = |year: usize| {
        let absorbed = ratio(&at(&saved, year), &at(&cut, year));
        Some(BusinessYear {
            year: table.header.start_year + year as i32,
            saving: draws.estimate(&at(&savings, year))?,
            cumulative_saving: draws.difference(&at(&saved, year))?,
            recouped: share(&draws, &at(&saved, year), |saving| saving >= 0.0)?,
            cut: draws.estimate(&at(&cuts, year))?.mean,
            cumulative_cut: draws.estimate(&at(&cut, year))?.mean,
            absorbed: ratio(&at(&savings, year), &at(&cuts, year))
                .and_then(|ratios| draws.estimate(&ratios)),
            cumulative_absorbed: absorbed.as_deref().and_then(|ratios| draws.estimate(ratios)),
            fully_absorbed: absorbed
                .and_then(|ratios| share(&draws, &ratios, |ratio| ratio >= 1.0)),
        })
    };
    let years: Vec<BusinessYear> = (0..years).filter_map(of_year).collect();
    let recouped = years.get(RECOUP_YEARS - 1).map(|year| year.recouped);
    Some(BusinessCase { years, recouped })
}

/// Municipal cost by draw and year.
fn costs(table: &BudgetTable, alternative: usize) -> Vec<Vec<Money>> {
    let terms = &table.terms[alternative];
    let of = |record: &BudgetRecord| {
        record.years.iter().map(|year| year.municipal_cost(terms)).collect()
    };
    table.records[alternative].iter().map(of).collect()
}

fn pairwise(reference: &[Vec<Money>], project: &[Vec<Money>]) -> Vec<Vec<Money>> {
    let of = |(reference, project): (&Vec<Money>, &Vec<Money>)| {
        reference.iter().zip(project).map(|(one, other)| *one - *other).collect()
    };
    reference.iter().zip(project).map(of).collect()
}

/// By year.
fn cuts(record: &BudgetRecord, areas: usize) -> Vec<Money> {
    let budget = |year: usize| {
        let rows = &record.areas[year * areas..(year + 1) * areas];
        rows.iter().map(|row| row.budget).sum::<Money>() + record.years[year].specialist_budget
    };
    let level = budget(0);
    (0..record.years.len()).map(|year| level - budget(year)).collect()
}

/// Sums so far; whole millionths, so that what cancels out is exactly nothing.
fn running(line: &[Money]) -> Vec<Money> {
    let mut sum = Money::ZERO;
    let mut add = |value: &Money| {
        sum += *value;
        sum
    };
    line.iter().map(&mut add).collect()
}

/// A cut below this is no cut: budgets are rounded to a millionth of a euro per area.
const NO_CUT_EUR: f64 = 0.01;

fn ratio(savings: &[f64], cuts: &[f64]) -> Option<Vec<f64>> {
    let of = |(saving, cut): (&f64, &f64)| (*cut > NO_CUT_EUR).then(|| saving / cut);
    savings.iter().zip(cuts).map(of).collect()
}

fn share(draws: &Draws, values: &[f64], holds: impl Fn(f64) -> bool) -> Option<Chance> {
    let holds = values.iter().map(|value| f64::from(u8::from(holds(*value))));
    draws.chance(&holds.collect::<Vec<f64>>())
}
