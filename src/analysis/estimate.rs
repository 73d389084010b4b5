//! A figure over the draws, with its spread and with the error that the number of draws leaves. How errors follow from
//! the draws is in `draws`.

use super::Draws;

/// A figure over the draws.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Estimate {
    pub mean: f64,
    pub p5: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p95: f64,
    /// Monte Carlo standard error of the mean; none with one draw.
    pub standard_error: Option<f64>,
    pub errors: QuantileErrors,
    /// Independent blocks on which the errors rest: draws, clusters of them, or batches.
    pub blocks: usize,
}

/// Monte Carlo standard errors of the quantiles of an [`Estimate`]; none where there are too few draws to tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct QuantileErrors {
    pub p5: Option<f64>,
    pub p25: Option<f64>,
    pub p50: Option<f64>,
    pub p75: Option<f64>,
    pub p95: Option<f64>,
}

impl Estimate {
    /// Of one value per draw, all independent; none without draws. [`Draws::estimate`] is for those of a table.
    pub fn of(values: &[f64]) -> Option<Self> {
        Draws::independent(values.len()).estimate(values)
    }
}

/// A chance estimated from draws, with its 95% interval (Wilson 1927).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Chance {
    pub p: f64,
    pub low: f64,
    pub high: f64,
}

impl Chance {
    /// Mean of one share per draw, each 0..1, all independent; none without draws. [`Draws::chance`] is for those of a
    /// table.
    pub fn of(shares: &[f64]) -> Option<Self> {
        Draws::independent(shares.len()).chance(shares)
    }
}

/// An alternative minus the reference, draw by draw with common random numbers.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Difference {
    pub estimate: Estimate,
    pub below_zero: Chance,
    pub above_zero: Chance,
}

impl Difference {
    /// Of one difference per draw, all independent; none without draws. [`Draws::difference`] is for those of a table.
    pub fn of(differences: &[f64]) -> Option<Self> {
        Draws::independent(differences.len()).difference(differences)
    }
}
