//! What a draw takes in memory while a run is on: the totals that the analysis needs of it, and its budgets.
//!
//! Counted from the lengths of what is kept. What the allocator adds, and room that lists keep for growth, is not in it.

use super::budgets::{AreaBudget, BudgetRecord, BudgetTable, MonthBudget, YearMoney};
use super::cost_shares::CostShares;
use super::sample::{Outcome, SampleTable};
use crate::units::Money;

/// Bytes of so many values of a type.
fn bytes<T>(count: usize) -> u64 {
    (count * size_of::<T>()) as u64
}

impl Outcome {
    /// Memory of this outcome.
    pub fn bytes(&self) -> u64 {
        let lists = [
            &self.totals,
            &self.years,
            &self.spent,
            &self.budget,
            &self.queued,
            &self.crisis,
            &self.uitputting,
            &self.costs,
            &self.municipal_cost,
        ];
        let values = lists.iter().map(|list| list.len()).sum();
        bytes::<Self>(1) + bytes::<f64>(values) + bytes::<Money>(self.journal.len())
    }

    /// Gives back the room that lists had for growth: there are many outcomes, and none grows.
    pub(super) fn shrink(mut self) -> Self {
        let lists = [
            &mut self.totals,
            &mut self.years,
            &mut self.spent,
            &mut self.budget,
            &mut self.queued,
            &mut self.crisis,
            &mut self.uitputting,
            &mut self.costs,
            &mut self.municipal_cost,
        ];
        lists.into_iter().for_each(Vec::shrink_to_fit);
        self.journal.shrink_to_fit();
        self
    }
}

impl SampleTable {
    /// Memory of one more draw under all alternatives; that of the first draw, and zero without any.
    pub fn bytes_per_draw(&self) -> u64 {
        self.outcomes.iter().filter_map(|draws| draws.first()).map(Outcome::bytes).sum()
    }
}

impl BudgetRecord {
    /// Memory of this record.
    pub fn bytes(&self) -> u64 {
        let posts = self.years.iter().map(|year| year.posts.len()).sum();
        bytes::<Self>(1)
            + bytes::<AreaBudget>(self.areas.len())
            + bytes::<YearMoney>(self.years.len())
            + bytes::<Money>(posts)
            + bytes::<MonthBudget>(self.months.len())
            + bytes::<CostShares>(self.cost_shares.len())
    }

    /// Gives back the room that lists had for growth.
    pub(super) fn shrink(mut self) -> Self {
        self.areas.shrink_to_fit();
        self.years.iter_mut().for_each(|year| year.posts.shrink_to_fit());
        self.years.shrink_to_fit();
        self.months.shrink_to_fit();
        self.cost_shares.shrink_to_fit();
        self
    }
}

impl BudgetTable {
    /// Memory of one more draw under all alternatives; that of the first draw, and zero without any.
    pub fn bytes_per_draw(&self) -> u64 {
        self.records.iter().filter_map(|draws| draws.first()).map(BudgetRecord::bytes).sum()
    }
}
