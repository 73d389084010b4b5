//! What support consists of on each rung, and what the household pays towards it.

use crate::domain::{DOMAINS, INCOME_BANDS};

#[derive(Clone, Debug, PartialEq)]
pub struct Provision {
    /// Share of the probability of worsening that fitting support takes away.
    pub worsen_reduction: f64,
    /// Fitting support multiplies the probability of improving by 1 + this.
    pub improve_gain: f64,
    /// Months between reviews, at least 1.
    pub review_months: u32,
    /// Hours per month, by domain.
    pub hours: [f64; DOMAINS],
    /// Euro per hour, by domain.
    pub tariff: [f64; DOMAINS],
    /// Most hours per month, by domain; infinite where the access decision sets none.
    pub max_hours: [f64; DOMAINS],
    /// Coefficient of variation of the hours between households.
    pub hours_cv: f64,
    /// Whether households pay an eigen bijdrage on this rung.
    pub eigen_bijdrage: bool,
    /// Euro per hour of informal care; `None` where the hours are paid care.
    pub informal_value: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EigenBijdrage {
    pub share_of_cost: f64,
    /// Euro per household per month, by income band.
    pub maximum: [f64; INCOME_BANDS],
}
