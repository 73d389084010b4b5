//! The budget table: what an analysis of budgets and reserves needs of every draw, in whole millionths of a euro so
//! that what parties pay adds up exactly.
//!
//! Per area and year there are budget and spending only, the rest is per year; the state at the end of every month is
//! kept on request. It must not know quantiles or chances, nor on which taakveld anything is booked.

use super::cost_shares::{CostShares, Positions, payment};
use super::layout::Layout;
use super::model::Model;
use super::sample::Header;
use super::unit::{Through, Unit};
use crate::domain::{DOMAINS, MUNICIPALITY, RUNGS};
use crate::engine::{AreaYear, Parameters};
use crate::financing::split;
use crate::payment::{PaymentModel, Scheme};
use crate::process::{CostItem, Level};
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
    /// Items of the team's cost that have one, by name.
    pub items: Vec<(String, String)>,
}

/// What an alternative has in common over the draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FixedTerms {
    /// Costs of the team that are told apart; [`YearMoney::posts`] has an amount for each.
    pub posts: Vec<Post>,
    /// By year.
    pub taakvelden: Vec<TaakveldKeys>,
}

/// A part of the team's cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub payer: String,
    /// Where the scenario names one.
    pub taakveld: Option<String>,
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
    /// Cost of the team by post, whoever pays it.
    pub posts: Vec<Money>,
    /// Rungs that the area budgets pay.
    pub covers: [bool; RUNGS],
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
    /// By year; one for all years where the same parameters hold in them.
    pub cost_shares: Vec<CostShares>,
}

impl BudgetRecord {
    /// How the cost of rungs divides in a year.
    pub fn cost_shares(&self, year: usize) -> &CostShares {
        let of_all = self.cost_shares.first();
        self.cost_shares.get(year).or(of_all).expect("a record has shares")
    }
}

/// All draws of a run.
#[derive(Clone, Debug)]
pub struct BudgetTable {
    pub header: Header,
    /// By alternative.
    pub terms: Vec<FixedTerms>,
    pub draws: Vec<u64>,
    /// Cluster and batch of every draw, as in [`SampleTable`](super::SampleTable).
    pub clusters: Vec<u64>,
    pub batches: Vec<u64>,
    layout: Layout,
    /// By alternative, then draw.
    pub records: Vec<Vec<BudgetRecord>>,
    /// Whether the ends of months are kept.
    pub monthly: bool,
    positions: Positions,
}

impl BudgetTable {
    /// For draws that belong together as `layout` says. `monthly`: whether to keep the ends of months; the units must
    /// have them then.
    pub fn new(header: Header, layout: Layout, monthly: bool) -> Self {
        let alternatives = header.alternatives.len();
        Self {
            header,
            terms: vec![FixedTerms::default(); alternatives],
            draws: Vec::new(),
            clusters: Vec::new(),
            batches: Vec::new(),
            layout,
            records: vec![Vec::new(); alternatives],
            monthly,
            positions: Positions::default(),
        }
    }

    /// Adds a unit; `place` is its place among the alternatives of the run, `sample` the quantities of its draw.
    /// Units of one alternative come in the order of the draws.
    pub fn accept(&mut self, model: &dyn Model, place: usize, unit: &Unit, sample: &[f64]) {
        if self.draws.last() != Some(&unit.draw) {
            self.draws.push(unit.draw);
            self.clusters.extend(self.layout.cluster(unit.draw));
            self.batches.extend(self.layout.batch(unit.draw));
        }
        let through = Through::new(model, unit.alternative, sample);
        let stated = |year| model.budget_terms(unit.alternative, year, sample);
        let years = self.header.years;
        let terms = &mut self.terms[place];
        if terms.taakvelden.is_empty() {
            terms.taakvelden = (0..years).map(|year| stated(year).taakvelden).collect();
        }
        let rows = unit.realisation.years.chunks_exact(self.header.areas.len()).enumerate();
        let money: Vec<YearMoney> =
            rows.map(|(year, rows)| year_money(through.in_year(year), year, rows, terms)).collect();
        let phases = if through.is_constant() { 1 } else { years };
        let positions = &mut self.positions;
        let shares = (0..phases).map(|year| CostShares::new(through.in_year(year), positions));
        let record = BudgetRecord {
            areas: unit.realisation.years.iter().map(area_budget).collect(),
            years: money,
            cost_shares: shares.collect(),
            months: self.months(unit),
            opening_reserve: opening_reserve(&through.first),
            // What the alternative itself states, also where it begins later.
            available_reserve: stated(years - 1).available_reserve.map(Money::from_f64),
        };
        self.records[place].push(record.shrink());
    }

    fn months(&self, unit: &Unit) -> Vec<MonthBudget> {
        let months = unit.realisation.months.iter().filter(|_| self.monthly);
        months
            .map(|month| MonthBudget {
                budget: month.budget,
                spent_to_date: month.spent_to_date,
                forecast: month.forecast,
            })
            .collect()
    }
}

fn area_budget(row: &AreaYear) -> AreaBudget {
    AreaBudget { budget: row.budget, spent: row.spent, transfer: row.transfer }
}

fn opening_reserve(parameters: &Parameters) -> Money {
    let areas = parameters.population.areas.iter();
    let historic: f64 = areas.map(|area| area.historic_budget).sum();
    parameters.financing.holder().opening_reserve(Money::from_f64(historic))
}

fn year_money(
    parameters: &Parameters,
    year: usize,
    rows: &[AreaYear],
    terms: &mut FixedTerms,
) -> YearMoney {
    let sum = |amount: &dyn Fn(&AreaYear) -> Money| rows.iter().map(amount).sum::<Money>();
    let gross: [Money; RUNGS] = std::array::from_fn(|rung| sum(&|row| row.gross[rung]));
    let admin_cost = admin_by_rung(parameters, rows);
    YearMoney {
        gross,
        admin_cost,
        eigen_bijdrage: eigen_bijdrage_by_rung(parameters, rows, &gross, &admin_cost),
        posts: posts(parameters, year as i32, terms),
        covers: parameters.budget.covers_rungs,
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

/// Each item as the engine charges it, month by month and once per team, under its post.
fn posts(parameters: &Parameters, year: i32, terms: &mut FixedTerms) -> Vec<Money> {
    let start = parameters.start_year;
    let teams = parameters.population.teams.len() as i64;
    let mut amounts = vec![Money::ZERO; terms.posts.len()];
    for item in &parameters.process.team.costs {
        let times = if item.per == Level::Team { teams } else { 1 };
        let month = |month| Money::from_f64(item.in_month(start + year, start, month));
        let amount = (0..MONTHS).map(month).sum::<Money>() * times;
        let place = terms.post(item, year as usize);
        amounts.resize(terms.posts.len(), Money::ZERO);
        amounts[place] += amount;
    }
    amounts
}

impl FixedTerms {
    /// The place of the post of an item, which is new where there is none like it.
    fn post(&mut self, item: &CostItem, year: usize) -> usize {
        let named = self.taakvelden.get(year).map_or(&[][..], |keys| &keys.items);
        let own = named.iter().find(|(name, _)| *name == item.item);
        let taakveld = own.map(|(_, code)| code.clone());
        let post = Post { payer: item.payer.clone(), taakveld };
        let known = self.posts.iter().position(|known| *known == post);
        known.unwrap_or_else(|| {
            self.posts.push(post);
            self.posts.len() - 1
        })
    }
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
        let posts = self.posts.iter().zip(&terms.posts);
        posts.filter(|(_, post)| is(&post.payer)).map(|(amount, _)| *amount).sum()
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
