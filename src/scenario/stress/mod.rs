//! Stress tests, `[[stress]]`: named shocks that hold from the start of a year on, each a set of changes that is laid
//! over every alternative. Reads them, and shows a stressed scenario as a [`Model`].
//!
//! | file | what |
//! | --- | --- |
//! | `read` | from the tree to the tables of each alternative under each stress, with all errors |
//! | `allowed` | what may change during a run, and what not |
//! | `multiply` | numbers times a factor |

pub(super) mod allowed;
mod multiply;
mod read;

pub use read::{Read, read, time};

use super::parameters::{Tables, parameters};
use super::{Scenario, words};

use crate::engine::{Parameters, Switch};
use crate::mkba::{Optimism, Valuation};
use crate::study::{AlternativeName, BudgetTerms, Model, Quantity, SamplingPlan};

/// Most stress tests of a scenario.
pub const MOST_STRESSES: usize = 50;

/// What a stress test is called, and when it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StressName {
    pub id: String,
    pub title: String,
    /// The first calendar year in which it holds.
    pub start_year: i32,
    pub source: Option<String>,
    pub note: Option<String>,
}

/// A stress test of a scenario.
pub struct Stress {
    pub name: StressName,
    /// By alternative.
    pub(super) tables: Vec<Tables>,
}

/// A scenario under one of its stress tests.
///
/// Its quantities are those of the scenario, and then those of all its stress tests. Until the start year everything
/// is as without the stress, to the last bit.
#[derive(Clone, Copy)]
pub struct Stressed<'a> {
    scenario: &'a Scenario,
    stress: &'a Stress,
}

impl Scenario {
    /// The stress tests in the order of the file.
    pub fn stresses(&self) -> impl Iterator<Item = &StressName> {
        self.stresses.iter().map(|stress| &stress.name)
    }

    /// The scenario under a stress test, by its id.
    pub fn stressed(&self, id: &str) -> Option<Stressed<'_>> {
        let stress = self.stresses.iter().find(|stress| stress.name.id == id)?;
        Some(Stressed { scenario: self, stress })
    }

    /// The quantities of the scenario, and then those of its stress tests.
    pub fn stress_quantities(&self) -> &[Quantity] {
        &self.stress_quantities
    }

    /// How [`Self::stress_quantities`] are sampled: those of the scenario as in a run without stress.
    pub fn stress_sampling_plan(&self) -> SamplingPlan {
        let mut plan = self.sampling_plan();
        if let Some(posterior) = &mut plan.posterior {
            posterior.columns.resize(self.stress_quantities.len(), None);
        }
        if !plan.dimensions.is_empty() {
            let mut next = plan.dimensions.iter().max().map_or(0, |most| most + 1);
            plan.dimensions.resize_with(self.stress_quantities.len(), || {
                next += 1;
                next - 1
            });
        }
        plan
    }
}

impl Stressed<'_> {
    /// Whether it begins in a year of the run; otherwise it changes nothing. (Years can be set apart from the file.)
    pub fn begins(&self) -> bool {
        self.year().is_some()
    }

    /// The year from 0 in which it begins.
    fn year(&self) -> Option<u32> {
        let year = self.stress.name.start_year.checked_sub(self.scenario.start_year)?;
        u32::try_from(year).ok().filter(|year| *year < self.scenario.years)
    }

    /// The parameters of an alternative in a year, from 0.
    fn in_year(&self, alternative: usize, year: u32, sample: &[f64]) -> Parameters {
        let holds = self.scenario.holds(alternative, year);
        if self.year().is_none_or(|from| year < from) {
            return self.scenario.parameters_of(holds, sample);
        }
        let Scenario { start_year, years, .. } = *self.scenario;
        parameters(&self.stress.tables[holds], start_year, years, sample)
    }
}

impl Model for Stressed<'_> {
    fn alternatives(&self) -> &[AlternativeName] {
        self.scenario.alternatives()
    }

    fn quantities(&self) -> &[Quantity] {
        self.scenario.stress_quantities()
    }

    fn parameters(&self, alternative: usize, sample: &[f64]) -> Parameters {
        self.in_year(alternative, 0, sample)
    }

    fn switches(&self, alternative: usize, sample: &[f64]) -> Vec<Switch> {
        let mut years: Vec<u32> = self.year().into_iter().collect();
        years.push(self.scenario.starts[alternative]);
        years.sort_unstable();
        years.dedup();
        let switch = |year| Switch { year, parameters: self.in_year(alternative, year, sample) };
        years.into_iter().filter(|year| *year > 0).map(switch).collect()
    }

    fn optimism(&self) -> Option<Optimism> {
        self.scenario.optimism()
    }

    fn valuation(&self, sample: &[f64]) -> Valuation {
        self.scenario.valuation(sample)
    }

    fn budget_terms(&self, alternative: usize, year: usize, sample: &[f64]) -> BudgetTerms {
        self.scenario.budget_terms(alternative, year, sample)
    }
}

/// How the paths of the quantities of a stress begin.
fn prefix(id: &str) -> String {
    words::join("stress", id)
}
