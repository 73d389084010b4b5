//! Quantiles over the draws with the error that the number of draws leaves.

use serde::Serialize;

use crate::stats::summary::{self, QuantileError};

/// Level of the intervals of quantiles.
pub const INTERVAL_LEVEL: f64 = 0.95;

/// A quantile over the draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quantile {
    /// Probability below it, 0..1.
    pub level: f64,
    pub value: f64,
    /// Maritz and Jarrett (1978); none with one draw.
    pub standard_error: Option<f64>,
    /// Bounds of the 95% interval from order statistics; none with too few draws for one.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Quantiles of samples of one size: the weights of their errors are computed once.
#[derive(Clone, Debug)]
pub struct Quantiles {
    levels: Vec<(f64, QuantileError)>,
}

impl Quantiles {
    /// For samples of `n` values and levels in (0, 1).
    pub fn new(n: usize, levels: &[f64]) -> Self {
        Self {
            levels: levels.iter().map(|level| (*level, QuantileError::new(n, *level))).collect(),
        }
    }

    /// All levels of an ascending sample; none of nothing.
    pub fn of(&self, ascending: &[f64]) -> Vec<Quantile> {
        self.levels.iter().filter_map(|(level, error)| quantile(ascending, *level, error)).collect()
    }
}

fn quantile(ascending: &[f64], level: f64, error: &QuantileError) -> Option<Quantile> {
    let interval = summary::quantile_interval(ascending, level, INTERVAL_LEVEL);
    Some(Quantile {
        level,
        value: summary::quantile(ascending, level)?,
        standard_error: error.of(ascending),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
    })
}

/// Fewest draws for which the 95% interval of a quantile exists on both sides.
pub fn draws_needed(level: f64) -> usize {
    let tail: f64 = level.max(1.0 - level);
    // The largest of n draws lies above the quantile with probability 1 - tail^n.
    (libm::log(0.5 * (1.0 - INTERVAL_LEVEL)) / libm::log(tail)).ceil() as usize
}
