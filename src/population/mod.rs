//! Layer 2. Households and their needs over time, section 2 of the model page: who lives where, and how
//! often a need arises. Exogenous: nothing here depends on teams, budgets or payment.

use crate::domain::{HOUSEHOLD_TYPES, HouseholdType};

/// An area (kern, wijk, stadsdeel) with its own population and budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    pub name: String,
    /// Key of the area's random numbers, from its name.
    pub key: u64,
    /// Index in [`Population::teams`].
    pub team: usize,
    /// Number of households of each type.
    pub households: [u32; HOUSEHOLD_TYPES],
    /// Share of households with a low income, 0..1.
    pub low_income_share: f64,
    /// Multiplies every onset rate in this area.
    pub need_factor: f64,
    /// Euro per year before cuts.
    pub historic_budget: f64,
}

impl Area {
    pub fn household_count(&self) -> u32 {
        self.households.iter().sum()
    }
}

/// All areas, and what their households have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    pub areas: Vec<Area>,
    /// Ids of the teams, each serving one or more areas.
    pub teams: Vec<String>,
    /// Shape k of the frailty, Gamma(k, mean 1).
    pub frailty_shape: f64,
    /// Parameters of Beta(a, b), the network strength of a household.
    pub network_beta: [f64; 2],
    /// Share of the households without a low income that have a middle income; the others have a high one.
    pub middle_income_share: f64,
}

impl Population {
    pub fn household_count(&self) -> u64 {
        self.areas.iter().map(|area| u64::from(area.household_count())).sum()
    }
}

/// How often a need arises, and what it looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// Onsets per household per year, by type.
    pub annual_rate: [f64; HOUSEHOLD_TYPES],
    /// Multiplies the rate of a household with a low income.
    pub low_income_factor: f64,
    /// Growth of every onset rate per year.
    pub annual_trend: f64,
    /// Probabilities of severity 1 to 4 at onset.
    pub initial_severity: [f64; 4],
    /// Probabilities of 0 to 3 domains beside the primary one.
    pub extra_domains: [f64; 4],
    /// Multiplies the onset rate in the months after an episode ended.
    pub relapse_factor: f64,
    pub relapse_months: u32,
    /// Weight of each domain, by household type.
    pub domain_weights: [[f64; crate::domain::DOMAINS]; HOUSEHOLD_TYPES],
}

impl Need {
    /// Onsets per year of a household of this type before frailty and `need_factor`: b(h) of the model page.
    pub fn base_rate(&self, kind: HouseholdType, low_income: bool) -> f64 {
        self.annual_rate[kind.index()] * if low_income { self.low_income_factor } else { 1.0 }
    }

    /// Onsets per year that the objective model predicts for an area: without frailty and `need_factor`.
    pub fn predicted(&self, area: &Area) -> f64 {
        let low_income = 1.0 + area.low_income_share * (self.low_income_factor - 1.0);
        let households = area.households.iter().zip(self.annual_rate);
        households.map(|(count, rate)| f64::from(*count) * rate * low_income).sum()
    }
}

#[cfg(test)]
mod tests;
