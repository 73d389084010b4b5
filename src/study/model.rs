//! What a study needs to know of a scenario, so that it does not depend on how scenarios are written.

use super::budgets::BudgetTerms;
use crate::engine::{Parameters, Switch};
use crate::mkba::{Optimism, Valuation};
use crate::stats::Distribution;

/// An uncertain quantity of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Path in the scenario, for example `provisions.3.tariff`; the column of `draws.parquet`.
    pub path: String,
    pub distribution: Distribution,
    /// Members of the same simplex are divided by their sum: a Dirichlet row is a simplex of gamma numbers.
    pub simplex: Option<usize>,
}

/// An alternative as results name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlternativeName {
    pub id: String,
    pub title: String,
    pub reference: bool,
}

/// A validated scenario.
pub trait Model: Sync {
    /// In file order; exactly one is the reference.
    fn alternatives(&self) -> &[AlternativeName];

    /// The uncertain quantities, one dimension of the sampling cube each.
    fn quantities(&self) -> &[Quantity];

    /// The parameters of an alternative when the quantities have these values.
    fn parameters(&self, alternative: usize, sample: &[f64]) -> Parameters;

    /// Parameters that take over at the start of later years, in the order of these years; none as a rule.
    fn switches(&self, _alternative: usize, _sample: &[f64]) -> Vec<Switch> {
        Vec::new()
    }

    /// How gains on effects are corrected for optimism; none where they count in full.
    fn optimism(&self) -> Option<Optimism> {
        None
    }

    /// Discount rate and base year in a draw.
    fn valuation(&self, sample: &[f64]) -> Valuation;

    /// What is said of the budgets of a year (from 0) that the simulation does not use; nothing where it is not told.
    fn budget_terms(&self, _alternative: usize, _year: usize, _sample: &[f64]) -> BudgetTerms {
        BudgetTerms::default()
    }
}
