//! From one decision to all that the information would serve.

use serde::Serialize;

use super::figure::Figure;

/// How many decisions the information would serve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PopulationPlan {
    /// Decisions a year: municipalities, or patients.
    pub decisions_per_year: f64,
    /// Years in which the decision will still be taken so.
    pub years: u32,
    /// Discount rate per year.
    pub rate: f64,
}

impl PopulationPlan {
    /// Decisions in present value, those of the first year in full: sum of N / (1 + r)^t over t = 0 .. years - 1.
    pub fn decisions(&self) -> f64 {
        let discounted = |year: u32| libm::pow(1.0 + self.rate, -f64::from(year));
        self.decisions_per_year * (0..self.years).map(discounted).sum::<f64>()
    }
}

/// Value of perfect information for all decisions together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Population {
    pub plan: PopulationPlan,
    /// Decisions in present value.
    pub decisions: f64,
    pub evpi: Figure,
}
