//! A number with the error that the number of draws leaves.

use serde::Serialize;

use crate::analysis::Chance;
use crate::stats::smooth::Weights;
use crate::stats::summary;

/// An estimate with its Monte Carlo standard error; no error where one draw says nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figure {
    pub value: f64,
    pub standard_error: Option<f64>,
}

impl Figure {
    /// The weighted mean of a value per draw.
    pub fn mean(values: &[f64], weights: &Weights) -> Self {
        Self {
            value: weights.mean(values.iter().copied()),
            standard_error: weights.standard_error(values),
        }
    }

    /// Zero in every draw.
    pub fn is_zero(&self) -> bool {
        self.value == 0.0 && self.standard_error == Some(0.0)
    }

    /// More than two standard errors above or below zero; not known without an error.
    pub fn is_beyond_two_errors(&self) -> bool {
        summary::is_beyond_two_errors(self.value, self.standard_error)
    }

    /// The same figure times something that is known.
    pub fn times(self, factor: f64) -> Self {
        let standard_error = self.standard_error.map(|error| error * factor.abs());
        Self { value: self.value * factor, standard_error }
    }
}

/// The chance of something that each draw says yes (1), no (0) or partly to, with its 95% interval (Wilson 1927) at
/// the effective number of draws.
pub fn chance(shares: &[f64], weights: &Weights) -> Chance {
    let p = weights.mean(shares.iter().copied()).clamp(0.0, 1.0);
    let n = weights.effective();
    let successes = (p * n).round() as usize;
    let (low, high) = summary::wilson_interval(successes, n.round() as usize, 0.95);
    Chance { p, low: low.min(p), high: high.max(p) }
}
