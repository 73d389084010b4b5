//! Quantiles over the draws at fixed levels, with the error that the number of draws leaves.

use serde::Serialize;

use super::{Draws, LEVEL};
use crate::stats::summary::QuantileError;

/// A quantile over the draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LevelQuantile {
    /// Probability below it, 0..1.
    pub level: f64,
    pub value: f64,
    /// None with too few draws to tell.
    pub standard_error: Option<f64>,
    /// Bounds of the 90% interval; none with too few draws.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Quantiles of samples of the same draws: the weights of their errors are computed once.
#[derive(Clone, Debug)]
pub struct Levels<'a> {
    pub draws: &'a Draws,
    /// The levels with the errors of independent draws.
    pub errors: Vec<(f64, QuantileError)>,
}

impl<'a> Levels<'a> {
    /// Levels in (0, 1).
    pub fn new(draws: &'a Draws, levels: &[f64]) -> Self {
        let errors = levels.iter().map(|level| (*level, QuantileError::new(draws.count(), *level)));
        Self { draws, errors: errors.collect() }
    }

    /// All levels of one value per draw; nothing without draws.
    pub fn of(&self, values: &[f64]) -> Vec<LevelQuantile> {
        let of = |(level, error): &(f64, QuantileError)| {
            let found = self.draws.quantile_with(values, *level, error)?;
            Some(LevelQuantile {
                level: *level,
                value: found.value,
                standard_error: found.standard_error,
                low: found.interval.map(|(low, _)| low),
                high: found.interval.map(|(_, high)| high),
            })
        };
        self.errors.iter().filter_map(of).collect()
    }
}

/// Fewest independent draws for which the interval of a quantile exists on both sides.
pub fn draws_needed(level: f64) -> usize {
    // The largest of n draws lies above the quantile with probability 1 - level^n.
    (libm::log(0.5 * (1.0 - LEVEL)) / libm::log(level.max(1.0 - level))).ceil() as usize
}
