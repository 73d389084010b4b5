//! A figure over the draws, with its spread and with the error that the number of draws leaves.

use crate::stats::summary;

/// A figure over the draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub mean: f64,
    pub p5: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p95: f64,
    /// Monte Carlo standard error of the mean; none with one draw.
    pub standard_error: Option<f64>,
}

impl Estimate {
    /// Of one value per draw; none without draws.
    pub fn of(values: &[f64]) -> Option<Self> {
        let sorted = summary::sorted(values);
        let quantile = |p| summary::quantile(&sorted, p);
        Some(Self {
            mean: summary::mean(values)?,
            p5: quantile(0.05)?,
            p25: quantile(0.25)?,
            p50: quantile(0.50)?,
            p75: quantile(0.75)?,
            p95: quantile(0.95)?,
            standard_error: summary::standard_error(values),
        })
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
    /// Mean of one share per draw, each 0..1. The interval is that of 0-or-1 draws, which vary most: it is
    /// never too narrow for shares in between.
    pub fn of(shares: &[f64]) -> Option<Self> {
        let p = summary::mean(shares)?;
        let n = shares.len();
        // As many whole draws as the shares add up to.
        let successes = (p * n as f64).round() as usize;
        let (low, high) = summary::wilson_interval(successes, n, 0.95);
        Some(Self { p, low: low.min(p), high: high.max(p) })
    }
}

/// An alternative minus the reference, draw by draw with common random numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    pub estimate: Estimate,
    pub below_zero: Chance,
    pub above_zero: Chance,
}

impl Difference {
    pub fn of(differences: &[f64]) -> Option<Self> {
        let share = |holds: &dyn Fn(f64) -> bool| -> Vec<f64> {
            differences.iter().map(|value| f64::from(u8::from(holds(*value)))).collect()
        };
        Some(Self {
            estimate: Estimate::of(differences)?,
            below_zero: Chance::of(&share(&|value| value < 0.0))?,
            above_zero: Chance::of(&share(&|value| value > 0.0))?,
        })
    }
}
