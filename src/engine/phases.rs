//! The parameters of a realisation through time: those it starts with, and others that hold from the start of later
//! years on (a stress test). One phase, as a rule.
//!
//! Everything that is drawn ahead is drawn through all phases by inversion of the hazard summed over them, so that
//! it has the distribution of tossing a coin a month. Where two phases do not differ they count as one, so that
//! what does not change keeps its bits.

use super::parameters::{Parameters, Switch};
use super::tables::Tables;
use crate::financing::{Budget, BudgetHolder};
use crate::units::{MONTHS, Month};

#[derive(Debug)]
struct Phase<'a> {
    /// Its first month; the first of a year.
    from: Month,
    tables: Tables<'a>,
}

/// The phases of a realisation, in their order; at least one.
#[derive(Debug)]
pub struct Phases<'a> {
    list: Vec<Phase<'a>>,
}

impl<'a> Phases<'a> {
    /// `switches` in the order of their years; those in the first year or after the last are not allowed.
    pub fn new(parameters: &'a Parameters, switches: &'a [Switch]) -> Self {
        let mut list = vec![Phase { from: 0, tables: Tables::new(parameters) }];
        for switch in switches {
            let from = switch.year * MONTHS;
            let last = &list[list.len() - 1];
            debug_assert!(last.from < from && switch.year < parameters.years);
            let tables = Tables::after(&last.tables, from, &switch.parameters);
            list.push(Phase { from, tables });
        }
        Self { list }
    }

    pub fn first(&self) -> &Tables<'a> {
        &self.list[0].tables
    }

    /// The tables of a year.
    #[inline]
    pub fn of_year(&self, year: u32) -> &Tables<'a> {
        let month = year * MONTHS;
        let known = self.list.iter().rev().find(|phase| phase.from <= month);
        known.map_or(self.first(), |phase| &phase.tables)
    }

    /// Who holds the budget in a month.
    pub fn holder(&self, month: Month) -> &'a dyn BudgetHolder {
        self.of_year(month / MONTHS).parameters.financing.holder()
    }

    /// The tables that begin to hold in this month, if others held before.
    pub fn beginning(&self, month: Month) -> Option<&Tables<'a>> {
        let later = self.list.iter().skip(1).find(|phase| phase.from == month);
        later.map(|phase| &phase.tables)
    }

    /// The month after the last of the phase of `month`.
    pub fn end(&self, month: Month) -> Month {
        let next = self.list.iter().map(|phase| phase.from).find(|from| *from > month);
        next.unwrap_or(self.first().months)
    }

    /// The phases from the one of `month` on, each with its end.
    pub fn from(&self, month: Month) -> impl Iterator<Item = (&Tables<'a>, Month)> {
        let ends = self.list.iter().skip(1).map(|phase| phase.from);
        let ends = ends.chain([self.first().months]);
        let phases = self.list.iter().map(|phase| &phase.tables).zip(ends);
        phases.filter(move |(_, end)| *end > month)
    }

    /// Whether parameters change on the way.
    #[inline]
    pub fn change(&self) -> bool {
        self.list.len() > 1
    }

    /// The area budgets of a year: cuts are those that held in the years in which they were made.
    pub fn budget(&self, year: u32) -> Budget {
        let cut = |year: u32| {
            let cuts = &self.of_year(year).parameters.budget.annual_cut;
            cuts.get(year as usize).copied().unwrap_or(0.0)
        };
        let annual_cut = (0..=year).map(cut).collect();
        Budget { annual_cut, ..self.of_year(year).parameters.budget.clone() }
    }
}
