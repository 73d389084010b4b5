//! The sample table: what the analysis needs of every draw, without the millions of rows of the full results.
//!
//! Filled in the fixed order of draws, one unit after the other; it holds totals per area and per year, and the
//! few monthly figures that the charts show.

use super::layout::Layout;
use super::model::{AlternativeName, Model};
use super::unit::Unit;
use crate::engine::{AreaYear, COLUMNS};
use crate::mkba::{Amounts, Optimism, Posting, Valuation};
use crate::units::{MONTHS, Money};

/// What the rows and columns of a run stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The alternatives of this run, in file order.
    pub alternatives: Vec<AlternativeName>,
    pub areas: Vec<String>,
    /// Id of the team that serves each area, by alternative.
    pub teams: Vec<Vec<String>>,
    pub households: u64,
    /// Ids of the effects.
    pub effects: Vec<String>,
    pub start_year: i32,
    pub years: usize,
    /// How gains on effects are corrected; none where they count in full.
    pub optimism: Option<Optimism>,
}

impl Header {
    /// `alternatives`: indices in [`Model::alternatives`].
    pub fn new(model: &dyn Model, alternatives: &[usize], central: &[f64]) -> Self {
        let first = alternatives.first().copied().unwrap_or(0);
        let parameters = model.parameters(first, central);
        Self {
            alternatives: alternatives
                .iter()
                .map(|index| model.alternatives()[*index].clone())
                .collect(),
            areas: parameters.population.areas.iter().map(|area| area.name.clone()).collect(),
            teams: alternatives
                .iter()
                .map(|index| {
                    let population = model.parameters(*index, central).population;
                    let areas = population.areas.iter();
                    areas.map(|area| population.teams[area.team].clone()).collect()
                })
                .collect(),
            households: parameters.population.household_count(),
            effects: parameters.effects.iter().map(|effect| effect.id.clone()).collect(),
            start_year: parameters.start_year,
            years: parameters.years as usize,
            optimism: model.optimism(),
        }
    }

    /// Names of the value columns of the results table.
    pub fn columns(&self) -> Vec<String> {
        let names = COLUMNS.iter().map(|column| column.name.to_owned());
        names.chain(self.effects.iter().map(|id| format!("effect_{id}"))).collect()
    }

    /// The teams of an alternative with their areas, in the order in which areas name them.
    pub fn teams_of(&self, alternative: usize) -> Vec<(String, Vec<usize>)> {
        let mut teams: Vec<(String, Vec<usize>)> = Vec::new();
        for (area, team) in self.teams[alternative].iter().enumerate() {
            match teams.iter_mut().find(|(known, _)| known == team) {
                Some((_, areas)) => areas.push(area),
                None => teams.push((team.clone(), vec![area])),
            }
        }
        teams
    }

    pub fn months(&self) -> usize {
        self.years * MONTHS as usize
    }

    /// Index of the reference among the alternatives of this run, if it is one of them.
    pub fn reference(&self) -> Option<usize> {
        self.alternatives.iter().position(|alternative| alternative.reference)
    }
}

/// One alternative in one draw, summed up.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Sums over the years, by area and then for all areas together; by column within each. Stocks
    /// (`queue_end`) are those of the last year.
    pub totals: Vec<f64>,
    /// Sums over the areas, by year; by column within each.
    pub years: Vec<f64>,
    /// Spending over budget of an area in a year, euro, by area and year.
    pub spent: Vec<f64>,
    pub budget: Vec<f64>,
    /// Households in the queue at the end of each month.
    pub queued: Vec<f64>,
    /// Households in crisis in each month.
    pub crisis: Vec<f64>,
    /// Spending so far over budget in each month of one year, by area.
    pub uitputting: Vec<f64>,
    /// Cost by year and stakeholder.
    pub costs: Vec<f64>,
    /// What the municipality pays for teams and provisions, by year.
    pub municipal_cost: Vec<f64>,
    /// What was paid, by year and posting of the table (those known when the outcome was added).
    pub journal: Vec<Money>,
    pub valuation: Valuation,
}

/// All draws of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleTable {
    pub header: Header,
    /// Names of the value columns of the results table.
    pub columns: Vec<String>,
    pub stakeholders: Vec<String>,
    /// What is paid for, by whom and to whom, under any alternative.
    pub postings: Vec<Posting>,
    pub draws: Vec<u64>,
    /// Cluster of every draw: draws of one cluster share a row of quantities, and differ in chance only. Clusters may
    /// have any size and stand in any order. Empty where every draw has a row of its own.
    pub clusters: Vec<u64>,
    /// Batch of every draw: the independent design from which its row comes. Empty where all rows come from one
    /// design, or are independent.
    pub batches: Vec<u64>,
    /// How [`Self::accept`] tells cluster and batch of a draw.
    pub layout: Layout,
    /// By alternative, then draw.
    pub outcomes: Vec<Vec<Outcome>>,
}

impl SampleTable {
    pub fn new(header: Header) -> Self {
        let outcomes = vec![Vec::new(); header.alternatives.len()];
        let columns = header.columns();
        Self {
            header,
            columns,
            stakeholders: Vec::new(),
            postings: Vec::new(),
            draws: Vec::new(),
            clusters: Vec::new(),
            batches: Vec::new(),
            layout: Layout::default(),
            outcomes,
        }
    }

    /// An empty table for draws that belong together in this way.
    pub fn with_layout(header: Header, layout: Layout) -> Self {
        Self { layout, ..Self::new(header) }
    }

    /// Index of the year whose monthly uitputting is kept: the third one, when the teams are at work.
    pub fn uitputting_year(&self) -> usize {
        2.min(self.header.years - 1)
    }

