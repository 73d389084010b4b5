//! The budget table: what an analysis of budgets and reserves needs of every draw, in whole millionths of a euro so
//! that what parties pay adds up exactly.
//!
//! Per area and year there are budget and spending only, the rest is per year; the state at the end of every month is
//! kept on request. It must not know quantiles or chances, nor on which taakveld anything is booked.

use super::cost_shares::{CostShares, Positions, payment};
use super::model::Model;
use super::sample::Header;
use super::unit::Unit;
use crate::domain::{DOMAINS, MUNICIPALITY, RUNGS};
use crate::engine::{AreaYear, Parameters};
use crate::financing::{Financing, split};
use crate::payment::{PaymentModel, Scheme};
use crate::process::Level;
use crate::units::{MONTHS, Money};

/// What a scenario says of its budgets that the simulation does not use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BudgetTerms {
    /// Euro held against shortfalls, beside the reserve of `populatiebekostiging`.
    pub available_reserve: Option<f64>,
    pub taakvelden: TaakveldKeys,
}

/// Taakvelden that a scenario names itself, as codes of Iv3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaakveldKeys {
    pub rungs: [Option<String>; RUNGS],
    pub domains: [[Option<String>; DOMAINS]; RUNGS],
    /// By item of the team's cost.
    pub items: Vec<Option<String>>,
}

/// Who holds the budget in an alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Gemeente,
    Wijkbudget,
    Populatiebekostiging,
}

/// What an alternative has in common over the draws.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedTerms {
    pub holder: Holder,
    /// Rungs that the area budgets pay.
    pub covers: [bool; RUNGS],
    /// Payer of each item of the team's cost.
    pub payers: Vec<String>,
    pub taakvelden: TaakveldKeys,
}

/// One area in one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AreaBudget {
    /// After transfers.
    pub budget: Money,
    pub spent: Money,
    /// Received from other areas; negative is given.
    pub transfer: Money,
}

/// All areas together in one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearMoney {
    /// Paid to providers, by rung.
    pub gross: [Money; RUNGS],
    pub admin_cost: [Money; RUNGS],
    /// Exact for what area budgets cover and for the rest; by rung in proportion to `gross` within these.
    pub eigen_bijdrage: [Money; RUNGS],
    /// Cost of the team by item, whoever pays it.
    pub items: Vec<Money>,
    pub provider_margin: Money,
    pub reserve_used: Money,
    pub general_funds: Money,
    pub consortium_result: Money,
    /// Budget for rung 4, after cuts.
    pub specialist_budget: Money,
}

/// One area at the end of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthBudget {
    pub budget: Money,
    pub spent_to_date: Money,
    pub forecast: Money,
}

/// One alternative in one draw.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetRecord {
    /// By year, then area.
    pub areas: Vec<AreaBudget>,
    pub years: Vec<YearMoney>,
    /// By month, then area; empty where they are not kept.
    pub months: Vec<MonthBudget>,
    /// Opening balance of the reserve of `populatiebekostiging`.
    pub opening_reserve: Money,
    pub available_reserve: Option<Money>,
    pub cost_shares: CostShares,
}

/// All draws of a run.
#[derive(Clone, Debug)]
pub struct BudgetTable {
    pub header: Header,
    /// By alternative; none before its first unit.
    pub terms: Vec<Option<FixedTerms>>,
    pub draws: Vec<u64>,
    /// By alternative, then draw.
    pub records: Vec<Vec<BudgetRecord>>,
    /// Whether the ends of months are kept.
    pub monthly: bool,
    positions: Positions,
}

impl BudgetTable {
    /// `monthly`: whether to keep the ends of months; the units must have them then.
    pub fn new(header: Header, monthly: bool) -> Self {
        let alternatives = header.alternatives.len();
        Self {
            header,
            terms: vec![None; alternatives],
            draws: Vec::new(),
            records: vec![Vec::new(); alternatives],
            monthly,
            positions: Positions::default(),
        }
    }

    /// Adds a unit; `place` is its place among the alternatives of the run, `sample` the quantities of its draw.
    /// Units of one alternative come in the order of the draws.
    pub fn accept(&mut self, model: &dyn Model, place: usize, unit: &Unit, sample: &[f64]) {
        let parameters = model.parameters(unit.alternative, sample);
        let terms = model.budget_terms(unit.alternative, sample);
        if self.draws.last() != Some(&unit.draw) {
            self.draws.push(unit.draw);
        }
        let record = self.record(unit, &parameters, terms.available_reserve);
        self.records[place].push(record);
        self.terms[place].get_or_insert_with(|| fixed_terms(&parameters, terms.taakvelden));
    }

    fn record(
        &mut self,
        unit: &Unit,
        parameters: &Parameters,
        available_reserve: Option<f64>,
    ) -> BudgetRecord {
        let years = &unit.realisation.years;
        let areas = self.header.areas.len();
        let area = |row: &AreaYear| AreaBudget {
            budget: row.budget,
            spent: row.spent,
            transfer: row.transfer,
        };
        let months = unit.realisation.months.iter().filter(|_| self.monthly);
        let historic: f64 =
            parameters.population.areas.iter().map(|area| area.historic_budget).sum();
        BudgetRecord {
            areas: years.iter().map(area).collect(),
            years: years
                .chunks_exact(areas)
                .enumerate()
                .map(|(year, rows)| year_money(parameters, year, rows))
                .collect(),
            months: months
                .map(|month| MonthBudget {
                    budget: month.budget,
                    spent_to_date: month.spent_to_date,
                    forecast: month.forecast,
                })
                .collect(),
            opening_reserve: parameters
                .financing
                .holder()
                .opening_reserve(Money::from_f64(historic)),
            available_reserve: available_reserve.map(Money::from_f64),
            cost_shares: CostShares::new(parameters, &mut self.positions),
        }
    }
}

