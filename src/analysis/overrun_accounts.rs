//! How likely budgets are overrun, when, and by how much: per area, team and municipality, at the end of a year and
//! during it. An overrun is spending above the budget after transfers between areas.

use serde::Serialize;

use super::accounts::{Account, AccountKind, draws_of};
use super::{Chance, Draws, Estimate, Fan};
use crate::stats::summary;
use crate::study::{BudgetRecord, BudgetTable, Header, MonthBudget};
use crate::units::{MONTHS, Money};

/// The overruns of one account under one alternative.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccountOverrun {
    pub kind: AccountKind,
    pub name: String,
    pub years: Vec<YearOverrun>,
    pub first: FirstOverrun,
    /// Over the whole run; empty where ends of months were not stored, and for the specialist budget.
    pub months: Vec<MonthOverrun>,
}

/// The close of one year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearOverrun {
    pub year: i32,
    /// Mean over the draws, euro.
    pub budget: f64,
    pub chance: Chance,
    /// Euro above the budget; draws within it count as 0.
    pub size: Estimate,
    /// Over the draws with an overrun; none without such draws.
    pub given_overrun: Option<Conditional>,
}

/// A mean over those draws that meet a condition.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Conditional {
    pub mean: f64,
    /// None where one draw meets it.
    pub standard_error: Option<f64>,
    pub draws: usize,
}

/// In which year the budget is exceeded for the first time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FirstOverrun {
    /// Calendar years with the chance that they are the first; with `never` these add up to 1.
    pub years: Vec<(i32, Chance)>,
    pub never: Chance,
}

/// The end of one month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MonthOverrun {
    pub year: i32,
    /// 1 is January.
    pub month: u32,
    /// That the forecast of the year is above the budget.
    pub forecast: Chance,
    /// That what was spent of the year so far is.
    pub spent: Chance,
}

/// Of all accounts of an alternative.
pub fn account_overruns(
    table: &BudgetTable,
    alternative: usize,
    accounts: &[Account],
) -> Vec<AccountOverrun> {
    let draws = draws_of(table);
    let records = &table.records[alternative];
    let header = &table.header;
    let of = |account: &Account| {
        Some(AccountOverrun {
            kind: account.kind,
            name: account.name.clone(),
            years: year_overruns(&draws, account, header),
            first: first_overrun(&draws, account, header)?,
            months: months(&draws, table, records, account),
        })
    };
    accounts.iter().filter_map(of).collect()
}

fn year_overruns(draws: &Draws, account: &Account, header: &Header) -> Vec<YearOverrun> {
    let of = |year: usize| {
        let budgets: Vec<f64> =
            account.years.iter().map(|draw| draw[year].budget.to_f64()).collect();
        let shortfalls: Vec<f64> =
            account.years.iter().map(|draw| draw[year].shortfall()).collect();
        let sizes: Vec<f64> = shortfalls.iter().map(|value| value.max(0.0)).collect();
        Some(YearOverrun {
            year: header.start_year + year as i32,
            budget: summary::mean(&budgets)?,
            chance: share(draws, sizes.iter().map(|size| *size > 0.0))?,
            size: draws.estimate(&sizes)?,
            given_overrun: conditional(draws, &shortfalls),
        })
    };
    (0..header.years).filter_map(of).collect()
}

/// Mean of what is above 0, over the draws in which it is.
fn conditional(draws: &Draws, shortfalls: &[f64]) -> Option<Conditional> {
    let over: Vec<Option<f64>> =
        shortfalls.iter().map(|value| Some(*value).filter(|value| *value > 0.0)).collect();
    let (draws, values) = draws.present(&over);
    let known = draws.estimate(&values)?;
    Some(Conditional {
        mean: known.mean,
        standard_error: known.standard_error,
        draws: values.len(),
    })
}

fn first_overrun(draws: &Draws, account: &Account, header: &Header) -> Option<FirstOverrun> {
    let firsts: Vec<Option<usize>> = account
        .years
        .iter()
        .map(|draw| draw.iter().position(|year| year.spent > year.budget))
        .collect();
    let chance = |first: Option<usize>| share(draws, firsts.iter().map(|found| *found == first));
    let years =
        (0..header.years).filter_map(|y| Some((header.start_year + y as i32, chance(Some(y))?)));
    Some(FirstOverrun { years: years.collect(), never: chance(None)? })
}

/// The share of draws for which something holds.
fn share(draws: &Draws, holds: impl Iterator<Item = bool>) -> Option<Chance> {
    draws.chance(&holds.map(|holds| f64::from(u8::from(holds))).collect::<Vec<f64>>())
}

fn months(
    draws: &Draws,
    table: &BudgetTable,
    records: &[BudgetRecord],
    account: &Account,
) -> Vec<MonthOverrun> {
    let followed = !matches!(account.kind, AccountKind::Specialist | AccountKind::Total);
    if !table.monthly || !followed {
        return Vec::new();
    }
    let areas = table.header.areas.len();
    let sum = |record: &BudgetRecord, month: usize, amount: fn(&MonthBudget) -> Money| {
        let rows = &record.months[month * areas..(month + 1) * areas];
        account.members.iter().map(|area| amount(&rows[*area])).sum::<Money>()
    };
    let above = |month: usize, amount: fn(&MonthBudget) -> Money| {
        let over = |record| sum(record, month, amount) > sum(record, month, |row| row.budget);
        share(draws, records.iter().map(over))
    };
    let of = |month: usize| {
        Some(MonthOverrun {
            year: table.header.start_year + (month / MONTHS as usize) as i32,
            month: month as u32 % MONTHS + 1,
            forecast: above(month, |row| row.forecast)?,
            spent: above(month, |row| row.spent_to_date)?,
        })
    };
    (0..table.header.months()).filter_map(of).collect()
}

/// How a year's budget of an area is used up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UitputtingFan {
    pub area: String,
    pub year: i32,
    /// Spending so far over the budget so far, at the end of each month; none where an area has no budget in some draw.
    pub share: Option<Fan>,
}

/// Of one year (from 0) of an alternative, by area; nothing where ends of months were not stored.
pub fn uitputting_fans(table: &BudgetTable, alternative: usize, year: usize) -> Vec<UitputtingFan> {
    if !table.monthly {
        return Vec::new();
    }
    let areas = table.header.areas.len();
    let months = year * MONTHS as usize..(year + 1) * MONTHS as usize;
    let line = |record: &BudgetRecord, area: usize| -> Option<Vec<f64>> {
        let rows = months.clone().map(|month| record.months[month * areas + area]);
        rows.map(|row| {
            let budget = row.budget.to_f64();
            (budget != 0.0).then(|| row.spent_to_date.to_f64() / budget)
        })
        .collect()
    };
    let draws = draws_of(table);
    let of = |(area, name): (usize, &String)| {
        let lines: Option<Vec<Vec<f64>>> =
            table.records[alternative].iter().map(|record| line(record, area)).collect();
        UitputtingFan {
            area: name.clone(),
            year: table.header.start_year + year as i32,
            share: lines.map(|lines| draws.fan(&lines)),
        }
    };
    table.header.areas.iter().enumerate().map(of).collect()
}