    /// A column of the results table over all areas and years of an outcome; none for an unknown name.
    pub fn total(&self, outcome: &Outcome, column: &str) -> Option<f64> {
        let place = self.columns.iter().position(|own| own == column)?;
        outcome.totals.get(self.header.areas.len() * self.columns.len() + place).copied()
    }

    /// Adds a unit; `place` is its place among the alternatives of the run. Units of one alternative come in
    /// the order of the draws.
    pub fn accept(&mut self, place: usize, unit: &Unit) {
        for name in &unit.accounts.stakeholders {
            if !self.stakeholders.contains(name) {
                self.stakeholders.push(name.clone());
            }
        }
        for posting in &unit.accounts.journal.postings {
            if !self.postings.contains(posting) {
                self.postings.push(posting.clone());
            }
        }
        if self.draws.last() != Some(&unit.draw) {
            self.draws.push(unit.draw);
            self.clusters.extend(self.layout.cluster(unit.draw));
            self.batches.extend(self.layout.batch(unit.draw));
        }
        let outcome = self.outcome(unit).shrink();
        self.outcomes[place].push(outcome);
    }

    fn outcome(&self, unit: &Unit) -> Outcome {
        let header = &self.header;
        let areas = header.areas.len();
        let rows = Rows { unit, areas, effects: header.effects.len() };
        let last = header.years - 1;
        let by_area =
            (0..areas).flat_map(|area| rows.sum(&rows_of_area(area, areas, header.years), last));
        let total = rows.sum(&(0..header.years * areas).collect::<Vec<_>>(), last);
        let months = &unit.realisation.months;
        let month_sum = |value: &dyn Fn(usize) -> i64| -> Vec<f64> {
            (0..header.months())
                .map(|month| (0..areas).map(|area| value(month * areas + area)).sum::<i64>() as f64)
                .collect()
        };
        let first = self.uitputting_year() * MONTHS as usize;
        let uitputting = (0..areas)
            .flat_map(|area| (first..first + MONTHS as usize).map(move |month| (month, area)))
            .map(|(month, area)| &months[month * areas + area])
            .map(|month| ratio(month.spent_to_date, month.budget));
        let money = |value: &dyn Fn(&AreaYear) -> Money| -> Vec<f64> {
            (0..areas)
                .flat_map(|area| rows_of_area(area, areas, header.years))
                .map(|row| value(&unit.realisation.years[row]).to_f64())
                .collect()
        };
        Outcome {
            totals: by_area.chain(total).collect(),
            years: (0..header.years)
                .flat_map(|year| {
                    let of_year: Vec<usize> = (year * areas..(year + 1) * areas).collect();
                    rows.sum(&of_year, year)
                })
                .collect(),
            spent: money(&|row| row.spent),
            budget: money(&|row| row.budget),
            queued: month_sum(&|row| months[row].queued),
            crisis: month_sum(&|row| months[row].severity_4),
            uitputting: uitputting.collect(),
            costs: self.costs_by_year(unit),
            municipal_cost: unit.accounts.municipal_cost.clone(),
            journal: self.journal(unit),
            valuation: unit.accounts.valuation,
        }
    }

    /// The amounts that an outcome paid, as far as it has them.
    pub fn amounts<'a>(&self, outcome: &'a Outcome) -> Amounts<'a> {
        Amounts { cells: &outcome.journal, width: outcome.journal.len() / self.header.years }
    }

    /// The journal of a unit in the order of the table's postings.
    fn journal(&self, unit: &Unit) -> Vec<Money> {
        let journal = &unit.accounts.journal;
        let place = |posting| journal.postings.iter().position(|own| own == posting);
        let places: Vec<Option<usize>> = self.postings.iter().map(place).collect();
        (0..self.header.years)
            .flat_map(|year| {
                let amounts = journal.year(year);
                places.iter().map(|place| place.map_or(Money::ZERO, |place| amounts[place]))
            })
            .collect()
    }

    /// The accounts of a unit in the order of the table's stakeholders.
    fn costs_by_year(&self, unit: &Unit) -> Vec<f64> {
        let place = |name: &String| unit.accounts.stakeholders.iter().position(|own| own == name);
        (0..self.header.years)
            .flat_map(|year| {
                let costs = unit.accounts.year(year);
                self.stakeholders.iter().map(move |name| place(name).map_or(0.0, |i| costs[i]))
            })
            .collect()
    }
}

fn rows_of_area(area: usize, areas: usize, years: usize) -> Vec<usize> {
    (0..years).map(|year| year * areas + area).collect()
}

fn ratio(spent: Money, budget: Money) -> f64 {
    if budget == Money::ZERO { 0.0 } else { spent.to_f64() / budget.to_f64() }
}

/// The rows of a realisation, by year and area.
struct Rows<'a> {
    unit: &'a Unit,
    areas: usize,
    effects: usize,
}

impl Rows<'_> {
    /// All value columns summed over some rows; stocks are those at the end of year `last`.
    fn sum(&self, rows: &[usize], last: usize) -> Vec<f64> {
        let volumes = &self.unit.realisation.years;
        let mut sum = AreaYear::default();
        rows.iter().for_each(|row| sum.add(&volumes[*row]));
        let at_end = rows.iter().filter(|row| **row / self.areas == last);
        sum.queue_end = at_end.map(|row| volumes[*row].queue_end).sum();
        let mut columns: Vec<f64> = COLUMNS.iter().map(|column| (column.get)(&sum)).collect();
        columns.extend((0..self.effects).map(|effect| {
            let units = |row: &usize| self.unit.realisation.effects[row * self.effects + effect];
            rows.iter().map(units).sum::<f64>()
        }));
        columns
    }
}

#[cfg(test)]
mod tests;