fn fixed_terms(parameters: &Parameters, taakvelden: TaakveldKeys) -> FixedTerms {
    FixedTerms {
        holder: match parameters.financing {
            Financing::Gemeente(_) => Holder::Gemeente,
            Financing::Wijkbudget(_) => Holder::Wijkbudget,
            Financing::Populatiebekostiging(_) => Holder::Populatiebekostiging,
        },
        covers: parameters.budget.covers_rungs,
        payers: parameters.process.team.costs.iter().map(|item| item.payer.clone()).collect(),
        taakvelden,
    }
}

fn year_money(parameters: &Parameters, year: usize, rows: &[AreaYear]) -> YearMoney {
    let sum = |amount: &dyn Fn(&AreaYear) -> Money| rows.iter().map(amount).sum::<Money>();
    let gross: [Money; RUNGS] = std::array::from_fn(|rung| sum(&|row| row.gross[rung]));
    let admin_cost = admin_by_rung(parameters, rows);
    YearMoney {
        gross,
        admin_cost,
        eigen_bijdrage: eigen_bijdrage_by_rung(parameters, rows, &gross, &admin_cost),
        items: items(parameters, year as i32),
        provider_margin: sum(&|row| row.provider_margin),
        reserve_used: sum(&|row| row.reserve_used),
        general_funds: sum(&|row| row.general_funds),
        consortium_result: sum(&|row| row.consortium_result),
        specialist_budget: Money::from_f64(
            parameters.budget.specialist * parameters.budget.remaining(year),
        ),
    }
}

/// The administration of each household-month on rungs 3 and 4, as the engine rounds it.
fn admin_by_rung(parameters: &Parameters, rows: &[AreaYear]) -> [Money; RUNGS] {
    std::array::from_fn(|rung| {
        let per_month = payment(parameters, rung).map_or(0.0, admin_cost);
        let months: i64 = rows.iter().map(|row| row.supported[rung]).sum();
        Money::from_f64(per_month) * months
    })
}

fn admin_cost(payment: &PaymentModel) -> f64 {
    match &payment.scheme {
        Scheme::Trekkingsrecht(model) => model.admin_cost,
        Scheme::Prestatiebekostiging(_) | Scheme::Resultaatbekostiging(_) => 0.0,
    }
}

/// `spent` tells how much of the eigen bijdragen belongs to what area budgets cover.
fn eigen_bijdrage_by_rung(
    parameters: &Parameters,
    rows: &[AreaYear],
    gross: &[Money; RUNGS],
    admin_cost: &[Money; RUNGS],
) -> [Money; RUNGS] {
    let sum = |amount: fn(&AreaYear) -> Money| rows.iter().map(amount).sum::<Money>();
    let covers = &parameters.budget.covers_rungs;
    let covered_cost: Money =
        (0..RUNGS).filter(|rung| covers[*rung]).map(|rung| gross[rung] + admin_cost[rung]).sum();
    let covered = covered_cost + sum(|row| row.team_cost) - sum(|row| row.spent);
    let other = sum(|row| row.eigen_bijdrage) - covered;
    let part = |total: Money, of_covered: bool| {
        let weight = |rung: usize| {
            let pays = parameters.process.provisions[rung].eigen_bijdrage;
            if pays && covers[rung] == of_covered { gross[rung].to_f64() } else { 0.0 }
        };
        let weights: Vec<f64> = (0..RUNGS).map(weight).collect();
        if total == Money::ZERO { vec![Money::ZERO; RUNGS] } else { split(total, &weights) }
    };
    let (covered, other) = (part(covered, true), part(other, false));
    std::array::from_fn(|rung| covered[rung] + other[rung])
}

/// Each item as the engine charges it, month by month and once per team.
fn items(parameters: &Parameters, year: i32) -> Vec<Money> {
    let start = parameters.start_year;
    let teams = parameters.population.teams.len() as i64;
    let of = |item: &crate::process::CostItem| {
        let times = if item.per == Level::Team { teams } else { 1 };
        let month = |month| Money::from_f64(item.in_month(start + year, start, month));
        (0..MONTHS).map(month).sum::<Money>() * times
    };
    parameters.process.team.costs.iter().map(of).collect()
}

impl YearMoney {
    /// What the municipality pays for teams.
    pub fn municipal_team(&self, terms: &FixedTerms) -> Money {
        self.team(terms, |payer| payer == MUNICIPALITY)
    }

    /// What others pay for teams.
    pub fn other_team(&self, terms: &FixedTerms) -> Money {
        self.team(terms, |payer| payer != MUNICIPALITY)
    }

    fn team(&self, terms: &FixedTerms, is: impl Fn(&str) -> bool) -> Money {
        let items = self.items.iter().zip(&terms.payers);
        items.filter(|(_, payer)| is(payer)).map(|(amount, _)| *amount).sum()
    }

    /// What the municipality pays for provisions at a rung, net of eigen bijdragen.
    pub fn net(&self, rung: usize) -> Money {
        self.gross[rung] + self.admin_cost[rung] - self.eigen_bijdrage[rung]
    }

    /// What the municipality pays for teams and provisions, under every financing model.
    pub fn municipal_cost(&self, terms: &FixedTerms) -> Money {
        (0..RUNGS).map(|rung| self.net(rung)).sum::<Money>()
            + self.municipal_team(terms)
            + self.consortium_result
    }
}

#[cfg(test)]
mod tests;
